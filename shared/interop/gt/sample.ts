// One sample of China's form read as the gateway would, for tests and `npm run interop-report`.
import type { Result } from '../../base/fault.ts'
import { ok } from '../../base/fault.ts'
import type { SampleOutcome } from '../cap/sample.ts'
import { readingOfGt } from './gt-to-alert.ts'
import { readGt } from './read-gt.ts'

/** What it is, or why it is refused. */
export function readGtSample(bytes: Uint8Array, name: string): Result<SampleOutcome> {
  const read = readGt(bytes)
  if (!read.ok) return read
  const reading = readingOfGt(read.value, {
    levelOfUnknown: 4,
    toWgs84: (point) => point,
    original: name.slice(0, 160),
    nowMs: 0,
  })
  return ok({ lines: [reading.line], odd: reading.odd })
}
