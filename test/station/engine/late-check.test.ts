// A real engine on a large database that was damaged while it was closed: it opens at once, finds the damage in its thread
// beside the work, tells the officers, and the next start is on the backup.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { Engine } from '../../../station/engine/create-engine.ts'
import { createEngine } from '../../../station/engine/create-engine.ts'
import { nodeHost } from '../../../station/host/node-host.ts'
import { DATABASE_FILE } from '../../../station/store/open-store.ts'
import { scratchFolder } from '../../support/scratch.ts'

const ALERTS = 'station.alerts'

async function engineOn(folder: string, checkFirstBytes: number): Promise<Engine> {
  const logger = pino({ level: 'silent' })
  const rest = { host: nodeHost(), logger, nowMs: Date.now, servers: [], stationName: 'A', checkFirstBytes }
  const created = await createEngine({ folder, ...rest })
  if (!created.ok) throw new Error(created.fault.message)
  return created.value
}

test('[OP-2] the officers are told of damage found beside the work, and the next start mends it', async () => {
  const folder = scratchFolder()
  const first = await engineOn(folder, 0)
  first.store.ensureSpace(asId('fujian'))
  await first.stop()
  const path = join(folder, DATABASE_FILE)
  const { atime, mtime } = statSync(path)
  const sqlite = new Sqlite(path, { readonly: true })
  const page = Number(
    sqlite.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'incident_received'`).pluck().get(),
  )
  const bytes = Number(sqlite.pragma('page_size', { simple: true }))
  sqlite.close()
  writeFileSync(path, readFileSync(path).fill(0xab, (page - 1) * bytes, page * bytes))
  utimesSync(path, atime, mtime)

  const second = await engineOn(folder, 0)
  onTestFinished(() => second.stop())
  expect(second.recovery).toBeNull()
  await expect.poll(() => second.store.meta(ALERTS), { timeout: 20_000 }).toMatchObject([{ kind: 'damaged' }])
  await second.stop()

  const third = await engineOn(folder, 0)
  onTestFinished(() => third.stop())
  expect(third.recovery?.why).toMatch(/page/)
})
