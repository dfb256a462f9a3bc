import { expect, test } from 'vitest'
import { makeSeal, verifyChain } from '../../../shared/journal/chain.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { sha256 } from '../../support/shared-crypto.ts'
import { NOW_MS, SPACE, chain, memoryStore, must, plain, take, value, write } from './stores.ts'

test('pages by number and by bytes, oldest first; agreement moves the outbox on', async () => {
  const store = await memoryStore()
  const made = Array.from({ length: 10 }, (_, index) => write(store, `r${index}`, { title: 'x'.repeat(500) }))
  const page = must(store.outboxPage(SPACE, 4, 1e6))
  expect(page.changes.map(plain)).toEqual(made.slice(0, 4).map(plain))
  expect(page.tips).toEqual([
    { station: store.station, chain: made[0]?.head.chain, branch: '', seq: 4, hash: made[3]?.hash },
  ])
  const few = must(store.outboxPage(SPACE, 100, 2_500)).changes.length
  expect(few > 1 && few < 5).toBe(true)
  expect(must(store.outboxPage(SPACE, 100, 1)).changes.length).toBe(1)
  const ref = { station: store.station, chain: must(made[0]).head.chain, branch: '' }
  store.markAgreed(SPACE, [{ ...ref, seq: 4 }])
  store.markAgreed(SPACE, [{ ...ref, seq: 2 }])
  expect(store.facts(SPACE).waiting).toBe(6)
  expect(must(store.outboxPage(SPACE, 100, 1e6)).changes.map(plain)).toEqual(made.slice(4).map(plain))
  store.markAgreed(SPACE, [{ ...ref, seq: 99 }])
  expect(store.outboxPage(SPACE, 100, 1e6)).toBeUndefined()
  expect(store.facts(SPACE)).toMatchObject({ waiting: 0, waitingSinceMs: null })
})

test('a server with less is refilled: agreement goes down to what its tips prove, others’ changes included', async () => {
  const store = await memoryStore()
  const mine = Array.from({ length: 3 }, (_, index) => write(store, `r${index}`, { title: 'x' }))
  const theirs = chain('G', [
    { record: 'g', fields: { a: 1 } },
    { record: 'g', fields: { b: 1 } },
  ])
  take(store, [...mine, ...theirs])
  expect(store.facts(SPACE).waiting).toBe(0)
  const { station, chain: number } = must(mine[0]).head
  store.resetAgreed(SPACE, [
    { station, chain: number, branch: '', seq: 1, hash: must(mine[0]).hash },
    { station: must(theirs[0]).head.station, chain: 9, branch: '', seq: 1, hash: new Uint8Array(32) },
  ])
  expect(store.facts(SPACE).waiting).toBe(4)
  const again = must(store.outboxPage(SPACE, 100, 1e6)).changes.map((bytes) => plain(bytes).join())
  expect(new Set(again)).toEqual(new Set([...mine.slice(1), ...theirs].map((bytes) => plain(bytes).join())))
})

test('[SY-12] of a forked chain one branch travels at a time, and agreement counts for that branch alone', async () => {
  const store = await memoryStore()
  const first = chain('G', [
    { record: 'g', fields: { a: 1 } },
    { record: 'g', fields: { a: 2 } },
  ])
  const other = chain(
    'G',
    [
      { record: 'g', fields: { b: 1 } },
      { record: 'g', fields: { b: 2 } },
    ],
    'test',
    first.slice(0, 1),
  )
  take(store, [...first, ...other], { agreed: false })
  const page = must(store.outboxPage(SPACE, 100, 1e6))
  expect(page.tips.map(({ branch, seq }) => [branch, seq])).toEqual([['', 2]])
  expect(store.markAgreed(SPACE, [{ ...must(page.tips[0]), seq: 2 }])).toBe(true)
  expect(store.markAgreed(SPACE, [{ ...must(page.tips[0]), seq: 2 }])).toBe(false)
  expect(store.facts(SPACE).waiting).toBe(2)
  const next = must(store.outboxPage(SPACE, 100, 1e6))
  expect(next.tips.map(({ branch, seq }) => [branch, seq])).toEqual([[must(other[0]).id, 3]])
  store.markAgreed(SPACE, next.tips)
  expect(store.facts(SPACE).waiting).toBe(0)
})

test('[JN-5] the chain verifies from its first change; seals are kept, the newest of each branch', async () => {
  const store = await memoryStore()
  for (let index = 0; index < 1_100; index += 1) write(store, `r${index % 5}`, { title: `t${index}` })
  const tip = must(store.tips(SPACE)[0])
  expect(value(verifyChain(store.chainLinks(SPACE, tip), sha256))).toEqual({ seq: 1_100, hash: tip.hash, erased: 0 })
  const seal = makeSeal(SPACE, tip, tip.seq, tip.hash, (message) => store.sign(message))
  store.saveSeals(SPACE, [seal, { ...seal, seq: 3, signature: new Uint8Array(64) }])
  expect(store.seals(SPACE)).toEqual([seal])
})

test('[JN-9] where a chain forked, each seal is kept with the branch it was made for', async () => {
  const store = await memoryStore()
  store.ensureSpace(DIRECTORY)
  const [author, server] = [new ChainAuthor(SPACE, NOW_MS), new ChainAuthor(DIRECTORY, NOW_MS)]
  server.write('station', author.key.station, { publicKey: Buffer.from(author.key.publicKey).toString('base64') })
  value(store.receive(DIRECTORY, server.changes, [], { nowMs: NOW_MS, agreed: true, historyOnly: false }))
  author.write('incident', 'a', { title: '1' })
  const twin = author.twin()
  for (const one of [author, twin]) one.write('incident', 'a', { title: one === twin ? 'there' : 'here' })
  const seals = [twin.seal(), author.seal()]
  const options = { nowMs: NOW_MS, agreed: false, historyOnly: false }
  value(store.receive(SPACE, [...author.changes, ...twin.changes], seals, options))
  const pages = [must(store.outboxPage(SPACE, 100, 1e6)), must(store.outboxPage(SPACE, 100, 1e6))]
  expect(pages.map((page) => [page.tips[0]?.branch, page.seals])).toEqual([
    ['', [author.seal()]],
    [twin.changes[1]?.id, [twin.seal()]],
  ])
})

test('a new chain begins only when the present one was written to', async () => {
  const store = await memoryStore()
  store.beginNewChain(SPACE)
  const first = write(store, 'a', { title: '1' })
  store.beginNewChain(SPACE)
  store.beginNewChain(SPACE)
  const second = write(store, 'a', { title: '2' })
  expect(second.head).toMatchObject({ seq: 1 })
  expect(second.head.chain).not.toBe(first.head.chain)
  expect(store.tips(SPACE)).toHaveLength(2)
})
