// The host over messages to main: secrets asked for and answered, a main that does not answer, power events.
import { expect, test } from 'vitest'
import type { FromStation } from '../../../shared/host/engine-messages.ts'
import { desktopHost } from '../../../station/host/desktop-host.ts'

test('each secret gets its own answer, whatever the order; null and silence mean it cannot', async () => {
  const sent: FromStation[] = []
  const host = desktopHost((message) => sent.push(message), 20)
  const asked = [
    host.protect(new Uint8Array([1])),
    host.unprotect(new Uint8Array([2])),
    host.protect(new Uint8Array([3])),
  ]
  expect(sent).toEqual([
    { type: 'protect', id: 1, base64: 'AQ==' },
    { type: 'unprotect', id: 2, base64: 'Ag==' },
    { type: 'protect', id: 3, base64: 'Aw==' },
  ])
  expect(host.take({ type: 'secret', id: 2, base64: null })).toBe(true)
  expect(host.take({ type: 'secret', id: 1, base64: '/w==' })).toBe(true)
  expect(await Promise.all(asked)).toEqual([new Uint8Array([255]), undefined, undefined])
  expect(host.take({ type: 'secret', id: 3, base64: '/w==' })).toBe(true)
})

test('power events are heard until nobody listens; other messages are not for the host', () => {
  const host = desktopHost(() => undefined)
  const heard: string[] = []
  const stop = host.onPower((event) => heard.push(event))
  host.take({ type: 'power', event: 'suspended' })
  stop()
  host.take({ type: 'power', event: 'resumed' })
  expect([heard, host.take({ type: 'link' })]).toEqual([['suspended'], false])
})
