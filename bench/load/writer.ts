// A station that writes: changes of its chain with their sending time, sealed, in the order they must be pushed. It keeps what
// was not acknowledged, as a station's outbox does.
import { random, sha256, signerOf } from '../../server/log/node-crypto.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId, stationIdOf } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { incidentFields } from '../lib/incident-fields.ts'
import { docOf } from '../lib/workload.ts'

export const WRITER_OFFICER = 'bench'
const CHAIN = 1
/** Most changes of one push. */
const PUSH_MOST = 50

export class LoadKey {
  readonly #signer = signerOf(random(32))
  readonly publicKey = this.#signer.publicKey
  readonly sign = this.#signer.sign
  readonly station: StationId = stationIdOf(sha256(this.publicKey))
}

export class LoadWriter {
  readonly #key: LoadKey
  readonly #space: SpaceId
  readonly #waiting: Change[] = []
  #previous: Uint8Array = NO_PREVIOUS
  #seq = 0
  #agreed = 0

  constructor(key: LoadKey, space: SpaceId) {
    this.#key = key
    this.#space = space
  }

  get written(): number {
    return this.#seq
  }

  /** Up to which number the server has said that it committed. */
  get agreed(): number {
    return this.#agreed
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** One more incident; `sentUs` stands in it. */
  write(sentUs: number): void {
    this.#seq += 1
    const fields = incidentFields({ ...docOf(this.#seq % 1_000), t: sentUs })
    const change = makeChange(
      {
        space: this.#space,
        station: this.#key.station,
        chain: CHAIN,
        seq: this.#seq,
        stamp: { ms: Date.now(), counter: this.#seq % 1_000 },
        officer: asId(WRITER_OFFICER),
        kind: INCIDENT,
        record: asId(`${this.#key.station}-${this.#seq}`),
        previous: this.#previous,
      },
      { sets: Object.entries(fields).map(([name, value]) => ({ name, value, over: [] })) },
      sha256,
    )
    this.#previous = change.hash
    this.#waiting.push(change)
  }

  /** What goes out next, with its seal. */
  next(): { readonly changes: readonly Change[]; readonly seal: Seal; readonly upTo: number } | undefined {
    const changes = this.#waiting.slice(0, PUSH_MOST)
    const last = changes.at(-1)
    if (last === undefined) return undefined
    const ref = { station: this.#key.station, chain: CHAIN }
    return { changes, seal: makeSeal(this.#space, ref, last.head.seq, last.hash, this.#key.sign), upTo: last.head.seq }
  }

  /** The server has committed everything up to `seq`. */
  agree(seq: number): void {
    if (seq <= this.#agreed) return
    this.#agreed = seq
    while ((this.#waiting[0]?.head.seq ?? Infinity) <= seq) this.#waiting.shift()
  }
}
