import { expect, test } from 'vitest'
import { shownValue } from '../../../shared/journal/merge.ts'
import { RETRY_WRITING_MS } from '../../../station/store/store-parts.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, OFFICER, SPACE, chain, must, open, rid, write } from './stores.ts'

test('disk full: writing is refused, nothing half-written stays, reading goes on, and writing comes back', async () => {
  let nowMs = NOW_MS
  const { store, db } = await open({ folder: scratchFolder(), nowMs: () => nowMs })
  store.ensureSpace(SPACE)
  write(store, 'a', { title: 'before' })
  const facts = store.facts(SPACE)
  const pages = Number(db.sqlite.pragma('page_count', { simple: true }))
  db.sqlite.pragma(`max_page_count = ${pages}`)
  const drafts = Array.from({ length: 50 }, (_, index) => ({
    kind: 'incident',
    id: rid(`big${index}`),
    fields: { title: 'x'.repeat(5_000) },
  }))
  const author = { officer: OFFICER, nowMs: NOW_MS }
  expect(store.commit(SPACE, drafts, author)).toMatchObject({ ok: false, fault: { kind: 'diskFull' } })
  expect(store.storeFault()).toMatchObject({ kind: 'diskFull' })
  expect(store.facts(SPACE)).toEqual(facts)
  expect(store.read(SPACE, 'incident', rid('big0'))).toBeUndefined()
  expect(shownValue(must(store.read(SPACE, 'incident', rid('a'))), 'title')).toBe('before')
  const options = { nowMs, agreed: true, historyOnly: false }
  expect(store.receive(SPACE, chain('G', [{ record: 'g', fields: { a: 1 } }]), [], options)).toMatchObject({
    ok: false,
  })
  store.setCursor(SPACE, { epoch: 'e', pos: 1 })
  expect(store.facts(SPACE).cursor).toBeNull()

  db.sqlite.pragma('max_page_count = 1000000')
  nowMs += RETRY_WRITING_MS
  expect(store.commit(SPACE, drafts, author).ok).toBe(true)
  expect(store.storeFault()).toBeNull()
  expect(store.facts(SPACE).records).toBe(51)
  // The chain has no hole and no doubled number.
  expect(must(store.tips(SPACE)[0]).seq).toBe(51)
  expect(store.nextCount('n')).toBe(1)
})

test('a clock set back while the disk is full does not keep the station from writing afterwards', async () => {
  let nowMs = NOW_MS
  const { store, db } = await open({ folder: scratchFolder(), nowMs: () => nowMs })
  store.ensureSpace(SPACE)
  const drafts = [{ kind: 'incident', id: rid('big'), fields: { description: 'x'.repeat(200_000) } }]
  const author = { officer: OFFICER, nowMs: NOW_MS }
  db.sqlite.pragma(`max_page_count = ${Number(db.sqlite.pragma('page_count', { simple: true }))}`)
  expect(store.commit(SPACE, drafts, author)).toMatchObject({ ok: false, fault: { kind: 'diskFull' } })
  db.sqlite.pragma('max_page_count = 1000000')
  nowMs -= 24 * 3_600_000
  expect(store.commit(SPACE, drafts, author).ok).toBe(true)
})

test('a read-only database refuses writing and shows what it has', async () => {
  const { store, db } = await open({ folder: scratchFolder() })
  store.ensureSpace(SPACE)
  write(store, 'a', { title: 'before' })
  db.sqlite.pragma('query_only = ON')
  const draft = { kind: 'incident', id: rid('a'), fields: { title: 'after' } }
  const author = { officer: OFFICER, nowMs: NOW_MS }
  expect(store.commit(SPACE, [draft], author)).toMatchObject({ ok: false, fault: { kind: 'readOnly' } })
  expect(shownValue(must(store.read(SPACE, 'incident', rid('a'))), 'title')).toBe('before')
  expect(store.history(SPACE, { kind: 'incident', id: rid('a') })).toHaveLength(1)
})
