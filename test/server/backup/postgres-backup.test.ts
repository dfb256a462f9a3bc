// Scheduled backups of a server on a real PostgreSQL: a copy of one moment beside the working server, encrypted, proved by
// restoring, and restored into a server of its own.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { listBackups } from '../../../server/backup/make-backup.ts'
import { BackupSchedule } from '../../../server/backup/schedule.ts'
import { proveApart, copyOutApart } from '../../../server/bin/prove-apart.ts'
import { startServer } from '../../../server/bin/start-server.ts'
import { openStore } from '../../../server/log/open-store.ts'
import type { StoreLog } from '../../../server/log/server-log.ts'
import { pictureCode } from '../../../shared/journal/picture-code.ts'
import type { World } from '../../contract/server-log-world.ts'
import { SPACE, author, push } from '../../contract/server-log-world.ts'
import { livePostgres } from '../../support/live-postgres.ts'
import { LogJudge } from '../../support/log-judge.ts'
import { ROOT, runTool } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'

const postgres = await livePostgres()
const KEY = 'a key of the backups of the centre'

async function opened(folder: string, store?: string): Promise<StoreLog> {
  const log = await openStore({ folder, store, nowMs: Date.now })
  if (!log.ok) throw new Error(`${log.fault.kind}: ${log.fault.message}`)
  onTestFinished(() => log.value.close())
  return log.value
}

test('[SB-7] a server on PostgreSQL backs itself up, encrypted and proved, and is restored from that', async () => {
  const store = await postgres.database()
  const data = scratchFolder()
  const log = await opened(data, store)
  const writer = author(30)
  const hub: World = { log, judge: new LogJudge().knows(writer), place: { open: () => opened(data, store) } }
  await push(hub, writer)
  const before = await log.picture(SPACE)
  const folder = join(data, 'backups')
  const failures: string[] = []
  const schedule = new BackupSchedule({
    data,
    folder,
    secret: new TextEncoder().encode(KEY),
    notes: log.access,
    nowMs: Date.now,
    prove: proveApart,
    copyOut: (work, signal) => copyOutApart({ store, folder: work }, signal),
    log: (detail, message, failed) => void (failed && failures.push(`${message} ${JSON.stringify(detail)}`)),
  })
  onTestFinished(() => schedule.stop())
  const looking = schedule.look()
  // The server goes on meanwhile.
  writer.write('incident', 'meanwhile', { title: 'later' })
  await push(hub, writer, 30)
  await looking
  expect(failures).toEqual([])
  const [made] = listBackups(folder)
  expect(schedule.state).toMatchObject({ last: { path: made?.path }, proved: { path: made?.path }, problem: null })
  expect(readFileSync(made?.path ?? '').includes('SQLite format 3')).toBe(false)
  expect(readdirSync(data).filter((name) => name === 'backing-up' || name === 'proving')).toEqual([])

  const keyFile = join(scratchFolder({ key: KEY }), 'key')
  const target = scratchFolder()
  const args = ['restore', '--data', target, '--from', made?.path ?? '', '--key-file', keyFile]
  const restored = await runTool('node', ['server/bin/server.ts', ...args], ROOT)
  expect(restored).toMatchObject({ code: 0 })
  const again = await opened(target)
  const found = await again.picture(SPACE)
  expect(found.records).toBeGreaterThanOrEqual(before.records)
  const now = await log.picture(SPACE)
  expect([pictureCode(before.digest), pictureCode(now.digest)]).toContain(pictureCode(found.digest))
  expect(again.station).toBe(log.station)
}, 60_000)

test('a whole server started on PostgreSQL makes, proves and tells its backup', async () => {
  const folder = scratchFolder()
  const started = await startServer({
    folder,
    store: await postgres.database(),
    host: '127.0.0.1',
    port: 0,
    embedded: false,
    demo: undefined,
    logger: pino({ level: 'silent' }),
    nowMs: Date.now,
  })
  if (!started.ok) throw new Error(started.fault.message)
  onTestFinished(() => started.value.close())
  await started.value.backups.look()
  expect(listBackups(join(folder, 'backups'))).toHaveLength(1)
  const health = (await (await fetch(`${started.value.url}/health`)).json()) as { readonly backup: unknown }
  expect(health.backup).toMatchObject({ status: 'ok', fault: null })
}, 60_000)
