// Frames of the wire: round trips, hostile bytes, the version guard.
import { hash } from 'node:crypto'
import { encode } from 'cborg'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { StationId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { backoffMs } from '../../../shared/sync/backoff.ts'
import {
  encodeAnswer,
  encodeRequest,
  flattenChanges,
  pairChanges,
  readAnswer,
  readEvent,
  readRequest,
} from '../../../shared/sync/frame.ts'
import type { EventName, RequestName } from '../../../shared/sync/protocol.ts'
import {
  EVENTS,
  MAX_FRAME_BYTES,
  PROTOCOL_VERSION,
  REQUESTS,
  changesSchema,
  pullPage,
  snapshotRows,
} from '../../../shared/sync/protocol.ts'

/** The wire as text; bytes and refinements are named, so that any change of shape changes the hash. */
function wireText(): string {
  const shape = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return JSON.stringify([
    Object.entries(REQUESTS).map(([name, [request, answer]]) => [name, shape(request), shape(answer)]),
    Object.entries(EVENTS).map(([name, event]) => [name, shape(event)]),
    shape(pullPage),
    shape(snapshotRows),
    shape(changesSchema),
  ])
}

test('the wire does not change without its version', () => {
  expect([PROTOCOL_VERSION, hash('sha256', wireText()).slice(0, 16)]).toMatchSnapshot()
})

describe('frames', () => {
  test('a request and an answer come back as they were', () => {
    const request = {
      space: 'fujian',
      changes: [new Uint8Array([1]), null],
      seals: [{ station: asId<StationId>('A'), chain: 1, seq: 2, signature: new Uint8Array(64) }],
    }
    expect(readRequest('push', encodeRequest('push', request))).toEqual({ ok: true, value: request })
    const refusal = {
      ok: false as const,
      fault: { kind: 'spaceUnknown' as const, message: 'no', detail: { space: 'x' } },
    }
    expect(readAnswer('push', encodeAnswer('push', refusal))).toEqual(refusal)
    expect(pairChanges(flattenChanges([{ header: new Uint8Array([1]), body: null }]))).toEqual({
      ok: true,
      value: [{ header: new Uint8Array([1]), body: null }],
    })
  })

  test('[SY-23] random and malformed frames are faults for every request, answer and event; nothing throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(REQUESTS) as RequestName[])),
        fc.constantFrom(...(Object.keys(EVENTS) as EventName[])),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.jsonValue().map((value) => encode(value)),
        ),
        (request, event, frame) => {
          const outcomes = [readRequest(request, frame), readAnswer(request, frame), readEvent(event, frame)]
          for (const outcome of outcomes)
            if (!outcome.ok) expect(['malformed', 'tooLarge']).toContain(outcome.fault.kind)
        },
      ),
      { numRuns: 400 },
    )
    expect(
      [
        readRequest('push', 'text'),
        readRequest('push', undefined),
        readRequest('push', new Uint8Array(MAX_FRAME_BYTES + 1)),
      ].map((one) => (one.ok ? 'ok' : one.fault.kind)),
    ).toEqual(['malformed', 'malformed', 'tooLarge'])
  })

  test('[SY-23] an odd list of changes or a missing header is malformed', () => {
    const odd = encode({ space: 'a', changes: [new Uint8Array(1)], seals: [] })
    expect(readRequest('push', odd).ok).toBe(false)
    expect(pairChanges([null, new Uint8Array(1)]).ok).toBe(false)
  })
})

test('[SY-24] waits double, are capped, jittered and never zero', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
      const wait = backoffMs(attempt, chance)
      expect(wait).toBeGreaterThanOrEqual(250)
      expect(wait).toBeLessThanOrEqual(30_000)
    }),
  )
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.999))).toEqual([500, 999, 1998, 3996])
})
