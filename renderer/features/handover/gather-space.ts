// What is open in one space when a shift changes, made of what the other views show: open incidents, running clocks, what
// waits for somebody, what falls due before the next shift ends, what is not heard from. Pure.
import { ALERT, alertPhase } from '../../../shared/model/alert.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { DIRECTIVE, RECEIPT, UNSIGNED_STATES, partField, receiptState } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { Gathered } from '../../../shared/model/handover.ts'
import { MAX_GATHERED, boundedGathered } from '../../../shared/model/handover.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { UNREPORTED } from '../../../shared/model/unreported.ts'
import type { ClockRow, IncidentRow, ItemRow } from '../../../shared/rpc/rows.ts'
import { shownOf } from '../../state/desk-items.ts'
import type { LinkedSystem } from '../../state/linked-systems.ts'

/** Directives our agency issued, where what waits is told apart from what it received. */
export const ISSUED = 'issued'
/** The server itself may be one more (shared/model/handover.ts). */
const MAX_SILENT = 49

/** Rows of one list and how many fit, by state. */
export interface Listed {
  readonly rows: readonly ItemRow[]
  readonly byState: { readonly [state: string]: number }
}

/** What the station answered for one space. */
export interface SpaceAnswers {
  /** Open ones, the gravest first; what has no grade last. */
  readonly incidents: readonly IncidentRow[]
  readonly incidentsTotal: number
  /** Clocks nothing was sent for, soonest first. */
  readonly clocks: readonly ClockRow[]
  readonly unmet: number
  readonly unmetOfClosed: number
  /** Why reports of closed incidents were not sent, said within a day. */
  readonly explained: Listed
  /** Kind → what of it waits for somebody. */
  readonly waiting: ReadonlyMap<string, Listed>
  /** Receipts nobody answered, of whichever agency. */
  readonly missing: readonly ItemRow[]
  readonly due: readonly ItemRow[]
  /** Alerts without an end or with one to come. */
  readonly alerts: readonly ItemRow[]
  readonly troubled: readonly LinkedSystem[]
  /** When the server was last heard, where it is not heard now; null when never. */
  readonly serverSilent: { readonly sinceMs: number | null } | null
  /** Titles of incidents. */
  readonly titles: ReadonlyMap<string, string>
}

interface When {
  readonly agency: string
  readonly nowMs: number
  /** When the next shift ends. */
  readonly untilMs: number
}

type Matter = Gathered['matters'][number]

export function gatherSpace(answers: SpaceAnswers, { agency, nowMs, untilMs }: When): Gathered {
  const { incidents, clocks, unmet, unmetOfClosed, explained, waiting, missing, due, alerts, troubled } = answers
  const { serverSilent, titles } = answers
  const issued = missing.filter((row) => isIssued(row, agency))
  const unsigned = issued.filter((row) => UNSIGNED_STATES.some((state) => state === receiptState(shownOf(row))))
  const phased = alerts.map((row) => ({ row, phase: alertPhase(shownOf(row), nowMs) }))
  const inForce = phased.filter(({ phase }) => phase === 'active' || phase === 'coming')
  const counted = [
    ...[...waiting].flatMap(([kind, { byState }]) =>
      Object.entries(byState).map(([state, count]) => ({ kind, state, count })),
    ),
    ...countBy(ISSUED, unsigned, (row) => receiptState(shownOf(row))),
    ...(['active', 'coming'] as const).map((state) => ({
      kind: ALERT,
      state,
      count: inForce.filter(({ phase }) => phase === state).length,
    })),
    { kind: UNREPORTED, state: 'closed', count: unmetOfClosed },
    ...Object.entries(explained.byState).map(([state, count]) => ({ kind: UNREPORTED, state, count })),
  ].filter(({ count }) => count > 0)
  const matters = [
    ...unsigned.map((row) => matterOf(row, titles, ISSUED)),
    ...[...waiting.values()].flatMap(({ rows }) => rows.map((row) => matterOf(row, titles))),
    ...inForce.map(({ row, phase }) => ({ ...matterOf(row, titles), state: phase })),
    ...explained.rows.map((row) => matterOf(row, titles)),
  ].toSorted(soonest)
  const dueLines = [...due, ...issued, ...phased.filter(({ phase }) => phase === 'active').map(({ row }) => row)]
    .flatMap((row) => dueLine(row) ?? [])
    .filter(({ dueAt }) => Date.parse(dueAt) <= untilMs)
    .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
  return boundedGathered({
    at: isoWithOffset(nowMs),
    incidents: incidents
      .slice(0, MAX_GATHERED)
      .map(({ key, number, title, level, status }) => ({ id: key, number, title, level, status })),
    incidentsBeyond: Math.max(0, answers.incidentsTotal - Math.min(incidents.length, MAX_GATHERED)),
    // What is due of open incidents first.
    clocks: clocks
      .toSorted((a, b) => Number(a.isClosed) - Number(b.isClosed))
      .slice(0, MAX_GATHERED)
      .map(({ incident, number, title, rule, toRole, dueMs }) => ({
        ...{ incident, number, title, rule, to: toRole },
        dueAt: isoWithOffset(dueMs),
      })),
    clocksBeyond: Math.max(0, unmet - Math.min(clocks.length, MAX_GATHERED)),
    waiting: counted,
    matters: matters.slice(0, MAX_GATHERED),
    due: dueLines.slice(0, MAX_GATHERED),
    dueBeyond: Math.max(0, dueLines.length - MAX_GATHERED),
    silent: [
      ...(serverSilent === null
        ? []
        : [{ kind: 'server' as const, id: null, name: '', since: isoOrNull(serverSilent.sinceMs) }]),
      ...troubled.slice(0, MAX_SILENT).map(({ row, lastMs }) => ({
        kind: 'system' as const,
        id: row.key,
        name: row.name.slice(0, 80),
        since: isoOrNull(lastMs),
      })),
    ],
  })
}

/** Given by our agency to another; what we gave ourselves stands among what we received. */
function isIssued(row: ItemRow, agency: string): boolean {
  const fields = shownOf(row)
  return fields['from'] === agency && fields['agency'] !== agency
}

function countBy(kind: string, rows: readonly ItemRow[], stateOf: (row: ItemRow) => string) {
  return [...Map.groupBy(rows, stateOf)].map(([state, those]) => ({ kind, state, count: those.length }))
}

/** The incidents whose titles `gatherSpace` wants besides those of open incidents. */
export function namelessIncidents(rows: readonly ItemRow[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => (titleOf(row) === null ? (textField(shownOf(row), 'incident') ?? []) : [])))]
}

function titleOf(row: ItemRow): string | null {
  return textField(shownOf(row), 'title')
}

function matterOf(row: ItemRow, titles: ReadonlyMap<string, string>, kind: string = row.kind): Matter {
  const fields = shownOf(row)
  const item = DESK_KINDS.get(row.kind)?.(fields)
  const incident = item?.incident ?? null
  const of = incident === null ? null : (titles.get(incident) ?? null)
  return {
    kind,
    id: row.kind === RECEIPT ? (textField(fields, 'directive') ?? row.key) : row.key,
    incident,
    state: item?.state ?? '',
    title: (titleOf(row) ?? of ?? textField(fields, 'reason') ?? '').slice(0, 200),
    with: otherSide(row.kind, kind)(fields)?.slice(0, 120) ?? null,
    dueAt: isoOrNull(item?.dueMs ?? null),
  }
}

type Fields = ReturnType<typeof shownOf>

/** Who else has to do with it: an agency, or in words where a delivery went. */
function otherSide(rowKind: string, kind: string): (fields: Fields) => string | null {
  if (kind === ISSUED) return (fields) => textField(fields, 'agency')
  if (rowKind === DELIVERY) return (fields) => textField(partField(fields, 'sent') ?? {}, 'to')
  return (fields) => textField(fields, 'from')
}

function dueLine(row: ItemRow): Gathered['due'][number] | null {
  const fields = shownOf(row)
  const item = DESK_KINDS.get(row.kind)?.(fields)
  if (item === undefined || item.dueMs === null) return null
  const isReceipt = row.kind === RECEIPT
  return {
    kind: isReceipt ? DIRECTIVE : row.kind,
    id: isReceipt ? (item.parent ?? row.key) : row.key,
    incident: item.incident,
    title: (titleOf(row) ?? row.number ?? row.key).slice(0, 200),
    dueAt: isoWithOffset(item.dueMs),
  }
}

/** What is due first before all; the rest as it came. */
function soonest(a: Matter, b: Matter): number {
  if (a.dueAt === null || b.dueAt === null) return Number(a.dueAt === null) - Number(b.dueAt === null)
  return Date.parse(a.dueAt) - Date.parse(b.dueAt)
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoWithOffset(ms)
}
