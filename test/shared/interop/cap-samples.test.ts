// Every CAP sample and feed of the corpus: none crashes; each is read or refused with a reason, and what is read can be recorded.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FAULTS } from '../../../shared/base/fault.ts'
import { readingOfCap } from '../../../shared/interop/cap/cap-to-alert.ts'
import { readFeed } from '../../../shared/interop/cap/read-feed.ts'
import { readCapSample } from '../../../shared/interop/cap/sample.ts'
import { CommandDesk } from '../../support/command-desk.ts'
import { samples } from '../../support/samples.ts'

const ROOT = samples('')
if (!existsSync(ROOT)) console.log('cap-samples.test: the samples are not here; none is read')
const files = existsSync(ROOT)
  ? ['cap', 'capfeeds'].flatMap((folder) => readdirSync(`${ROOT}/${folder}`).map((name) => `${folder}/${name}`))
  : []

/** Refused, with the reason; everything else must be read. */
const REFUSED: Readonly<Record<string, string>> = {
  'cap/google-xee.cap': 'a DOCTYPE is not taken',
  'cap/cn-henan-41000041600000_20200205105119.xml': 'its gateway is `gt`',
  'cap/cn-constructed-fuzhou-typhoon-alert.xml': 'its gateway is `gt`',
  'cap/cn-constructed-rain-test.xml': 'its gateway is `gt`',
}

describe.skipIf(files.length === 0)('the samples', () => {
  it('are all there', () => {
    expect(files.length).toBeGreaterThanOrEqual(65)
  })

  it.each(files)('%s', (file) => {
    const bytes = readFileSync(`${ROOT}/${file}`)
    const outcome = readCapSample(bytes, file)
    const reason = REFUSED[file]
    if (reason !== undefined) {
      expect(outcome.ok ? undefined : outcome.fault.message).toContain(reason)
      return
    }
    if (!outcome.ok) throw new Error(outcome.fault.message)
    const feed = readFeed(bytes)
    if (!feed.ok) throw new Error(feed.fault.message)
    for (const alert of feed.value.entries.flatMap((entry) => entry.alerts)) {
      const reading = readingOfCap(alert, {
        languages: ['zh', 'en'],
        categories: [],
        levelOfUnknown: 4,
        signature: 'none',
        signatureFacts: [],
        original: file,
        nowMs: 0,
      })
      if (reading.kind === 'alert') expect(reading.items.length).toBeGreaterThan(0)
      for (const { fields } of reading.items) {
        const desk = new CommandDesk(Date.parse('2026-07-28T02:00:00Z'))
        const written = desk.run({ officer: 'gateway', role: 'linkedSystem' }, 'recordAlert', fields)
        expect(Object.keys(FAULTS)).not.toContain(written)
        expect(desk.records).toHaveLength(1)
      }
    }
  })
})
