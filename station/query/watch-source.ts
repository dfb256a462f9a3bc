// What stands behind one open watch: a first answer, then the difference that follows from what was touched since.
// A source remembers what it has sent, so a touch that changed nothing it shows gives no difference.
import type { WatchDelta, WatchPage } from './query-hub.ts'

/** What was touched since a source last looked, narrowed to the space of its watch. */
export interface Dirt {
  /** `kind/id` of touched records; also those of which only the state of a change moved (saved, sent, agreed). */
  readonly records: Set<string>
  /** Chains moved: agreement, backfill, forks. */
  journal: boolean
  /** Everything may have changed: look at all again. */
  all: boolean
}

export interface WatchSource {
  first(): Iterable<WatchPage>
  delta(dirt: Dirt): WatchDelta | undefined
}

/** Nothing touched yet. */
export function cleanDirt(): Dirt {
  return { records: new Set(), journal: false, all: false }
}

/** True when there is something to look at. */
export function isDirty(dirt: Dirt): boolean {
  return dirt.all || dirt.journal || dirt.records.size > 0
}

/** The id in a `kind/id` key of this kind, or undefined. */
export function idOfKind(key: string, kind: string): string | undefined {
  return key.length > kind.length && key.startsWith(kind) && key[kind.length] === '/'
    ? key.slice(kind.length + 1)
    : undefined
}
