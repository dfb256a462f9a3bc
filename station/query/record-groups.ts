// The watches about single records and small sets: record, timeline, log, conflicts, notices, directory.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { compareMarks, conflictsOf, shownFields, shownValue } from '../../shared/journal/merge.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { Level } from '../../shared/model/level.ts'
import { LOG_ENTRY, movedDeadlinesOf, toldOf } from '../../shared/model/log-entry.ts'
import type { ConflictRow, DirectoryRow, LogRow, NoticeRow, RecordRow, TimelineRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { StoredChange } from '../store/reads/station-reads.ts'
import type { ViewParts } from './change-views.ts'
import { fieldViews, headView, splitKey, timelineRows, titleOf } from './change-views.ts'
import type { Groups } from './grouped-source.ts'
import type { Viewer } from './query-hub.ts'
import { undoOf } from './undo.ts'
import { idOfKind } from './watch-source.ts'

/** One record with all its fields. */
export function recordGroups(parts: ViewParts, params: WatchParams<'record'>): Groups<RecordRow> {
  const key = `${params.kind}/${params.id}`
  return {
    all: () => [key],
    of() {
      const state = parts.store.read(asId(params.space), params.kind, asId(params.id))
      return state === undefined ? [] : [{ key, kind: params.kind, fields: fieldViews(parts, state) }]
    },
    touchedBy: (record) => (record === key ? [key] : []),
  }
}

/** Every change of one record, oldest first. `complete` is false while older journal is still being fetched. */
export function timelineGroups(parts: ViewParts, params: WatchParams<'timeline'>, viewer: Viewer): Groups<TimelineRow> {
  const key = `${params.kind}/${params.id}`
  const space: SpaceId = asId(params.space)
  const { store, reads } = parts
  return {
    all: () => [key],
    of() {
      const look = reads.look(space, viewer.officer)
      if (look === undefined) return []
      const history = reads.history(look, params.kind, params.id)
      const state = store.read(space, params.kind, asId(params.id))
      const byId = new Map<string, StoredChange>(history.map((stored) => [stored.change.id, stored]))
      const mayUndo = (stored: StoredChange): boolean => undoOf(viewer, stored, state, (id) => byId.get(id)).ok
      return timelineRows(parts, space, history, mayUndo)
    },
    touchedBy: (record) => (record === key ? [key] : []),
    compare: (a, b) => a.atMs - b.atMs,
    meta: () => ({ complete: !store.spaces().includes(space) || store.facts(space).backfill === null }),
    hearsJournal: true,
  }
}

/** Log lines of an incident or the general log, newest last. A corrected line names the line that corrects it. */
export function logGroups(parts: ViewParts, params: WatchParams<'log'>): Groups<LogRow> {
  const space: SpaceId = asId(params.space)
  const { store, reads, names } = parts
  return {
    all() {
      const look = reads.look(space, '')
      return look === undefined ? [] : reads.logLines(look, params.incident)
    },
    of(line) {
      const look = reads.look(space, '')
      const state = look === undefined ? undefined : store.read(space, LOG_ENTRY, asId(line))
      if (look === undefined || state === undefined || (shownValue(state, 'incident') ?? null) !== params.incident)
        return []
      const heads = [...state.fields.values()].flatMap((field) => field.heads.map((head) => head.mark))
      // A line is written once; were it ever amended, its first author stays its author.
      const mark = heads.toSorted(compareMarks).at(-1)
      if (mark === undefined) return []
      const corrects = shownValue(state, 'corrects')
      return [
        {
          ...names.author(mark.officer, mark.station),
          key: line,
          incident: params.incident,
          text: textOf(shownValue(state, 'text')),
          at: textOf(shownValue(state, 'at')),
          writtenMs: mark.ms,
          corrects: typeof corrects === 'string' ? corrects : null,
          correctedBy: reads.correctedBy(look, line),
          deadlines: movedDeadlinesOf(shownValue(state, 'deadlines')),
          told: toldOf(shownValue(state, 'told')),
          state: reads.changeFacts(mark.id).state,
        },
      ]
    },
    touchedBy(record) {
      const line = idOfKind(record, LOG_ENTRY)
      if (line === undefined) return []
      const state = store.read(space, LOG_ENTRY, asId(line))
      // A refused line is gone and does not say any more which line it corrected.
      if (state === undefined) return [line, ...this.all()]
      const corrects = shownValue(state, 'corrects')
      return typeof corrects === 'string' ? [line, corrects] : [line]
    },
    compare: (a, b) => timeOf(a.at) - timeOf(b.at) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  }
}

/** Fields whose heads contradict each other, with every head. */
export function conflictGroups(parts: ViewParts, params: WatchParams<'conflicts'>): Groups<ConflictRow> {
  const space: SpaceId = asId(params.space)
  const { store, reads } = parts
  return {
    all() {
      const look = reads.look(space, '')
      return look === undefined ? [] : reads.conflicts(look).map(([kind, id]) => `${kind}/${id}`)
    },
    of(group) {
      const { kind, id } = splitKey(group)
      const state = store.read(space, kind, asId(id))
      if (state === undefined) return []
      return conflictsOf(state).map((field) => ({
        key: `${group}/${field}`,
        kind,
        id,
        field,
        title: titleOf(state, id),
        number: textOf(shownValue(state, 'number')),
        heads: (state.fields.get(field)?.heads ?? []).map((head) => headView(parts, head)),
      }))
    },
    touchedBy: (record) => [record],
  }
}

/** Notices of new incidents, newest first. */
export function noticeGroups(parts: ViewParts, params: WatchParams<'notices'>): Groups<NoticeRow> {
  const { reads, names } = parts
  return {
    all: () => ['notices'],
    of() {
      const look = reads.look(params.space, '')
      return (look === undefined ? [] : reads.notices(look, params.limit)).map((cells) => ({
        key: String(cells.notice),
        incident: cells.incident,
        title: cells.title,
        level: cells.level === 0 ? null : (cells.level as Level),
        category: cells.category,
        receivedMs: cells.receivedMs,
        acknowledgedMs: cells.acknowledgedMs,
        acknowledgedBy: cells.acknowledgedBy === null ? null : names.officer(cells.acknowledgedBy),
      }))
    },
    touchedBy: (record) => (idOfKind(record, INCIDENT) === undefined ? [] : ['notices']),
    compare: (a, b) => Number(b.key) - Number(a.key),
  }
}

/** All agencies, officers, stations or spaces. */
export function directoryGroups({ store, reads }: ViewParts, params: WatchParams<'directory'>): Groups<DirectoryRow> {
  return {
    all() {
      const look = reads.look(DIRECTORY, '')
      return look === undefined ? [] : reads.ofKind(look, params.kind)
    },
    of(id) {
      const state = store.read(DIRECTORY, params.kind, asId(id))
      return state === undefined ? [] : [{ key: id, kind: params.kind, fields: shownFields(state) }]
    },
    touchedBy(record) {
      const id = idOfKind(record, params.kind)
      return id === undefined ? [] : [id]
    },
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function timeOf(at: string): number {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? 0 : ms
}
