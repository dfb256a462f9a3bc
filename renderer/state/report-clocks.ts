// The running clocks of the office, as the station counts them. Board, badge, alarm and handover read this one list, so they
// cannot disagree.
import type { ClockAlarm, ClockRule } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE, clockAlarm, dueState, rulesWith } from '../../shared/model/report-clock.ts'
import { REPORTING_ROLE, isBoundBy, rolesOf } from '../../shared/model/reporting-role.ts'
import { SHIPPED_CLOCK_RULES } from '../../shared/model/shipped-clock-rules.ts'
import type { ClockRow, ItemRow } from '../../shared/rpc/rows.ts'
import type { WatchMeta } from '../../shared/rpc/watches.ts'
import { MAX_CLOCKS } from '../../shared/rpc/watches.ts'
import { pageOf, shownOf } from './desk-items.ts'
import { useDeskSpaces } from './desk-spaces.ts'
import { useServerNow } from './server-now.ts'
import { useWatch, useWatches } from './use-watch.ts'

export interface Clock extends ClockRow {
  readonly space: string
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

/** Agency id → the roles it reports in; agencies nothing was said of are left out. */
export function useReportingRoles(space: string | null): ReadonlyMap<string, readonly string[]> {
  const { rows } = useWatch('items', space === null ? null : pageOf(space, REPORTING_ROLE, {}))
  let roles = rolesOfRows.get(rows)
  if (roles === undefined) {
    roles = new Map(
      rows.flatMap((row) => {
        const said = rolesOf(shownOf(row))
        return said === null ? [] : [[row.key, said] as const]
      }),
    )
    rolesOfRows.set(rows, roles)
  }
  return roles
}

/** Of the rules of a space, those an agency has to report by. */
export function useBoundRules(space: string, agency: string | null): readonly ClockRule[] {
  const rules = useClockRules(space)
  const roles = useReportingRoles(space)
  const said = agency === null ? null : (roles.get(agency) ?? null)
  if (said === null) return rules
  let known = boundOfRules.get(rules)
  if (known === undefined) boundOfRules.set(rules, (known = new WeakMap()))
  let bound = known.get(said)
  if (bound === undefined) known.set(said, (bound = rules.filter((rule) => isBoundBy(rule, said))))
  return bound
}

/** Kept for the rules and the roles they were asked for, so that views see the same until one of them changes. */
const boundOfRules = new WeakMap<readonly ClockRule[], WeakMap<readonly string[], readonly ClockRule[]>>()

const rolesOfRows = new WeakMap<readonly ItemRow[], ReadonlyMap<string, readonly string[]>>()

/** Made once for each answer, so that views see the same rules until one of them changes. */
const rulesOfRows = new WeakMap<readonly ItemRow[], readonly ClockRule[]>()

/** Clocks of every space the desk covers that run, were missed or were met; of closed incidents those nobody met or explained. */
export function useClocks(everyMs?: number): Clocks {
  return useClocksOf(useDeskSpaces(), everyMs)
}

/** The same of the spaces named. */
export function useClocksOf(spaces: readonly string[], everyMs?: number): Clocks {
  const now = useServerNow(everyMs)
  const answers = useWatches(
    'clocks',
    spaces.map((space) => ({ space, limit: MAX_CLOCKS })),
  )
  const clocks = answers.flatMap(({ rows }, at) => rows.map((row) => clockAt(row, spaces[at] ?? '', now)))
  const sum = (count: (meta: WatchMeta<'clocks'>) => number): number =>
    answers.reduce((all, { meta }) => all + (meta === null ? 0 : count(meta)), 0)
  return {
    clocks: spaces.length > 1 ? clocks.toSorted(unmetSoonest) : clocks,
    unmet: sum((meta) => meta.unmet),
    closed: sum((meta) => meta.closed),
    beyond: Math.max(0, sum((meta) => meta.total) - clocks.length),
    isLoading: answers.some(({ phase }) => phase === 'loading'),
  }
}

function clockAt(row: ClockRow, space: string, now: number): Clock {
  return {
    ...row,
    space,
    state: dueState(row, now),
    leftMs: row.dueMs - now,
    alarm: clockAlarm(row, now).alarm,
  }
}

/** As the station orders the clocks of one space. */
function unmetSoonest(a: ClockRow, b: ClockRow): number {
  return Number(a.metMs !== null) - Number(b.metMs !== null) || a.dueMs - b.dueMs
}
