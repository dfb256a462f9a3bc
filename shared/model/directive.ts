// Directives down the chain (指令, 批示) and their receipts: what was ordered is written once with everyone it goes to; how it
// stands with each receiver is a record of its own, so that receivers merge apart. Transfers (移送) of an incident to the
// agency in charge go the same way. Flow: domain.md 3.1 (articles 60, 61) and 3.7.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { textField, timeField } from './fields.ts'
import { IMPORTED, importedSources } from './imported.ts'
import { timeSchema } from './incident.ts'

export const DIRECTIVE = 'directive'
export const RECEIPT = 'receipt'
export const TRANSFER = 'transfer'

/** 指令 gives an order; 批示 is what a leader wrote on a matter. */
export const DIRECTIVE_TYPES = ['instruction', 'remark'] as const
export type DirectiveType = (typeof DIRECTIVE_TYPES)[number]

/** 一般, 加急, 特急. */
export const PRIORITIES = ['routine', 'urgent', 'flash'] as const
export type Priority = (typeof PRIORITIES)[number]

/** 已下达, 督办中, 已撤回. How far it has come is its receipts' matter. */
export const DIRECTIVE_STATES = ['issued', 'supervised', 'withdrawn'] as const
export type DirectiveState = (typeof DIRECTIVE_STATES)[number]

/** 未送达, 已送达, 已签收, 已回执, 已办结, 已退回, 已撤回. */
export const RECEIPT_STATES = ['sent', 'delivered', 'signed', 'answered', 'completed', 'returned', 'withdrawn'] as const
export type ReceiptState = (typeof RECEIPT_STATES)[number]
/** Nobody of the receiver has signed for it yet. */
export const UNSIGNED_STATES = ['sent', 'delivered'] as const satisfies readonly ReceiptState[]
/** Signed for and not done. */
export const IN_HAND_STATES = ['signed', 'answered'] as const satisfies readonly ReceiptState[]
/** Nothing more is to be done. */
export const SETTLED_STATES = ['completed', 'returned', 'withdrawn'] as const satisfies readonly ReceiptState[]
/** Signature or answer is still missing. */
export const MISSING_STATES = ['sent', 'delivered', 'signed'] as const satisfies readonly ReceiptState[]

/** 待答复 (not yet, or already at a station of the agency), 已接收, 不接收. */
export const TRANSFER_STATES = ['offered', 'delivered', 'accepted', 'refused'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]
/** Nobody has answered it. */
export const OPEN_TRANSFER_STATES = ['offered', 'delivered'] as const satisfies readonly TransferState[]

/** Receivers of one directive. */
export const MAX_RECEIVERS = 100

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)
const signature = { by: id, at: timeSchema }

/** What a receiver gets of the directive, written with it: a receipt can be read and dealt with by itself. */
const order = {
  incident: id.nullable(),
  title: line(200).min(1),
  priority: z.enum(PRIORITIES),
  /** Until when an answer is due. */
  dueAt: timeSchema.nullable(),
  issuedAt: timeSchema,
  /** The receipt under which it was forwarded to a lower agency; absent where it is not a forwarding. */
  forwards: id,
} as const

export const directiveFields = {
  ...order,
  type: z.enum(DIRECTIVE_TYPES),
  text: line(8_000).min(1),
  /** Whose order it is, in words: the leader who gave it, where that is not the officer who wrote it down. */
  leader: line(80),
  /** Agency that issued it. */
  agency: id,
  issuedBy: id,
  /** 督办: followed until every receiver has done it. */
  supervised: z.boolean(),
  withdrawn: z.strictObject({ ...signature, reason: line(500).min(2) }),
  /** Of a forwarding: the directive it was forwarded from no longer stands; who withdrew what above, when and why. */
  withdrawnAbove: z.strictObject({ ...signature, reason: line(500).min(2), directive: id }),
} as const

export const receiptFields = {
  ...order,
  directive: id,
  /** Agency that issued the directive. */
  from: id,
  /** Agency it goes to, and the officer of it where it is for one. */
  agency: id,
  officer: id.nullable(),
  /** A station of the agency has it. The change that says so tells which and when; said twice it is still one. */
  delivered: z.literal(true),
  /** 签收. */
  signed: z.strictObject(signature),
  /** 回执. `files` are attachments of the incident. */
  answer: z.strictObject({ ...signature, text: line(8_000).min(1), files: z.array(id).max(40) }),
  /** 办结, or 退回 with its reason. */
  closed: z.strictObject({ ...signature, how: z.enum(['completed', 'returned']), text: line(2_000) }),
  /** 催办: the newest reminder, and how many there were. */
  reminded: z.strictObject({ ...signature, times: z.int().min(1).max(10_000) }),
  withdrawn: z.literal(true),
  withdrawnAbove: z.literal(true),
} as const

export const transferFields = {
  incident: id,
  /** Agency that gives the incident away, and the one that is to take charge. */
  from: id,
  agency: id,
  reason: line(2_000).min(2),
  offered: z.strictObject(signature),
  delivered: z.literal(true),
  decision: z.strictObject({ ...signature, how: z.enum(['accepted', 'refused']), reason: line(2_000) }),
} as const

/** Fields of each kind that are written once. */
export const DIRECTIVE_ONCE = [
  'type',
  'title',
  'text',
  'incident',
  'agency',
  'issuedBy',
  'issuedAt',
  'withdrawn',
  'withdrawnAbove',
] as const
export const RECEIPT_ONCE = [
  'directive',
  'incident',
  'title',
  'from',
  'agency',
  'officer',
  'issuedAt',
  'forwards',
  'delivered',
  'signed',
  'answer',
  'closed',
  'withdrawn',
  'withdrawnAbove',
] as const
export const TRANSFER_ONCE = ['incident', 'from', 'agency', 'reason', 'offered', 'delivered', 'decision'] as const

/** What a receipt's receiver writes, in this order. */
export const PROGRESS = ['delivered', 'signed', 'answer', 'closed'] as const
export type Progress = (typeof PROGRESS)[number]

/** Begins the words for an officer of another server, where else an id of this directory stands: no id begins so. */
const ELSEWHERE = '-'

/** Who did something at another server, in words. */
export function officerElsewhere(words: string): string {
  return `${ELSEWHERE}${words.trim()}`.slice(0, 60).trimEnd()
}

/** Those words; null for an officer of this directory. */
export function wordsElsewhere(by: string): string | null {
  return by.startsWith(ELSEWHERE) ? by.slice(ELSEWHERE.length) : null
}

/** The server a directive or a receipt was given by, over a link; null for what was issued here. */
export function givenBy(fields: JsonFields): string | null {
  const sources = importedSources(fields[IMPORTED])
  return (sources.get('issuedAt') ?? sources.get('directive'))?.path[0] ?? null
}

/** True for one that was issued here. Half of one, brought again by officers after a restore, is nobody's before it can be read. */
export function isIssuedHere(fields: JsonFields): boolean {
  return has(fields, 'issuedAt') && givenBy(fields) === null
}

/** When the other server says its receiver got it; null for a receipt dealt with here. */
export function deliveredElsewhereMs(fields: JsonFields): number | null {
  return importedSources(fields[IMPORTED]).get('delivered')?.stamp.ms ?? null
}

function has(fields: JsonFields, name: string): boolean {
  return fields[name] !== undefined && fields[name] !== null
}

/** A field that is an object, read as one. */
export function partField(fields: JsonFields, name: string): JsonFields | null {
  const value = fields[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonFields) : null
}

/** By whoever issued it, or, of a forwarding, above it: of an order given at first hand a station's own word ends nothing. */
function isWithdrawn(fields: JsonFields): boolean {
  return has(fields, 'withdrawn') || (has(fields, 'withdrawnAbove') && has(fields, 'forwards'))
}

/** Who withdrew a directive, when and why: itself, or the one above it. null while it stands. */
export function withdrawalOf(fields: JsonFields): JsonFields | null {
  return isWithdrawn(fields) ? (partField(fields, 'withdrawn') ?? partField(fields, 'withdrawnAbove')) : null
}

/** Where a directive itself stands. */
export function directiveState(fields: JsonFields): DirectiveState {
  if (isWithdrawn(fields)) return 'withdrawn'
  return fields['supervised'] === true ? 'supervised' : 'issued'
}

/** Where it stands with one receiver. What was done counts even when it was withdrawn meanwhile. */
export function receiptState(fields: JsonFields): ReceiptState {
  const closed = partField(fields, 'closed')
  if (closed !== null) return closed['how'] === 'returned' ? 'returned' : 'completed'
  if (isWithdrawn(fields)) return 'withdrawn'
  if (has(fields, 'answer')) return 'answered'
  if (has(fields, 'signed')) return 'signed'
  return has(fields, 'delivered') ? 'delivered' : 'sent'
}

/** Until when the receiver still owes an answer; null when nothing is due, or no more. */
export function answerDueMs(fields: JsonFields): number | null {
  return MISSING_STATES.some((state) => state === receiptState(fields)) ? timeField(fields, 'dueAt') : null
}

/** Where a transfer stands. */
export function transferState(fields: JsonFields): TransferState {
  const decision = partField(fields, 'decision')
  if (decision !== null) return decision['how'] === 'refused' ? 'refused' : 'accepted'
  return has(fields, 'delivered') ? 'delivered' : 'offered'
}

/** When a transfer was offered. */
export function offeredMs(fields: JsonFields): number | null {
  const offered = partField(fields, 'offered')
  return offered === null ? null : timeField(offered, 'at')
}

/** A priority, or routine where the field says none. */
export function priorityOf(fields: JsonFields): Priority {
  const priority = textField(fields, 'priority')
  return PRIORITIES.find((one) => one === priority) ?? 'routine'
}
