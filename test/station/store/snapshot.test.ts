import { expect, test } from 'vitest'
import { writeRecord } from '../../../shared/journal/record-text.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import type { SnapshotHeader, SnapshotRow, StationStore } from '../../../station/store/station-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, chain, memoryStore, must, open, plain, rid, take, write } from './stores.ts'

/** What a server with the picture of `store` would offer. */
function snapshotOf(store: StationStore, perPart: number): { header: SnapshotHeader; parts: SnapshotRow[][] } {
  const rows = Array.from({ length: 256 }, (_, bucket) => store.bucket(SPACE, bucket))
    .flat()
    .map(([kind, id, digest]): SnapshotRow => [kind, id, writeRecord(must(store.read(SPACE, kind, id))), digest])
  const parts: SnapshotRow[][] = []
  for (let at = 0; at < rows.length; at += perPart) parts.push(rows.slice(at, at + perPart))
  const { digest, records } = store.facts(SPACE)
  const cursor = { epoch: 'e1', pos: 1_000 }
  const header = {
    snapshot: 's1',
    cursor,
    parts: parts.length,
    records,
    digest,
    tips: store.tips(SPACE),
    seals: store.seals(SPACE),
  }
  return { header, parts }
}

async function serverWith(count: number): Promise<StationStore> {
  const server = await memoryStore()
  for (let index = 0; index < count; index += 1)
    write(server, `r${index % 20}`, { title: `t${index}`, level: index % 3 })
  return server
}

test('[SY-19] parts in any order, resumed after a restart, give the announced picture at once', async () => {
  const server = await serverWith(60)
  const { header, parts } = snapshotOf(server, 6)
  const folder = scratchFolder()
  const first = await open({ folder })
  first.store.ensureSpace(SPACE)
  first.store.beginSnapshot(SPACE, header)
  first.store.addSnapshotPart(SPACE, 2, must(parts[2]))
  first.store.addSnapshotPart(SPACE, 2, must(parts[2]))
  expect(first.store.facts(SPACE).records).toBe(0)
  first.store.close()
  const { store } = await open({ folder })
  expect(store.snapshotInProgress(SPACE)).toEqual({ header, missing: [0, 1, 3] })
  expect(store.facts(SPACE).snapshot).toEqual({ got: 1, parts: 4 })
  expect(store.finishSnapshot(SPACE)).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
  for (const part of [3, 0, 1]) store.addSnapshotPart(SPACE, part, must(parts[part]))
  const all: boolean[] = []
  store.onTouched((touched) => all.push(touched.all))
  expect(store.finishSnapshot(SPACE)).toEqual({ ok: true, value: undefined })
  expect(all).toEqual([true])
  expect(store.facts(SPACE)).toMatchObject({
    records: 20,
    digest: header.digest,
    cursor: header.cursor,
    waiting: 0,
    snapshot: null,
    backfill: { pos: 0, upTo: 1_000 },
  })
  expect(store.snapshotInProgress(SPACE)).toBeUndefined()
})

test('[SY-20] live changes go on behind it; older journal is stored, verified and not folded again', async () => {
  const server = await serverWith(60)
  const { header, parts } = snapshotOf(server, 100)
  const store = await memoryStore()
  store.beginSnapshot(SPACE, header)
  parts.forEach((rows, part) => store.addSnapshotPart(SPACE, part, rows))
  store.finishSnapshot(SPACE)
  const later = write(server, 'r1', { title: 'later' })
  expect(take(store, [later])).toMatchObject({ added: 1, gaps: [], bad: [] })
  // What is here holds by itself, on either side of what is still on its way.
  expect(verifyStore(store).chains).toMatchObject([{ changes: 1, sealed: false, problem: null }])
  expect(store.facts(SPACE).digest).toEqual(server.facts(SPACE).digest)
  const older = [...server.chainLinks(SPACE, must(server.tips(SPACE)[0]))].slice(0, 60)
  const digest = store.facts(SPACE).digest
  expect(take(store, older.slice(0, 25), { historyOnly: true })).toMatchObject({ added: 25, bad: [] })
  expect(verifyStore(store).chains).toMatchObject([{ changes: 26, problem: null }])
  store.setBackfill(SPACE, 400)
  expect(store.backfillWanted(SPACE)).toEqual({ epoch: 'e1', pos: 400, upTo: 1_000 })
  // A page that overlaps, and one that skips.
  expect(take(store, older.slice(40), { historyOnly: true }).gaps).toMatchObject([{ haveSeq: 25 }])
  expect(take(store, older.slice(20), { historyOnly: true })).toMatchObject({ added: 35, known: 5, bad: [] })
  expect(store.facts(SPACE).digest).toEqual(digest)
  expect(store.backfillWanted(SPACE)).toBeUndefined()
  const all = [...store.chainLinks(SPACE, must(store.tips(SPACE)[0]))]
  expect(all.map(plain)).toEqual([...older, later].map(plain))
  expect(verifyStore(store)).toMatchObject({ chains: [{ changes: 61, problem: null }], pictureProblems: [] })
})

test('[SY-20] older journal that does not lead to the snapshot is told and not stored', async () => {
  const server = await memoryStore()
  const real = chain('G', [
    { record: 'a', fields: { a: 1 } },
    { record: 'a', fields: { b: 1 } },
  ])
  take(server, real)
  const { header, parts } = snapshotOf(server, 100)
  const store = await memoryStore()
  store.beginSnapshot(SPACE, header)
  parts.forEach((rows, part) => store.addSnapshotPart(SPACE, part, rows))
  store.finishSnapshot(SPACE)
  const forged = chain('G', [
    { record: 'a', fields: { a: 1 } },
    { record: 'a', fields: { b: 'false' } },
  ])
  expect(take(store, forged, { historyOnly: true }).bad).toMatchObject([{ kind: 'hashMismatch' }])
  expect(take(store, real, { historyOnly: true })).toMatchObject({ added: 1, known: 1, bad: [] })
})

test('a snapshot that is not what was announced is dropped; the picture stays', async () => {
  const server = await serverWith(20)
  const { header, parts } = snapshotOf(server, 100)
  const store = await memoryStore()
  write(store, 'mine', { title: 'x' })
  const { digest } = store.facts(SPACE)
  store.beginSnapshot(SPACE, header)
  const rows = must(parts[0])
  store.addSnapshotPart(SPACE, 0, [...rows.slice(1), ['incident', 'x', '{not json', new Uint8Array(32)]])
  expect(store.finishSnapshot(SPACE)).toMatchObject({ ok: false, fault: { kind: 'hashMismatch' } })
  expect(store.snapshotInProgress(SPACE)).toBeUndefined()
  expect(store.facts(SPACE)).toMatchObject({ digest, records: 1 })
})

test('what was written here meanwhile is folded on top of the snapshot and still waits', async () => {
  const server = await serverWith(20)
  const store = await memoryStore()
  write(store, 'mine', { title: 'x' })
  const shared = chain('G', [
    { record: 'g', fields: { a: 1 } },
    { record: 'g', fields: { b: 1 } },
  ])
  take(store, shared.slice(0, 1))
  take(server, shared)
  const { header, parts } = snapshotOf(server, 100)
  store.beginSnapshot(SPACE, header)
  parts.forEach((rows, part) => store.addSnapshotPart(SPACE, part, rows))
  write(store, 'r1', { title: 'mine too' })
  expect(store.finishSnapshot(SPACE).ok).toBe(true)
  expect(store.facts(SPACE)).toMatchObject({ records: 22, waiting: 2 })
  take(server, must(store.outboxPage(SPACE, 10, 1e6)).changes)
  expect(store.facts(SPACE).digest).toEqual(server.facts(SPACE).digest)
  expect(take(store, shared.slice(1))).toMatchObject({ added: 1, bad: [] })
  expect(store.read(SPACE, 'incident', rid('g'))?.fields.size).toBe(2)
})

test('a verdict about a change below the snapshot asks for the record’s history, and refold heals it', async () => {
  const server = await memoryStore()
  const said = chain('G', [
    { record: 'a', fields: { a: 1 } },
    { record: 'a', fields: { b: 'wrong' } },
  ])
  take(server, said)
  const { header, parts } = snapshotOf(server, 100)
  const store = await memoryStore()
  store.beginSnapshot(SPACE, header)
  parts.forEach((rows, part) => store.addSnapshotPart(SPACE, part, rows))
  store.finishSnapshot(SPACE)
  const verdict = chain('SRV', [{ kind: 'verdict', record: must(said[1]).id, fields: { about: 'incident/a' } }])
  take(server, verdict)
  expect(take(store, verdict).refold).toEqual([{ kind: 'incident', id: 'a' }])
  expect(store.refold(SPACE, { kind: 'incident', id: rid('a') }, said).ok).toBe(true)
  expect(store.facts(SPACE).digest).toEqual(server.facts(SPACE).digest)
})

test('forked chains of a snapshot find their branches again in the older journal', async () => {
  const server = await memoryStore()
  const root = chain('G', [{ record: 'a', fields: { root: 1 } }])
  const left = chain(
    'G',
    [
      { record: 'a', fields: { l: 1 } },
      { record: 'a', fields: { l: 2 } },
    ],
    'test',
    root,
  )
  const right = chain(
    'G',
    [
      { record: 'b', fields: { r: 1 } },
      { record: 'b', fields: { r: 2 } },
    ],
    'test',
    root,
  )
  take(server, [...root, ...left, ...right])
  const { header, parts } = snapshotOf(server, 100)
  const store = await memoryStore()
  store.beginSnapshot(SPACE, header)
  parts.forEach((rows, part) => store.addSnapshotPart(SPACE, part, rows))
  store.finishSnapshot(SPACE)
  const report = take(store, [...root, ...left, ...right], { historyOnly: true })
  expect(report).toMatchObject({ added: 5, gaps: [], bad: [], forks: [] })
  expect(store.backfillWanted(SPACE)).toBeUndefined()
  for (const tip of store.tips(SPACE)) expect([...store.chainLinks(SPACE, tip)]).toHaveLength(3)
  expect(store.facts(SPACE).digest).toEqual(server.facts(SPACE).digest)
})
