// The alerts that hold now or will: one list for the view, the count in the rail, the map and the bell, so that they cannot
// disagree. Exercises and tests are not in it.
import type { JsonFields } from '../../shared/base/json.ts'
import type { AlertLevel, AlertPhase } from '../../shared/model/alert.ts'
import { ALERT, alertLevel, alertPhase } from '../../shared/model/alert.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import { useNow } from './clock-store.ts'
import { PAGE_ROWS, pageOf, shownOf } from './desk-items.ts'
import { useWatch } from './use-watch.ts'

export interface AlertItem {
  readonly key: string
  readonly row: ItemRow
  readonly fields: JsonFields
  readonly level: AlertLevel | null
  readonly phase: AlertPhase
}

export interface AlertBook {
  /** In force before those to come; among them the gravest, then the newest. */
  readonly alerts: readonly AlertItem[]
  readonly isLoading: boolean
  readonly isStale: boolean
  /** Alerts beyond those looked at. */
  readonly beyond: number
}

/** An alert as lists show it. */
export function alertItem(row: ItemRow, nowMs: number): AlertItem {
  const fields = shownOf(row)
  return { key: row.key, row, fields, level: alertLevel(fields), phase: alertPhase(fields, nowMs) }
}

/** Alerts of a space in force or to come, as of the last half minute. */
export function useAlertBook(space: string | null): AlertBook {
  const now = useNow(30_000)
  const openEnded = useWatch('items', space === null ? null : pageOf(space, ALERT, { states: ['openEnded'] }))
  // Those that end last come first: what is cut off is over.
  const ending = useWatch(
    'items',
    space === null ? null : { ...pageOf(space, ALERT, { states: ['ending'] }), sort: 'due' as const },
  )
  const alerts = alertsOf(openEnded.rows, ending.rows, now)
  const lastEnding = ending.rows.at(-1)
  const isCut = lastEnding !== undefined && alerts.some(({ key }) => key === lastEnding.key)
  return {
    alerts,
    isLoading: openEnded.phase === 'loading' || ending.phase === 'loading',
    isStale: openEnded.phase === 'stale' || ending.phase === 'stale',
    beyond:
      Math.max(0, (openEnded.meta?.total ?? 0) - openEnded.rows.length) +
      (isCut && ending.rows.length >= PAGE_ROWS ? (ending.meta?.total ?? 0) - ending.rows.length : 0),
  }
}

interface Known {
  readonly ending: readonly ItemRow[]
  readonly now: number
  readonly alerts: readonly AlertItem[]
}
const known = new WeakMap<readonly ItemRow[], Known>()

/** The same array for the same rows and time, for all who ask. */
function alertsOf(openEnded: readonly ItemRow[], ending: readonly ItemRow[], now: number): readonly AlertItem[] {
  const before = known.get(openEnded)
  if (before !== undefined && before.ending === ending && before.now === now) return before.alerts
  const alerts = [...openEnded, ...ending]
    .map((row) => alertItem(row, now))
    .filter(({ phase }) => phase === 'active' || phase === 'coming')
    .toSorted(gravestFirst)
  known.set(openEnded, { ending, now, alerts })
  return alerts
}

function gravestFirst(a: AlertItem, b: AlertItem): number {
  const rank = ({ phase, level }: AlertItem): number => (phase === 'active' ? 0 : 10) + (level ?? 5)
  return rank(a) - rank(b) || b.row.writtenMs - a.row.writtenMs
}
