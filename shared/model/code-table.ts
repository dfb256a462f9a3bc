// The table of event codes an office puts in the place of the one that ships: one for a space and all its stations. Some tens
// of kilobytes, so it lies in the journal itself and is there as soon as the picture is.
import * as z from 'zod'
import type { EventCode, EventCodes } from './event-codes.ts'
import { depthOf, parentOf } from './event-codes.ts'
import { eventCodeSchema } from './incident.ts'

export const CODE_TABLE = 'codeTable'
/** Id of the record that holds the event codes of a space. */
export const EVENT_CODES_ID = 'eventCodes'

/** Bytes of the table as JSON: it has to fit into one change. */
export const MAX_CODE_TABLE_BYTES = 240 * 1024
const MAX_CODES = 3_000

const tableSchema = z
  .strictObject({
    /** What it is called: 2027.1, GB/T 35561-2017. */
    version: z.string().trim().min(1).max(60),
    /** Where it comes from. */
    source: z.string().trim().max(500),
    codes: z
      .array(
        z.strictObject({
          code: eventCodeSchema,
          name: z.string().trim().min(1).max(100),
          nameEn: z.string().trim().max(200),
          initials: z.string().max(100),
          pinyin: z.string().max(400),
        }),
      )
      .min(1)
      .max(MAX_CODES),
  })
  .refine(({ codes }) => new Set(codes.map(({ code }) => code)).size === codes.length, 'a code stands there twice')
  .refine(
    (table) => new TextEncoder().encode(JSON.stringify(table)).length <= MAX_CODE_TABLE_BYTES,
    `more than ${String(MAX_CODE_TABLE_BYTES)} bytes`,
  )
export type CodeTable = z.infer<typeof tableSchema>

export const codeTableFields = {
  /** null: the one that ships. One field, so that two tables put there apart are one contradiction. */
  table: tableSchema.nullable(),
} as const

/** The table a record holds; null when it holds none, or one this program cannot read. */
export function codeTableOf(value: unknown): CodeTable | null {
  const read = codeTableFields.table.safeParse(value)
  return read.success ? read.data : null
}

/** The codes of a table as everything reads them. English names it lacks are the Chinese ones. */
export function codesOf(table: CodeTable): readonly EventCode[] {
  const known = new Set(table.codes.map(({ code }) => code))
  return table.codes.map((row) => {
    let parent = parentOf(row.code)
    // A table may leave classes out: what is below hangs on the next one that is there.
    while (parent !== null && !known.has(parent)) parent = parentOf(parent)
    return { ...row, nameEn: row.nameEn === '' ? row.name : row.nameEn, parent, depth: depthOf(row.code) }
  })
}

/** What ships, in the form an office's own table has. */
export function tableOfShipped({ version, source, codes }: EventCodes): CodeTable {
  return {
    version,
    source: source.slice(0, 500),
    codes: codes.map(({ code, name, nameEn, initials, pinyin }) => ({ code, name, nameEn, initials, pinyin })),
  }
}

export interface CodeTableDifference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly renamed: readonly { readonly code: string; readonly from: string; readonly to: string }[]
}

/** What putting `after` in the place of `before` changes, in the order of the codes. */
export function codeTableDifference(before: readonly Named[], after: readonly Named[]): CodeTableDifference {
  const old = namesOf(before)
  const now = namesOf(after)
  const byCode = (a: string, b: string): number => (a < b ? -1 : 1)
  return {
    added: [...now.keys()].filter((code) => !old.has(code)).toSorted(byCode),
    removed: [...old.keys()].filter((code) => !now.has(code)).toSorted(byCode),
    renamed: [...now]
      .flatMap(([code, to]) => {
        const from = old.get(code)
        return from === undefined || from === to ? [] : [{ code, from, to }]
      })
      .toSorted((a, b) => byCode(a.code, b.code)),
  }
}

interface Named {
  readonly code: string
  readonly name: string
}

function namesOf(rows: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(rows.map(({ code, name }) => [code, name]))
}
