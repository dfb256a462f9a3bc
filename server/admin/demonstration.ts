// The demonstration: directory and journal of a typhoon day from seeds/demo, taken in on the same road as anything a station
// pushes. Its duty officer gets a password drawn here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { readChange } from '../../shared/journal/change.ts'
import { AGENCY, OFFICER, SPACE, STATION } from '../../shared/model/directory.ts'
import { decodePack } from '../../shared/sync/pack.ts'
import type { Access } from '../access/access.ts'
import { newPassword } from '../access/secrets.ts'
import { sha256 } from '../log/node-crypto.ts'
import type { OwnDraft, ServerLog } from '../log/server-log.ts'

const row = z.object({ id: z.string().min(1).max(60), fields: z.record(z.string(), z.json()) })
const directoryFile = z.object({
  space: row,
  agencies: z.array(row),
  officers: z.array(row),
  stations: z.array(row),
  signIn: z.object({ name: z.string() }),
})

export interface DemoSignIn {
  readonly name: string
  readonly password: string
}

/** Takes the demonstration in; gives the name and password of its duty officer. */
export async function takeDemonstration(
  folder: string,
  log: ServerLog,
  access: Access,
  nowMs: number,
): Promise<Result<DemoSignIn>> {
  const directory = directoryFile.parse(JSON.parse(readFileSync(join(folder, 'directory.json'), 'utf8')))
  const pack = decodePack(new Uint8Array(readFileSync(join(folder, 'doksuri.fspack'))))
  if (!pack.ok) return pack
  const drafts = (kind: string, rows: readonly z.infer<typeof row>[]): OwnDraft[] =>
    rows.map(({ id, fields }) => ({ kind, id: asId(id), fields }))
  await access.setUp([
    ...drafts(AGENCY, directory.agencies),
    ...drafts(OFFICER, directory.officers),
    ...drafts(STATION, directory.stations),
    ...drafts(SPACE, [directory.space]),
  ])
  const authors = pack.value.changes.flatMap((bytes) => {
    const change = readChange(bytes, sha256)
    return change.ok ? [change.value.head] : []
  })
  await access.noteSignedIn(authors)
  const { space, changes, seals } = pack.value
  const { outcomes } = await log.append([{ space, changes, seals, broughtBy: null }], access, nowMs)
  const refused = outcomes[0]?.refused ?? []
  const first = refused[0]
  if (first !== undefined)
    return refuse('fileUnreadable', `the demonstration does not fit: ${first.fault.message}`, {
      refused: refused.length,
    })
  return renewDemoPassword(access, directory.signIn.name)
}

/** Draws another password for the demonstration's officer: nobody needs to remember it. */
export async function renewDemoPassword(access: Access, name: string): Promise<Result<DemoSignIn>> {
  const found = access.directory.officerNamed(name)
  if (found === undefined) return refuse('notFound', `no officer ${name}`, { id: name })
  const password = newPassword()
  const version = Math.max(1, found.officer.credentialVersion)
  await access.setPassword(found.id, password, version, false)
  if (version !== found.officer.credentialVersion)
    await access.setUp([{ kind: OFFICER, id: asId(found.id), fields: { credentialVersion: version } }])
  return ok({ name, password })
}
