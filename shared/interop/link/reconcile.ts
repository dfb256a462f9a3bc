import { MAX_DRIFT_MS } from '../../base/hybrid-clock.ts'
// What is to be done about one record that lies in a server's own space and in the space it shares with another: which values of
// the shared space are taken, and which of its own are given. Pure; the same on both sides. A value is taken when its source is
// newer than that of the value here and given when it is newer than that of the value there, so that whatever way it came, by
// however many ways and how often, all see the same in the end. Decision 0013.
import type { ChangeId, Kind } from '../../base/ids.ts'
import type { Json, JsonFields } from '../../base/json.ts'
import { sameJson } from '../../base/json.ts'
import { blankFields } from '../../commands/import-command.ts'
import type { ChangeMark, FieldState, RecordState } from '../../journal/merge.ts'
import { isConflict, shownValue } from '../../journal/merge.ts'
import type { ImportedSource, Source, SourceStamp } from '../../model/imported.ts'
import { IMPORTED, MAX_HOPS, compareSources, newestSources } from '../../model/imported.ts'
import { INCIDENT } from '../../model/incident.ts'
import { KINDS } from '../../model/kinds.ts'
import { REPORT, SIGNED_ELSEWHERE } from '../../model/report.ts'
import type { SharedValue } from './shared-record.ts'
import { readShared, writeShared } from './shared-record.ts'
import type { Agreement } from './terms.ts'
import { neededFields } from './terms.ts'

export interface Reconciled {
  /** Fields to write into the own space, with their sources, and the heads each replaces when it is not all of them. */
  readonly take: {
    readonly fields: JsonFields
    readonly imported: ReadonlyMap<string, ImportedSource>
    readonly over: { readonly [field: string]: readonly ChangeId[] }
  } | null
  /** Fields to write into the shared space. Only once nothing is left to take. */
  readonly give: JsonFields | null
  /** When something is to be looked at again that a clock far ahead has dated; null when nothing is. */
  readonly againMs: number | null
}

export interface Sides {
  readonly kind: Kind
  readonly own: RecordState | undefined
  readonly shared: RecordState | undefined
  readonly agreement: Agreement
  /** This server, the other one, the link, and the station that writes here for it. */
  readonly self: string
  readonly peer: string
  readonly link: string
  readonly author: string
  readonly nowMs: number
}

/** Decides about one record. */
export function reconcile(sides: Sides): Reconciled {
  const known = knownSources(sides.own)
  const { take, againMs } = takeOf(sides, known)
  return { take, againMs, give: take === null ? giveOf(sides, known) : null }
}

/**
 * Whether both sides have a record from each other, from one's own view: we gave it, or took it over this link, or the other side
 * shows by the source of a value that it knows it by another way. A record it only names by its id is none it was given.
 */
export function isShared({
  kind,
  own,
  shared,
  self,
  link,
  author,
}: Omit<Sides, 'agreement' | 'peer' | 'nowMs'>): boolean {
  if (own === undefined || shared === undefined) return false
  // After a restore what officers brought again may stand here alone: a record is nobody's before it can be read.
  if (!neededFields(kind).every((name) => (own.fields.get(name)?.heads.length ?? 0) > 0)) return true
  if ([...shared.fields.values()].some(({ heads }) => heads.some(({ mark }) => mark.station === self))) return true
  const known = knownSources(own)
  if ([...known.values()].some((source) => source.link === link && !isFiller(source))) return true
  const authors = authorsOf(known, author)
  return neededFields(kind).some((name) => {
    const here = sourceHere(own.fields.get(name), known.get(name), authors)
    const there = (shared.fields.get(name)?.heads ?? []).map((head) => readShared(head)?.stamp)
    return here !== undefined && there.some((stamp) => stamp !== undefined && compareSources(stamp, here.stamp) === 0)
  })
}

type Known = ReadonlyMap<string, ImportedSource>

function knownSources(own: RecordState | undefined): Known {
  return newestSources(own?.fields.get(IMPORTED)?.heads ?? [])
}

/** Where the value shown here is from; undefined when nothing is, or when it only fills a gap an import left. */
export function sourceHere(
  field: FieldState | undefined,
  imported: ImportedSource | undefined,
  authors: ReadonlySet<string>,
): Source | undefined {
  const head = field?.heads[0]
  if (head === undefined) return undefined
  const { station } = head.mark
  if (authors.has(station)) return isFiller(imported) ? undefined : imported
  const before = isFiller(imported) ? undefined : imported?.stamp
  const isSettled = !field?.heads.some(({ mark }) => authors.has(mark.station))
  const base = isSettled ? (before ?? null) : null
  return { stamp: seenAs(head.mark, imported), base, path: [] }
}

/** Written here over what came in, by a clock behind that of its source: newer all the same, and in the order it was written. */
function after(before: SourceStamp, { ms, counter, station }: SourceStamp): SourceStamp {
  const passed = before.counter + 1 + ms + counter
  return passed < Number.MAX_SAFE_INTEGER / 2
    ? { ms: before.ms, counter: passed, station }
    : { ms: before.ms + 1, counter: 0, station }
}

/** The stamp a value written here was given under. */
function seenAs({ ms, counter, station }: ChangeMark, imported: ImportedSource | undefined): SourceStamp {
  const stamp = { ms, counter, station }
  const before = isFiller(imported) ? undefined : imported?.stamp
  return compareSources(stamp, before) > 0 ? stamp : after(before as SourceStamp, stamp)
}

/** True when an officer here said so. */
function isMarkedHere(field: FieldState | undefined, authors: ReadonlySet<string>): boolean {
  return field?.heads.some(({ mark, value }) => value === true && !authors.has(mark.station)) ?? false
}

/** Written by an import where nothing came in: it says nothing. */
function isFiller(source: ImportedSource | undefined): boolean {
  return source?.stamp.ms === 0
}

function takeOf(sides: Sides, known: Known): Pick<Reconciled, 'take' | 'againMs'> {
  const { kind, own, shared, agreement, self, link, author, nowMs } = sides
  const names = agreement.takes.get(kind)
  if (names === undefined || shared === undefined) return { take: null, againMs: null }
  const authors = authorsOf(known, author)
  const once = new Set(KINDS[kind]?.once ?? [])
  const fields: { [name: string]: Json } = {}
  const over: { [name: string]: readonly ChangeId[] } = {}
  const imported = new Map(known)
  let againMs: number | null = null
  for (const name of names) {
    const gift = lostGift(shared.fields.get(name), own?.fields.get(name), known.get(name), authors, self)
    if (gift !== undefined) {
      const { value, over: replaced, ...source } = gift
      fields[name] = value
      over[name] = replaced
      imported.set(name, { ...source, passOn: true, link, by: author })
      continue
    }
    const best = newest(shared.fields.get(name), (value) => !value.path.includes(self))
    if (best === undefined) continue
    if (best.stamp.ms - nowMs > MAX_DRIFT_MS) {
      againMs = Math.min(againMs ?? Infinity, best.stamp.ms - MAX_DRIFT_MS)
      continue
    }
    const field = own?.fields.get(name)
    const isEmpty = field === undefined || field.heads.length === 0
    const here = sourceHere(field, known.get(name), authors)
    if (compareSources(best.stamp, here?.stamp) <= 0) continue
    // What was marked sensitive here, officers here unmark.
    if (kind === INCIDENT && name === 'sensitive' && isMarkedHere(field, authors) && best.value !== true) continue
    if (!isEmpty && (once.has(name) || sameJson(field.heads[0]?.value, best.value))) continue
    fields[name] = best.value
    const { value: _value, ...source } = best
    imported.set(name, { ...source, passOn: agreement.mayPassOn, link, by: author })
    // What was written here and its author had not seen stands beside it: officers settle that.
    // Nobody has seen what is newer than what they say.
    const base = compareSources(best.base ?? undefined, best.stamp) > 0 ? best.stamp : best.base
    if (!isEmpty)
      over[name] = field.heads
        .filter(({ mark }) => authors.has(mark.station) || compareSources(seenAs(mark, known.get(name)), base) <= 0)
        .map(({ mark }) => mark.id)
  }
  // Imports made apart are brought together: no officer could settle that.
  const torn = own?.fields.get(IMPORTED)
  const isTorn = torn !== undefined && isConflict(torn)
  if (Object.keys(fields).length === 0) return { take: isTorn ? { fields, imported, over } : null, againMs }
  const has = (name: string): boolean => fields[name] !== undefined || (own?.fields.get(name)?.heads.length ?? 0) > 0
  if (!neededFields(kind).every(has)) return { take: null, againMs }
  const filler = {
    stamp: { ms: 0, counter: 0, station: author },
    base: null,
    path: [self],
    passOn: false,
    link,
    by: author,
  }
  for (const name of Object.keys(blankFields(kind))) if (!has(name) && !imported.has(name)) imported.set(name, filler)
  return { take: { fields, imported, over }, againMs }
}

/**
 * What an officer here had said over a value that came in, and we had given, before an older copy of us was put back: taking that
 * value in once more, without the officer's, has left both standing. The officer's is the newer one, as the shared space tells.
 */
function lostGift(
  shared: FieldState | undefined,
  field: FieldState | undefined,
  imported: ImportedSource | undefined,
  authors: ReadonlySet<string>,
  self: string,
): (SharedValue & { readonly over: readonly ChangeId[] }) | undefined {
  if (field === undefined || field.heads.length < 2) return undefined
  // Only what we wrote there ourselves says what we gave.
  const ours = shared && { ...shared, heads: shared.heads.filter(({ mark }) => mark.station === self) }
  const gift = newest(ours, ({ path }) => path.length === 1 && path[0] === self)
  if (gift === undefined || compareSources(gift.stamp, sourceHere(field, imported, authors)?.stamp) <= 0)
    return undefined
  const said = field.heads.find(
    ({ mark, value }) =>
      !authors.has(mark.station) && mark.station === gift.stamp.station && sameJson(value, gift.value),
  )
  if (said === undefined) return undefined
  const taken = field.heads.filter(({ mark }) => authors.has(mark.station))
  return { ...gift, over: [said, ...taken].map(({ mark }) => mark.id) }
}

function giveOf(sides: Sides, known: Known): JsonFields | null {
  const { kind, own, shared, agreement, self, peer, author } = sides
  const names = agreement.gives.get(kind)
  if (names === undefined || own === undefined) return null
  if (kind === INCIDENT && shownValue(own, 'sensitive') === true && !agreement.givesSensitive) return null
  // A draft is nobody's but its author's.
  if (kind === REPORT && (shownValue(own, 'signed') ?? null) === null) return null
  const authors = authorsOf(known, author)
  const fields: { [name: string]: Json } = {}
  for (const name of names) {
    const field = own.fields.get(name)
    const value = givenValue(kind, name, field?.heads[0]?.value)
    const here = sourceHere(field, known.get(name), authors)
    if (value === undefined || here === undefined) continue
    // Put together again after a restore: it was first said here.
    const path = here.path.length === 1 && here.path[0] === self ? [] : here.path
    const isImported = path.length > 0
    if (isImported && known.get(name)?.passOn !== true) continue
    // Never back to where it came from, and no endless ways.
    if (path.includes(peer) || path.includes(self) || path.length >= MAX_HOPS) continue
    const there = newest(shared?.fields.get(name), () => true)
    if (compareSources(here.stamp, there?.stamp) <= 0) continue
    fields[name] = writeShared({ value, stamp: here.stamp, base: here.base, path: [...path, self] })
  }
  if (Object.keys(fields).length === 0) return null
  const isWhole = neededFields(kind).every((name) => fields[name] !== undefined || shared?.fields.has(name) === true)
  return isWhole ? fields : null
}

/**
 * As it goes out. A signed report holds the incident's values of that time, fields not agreed to among them, and an id of this
 * directory: both stay here, at every server alike, so that the value is the same by whatever way it comes.
 */
function givenValue(kind: Kind, name: string, value: Json | undefined): Json | undefined {
  if (kind !== REPORT || name !== 'signed' || typeof value !== 'object' || value === null || Array.isArray(value))
    return value
  return { ...(value as JsonFields), facts: {}, signer: SIGNED_ELSEWHERE }
}

/** The value with the newest source among those that count. */
function newest(field: FieldState | undefined, counts: (value: SharedValue) => boolean): SharedValue | undefined {
  let best: SharedValue | undefined
  for (const head of field?.heads ?? []) {
    const value = readShared(head)
    if (value !== undefined && counts(value) && compareSources(value.stamp, best?.stamp) > 0) best = value
  }
  return best
}

/** Stations that write here for links: what they wrote is from elsewhere. */
function authorsOf(known: Known, author: string): ReadonlySet<string> {
  return new Set([author, ...[...known.values()].map(({ by }) => by)])
}
