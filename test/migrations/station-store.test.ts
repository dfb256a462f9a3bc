import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
// Databases of earlier forms are opened by today's program without losing anything. form-1.db.gz was written by the first
// program: 40 changes of 12 incidents, one log line, a setting, a cursor. A released step is never edited (nobody has
// form 1 yet: until the first release the file may be made anew).
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { toHex } from '../../shared/base/bytes.ts'
import { verifyChain } from '../../shared/journal/chain.ts'
import { MIGRATIONS, migrate, schemaVersion } from '../../station/store/migrate.ts'
import { sha256 } from '../../station/store/node-crypto.ts'
import { SPACE, must, open, rid, value, write } from '../station/store/stores.ts'
import { scratchFolder } from '../support/scratch.ts'

test('steps are numbered 1, 2, 3 …', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
})

test('a database of form 1 is opened with everything in it', async () => {
  const folder = scratchFolder()
  const packed = readFileSync(join(import.meta.dirname, 'form-1.db.gz'))
  writeFileSync(join(folder, 'station.db'), gunzipSync(packed))
  const { store, recovery, db } = await open({ folder })
  expect(recovery).toBeNull()
  expect(schemaVersion(db.sqlite)).toBe(MIGRATIONS.length)
  const facts = store.facts(SPACE)
  expect(toHex(facts.digest)).toBe('c91b54e2ec88ba9a9398fa6b5a5fd668d7efebb1b41035fe83f213bbf8af2e42')
  expect(facts).toMatchObject({ records: 13, waiting: 41, cursor: { epoch: 'e1', pos: 7 } })
  const tip = must(store.tips(SPACE)[0])
  expect(value(verifyChain(store.chainLinks(SPACE, tip), sha256)).seq).toBe(41)
  expect(store.history(SPACE, { kind: 'incident', id: rid('r3') })).toHaveLength(4)
  expect(store.meta('setting')).toEqual({ a: 1 })
  // Whoever edits a step that is out in the world leaves old databases in another form than new ones.
  const schema = 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name'
  const fresh = await open()
  expect(db.sqlite.prepare(schema).pluck().all()).toEqual(fresh.db.sqlite.prepare(schema).pluck().all())
})

test('areas of incidents written before the map drew them stand beside their positions', async () => {
  const folder = scratchFolder()
  const before = await open({ folder })
  const area = [
    [119, 26],
    [119.5, 26],
    [119.5, 26.5],
    [119, 26],
  ]
  before.store.ensureSpace(SPACE)
  write(before.store, 'r1', { title: '内涝', area })
  write(before.store, 'r2', { title: '火情', area: '?' })
  before.store.close()
  const sqlite = new Sqlite(join(folder, 'station.db'))
  sqlite.exec('ALTER TABLE incident DROP COLUMN area; PRAGMA user_version = 5')
  sqlite.close()
  const { db } = await open({ folder })
  expect(db.sqlite.prepare('SELECT area FROM incident ORDER BY id').pluck().all()).toEqual([JSON.stringify(area), null])
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
