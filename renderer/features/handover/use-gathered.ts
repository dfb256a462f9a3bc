// What is open when a shift changes, in every space that is handed over, asked of the watches the other views show.
import { ALERT } from '../../../shared/model/alert.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { MISSING_STATES, RECEIPT } from '../../../shared/model/directive.ts'
import type { Gathered } from '../../../shared/model/handover.ts'
import { MAX_GATHERED } from '../../../shared/model/handover.ts'
import { INCIDENT, OPEN_STATUSES } from '../../../shared/model/incident.ts'
import { CLOCK_RULE } from '../../../shared/model/report-clock.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { UNREPORTED } from '../../../shared/model/unreported.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import type { WatchMeta, WatchName, WatchParams, WatchRow } from '../../../shared/rpc/watches.ts'
import { MAX_CLOCKS } from '../../../shared/rpc/watches.ts'
import { PAGE_ROWS, pageOf } from '../../state/desk-items.ts'
import { isTroubled, knownMsOf, systemsAt } from '../../state/linked-systems.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useWatches } from '../../state/use-watch.ts'
import type { WatchState } from '../../state/watch-store.ts'
import type { Listed } from './gather-space.ts'
import { gatherSpace, namelessIncidents } from './gather-space.ts'

/** Kind → states in which it waits for somebody. A kind this station does not keep is only not found. */
const WAITING = [
  { kind: 'report', states: ['draft', 'review', 'returned'], isOwn: true },
  { kind: DELIVERY, states: ['sent'], isOwn: false },
  { kind: RECEIPT, states: ['sent', 'delivered', 'signed', 'answered'], isOwn: true },
  { kind: 'transfer', states: ['offered', 'delivered'], isOwn: false },
] as const

/** Kinds that fall due by a clock of their own, that end rather than fall due, or whose due time is this handover itself. */
const NOT_DUE: ReadonlySet<string> = new Set([
  'logEntry',
  'call',
  'shift',
  'handover',
  'report',
  CLOCK_RULE,
  DELIVERY,
  UNREPORTED,
  ALERT,
])
const DUE_KINDS = [...DESK_KINDS.keys()].filter((kind) => !NOT_DUE.has(kind))

/** What was explained since is handed over. */
const EXPLAINED_MS = 24 * 3_600_000
const HOUR_MS = 3_600_000
/** Incidents asked for one by one, for their titles. */
const MAX_TITLES = 100

export interface Gathering {
  /** By space, in the order asked for. */
  readonly bySpace: ReadonlyMap<string, Gathered>
  readonly isLoading: boolean
}

/** Gathered now, for a shift that lasts until `untilMs`. */
export function useGathered(spaces: readonly string[], agency: string, untilMs: number): Gathering {
  const nowMs = useServerNow(10_000)
  // By the hour: the question stays the same while time passes.
  const sinceMs = Math.floor((nowMs - EXPLAINED_MS) / HOUR_MS) * HOUR_MS
  const graded = useEach('incidents', spaces, (space) => [openIncidents(space, [1, 2, 3, 4])])
  const ungraded = useEach('incidents', spaces, (space) => [openIncidents(space, [0])])
  const clocks = useEach('clocks', spaces, (space) => [{ space, limit: MAX_CLOCKS }])
  const explained = useEach('items', spaces, (space) => [
    pageOf(space, UNREPORTED, { fromMs: sinceMs }, { limit: MAX_GATHERED }),
  ])
  const waiting = useEach('items', spaces, (space) =>
    WAITING.map(({ kind, states, isOwn }) => ({
      ...pageOf(space, kind, { states: [...states], ...(isOwn ? { agencies: [agency] } : {}) }),
      limit: MAX_GATHERED,
    })),
  )
  const missing = useEach('items', spaces, (space) => [
    {
      ...pageOf(space, RECEIPT, { states: [...MISSING_STATES] }, { descending: false }),
      sort: 'due',
      limit: PAGE_ROWS,
    },
  ])
  const due = useEach('items', spaces, (space) =>
    DUE_KINDS.map((kind) => ({
      ...pageOf(space, kind, { onlyDue: true, dueBeforeMs: untilMs + 1, agencies: [agency] }),
      sort: 'due' as const,
      descending: false,
      limit: MAX_GATHERED,
    })),
  )
  const alerts = useEach('items', spaces, (space) => [pageOf(space, ALERT, { states: ['openEnded', 'ending'] })])
  const systems = useEach('systems', spaces, (space) => [{ space }])
  const knownMs = useStatusPart((status) => Math.floor(knownMsOf(status, nowMs) / 10_000) * 10_000)
  const link = useStatusPart((status) => status?.link ?? 'none')
  const heardMs = useStatusPart((status) => (status?.link === 'linked' ? null : (status?.lastHeardMs ?? null)))
  const titles = useTitles(
    spaces.map((space, at) => {
      const rows = [...(waiting[at] ?? []), ...(explained[at] ?? [])].flatMap((state) => state.rows)
      const known = [...rowsOf(graded[at]), ...rowsOf(ungraded[at])].map(({ key, title }) => [key, title] as const)
      return { space, known: new Map(known), rows }
    }),
  )
  const bySpace = new Map(
    spaces.map((space, at) => {
      const [own, other, clock] = [graded[at]?.[0], ungraded[at]?.[0], clocks[at]?.[0]]
      const isServerSilent = at === 0 && link !== 'linked' && link !== 'none'
      const answers = {
        incidents: [...(own?.rows ?? []), ...(other?.rows ?? [])],
        incidentsTotal: (own?.meta?.total ?? 0) + (other?.meta?.total ?? 0),
        clocks: (clock?.rows ?? []).filter(({ metMs }) => metMs === null),
        unmet: clock?.meta?.unmet ?? 0,
        unmetOfClosed: clock?.meta?.closed ?? 0,
        explained: listed(explained[at]?.[0]),
        waiting: new Map(WAITING.map(({ kind }, which) => [kind, listed(waiting[at]?.[which])])),
        missing: rowsOf(missing[at]),
        due: rowsOf(due[at]),
        alerts: rowsOf(alerts[at]),
        troubled: systemsAt(rowsOf(systems[at]), knownMs).filter(isTroubled),
        // Of all spaces the server is one: told once, with the first.
        serverSilent: isServerSilent ? { sinceMs: heardMs } : null,
        titles: titles[at] ?? new Map<string, string>(),
      }
      return [space, gatherSpace(answers, { agency, nowMs, untilMs })]
    }),
  )
  const asked = [graded, ungraded, clocks, explained, waiting, missing, due, alerts].flat(2)
  return { bySpace, isLoading: asked.some(({ phase }) => phase === 'loading') }
}

function openIncidents(space: string, levels: number[]): WatchParams<'incidents'> {
  const filter = { statuses: [...OPEN_STATUSES], levels }
  return { space, filter, sort: 'level', descending: false, offset: 0, limit: MAX_GATHERED }
}

type Answer<Name extends WatchName> = WatchState<WatchRow<Name>, WatchMeta<Name>>

/** The answers to the same questions about each space, by space. */
function useEach<Name extends WatchName>(
  name: Name,
  spaces: readonly string[],
  questionsOf: (space: string) => readonly WatchParams<Name>[],
): readonly (readonly Answer<Name>[])[] {
  const questions = spaces.map(questionsOf)
  const answers = useWatches(name, questions.flat())
  const each = questions[0]?.length ?? 0
  return spaces.map((_, at) => answers.slice(at * each, (at + 1) * each))
}

function rowsOf<Row>(answers: readonly { readonly rows: readonly Row[] }[] | undefined): readonly Row[] {
  return (answers ?? []).flatMap(({ rows }) => rows)
}

function listed(answer: Answer<'items'> | undefined): Listed {
  return { rows: answer?.rows ?? [], byState: answer?.meta?.byState ?? {} }
}

interface Wanted {
  readonly space: string
  /** Incident → title. */
  readonly known: ReadonlyMap<string, string>
  readonly rows: readonly ItemRow[]
}

/** Titles of the incidents that rows are about, by space: those of closed incidents are asked for. */
function useTitles(wanted: readonly Wanted[]): readonly ReadonlyMap<string, string>[] {
  const lacking = wanted.flatMap(({ space, known, rows }) =>
    namelessIncidents(rows)
      .filter((id) => !known.has(id))
      .map((id) => ({ space, kind: INCIDENT, id })),
  )
  const asked = lacking.slice(0, MAX_TITLES)
  const records = useWatches('record', asked)
  return wanted.map(({ space, known }) => {
    const found = asked.flatMap(({ space: of, id }, at) => {
      const title = records[at]?.rows[0]?.fields['title']?.value
      return of === space && typeof title === 'string' ? [[id, title] as const] : []
    })
    return new Map([...known, ...found])
  })
}
