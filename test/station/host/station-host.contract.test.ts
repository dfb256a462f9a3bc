// What every host of a station promises, on both: plain Node, and the desktop application over messages to main.
import { describe, expect, test } from 'vitest'
import type { StationHost } from '../../../shared/host/host.ts'
import { desktopHost } from '../../../station/host/desktop-host.ts'
import type { DesktopHost } from '../../../station/host/desktop-host.ts'
import { nodeHost } from '../../../station/host/node-host.ts'

/** A desktop host whose main has a key store that turns bits, or none. */
function desktop(hasKeyStore: boolean): StationHost {
  const turned = (base64: string): string =>
    Buffer.from(Buffer.from(base64, 'base64').map((byte) => byte ^ 7)).toString('base64')
  const host: DesktopHost = desktopHost((message) => {
    if (message.type !== 'protect' && message.type !== 'unprotect') return
    const base64 = hasKeyStore ? turned(message.base64) : null
    queueMicrotask(() => host.take({ type: 'secret', id: message.id, base64 }))
  })
  return host
}

describe.for<readonly [string, () => StationHost]>([
  ['plain Node', nodeHost],
  ['desktop with a key store', () => desktop(true)],
  ['desktop without a key store', () => desktop(false)],
])('%s', ([, make]) => {
  test('a secret it protects it gives back; one it cannot protect it says so of', async () => {
    const host = make()
    const secret = new Uint8Array([1, 2, 250])
    const sealed = await host.protect(secret)
    if (sealed === undefined) {
      expect(await host.unprotect(secret)).toBeUndefined()
      return
    }
    expect(sealed).not.toEqual(secret)
    expect(await host.unprotect(sealed)).toEqual(secret)
  })

  test('listening for power can be stopped, more than once', () => {
    const host = make()
    const stop = host.onPower(() => undefined)
    stop()
    expect(() => stop()).not.toThrow()
  })
})
