import type { Judge } from '../../server/log/server-log.ts'
// Who may write what, as a test of a server's journal decides it: known keys, servers, and a refusal per change.
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { StationId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import type { ChainAuthor } from './chain-author.ts'

export class LogJudge implements Judge {
  readonly servers = new Set<StationId>()
  mayLackIdentities = false
  /** Records whose changes are refused, or make the judge throw. */
  readonly forbidden = new Set<string>()
  readonly explosive = new Set<string>()
  readonly judged: string[] = []
  readonly #keys = new Map<StationId, Uint8Array>()

  knows(...authors: readonly ChainAuthor[]): this {
    for (const { key } of authors) this.#keys.set(key.station, key.publicKey)
    return this
  }

  keyOf(station: StationId): Result<Uint8Array> {
    const key = this.#keys.get(station)
    return key === undefined ? refuse('stationUnknown', 'nobody knows it', { station }) : ok(key)
  }

  isServer(station: StationId): boolean {
    return this.servers.has(station)
  }

  judge(change: Change, isFirst: boolean): Fault | undefined {
    const { record } = change.head
    this.judged.push(`${record} ${isFirst ? 'first' : 'later'}`)
    if (this.explosive.has(record)) throw new Error(`the judge stumbles over ${record}`)
    return this.forbidden.has(record) ? fault('notAllowed', 'no right', { missing: 'officer' }) : undefined
  }

  waits(): boolean {
    return this.mayLackIdentities
  }
}
