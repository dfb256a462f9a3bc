// A command: a pure decision from input and what it may read of the picture to the fields to set, or a refusal.
// Interface, gateways, exercises, command line and tests run the same commands; nothing else writes to the picture.
import type * as z from 'zod'
import type { Result } from '../base/fault.ts'
import type { AgencyId, ChangeId, Kind, OfficerId, RecordId, StationId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import type { Role } from '../model/role.ts'
import type { Action } from './rights.ts'

/** What a command may know besides its input. Times and chance come in from the station. */
export interface CommandContext {
  readonly nowMs: number
  readonly station: StationId
  readonly officer: OfficerId
  readonly role: Role
  readonly agency: AgencyId
  readonly agencyCode: string
  /** A fresh record id. */
  newId(): RecordId
  /** Next number of the station's counter `name`; only taken when the command succeeds. */
  nextCount(name: string): number
  /** What numbers bear after the station's characters once it may be a copy of another; '' or left out for most. */
  readonly numberMark?: string
  /** Whether a record here bears this number already. Left out where that cannot be looked up. */
  isNumberTaken?(number: string): boolean
  /** Numbers an agency's records of a kind bear in the other spaces counted together with this one. Left out where it is one. */
  numbersElsewhere?(kind: Kind, agency: string): readonly string[]
  /** A record of the picture of the space the command is for. */
  read(kind: Kind, id: RecordId): RecordState | undefined
  /** Records of a kind of the duty desk (model/desk-item.ts) that belong to an incident or a record, oldest first. */
  list(kind: Kind, of: ListOf): readonly RecordState[]
  /** Changes of a record that stand and still have a body, oldest first; null while older ones are not here. Left out
   * where nothing asks for it.
   */
  changesOf?(kind: Kind, id: RecordId): readonly { readonly id: ChangeId; readonly fields: readonly string[] }[] | null
}

/** Which records of a kind; no limit given means all of them. */
export interface ListOf {
  readonly incident?: string
  readonly parent?: string
  readonly states?: readonly string[]
  readonly agencies?: readonly string[]
  readonly fromMs?: number
  readonly toMs?: number
}

/** What to write: the station adds who, when, over what, and makes the change. Fields that say nothing new are left out. */
export interface Draft {
  readonly kind: Kind
  readonly id: RecordId
  readonly fields: JsonFields
  readonly reason?: string
  /** Values a field replaces, when not all that stand there: the others stay beside it, a conflict for officers. */
  readonly over?: { readonly [field: string]: readonly ChangeId[] }
  /** Fields that say nothing new are written all the same: what said them before is about to go. */
  readonly saysAgain?: boolean
}

export interface Decision {
  readonly drafts: readonly Draft[]
  /** The record the officer will want to see. */
  readonly subject: { readonly kind: Kind; readonly id: RecordId }
}

/** One command: its schema, the right it needs, and its decision. */
export interface Command<Schema extends z.ZodType> {
  readonly action: Action
  readonly input: Schema
  decide(context: CommandContext, input: z.infer<Schema>): Result<Decision>
}

/** Keeps the types of a command definition together. */
export function command<Schema extends z.ZodType>(definition: Command<Schema>): Command<Schema> {
  return definition
}
