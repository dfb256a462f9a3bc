import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, SealedBytes } from '../../../shared/journal/change.ts'
import { conflictsOf, shownFields, shownValue } from '../../../shared/journal/merge.ts'
import { addDigest, emptyDigest, recordDigest } from '../../../shared/journal/picture-code.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { WorldStation, oracleLines } from '../../support/picture-world.ts'
import { sha256 } from '../../support/shared-crypto.ts'
import { NOW_MS, SPACE, chain, chainOf, memoryStore, must, open, plain, rid, take, write } from './stores.ts'

/** Heads of everything in a store's picture, as picture-world writes them. */
function storeLines(store: StationStore, changes: readonly Change[]): readonly string[] {
  const lines: string[] = []
  for (const record of new Set(changes.map((change) => change.head.record))) {
    const state = store.read(SPACE, 'incident', record)
    for (const [name, field] of state?.fields ?? [])
      for (const head of field.heads)
        lines.push(`incident/${record} ${name} ${head.mark.id} ${JSON.stringify(head.value)}`)
  }
  return lines.sort()
}

const step = fc.record({
  who: fc.nat(2),
  record: fc.constantFrom('r1', 'r2', 'r3'),
  field: fc.constantFrom('title', 'status', 'place'),
  value: fc.nat(3),
  meet: fc.option(fc.nat(2), { nil: undefined }),
})

/** What three stations write that only now and then meet. */
function historyOf(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): readonly Change[] {
  const stations = ['A', 'B', 'C'].map((name) => new WorldStation(name))
  const all: Change[] = []
  steps.forEach(({ who, record, field, value: said, meet }, index) => {
    const writer = stations[who] as WorldStation
    if (meet !== undefined && meet !== who) writer.receiveAll(stations[meet] as WorldStation, NOW_MS + index)
    all.push(writer.write(record, { [field]: said }, NOW_MS + index))
  })
  return all
}

describe('receiving', () => {
  test('[JN-10] any order, any batches, any duplication: the same picture, equal to the oracle’s', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 7 }),
        async (steps, chance, batch) => {
          const all = historyOf(steps)
          const straight = await memoryStore()
          take(straight, all)
          const mixed = await memoryStore()
          const next = (): number => chance.next().value as number
          let waiting = [...all, ...all.filter(() => next() % 3 === 0)]
          waiting = waiting.toSorted(() => (next() % 2 === 0 ? 1 : -1))
          for (let round = 0; waiting.length > 0 && round < 200; round += 1) {
            const now = waiting.splice(0, batch)
            const { gaps, bad } = take(mixed, now)
            expect(bad).toEqual([])
            // What lacks its predecessor is told, and comes again.
            const lacking = new Set(gaps.map(({ station }) => station))
            waiting.push(...now.filter((change) => lacking.has(change.head.station)))
          }
          expect(waiting).toEqual([])
          expect(storeLines(mixed, all)).toEqual(oracleLines(all))
          expect(mixed.facts(SPACE).digest).toEqual(straight.facts(SPACE).digest)
          expect(mixed.facts(SPACE).conflicts).toBe(straight.facts(SPACE).conflicts)
          straight.close()
          mixed.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  test('[JN-17] the digest kept change by change is that of the records from scratch', async () => {
    const store = await memoryStore()
    for (let index = 0; index < 30; index += 1) write(store, `r${index % 7}`, { title: `t${index}`, level: index % 4 })
    const sum = emptyDigest()
    for (let index = 0; index < 7; index += 1) {
      const state = store.read(SPACE, 'incident', rid(`r${index}`))
      if (state !== undefined) addDigest(sum, recordDigest(state, sha256), 1)
    }
    expect(store.facts(SPACE).digest).toEqual(sum)
    const fromBuckets = emptyDigest()
    for (const bucket of store.buckets(SPACE)) addDigest(fromBuckets, bucket, 1)
    expect(fromBuckets).toEqual(sum)
    const named = Array.from({ length: 256 }, (_, bucket) => store.bucket(SPACE, bucket)).flat()
    expect(named.map(([, id]) => id).sort()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'])
  })

  test('[JN-11] [JN-14] two stations that did not see each other: both values stay until one settles it', async () => {
    const [one, two] = [await memoryStore(), await memoryStore()]
    const first = write(one, 'a', { title: 'Fire', status: 'reported' })
    take(two, [first])
    const mine = write(one, 'a', { status: 'verified' })
    const theirs = write(two, 'a', { status: 'contained' }, 'incident', NOW_MS + 5)
    take(one, [theirs])
    take(two, [mine])
    for (const store of [one, two]) {
      const state = store.read(SPACE, 'incident', rid('a'))
      expect(state?.fields.get('status')?.heads.map((head) => head.value)).toEqual(['contained', 'verified'])
      expect(store.facts(SPACE).conflicts).toBe(1)
    }
    const settled = write(one, 'a', { status: 'contained' })
    take(two, [settled])
    expect(two.facts(SPACE)).toMatchObject({ conflicts: 0, digest: one.facts(SPACE).digest })
  })

  test('[JN-2] what this program does not know is kept and forwarded byte for byte', async () => {
    const store = await memoryStore()
    const strange = chain('S', [
      { kind: 'drone', record: 'd', fields: { battery: [1, { x: null }], constructor: 'c' } },
    ])
    take(store, strange, { agreed: false })
    expect(shownFields(must(store.read(SPACE, 'drone', rid('d'))))).toEqual({
      battery: [1, { x: null }],
      constructor: 'c',
    })
    expect(store.outboxPage(SPACE, 10, 1e6)?.changes.map(plain)).toEqual(strange.map(plain))
  })

  test('[JN-3] a bad change is told and does not stop the others', async () => {
    const store = await memoryStore()
    const good = chain('G', [{ record: 'a', fields: { title: 'x' } }])
    const [other] = chain('B', [{ record: 'b', fields: { title: 'y' } }])
    const broken: SealedBytes = { header: must(other).header, body: new Uint8Array([1, 2, 3]) }
    const rubbish: SealedBytes = { header: new Uint8Array([255]), body: null }
    const foreign = chain('F', [{ record: 'c', fields: {} }], 'elsewhere')
    const report = take(store, [broken, rubbish, ...foreign, ...good])
    expect(report.bad.map(({ kind }) => kind)).toEqual(['hashMismatch', 'malformed', 'spaceUnknown'])
    expect(report.added).toBe(1)
    expect(store.facts(SPACE).records).toBe(1)
  })

  test('[JN-7] a change whose predecessor is missing is a gap and is not taken', async () => {
    const store = await memoryStore()
    const [first, second, third] = chain('G', [
      { record: 'a', fields: { title: '1' } },
      { record: 'a', fields: { title: '2' } },
      { record: 'a', fields: { title: '3' } },
    ])
    take(store, [must(first)])
    expect(take(store, [must(third)]).gaps).toEqual([{ station: 'G', chain: 9, haveSeq: 1 }])
    expect(take(store, [must(third), must(second)])).toMatchObject({ added: 2, gaps: [] })
    expect(take(store, [must(third), must(second)])).toMatchObject({ added: 0, known: 2 })
  })

  test('what is here already is known by its header: its body is neither read nor taken, and it counts as agreed', async () => {
    const store = await memoryStore()
    const mine = write(store, 'a', { title: 'mine' })
    const [theirs] = chain('G', [{ record: 'b', fields: { title: 'theirs' } }])
    take(store, [must(theirs)], { agreed: false })
    const before = [...store.history(SPACE, { kind: 'incident', id: rid('b') })]
    const echoes: SealedBytes[] = [mine, must(theirs)].map(({ header }) => ({
      header,
      body: new Uint8Array([1, 2, 3]),
    }))
    expect(store.facts(SPACE).waiting).toBe(2)
    expect(take(store, echoes)).toEqual({ added: 0, known: 2, gaps: [], forks: [], bad: [], refold: [] })
    expect(store.facts(SPACE)).toMatchObject({ waiting: 0, records: 2 })
    expect(store.history(SPACE, { kind: 'incident', id: rid('b') })).toEqual(
      before.map((entry) => ({ ...entry, agreed: true })),
    )
  })

  test('[JN-8] both branches of a fork are kept, and each continues', async () => {
    const store = await memoryStore()
    const root = chain('G', [{ record: 'a', fields: { title: 'root' } }])
    const left = chain(
      'G',
      [
        { record: 'a', fields: { left: 1 } },
        { record: 'a', fields: { left: 2 } },
      ],
      'test',
      root,
    )
    const right = chain(
      'G',
      [
        { record: 'b', fields: { right: 1 } },
        { record: 'b', fields: { right: 2 } },
      ],
      'test',
      root,
    )
    take(store, [...root, ...left])
    const report = take(store, right)
    expect(report.forks).toEqual([{ station: 'G', chain: 9, seq: 2 }])
    expect(report.added).toBe(2)
    const tips = store.tips(SPACE)
    expect(tips.map(({ branch, seq }) => [branch, seq])).toEqual([
      ['', 3],
      [right[0]?.id, 3],
    ])
    for (const [index, part] of [left, right].entries()) {
      const links = [...store.chainLinks(SPACE, must(tips[index]))]
      expect(links.map(plain)).toEqual([...root, ...part].map(plain))
    }
    expect(take(store, [...left, ...right])).toMatchObject({ added: 0, known: 4, forks: [] })
  })

  test('a copy of this database wrote under our chain: both are kept, and we go on under another', async () => {
    const { store } = await open()
    store.ensureSpace(SPACE)
    const mine = write(store, 'a', { title: 'mine' })
    const { station, chain: number } = mine.head
    const copys = chainOf(station, number, [{ record: 'b', fields: { title: 'the copy’s' } }])
    expect(take(store, copys).forks).toEqual([{ station, chain: number, seq: 1 }])
    const next = write(store, 'a', { title: 'mine again' })
    expect(next.head.chain).not.toBe(number)
    expect(next.head.seq).toBe(1)
    expect(store.facts(SPACE).records).toBe(2)
  })

  test('[JN-6] a change whose body was destroyed is kept, counts for nothing, and its chain goes on', async () => {
    const store = await memoryStore()
    const [first, second] = chain('G', [
      { record: 'a', fields: { title: '1' } },
      { record: 'b', fields: { title: '2' } },
    ])
    expect(take(store, [{ header: must(first).header, body: null }, must(second)])).toMatchObject({ added: 2, bad: [] })
    expect(store.facts(SPACE).records).toBe(1)
    expect(store.history(SPACE, { kind: 'incident', id: rid('a') }).map(({ change }) => change.content)).toEqual([null])
  })

  test('[BA-3] a stamp from a wrong clock does not drag ours along; an honest one is followed', async () => {
    const store = await memoryStore()
    const wrong = chain('W', [{ record: 'a', fields: { title: 'x' } }], 'test', [], NOW_MS + 86_400_000)
    take(store, wrong)
    expect(write(store, 'b', { title: 'y' }).head.stamp).toEqual({ ms: NOW_MS, counter: 0 })
    take(store, chain('H', [{ record: 'c', fields: { title: 'x' } }], 'test', [], NOW_MS + 60_000))
    expect(write(store, 'b', { title: 'z' }).head.stamp).toEqual({ ms: NOW_MS + 60_000, counter: 1 })
  })

  test('cursor, agreement and changes are one transaction', async () => {
    const store = await memoryStore()
    const given = chain('G', [{ record: 'a', fields: { title: '1' } }])
    take(store, given, { cursor: { epoch: 'e', pos: 1 } })
    expect(store.facts(SPACE)).toMatchObject({ cursor: { epoch: 'e', pos: 1 }, waiting: 0 })
    expect(store.history(SPACE, { kind: 'incident', id: rid('a') })).toMatchObject([{ agreed: true, refused: null }])
    expect(shownValue(must(store.read(SPACE, 'incident', rid('a'))), 'title')).toBe('1')
    expect(conflictsOf(must(store.read(SPACE, 'incident', rid('a'))))).toEqual([])
  })
})
