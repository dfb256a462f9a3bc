// An officer with a station at one server, as far as writing goes: over what the server shows, in a chain of its own, which it
// brings again to a server that lost it.
import type { Access } from '../../server/access/access.ts'
import type { Hub } from '../../server/hub/hub.ts'
import type { ServerLog } from '../../server/log/server-log.ts'
import type { Stamp } from '../../shared/base/hybrid-clock.ts'
import { nextStamp } from '../../shared/base/hybrid-clock.ts'
import type { OfficerId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { headsOf } from '../../shared/journal/merge.ts'
import { OFFICER, STATION } from '../../shared/model/directory.ts'
import type { TestKey } from './shared-crypto.ts'
import { sha256, testKey } from './shared-crypto.ts'

const CHAIN = 5
const OFFICER_ID: OfficerId = asId('desk-officer')

/** What a desk needs of its server, whichever process runs it. */
export interface DeskServer {
  readonly log: ServerLog
  readonly access: Access
  readonly hub: Pick<Hub, 'take'>
}

export class LinkDesk {
  readonly #space: SpaceId
  readonly #key: TestKey = testKey()
  readonly #changes: Change[] = []
  #stamp: Stamp = { ms: 0, counter: 0 }

  constructor(space: SpaceId) {
    this.#space = space
  }

  /** Makes officer and station known. */
  async join({ access }: DeskServer, agency: string): Promise<void> {
    const publicKey = Buffer.from(this.#key.publicKey).toString('base64')
    const who = { name: 'desk-officer', displayName: '值班员', agency, role: 'commander' }
    await access.setUp([
      { kind: OFFICER, id: asId(OFFICER_ID), fields: { ...who, active: true, credentialVersion: 1 } },
      {
        kind: STATION,
        id: asId(this.#key.station),
        fields: { name: 'desk', agency, role: 'station', publicKey, active: true },
      },
    ])
    await access.noteSignedIn([{ station: this.#key.station, officer: OFFICER_ID }])
  }

  /** Writes over what the server shows now. */
  async write(server: DeskServer, kind: string, id: string, fields: JsonFields, nowMs: number): Promise<void> {
    const state = await server.log.record(this.#space, kind, asId(id))
    this.#stamp = nextStamp(this.#stamp, nowMs)
    const sets = Object.entries(fields).map(([name, value]) => ({ name, value, over: headsOf(state, name) }))
    const last = this.#changes.at(-1)
    const place = { space: this.#space, station: this.#key.station, chain: CHAIN, seq: this.#changes.length + 1 }
    const said = { stamp: this.#stamp, officer: OFFICER_ID, kind, record: asId<never>(id) }
    this.#changes.push(makeChange({ ...place, ...said, previous: last?.hash ?? NO_PREVIOUS }, { sets }, sha256))
    await this.#push(server, this.#changes.slice(-1))
  }

  /** Brings everything again, as a station does to a server put back from a copy. */
  async refill(server: DeskServer): Promise<void> {
    if (this.#changes.length > 0) await this.#push(server, this.#changes)
  }

  async #push({ hub }: DeskServer, changes: readonly Change[]): Promise<void> {
    const { station, sign } = this.#key
    const last = changes.at(-1) as Change
    const seals = [makeSeal(this.#space, { station, chain: CHAIN }, last.head.seq, last.hash, sign)]
    const taken = await hub.take({ space: this.#space, changes, seals, broughtBy: station })
    if (!taken.ok || taken.value.refused.length > 0 || taken.value.gaps.length > 0)
      throw new Error(`not taken: ${JSON.stringify(taken)}`)
  }
}
