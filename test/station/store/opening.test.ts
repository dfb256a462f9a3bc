import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backupName, backupWhenDue, listBackups, whyBad } from '../../../station/store/backups.ts'
import type { OpenOptions } from '../../../station/store/open-store.ts'
import { DAMAGED_FOLDER, DATABASE_FILE, openStore } from '../../../station/store/open-store.ts'
import { checkDatabase } from '../../../station/store/prove-backup.ts'
import { KEY_FILE } from '../../../station/store/station-key.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, open, options, rid, value, write } from './stores.ts'

async function refusal(given: Partial<OpenOptions> & { readonly folder: string }): Promise<string | undefined> {
  const opened = await openStore(options(given))
  if (!opened.ok) return opened.fault.kind
  opened.value.store.close()
  return undefined
}

/** A station with `count` records, closed; a scheduled backup was made after `backupAt` of them. */
async function stationWith(folder: string, count: number, backupAt?: number): Promise<string> {
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  for (let index = 0; index < count; index += 1) {
    write(store, `r${index}`, { title: `t${index}`, description: 'x'.repeat(300) })
    if (index + 1 === backupAt) value(await backupWhenDue(store, folder, NOW_MS, () => undefined))
  }
  store.close()
  return join(folder, DATABASE_FILE)
}

describe('opening', () => {
  test('a second station on the same folder is refused and told who holds it', async () => {
    const folder = scratchFolder()
    const { store } = await open({ folder })
    const second = await openStore(options({ folder }))
    expect(second).toMatchObject({ ok: false, fault: { kind: 'folderInUse', detail: { pid: String(process.pid) } } })
    store.close()
    expect(await refusal({ folder })).toBeUndefined()
  })

  test('a database of a newer program is refused and left as it is', async () => {
    const folder = scratchFolder()
    const { store, db } = await open({ folder })
    db.sqlite.pragma('user_version = 99')
    store.close()
    const before = readFileSync(join(folder, DATABASE_FILE))
    expect(await refusal({ folder })).toBe('storeNewer')
    expect(readFileSync(join(folder, DATABASE_FILE)).equals(before)).toBe(true)
  })

  test('a folder that is a file is refused', async () => {
    const folder = scratchFolder({ file: '' })
    expect(await refusal({ folder: join(folder, 'file') })).toBe('readOnly')
  })

  test.each([
    ['overwritten in the middle', (path: string) => writeFileSync(path, damaged(readFileSync(path)))],
    ['truncated', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['not a database', (path: string) => writeFileSync(path, 'rubbish, and long enough to be no empty database')],
  ])('a database that is %s is put aside and the newest good backup takes its place', async (_, damage) => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 60, 40)
    // A newer backup that is damaged itself is passed over.
    mkdirSync(join(folder, 'backups'), { recursive: true })
    writeFileSync(join(folder, 'backups', backupName(NOW_MS + 3_600_000)), 'rubbish')
    damage(path)
    const evidence = readFileSync(path)
    const events: string[] = []
    const opened = await open({ folder, log: (event) => events.push(event) })
    expect(opened.recovery).toMatchObject({ from: { madeMs: NOW_MS } })
    expect(readFileSync(opened.recovery?.kept ?? '').equals(evidence)).toBe(true)
    expect(opened.store.facts(SPACE).records).toBeGreaterThanOrEqual(40)
    expect(events).toContain('recovery')
    // Numbers 41 to 60 of the old chain may be at the server: we go on under another.
    const [old] = opened.store.tips(SPACE)
    const next = write(opened.store, 'after', { title: 'x' })
    expect(next.head.chain).not.toBe(old?.chain)
    expect(opened.store.station).toBe(old?.station)
  })

  test('[OP-1] a large database closed in order is opened at once; one that was not, was touched, or never got its check is checked first', async () => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 20)
    const events: string[] = []
    const again = async (): Promise<Awaited<ReturnType<typeof open>>> => {
      events.length = 0
      return open({ folder, checkFirstBytes: 0, log: (event) => events.push(event) })
    }
    const clean = await again()
    expect([clean.isUnchecked, events]).toEqual([true, []])
    // The check beside the work did not come to its end.
    clean.store.close()
    const unfinished = await again()
    expect([unfinished.isUnchecked, events]).toEqual([false, ['check']])
    unfinished.store.close()
    const found = await again()
    expect(found.isUnchecked).toBe(true)
    found.checked(true)
    found.store.close()
    // Another program, a copy, a restored file: it is not what was closed.
    const { atime, mtime } = statSync(path)
    utimesSync(path, atime, new Date(mtime.getTime() + 1_000))
    const touched = await again()
    expect([touched.isUnchecked, events]).toEqual([false, ['check']])
    write(touched.store, 'late', { title: 'x' })
    touched.store.close()
    expect((await again()).isUnchecked).toBe(true)
    // Killed: the mark is gone since the folder was opened.
    const killed = await open({ folder: moved(folder), checkFirstBytes: 0 })
    expect(killed.isUnchecked).toBe(false)
  })

  test('[OP-2] what the check beside the work finds damaged is replaced at the next start', async () => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 60, 40)
    const { atime, mtime } = statSync(path)
    damageDerived(path)
    utimesSync(path, atime, mtime)
    const opened = await open({ folder, checkFirstBytes: 0 })
    expect([opened.isUnchecked, opened.recovery]).toEqual([true, null])
    const found = checkDatabase({ database: path })
    expect(found).toMatchObject({ ok: false, fault: { kind: 'storeCorrupt' } })
    opened.checked(found.ok)
    opened.store.close()
    const next = await open({ folder, checkFirstBytes: 0 })
    expect(next.recovery).toMatchObject({ from: { madeMs: NOW_MS }, salvaged: 20 })
  })

  test('[OP-2] a large database that cannot even be opened is checked and replaced at once', async () => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 60, 40)
    const { atime, mtime } = statSync(path)
    writeFileSync(path, damaged(readFileSync(path)))
    utimesSync(path, atime, mtime)
    const opened = await open({ folder, checkFirstBytes: 0 })
    expect(opened).toMatchObject({ isUnchecked: false, recovery: { from: { madeMs: NOW_MS } } })
  })

  test('what can still be read of the damaged file is taken over, and waits for the server again', async () => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 60, 40)
    damageDerived(path)
    const { store, recovery } = await open({ folder })
    expect(recovery).toMatchObject({ from: { madeMs: NOW_MS }, salvaged: 20 })
    expect(store.facts(SPACE)).toMatchObject({ records: 60, waiting: 60 })
    expect(readdirSync(join(folder, DAMAGED_FOLDER)).filter((name) => name.includes('reading'))).toEqual([])
  })

  test('without any good backup the station begins empty and says so', async () => {
    const folder = scratchFolder()
    const path = await stationWith(folder, 5)
    writeFileSync(path, 'rubbish, and long enough to be no empty database')
    const { recovery, store } = await open({ folder })
    expect(recovery).toMatchObject({ from: null })
    expect(readdirSync(join(folder, DAMAGED_FOLDER))).toHaveLength(1)
    expect(store.spaces()).toEqual([])
  })

  test('the key stays the same, only its owner may read it, and hooks wrap it', async () => {
    const folder = scratchFolder()
    const first = await open({ folder })
    const { station } = first.store
    first.store.close()
    expect(statSync(join(folder, KEY_FILE)).mode & 0o777).toBe(0o600)
    const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a)
    const hooks = { protect: async (bytes: Uint8Array) => Promise.resolve(turned(bytes)), unprotect: turned }
    for (let round = 0; round < 2; round += 1) {
      const wrapped = await open({ folder, ...hooks })
      expect(wrapped.store.station).toBe(station)
      wrapped.store.close()
    }
    expect(JSON.parse(readFileSync(join(folder, KEY_FILE), 'utf8'))).toMatchObject({ wrapped: true })
    expect(await refusal({ folder })).toBe('keyLocked')
    writeFileSync(join(folder, KEY_FILE), '{')
    expect(await refusal({ folder })).toBe('fileUnreadable')
  })
})

describe('backups', () => {
  test('a backup made while writing goes on is whole and opens as a station of its own', async () => {
    const folder = scratchFolder()
    const { store } = await open({ folder })
    store.ensureSpace(SPACE)
    for (let index = 0; index < 50; index += 1) write(store, `r${index}`, { title: 'x'.repeat(2_000) })
    const path = join(folder, 'copy', DATABASE_FILE)
    const running = store.backup(path)
    write(store, 'meanwhile', { title: 'x' })
    expect(value(await running).bytes).toBe(statSync(path).size)
    expect(whyBad(path)).toBeUndefined()
    const copy = await open({ folder: join(folder, 'copy') })
    expect(copy.store.facts(SPACE).records).toBeGreaterThanOrEqual(50)
    expect(copy.store.read(SPACE, 'incident', rid('r49'))).toBeDefined()
  })

  test('a scheduled one only when due; those the rule says are kept', async () => {
    const folder = scratchFolder()
    const { store } = await open({ folder })
    const hourMs = 3_600_000
    const policy = { everyMs: hourMs, keep: { hourly: 3, daily: 0, weekly: 0 } }
    const made: (string | null)[] = []
    for (const hours of [0, 0.5, 1, 2, 3, 4])
      made.push(value(await backupWhenDue(store, folder, NOW_MS + hours * hourMs, () => undefined, policy)).path)
    expect(made.map((path) => path !== null)).toEqual([true, false, true, true, true, true])
    expect(listBackups(folder).map(({ madeMs }) => (madeMs - NOW_MS) / hourMs)).toEqual([4, 3, 2])
  })

  test('a backup that cannot be written is a fault and leaves nothing behind', async () => {
    const folder = scratchFolder({ file: 'x' })
    const { store } = await open()
    expect(await store.backup(join(folder, 'file', 'x.db'))).toMatchObject({ ok: false })
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

/** A copy: the folder itself is still locked by this process. */
function moved(folder: string): string {
  const copy = scratchFolder()
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

/** Damages what is only derived: the journal can be read. */
function damageDerived(path: string): void {
  const sqlite = new Sqlite(path)
  const page = sqlite.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'incident_received'`).pluck().get()
  const bytes = Number(sqlite.pragma('page_size', { simple: true }))
  sqlite.close()
  const content = readFileSync(path)
  content.fill(0xab, (Number(page) - 1) * bytes, Number(page) * bytes)
  writeFileSync(path, content)
}

function damaged(bytes: Buffer): Buffer {
  for (let at = 8_192; at < bytes.length; at += 8_192) bytes.fill(0xab, at, at + 200)
  return bytes
}
