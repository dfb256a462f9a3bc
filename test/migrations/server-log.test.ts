// Server databases of earlier forms are opened by today's program without losing anything. server-form-1.db.gz was written by
// the first program: 40 changes of 12 incidents, the four of r3 refused, three changes of another station that
// wait for their seal, an officer with a verifier and a first sign-in, a join code.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { Access } from '../../server/access/access.ts'
import { openSqlite } from '../../server/log/database.ts'
import { MIGRATIONS, migrate } from '../../server/log/migrate.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { toHex } from '../../shared/base/bytes.ts'
import { ok } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { signInRecordId } from '../../shared/model/sign-in.ts'
import { scratchFolder } from '../support/scratch.ts'
import { FUJIAN } from '../support/sync-station.ts'

const SERVER = '0YZ21TG8X22P51KT'
const AUTHOR = '8D33QEF01R8GNS8P'
/** The station whose three changes wait, its key, its two other changes and its seal. */
const ABSENT = 'ERPMVFY34Y6B7VH7'
const ABSENT_KEY = '0Y/cGdbig4CY9023Gy+XQIIPQ66qN8eajPsK/M/H72M='
const REST: readonly (readonly [header: string, body: string])[] = [
  [
    'jAFmZnVqaWFucEVSUE1WRlkzNFk2QjdWSDcHBBsAAAGLz9YlxABgaGluY2lkZW50YnMzWCCeZhe6836nAubFRmONqz7CG/kLpPcUlNLPmYOEySV+XlggEHz9w971tNMTT7Dg9t+xNDldutYL3e8zaF8cD3RPgsA=',
    'g4GDZXRpdGxlZ3dhaXRzIDOAgPY=',
  ],
  [
    'jAFmZnVqaWFucEVSUE1WRlkzNFk2QjdWSDcHBRsAAAGLz9YlxQBgaGluY2lkZW50YnM0WCBz1HZcoPP2CXH8Y3wvAuMYKKt9LnTEsazyeSyl0iLg6FggITt20pXhYzNneyAZT2DuUM4QXRWxoL80nPuSPAD+3lM=',
    'g4GDZXRpdGxlZ3dhaXRzIDSAgPY=',
  ],
]
const SIGNATURE = '+NQRBjYVdGtZrOUzFgmW5gU1VENcHBwX21n+MO6YEeWM98ZT4CMp3tlB9fAijOGUEMJlS640CowLGJpsSfe0BQ=='

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

function openForm1(): SqliteLog {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'server.db'), gunzipSync(readFileSync(join(import.meta.dirname, 'server-form-1.db.gz'))))
  const opened = openSqliteLog(folder, 1_800_000_000_000)
  if (!opened.ok) throw new Error(opened.fault.message)
  onTestFinished(() => opened.value.close())
  return opened.value
}

test('steps of the server are numbered 1, 2, 3 …', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
})

test('a server database of form 1 is opened with everything in it', async () => {
  const log = openForm1()
  expect([log.station, log.isNew]).toEqual([SERVER, false])
  const { pos, records, digest } = await log.picture(FUJIAN)
  expect([pos, records, toHex(digest)]).toEqual([
    44,
    15,
    '9fab584bd9a982fe2e5e228303648c0e6d1788dea723958cfe1172cd89563198',
  ])
  expect((await log.history(FUJIAN, 'incident', asId('r3'), 0)).changes.length).toBeGreaterThan(0)
  expect(await log.record(FUJIAN, 'incident', asId('r3'))).toBeUndefined()
  expect(await log.access.verifier(asId('wang'))).toMatchObject({ argon2: 'verifier', version: 1 })
  expect(await log.access.useJoinCode(new Uint8Array(32).fill(7), asId('S'), 1)).toMatchObject({ agency: 'fjyj' })
  // It came without its mark: a restored one.
  expect(log.restoredAtMs).toBe(1_800_000_000_000)
})

test('what waited for its seal in form 1 is stored when the seal comes', async () => {
  const log = openForm1()
  const changes = REST.map(([header, body]) => ({ header: bytes(header), body: bytes(body) }))
  const seals = [{ station: asId<never>(ABSENT), chain: 7, seq: 5, signature: bytes(SIGNATURE) }]
  const judge = { keyOf: () => ok(bytes(ABSENT_KEY)), isServer: () => false, judge: () => undefined }
  const batch = { space: FUJIAN, changes, seals, broughtBy: asId<never>(AUTHOR) }
  const { outcomes, commits } = await log.append([batch], judge, 1)
  expect([outcomes[0]?.agreed.map(({ seq }) => seq), commits[0]?.changes.length]).toEqual([[5], 5])
})

test('first sign-ins of form 1 move into the directory, once', async () => {
  const log = openForm1()
  const access = new Access({ log, book: log.access, nowMs: () => 1, onCommits: () => undefined })
  await access.directory.refresh()
  await access.noteSignedIn(await log.access.oldSignIns())
  expect([...access.directory.signIns]).toEqual([signInRecordId(asId(AUTHOR), asId('wang'))])
  const tip = await log.tip(asId('directory'))
  await access.noteSignedIn(await log.access.oldSignIns())
  expect(await log.tip(asId('directory'))).toBe(tip)
})

test('a migrated database has the form of a new one; a newer or foreign one is left alone', () => {
  const schema = 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name'
  const folder = scratchFolder()
  writeFileSync(join(folder, 'old.db'), gunzipSync(readFileSync(join(import.meta.dirname, 'server-form-1.db.gz'))))
  const old = openSqlite(join(folder, 'old.db'))
  const fresh = openSqlite(join(folder, 'new.db'))
  expect(migrate(old)).toEqual({ ok: true, value: { from: 1 } })
  expect(migrate(fresh)).toEqual({ ok: true, value: { from: 0 } })
  expect(old.prepare(schema).pluck().all()).toEqual(fresh.prepare(schema).pluck().all())
  old.pragma(`user_version = ${MIGRATIONS.length + 1}`)
  expect(migrate(old)).toMatchObject({ ok: false, fault: { kind: 'storeNewer' } })
  old.close()
  fresh.close()
  const foreign = new Sqlite(join(folder, 'foreign.db'))
  foreign.pragma('user_version = 1')
  expect(migrate(foreign)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
  foreign.close()
})
