// How one gateway is: counted as it happens, written down now and then, shown to everyone as a row of the topic `systems`.
// Troubles are kept by source, so that what goes well elsewhere hides none; the last one is remembered after it is over.
import type { Fault } from '../../shared/base/fault.ts'
import type { SystemRow } from '../../shared/model/ambient.ts'
import { MOST_TROUBLES, systemRow } from '../../shared/model/ambient.ts'
import type { GatewayBook, GatewayCounts, GatewayRecord } from '../log/gateway-book.ts'
import type { Health } from './gateway.ts'

const SHOW_EVERY_MS = 500
/** Of an original that is kept. */
export const MAX_KEPT_BYTES = 1024 * 1024
/** Sources that fail within so long of each other fail for one reason: one outage, one notice. */
const ONE_OUTAGE_MS = 2 * 60_000
const MAX_SOURCE = 200
/** The book's note of the last trouble. */
const LAST = '~trouble'

export interface HealthParts {
  readonly record: () => GatewayRecord
  readonly silentAfterMs: number | null
  readonly book: GatewayBook
  readonly nowMs: () => number
  readonly show: (row: SystemRow) => void
}

type Line = NonNullable<SystemRow['fault']>
type Trouble = NonNullable<SystemRow['troubles']>[number]
type LastTrouble = NonNullable<SystemRow['lastTrouble']>

export class HealthLine implements Health {
  readonly #parts: HealthParts
  #counts: { -readonly [name in keyof GatewayCounts]: GatewayCounts[name] }
  #base: 'running' | 'paused' = 'paused'
  readonly #troubles = new Map<string, Trouble>()
  #refusal: Line | null = null
  #last: LastTrouble | null
  #savedLast: LastTrouble | null
  #peers: number | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: HealthParts) {
    this.#parts = parts
    const { id } = parts.record()
    const none = { heardMs: null, gaveMs: null, taken: 0, given: 0, refused: 0 }
    this.#counts = { ...none, ...parts.book.counts(id) }
    this.#last = readLast(parts.book.note(id, LAST))
    this.#savedLast = this.#last
  }

  /** When something sound last came in; null never. */
  get heardMs(): number | null {
    return this.#counts.heardMs
  }

  took(count = 1): void {
    this.#counts.taken += count
    this.#counts.heardMs = this.#parts.nowMs()
    this.#sound()
  }

  gave(count = 1): void {
    this.#counts.given += count
    this.#counts.gaveMs = this.#parts.nowMs()
    this.#sound()
  }

  refused(why: Fault, original?: { readonly name: string; readonly bytes: Uint8Array }): void {
    const { book, record, nowMs } = this.#parts
    this.#counts.refused += 1
    this.#refusal = lineOf(why, nowMs())
    // Over as soon as it happened: it is one message, not a state.
    this.#last = { ...this.#refusal, source: '', overMs: this.#refusal.atMs }
    if (original !== undefined) {
      const bytes = original.bytes.subarray(0, MAX_KEPT_BYTES)
      book.quarantine(record().id, { atMs: nowMs(), name: original.name.slice(0, 200), fault: why, bytes })
    }
    this.#changed()
  }

  failed(why: Fault, of = ''): void {
    const line = lineOf(why, this.#parts.nowMs())
    const source = of.slice(0, MAX_SOURCE)
    const sinceMs = this.#troubles.get(source)?.sinceMs ?? this.#outageAt(line.atMs)
    this.#troubles.set(source, { ...line, source, sinceMs })
    this.#last = { ...line, source, overMs: null }
    this.#changed()
  }

  well(of = ''): void {
    const source = of.slice(0, MAX_SOURCE)
    const wasOpen = this.#troubles.delete(source)
    if (this.#last?.source === source && this.#last.overMs === null)
      this.#last = { ...this.#last, overMs: this.#parts.nowMs() }
    else if (!wasOpen) return
    this.#changed()
  }

  queueChanged(): void {
    this.#changed()
  }

  peers(count: number): void {
    this.#peers = count
    this.#changed()
  }

  /** Runs, or is paused: then nothing is wrong with it any more. */
  is(state: 'running' | 'paused'): void {
    this.#base = state
    if (state === 'paused') {
      for (const source of this.#troubles.keys()) this.well(source)
      this.#refusal = null
      this.#peers = null
    }
    this.#show()
  }

  /** What is shown now. */
  row(): SystemRow {
    const { record, silentAfterMs, book } = this.#parts
    const { id, name, kind, agency, space, sinceMs } = record()
    const { waiting, dead } = book.waiting(id)
    const troubles = [...this.#troubles.values()].toSorted((a, b) => a.sinceMs - b.sinceMs)
    const newest = troubles.reduce<Trouble | undefined>(
      (a, b) => (a !== undefined && a.atMs > b.atMs ? a : b),
      undefined,
    )
    const state = troubles.length > 0 ? 'failed' : this.#base
    return {
      ...{ id, name, kind, agency, space, state, silentAfterMs, since: sinceMs },
      ...{ ...this.#counts, waiting, dead, peers: this.#peers },
      fault: newest === undefined ? this.#refusal : plainLine(newest),
      troubles: troubles.slice(-MOST_TROUBLES),
      lastTrouble: this.#last,
    }
  }

  /** Writes down what is known now, and stops showing. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#save()
  }

  /** Something went well: what was wrong with no source of its own is over. */
  #sound(): void {
    this.#refusal = null
    this.well()
    this.#changed()
  }

  /** When the outage began that a source failing now belongs to. */
  #outageAt(nowMs: number): number {
    const sinceMs = Math.max(0, ...[...this.#troubles.values()].map((one) => one.sinceMs))
    return sinceMs > 0 && Math.abs(nowMs - sinceMs) < ONE_OUTAGE_MS ? sinceMs : nowMs
  }

  /** A thousand messages a second are shown and written down twice. */
  #changed(): void {
    // Connections that end after their gateway still say so.
    if (this.#isClosed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#show()
      this.#save()
    }, SHOW_EVERY_MS)
  }

  #show(): void {
    this.#parts.show(this.row())
  }

  #save(): void {
    const { book, record } = this.#parts
    book.saveCounts(record().id, this.#counts)
    if (this.#last === this.#savedLast || this.#last === null) return
    book.setNote(record().id, LAST, JSON.stringify(this.#last))
    this.#savedLast = this.#last
  }
}

function lineOf(why: Fault, atMs: number): Line {
  const detail = why.detail === undefined ? {} : { detail: { ...why.detail } }
  return { kind: why.kind, message: why.message.slice(0, 500), ...detail, atMs }
}

function plainLine({ source: _source, sinceMs: _sinceMs, ...line }: Trouble): Line {
  return line
}

function readLast(text: string | undefined): LastTrouble | null {
  if (text === undefined) return null
  const read = systemRow.shape.lastTrouble.safeParse(JSON.parse(text))
  return read.data ?? null
}
