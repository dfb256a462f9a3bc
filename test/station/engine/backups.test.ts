// Backups of a real station: proved in a thread, copied elsewhere encrypted, told to the officer when they are bad.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../../shared/base/fault.ts'
import { proveApart } from '../../../station/engine/apart.ts'
import type { BackupParts } from '../../../station/engine/backup-schedule.ts'
import { BackupSchedule } from '../../../station/engine/backup-schedule.ts'
import { backupsIn, listBackups } from '../../../station/store/backups.ts'
import { proveBackup } from '../../../station/store/prove-backup.ts'
import { fileStation } from '../../support/file-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'
import { NOW_MS, SPACE, open, value, write } from '../store/stores.ts'

const KEY = new TextEncoder().encode('a key of at least sixteen bytes')
const HOUR_MS = 3_600_000
const NEVER = new AbortController().signal

interface Clocked {
  readonly schedule: BackupSchedule
  readonly folder: string
  readonly told: Fault[]
  nowMs: number
}

async function stationOf(given: Partial<BackupParts> = {}): Promise<Clocked> {
  const folder = scratchFolder()
  const { store, db } = await open({ folder })
  store.ensureSpace(SPACE)
  for (let index = 0; index < 60; index += 1) write(store, `r${index}`, { title: 'x'.repeat(1_000) })
  const told: Fault[] = []
  const clock = { nowMs: NOW_MS }
  const schedule = new BackupSchedule({
    store,
    shelf: db.shelf,
    folder,
    place: () => ({ folder: undefined, secret: undefined }),
    nowMs: () => clocked.nowMs,
    prove: proveApart,
    log: () => undefined,
    onFailed: (fault) => told.push(fault),
    ...given,
  })
  const clocked: Clocked = Object.assign(clock, { schedule, folder, told })
  onTestFinished(() => schedule.stop())
  return clocked
}

/** Turns bytes all over a file, as a bad disk does. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  for (let at = 8_192; at < bytes.length; at += 8_192) bytes.fill(0xab, at, Math.min(at + 200, bytes.length))
  writeFileSync(path, bytes)
}

test('[SB-1] what is written while a backup is made is not in it, and its pictures are of that moment', async () => {
  const folder = scratchFolder()
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  for (let index = 0; index < 200; index += 1) write(store, `r${index}`, { title: 'x'.repeat(2_000) })
  const path = join(scratchFolder(), 'copy.db')
  const making = store.backup(path)
  for (let index = 0; index < 50; index += 1) write(store, `later${index}`, { title: 'meanwhile' })
  const { pictures } = value(await making)
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(pictures).toMatchObject([{ space: SPACE, records: 200 }])
  const job = { backup: path, secret: undefined, pictures, scratch: join(folder, 'proving'), nowMs: NOW_MS }
  expect(value(await proveApart(job, NEVER)).pictures).toEqual(pictures)
  const other = pictures.map((one) => ({ ...one, records: 250 }))
  expect(await proveBackup({ ...job, pictures: other })).toMatchObject({ ok: false, fault: { kind: 'storeCorrupt' } })
})

test('[SB-2] [SB-3] by the clock: every six hours, proved once a day, known after a restart', async () => {
  let proofs = 0
  const station = await stationOf({
    prove(job) {
      proofs += 1
      return proveBackup(job)
    },
  })
  for (let hour = 0; hour <= 48; hour += 3) {
    station.nowMs = NOW_MS + hour * HOUR_MS
    await station.schedule.look()
  }
  // The first of nine goes by the rule: eight hours, and of its day it is not the newest.
  expect(listBackups(station.folder)).toHaveLength(8)
  expect(proofs).toBe(3)
  expect(station.schedule.report).toMatchObject({
    last: { madeMs: station.nowMs },
    proved: { madeMs: station.nowMs },
    elsewhere: null,
    problem: null,
  })
})

test('[SB-3] [SB-4] a copy elsewhere is encrypted; one that does not restore is told, and no more once it holds', async () => {
  const place = scratchFolder()
  let isBad = true
  const station = await stationOf({
    place: () => ({ folder: place, secret: KEY }),
    prove(job, signal) {
      if (isBad) damage(job.backup)
      return proveApart(job, signal)
    },
  })
  await station.schedule.look()
  expect(station.told).toMatchObject([{ kind: 'fileUnreadable', message: expect.stringContaining('altered') }])
  expect(station.schedule.report).toMatchObject({ proved: null, problem: { step: 'prove' } })
  isBad = false
  station.nowMs += 6 * HOUR_MS
  await station.schedule.look()
  const [copy] = backupsIn(place)
  expect(copy?.path.endsWith('.db.sealed')).toBe(true)
  expect(readFileSync(copy?.path ?? '').includes('SQLite format 3')).toBe(false)
  expect(station.schedule.report).toMatchObject({ proved: { path: copy?.path }, problem: null })
  expect(station.told).toHaveLength(1)
})

test('[SB-3] a place that is gone is told once, and backups in the own folder go on', async () => {
  const blocked = scratchFolder({ file: 'no folder' })
  const station = await stationOf({ place: () => ({ folder: join(blocked, 'file'), secret: undefined }) })
  await station.schedule.look()
  await station.schedule.look()
  expect(station.told).toHaveLength(1)
  expect(station.schedule.report).toMatchObject({ problem: { step: 'copy' }, proved: { madeMs: NOW_MS } })
  expect(readdirSync(join(station.folder, 'backups'))).toHaveLength(1)
})

test('[SB-3] a window asks for a backup and for what is known of backups', { timeout: 60_000 }, async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'commander')
  const station = await fileStation(scratchFolder(), 'A')
  await station.join(server)
  await station.must('signIn', { name: 'chief', password: 'a long password' })
  const made = await station.must('backup', { path: null })
  expect(await station.must('backups', {})).toMatchObject({
    last: { path: made.path, bytes: made.bytes },
    proved: { path: made.path },
    problem: null,
  })
  expect(await station.call('backup', { path: made.path })).toMatchObject({ ok: false })
  await station.stop()
})
