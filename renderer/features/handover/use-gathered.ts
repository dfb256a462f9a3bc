// What is open when a shift changes, gathered from the watches the other views show: open incidents, running clocks, what
// waits for somebody, what falls due before the next shift ends, what is not heard from.
import { useMemo, useSyncExternalStore } from 'react'
import { ALERT, alertPhase } from '../../../shared/model/alert.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { Gathered } from '../../../shared/model/handover.ts'
import { MAX_GATHERED } from '../../../shared/model/handover.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { OPEN_STATUSES } from '../../../shared/model/incident.ts'
import { CLOCK_RULE } from '../../../shared/model/report-clock.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { UNREPORTED } from '../../../shared/model/unreported.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import type { WatchMeta, WatchParams } from '../../../shared/rpc/watches.ts'
import { useNow } from '../../state/clock-store.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useSystemBook } from '../../state/linked-systems.ts'
import { useClocks } from '../../state/report-clocks.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { WatchState } from '../../state/watch-store.ts'
import { watchStore } from '../../state/watch-store.ts'

/** Kind → states in which it waits for somebody. A kind this station does not keep is only not found. */
const WAITING = [
  { kind: 'report', states: ['draft', 'review', 'returned'], isOwn: true },
  { kind: 'delivery', states: ['sent'], isOwn: false },
  { kind: 'receipt', states: ['sent', 'delivered', 'signed', 'answered'], isOwn: true },
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

/** The server itself may be one more (shared/model/handover.ts). */
const MAX_SILENT = 49

type ItemsState = WatchState<ItemRow, WatchMeta<'items'>>

export interface Gathering {
  readonly gathered: Gathered
  readonly isLoading: boolean
}

/** Gathered now, for a shift that lasts until `untilMs`. */
export function useGathered(space: string, agency: string, untilMs: number): Gathering {
  const nowMs = useNow(10_000)
  const graded = useWatch('incidents', openIncidents(space, [1, 2, 3, 4]))
  const ungraded = useWatch('incidents', openIncidents(space, [0]))
  const reports = useClocks(10_000)
  // What is due of open incidents first.
  const clocks = reports.clocks
    .filter(({ metMs }) => metMs === null)
    .toSorted((a, b) => Number(a.isClosed) - Number(b.isClosed))
  // By the hour: the question stays the same while time passes.
  const sinceMs = Math.floor((nowMs - EXPLAINED_MS) / HOUR_MS) * HOUR_MS
  const explained = useWatch('items', pageOf(space, UNREPORTED, { fromMs: sinceMs }, { limit: 0 }))
  const waiting = useItems(
    WAITING.map(({ kind, states, isOwn }) =>
      pageOf(space, kind, { states: [...states], ...(isOwn ? { agencies: [agency] } : {}) }, { limit: 0 }),
    ),
  )
  const due = useItems(
    DUE_KINDS.map((kind) => ({
      ...pageOf(space, kind, { onlyDue: true, dueBeforeMs: untilMs + 1, agencies: [agency] }),
      sort: 'due' as const,
      descending: false,
      limit: MAX_GATHERED,
    })),
  )
  const alerts = useWatch('items', pageOf(space, ALERT, { states: ['openEnded', 'ending'] }))
  const inForce = alerts.rows.map((row) => ({ row, phase: alertPhase(shownOf(row), nowMs) }))
  const { troubled } = useSystemBook(space)
  const link = useStatusPart((status) => status?.link ?? 'none')
  const heardMs = useStatusPart((status) => (status?.link === 'linked' ? null : (status?.lastHeardMs ?? null)))
  // The gravest first; what has no grade comes last.
  const shown = [...graded.rows, ...ungraded.rows].slice(0, MAX_GATHERED)
  return {
    isLoading:
      reports.isLoading ||
      [graded, ungraded, alerts, explained, ...waiting, ...due].some(({ phase }) => phase === 'loading'),
    gathered: {
      at: isoWithOffset(nowMs),
      incidents: shown.map(({ key, number, title, level, status }) => ({ id: key, number, title, level, status })),
      incidentsBeyond: Math.max(0, (graded.meta?.total ?? 0) + (ungraded.meta?.total ?? 0) - shown.length),
      clocks: clocks.slice(0, MAX_GATHERED).map(({ incident, title, toRole, dueMs }) => ({
        incident,
        title,
        to: toRole,
        dueAt: isoWithOffset(dueMs),
      })),
      clocksBeyond: Math.max(0, reports.unmet - MAX_GATHERED),
      waiting: [
        ...WAITING.flatMap(({ kind }, at) =>
          Object.entries(waiting[at]?.meta?.byState ?? {}).map(([state, count]) => ({ kind, state, count })),
        ),
        ...(['active', 'coming'] as const).flatMap((state) => {
          const count = inForce.filter(({ phase }) => phase === state).length
          return count === 0 ? [] : [{ kind: ALERT, state, count }]
        }),
        ...[
          { kind: UNREPORTED, state: 'closed', count: reports.closed },
          { kind: UNREPORTED, state: 'explained', count: explained.meta?.total ?? 0 },
        ].filter(({ count }) => count > 0),
      ],
      due: [
        ...due.flatMap(({ rows }) => rows),
        ...inForce.filter(({ phase }) => phase === 'active').map(({ row }) => row),
      ]
        .flatMap((row) => dueLine(row) ?? [])
        .filter(({ dueAt }) => Date.parse(dueAt) <= untilMs)
        .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
        .slice(0, MAX_GATHERED),
      silent: [
        ...(link === 'linked' || link === 'none'
          ? []
          : [{ kind: 'server' as const, name: '', since: heardMs === null ? null : isoWithOffset(heardMs) }]),
        ...troubled.slice(0, MAX_SILENT).map(({ row, lastMs }) => ({
          kind: 'system' as const,
          name: row.name.slice(0, 80),
          since: lastMs === null ? null : isoWithOffset(lastMs),
        })),
      ],
    },
  }
}

function openIncidents(space: string, levels: number[]): WatchParams<'incidents'> {
  const filter = { statuses: [...OPEN_STATUSES], levels }
  return { space, filter, sort: 'level', descending: false, offset: 0, limit: MAX_GATHERED }
}

/** Several lists of the desk at once; the same array until one of them changes. */
function useItems(questions: readonly WatchParams<'items'>[]): readonly ItemsState[] {
  const key = JSON.stringify(questions)
  const { subscribe, read } = useMemo(() => joined(JSON.parse(key) as WatchParams<'items'>[]), [key])
  return useSyncExternalStore(subscribe, read)
}

interface Joined {
  readonly subscribe: (onChange: () => void) => () => void
  readonly read: () => readonly ItemsState[]
}

function joined(questions: readonly WatchParams<'items'>[]): Joined {
  const stores = questions.map((params) => watchStore('items', params))
  let last: readonly ItemsState[] = []
  return {
    subscribe: (onChange) => {
      const stops = stores.map((store) => store.subscribe(onChange))
      return () => {
        for (const stop of stops) stop()
      }
    },
    read: () => {
      const next = stores.map((store) => store.getState())
      if (next.length !== last.length || next.some((state, at) => state !== last[at])) last = next
      return last
    },
  }
}

function dueLine(row: ItemRow): Gathered['due'][number] | null {
  const fields = shownOf(row)
  const dueMs = DESK_KINDS.get(row.kind)?.(fields).dueMs ?? null
  if (dueMs === null) return null
  const title = textField(fields, 'title') ?? row.number ?? row.key
  return { kind: row.kind, id: row.key, title: title.slice(0, 200), dueAt: isoWithOffset(dueMs) }
}
