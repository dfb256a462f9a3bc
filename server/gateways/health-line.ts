// How one gateway is: counted as it happens, written down now and then, shown to everyone as a row of the topic `systems`.
import type { Fault } from '../../shared/base/fault.ts'
import type { SystemRow } from '../../shared/model/ambient.ts'
import type { GatewayBook, GatewayCounts, GatewayRecord } from '../log/gateway-book.ts'
import type { Health } from './gateway.ts'

const SHOW_EVERY_MS = 500
/** Of an original that is kept. */
export const MAX_KEPT_BYTES = 1024 * 1024

export interface HealthParts {
  readonly record: () => GatewayRecord
  readonly silentAfterMs: number | null
  readonly book: GatewayBook
  readonly nowMs: () => number
  readonly show: (row: SystemRow) => void
}

export class HealthLine implements Health {
  readonly #parts: HealthParts
  #counts: { -readonly [name in keyof GatewayCounts]: GatewayCounts[name] }
  #state: SystemRow['state'] = 'paused'
  #fault: SystemRow['fault'] = null
  #peers: number | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: HealthParts) {
    this.#parts = parts
    const none = { heardMs: null, gaveMs: null, taken: 0, given: 0, refused: 0 }
    this.#counts = { ...none, ...parts.book.counts(parts.record().id) }
  }

  took(count = 1): void {
    this.#counts.taken += count
    this.#counts.heardMs = this.#parts.nowMs()
    this.well()
  }

  gave(count = 1): void {
    this.#counts.given += count
    this.#counts.gaveMs = this.#parts.nowMs()
    this.well()
  }

  refused(why: Fault, original?: { readonly name: string; readonly bytes: Uint8Array }): void {
    const { book, record, nowMs } = this.#parts
    this.#counts.refused += 1
    this.#fault = faultLine(why, nowMs())
    if (original !== undefined) {
      const bytes = original.bytes.subarray(0, MAX_KEPT_BYTES)
      book.quarantine(record().id, { atMs: nowMs(), name: original.name.slice(0, 200), fault: why, bytes })
    }
    this.#changed()
  }

  failed(why: Fault): void {
    this.#fault = faultLine(why, this.#parts.nowMs())
    this.#state = 'failed'
    this.#changed()
  }

  well(): void {
    this.#fault = null
    if (this.#state === 'failed') this.#state = 'running'
    this.#changed()
  }

  queueChanged(): void {
    this.#changed()
  }

  peers(count: number): void {
    this.#peers = count
    this.#changed()
  }

  is(state: SystemRow['state']): void {
    this.#state = state
    if (state === 'paused') this.#fault = null
    if (state !== 'running') this.#peers = null
    this.#show()
  }

  /** What is shown now. */
  row(): SystemRow {
    const { record, silentAfterMs, book } = this.#parts
    const { id, name, kind, agency, space, sinceMs } = record()
    const { waiting, dead } = book.waiting(id)
    const base = { id, name, kind, agency, space, state: this.#state, silentAfterMs, since: sinceMs }
    return { ...base, ...this.#counts, waiting, dead, peers: this.#peers, fault: this.#fault }
  }

  /** Writes down what is known now, and stops showing. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#save()
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
    this.#parts.book.saveCounts(this.#parts.record().id, this.#counts)
  }
}

function faultLine(why: Fault, atMs: number): SystemRow['fault'] {
  const detail = why.detail === undefined ? {} : { detail: { ...why.detail } }
  return { kind: why.kind, message: why.message.slice(0, 500), ...detail, atMs }
}
