// The host of a station inside the desktop application: the key store and power events of Electron's main process, asked
// for by message. A key store that does not answer counts as one that cannot.
import type { FromStation, ToStation } from '../../shared/host/engine-messages.ts'
import type { StationHost } from '../../shared/host/host.ts'

/** macOS may ask the officer first whether the program may use the keychain: that takes as long as it takes. */
const ANSWER_LIMIT_MS = 5 * 60_000

export interface DesktopHost extends StationHost {
  /** Takes a message of main; true when it was for the host. */
  take(message: ToStation): boolean
}

/** Makes a host that speaks to main through `send`. */
export function desktopHost(send: (message: FromStation) => void, limitMs = ANSWER_LIMIT_MS): DesktopHost {
  const asked = new Map<number, (base64: string | null) => void>()
  const listeners = new Set<(event: 'suspended' | 'resumed') => void>()
  let lastId = 0
  const ask = async (type: 'protect' | 'unprotect', bytes: Uint8Array): Promise<Uint8Array | undefined> => {
    lastId += 1
    const id = lastId
    const { promise, resolve } = Promise.withResolvers<string | null>()
    asked.set(id, resolve)
    const limit = setTimeout(() => resolve(null), limitMs)
    send({ type, id, base64: Buffer.from(bytes).toString('base64') })
    const base64 = await promise
    clearTimeout(limit)
    asked.delete(id)
    return base64 === null ? undefined : new Uint8Array(Buffer.from(base64, 'base64'))
  }
  return {
    protect: (secret) => ask('protect', secret),
    unprotect: (sealed) => ask('unprotect', sealed),
    onPower(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    take(message) {
      if (message.type === 'secret') asked.get(message.id)?.(message.base64)
      else if (message.type === 'power') for (const listener of [...listeners]) listener(message.event)
      else return false
      return true
    },
  }
}
