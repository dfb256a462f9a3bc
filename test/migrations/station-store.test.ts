import { hash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
// Databases of earlier forms are opened by today's program without losing anything. form-1.db.gz was written by the first
// program: 40 changes of 12 incidents, one log line, a setting, a cursor. A released step is never edited.
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { toHex } from '../../shared/base/bytes.ts'
import { verifyChain } from '../../shared/journal/chain.ts'
import { MIGRATIONS, migrate, schemaVersion } from '../../station/store/migrate.ts'
import { sha256 } from '../../station/store/node-crypto.ts'
import { SPACE, must, open, rid, value } from '../station/store/stores.ts'
import { scratchFolder } from '../support/scratch.ts'

const RELEASED = ['945c29ea0a13a0a124453516126cddf38ab714061d65004314d44f7e9a2cfc9c']

test('steps are numbered 1, 2, 3 … and released ones are as they were', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  expect(MIGRATIONS.map(({ sql }) => hash('sha256', sql)).slice(0, RELEASED.length)).toEqual(RELEASED)
})

test('a database of form 1 is opened with everything in it', async () => {
  const folder = scratchFolder()
  const packed = readFileSync(join(import.meta.dirname, 'form-1.db.gz'))
  writeFileSync(join(folder, 'station.db'), gunzipSync(packed))
  const { store, recovery, db } = await open({ folder })
  expect(recovery).toBeNull()
  expect(schemaVersion(db.sqlite)).toBe(MIGRATIONS.length)
  const facts = store.facts(SPACE)
  expect(toHex(facts.digest)).toBe('50e0c6a6401bc91e8db2a0b610f3fa6d00974fa2bc9c12b1f83a36942443240e')
  expect(facts).toMatchObject({ records: 13, waiting: 41, cursor: { epoch: 'e1', pos: 7 } })
  const tip = must(store.tips(SPACE)[0])
  expect(value(verifyChain(store.chainLinks(SPACE, tip), sha256)).seq).toBe(41)
  expect(store.history(SPACE, { kind: 'incident', id: rid('r3') })).toHaveLength(4)
  expect(store.meta('setting')).toEqual({ a: 1 })
})

test('steps run once, in a database of ours only, and a newer one is left alone', () => {
  const sqlite = new Sqlite(':memory:')
  expect(migrate(sqlite)).toEqual({ ok: true, value: { from: 0 } })
  expect(migrate(sqlite)).toEqual({ ok: true, value: { from: MIGRATIONS.length } })
  sqlite.pragma(`user_version = ${MIGRATIONS.length + 1}`)
  expect(migrate(sqlite)).toMatchObject({ ok: false, fault: { kind: 'storeNewer' } })
  const foreign = new Sqlite(':memory:')
  foreign.pragma('application_id = 7')
  expect(migrate(foreign)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})
