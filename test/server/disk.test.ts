// The server's disk is full, or cannot be written: nothing is acknowledged that is not stored, the station hears why and keeps
// its changes, reading goes on, and writing comes back by itself. By a limit on the database everywhere; on a real small file
// system where the machine lets a test mount one.
import { expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import { flattenChanges } from '../../shared/sync/frame.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { startProgram } from '../support/programs.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import { ballast, canMakeSmallDisk, inside, onSmallDisk } from '../support/small-disk.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'
import { wireClient } from '../support/wire-client.ts'

const BIG = 'x'.repeat(20_000)

async function health(url: string): Promise<unknown> {
  return (await fetch(`${url}/health`)).json()
}

async function metric(url: string, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
}

/** A joined raw client with a chain of its own. */
async function pusher(url: string, code: string) {
  const author = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await wireClient(url)
  expect((await client.hello(author.key, code)).ok).toBe(true)
  let agreed = 0
  return {
    async push(records: number) {
      for (let index = 0; index < records; index += 1)
        author.write('incident', `w${author.changes.length}`, { title: 'w', description: BIG })
      const changes = flattenChanges(author.changes.slice(agreed))
      const answer = await client.request('push', { space: FUJIAN, changes, seals: [author.seal()] })
      if (answer.ok) agreed = author.changes.length
      return answer
    },
    client,
  }
}

const nothingWaits = (station: SyncStation) => (): boolean => station.store.facts(FUJIAN).waiting === 0

/** Everything the server's disk is full of: what happens, and what happens when it is not any more. */
async function whatAFullDiskMeans(
  url: string,
  code: () => string,
  author: SyncStation,
  officerId: string,
  fill: (wire: Awaited<ReturnType<typeof pusher>>) => Promise<void>,
  makeRoom: () => void,
): Promise<void> {
  const wire = await pusher(url, code())
  author.write('incident', 'before', { title: 'before' }, officerId)
  await author.until(nothingWaits(author))
  await fill(wire)

  const told = await wire.push(40)
  expect(told).toMatchObject({ ok: false, fault: { kind: 'diskFull' } })
  for (let index = 0; index < 40; index += 1)
    author.write('incident', `kept${index}`, { title: 'kept', description: BIG }, officerId)
  expect(await health(url)).toMatchObject({ status: 'diskFull' })
  expect(await metric(url, 'fengsui_disk_refuses')).toBe('1')
  // Asked again and again, it acknowledges nothing it could not store.
  const tip = await tipOf(wire.client)
  expect(await wire.push(0)).toMatchObject({ ok: false, fault: { kind: 'diskFull' } })
  expect(await tipOf(wire.client)).toBe(tip)
  expect(author.store.facts(FUJIAN).waiting).toBe(40)
  expect(author.status().state).toBe('linked')
  // The officers hear of it, once.
  await author.until(() => author.notices.some(({ notice }) => notice === 'notTaken'))
  expect(author.notices.filter(({ notice }) => notice === 'notTaken')).toMatchObject([{ fault: { kind: 'diskFull' } }])
  // Reading goes on.
  expect(
    (await wire.client.request('history', { space: FUJIAN, kind: 'incident', record: 'before', after: 0 })).ok,
  ).toBe(true)

  makeRoom()
  await author.until(nothingWaits(author))
  expect(await wire.push(0)).toMatchObject({ ok: true })
  expect(await health(url)).toMatchObject({ status: 'ok' })
  expect(await metric(url, 'fengsui_disk_refuses')).toBe('0')
  const later = await tipOf(wire.client)
  expect(later).toBeGreaterThan(tip)
  await author.until(() => author.store.facts(FUJIAN).cursor?.pos === later)
}

async function tipOf(client: Awaited<ReturnType<typeof wireClient>>): Promise<number> {
  const checked = await client.request('check', { space: FUJIAN })
  if (!checked.ok) throw new Error(checked.fault.message)
  return checked.value.pos
}

test('[SL-15] a database that may not grow: diskFull is answered, nothing is acknowledged, and it goes on when it may', async () => {
  const server: LiveServer = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  const fill = async (): Promise<void> => server.log.limitSize(1)
  await whatAFullDiskMeans(
    server.url,
    () => server.code(),
    a,
    'wang',
    fill,
    () => server.log.limitSize(null),
  )
  for (const record of ['before', 'kept0', 'kept39'])
    expect(await server.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
}, 60_000)

// Real ones only where the machine lets a test mount them; elsewhere none is registered.
const SMALL_DISKS = canMakeSmallDisk() ? ['tmpfs'] : []

test.for(SMALL_DISKS)(
  '[SL-15] a file system of a few megabytes (%s), really full, and then not',
  { timeout: 120_000 },
  async () => {
    const folder = `${scratchFolder()}/small`
    const program = startProgram('server/bin/server.ts', ['--data', folder, '--port', '0'], {}, onSmallDisk(folder, 16))
    const [, url = ''] = await program.said(/Coordination server: (http\S+)/)
    const [, password = ''] = await program.said(/One-time password of admin: (\S+)/)
    const pid = program.child.pid ?? 0
    const codeOf = (): string =>
      inside(pid, [process.execPath, `${ROOT}/server/bin/server.ts`, 'invite', '--data', folder]).trim()
    const a = await syncStation({ folder: scratchFolder(), servers: [] })
    expect(await a.client.join(url, codeOf())).toEqual({ ok: true, value: null })
    expect((await a.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
    const remove = ballast(pid, folder, 6)
    const fill = async (wire: Awaited<ReturnType<typeof pusher>>): Promise<void> => {
      for (let round = 0; round < 40; round += 1) if (!(await wire.push(20)).ok) return
      throw new Error('the disk did not fill up')
    }
    await whatAFullDiskMeans(url, codeOf, a, 'admin', fill, remove)
    await program.stop()
  },
)

test.for(SMALL_DISKS)(
  '[SL-15] a folder that cannot be written (%s): the server says so and does not start',
  { timeout: 60_000 },
  async () => {
    const folder = `${scratchFolder()}/small`
    const program = startProgram(
      'server/bin/server.ts',
      ['--data', folder, '--port', '0'],
      {},
      onSmallDisk(folder, 4, true),
    )
    await expect(program.said(/Coordination server/)).rejects.toThrow('readOnly: folder')
  },
)
