// The order to destroy personal data of a closed incident (依法销毁个人信息), and each store's word that it did. What identifies
// people is written over, and the bodies of the changes that held it go from every journal; headers stay, so chains still verify.
// What it does not reach (backups, exported files, paper) is told, not hidden: decision 0014.
import * as z from 'zod'
import type { Kind } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import { CALL, CALLER_FIELDS, CALL_TEXTS } from './call.ts'
import { INCIDENT, timeSchema } from './incident.ts'
import { LOG_ENTRY } from './log-entry.ts'

export const DESTRUCTION = 'destruction'
export const ERASURE = 'erasure'

/** Fields that name people or lead to them; each is a text, and '' afterwards. */
export const PERSONAL_FIELDS: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  [INCIDENT, ['sourceName', 'sourceTelephone']],
  [CALL, [...CALLER_FIELDS]],
])

/** Free texts, in which people may be named: they go only where an officer chose the record. */
export const FREE_TEXTS: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  [INCIDENT, ['description']],
  [LOG_ENTRY, ['text']],
  [CALL, [...CALL_TEXTS]],
])

/** Kinds an order reaches: a store erases of no other, whatever the order says. */
export const ERASABLE_KINDS: ReadonlySet<Kind> = new Set(FREE_TEXTS.keys())

/** What a text that may not be empty is written over with. */
export const DESTROYED_TEXT = '—'

/** What a personal field or a free text of a kind holds once it is destroyed. */
export function destroyedValue(kind: Kind): string {
  return kind === LOG_ENTRY ? DESTROYED_TEXT : ''
}

/** True when nothing can be read of a value: it is empty, or was destroyed. */
export function saysNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || value === DESTROYED_TEXT
}

/** Most changes one order names: it must fit into one change itself. */
export const MAX_ERASED = 4_000

const id = z.string().min(1).max(60)
const change = z.string().regex(/^[0-9a-f]{32}$/)

export const destructionFields = {
  incident: id,
  /** The law and article it rests on. */
  basis: z.string().trim().min(2).max(300),
  reason: z.string().trim().min(2).max(500),
  by: id,
  at: timeSchema,
  /** Whose changes go. */
  erases: z
    .array(z.strictObject({ kind: z.string().min(1).max(60), id, changes: z.array(change).min(1).max(MAX_ERASED) }))
    .min(1)
    .max(1_000),
  /** Records whose free texts the officer chose; orders before this was possible say nothing of it. */
  texts: z.array(z.strictObject({ kind: z.string().min(1).max(60), id })).max(1_000),
  /** Calls kept as evidence, with the reason they are. */
  evidence: z.array(z.strictObject({ id, reason: z.string().trim().min(2).max(300) })).max(1_000),
} as const
export const destructionSchema = z.object(destructionFields).extend({ texts: destructionFields.texts.default([]) })
export type Destruction = z.infer<typeof destructionSchema>
export const DESTRUCTION_ONCE = Object.keys(destructionFields)

/** What one store did with an order: written by its station or server in its own name. */
export const erasureFields = {
  destruction: id,
  station: id,
  at: timeSchema,
  /** Bodies that were there and are gone, and changes that never were there. */
  erased: z.int().min(0),
  absent: z.int().min(0),
  /** Of the erased: bodies that still lay in a journal archive whose file was away then. Left out where there were none. */
  waiting: z.int().min(1),
} as const
export const ERASURE_ONCE = Object.keys(erasureFields)

/** One word of each store for each order. */
export function erasureId(destruction: string, station: string): string {
  return `${destruction}.${station}`
}

/** The reason every change bears that writes personal fields over: what is written once may then be. */
export function destructionReason(destruction: string): string {
  return `destruction ${destruction}`
}
export function isDestructionReason(reason: string | undefined): boolean {
  return reason?.startsWith('destruction ') === true
}
