// A handover of a shift (交接班): what the program gathered, what the outgoing officer remarks, and two signatures in turn.
// What was signed is written once. A handover that is not signed by both is shown until somebody settles it.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { timeField } from './fields.ts'
import { INCIDENT_STATUSES, timeSchema } from './incident.ts'

export const HANDOVER = 'handover'

/** Drafted, signed by the outgoing officer (交出), signed by both (接收), given up with a reason. */
export const HANDOVER_STATES = ['draft', 'given', 'taken', 'void'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]
/** Not settled: shown to everybody on duty. */
export const UNSETTLED: readonly HandoverState[] = ['draft', 'given']

/** Lines of each list a handover carries; what lies beyond is counted. */
export const MAX_GATHERED = 200
/** Bytes of what a handover carries, as JSON: the body of a change takes 256 KiB (shared/journal/change.ts). */
export const MAX_GATHERED_BYTES = 160 * 1024
/** Characters of a title in it. */
export const MAX_TITLE = 120

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)
const beyond = z.int().min(0)

/** What is open when the shift changes, as the outgoing officer saw and signed it. */
export const gatheredSchema = z.strictObject({
  at: timeSchema,
  incidents: z
    .array(
      z.strictObject({
        id,
        number: line(40),
        title: line(120),
        level: z.int().min(1).max(4).nullable(),
        status: z.enum(INCIDENT_STATUSES),
      }),
    )
    .max(MAX_GATHERED),
  incidentsBeyond: beyond,
  /** Report clocks that run or are overdue. */
  clocks: z
    .array(
      z.strictObject({
        incident: id,
        number: line(40).default(''),
        title: line(120),
        rule: line(80).nullable().default(null),
        to: line(80),
        dueAt: timeSchema,
      }),
    )
    .max(MAX_GATHERED),
  clocksBeyond: beyond,
  /** What waits for somebody, counted by kind and state: all of it, listed or not. */
  waiting: z.array(z.strictObject({ kind: id, state: line(40), count: z.int().min(1) })).max(60),
  /**
   * The same one by one, as many as there is room for: directives nobody signed for (received, or issued by us), deliveries
   * nobody confirmed, reports under review, transfers, alerts.
   */
  matters: z
    .array(
      z.strictObject({
        kind: id,
        /** What opens it: of a receipt its directive. */
        id,
        incident: id.nullable(),
        state: line(40),
        title: line(200),
        /** Agency of the other side, or in words where it went. */
        with: line(120).nullable(),
        dueAt: timeSchema.nullable(),
      }),
    )
    .max(MAX_GATHERED)
    .default([]),
  /** Due before the next shift ends. */
  due: z
    .array(z.strictObject({ kind: id, id, incident: id.nullable().default(null), title: line(200), dueAt: timeSchema }))
    .max(MAX_GATHERED),
  dueBeyond: beyond.default(0),
  /** Systems not heard from, and since when: the coordination server, or a linked system by its name. */
  silent: z
    .array(
      z.strictObject({
        kind: z.enum(['server', 'system']),
        id: id.nullable().default(null),
        name: line(80),
        since: timeSchema.nullable(),
      }),
    )
    .max(50),
})
export type Gathered = z.infer<typeof gatheredSchema>

/**
 * What was gathered, no larger than a change may be: titles cut, then the longest list shortened, until it fits. What is left
 * out stays counted.
 */
export function boundedGathered(gathered: Gathered): Gathered {
  const titled = <Line extends { readonly title: string }>(lines: readonly Line[]): Line[] =>
    lines.slice(0, MAX_GATHERED).map((one) => ({ ...one, title: one.title.trim().slice(0, MAX_TITLE).trim() }))
  const lists = {
    incidents: titled(gathered.incidents),
    clocks: titled(gathered.clocks),
    matters: titled(gathered.matters),
    due: titled(gathered.due),
  }
  const sizes = Object.entries(lists).map(([name, lines]) => ({
    name: name as keyof typeof lists,
    of: lines.map((one) => bytesOf(JSON.stringify(one)) + 1),
    left: lines.length,
    bytes: 0,
  }))
  for (const list of sizes) list.bytes = list.of.reduce((sum, size) => sum + size, 0)
  let bytes = bytesOf(JSON.stringify({ ...gathered, incidents: [], clocks: [], matters: [], due: [] }))
  for (const list of sizes) bytes += list.bytes
  while (bytes > MAX_GATHERED_BYTES) {
    const longest = sizes.reduce((most, list) => (list.bytes > most.bytes ? list : most))
    if (longest.left === 0) break
    longest.left -= 1
    const size = longest.of[longest.left] ?? 0
    longest.bytes -= size
    bytes -= size
  }
  const kept = Object.fromEntries(sizes.map(({ name, left }) => [name, lists[name].slice(0, left)])) as typeof lists
  return {
    ...gathered,
    ...kept,
    incidentsBeyond: gathered.incidentsBeyond + gathered.incidents.length - kept.incidents.length,
    clocksBeyond: gathered.clocksBeyond + gathered.clocks.length - kept.clocks.length,
    dueBeyond: gathered.dueBeyond + gathered.due.length - kept.due.length,
  }
}

/** How many wait in all, listed or not. */
export function waitingCount({ waiting }: Gathered): number {
  return waiting.reduce((sum, { count }) => sum + count, 0)
}

/** True when there is nothing to hand over. */
export function isNothing({ incidents, clocks, waiting, due, silent }: Gathered): boolean {
  return [incidents, clocks, waiting, due, silent].every((list) => list.length === 0)
}

/** Bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

export const handoverFields = {
  agency: id,
  /**
   * The handover of another space this one is part of: an office in several spaces hands over once, and each space holds what
   * is its own, for its members alone.
   */
  act: id,
  /** When the shift changes. */
  at: timeSchema,
  /** Until when the next shift lasts. */
  until: timeSchema,
  outgoing: id,
  /** Who takes over; null: whoever comes. */
  incoming: id.nullable(),
  remarks: line(8_000),
  voidReason: line(500).nullable(),
  outgoingSigned: z.strictObject({ officer: id, at: timeSchema, remarks: line(8_000), gathered: gatheredSchema }),
  incomingSigned: z.strictObject({ officer: id, at: timeSchema, remarks: line(2_000) }),
} as const

export const HANDOVER_ONCE: readonly string[] = ['agency', 'act', 'outgoing', 'outgoingSigned', 'incomingSigned']

export function handoverState(fields: JsonFields): HandoverState {
  if ((fields['incomingSigned'] ?? null) !== null) return 'taken'
  if (typeof fields['voidReason'] === 'string') return 'void'
  return (fields['outgoingSigned'] ?? null) === null ? 'draft' : 'given'
}

/** The officer whose signature a handover waits for; null when for nobody, or for whoever comes. */
export function waitsFor(fields: JsonFields): string | null {
  const state = handoverState(fields)
  const who = state === 'draft' ? fields['outgoing'] : state === 'given' ? fields['incoming'] : null
  return typeof who === 'string' ? who : null
}

/** What the outgoing officer signed; null before. */
export function givenOf(fields: JsonFields): z.infer<typeof handoverFields.outgoingSigned> | null {
  const read = handoverFields.outgoingSigned.safeParse(fields['outgoingSigned'])
  return read.success ? read.data : null
}

/** The signature of the incoming officer; null before. */
export function takenOf(fields: JsonFields): z.infer<typeof handoverFields.incomingSigned> | null {
  const read = handoverFields.incomingSigned.safeParse(fields['incomingSigned'])
  return read.success ? read.data : null
}

/** Until when an unsettled handover should be settled. */
export function settleByMs(fields: JsonFields): number | null {
  return UNSETTLED.includes(handoverState(fields)) ? timeField(fields, 'at') : null
}
