// A station that exists only to have written: a chain of changes as its real one would make them, for stores to receive.
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { sha256 } from '../../station/store/node-crypto.ts'

const START_MS = Date.UTC(2024, 6, 1)

export class Author {
  readonly #space: SpaceId
  /** Newest change of every field of every record. */
  readonly #heads = new Map<string, Map<string, ChangeId>>()
  #previous: Uint8Array = NO_PREVIOUS
  #seq = 0

  constructor(space: SpaceId) {
    this.#space = space
  }

  /** The next change of the chain: these fields of a record, an incident unless said, over what this author wrote before. */
  write(record: string, fields: JsonFields, kind: string = INCIDENT): SealedBytes {
    const heads = this.#heads.get(record) ?? new Map<string, ChangeId>()
    this.#heads.set(record, heads)
    this.#seq += 1
    const change = makeChange(
      {
        space: this.#space,
        station: asId('BENCHAUTHOR00000'),
        chain: 1,
        seq: this.#seq,
        stamp: { ms: START_MS + this.#seq, counter: 0 },
        officer: asId('bench'),
        kind,
        record: asId(record),
        previous: this.#previous,
      },
      {
        sets: Object.entries(fields).map(([name, value]) => {
          const head = heads.get(name)
          return { name, value, over: head === undefined ? [] : [head] }
        }),
      },
      sha256,
    )
    this.#previous = change.hash
    for (const name of Object.keys(fields)) heads.set(name, change.id)
    return { header: change.header, body: change.body }
  }
}
