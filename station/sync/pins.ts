// Which server answers at which address, remembered from the first time: a station that knew a server under another
// key does not talk to it [SY-2].
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { StationStore } from '../store/station-store.ts'

const META = 'sync.pins'

/** Checks that `address` is held by the server it was held by before, if any. */
export function checkPin(store: StationStore, address: string, server: string): Result<void> {
  const known = pins(store)[pinKey(address)]
  if (known === undefined || known === server) return ok(undefined)
  return refuse('otherServer', `the server at ${address} is not the one this station knows`, {
    known: typeof known === 'string' ? known : '',
    now: server,
  })
}

/** Remembers the server at `address`. The id is the hash of its key, so the id pins the key. */
export function pin(store: StationStore, address: string, server: string): void {
  if (pins(store)[pinKey(address)] !== server) store.setMeta(META, { ...pins(store), [pinKey(address)]: server })
}

/** Forgets an address, when an administrator says the server was replaced, or a loopback port was taken by another. */
export function unpin(store: StationStore, address: string): void {
  const { [pinKey(address)]: _gone, ...rest } = pins(store)
  store.setMeta(META, rest)
}

/** Addresses at which a server proved its key, in the form they are kept in. */
export function pinnedAddresses(store: StationStore): readonly string[] {
  return Object.keys(pins(store))
}

/** The form an address is kept in. */
export function pinKey(address: string): string {
  return address.replace(/\/+$/, '').toLowerCase()
}

function pins(store: StationStore): JsonFields {
  return (store.meta(META) ?? {}) as JsonFields
}
