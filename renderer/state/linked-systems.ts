// The linked systems of a space with how each stands now: the one book that page, status bar, handover and notices read, so
// that they cannot disagree. While the station itself is cut off nothing is said to have gone silent since: nobody here knows.
import type { ReadingView, StatusRow, SystemView, TrackPoint } from '../../shared/rpc/rows.ts'
import { useNow } from './clock-store.ts'
import { useStatusPart } from './use-status.ts'
import { useWatch, useWatchPart } from './use-watch.ts'
import type { WatchPhase } from './watch-store.ts'

/**
 * failed: it says what is wrong. silent: it should have been heard by now. idle: it runs and nothing has come yet, which may
 * be in order. paused: by an administrator. running: heard as often as expected.
 */
export const HEALTHS = ['failed', 'silent', 'paused', 'idle', 'running'] as const
export type Health = (typeof HEALTHS)[number]

export interface LinkedSystem {
  readonly row: SystemView
  readonly health: Health
  /** When something last went through, in or out; null never. */
  readonly lastMs: number | null
}

/** How a system stands at `knownMs`, by the server's clock. */
export function healthOf(row: SystemView, knownMs: number): Health {
  if (row.state === 'paused') return 'paused'
  if (row.state === 'failed') return 'failed'
  if (row.silentAfterMs !== null && knownMs - (row.heardMs ?? row.since) > row.silentAfterMs) return 'silent'
  return row.heardMs === null && row.gaveMs === null ? 'idle' : 'running'
}

/** A system people must know of: it is not heard, or says that it does not work. */
export function isTroubled({ health }: LinkedSystem): boolean {
  return health === 'failed' || health === 'silent'
}

/** When something last went through; null never. */
export function lastOf({ heardMs, gaveMs }: SystemView): number | null {
  return heardMs === null ? gaveMs : Math.max(heardMs, gaveMs ?? 0)
}

/** The time up to which this station knows, by the server's clock: now while linked, else when the server was last heard. */
export function knownMsOf(status: StatusRow | null, nowMs: number): number {
  const offset = status?.clockOffsetMs ?? 0
  if (status === null || status.link === 'linked' || status.lastHeardMs === null) return nowMs + offset
  return status.lastHeardMs + offset
}

export interface SystemBook {
  /** Those in trouble first, then by name. */
  readonly systems: readonly LinkedSystem[]
  readonly troubled: readonly LinkedSystem[]
  readonly isLoading: boolean
  /** What is shown is as old as the link: to the station, or of the station to its server. */
  readonly isStale: boolean
}

/** The book of one space. */
export function useSystemBook(space: string | null): SystemBook {
  const { rows, phase } = useWatch('systems', space === null ? null : { space })
  const now = useNow(5_000)
  const knownMs = useStatusPart((status) => knownMsOf(status, now))
  const isCutOff = useStatusPart((status) => status !== null && status.link !== 'linked' && status.link !== 'none')
  // To five seconds, so that the book stays the same in between.
  const atMs = Math.floor(knownMs / 5_000) * 5_000
  return bookOf(rows, phase, atMs, isCutOff)
}

interface Made {
  readonly of: readonly [phase: string, atMs: number, isCutOff: boolean]
  readonly book: SystemBook
}
const made = new WeakMap<readonly SystemView[], Made>()

/** The same book while nothing it is made of changes. */
function bookOf(rows: readonly SystemView[], phase: WatchPhase, atMs: number, isCutOff: boolean): SystemBook {
  const before = made.get(rows)
  if (before !== undefined && before.of[0] === phase && before.of[1] === atMs && before.of[2] === isCutOff)
    return before.book
  const systems = systemsAt(rows, atMs)
  const book = {
    systems,
    troubled: systems.filter(isTroubled),
    isLoading: phase === 'loading',
    isStale: phase === 'stale' || isCutOff,
  }
  made.set(rows, { of: [phase, atMs, isCutOff], book })
  return book
}

/** Systems as they stand at `knownMs`, those in trouble first. */
export function systemsAt(rows: readonly SystemView[], knownMs: number): readonly LinkedSystem[] {
  return rows.map((row) => ({ row, health: healthOf(row, knownMs), lastMs: lastOf(row) })).toSorted(troubledFirst)
}

/** Trouble first, then what is paused, then by name. */
export function troubledFirst(a: LinkedSystem, b: LinkedSystem): number {
  return HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health) || a.row.name.localeCompare(b.row.name, 'zh-CN')
}

const NO_TRACKS: readonly TrackPoint[] = []
const NO_READINGS: readonly ReadingView[] = []

/** Units in distress and readings in danger, of one space. */
export function useAlarming(space: string | null): {
  readonly distress: readonly TrackPoint[]
  readonly danger: readonly ReadingView[]
} {
  const distress = useWatchPart('tracks', space === null ? null : { space, onlyDistress: true, limit: 200 }, (state) =>
    state.size === 0 ? NO_TRACKS : state.rows,
  )
  const danger = useWatchPart('readings', space === null ? null : { space, states: ['danger'], limit: 200 }, (state) =>
    state.size === 0 ? NO_READINGS : state.rows,
  )
  return { distress, danger }
}

/** The system a row came through; undefined where the space does not know it. */
export function useSystem(space: string | null, gateway: string): SystemView | undefined {
  return useWatchPart('systems', space === null ? null : { space }, (state) => state.get(gateway))
}

/** The name of the system a row came through; its id where the space does not know it. */
export function useSystemName(space: string | null, gateway: string): string {
  return useWatchPart('systems', space === null ? null : { space }, (state) => state.get(gateway)?.name ?? gateway)
}
