// The host of a station on plain Node: no keychain, so the store keeps secrets in files only their owner may read.
import type { StationHost } from '../../shared/host/host.ts'

/** Protects nothing itself and hears of no power events. */
export function nodeHost(): StationHost {
  return {
    protect: () => Promise.resolve(undefined),
    unprotect: () => Promise.resolve(undefined),
    onPower: () => () => undefined,
  }
}
