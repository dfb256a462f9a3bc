// One open watch of one view: gathers dirt, and gives at most one difference that is not acknowledged [RP-6].
import type { Topic as AmbientTopic } from '../../shared/model/ambient.ts'
import type { OpenWatch, WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { cleanDirt, isDirty } from './watch-source.ts'

/** What makes a watch look at everything again, besides its records. */
export type Topic = 'status' | 'mapSources' | 'names' | 'notices' | 'files'

export interface Hearing {
  /** Whose touches it hears; `*` hears all spaces. */
  readonly space: string | null
  readonly topics: readonly Topic[]
  /** What it hears of things that are not journaled. */
  readonly ambient?: { readonly space: string; readonly topic: AmbientTopic }
}

export class LiveWatch implements OpenWatch {
  readonly hearing: Hearing
  readonly #source: WatchSource
  readonly #schedule: () => void
  readonly #onClose: (watch: LiveWatch) => void
  #listener: ((delta: WatchDelta) => void) | undefined
  #dirt: Dirt = cleanDirt()
  #phase: 'new' | 'unacknowledged' | 'ready' | 'closed' = 'new'

  constructor(source: WatchSource, hearing: Hearing, schedule: () => void, onClose: (watch: LiveWatch) => void) {
    this.#source = source
    this.hearing = hearing
    this.#schedule = schedule
    this.#onClose = onClose
  }

  first(): Iterable<WatchPage> {
    // What is touched while the pages are being made is looked at again with the first difference.
    this.#dirt = cleanDirt()
    if (this.#phase !== 'closed') this.#phase = 'unacknowledged'
    return this.#source.first()
  }

  onDelta(listener: (delta: WatchDelta) => void): void {
    this.#listener = listener
  }

  ack(): void {
    if (this.#phase !== 'unacknowledged') return
    this.#phase = 'ready'
    if (isDirty(this.#dirt)) this.#schedule()
  }

  close(): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#listener = undefined
    this.#onClose(this)
  }

  /** Takes in what was touched. */
  soil(touched: Dirt): void {
    if (this.#phase === 'new' || this.#phase === 'closed') return
    for (const key of touched.records) this.#dirt.records.add(key)
    if (touched.journal) this.#dirt.journal = true
    if (touched.all) this.#dirt.all = true
  }

  /** Gives the next difference, if there is one and the view is ready for it. */
  flush(): void {
    if (this.#phase !== 'ready' || this.#listener === undefined || !isDirty(this.#dirt)) return
    const dirt = this.#dirt
    this.#dirt = cleanDirt()
    const delta = this.#source.delta(dirt)
    if (delta === undefined) return
    this.#phase = 'unacknowledged'
    this.#listener(delta)
  }
}
