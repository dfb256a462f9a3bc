// The running clocks of the office, as the station counts them. Board, badge, alarm and handover read this one list, so they
// cannot disagree.
import type { ClockAlarm, ClockRule } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE, clockAlarm, dueState, rulesWith } from '../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../shared/model/shipped-clock-rules.ts'
import type { ClockRow, ItemRow } from '../../shared/rpc/rows.ts'
import { MAX_CLOCKS } from '../../shared/rpc/watches.ts'
import { useNow } from './clock-store.ts'
import { pageOf, shownOf } from './desk-items.ts'
import { useSpaceId } from './space-store.ts'
import { useWatch } from './use-watch.ts'

export interface Clock extends ClockRow {
  readonly state: 'running' | 'overdue' | 'met' | 'metLate'
  readonly leftMs: number
  readonly alarm: ClockAlarm
}

export interface Clocks {
  /** Unmet ones first, soonest first. */
  readonly clocks: readonly Clock[]
  /** Clocks nothing was sent for yet, those beyond the list included. */
  readonly unmet: number
  /** Of these, clocks of incidents that are closed. */
  readonly closed: number
  /** Clocks beyond those of the list. */
  readonly beyond: number
  readonly isLoading: boolean
}

/** Rules of a space, in force or not. */
export function useClockRules(space: string | null): readonly ClockRule[] {
  const { rows } = useWatch('items', space === null ? null : pageOf(space, CLOCK_RULE, {}))
  let rules = rulesOfRows.get(rows)
  if (rules === undefined) {
    rules = rulesWith(SHIPPED_CLOCK_RULES, new Map(rows.map((row) => [row.key, shownOf(row)])))
    rulesOfRows.set(rows, rules)
  }
  return rules
}

/** Made once for each answer, so that views see the same rules until one of them changes. */
const rulesOfRows = new WeakMap<readonly ItemRow[], readonly ClockRule[]>()

/** Clocks of the shown space that run, were missed or were met; of closed incidents those nobody met or explained. */
export function useClocks(everyMs?: number): Clocks {
  return useClocksOf(useSpaceId(), everyMs)
}

/** The same of any space the station has. */
export function useClocksOf(space: string | null, everyMs?: number): Clocks {
  const now = useNow(everyMs)
  const { rows, meta, phase } = useWatch('clocks', space === null ? null : { space, limit: MAX_CLOCKS })
  return {
    clocks: rows.map((row): Clock => ({
      ...row,
      state: dueState(row, now),
      leftMs: row.dueMs - now,
      alarm: clockAlarm(row, now).alarm,
    })),
    unmet: meta?.unmet ?? 0,
    closed: meta?.closed ?? 0,
    beyond: Math.max(0, (meta?.total ?? 0) - rows.length),
    isLoading: phase === 'loading',
  }
}
