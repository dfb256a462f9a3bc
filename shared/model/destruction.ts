// The order to destroy personal data of a closed incident (依法销毁个人信息), and each store's word that it did. What identifies
// people is written over, and the bodies of the changes that held it go from every journal; headers stay, so chains still verify.
// What it does not reach (backups, exported files, paper) is told, not hidden: decision 0014.
import * as z from 'zod'
import type { Kind } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { ATTACHMENT, NO_FILE, sha256Schema } from './attachment.ts'
import { CALL, CALLER_FIELDS, CALL_TEXTS } from './call.ts'
import { INCIDENT, timeSchema } from './incident.ts'
import { LOG_ENTRY } from './log-entry.ts'
import { REPORT } from './report.ts'

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

/** What of attachments and reports goes where an officer chose the record; the file's bytes go with the attachment. */
export const DOCUMENT_FIELDS: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  [ATTACHMENT, ['name', 'note', 'sha256', 'voidReason']],
  [REPORT, ['title', 'text', 'to', 'copyTo', 'editor', 'telephone', 'stepReason', 'signed']],
])

/** Kinds an order reaches: a store erases of no other, whatever the order says. */
export const ERASABLE_KINDS: ReadonlySet<Kind> = new Set([...FREE_TEXTS.keys(), ...DOCUMENT_FIELDS.keys()])

/** What a text that may not be empty is written over with. */
export const DESTROYED_TEXT = '—'

/** What a field holds once it is destroyed: nothing, or what says least and still fits its kind. */
export function destroyedValue(kind: Kind, name: string, before: Json): Json {
  if (kind === LOG_ENTRY) return DESTROYED_TEXT
  if (Array.isArray(before)) return []
  switch (name) {
    case 'sha256':
      return NO_FILE
    case 'name':
      return kind === ATTACHMENT ? DESTROYED_TEXT : ''
    case 'voidReason':
    case 'stepReason':
      return before === null ? null : DESTROYED_TEXT
    case 'signed':
      // Who signed it and when stays.
      return isFields(before) ? { ...before, title: DESTROYED_TEXT, text: DESTROYED_TEXT, facts: {} } : before
    case 'title':
    case 'text':
      // A report without a title could not be told from one nobody has begun.
      return kind === REPORT ? DESTROYED_TEXT : ''
    default:
      return ''
  }
}

/** True when nothing can be read of a value: it is empty, or was destroyed. */
export function saysNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === DESTROYED_TEXT || value === NO_FILE)
    return true
  if (Array.isArray(value)) return value.length === 0
  return isFields(value) && value['title'] === DESTROYED_TEXT && value['text'] === DESTROYED_TEXT
}

function isFields(value: Json): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
  /** Calls and attachments kept as evidence, with the reason they are. */
  evidence: z.array(z.strictObject({ id, reason: z.string().trim().min(2).max(300) })).max(1_000),
  /** Files of the attachments that go: their bytes too, unless another attachment names them. Absent in older orders. */
  files: z.array(z.strictObject({ id, sha256: sha256Schema })).max(1_000),
  /** Reports that go although the law keeps documents, each with the reason. */
  reports: z.array(z.strictObject({ id, reason: z.string().trim().min(2).max(300) })).max(1_000),
} as const
export const destructionSchema = z.object(destructionFields).extend({
  texts: destructionFields.texts.default([]),
  files: destructionFields.files.default([]),
  reports: destructionFields.reports.default([]),
})
export type DestroyedFile = Destruction['files'][number]
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
  /**
   * Files named by the order whose bytes were here and are gone; files whose bytes stay because another attachment names them.
   * Left out where the order names none, and by stores of a version that did not know.
   */
  files: z.int().min(0),
  filesKept: z.int().min(0),
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
