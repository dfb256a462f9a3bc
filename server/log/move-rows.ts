// A server's whole database as rows, in one form for every store: what moving from one to another reads and writes.
import type { SpaceId } from '../../shared/base/ids.ts'

export type Cell = string | number | Uint8Array | null
export type Row = readonly Cell[]

/** The tables with their columns, in an order in which rows may be written. Yes and no are 1 and 0. */
export const MOVED_TABLES = {
  archive: ['archive', 'id', 'path', 'key', 'made_ms', 'before_ms', 'changes'],
  archive_due: ['archive', 'at'],
  space: ['space', 'id', 'tip', 'records', 'digest', 'own_chain'],
  branch: [
    'space',
    'branch',
    'station',
    'chain',
    'name',
    'parent',
    'base_seq',
    'tip_seq',
    'tip_hash',
    'seal_seq',
    'seal',
  ],
  subject: ['space', 'subject', 'kind', 'id', 'bucket', 'digest', 'state'],
  journal: ['space', 'pos', 'subject', 'branch', 'seq', 'refused', 'received_ms', 'header', 'body'],
  refusal: ['space', 'change', 'fault'],
  staged: ['space', 'station', 'chain', 'seq', 'staged_ms', 'brought_by', 'header', 'body'],
  join_code: ['code_hash', 'agency', 'name', 'purpose', 'expires_ms', 'used_by'],
  verifier: ['officer', 'argon2', 'version', 'must_change'],
  session: ['token_hash', 'officer', 'station', 'expires_ms'],
  signed_in: ['station', 'officer', 'first_ms'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type MovedTable = keyof typeof MOVED_TABLES
export const MOVED_NAMES = Object.keys(MOVED_TABLES) as readonly MovedTable[]

/** Of a store whose bodies are taken along from archives these are left. */
export const NOT_MOVED: ReadonlySet<MovedTable> = new Set(['archive', 'archive_due'])

/** What a server keeps beside its tables. */
export interface MovedFacts {
  readonly seed: Uint8Array
  readonly epoch: string
  readonly restoredAtMs: number
  readonly commits: number
  readonly stampMs: number
  readonly stampCounter: number
  /** Names begin with `note.`. */
  readonly notes: readonly (readonly [name: string, value: string])[]
}

/**
 * A store opened for moving or copying: nobody else works on it until it is closed. What is moved takes its bodies along, wherever
 * they lie, and names no archive; a copy for a backup, and what is read back of either, is the rows as they are.
 */
export interface MovedStore {
  /** Rows in their order, some at a time. */
  read(table: MovedTable): AsyncIterable<readonly Row[]>
  write(table: MovedTable, rows: readonly Row[]): Promise<void>
  facts(): Promise<MovedFacts>
  /** After the last row. */
  writeFacts(facts: MovedFacts): Promise<void>
  /** Makes what was written count. */
  keep(): Promise<void>
  /** No server works on it any more: it was moved to `place`. */
  retire(place: string, nowMs: number): Promise<void>
  /** Ends it; what was not kept is gone. */
  close(): Promise<void>
}

/** The picture of one space after a move. */
export interface MovedPicture {
  readonly space: SpaceId
  readonly changes: number
  readonly records: number
  readonly digest: Uint8Array
}
