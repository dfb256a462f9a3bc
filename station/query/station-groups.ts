// The watches about the station itself: status, outbox, base maps.
import { asId } from '../../shared/base/ids.ts'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { AUDIT } from '../../shared/model/audit.ts'
import { ERASURE } from '../../shared/model/destruction.ts'
import { DIRECTORY, SPACE, SPACE_KINDS, STATION } from '../../shared/model/directory.ts'
import type { MapSourceRow, OutboxRow, SpaceStatus, StatusRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { StoredChange } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import type { ViewParts } from './change-views.ts'
import { refusalOf, titleOf } from './change-views.ts'
import type { Groups } from './grouped-source.ts'
import type { HubSources, Viewer } from './query-hub.ts'

/** Spaces people work in: all but the directory. */
function workSpaces(store: StationStore): readonly SpaceId[] {
  return store.spaces().filter((space) => space !== DIRECTORY)
}

/** The one row of the bar. */
export function statusGroups(parts: ViewParts, sources: HubSources, viewer: Viewer): Groups<StatusRow> {
  const { store, reads, names } = parts
  return {
    all: () => ['status'],
    of() {
      const spaces = workSpaces(store).map((space) => spaceStatus(parts, sources, space))
      const told = sources.status(viewer)
      const alerts = viewer.role === null ? [] : told.alerts
      return [
        {
          ...told,
          alerts: alerts.map((alert) => ({
            ...alert,
            stationName: names.word(STATION, alert.station, 'name') ?? alert.station,
          })),
          key: 'status',
          station: store.station,
          spaces,
          refused: ownRefused(parts).length,
          storeFault: store.storeFault(),
          forks: reads.forks(),
          demonstration: spaces.some(({ kind }) => kind === 'demonstration'),
        },
      ]
    },
    touchedBy: () => ['status'],
    hearsJournal: true,
  }
}

function spaceStatus(parts: ViewParts, sources: HubSources, space: SpaceId): SpaceStatus {
  const { store, names } = parts
  const facts = store.facts(space)
  const kind = names.word(SPACE, space, 'kind')
  const record = store.read(DIRECTORY, SPACE, asId(space))
  const name = names.word(SPACE, space, 'name') ?? space
  return {
    id: space,
    name,
    nameEn: names.word(SPACE, space, 'nameEn') ?? name,
    kind: SPACE_KINDS.find((known) => known === kind) ?? 'live',
    closed: record !== undefined && shownValue(record, 'closed') === true,
    restricted:
      record !== undefined && ['members', 'officers'].some((field) => Array.isArray(shownValue(record, field))),
    pictureCode: pictureCode(facts.digest),
    records: facts.records - ownWords(parts, space),
    conflicts: facts.conflicts,
    waiting: facts.waiting,
    waitingSinceMs: facts.waitingSinceMs,
    snapshotProgress: facts.snapshot === null ? null : share(facts.snapshot.got, facts.snapshot.parts),
    backfillProgress: facts.backfill === null ? null : share(facts.backfill.pos, facts.backfill.upTo),
    differs: sources.differs(space),
  }
}

/** Records stations write of themselves: audit and erasing. Nobody recorded anything by them. */
function ownWords({ reads }: ViewParts, space: SpaceId): number {
  const look = reads.look(space, '')
  if (look === undefined) return 0
  return [AUDIT, ERASURE].reduce(
    (sum, kind) => [...reads.items.countByState(look, kind, {}).values()].reduce((all, count) => all + count, sum),
    0,
  )
}

function share(done: number, of: number): number {
  return of <= 0 ? 1 : Math.min(1, done / of)
}

/** Changes of this station that a server refused, oldest first. */
function ownRefused({ store, reads }: ViewParts): readonly (StoredChange & { readonly space: SpaceId })[] {
  return store
    .spaces()
    .flatMap((space) => {
      const look = reads.look(space, '')
      const refused: readonly ChangeId[] = look === undefined ? [] : reads.refusals(look)
      return refused.flatMap((id) => {
        const stored = reads.change(id)
        return stored?.change.head.space === space && stored.change.head.station === store.station
          ? [{ ...stored, space }]
          : []
      })
    })
    .toSorted((a, b) => (a.receivedMs ?? 0) - (b.receivedMs ?? 0) || a.at - b.at)
}

/** What of this station's work is not agreed: refused changes first, for they need someone, then what waits, oldest first. */
export function outboxGroups(parts: ViewParts, params: WatchParams<'outbox'>): Groups<OutboxRow> {
  const { store, reads } = parts
  return {
    all: () => ['outbox'],
    of() {
      const rows = ownRefused(parts).map((stored) => outboxRow(parts, stored.space, stored))
      for (const space of store.spaces()) {
        const look = reads.look(space, '')
        if (look === undefined || rows.length >= params.limit) continue
        for (const stored of reads.waiting(look, params.limit - rows.length))
          if (stored.state !== 'refused') rows.push(outboxRow(parts, space, stored))
      }
      return rows.slice(0, params.limit)
    },
    touchedBy: () => ['outbox'],
    compare: (a, b) => rank(a) - rank(b) || a.atMs - b.atMs || (a.key < b.key ? -1 : 1),
    meta: () => ({
      waiting: store.spaces().reduce((sum, space) => sum + store.facts(space).waiting, 0),
      refused: ownRefused(parts).length,
    }),
    hearsJournal: true,
  }
}

function rank({ state }: OutboxRow): number {
  return state === 'refused' ? 0 : 1
}

function outboxRow({ store }: ViewParts, space: SpaceId, { change, state }: StoredChange): OutboxRow {
  const { kind, record, stamp } = change.head
  const fields: { [name: string]: Json } = {}
  for (const { name, value } of change.content?.sets ?? []) fields[name] = value
  const current = store.read(space, kind, record)
  const said = typeof fields['title'] === 'string' ? fields['title'] : record
  return {
    key: change.id,
    kind,
    id: record,
    title: titleOf(current, said),
    fields,
    atMs: stamp.ms,
    state,
    refusal: state === 'refused' ? refusalOf(store, space, asId(change.id)) : null,
  }
}

/** Base maps the officer added. */
export function mapSourceGroups(sources: HubSources): Groups<MapSourceRow> {
  return {
    all: () => ['mapSources'],
    of: () => sources.mapSources(),
    touchedBy: () => [],
  }
}
