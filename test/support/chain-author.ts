// A station that exists only in a test: its key, its chain in one space, changes and seals as a real one would make them.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { headsOf } from '../../shared/journal/merge.ts'
import { fold } from './picture-world.ts'
import type { Picture } from './picture-world.ts'
import type { TestKey } from './shared-crypto.ts'
import { sha256, testKey } from './shared-crypto.ts'

export class ChainAuthor {
  readonly key: TestKey
  readonly space: SpaceId
  readonly chain: number
  readonly changes: Change[] = []
  readonly #picture: Picture = new Map()
  #ms: number

  constructor(space: SpaceId, startMs: number, chain = 7, key: TestKey = testKey()) {
    this.key = key
    this.space = space
    this.chain = chain
    this.#ms = startMs
  }

  /** Appends a change over the heads this author has seen. */
  write(
    kind: string,
    record: string,
    fields: { readonly [name: string]: Json },
    officer = '',
    reason?: string,
  ): Change {
    this.#ms += 1
    const state = this.#picture.get(`${kind}/${record}`)
    const change = makeChange(
      {
        space: this.space,
        station: this.key.station,
        chain: this.chain,
        seq: this.changes.length + 1,
        stamp: { ms: this.#ms, counter: 0 },
        officer: asId(officer),
        kind,
        record: asId(record),
        previous: this.changes.at(-1)?.hash ?? NO_PREVIOUS,
      },
      {
        sets: Object.entries(fields).map(([name, value]) => ({ name, value, over: headsOf(state, name) })),
        ...(reason === undefined ? {} : { reason }),
      },
      sha256,
    )
    this.changes.push(change)
    fold(this.#picture, change)
    return change
  }

  /** The author has seen this change of another. */
  see(change: Change): void {
    fold(this.#picture, change)
  }

  /** A copy of this author on another machine: the same key and chain, going on by itself. */
  twin(): ChainAuthor {
    const twin = new ChainAuthor(this.space, this.#ms, this.chain, this.key)
    twin.changes.push(...this.changes)
    for (const change of this.changes) twin.see(change)
    return twin
  }

  /** A seal over the newest change. */
  seal(): Seal {
    const last = this.changes.at(-1)
    if (last === undefined) throw new Error('nothing to seal')
    return makeSeal(
      this.space,
      { station: this.key.station, chain: this.chain },
      last.head.seq,
      last.hash,
      this.key.sign,
    )
  }
}
