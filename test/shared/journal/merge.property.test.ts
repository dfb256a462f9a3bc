// The merge against the slow oracle: random histories of stations that see each other only now and then.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../shared/base/bytes.ts'
import type { Change } from '../../../shared/journal/change.ts'
import {
  applyChange,
  conflictsOf,
  emptyRecord,
  headsOf,
  isConflict,
  shownFields,
  shownValue,
} from '../../../shared/journal/merge.ts'
import { addDigest, emptyDigest, pictureCode, recordDigest } from '../../../shared/journal/picture-code.ts'
import { readRecord, writeRecord } from '../../../shared/journal/record-text.ts'
import type { Picture } from '../../support/picture-world.ts'
import { WorldStation, fold, oracleHeads, oracleLines, picturesHeads } from '../../support/picture-world.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const FIELDS = ['title', 'level', 'dead', 'status']
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('write' as const),
      station: fc.nat(3),
      record: fc.nat(2),
      fields: fc.dictionary(fc.constantFrom(...FIELDS), fc.nat(3), { minKeys: 1 }),
      skewMs: fc.integer({ min: -400_000, max: 400_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('meet' as const), station: fc.nat(3), from: fc.nat(3) }) },
)
const history = fc.array(step, { minLength: 1, maxLength: 40 })

function live(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): {
  readonly stations: readonly WorldStation[]
  readonly all: readonly Change[]
} {
  const stations = ['A', 'B', 'C', 'D'].map((name) => new WorldStation(name))
  let nowMs = 1_750_000_000_000
  for (const item of steps) {
    nowMs += 1_000
    const station = stations[item.station]
    if (station === undefined) continue
    if (item.act === 'write') station.write(`inc-${item.record}`, item.fields, nowMs + item.skewMs)
    else station.receiveAll(stations[item.from] ?? station, nowMs)
  }
  return { stations, all: stations.flatMap((station) => station.own) }
}

function digestOf(picture: Picture): Uint8Array {
  const sum = emptyDigest()
  for (const state of picture.values()) addDigest(sum, recordDigest(state, sha256), 1)
  return sum
}

describe('merge', () => {
  test("[JN-10] any order and duplication gives the oracle's picture", () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (steps, chance) => {
        const { all } = live(steps)
        const expected = oracleLines(all)
        for (let round = 0; round < 3; round += 1) {
          const order = [...all]
          for (let index = order.length - 1; index > 0; index -= 1) {
            const other = (chance.next().value as number) % (index + 1)
            const swapped = order[index] as Change
            order[index] = order[other] as Change
            order[other] = swapped
          }
          const picture: Picture = new Map()
          const seen = new Set<string>()
          for (const change of [...order, ...order.slice(0, 5)]) {
            if (seen.has(change.id)) continue
            seen.add(change.id)
            fold(picture, change)
          }
          expect(picturesHeads(picture)).toEqual(expected)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('[JN-17] equal pictures have equal codes, by any route and incrementally', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { stations, all } = live(steps)
        for (const station of stations) for (const other of stations) station.receiveAll(other, 1_760_000_000_000)
        const fresh: Picture = new Map()
        const running = emptyDigest()
        for (const change of all) {
          const key = `${change.head.kind}/${change.head.record}`
          const before = fresh.get(key)
          if (before !== undefined) addDigest(running, recordDigest(before, sha256), -1)
          fold(fresh, change)
          addDigest(running, recordDigest(fresh.get(key) ?? emptyRecord('x', change.head.record), sha256), 1)
        }
        const codes = new Set([toHex(running), ...stations.map((station) => toHex(digestOf(station.picture)))])
        expect(codes.size).toBe(1)
        expect(pictureCode(running)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
      }),
      { numRuns: 150 },
    )
  })

  test('[JN-18] another head anywhere gives another digest', () => {
    fc.assert(
      fc.property(history, fc.nat(), (steps, pick) => {
        const { all, stations } = live(steps)
        if (all.length === 0) return
        const station = stations[pick % 4] as WorldStation
        const before = toHex(digestOf(station.picture))
        station.write('inc-0', { title: `new ${pick}` }, 1_770_000_000_000)
        expect(toHex(digestOf(station.picture))).not.toBe(before)
      }),
      { numRuns: 100 },
    )
  })

  test('[JN-10] the stored text of a record keeps everything', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { all } = live(steps)
        const picture: Picture = new Map()
        for (const change of all) fold(picture, change)
        for (const state of picture.values())
          expect(readRecord(state.kind, state.id, writeRecord(state))).toEqual(state)
      }),
      { numRuns: 100 },
    )
  })
})

describe('conflicts', () => {
  function contradict(left: number, right: number): { readonly a: WorldStation; readonly b: WorldStation } {
    const a = new WorldStation('A')
    const b = new WorldStation('B')
    a.write('inc-1', { title: 'flood', dead: 0 }, 1_000_000)
    b.receiveAll(a, 1_000_001)
    a.write('inc-1', { dead: left }, 2_000_000)
    b.write('inc-1', { dead: right }, 2_000_500)
    a.receiveAll(b, 2_001_000)
    b.receiveAll(a, 2_001_000)
    return { a, b }
  }

  test('[JN-11] both values stay readable; [JN-12] the later stamp is shown, on both stations', () => {
    const { a, b } = contradict(2, 3)
    for (const station of [a, b]) {
      const state = station.picture.get('incident/inc-1')
      expect(state === undefined ? [] : conflictsOf(state)).toEqual(['dead'])
      expect(state?.fields.get('dead')?.heads.map((head) => [head.mark.station, head.value])).toEqual([
        ['B', 3],
        ['A', 2],
      ])
      expect(state === undefined ? undefined : shownFields(state)).toEqual({ title: 'flood', dead: 3 })
    }
  })

  test('[JN-13] equal values are no conflict', () => {
    const { a } = contradict(2, 2)
    const field = a.picture.get('incident/inc-1')?.fields.get('dead')
    expect(field?.heads.length).toBe(2)
    expect(field === undefined ? true : isConflict(field)).toBe(false)
  })

  test('[JN-14] a change over all heads settles it everywhere', () => {
    const { a, b } = contradict(2, 3)
    a.write('inc-1', { dead: 2 }, 3_000_000)
    b.receiveAll(a, 3_000_001)
    for (const station of [a, b]) {
      const state = station.picture.get('incident/inc-1')
      expect(state === undefined ? ['?'] : conflictsOf(state)).toEqual([])
      expect(state === undefined ? undefined : shownValue(state, 'dead')).toBe(2)
    }
  })

  test('[JN-12] at equal stamps the greater station id is shown', () => {
    const a = new WorldStation('A')
    const b = new WorldStation('B')
    a.write('inc-1', { level: 1 }, 5_000)
    b.write('inc-1', { level: 2 }, 5_000)
    a.receiveAll(b, 6_000)
    b.receiveAll(a, 6_000)
    expect(picturesHeads(a.picture)).toEqual(picturesHeads(b.picture))
    expect(a.picture.get('incident/inc-1')?.fields.get('level')?.heads[0]?.mark.station).toBe('B')
  })

  test('[JN-15] a replaced change that arrives late does not come back', () => {
    const a = new WorldStation('A')
    const first = a.write('inc-1', { dead: 1 }, 1_000)
    const second = a.write('inc-1', { dead: 2 }, 2_000)
    const state = emptyRecord(first.head.kind, first.head.record)
    applyChange(state, second)
    applyChange(state, first)
    expect(state.fields.get('dead')?.heads.map((head) => head.value)).toEqual([2])
    expect(headsOf(state, 'dead')).toEqual([second.id])
    expect([...oracleHeads([first, second]).values()].length).toBe(1)
  })

  test('[JN-6] a destroyed body leaves the record as it is', () => {
    const a = new WorldStation('A')
    const first = a.write('inc-1', { dead: 1 }, 1_000)
    const state = emptyRecord(first.head.kind, first.head.record)
    applyChange(state, { ...first, body: null, content: null })
    expect(state.fields.size).toBe(0)
  })
})
