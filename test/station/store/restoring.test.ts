import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
// A restore that fails, at every point where it can, changes nothing: the database that was there opens as it did.
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { DATABASE_KEY_FILE } from '../../../station/store/database-key.ts'
import { DATABASE_FILE, openStore } from '../../../station/store/open-store.ts'
import { restoreDatabase } from '../../../station/store/restore-database.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, options, value, write } from './stores.ts'

async function station(folder: string, title: string): Promise<void> {
  const { store } = value(await openStore(options({ folder })))
  store.ensureSpace(SPACE)
  write(store, 'i1', { title })
  store.close()
}

async function titleIn(folder: string): Promise<unknown> {
  const { store } = value(await openStore(options({ folder })))
  const state = store.read(SPACE, 'incident', asId('i1'))
  store.close()
  return state === undefined ? undefined : shownFields(state)['title']
}

/** A backup beside which nothing lies, altered by SQL. */
async function backupWith(sql: string): Promise<string> {
  const folder = scratchFolder()
  await station(folder, 'of the backup')
  const path = join(scratchFolder(), 'backup.db')
  cpSync(join(folder, DATABASE_FILE), path)
  const db = new Database(path)
  db.exec(sql)
  db.close()
  rmSync(`${path}-wal`, { force: true })
  return path
}

test.each([
  ['of a newer program', 'PRAGMA user_version = 9000', 'storeNewer'],
  [
    'that stops when it is written to',
    `CREATE TRIGGER no BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END`,
    '',
  ],
])(
  '[SB-9] a backup %s is refused once it is in place, and the database that was there is back',
  async (_, sql, kind) => {
    const from = await backupWith(sql)
    const folder = scratchFolder()
    await station(folder, 'of the station')
    const done = await restoreDatabase(from, { ...options({ folder }), takeOver: true }, undefined)
    expect(done.ok).toBe(false)
    if (!done.ok && kind !== '') expect(done.fault.kind).toBe(kind)
    expect(await titleIn(folder)).toBe('of the station')
    expect(readdirSync(folder).filter((name) => name.includes('before-restore'))).toEqual([])
    expect(existsSync(join(folder, DATABASE_KEY_FILE))).toBe(false)
  },
)

test('[SB-9] where there was no database, a backup that is refused leaves none', async () => {
  const from = await backupWith('PRAGMA user_version = 9000')
  const folder = scratchFolder()
  const done = await restoreDatabase(from, options({ folder }), undefined)
  expect(done).toMatchObject({ ok: false, fault: { kind: 'storeNewer' } })
  expect(existsSync(join(folder, DATABASE_FILE))).toBe(false)
  await station(folder, 'anew')
  expect(await titleIn(folder)).toBe('anew')
})
