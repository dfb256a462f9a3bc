// When a station that has not met its server for long closes itself: nobody signs in there from memory any more, until it is linked
// again or an administrator's code, given by telephone, opens it for a week. The server says after how many days.
import * as z from 'zod'

const DAY_MS = 24 * 3_600_000
/** Most days a server may say. */
export const MAX_CLOSING_DAYS = 365
/** What a new server begins with. */
export const FIRST_CLOSING_DAYS = 30
/** How long before it closes the officers are warned. */
const CLOSING_WARNING_MS = 3 * DAY_MS
/** How long one code opens. */
export const EXTENSION_MS = 7 * DAY_MS
/** Letters of a code: 80 bits. */
export const EXTENSION_LETTERS = 16
export const closingDays = z.int().min(0).max(MAX_CLOSING_DAYS)

/** What a station keeps of it. Times are of its own clock. */
export const closingSchema = z.object({
  days: closingDays,
  /** Hex; with it the station checks a code by itself. */
  secret: z.string(),
  /** When it was last linked, and the latest time its clock ever showed since then. */
  linkedMs: z.number(),
  seenMs: z.number(),
  /** Until when a code has opened it; 0: none did. */
  openMs: z.number(),
  /** Codes used up: what is read out to get the next. */
  used: z.int().min(0),
})
export type ClosingState = z.infer<typeof closingSchema>

/** When it closes; null: never. */
export function closesAtMs({ days, linkedMs, openMs }: ClosingState): number | null {
  return days === 0 ? null : Math.max(linkedMs + days * DAY_MS, openMs)
}

/** A clock that is set back does not open it again: the latest time seen counts. */
export function isClosed(state: ClosingState): boolean {
  const atMs = closesAtMs(state)
  return atMs !== null && state.seenMs >= atMs
}

/** Officers are to be warned. */
export function closesSoon(state: ClosingState): boolean {
  const atMs = closesAtMs(state)
  return atMs !== null && atMs - state.seenMs < CLOSING_WARNING_MS
}

/** The clock shows `nowMs`, cut off. */
export function seen(state: ClosingState, nowMs: number): ClosingState {
  return nowMs > state.seenMs ? { ...state, seenMs: nowMs } : state
}

/** Linked at `nowMs`: the server vouches for the time. */
export function linkedNow(state: ClosingState, nowMs: number): ClosingState {
  return { ...state, linkedMs: nowMs, seenMs: nowMs, openMs: Math.min(state.openMs, nowMs) }
}

/** A code was given. */
export function extended(state: ClosingState): ClosingState {
  return { ...state, openMs: state.seenMs + EXTENSION_MS, used: state.used + 1 }
}

/** What a code is made of, under the secret of the station. */
export function extensionText(station: string, used: number): string {
  return `fengsui-open-1 ${station} ${used}`
}
/** What the secret of a station is made of, signed by the server. */
export function closingSecretText(station: string): string {
  return `fengsui-closing-secret-1 ${station}`
}
