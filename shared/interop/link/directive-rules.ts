// What linked servers say to each other of directives and their receipts. The giver alone says what was ordered, the receiver alone
// how it was dealt with: each value counts only when the server whose it is wrote it, so there is nothing to contend for.
// Officers and agencies are ids of one directory and travel in words. Pure. Decision 0022.
import type { Kind } from '../../base/ids.ts'
import type { Json, JsonFields } from '../../base/json.ts'
import type { ChangeMark, RecordState } from '../../journal/merge.ts'
import { DIRECTIVE, PROGRESS, RECEIPT, officerElsewhere } from '../../model/directive.ts'
import { textField } from '../../model/fields.ts'
import type { ImportedSource, SourceStamp } from '../../model/imported.ts'
import { compareSources } from '../../model/imported.ts'
import { readShared, sharedKind, writeShared } from './shared-record.ts'

/** What a directive and its receipt are called in the space both servers share; their ids are the giver's. */
export const SHARED_DIRECTIVE: Kind = sharedKind(DIRECTIVE)
export const SHARED_RECEIPT: Kind = sharedKind(RECEIPT)

/** A value and when it was first said. */
export interface Said {
  readonly value: Json
  readonly stamp: SourceStamp
}
export type Sayings = ReadonlyMap<string, Said>

/** An officer of an agency, as the other side may know them. */
export type InWords = (agency: string | null, officer: string | null) => string

/** What of an order goes. */
export interface OrderTerms {
  readonly words: InWords
  /** Both sides agree to names of people: the leader's, too. */
  readonly personal: boolean
  /** The incident was marked sensitive since: only that the order no longer stands is said, without why. */
  readonly withdrawalOnly: boolean
}

/** Without these an order cannot be taken. */
const ORDERED = [
  'type',
  'title',
  'text',
  'incident',
  'priority',
  'dueAt',
  'issuedAt',
  'issuedBy',
  'leader',
  'supervised',
]
const NO_REASON = '--'

/** What one server said in a record of the shared space. What others wrote there is not its word. */
export function saidBy(shared: RecordState | undefined, server: string): Sayings {
  const said = new Map<string, Said>()
  for (const [name, { heads }] of shared?.fields ?? [])
    for (const head of heads) {
      if (head.mark.station !== server) continue
      const read = readShared(head)
      if (read !== undefined && compareSources(read.stamp, said.get(name)?.stamp) > 0)
        said.set(name, { value: read.value, stamp: read.stamp })
    }
  return said
}

/** An order as the giver says it: of the directive, and of the receipt. */
export function orderOf(
  directive: RecordState,
  receipt: RecordState,
  { words, personal, withdrawalOnly }: OrderTerms,
): { readonly directive: Sayings; readonly receipt: Sayings } {
  const agency = textOf(directive, 'agency')
  const inWords = (part: JsonFields): JsonFields => ({ ...part, by: words(agency, textField(part, 'by')) })
  const withdrawn = (part: JsonFields): JsonFields => ({
    ...inWords(part),
    ...(withdrawalOnly ? { reason: NO_REASON } : {}),
  })
  // To the other side an order is withdrawn by whoever gave it, also where that was done further up.
  const above = sayings(directive, ['withdrawnAbove'], {
    withdrawnAbove: ({ directive: _above, ...part }: JsonFields) => ({
      ...part,
      by: words(agency, null),
      ...(withdrawalOnly ? { reason: NO_REASON } : {}),
    }),
  }).get('withdrawnAbove')
  const fromAbove: Sayings = new Map(above === undefined ? [] : [['withdrawn', above]])
  if (withdrawalOnly)
    return {
      directive: new Map([...fromAbove, ...sayings(directive, ['withdrawn'], { withdrawn })]),
      receipt: new Map<string, Said>(),
    }
  const own = sayings(directive, [...ORDERED, 'withdrawn'], {
    withdrawn,
    issuedBy: (by) => words(agency, typeof by === 'string' ? by : null),
    leader: (leader) => (personal ? leader : ''),
  })
  return {
    directive: new Map([...fromAbove, ...own]),
    receipt: sayings(receipt, ['directive', 'reminded'], { reminded: inWords }),
  }
}

/** How the receiver has dealt with an order, as it says it. */
export function progressOf(
  receipt: RecordState,
  { words, carriesFiles }: { readonly words: InWords; readonly carriesFiles: boolean },
): Sayings {
  const agency = textOf(receipt, 'agency')
  const inWords = (part: JsonFields): JsonFields => ({ ...part, by: words(agency, textField(part, 'by')) })
  return sayings(receipt, PROGRESS, {
    signed: inWords,
    closed: inWords,
    answer: (part) => ({ ...inWords(part), ...(carriesFiles ? {} : { files: [] }) }),
  })
}

/** What is to be written into the shared space: what is newer than what was said there; null when nothing is. */
export function newSayings(now: Sayings, before: Sayings, self: string): JsonFields | null {
  const fresh = [...now].filter(([name, { stamp }]) => compareSources(stamp, before.get(name)?.stamp) > 0)
  if (fresh.length === 0) return null
  return Object.fromEntries(
    fresh.map(([name, { value, stamp }]) => [name, writeShared({ value, stamp, base: null, path: [self] })]),
  )
}

/** True when an order came whole. */
export function isWholeOrder(said: Sayings): boolean {
  return ORDERED.every((name) => said.has(name))
}

/** Values without when they were said. */
export function valuesOf(said: Sayings, names: readonly string[]): JsonFields {
  return Object.fromEntries(names.flatMap((name) => (said.has(name) ? [[name, said.get(name)?.value ?? null]] : [])))
}

/** The fields of an order and of how it was dealt with that count; others a server may write say nothing. */
export const ORDER_FIELDS: readonly string[] = [...ORDERED, 'withdrawn']

/** Where values taken from a server are from. Each crosses one link and no further. */
export function sourcesOf(
  said: Sayings,
  names: readonly string[],
  { peer, link, by }: { readonly peer: string; readonly link: string; readonly by: string },
): ReadonlyMap<string, ImportedSource> {
  const sources = new Map<string, ImportedSource>()
  for (const name of names) {
    const stamp = said.get(name)?.stamp
    if (stamp !== undefined) sources.set(name, { stamp, base: null, path: [peer], passOn: false, link, by })
  }
  return sources
}

/** The newest time among what was said: a value dated ahead of our clock waits. */
export function newestMs(...all: readonly Sayings[]): number {
  return Math.max(0, ...all.flatMap((said) => [...said.values()].map(({ stamp }) => stamp.ms)))
}

/** Who it is in words: the agency, and the officer only where names of people go. */
export function wordsFor(agency: string, officer: string): string {
  return officerElsewhere([officer, agency].filter((part) => part !== '').join(' · '))
}

function sayings(
  state: RecordState,
  names: readonly string[],
  rewrite: { readonly [name: string]: ((value: never) => Json) | undefined },
): Sayings {
  const said = new Map<string, Said>()
  for (const name of names) {
    const head = state.fields.get(name)?.heads[0]
    if (head === undefined) continue
    const change = rewrite[name] as ((value: Json) => Json) | undefined
    said.set(name, { value: change === undefined ? head.value : change(head.value), stamp: stampOf(head.mark) })
  }
  return said
}

function stampOf({ ms, counter, station }: ChangeMark): SourceStamp {
  return { ms, counter, station }
}

function textOf(state: RecordState, name: string): string | null {
  const value = state.fields.get(name)?.heads[0]?.value
  return typeof value === 'string' ? value : null
}
