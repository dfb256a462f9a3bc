// What a station does with the coordination server that runs beside it on the same machine: joins it once, follows it to a
// new address after a restart, signs the demonstration's officer in, and says when it has stopped for good. A server an
// administrator gave this station is preferred: the embedded one is then left alone.
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { ServerAnnouncement } from '../../shared/host/engine-messages.ts'
import { DIRECTORY, STATION } from '../../shared/model/directory.ts'
import type { OfficerView } from '../../shared/rpc/rows.ts'
import type { StationStore } from '../store/station-store.ts'
import { pinKey, pinnedAddresses, unpin } from '../sync/pins.ts'
import type { SyncClient } from '../sync/sync-client.ts'
import type { Sessions } from './sessions.ts'

const SERVERS = 'sync.servers'
const ADDRESS = 'embedded.address'
const JOINED = 'embedded.joined'
const LINK_LIMIT_MS = 20_000
const LOOK_EVERY_MS = 50

export interface EmbeddedLinkOptions {
  readonly store: StationStore
  readonly sync: SyncClient
  readonly sessions: Sessions
  readonly nowMs: () => number
  readonly onChange: () => void
}

export class EmbeddedLink {
  readonly #options: EmbeddedLinkOptions
  #fault: Fault | null = null

  constructor(options: EmbeddedLinkOptions) {
    this.#options = options
  }

  /** Set while the embedded server has stopped too often and is wanted by this station. */
  get fault(): Fault | null {
    return this.#fault
  }

  /** It runs at this address. Gives the officer signed in to the demonstration, or null when there is none. */
  async runs(server: ServerAnnouncement, name: string): Promise<Result<OfficerView | null>> {
    const { store, sync, sessions } = this.#options
    this.#say(null)
    const given = this.#given(server.url)
    const before = store.meta(ADDRESS)
    // A port of this machine may have belonged to another program's server: what it held before proves nothing.
    if (before !== server.url) {
      if (typeof before === 'string') unpin(store, before)
      unpin(store, server.url)
      store.setMeta(ADDRESS, server.url)
    }
    if (given.length > 0) {
      store.setMeta(SERVERS, given)
      return ok(null)
    }
    store.setMeta(SERVERS, [server.url])
    if (this.#hasJoined()) {
      if (sync.status.server !== server.url || sync.status.state !== 'linked') sync.setServers([server.url])
    } else {
      if (store.meta('station.name') === undefined) store.setMeta('station.name', name)
      const joined = await sync.join(server.url, server.joinCode ?? '')
      if (!joined.ok) return joined
      store.setMeta(JOINED, store.station)
    }
    if (server.demo === undefined || sessions.session !== null || !(await this.#isLinked())) return ok(null)
    return sessions.signIn(server.demo.name, server.demo.password, { isEndless: true })
  }

  /** It has stopped too often; somebody goes on trying quietly. */
  down(reason: string): void {
    const { store } = this.#options
    const address = store.meta(ADDRESS)
    if (this.#given(typeof address === 'string' ? address : '').length > 0) return
    this.#say(fault('serverStopped', `the embedded coordination server stopped: ${reason.slice(0, 500)}`))
  }

  /** Servers this station was given, without the embedded one's addresses. */
  #given(url: string): readonly string[] {
    const { store } = this.#options
    const known = (store.meta(SERVERS) ?? []) as readonly string[]
    return known.filter((address) => address !== url && address !== store.meta(ADDRESS))
  }

  /** Versions before this one kept `true`; the key of a station can have changed since. */
  #hasJoined(): boolean {
    const { store } = this.#options
    const joined = store.meta(JOINED)
    return joined === true || joined === store.station
  }

  async #isLinked(): Promise<boolean> {
    const { store, sync, nowMs } = this.#options
    const endMs = nowMs() + LINK_LIMIT_MS
    while (nowMs() < endMs) {
      const hasDirectory = store.spaces().includes(DIRECTORY) && store.facts(DIRECTORY).cursor !== null
      if (sync.status.state === 'linked' && hasDirectory) return true
      await pause(LOOK_EVERY_MS)
    }
    return false
  }

  #say(now: Fault | null): void {
    const changed = this.#fault?.kind !== now?.kind
    this.#fault = now
    if (changed) this.#options.onChange()
  }
}

/**
 * True once this station, under the key it has now, has joined a network: its directory knows it, and it has greeted a server
 * other than the one that runs beside it on this machine.
 */
export function belongs(store: StationStore): boolean {
  const embedded = store.meta(ADDRESS)
  return (
    store.read(DIRECTORY, STATION, asId(store.station)) !== undefined &&
    pinnedAddresses(store).some((address) => typeof embedded !== 'string' || address !== pinKey(embedded))
  )
}
