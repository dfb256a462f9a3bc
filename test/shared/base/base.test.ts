// Clock, ids, JSON, bytes and the list of refusals.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, sameBytes, toBase32, toHex } from '../../../shared/base/bytes.ts'
import { FAULTS, FaultError, fault, faultOf } from '../../../shared/base/fault.ts'
import type { Stamp } from '../../../shared/base/hybrid-clock.ts'
import { MAX_DRIFT_MS, compareStamps, isDoubtful, nextStamp, seeStamp } from '../../../shared/base/hybrid-clock.ts'
import { newRecordId } from '../../../shared/base/ids.ts'
import { canonicalJson, isJson, sameJson } from '../../../shared/base/json.ts'
import type { Json } from '../../../shared/base/json.ts'

const stamp: fc.Arbitrary<Stamp> = fc.record({ ms: fc.integer({ min: 0, max: 2_000_000 }), counter: fc.nat(70_000) })

describe('hybrid clock', () => {
  test('[BA-2] [BA-4] every stamp passes all made or followed before, whatever the wall clock does', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ now: fc.integer({ min: 0, max: 1_000_000 }) }),
            fc.record({ now: fc.integer({ min: 0, max: 1_000_000 }), seen: stamp }),
          ),
          { maxLength: 200 },
        ),
        (events) => {
          let last: Stamp = { ms: 0, counter: 0 }
          const followed: Stamp[] = []
          for (const event of events) {
            if ('seen' in event) {
              last = seeStamp(last, event.seen, event.now)
              if (!isDoubtful(event.seen, event.now)) followed.push(event.seen)
              continue
            }
            last = nextStamp(last, event.now)
            for (const before of followed) expect(compareStamps(last, before)).toBeGreaterThan(0)
            followed.push(last)
          }
        },
      ),
    )
  })

  test('[BA-3] a stamp far ahead is ignored, one just within the limit is followed', () => {
    const last: Stamp = { ms: 1_000, counter: 0 }
    expect(seeStamp(last, { ms: 1_000 + MAX_DRIFT_MS + 1, counter: 0 }, 1_000)).toEqual(last)
    expect(seeStamp(last, { ms: 1_000 + MAX_DRIFT_MS, counter: 4 }, 1_000)).toEqual({
      ms: 1_000 + MAX_DRIFT_MS,
      counter: 4,
    })
  })

  test('[BA-4] the counter passes 16 bits', () => {
    expect(nextStamp({ ms: 5_000, counter: 65_535 }, 10)).toEqual({ ms: 5_000, counter: 65_536 })
  })
})

test('[BA-5] record ids sort by time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 47 }),
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (ms, later, chance) => {
        expect(newRecordId(ms, () => chance) < newRecordId(ms + later, () => new Uint8Array(10))).toBe(true)
      },
    ),
  )
})

test('json: equal values have equal canonical text, unequal have not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const left = JSON.parse(JSON.stringify(a)) as Json
      const right = JSON.parse(JSON.stringify(b)) as Json
      expect(isJson(left)).toBe(true)
      expect(sameJson(left, structuredClone(left))).toBe(true)
      expect(sameJson(left, right)).toBe(canonicalJson(left) === canonicalJson(right))
    }),
  )
})

test('json: what JSON cannot say is not JSON', () => {
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  expect(
    [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date(0),
      new Uint8Array(1),
      { a: undefined },
      [() => 1],
      cyclic,
      1n,
    ].map((value) => isJson(value)),
  ).toEqual(Array.from({ length: 9 }, () => false))
})

test('bytes: hexadecimal both ways, base 32 keeps order and length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(sameBytes(fromHex(toHex(bytes)) ?? new Uint8Array(1), bytes)).toBe(true)
      expect(toBase32(bytes)).toMatch(/^[0-9A-HJKMNP-TV-Z]*$/)
      expect(toBase32(bytes).length).toBe(Math.ceil((bytes.length * 8) / 5))
    }),
  )
  expect([fromHex('0'), fromHex('zz')]).toEqual([undefined, undefined])
})

test('[BA-1] every refusal has a remedy, and faults pass through exceptions whole', () => {
  for (const remedy of Object.values(FAULTS)) expect(['retry', 'wait', 'correct', 'ask', 'stop']).toContain(remedy)
  const given = fault('diskFull', 'no space', { freeBytes: 0 })
  expect(faultOf(new FaultError(given))).toEqual(given)
  expect(faultOf(new TypeError('x is not a function'))).toEqual({ kind: 'internal', message: 'x is not a function' })
})
