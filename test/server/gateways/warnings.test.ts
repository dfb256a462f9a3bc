// What the gateways of warnings share: kept messages within their bounds, chains that survive a loss of notes, and large
// documents that hold nobody up.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Notes } from '../../../server/gateways/gateway.ts'
import { AlertBook } from '../../../server/gateways/warnings/alert-book.ts'
import { Originals } from '../../../server/gateways/warnings/originals.ts'
import { readInPieces } from '../../../server/gateways/warnings/read-in-pieces.ts'
import { readingOfCap } from '../../../shared/interop/cap/cap-to-alert.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { readXml } from '../../../shared/interop/xml/read-xml.ts'
import type { CapParts } from '../../support/cap-messages.ts'
import { capMessage } from '../../support/cap-messages.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scribe } from '../../support/scribe.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('[WA-10] keeps messages byte for byte, each once, and only so many; also over a restart', async () => {
  const folder = join(scratchFolder(), 'kept')
  let nowMs = Date.parse('2026-11-26T00:00:00Z')
  const open = () => Originals.open({ folder, maxFiles: 3, nowMs: () => (nowMs += 1_000) })
  const originals = await open()
  const odd = Uint8Array.from([0xff, 0, 13, 10, 0xfe])
  const name = await originals.keep(odd)
  expect(await originals.keep(odd)).toBe(name)
  expect(Buffer.from((await originals.read(name)) ?? []).equals(odd)).toBe(true)
  writeFileSync(join(folder, 'signing.key'), 'secret')
  const again = await open()
  expect(await again.keep(odd)).toBe(name)
  for (const path of ['signing.key', '../kept/signing.key', '', `${name}.part`])
    expect(await again.read(path)).toBe(undefined)
  const later = [await again.keep(bytes('1')), await again.keep(bytes('2')), await again.keep(bytes('3'))]
  expect(await again.read(name)).toBe(undefined)
  expect(readdirSync(folder).filter((file) => file.endsWith('.xml'))).toEqual(later)
})

it('[WA-2] makes no second alert of messages it has forgotten that it took', async () => {
  const hand = scribe()
  const world = await gatewayWorld({ kinds: hand.kinds })
  await world.gateway('scribe', {})
  const here = hand.here()
  const take = async (book: AlertBook, parts: CapParts) => {
    const read = readCap(bytes(capMessage(parts)))
    if (!read.ok) throw new Error(read.fault.message)
    const reading = readingOfCap(read.value[0]!, {
      ...{ languages: ['en'], categories: [], levelOfUnknown: 4, signature: 'none' },
      ...{ signatureFacts: [], original: '', nowMs: 0 },
    })
    const done = await book.take(reading, false)
    expect(done.ok ? undefined : done.fault).toBe(undefined)
  }
  const story: readonly CapParts[] = [
    { identifier: 'A' },
    { identifier: 'B', minute: 5, msgType: 'Update', severity: 'Extreme', references: [{ identifier: 'A' }] },
    {
      identifier: 'C',
      minute: 9,
      msgType: 'Cancel',
      references: [{ identifier: 'A' }, { identifier: 'B', minute: 5 }],
    },
  ]
  const first = new AlertBook({ ...here, notes: memory() })
  for (const parts of story.slice(0, 2)) await take(first, parts)
  const second = new AlertBook({ ...here, notes: memory() })
  for (const parts of story) await take(second, parts)
  const third = new AlertBook({ ...here, notes: memory() })
  for (const parts of story) await take(third, parts)
  expect((await world.records('alert')).map(({ fields }) => fields)).toMatchObject([
    { number: 'A', level: 1, cancelled: { how: 'lifted' } },
  ])
})

it('reads a large document in pieces as it reads it whole, and others have their turn meanwhile', async () => {
  const large = bytes(
    `<feed>${capMessage({ identifier: 'A' })
      .replace(/<\?xml.*\?>\s*/, '')
      .repeat(1_000)}</feed>`,
  )
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const read = await readInPieces(large)
  clearInterval(timer)
  expect(read).toEqual(readXml(large))
  expect(turns).toBeGreaterThan(0)
  for (const bad of ['<a', '', '<!DOCTYPE a><a/>']) expect(await readInPieces(bytes(bad))).toEqual(readXml(bytes(bad)))
  expect(await readInPieces(large, { maxBytes: 10 })).toEqual(readXml(large, { maxBytes: 10 }))
})

/** Notes that are forgotten with the test. */
function memory(): Notes {
  const all = new Map<string, string>()
  return {
    get: (key) => all.get(key),
    set: (key, value) => void all.set(key, value),
    delete: (key) => void all.delete(key),
    keys: (prefix) => [...all.keys()].filter((key) => key.startsWith(prefix)),
  }
}
