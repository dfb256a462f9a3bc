import { spawn } from 'node:child_process'
// Truncated, altered and vanished databases of a server: it refuses to start, says what to do, and after `recover` it is the
// same server, refilled by its stations. Real files, real stations.
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { recover } from '../../server/bin/recover.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { startProgram } from '../support/programs.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN } from '../support/sync-station.ts'

const PAGE = 8_192

interface Desk {
  readonly folder: string
  readonly port: number
  readonly first: LiveServer
  readonly stations: readonly [SyncStation, SyncStation]
}

/** A server that has worked for a while with two stations, and is closed: one file, nothing in the WAL. */
async function desk(): Promise<Desk> {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const wang = await officer(first, 'wang')
  const viewer = await officer(first, 'viewer', 'viewer')
  const a = await joined(first, 'A')
  const b = await joined(first, 'B')
  for (const station of [a, b]) await signedIn(station, 'wang')
  await signedIn(a, 'viewer')
  for (let index = 0; index < 150; index += 1) {
    a.write('incident', `a${index}`, { title: `fire ${index}`, description: 'x'.repeat(300) }, wang)
    b.write('incident', `b${index}`, { title: `flood ${index}`, description: 'y'.repeat(300) }, wang)
  }
  a.write('incident', 'no', { title: 'without right' }, viewer)
  await a.until(() => nothingWaits(a) && a.store.facts(FUJIAN).records >= 301)
  await b.until(() => sameDigest(a, b))
  await first.close()
  return { folder, port: Number(new URL(first.url).port), first, stations: [a, b] }
}

const nothingWaits = (station: SyncStation): boolean => station.store.facts(FUJIAN).waiting === 0
const sameDigest = (a: SyncStation, b: SyncStation): boolean =>
  Buffer.compare(a.store.facts(FUJIAN).digest, b.store.facts(FUJIAN).digest) === 0

/** Overwrites whole pages with noise. */
function spoil(path: string, fromPage: number, pages: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(pages * PAGE, 0x5a), 0, pages * PAGE, fromPage * PAGE)
  closeSync(file)
}

/** First page of a table or an index, counted from 0. */
function rootPage(path: string, name: string): number {
  const sqlite = new Sqlite(path, { readonly: true })
  const page = sqlite.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name)
  sqlite.close()
  if (page === undefined) throw new Error(`nothing is named ${name}`)
  return page - 1
}

function refusalOf(folder: string): { readonly kind: string; readonly message: string } | undefined {
  const opened = openSqliteLog(folder, Date.now())
  if (!opened.ok) return opened.fault
  void opened.value.close()
  return undefined
}

const DAMAGES: readonly { readonly what: string; readonly harm: (path: string) => void }[] = [
  { what: 'cut to nothing', harm: (path) => truncateSync(path, 0) },
  { what: 'gone', harm: (path) => rmSync(path) },
  { what: 'cut in half', harm: (path) => truncateSync(path, Math.floor(statSync(path).size / 2)) },
  { what: 'spoilt in the middle', harm: (path) => spoil(path, Math.floor(statSync(path).size / PAGE / 2), 4) },
  { what: 'spoilt at its beginning', harm: (path) => spoil(path, 0, 1) },
]

describe('a damaged database', () => {
  test.for(DAMAGES)('[SL-16] $what: refused with what to do, and left as it is', async ({ harm }) => {
    const folder = scratchFolder()
    const server = await liveServer(folder)
    for (let index = 0; index < 200; index += 1)
      await server.log.write(
        FUJIAN,
        [{ kind: 'note', id: asId(`n${index}`), fields: { text: 'z'.repeat(400) } }],
        asId(''),
        1,
      )
    await server.close()
    const path = `${folder}/server.db`
    harm(path)
    const before = existsSync(path) ? readFileSync(path) : null
    const refused = refusalOf(folder)
    expect(refused?.kind).toBe('storeCorrupt')
    expect(refused?.message).toContain(`npm run server -- recover --data ${folder}`)
    await expect(liveServer(folder)).rejects.toThrow('storeCorrupt')
    expect(existsSync(path) ? readFileSync(path) : null).toEqual(before)
  })

  test('[SL-17] part of it unreadable: what can be proved is taken over, stations bring the rest, the server is the same', async () => {
    const { folder, port, first, stations } = await desk()
    const [a, b] = stations
    const path = `${folder}/server.db`
    const pages = statSync(path).size / PAGE
    spoil(path, Math.floor(pages * 0.55), Math.max(3, Math.floor(pages * 0.1)))
    expect(refusalOf(folder)?.kind).toBe('storeCorrupt')
    const damaged = readFileSync(path)
    const done = await recover(folder, Date.now())
    if (!done.ok) throw new Error(done.fault.message)
    expect(done.value.kept === null ? null : readFileSync(done.value.kept)).toEqual(damaged)
    expect(readdirSync(folder)).not.toContain('recovering')

    const again = await liveServer(folder, port)
    expect([again.log.station, again.log.isNew]).toEqual([first.log.station, false])
    expect(again.log.epoch).not.toBe(first.log.epoch)
    await refilled(again, a, b)
    expect((await again.log.records(FUJIAN, VERDICT)).length).toBe(1)
    expect((await a.client.request('signIn', { name: 'wang', password: 'a long password' })).ok).toBe(true)
  })

  test('[SL-17] nothing left but the key: the same server, everything brought back by its stations', async () => {
    const { folder, port, first, stations } = await desk()
    const [a, b] = stations
    for (const name of readdirSync(folder))
      if (name !== 'server.key') rmSync(`${folder}/${name}`, { recursive: true, force: true })
    expect(refusalOf(folder)?.kind).toBe('storeCorrupt')
    const done = await recover(folder, Date.now())
    if (!done.ok) throw new Error(done.fault.message)
    expect(done.value).toMatchObject({ kept: null, changes: 0, admin: { name: 'admin' } })
    const again = await liveServer(folder, port)
    expect(again.log.station).toBe(first.log.station)
    await refilled(again, a, b)
    expect(again.access.directory.officers.has('wang')).toBe(true)
    // Passwords were never anywhere else: the administrator's new one lets officers be given theirs.
    const password = done.value.admin?.password ?? ''
    expect((await a.client.request('signIn', { name: 'wang', password: 'a long password' })).ok).toBe(false)
    expect((await a.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
  })

  test('[SL-17] without the key there is nothing to recover, and a sound database is left alone', async () => {
    const { folder } = await desk()
    expect(await recover(folder, Date.now())).toMatchObject({ ok: false, fault: { kind: 'nothingToChange' } })
    truncateSync(`${folder}/server.db`, 0)
    rmSync(`${folder}/server.key`)
    expect(await recover(folder, Date.now())).toMatchObject({ ok: false, fault: { kind: 'storeCorrupt' } })
    expect(statSync(`${folder}/server.db`).size).toBe(0)
  })

  test('[SL-16] the write-ahead log of the first day gone: what is left is not taken for a new server', async () => {
    const folder = scratchFolder()
    const server = await liveServer(folder)
    const copy = scratchFolder()
    cpSync(`${folder}/server.db`, `${copy}/server.db`)
    await server.close()
    cpSync(`${copy}/server.db`, `${folder}/server.db`)
    expect(refusalOf(folder)).toMatchObject({ kind: 'storeCorrupt' })
    const done = await recover(folder, Date.now())
    expect(done.ok && done.value.admin?.name).toBe('admin')
    expect((await liveServer(folder)).log.station).toBe(server.log.station)
  })
})

test('[SL-17] an embedded server, whose station holds everything, recovers by itself; another one waits for its administrator', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  await server.close()
  truncateSync(`${folder}/server.db`, 9_000)
  const program = startProgram('server/bin/server.ts', ['--data', folder, '--port', '0'])
  await expect(program.said(/Coordination server/)).rejects.toThrow('storeCorrupt')
  const embedded = spawn(process.execPath, ['server/bin/server.ts', '--data', folder, '--port', '0', '--embedded'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<number | null>((resolve) => embedded.once('exit', resolve))
  let text = ''
  for await (const chunk of embedded.stdout) {
    text += String(chunk)
    if (text.includes('One-time password')) break
  }
  embedded.stdin.end()
  expect(await ended).toBe(0)
  expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ url: expect.any(String), joinCode: expect.any(String) })
  expect(readdirSync(`${folder}/damaged`).some((name) => name.endsWith('.db'))).toBe(true)
  expect((await liveServer(folder)).log.station).toBe(server.log.station)
})

/** Both stations are linked again, nothing waits, and all three see the same. */
async function refilled(server: LiveServer, a: SyncStation, b: SyncStation): Promise<void> {
  for (const station of [a, b]) station.client.relink()
  for (const station of [a, b]) {
    await station.until(() => station.store.facts(FUJIAN).cursor?.epoch === server.log.epoch && nothingWaits(station))
    await station.until(() => sameDigest(a, b))
  }
  const tip = await server.log.tip(FUJIAN)
  await a.until(() => a.store.facts(FUJIAN).cursor?.pos === tip)
  expect((await server.log.picture(FUJIAN)).digest).toEqual(new Uint8Array(a.store.facts(FUJIAN).digest))
  for (const record of ['a0', 'a149', 'b0', 'b149'])
    expect(await server.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
  expect(await server.log.record(FUJIAN, 'incident', asId('no'))).toBeUndefined()
}

describe('a large database', () => {
  test('[SL-25] closed in order it is opened at once; not when it was touched, or its check did not end', async () => {
    const folder = scratchFolder()
    const path = join(folder, 'server.db')
    const again = async (found?: Result<null>): Promise<boolean> => {
      const opened = openSqliteLog(folder, Date.now(), undefined, undefined, 0)
      if (!opened.ok) throw new Error(opened.fault.message)
      // Killed from here on, it leaves no mark.
      expect(existsSync(`${path}-clean`)).toBe(false)
      if (found !== undefined) opened.value.checked(found)
      await opened.value.close()
      return opened.value.isUnchecked
    }
    expect(await again()).toBe(false)
    expect(await again(ok(null))).toBe(true)
    expect(await again()).toBe(true)
    expect(await again()).toBe(false)
    const { atime, mtime } = statSync(path)
    utimesSync(path, atime, new Date(mtime.getTime() + 1_000))
    expect(await again()).toBe(false)
    expect(await again(refuse('readOnly', 'could not be read'))).toBe(true)
    expect(await again()).toBe(false)
  })

  test('[SL-25] damage found beside the work is the status of /health, and the next start refuses', async () => {
    const { folder } = await desk()
    const path = join(folder, 'server.db')
    const { atime, mtime } = statSync(path)
    // Read only when somebody asks for a record's history.
    spoil(path, rootPage(path, 'journal_subject'), 1)
    utimesSync(path, atime, mtime)
    const server = await liveServer(folder, 0, undefined, { checkFirstBytes: 0 })
    await expect.poll(() => server.log.trouble?.kind).toBe('storeCorrupt')
    expect(server.log.trouble?.message).toContain(`npm run server -- recover --data ${folder}`)
    const health = (await (await fetch(`${server.url}/health`)).json()) as { readonly status: string }
    expect(health.status).toBe('storeCorrupt')
    await server.close()
    expect(refusalOf(folder)?.kind).toBe('storeCorrupt')
  })

  test.each(['meta', 'subject'])(
    '[SL-25] a start that meets damage, in %s, says what to do as a check does',
    async (table) => {
      const { folder } = await desk()
      const path = join(folder, 'server.db')
      const { atime, mtime } = statSync(path)
      spoil(path, rootPage(path, table), 1)
      utimesSync(path, atime, mtime)
      await expect(liveServer(folder, 0, undefined, { checkFirstBytes: 0 })).rejects.toThrow(
        `npm run server -- recover --data ${folder}`,
      )
      // Nothing holds the folder: it is refused for its damage, not for being in use.
      expect(refusalOf(folder)?.kind).toBe('storeCorrupt')
    },
  )
})
