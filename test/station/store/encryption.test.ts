// A station's database encrypted at rest: nothing of it can be read in any byte of the folder, the wrong key is told what to
// do, and it can be turned to another key, restored, and back.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { decryptFolder, encryptFolder, rotateFolder } from '../../../station/bin/encrypt-command.ts'
import { backupWhenDue, listBackups } from '../../../station/store/backups.ts'
import { DATABASE_KEY_FILE, makeDatabaseKey } from '../../../station/store/database-key.ts'
import { DAMAGED_FOLDER, DATABASE_FILE, openStore } from '../../../station/store/open-store.ts'
import { proveBackup } from '../../../station/store/prove-backup.ts'
import { restoreDatabase } from '../../../station/store/restore-database.ts'
import type { KeyHooks } from '../../../station/store/station-key.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, open, options, rid, value, write } from './stores.ts'

const WORD = 'Zhangzhou-chemical-spill-漳州'
const SECRET = new TextEncoder().encode('a passphrase of the centre')
const OTHER = new TextEncoder().encode('quite another passphrase')

/** Files of the folder, at any depth, in which the bytes of `text` stand. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    return statSync(path).isFile() && readFileSync(path).includes(text)
  })
}

/** A plain station with one incident and one scheduled backup. */
async function plainStation(): Promise<string> {
  const folder = scratchFolder()
  const { store } = value(await openStore(options({ folder })))
  store.ensureSpace(SPACE)
  write(store, 'r1', { title: WORD })
  value(await backupWhenDue(store, folder, NOW_MS, () => undefined))
  store.close()
  return folder
}

async function titleIn(folder: string, databaseSecret?: Uint8Array, hooks: KeyHooks = {}): Promise<unknown> {
  const opened = await openStore(options({ folder, databaseSecret, ...hooks }))
  if (!opened.ok) return opened.fault.kind
  const { store, recovery } = opened.value
  const found = store.read(SPACE, 'incident', rid('r1'))
  store.close()
  return recovery === null ? inspect(found, { depth: 9 }).includes(WORD) : 'recovered'
}

test('[ENC-1] not one known text in any byte of an encrypted folder, while it is written and backed up', async () => {
  const folder = await plainStation()
  expect(filesWith(folder, WORD)).toHaveLength(2)
  value(await encryptFolder(folder, SECRET))
  expect(filesWith(folder, WORD)).toEqual([])
  const { store, db, drainWords } = await open({ folder, databaseSecret: SECRET })
  for (let index = 0; index < 200; index += 1) write(store, `more${index}`, { title: `${WORD} ${index}` })
  while (drainWords(50) > 0);
  expect(statSync(join(folder, `${DATABASE_FILE}-wal`)).size).toBeGreaterThan(100_000)
  const made = value(await backupWhenDue(store, folder, NOW_MS + 86_400_000, () => undefined))
  expect(listBackups(folder)).toHaveLength(2)
  expect(filesWith(folder, WORD)).toEqual([])
  db.sqlite.exec('VACUUM')
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  expect(filesWith(folder, WORD)).toEqual([])
  expect(db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  const job = {
    backup: made.path ?? '',
    secret: undefined,
    pictures: made.made?.pictures,
    scratch: join(folder, 'proving'),
    nowMs: NOW_MS,
  }
  expect(await proveBackup({ ...job, databaseKey: db.databaseKey })).toMatchObject({ ok: true })
  expect(await proveBackup(job)).toMatchObject({ ok: false })
})

test('[ENC-2] without the key, or with a wrong one, nothing is changed and the refusal says what to do', async () => {
  const folder = await plainStation()
  const { recoveryCode } = value(await encryptFolder(folder, SECRET))
  const before = readFileSync(join(folder, DATABASE_FILE))
  const none = await openStore(options({ folder }))
  expect(none).toMatchObject({ ok: false, fault: { kind: 'keyLocked' } })
  expect(none.ok ? '' : none.fault.message).toMatch(/FENGSUI_DATABASE_PASSPHRASE.*--database-key-file/)
  const wrong = await openStore(options({ folder, databaseSecret: OTHER }))
  expect(wrong.ok ? '' : `${wrong.fault.kind} ${wrong.fault.message}`).toMatch(/^keyLocked .*recovery code/)
  expect(readFileSync(join(folder, DATABASE_FILE)).equals(before)).toBe(true)
  expect(existsSync(join(folder, DAMAGED_FOLDER))).toBe(false)
  // However it is typed.
  const typed = new TextEncoder().encode((recoveryCode ?? '').toLowerCase().replaceAll('-', ' '))
  expect(await titleIn(folder, typed)).toBe(true)
  // The key file is lost, its copy lies with the backups.
  rmSync(join(folder, DATABASE_KEY_FILE))
  expect(await titleIn(folder, SECRET)).toBe(true)
  expect(existsSync(join(folder, DATABASE_KEY_FILE))).toBe(true)
})

test('[ENC-3] a new key: the old passphrase opens nothing, backups follow, a rotation that was cut off is finished', async () => {
  const folder = await plainStation()
  value(await encryptFolder(folder, SECRET))
  value(await rotateFolder(folder, SECRET, OTHER))
  expect(await titleIn(folder, SECRET)).toBe('keyLocked')
  expect(await titleIn(folder, OTHER)).toBe(true)
  expect(
    (
      await restoreDatabase(
        listBackups(folder)[0]?.path ?? '',
        { ...options({ folder }), databaseSecret: OTHER },
        undefined,
      )
    ).ok,
  ).toBe(true)
  expect(await titleIn(folder, OTHER)).toBe(true)
  // Cut off behind the key file: the database is still under the key before.
  const { db, store } = value(await openStore(options({ folder, databaseSecret: OTHER })))
  const before = db.databaseKey
  store.close()
  value(await makeDatabaseKey(folder, options().random, {}, SECRET, before))
  expect(await titleIn(folder, SECRET)).toBe(true)
  expect(await titleIn(folder, SECRET)).toBe(true)
})

test('[ENC-4] encryption that was cut off goes on at the next start, and it can be taken back', async () => {
  const folder = await plainStation()
  value(await makeDatabaseKey(folder, options().random, {}, SECRET))
  expect(filesWith(folder, WORD)).toHaveLength(2)
  expect(await titleIn(folder, SECRET)).toBe(true)
  expect(filesWith(folder, WORD)).toEqual([])
  value(await decryptFolder(folder, SECRET))
  expect(filesWith(folder, WORD)).toHaveLength(2)
  expect(await titleIn(folder)).toBe(true)
})

test('[ENC-5] a key store that is there keeps the key, so that nobody is asked again', async () => {
  const folder = await plainStation()
  value(await encryptFolder(folder, SECRET))
  const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a)
  const keyStore = { protect: turned, unprotect: turned }
  expect(await titleIn(folder, SECRET, keyStore)).toBe(true)
  expect(await titleIn(folder, undefined, keyStore)).toBe(true)
  expect(await titleIn(folder)).toBe('keyLocked')
})

test('a damaged encrypted database is put aside and its newest good backup takes its place', async () => {
  const folder = await plainStation()
  value(await encryptFolder(folder, SECRET))
  const path = join(folder, DATABASE_FILE)
  writeFileSync(path, readFileSync(path).fill(0xab, 0, 30_000))
  expect(await titleIn(folder, SECRET)).toBe('recovered')
  expect(await titleIn(folder, SECRET)).toBe(true)
  expect(filesWith(folder, WORD)).toEqual([])
})

test('the command line reads, checks, backs up and restores an encrypted station', async () => {
  const folder = await plainStation()
  const photo = Buffer.concat([Buffer.from(WORD), Buffer.alloc(2_500_000, 7), Buffer.from(WORD)])
  const sha256 = createHash('sha256').update(photo).digest('hex')
  const photoIn = (of: string): string => join(of, 'files', sha256.slice(0, 2), sha256)
  mkdirSync(dirname(photoIn(folder)), { recursive: true })
  writeFileSync(photoIn(folder), photo)
  const keyFile = join(scratchFolder({ key: 'a passphrase of the centre\n' }), 'key')
  const place = scratchFolder()
  const run = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ['station/bin/fengsui.ts', ...args], { encoding: 'utf8', timeout: 60_000 })
  const opened = ['--database-key-file', keyFile]
  expect(run('encrypt', '--data', folder, ...opened).stdout).toMatch(/Recovery code .*: (\w{4}-){6}\w{4}/)
  expect(filesWith(folder, WORD)).toEqual([])
  expect(run('digest', '--data', folder).stderr).toMatch(/\(keyLocked: /)
  expect(run('verify', '--data', folder, ...opened)).toMatchObject({ status: 0 })
  const to = join(place, 'one.db')
  expect(run('backup', '--data', folder, '--to', to, '--with-files', ...opened)).toMatchObject({ status: 0 })
  expect(filesWith(place, WORD)).toEqual([])
  const other = scratchFolder()
  expect(run('restore', '--data', other, '--from', to).stderr).toMatch(/\(keyLocked: /)
  expect(readdirSync(place).filter((name) => /^database-[0-9a-f]{16}\.key$/.test(name))).toHaveLength(1)
  // Of a time before the key was changed: it opens with what lies beside it, and comes under the present key.
  const sealedBefore = readFileSync(photoIn(folder))
  expect(run('rotate-key', '--data', folder, ...opened)).toMatchObject({ status: 0 })
  expect(readFileSync(photoIn(folder)).equals(sealedBefore)).toBe(false)
  // Lost on the disk: it comes back from the backup, under the key of now.
  rmSync(photoIn(folder))
  expect(run('restore', '--data', folder, '--from', to, ...opened).stderr).toBe('')
  const restored = run('restore', '--data', other, '--from', to, ...opened)
  expect(restored.stderr).toBe('')
  expect(run('digest', '--data', other, ...opened).stdout).toBe(run('digest', '--data', folder, ...opened).stdout)
  for (const each of [folder, other]) {
    expect([each === folder, filesWith(each, WORD)]).toEqual([each === folder, []])
    expect(
      run('decrypt', '--data', each, ...opened)
        .stderr.toString()
        .replaceAll(/未变 left as it is: .*\n/g, ''),
    ).toBe('')
    expect(readFileSync(photoIn(each)).equals(photo)).toBe(true)
  }
}, 120_000)
