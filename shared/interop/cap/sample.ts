// One sample read as the gateway would, for tests and `npm run interop-report`: what it is, or why it is refused.
import type { Result } from '../../base/fault.ts'
import { ok } from '../../base/fault.ts'
import { readingOfCap } from './cap-to-alert.ts'
import { readFeed } from './read-feed.ts'

export interface SampleOutcome {
  /** What was read, one line each. */
  readonly lines: readonly string[]
  readonly odd: readonly string[]
}

/** Reads a CAP document or a feed of any shape. `name` stands in the lines of entries without one of their own. */
export function readCapSample(bytes: Uint8Array, name: string): Result<SampleOutcome> {
  const feed = readFeed(bytes)
  if (!feed.ok) return feed
  const { shape, entries, unusable } = feed.value
  const alerts = entries.flatMap((entry) => entry.alerts)
  const readings = alerts.map((alert) =>
    readingOfCap(alert, {
      languages: ['zh', 'en'],
      categories: [],
      levelOfUnknown: 4,
      signature: 'none',
      signatureFacts: [],
      original: name.slice(0, 160),
      nowMs: 0,
    }),
  )
  const links = entries.filter((entry) => entry.link !== undefined).length
  const head =
    shape === 'cap' ? [] : [`${shape} feed: ${entries.length} entries, ${alerts.length} alerts inside, ${links} links`]
  return ok({
    lines: [...head, ...readings.map(({ line, items }) => `${line} (${items.length} alerts)`)],
    odd: [...readings.flatMap(({ odd }) => odd), ...unusable.map(({ message }) => message)],
  })
}
