// What every ServerLog keeps (server/log/SPEC.md), as tests over "a way to open one": run on SQLite today, on any other
// database that takes its place.
import { describe, expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import { sealHolds } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { addDigest, emptyDigest } from '../../shared/journal/picture-code.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { verifySignature } from '../support/shared-crypto.ts'
import type { LogPlace } from './server-log-world.ts'
import {
  ALL,
  NOW_MS,
  SPACE,
  allChanges,
  author,
  copyOf,
  expectAgreement,
  foldFromScratch,
  push,
  read,
  reopened,
  snapshotRows,
  world,
} from './server-log-world.ts'

/** Registers the suite for one implementation. `makePlace` is called inside a test and gives an empty place. */
export function serverLogSuite(name: string, makePlace: () => LogPlace): void {
  describe(`${name}: appending`, () => {
    test('[SL-1] positions go up by one over all chains and the server’s own, across a restart', async () => {
      const [a, b] = [author(3), author(2)]
      const here = await world(makePlace, [a, b])
      expect(await here.log.tip(SPACE)).toBe(0)
      const first = await push(here, a)
      expect(first.agreed).toEqual([{ station: a.key.station, chain: a.chain, branch: '', seq: 3 }])
      expect(first.commits.map(({ space, from, changes }) => [space, from, changes.length])).toEqual([[SPACE, 1, 3]])
      await push(here, b)
      const own = await here.log.write(
        SPACE,
        [{ kind: 'note', id: asId('n'), fields: { text: 'x' } }],
        asId(''),
        NOW_MS,
      )
      expect(own.map(({ from, changes }) => [from, changes.length])).toEqual([[6, 1]])
      await here.log.close()

      const log = await here.place.open()
      expect(log.isNew).toBe(false)
      const again = { ...here, log }
      a.write('incident', 'r0', { title: 'later' })
      const later = await push(again, a, 3)
      expect(later.commits.map(({ from }) => from)).toEqual([7])
      const told = [...first.commits, ...own, ...later.commits].flatMap(({ changes }) => changes.map(read))
      const stored = (await allChanges(log)).map(read)
      expect(stored).toHaveLength(await log.tip(SPACE))
      expect(told.every(({ id }) => stored.some((change) => change.id === id))).toBe(true)
      expect(await log.spaces()).toEqual([SPACE])
      await log.close()
    })

    test('[SL-1] batches of one call share its commit and each has its own answer; spaces are numbered apart', async () => {
      const [a, b] = [author(2), author(1)]
      const there = new ChainAuthor(asId('elsewhere'), NOW_MS)
      there.write('incident', 'x', { title: 'x' })
      const { log, judge } = await world(makePlace, [a, b, there])
      const batches = [a, b, there].map((one) => ({
        space: one.space,
        changes: one.changes,
        seals: [one.seal()],
        broughtBy: one.key.station,
      }))
      const { outcomes, commits } = await log.append(batches, judge, NOW_MS)
      expect(outcomes.map(({ agreed }) => agreed.map(({ seq }) => seq))).toEqual([[2], [1], [1]])
      expect(commits.map(({ space, from, changes }) => [space, from, changes.length])).toEqual([
        [SPACE, 1, 3],
        ['elsewhere', 1, 1],
      ])
      expect([await log.tip(SPACE), await log.tip(asId('elsewhere')), await log.tip(asId('nowhere'))]).toEqual([
        3, 1, 0,
      ])
      await log.close()
    })

    test('[SL-2] the same again is agreed again, with its verdict, and stores nothing', async () => {
      const a = author(3)
      const here = await world(makePlace, [a])
      here.judge.forbidden.add('r1')
      const first = await push(here, a)
      expect(first.refused.map(({ change, fault }) => [change, fault.kind])).toEqual([[a.changes[1]?.id, 'notAllowed']])
      const tip = await here.log.tip(SPACE)
      // The judge has changed its mind; what was refused stays refused.
      here.judge.forbidden.clear()
      for (const from of [0, 1, 2]) {
        const again = await push(here, a, from)
        expect([again.agreed, again.commits]).toEqual([first.agreed, []])
        expect(again.refused).toEqual(from < 2 ? first.refused : [])
      }
      expect(await here.log.tip(SPACE)).toBe(tip)
      await here.log.close()
    })

    test('[SL-3] a gap stores nothing and names how far the chain is here', async () => {
      const a = author(5)
      const here = await world(makePlace, [a])
      const early = await push(here, a, 2)
      expect([early.agreed, early.gaps]).toEqual([[], [{ station: a.key.station, chain: a.chain, haveSeq: 0 }]])
      await push(here, a, 0, { to: 2, seals: [{ ...copyOf(a, 2).seal() }] })
      const hole = await push(here, a, 3)
      expect(hole.gaps).toEqual([{ station: a.key.station, chain: a.chain, haveSeq: 2 }])
      expect(await here.log.tip(SPACE)).toBe(2)
      const filled = await push(here, a, 2)
      expect([filled.gaps, filled.agreed.map(({ seq }) => seq)]).toEqual([[], [5]])
      await here.log.close()
    })

    test('[SL-3] a fork opens a branch, both go on, and all of it is in the picture', async () => {
      const a = author(3)
      const here = await world(makePlace, [a])
      await push(here, a)
      const copy = copyOf(a, 1)
      copy.write('incident', 'r1', { title: 'otherwise' })
      const forked = await push(here, copy, 1)
      expect(forked.forks).toEqual([{ station: a.key.station, chain: a.chain, seq: 2 }])
      copy.write('incident', 'copied', { title: 'goes on' })
      a.write('incident', 'original', { title: 'goes on' })
      expect((await push(here, copy, 2)).agreed).toEqual([
        { station: a.key.station, chain: a.chain, branch: copy.changes[1]?.id, seq: 3 },
      ])
      expect((await push(here, a, 3)).agreed[0]?.seq).toBe(4)
      const tips = await here.log.tips(SPACE)
      expect(tips.map(({ branch, seq }) => [branch, seq])).toEqual([
        ['', 4],
        [copy.changes[1]?.id, 3],
      ])
      expect((await here.log.record(SPACE, 'incident', asId('r1')))?.fields.get('title')?.heads).toHaveLength(2)
      expect((await here.log.picture(SPACE)).digest).toEqual((await foldFromScratch(here.log)).digest)
      await here.log.close()
    })

    test('[SL-1] an unknown station, a false seal and altered bytes store nothing of their chain and stop no other', async () => {
      const [a, b, stranger] = [author(2), author(2), author(1)]
      const here = await world(makePlace, [a, b])
      const [header, body] = [a.changes[1]?.header, a.changes[1]?.body]
      if (header === undefined || body === undefined || body === null) throw new Error('no change')
      const altered = body.map((byte, at) => (at === body.length - 1 ? byte ^ 1 : byte))
      const { outcomes } = await here.log.append(
        [
          {
            space: SPACE,
            changes: [...stranger.changes, a.changes[0] as Change, { header, body: altered }, ...b.changes],
            seals: [stranger.seal(), a.seal(), b.seal()],
            broughtBy: b.key.station,
          },
        ],
        here.judge,
        NOW_MS,
      )
      expect(outcomes[0]?.refused.map(({ fault }) => fault.kind)).toContain('stationUnknown')
      expect(outcomes[0]?.refused.map(({ fault }) => fault.kind)).toContain('hashMismatch')
      expect(await here.log.tip(SPACE)).toBe(2)
      const falseSeal = { ...a.seal(), signature: b.seal().signature }
      expect((await push(here, a, 0, { seals: [falseSeal] })).refused.map(({ fault }) => fault.kind)).toEqual([
        'signatureInvalid',
      ])
      expect((await here.log.tips(SPACE)).map(({ station }) => station)).toEqual([b.key.station])
      await here.log.close()
    })

    test('[SL-10] a call that fails half-way stores nothing, and the next has the next positions', async () => {
      const a = author(4)
      const here = await world(makePlace, [a])
      await push(here, a, 0, { to: 1, seals: [copyOf(a, 1).seal()] })
      const before = [await here.log.picture(SPACE), await here.log.tips(SPACE)]
      here.judge.explosive.add('r3')
      await expect(push(here, a, 1)).rejects.toThrow('stumbles')
      expect([await here.log.picture(SPACE), await here.log.tips(SPACE)]).toEqual(before)
      expect(await here.log.record(SPACE, 'incident', asId('r1'))).toBeUndefined()
      here.judge.explosive.clear()
      const done = await push(here, a, 1)
      expect(done.commits.map(({ from, changes }) => [from, changes.length])).toEqual([[2, 3]])
      expect((await here.log.picture(SPACE)).digest).toEqual((await foldFromScratch(here.log)).digest)
      await here.log.close()
    })
  })

  describe(`${name}: verdicts`, () => {
    test('[SL-4] the verdict stands before what it refuses, which stays in its chain and leaves the picture', async () => {
      const a = author(2)
      a.write('incident', 'r0', { level: 1 })
      const here = await world(makePlace, [a])
      here.judge.forbidden.add('r0')
      const done = await push(here, a)
      expect(done.agreed.map(({ seq }) => seq)).toEqual([3])
      const stored = (await allChanges(here.log)).map(read)
      const kinds = stored.map(({ head }) => (head.kind === VERDICT ? `refuses ${head.record}` : head.record))
      const [first, , third] = a.changes
      expect(kinds).toEqual([`refuses ${first?.id}`, 'r0', 'r1', `refuses ${third?.id}`, 'r0'])
      expect(await here.log.record(SPACE, 'incident', asId('r0'))).toBeUndefined()
      expect((await here.log.history(SPACE, 'incident', asId('r0'), 0)).positions).toEqual([2, 5])
      const verdict = await here.log.record(SPACE, VERDICT, asId(first?.id ?? ''))
      expect(verdict === undefined ? null : shownValue(verdict, 'about')).toBe('incident/r0')
      // The server's own chain carries its own seal.
      const [own] = (await here.log.seals(SPACE)).filter(({ station }) => station === here.log.station)
      const tip = (await here.log.tips(SPACE)).find(({ station }) => station === here.log.station)
      if (own === undefined || tip === undefined) throw new Error('no seal')
      expect(sealHolds(SPACE, own, tip.hash, here.log.publicKey, verifySignature)).toBe(true)
      expect((await here.log.picture(SPACE)).digest).toEqual((await foldFromScratch(here.log)).digest)
      await here.log.close()
    })

    test('[SL-4] a server’s verdict that comes later takes the change out; a station’s does not', async () => {
      const [a, other] = [author(1), author()]
      const here = await world(makePlace, [a, other])
      a.write('incident', 'r0', { title: 'not allowed' })
      await push(here, a)
      const fields = { fault: 'notAllowed', message: 'no', about: 'incident/r0' }
      other.write(VERDICT, a.changes[1]?.id ?? '', fields)
      await push(here, other)
      const shown = async () => {
        const state = await here.log.record(SPACE, 'incident', asId('r0'))
        return state === undefined ? undefined : shownValue(state, 'title')
      }
      expect(await shown()).toBe('not allowed')
      here.judge.servers.add(other.key.station)
      other.write(VERDICT, a.changes[1]?.id ?? '', { ...fields, message: 'no right' })
      await push(here, other, 1)
      expect(await shown()).toBe('t0')
      expect((await push(here, a, 1)).refused.map(({ fault }) => fault.kind)).toEqual(['notAllowed'])
      await here.log.close()
    })

    test('the judge hears of a record’s first change once, whatever order fields come in', async () => {
      const a = author(1)
      a.write('incident', 'r0', { title: 'again' })
      const here = await world(makePlace, [a])
      await push(here, a)
      expect(here.judge.judged).toEqual(['r0 first', 'r0 later'])
      await here.log.close()
    })

    test('[SL-13] while identities may be missing a chain waits instead of getting a verdict, and goes in when they are back', async () => {
      const [a, b] = [author(3), author(1)]
      const here = await world(makePlace, [a, b])
      here.judge.mayLackIdentities = true
      here.judge.forbidden.add('r1')
      const held = await push(here, a)
      expect(held).toMatchObject({ agreed: [], refused: [], gaps: [], forks: [], commits: [] })
      expect(await here.log.tip(SPACE)).toBe(0)
      const unknown = author(1)
      expect(await push(here, unknown)).toMatchObject({ agreed: [], refused: [] })
      // Others go in meanwhile; the directory, which only servers write, is judged at once.
      expect((await push(here, b)).agreed).toHaveLength(1)
      here.judge.forbidden.clear()
      expect((await push(here, a)).agreed.map(({ seq }) => seq)).toEqual([3])
      const directory = new ChainAuthor(DIRECTORY, NOW_MS)
      directory.write('officer', 'intruder', { name: 'x' })
      here.judge.knows(directory).forbidden.add('intruder')
      const { outcomes } = await here.log.append(
        [{ space: DIRECTORY, changes: directory.changes, seals: [directory.seal()], broughtBy: directory.key.station }],
        here.judge,
        NOW_MS,
      )
      expect(outcomes[0]?.refused).toHaveLength(1)
      await here.log.close()
    })
  })

  describe(`${name}: reading`, () => {
    test('[SL-5] pages keep to their limits, hold at least one change, and give each once, in order', async () => {
      const a = author(25)
      const here = await world(makePlace, [a])
      await push(here, a)
      const { log } = here
      const ids: string[] = []
      for (let after = 0; ;) {
        const page = await log.page(SPACE, after, ALL, 4, ALL)
        expect([page.after, page.tip, page.changes.length <= 4]).toEqual([after, 25, true])
        expect(page.upTo).toBe(after + page.changes.length)
        if (page.changes.length === 0) break
        expect(page.seals).toEqual([a.seal()])
        ids.push(...page.changes.map((bytes) => read(bytes).id))
        after = page.upTo
      }
      expect(ids).toEqual(a.changes.map(({ id }) => id))
      expect((await log.page(SPACE, 0, ALL, 100, 1)).changes).toHaveLength(1)
      const size = (a.changes[0]?.header.length ?? 0) + (a.changes[0]?.body?.length ?? 0)
      expect((await log.page(SPACE, 0, ALL, 100, size * 5)).changes.length).toBeLessThanOrEqual(5)
      expect((await log.page(SPACE, 10, 12, 100, ALL)).changes.map((bytes) => read(bytes).head.record)).toEqual([
        'r10',
        'r11',
      ])
      expect(await log.page(SPACE, 25, ALL, 100, ALL)).toMatchObject({ upTo: 25, changes: [], seals: [] })
      expect(await log.page(asId('nowhere'), 0, ALL, 100, ALL)).toMatchObject({ tip: 0, changes: [] })
      await log.close()
    })

    test('[SL-6] a record’s history comes in order of arrival, in pages, with positions', async () => {
      const a = author()
      const records = 1_203
      for (let index = 0; index < records; index += 1)
        a.write('incident', index % 2 === 0 ? 'even' : 'odd', { title: `${index}` })
      const here = await world(makePlace, [a])
      await push(here, a)
      const positions: number[] = []
      let pages = 0
      for (let after = 0; ;) {
        const page = await here.log.history(SPACE, 'incident', asId('even'), after)
        expect(page.changes).toHaveLength(page.positions.length)
        expect(page.changes.every((bytes) => read(bytes).head.record === 'even')).toBe(true)
        positions.push(...page.positions)
        pages += 1
        if (!page.more) break
        after = page.positions.at(-1) ?? 0
      }
      expect(pages).toBeGreaterThan(1)
      expect(positions).toEqual(Array.from({ length: 602 }, (_, index) => index * 2 + 1))
      expect(await here.log.history(SPACE, 'incident', asId('none'), 0)).toEqual({
        changes: [],
        positions: [],
        more: false,
      })
      await here.log.close()
    })

    test('[SL-9] picture, buckets and records agree with a fold from scratch, after refusals, forks and a restart', async () => {
      const [a, b] = [author(40), author(0)]
      for (let index = 0; index < 40; index += 2) b.write('incident', `r${index}`, { title: 'contradicts', level: 2 })
      const here = await world(makePlace, [a, b])
      here.judge.forbidden.add('r7').add('r8')
      await push(here, a)
      await push(here, b)
      const copy = copyOf(a, 10)
      copy.write('logEntry', 'l1', { text: 'forked' })
      await push(here, copy, 10)
      await expectAgreement(here.log)
      const log = await reopened(here)
      await expectAgreement(log)
      await log.close()
    })

    test('[SL-7] a snapshot stays at its position while changes come in, part by part, in any order, after a restart', async () => {
      const a = author(2_500)
      const here = await world(makePlace, [a])
      here.judge.forbidden.add('r13')
      await push(here, a)
      const before = await here.log.picture(SPACE)
      const head = await here.log.openSnapshot(SPACE, NOW_MS)
      expect(head).toMatchObject({
        epoch: here.log.epoch,
        pos: before.pos,
        records: before.records,
        digest: before.digest,
      })
      expect(head.parts).toBeGreaterThan(1)
      a.write('incident', 'r0', { title: 'later' })
      await push(here, a, 2_500)
      const log = await reopened(here)
      const order = Array.from({ length: head.parts }, (_, index) => head.parts - 1 - index)
      const rows = await snapshotRows(log, head.snapshot, [...order, 0])
      const sum = emptyDigest()
      const seen = new Set<string>()
      for (const [kind, id, , digest] of rows) {
        if (seen.has(`${kind}/${id}`)) continue
        seen.add(`${kind}/${id}`)
        addDigest(sum, digest, 1)
      }
      expect([sum, seen.size]).toEqual([head.digest, head.records])
      expect(head.tips.find(({ station }) => station === a.key.station)?.seq).toBe(2_500)
      expect(head.seals.some(({ station, seq }) => station === a.key.station && seq === 2_500)).toBe(true)
      expect(await log.snapshotPart(SPACE, head.snapshot, head.parts)).toBeUndefined()
      expect(await log.snapshotPart(SPACE, 'none', 0)).toBeUndefined()
      expect(await log.snapshotPart(asId('elsewhere'), head.snapshot, 0)).toBeUndefined()
      await log.close()
    })
  })

  describe(`${name}: epochs and what waits`, () => {
    test('[SL-8] the epoch stays over a restart; a renewed one gives the server’s chains new numbers', async () => {
      const here = await world(makePlace, [])
      const { station, epoch } = here.log
      expect([here.log.isNew, here.log.restoredAtMs]).toEqual([true, 0])
      const note = (text: string) => [{ kind: 'note', id: asId<never>('n'), fields: { text } }]
      await here.log.write(SPACE, note('one'), asId(''), NOW_MS)
      expect(await here.log.write(SPACE, note('one'), asId(''), NOW_MS)).toEqual([])
      const log = await reopened(here)
      expect([log.station, log.epoch, log.isNew]).toEqual([station, epoch, false])
      await log.renewEpoch(NOW_MS)
      expect(log.epoch).not.toBe(epoch)
      await log.write(SPACE, note('two'), asId(''), NOW_MS)
      const last = await reopened({ ...here, log })
      expect([last.epoch, last.restoredAtMs]).toEqual([log.epoch, NOW_MS])
      expect(new Set((await last.tips(SPACE)).map(({ chain }) => chain)).size).toBe(2)
      await last.close()
    })

    test('[SL-11] a long chain brought by another comes in pages, waits over a restart, and is stored with its seal', async () => {
      const [absent, carrier] = [author(9), author(1)]
      const here = await world(makePlace, [absent, carrier])
      const seals = [absent.seal()]
      const first = await push(here, absent, 0, { to: 4, seals, by: carrier })
      expect([first.agreed.map(({ seq }) => seq), first.commits]).toEqual([[4], []])
      const log = await reopened(here)
      const there = { ...here, log }
      expect((await push(there, absent, 4, { to: 7, seals, by: carrier })).commits).toEqual([])
      expect(await log.tip(SPACE)).toBe(0)
      const last = await push(there, absent, 7, { seals, by: carrier })
      expect([last.agreed.map(({ seq }) => seq), last.commits[0]?.changes.length]).toEqual([[9], 9])
      expect((await push(there, absent, 0, { seals, by: carrier })).commits).toEqual([])
      expect((await push(there, carrier, 0, { seals: [] })).refused.map(({ fault }) => fault.kind)).toEqual([
        'signatureInvalid',
      ])
      await log.close()
    })

    test('[SL-11] what waits and is brought again still waits, and is stored with its seal', async () => {
      const [absent, carrier, other] = [author(6), author(1), author(1)]
      const here = await world(makePlace, [absent, carrier, other])
      const seals = [absent.seal()]
      for (const by of [carrier, carrier, other]) {
        const again = await push(here, absent, 0, { to: 4, seals, by })
        expect([again.agreed.map(({ seq }) => seq), again.commits]).toEqual([[4], []])
      }
      const last = await push(here, absent, 4, { seals, by: other })
      expect(last.commits[0]?.changes.length).toBe(6)
      await here.log.close()
    })

    test('[SL-11] a branch that another brings in pages waits for its seal like any chain', async () => {
      const [absent, carrier] = [author(2), author(1)]
      const here = await world(makePlace, [absent, carrier])
      await push(here, absent)
      const twin = absent.twin()
      absent.write('incident', 'i', { title: 'here' })
      await push(here, absent, 2)
      for (let index = 0; index < 5; index += 1) twin.write('incident', 'i', { title: `there ${index}` })
      const seals = [twin.seal()]
      const first = await push(here, twin, 2, { to: 4, seals, by: carrier })
      expect([first.agreed.map(({ seq }) => seq), first.refused, first.forks]).toEqual([[4], [], []])
      const last = await push(here, twin, 4, { seals, by: carrier })
      expect([last.commits[0]?.changes.length, last.forks.map(({ seq }) => seq)]).toEqual([5, [3]])
      await here.log.close()
    })

    test('[SL-11] of a forked chain one branch waits at a time, and the other does not sweep it away', async () => {
      const [absent, carrier, other] = [author(3), author(1), author(1)]
      const here = await world(makePlace, [absent, carrier, other])
      await push(here, absent)
      const twin = absent.twin()
      for (const [index, one] of [absent, twin].entries()) one.write('incident', 'i', { title: `fork ${index}` })
      await push(here, absent, 3)
      expect((await push(here, twin, 3)).forks).toHaveLength(1)
      for (let index = 0; index < 3; index += 1)
        for (const one of [absent, twin]) one.write('incident', 'i', { dead: index })
      const waiting = await push(here, absent, 4, { to: 6, seals: [absent.seal()], by: carrier })
      expect([waiting.agreed.map(({ seq }) => seq), waiting.commits]).toEqual([[6], []])
      // Nothing of the other branch is kept, nothing of it is agreed.
      expect((await push(here, twin, 4, { to: 6, seals: [twin.seal()], by: other })).agreed).toEqual([])
      const stored = await push(here, twin, 4, { seals: [twin.seal()], by: other })
      expect(stored.commits[0]?.changes.length).toBe(3)
      const last = await push(here, absent, 6, { seals: [absent.seal()], by: carrier })
      expect(last.commits[0]?.changes.length).toBe(3)
      expect((await here.log.tips(SPACE)).filter(({ station }) => station === absent.key.station)).toMatchObject([
        { branch: '', seq: 7 },
        { branch: twin.changes[3]?.id, seq: 7 },
      ])
      await here.log.close()
    })

    test.for([
      { what: 'number', limits: { changes: 5, bytes: ALL } },
      { what: 'bytes', limits: { changes: ALL, bytes: 1_500 } },
    ])(
      '[SL-11] what one bringer has waiting is bounded in $what; others are not hindered, nothing is agreed beyond',
      async ({ limits }) => {
        const [absent, carrier, other] = [author(40), author(1), author(1)]
        const here = await world(makePlace, [absent, carrier, other], limits)
        const seals = [absent.seal()]
        const first = await push(here, absent, 0, { to: 20, seals, by: carrier })
        expect(first.refused.map(({ fault }) => fault.kind)).toEqual(['rateLimited'])
        const upTo = first.agreed[0]?.seq ?? 0
        expect(upTo).toBeGreaterThan(0)
        expect(upTo).toBeLessThan(20)
        // Nothing new found room: nothing is agreed, so its bringer waits before it tries again.
        const more = await push(here, absent, upTo, { to: 20, seals, by: carrier })
        expect([more.agreed, more.refused.map(({ fault }) => fault.kind)]).toEqual([[], ['rateLimited']])
        expect((await push(here, carrier)).agreed).toHaveLength(1)
        const elsewhere = await push(here, absent, upTo, { to: upTo + 1, seals, by: other })
        expect(elsewhere.agreed.map(({ seq }) => seq)).toEqual([upTo + 1])
        // The station itself comes: its chain goes in whole, what waited makes room.
        expect((await push(here, absent)).agreed.map(({ seq }) => seq)).toEqual([40])
        absent.write('incident', 'again', { title: 'x' })
        absent.write('incident', 'again', { title: 'y' })
        const again = await push(here, absent, 40, { to: 41, seals: [absent.seal()], by: carrier })
        expect([again.agreed.map(({ seq }) => seq), again.refused]).toEqual([[41], []])
        await here.log.close()
      },
    )
  })
}
