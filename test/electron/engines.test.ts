// The shell with its real engines: station and embedded server run in worker threads that stand in for utility processes;
// a window is the views' own client over real MessagePorts, handed over as main and preload hand them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { expect, test } from 'vitest'
import { startShell } from '../../electron/main/shell.ts'
import { portConnector } from '../../renderer/link/port-link.ts'
import { ViewClient } from '../../renderer/link/view-client.ts'
import { CHANNELS, PORT_MESSAGE } from '../../shared/host/supervision.ts'
import type { StatusRow } from '../../shared/rpc/rows.ts'
import type { StandIn, StandInContents, StandInSettings } from '../support/electron-stand-in.ts'
import { electronStandIn } from '../support/electron-stand-in.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const PAGE = 'app://fengsui/index.html'
const WAIT_MS = 40_000
const SLOW = { timeout: 120_000 }

interface Desktop extends StandIn {
  readonly data: string
  station(): WorkerProcess
  server(): WorkerProcess
  /** Leaves the program as its menu does. */
  leave(): Promise<void>
}

async function desktop(
  data: string,
  settings: StandInSettings = {},
  args: readonly string[] = ['--demo'],
): Promise<Desktop> {
  const world = electronStandIn(data, { ...settings, real: true })
  await startShell(world.electron, {
    preload: '/preload.cjs',
    stationEntry: join(ROOT, 'station/bin/utility.ts'),
    serverEntry: join(ROOT, 'server/bin/server.ts'),
    renderer: data,
    arguments: args,
    nowMs: Date.now,
    later: (run, afterMs) => void setTimeout(run, afterMs).unref(),
  })
  const running = (name: string): WorkerProcess => {
    const found = WorkerProcess.running.find(({ entry }) => entry.endsWith(name))
    if (found === undefined) throw new Error(`${name} does not run`)
    return found
  }
  return Object.assign(world, {
    data,
    station: () => running('utility.ts'),
    server: () => running('server.ts'),
    leave: () => leave(world),
  })
}

function leave({ app }: StandIn): Promise<void> {
  const ended = [...WorkerProcess.running].map((one) => one.exited())
  app.emit('before-quit', { preventDefault: () => undefined })
  return Promise.all(ended).then(() => undefined)
}

interface Page {
  readonly client: ViewClient
  /** The newest status row, as soon as one fits. */
  status(fits: (row: StatusRow) => boolean): Promise<StatusRow>
  close(): void
}

/** What a window's page does: asks for a port, takes those that are handed, watches the status. */
function openPage(world: Desktop, window = 0): Page {
  const contents = world.windows[window]?.webContents as StandInContents
  let take: (event: MessageEvent<unknown>) => void = () => undefined
  contents.onPosted = ({ channel, ports }) => {
    if (channel === CHANNELS.port) take({ data: { type: PORT_MESSAGE }, ports } as unknown as MessageEvent<unknown>)
  }
  const client = new ViewClient({
    connector: portConnector({ addEventListener: (_type, listener) => void (take = listener) }, () =>
      world.send(CHANNELS.portWanted, PAGE, contents),
    ),
    nowMs: Date.now,
    random: Math.random,
    onState: () => undefined,
    onHeard: () => undefined,
  })
  onTestFinished(() => client.stop())
  let now: StatusRow | undefined
  const looks = new Set<() => void>()
  client.watch(
    'status',
    {},
    {
      onRows({ put }) {
        now = (put as unknown as readonly StatusRow[]).at(-1) ?? now
        for (const look of [...looks]) look()
      },
      onFault: () => undefined,
      onStale: () => undefined,
    },
  )
  client.start()
  return {
    client,
    close: () => client.stop(),
    status: (fits) =>
      new Promise((resolve, reject) => {
        const over = (then: () => void): void => {
          clearTimeout(limit)
          looks.delete(look)
          then()
        }
        const look = (): void => {
          const row = now
          if (row !== undefined && fits(row)) over(() => resolve(row))
        }
        const limit = setTimeout(
          () => over(() => reject(new Error(`the status never fitted: ${JSON.stringify(now)}`))),
          WAIT_MS,
        )
        looks.add(look)
        look()
      }),
  }
}

const inDemonstration = (row: StatusRow): boolean => row.link === 'linked' && row.officer !== null && row.demonstration

test(
  '[HO-3] an empty machine opens the demonstration; a reloaded window and a killed station go on with a new port',
  SLOW,
  async () => {
    const world = await desktop(scratchFolder())
    const page = openPage(world)
    const { officer, station, spaces } = await page.status(inDemonstration)
    expect(officer?.role).toBe('dutyOfficer')
    const space = spaces[0]?.id ?? ''
    const before = await page.client.call('digest', { space })
    const input = { title: '积水', category: '10000' }
    const { id } = await page.client.call('run', { space, command: 'reportIncident', input, callId: 'a' })
    page.close()

    const reloaded = openPage(world)
    expect((await reloaded.status(inDemonstration)).station).toBe(station)

    const killed = world.station()
    killed.kill()
    await killed.exited()
    // The same client, the same watch: over the port of the station that was started instead.
    const after = await reloaded.status((row) => inDemonstration(row) && WorkerProcess.running.length === 2)
    expect(world.station()).not.toBe(killed)
    expect(after.station).toBe(station)
    expect((await reloaded.client.call('digest', { space })).records).toBe(before.records + 1)
    await reloaded.client.call('run', {
      space,
      command: 'amendIncident',
      input: { id, fields: { title: '积水半米' } },
      callId: 'b',
    })
    await world.leave()
  },
)

test(
  'two windows, each with a port of its own, see the same; sleep drops the link and waking brings it back',
  SLOW,
  async () => {
    const world = await desktop(scratchFolder())
    const main = openPage(world)
    await world.invoke(CHANNELS.openView, PAGE, 'map')
    const map = openPage(world, 1)
    await main.status(inDemonstration)
    const { spaces } = await map.status(inDemonstration)
    const space = spaces[0]?.id ?? ''
    const before = spaces[0]?.records ?? 0
    const input = { title: '积水', category: '10000' }
    await main.client.call('run', { space, command: 'reportIncident', input, callId: 'a' })
    await map.status((row) => (row.spaces[0]?.records ?? 0) > before)
    world.power.emit('suspend')
    await map.status(({ link }) => link === 'cutOff')
    world.power.emit('resume')
    await map.status(({ link }) => link === 'linked')
    await world.leave()
  },
)

test('an embedded server that dies is started again, and the station follows it to its new address', SLOW, async () => {
  const world = await desktop(scratchFolder())
  const page = openPage(world)
  const before = await page.status(inDemonstration)
  const killed = world.server()
  killed.kill()
  await killed.exited()
  const cut = await page.status((row) => row.link === 'cutOff')
  const after = await page.status((row) => row.link === 'linked')
  expect(world.server()).not.toBe(killed)
  expect([cut.station, after.station]).toEqual([before.station, before.station])
  expect(after.server).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await world.leave()
})

test(
  "[HO-5] the key is sealed by this machine's store; another store opens nothing, changes nothing, and says so",
  SLOW,
  async () => {
    const data = scratchFolder()
    const keyFile = join(data, 'station/station.key')
    const first = await desktop(data, { keyStore: 'wang-on-pc-7' }, ['--server', 'http://127.0.0.1:1'])
    const { station } = await openPage(first).status(() => true)
    await first.leave()
    const sealed = readFileSync(keyFile, 'utf8')
    const file = JSON.parse(sealed) as { readonly wrapped: boolean; readonly key: string }
    expect([file.wrapped, Buffer.from(file.key, 'base64').toString()]).toEqual([
      true,
      expect.stringMatching(/^wang-on-pc-7:/),
    ])

    const other = await desktop(data, { keyStore: 'li-on-pc-9', locale: 'en' }, ['--server', 'http://127.0.0.1:1'])
    const ended = other.station().exited()
    await ended
    const page = decodeURIComponent(other.windows[0]?.loaded.at(-1) ?? '')
    expect(page).toContain('Nothing was changed and nothing is lost')
    expect([readFileSync(keyFile, 'utf8'), WorkerProcess.running.length]).toEqual([sealed, 0])

    const again = await desktop(data, { keyStore: 'wang-on-pc-7' }, ['--server', 'http://127.0.0.1:1'])
    expect((await openPage(again).status(() => true)).station).toBe(station)
    await again.leave()
  },
)

test('without a key store the key lies in a file of its owner, and is sealed once there is a store', SLOW, async () => {
  const data = scratchFolder()
  const keyFile = join(data, 'station/station.key')
  const wrapped = (): boolean => (JSON.parse(readFileSync(keyFile, 'utf8')) as { readonly wrapped: boolean }).wrapped
  const seen: string[] = []
  for (const keyStore of [undefined, 'now there']) {
    const world = await desktop(data, { hasKeyStore: keyStore !== undefined, keyStore: keyStore ?? '' }, [
      '--server',
      'http://127.0.0.1:1',
    ])
    const { station } = await openPage(world).status(() => true)
    await world.leave()
    seen.push(`${station} ${wrapped()}`)
  }
  const [station = ''] = (seen[0] ?? '').split(' ')
  expect(seen).toEqual([`${station} false`, `${station} true`])
})

test('a second program on the same folder is told who holds it, on the safe screen', SLOW, async () => {
  const data = scratchFolder()
  const first = await desktop(data, {}, ['--server', 'http://127.0.0.1:1'])
  await openPage(first).status(() => true)
  const second = await desktop(data, { locale: 'en' }, ['--server', 'http://127.0.0.1:1'])
  await WorkerProcess.running[1]?.exited()
  expect(decodeURIComponent(second.windows[0]?.loaded.at(-1) ?? '')).toContain('Leave that program first')
  await first.leave()
  writeFileSync(join(data, 'still-writable'), '')
})
