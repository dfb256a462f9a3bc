// Names of event codes and divisions for messages that go out, from the reference data that ships with the program and
// the table the space has of its own; without either messages carry the codes alone.
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { CODE_TABLE, EVENT_CODES_ID, codeTableOf } from '../../../shared/model/code-table.ts'
import { eventCodesSchema } from '../../../shared/model/event-codes.ts'
import type { Picture } from '../gateway.ts'

export interface Names {
  readonly event: (code: string) => string
  readonly division: (code: string) => string
}

/** The same with the names of the table the space has of its own, where it has one. */
export async function namesIn(picture: Picture, names: Names): Promise<Names> {
  const table = codeTableOf((await picture.record(CODE_TABLE, EVENT_CODES_ID))?.['table'] ?? null)
  if (table === null) return names
  const own = new Map(table.codes.map(({ code, name }) => [code, name]))
  return { ...names, event: (code) => own.get(code) ?? names.event(code) }
}

const divisionsSchema = z.object({ divisions: z.array(z.object({ code: z.string(), name: z.string() })) })

/** The folder `seeds`, seen from this file or from the bundle of the whole server (dist/server/server.js). */
export function seedsFrom(program: string): URL {
  return new URL(program.endsWith('.ts') ? '../../../seeds/' : '../../seeds/', program)
}

/** Reads them from the folder `seeds`. */
export async function readNames(seeds: URL = seedsFrom(import.meta.url)): Promise<Names> {
  const events = eventCodesSchema.safeParse(await jsonAt(new URL('event-codes/event-codes.json', seeds)))
  const divisions = divisionsSchema.safeParse(await jsonAt(new URL('divisions/divisions.json', seeds)))
  const eventNames = new Map(events.success ? events.data.codes.map(({ code, name }) => [code, name]) : [])
  const divisionNames = new Map(divisions.success ? divisions.data.divisions.map(({ code, name }) => [code, name]) : [])
  return { event: (code) => eventNames.get(code) ?? '', division: (code) => divisionNames.get(code) ?? '' }
}

async function jsonAt(url: URL): Promise<unknown> {
  try {
    return JSON.parse(await readFile(url, 'utf8'))
  } catch {
    return undefined
  }
}
