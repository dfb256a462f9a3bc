// Search over everything this station has: the word index for records of every kind, the directory besides. What was found
// is told with the field that says it and the words around; the newest of each kind come first.
import type { Kind } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { readRecord } from '../../shared/journal/record-text.ts'
import { ATTACHMENT } from '../../shared/model/attachment.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import { AGENCY, DIRECTORY, OFFICER } from '../../shared/model/directory.ts'
import { textField } from '../../shared/model/fields.ts'
import { INCIDENT, INCIDENT_STATUSES } from '../../shared/model/incident.ts'
import type { SearchAnswer, SearchGroup, SearchHit, SearchMatch, SearchQuestion } from '../../shared/rpc/finding.ts'
import type { FoundItem, SearchSource } from '../store/reads/search-reads.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import { matchQuery, textFields, textMatches, textOf } from '../store/word-index.ts'

/** Records looked at one by one while their words still wait to be indexed. */
const MAX_UNINDEXED = 2_000
/** Characters shown before and after what was found. */
const AROUND = 24
const MAX_TITLE = 120
/** Fields by which people find who and what is in the directory. */
const DIRECTORY_FIELDS: ReadonlyMap<Kind, readonly string[]> = new Map<Kind, readonly string[]>([
  [AGENCY, ['name', 'nameEn', 'code']],
  [OFFICER, ['displayName', 'name']],
])

export function search(store: StationStore, reads: StationReads, question: SearchQuestion): SearchAnswer {
  const { space, text, kinds, fromMs, toMs, perKind } = question
  const look = reads.look(space, '')
  if (look === undefined || matchQuery(text) === undefined) return { groups: [], unindexed: 0 }
  const wants = (kind: string): boolean => kinds === undefined || kinds.length === 0 || kinds.includes(kind)
  const { found, unindexed } = foundOf(reads, look, text)
  const groups: SearchGroup[] = []
  for (const [kind, subjects] of found) {
    if (!wants(kind) || subjects.length === 0) continue
    const { total, items } = reads.search.newest(look, sourceOf(kind), kind, subjects, { fromMs, toMs }, perKind)
    if (total === 0) continue
    const hits = items.flatMap((item) => hitOf(store, space, kind, item, text) ?? [])
    groups.push({ kind, total, hits })
  }
  // The directory counts at no time: it has nothing to say where one is asked for.
  if (fromMs === undefined && toMs === undefined)
    groups.push(
      ...[...DIRECTORY_FIELDS.keys()].filter(wants).flatMap((kind) => inDirectory(store, reads, kind, question)),
    )
  return { groups, unindexed }
}

type Look = NonNullable<ReturnType<StationReads['look']>>

/** Records with the words by kind: those the index knows, and those that still wait for it. */
function foundOf(
  reads: StationReads,
  look: Look,
  text: string,
): { readonly found: ReadonlyMap<string, readonly number[]>; readonly unindexed: number } {
  const indexed = reads.search.found(look, text)
  if (indexed === undefined) return { found: new Map(), unindexed: 0 }
  const { count, records } = reads.search.pending(look, MAX_UNINDEXED)
  if (count === 0) return { found: indexed, unindexed: 0 }
  // What waits may be indexed as it was: looked at anew, it counts once and as it is now.
  const waiting = new Set(records.map(([subject]) => subject))
  const found = new Map(
    [...indexed].map(([kind, subjects]) => [kind, subjects.filter((subject) => !waiting.has(subject))]),
  )
  for (const [subject, kind, id, state] of records) {
    if (!textMatches(textOf(readRecord(kind, asId(id), state)), text)) continue
    const known = found.get(kind)
    if (known === undefined) found.set(kind, [subject])
    else known.push(subject)
  }
  for (const subjects of found.values()) subjects.sort((a, b) => a - b)
  return { found, unindexed: count - records.length }
}

function sourceOf(kind: string): SearchSource {
  if (kind === INCIDENT) return 'incident'
  return DESK_KINDS.has(kind) ? 'item' : 'other'
}

function hitOf(store: StationStore, space: string, kind: string, item: FoundItem, text: string): SearchHit | undefined {
  const state = store.read(asId(space), kind, asId(item.id))
  if (state === undefined) return undefined
  const fields = shownFields(state)
  const incident = item.incident ?? (kind === ATTACHMENT ? textField(fields, 'incident') : null)
  return {
    key: `${kind}/${item.id}`,
    kind,
    id: item.id,
    title: titleOf(fields, textFields(kind)),
    number: item.number,
    state: kind === INCIDENT ? (INCIDENT_STATUSES[Number(item.state)] ?? null) : item.state,
    atMs: item.atMs,
    parent: item.parent,
    incident: incident === null ? null : incidentOf(store, space, incident),
    matches: matchesOf(state, textFields(kind), text),
  }
}

function incidentOf(store: StationStore, space: string, id: string): SearchHit['incident'] {
  const state = store.read(asId(space), INCIDENT, asId(id))
  if (state === undefined) return { id, number: '', title: '' }
  const fields = shownFields(state)
  return { id, number: textField(fields, 'number') ?? '', title: textField(fields, 'title') ?? '' }
}

/** What a record is called: its title or name, else the first of its texts. */
function titleOf(fields: JsonFields, names: readonly string[]): string {
  for (const name of ['title', 'displayName', 'name', ...names]) {
    const value = textField(fields, name)
    if (value !== null) return value.length > MAX_TITLE ? `${value.slice(0, MAX_TITLE)}…` : value
  }
  return ''
}

/** The fields of a record that say a word of what was typed; contradicting values included. */
function matchesOf(state: RecordState, names: readonly string[], typed: string): readonly SearchMatch[] {
  const words = typed.trim().toLowerCase().split(/\s+/)
  return names.flatMap((field) => {
    for (const { value } of state.fields.get(field)?.heads ?? []) {
      if (typeof value !== 'string') continue
      const match = around(value, words)
      if (match !== null) return [{ field, ...match }]
    }
    return []
  })
}

function around(value: string, words: readonly string[]): Omit<SearchMatch, 'field'> | null {
  const lower = value.toLowerCase()
  // Some letters change their length in lower case; then nothing is cut where it should not be.
  if (lower.length !== value.length) return null
  for (const word of words) {
    const at = lower.indexOf(word)
    if (at < 0) continue
    const [from, to] = [Math.max(0, at - AROUND), at + word.length + AROUND]
    return {
      before: `${from > 0 ? '…' : ''}${value.slice(from, at)}`,
      found: value.slice(at, at + word.length),
      after: `${value.slice(at + word.length, to)}${to < value.length ? '…' : ''}`,
    }
  }
  return null
}

/** Agencies and officers with the words in their names. There are hundreds, not thousands. */
function inDirectory(
  store: StationStore,
  reads: StationReads,
  kind: Kind,
  { text, perKind }: SearchQuestion,
): readonly SearchGroup[] {
  const look = reads.look(DIRECTORY, '')
  if (look === undefined) return []
  const names = DIRECTORY_FIELDS.get(kind) ?? []
  const found = reads.ofKind(look, kind).flatMap((id): SearchHit[] => {
    const state = store.read(DIRECTORY, kind, asId(id))
    if (state === undefined) return []
    const fields = shownFields(state)
    if (!textMatches(names.map((name) => textField(fields, name) ?? '').join('\n'), text)) return []
    const agency = textField(fields, 'agency')
    return [
      {
        key: `${kind}/${id}`,
        kind,
        id,
        title: titleOf(fields, names),
        number: kind === AGENCY ? textField(fields, 'code') : agency,
        state: null,
        atMs: null,
        parent: null,
        incident: null,
        matches: matchesOf(state, names, text),
      },
    ]
  })
  return found.length === 0 ? [] : [{ kind, total: found.length, hits: found.slice(0, perKind) }]
}
