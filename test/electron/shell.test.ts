// The shell driven through a stand-in of Electron: start, ports, supervision, denial, files, calls.
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engineLog } from '../../electron/main/engine-log.ts'
import { startShell } from '../../electron/main/shell.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import { CHANNELS } from '../../shared/host/supervision.ts'
import type { StandIn } from '../support/electron-stand-in.ts'
import { StandInContents, electronStandIn } from '../support/electron-stand-in.ts'

const PAGE = 'app://fengsui/index.html'

interface World extends StandIn {
  readonly data: string
  readonly laters: (() => void)[]
  readonly clock: { nowMs: number }
}

async function start(
  settings: Parameters<typeof electronStandIn>[1] = {},
  args: readonly string[] = ['--server', 'http://127.0.0.1:1'],
  data = mkdtempSync(join(tmpdir(), 'shell-')),
): Promise<World> {
  const renderer = join(data, 'renderer')
  mkdirSync(renderer, { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<p>console</p>')
  writeFileSync(join(data, 'secret.txt'), 'outside')
  const laters: (() => void)[] = []
  const clock = { nowMs: 1_000 }
  const standIn = electronStandIn(data, settings)
  await startShell(standIn.electron, {
    preload: '/dist/preload.cjs',
    stationEntry: '/dist/station.js',
    serverEntry: '/dist/server.js',
    renderer,
    arguments: args,
    nowMs: () => clock.nowMs,
    later: (run) => void laters.push(run),
  })
  return Object.assign(standIn, { data, laters, clock })
}

describe('start', () => {
  test('a second instance leaves at once, and the first one comes forward', async () => {
    const second = await start({ locked: true })
    expect([second.app.quits, second.windows.length, second.processes.length]).toEqual([1, 0, 0])
    const first = await start()
    first.app.emit('second-instance')
    expect(first.windows[0]?.focused).toBe(1)
  })

  test('windows are sandboxed, isolated and without Node', async () => {
    const { windows } = await start()
    expect(windows[0]?.options['webPreferences']).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      autoplayPolicy: 'no-user-gesture-required',
      preload: '/dist/preload.cjs',
    })
    expect(windows[0]?.loaded).toEqual(['app://fengsui/index.html#/console'])
  })

  test('without a named server an embedded one is started, and the station hears where it listens', async () => {
    const world = await start({}, ['--demo'])
    const [server, station] = world.processes
    expect([server, station].map((one) => [one?.entry, one?.arguments.slice(2)])).toEqual([
      ['/dist/server.js', ['--port', '0', '--embedded', '--demo']],
      ['/dist/station.js', []],
    ])
    server?.print('{"url":"http://127.0.0.1:4100",')
    server?.print('"joinCode":"ABCD"}\n')
    expect(station?.sent).toEqual([])
    station?.say({ type: 'ready' })
    const message = { type: 'server', server: { url: 'http://127.0.0.1:4100', joinCode: 'ABCD' } }
    expect(station?.sent).toEqual([{ message, ports: [] }])
  })

  test("the administrator's one-time password is shown once, can be copied, and nothing else of the output is", async () => {
    const world = await start({ locale: 'en' }, [])
    world.presses.push(0)
    world.processes[0]?.print('{"url":"http://127.0.0.1:4100"}\nOne-time password of admin: K7-PQ\n')
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
    expect([world.boxes.map(({ message }) => message), world.copied]).toEqual([
      ['admin   K7-PQ', 'admin   K7-PQ'],
      ['K7-PQ'],
    ])
  })
})

describe('ports', () => {
  test('[HO-3] a window that asks gets one end, the station the other, and again after a reload', async () => {
    const { processes, windows, send } = await start()
    const contents = windows[0]?.webContents as StandInContents
    send(CHANNELS.portWanted, PAGE, contents)
    send(CHANNELS.portWanted, PAGE, contents)
    expect(contents.posted).toEqual([
      { channel: CHANNELS.port, ports: [{ side: 2 }] },
      { channel: CHANNELS.port, ports: [{ side: 2 }] },
    ])
    expect(processes[0]?.sent).toEqual([
      { message: { type: 'link' }, ports: [{ side: 1 }] },
      { message: { type: 'link' }, ports: [{ side: 1 }] },
    ])
  })

  test('a page that is not ours gets none', async () => {
    const { processes, send } = await start()
    const contents = new StandInContents()
    send(CHANNELS.portWanted, 'https://evil.example/', contents)
    expect([contents.posted, processes[0]?.sent]).toEqual([[], []])
  })

  test('power events reach the station', async () => {
    const { processes, power } = await start()
    power.emit('suspend')
    power.emit('resume')
    expect(processes[0]?.sent.map((one) => one.message)).toEqual([
      { type: 'power', event: 'suspended' },
      { type: 'power', event: 'resumed' },
    ])
  })
})

describe('supervision', () => {
  test('[HO-1] [HO-3] a stopped engine is started again with back-off and every window that had a port gets a new one', async () => {
    const world = await start()
    const contents = world.windows[0]?.webContents as StandInContents
    world.processes[0]?.say({ type: 'ready' })
    expect(contents.posted.length).toBe(0)
    world.send(CHANNELS.portWanted, PAGE, contents)
    world.processes[0]?.exit(9, 'segfault')
    expect(world.processes.length).toBe(1)
    world.laters.shift()?.()
    world.processes[1]?.say({ type: 'ready' })
    expect([world.processes.length, contents.posted.length]).toEqual([2, 2])
  })

  test('a port asked for while the engine starts is handed once', async () => {
    const world = await start()
    const contents = world.windows[0]?.webContents as StandInContents
    world.send(CHANNELS.portWanted, PAGE, contents)
    world.processes[0]?.say({ type: 'ready' })
    expect(contents.posted.length).toBe(1)
    world.processes[0]?.exit(9)
    world.send(CHANNELS.portWanted, PAGE, contents)
    expect(contents.posted.length).toBe(1)
    world.laters.shift()?.()
    world.processes[1]?.say({ type: 'ready' })
    expect(contents.posted.length).toBe(2)
  })

  test('[HO-2] a station that refuses to start is told about at once, in words, and not started again by itself', async () => {
    const world = await start()
    world.processes[0]?.say({ type: 'refused', kind: 'keyLocked', message: 'sealed elsewhere' })
    world.processes[0]?.exit(1)
    const page = decodeURIComponent(world.windows[0]?.loaded.at(-1) ?? '')
    expect(page).toContain('密钥库')
    expect(page).toContain('sealed elsewhere')
    expect([world.processes.length, world.processes[0]?.killed, world.laters.length]).toEqual([1, true, 0])
  })

  test('[HO-1] an embedded server that dies is started again at a new address; when that does not help the station is told, and it is tried on', async () => {
    const world = await start({}, [])
    const station = world.processes[1]
    station?.say({ type: 'ready' })
    const announce = (index: number, port: number): void =>
      world.processes[index]?.print(`{"url":"http://127.0.0.1:${port}"}\n`)
    announce(0, 4100)
    world.processes[0]?.exit(9, 'killed')
    world.laters.shift()?.()
    announce(2, 4101)
    for (const index of [2, 3]) {
      world.processes[index]?.exit(9, 'no space left')
      world.laters.shift()?.()
    }
    expect(station?.sent.map(({ message }) => message)).toEqual([
      { type: 'server', server: { url: 'http://127.0.0.1:4100' } },
      { type: 'server', server: { url: 'http://127.0.0.1:4101' } },
      { type: 'serverDown', reason: 'exit code 9: no space left' },
    ])
    announce(4, 4102)
    expect(station?.sent.at(-1)?.message).toEqual({ type: 'server', server: { url: 'http://127.0.0.1:4102' } })
  })

  test('after three stops the safe screen tells why; its link starts the engine again', async () => {
    const world = await start()
    for (let round = 0; round < 3; round += 1) {
      world.processes[round]?.exit(1, `no space left ${round}`)
      world.laters.splice(0).forEach((run) => run())
    }
    const page = decodeURIComponent(world.windows[0]?.loaded.at(-1) ?? '')
    expect(page).toContain('no space left 2')
    expect(page).toContain(join(world.data, 'station'))
    const prevented: string[] = []
    world.windows[0]?.webContents.emit('will-navigate', {
      url: 'app://fengsui/restart-engine',
      preventDefault: () => prevented.push('stopped'),
    })
    world.processes[3]?.say({ type: 'ready' })
    expect([world.processes.length, prevented, world.windows[0]?.loaded.at(-1)]).toEqual([
      4,
      ['stopped'],
      'app://fengsui/index.html#/console',
    ])
  })

  test('what engines say on their error output is kept in a bounded log each', async () => {
    const world = await start({}, [])
    world.processes[0]?.exit(1, 'server: no space left\n')
    world.processes[1]?.exit(1, 'station: no space left\n')
    const logs = ['server.log', 'station.log'].map((name) => readFileSync(join(world.data, 'logs', name), 'utf8'))
    expect(logs).toEqual(['server: no space left\n', 'station: no space left\n'])
    const path = join(world.data, 'logs', 'small.log')
    const write = engineLog(path, 10)
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) write(line)
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.old`, 'utf8')]).toEqual([
      'three\nfour\n'.slice(6),
      'three\n',
    ])
  })

  test('leaving stops the engine in order before the program quits', async () => {
    const world = await start()
    let prevented = 0
    const quitting = new Promise<void>((resolve) => {
      const before = world.app.quits
      const timer = setInterval(() => {
        if (world.app.quits > before) {
          clearInterval(timer)
          resolve()
        }
      }, 1)
    })
    world.app.emit('before-quit', {
      preventDefault: () => {
        prevented += 1
      },
    })
    await quitting
    expect([prevented, world.processes[0]?.sent.at(-1)?.message, world.processes[0]?.killed]).toEqual([
      1,
      { type: 'stop' },
      false,
    ])
  })
})

describe('denial', () => {
  test('permissions, new windows, webviews and foreign navigation are denied', async () => {
    const world = await start()
    const contents = world.windows[0]?.webContents as StandInContents
    const prevented: string[] = []
    contents.emit('will-navigate', { url: 'https://evil.example/', preventDefault: () => prevented.push('navigate') })
    contents.emit('will-navigate', { url: PAGE, preventDefault: () => prevented.push('reload') })
    contents.emit('will-attach-webview', { preventDefault: () => prevented.push('webview') })
    expect([world.permission(), contents.openHandler?.(), prevented]).toEqual([
      [false, false],
      { action: 'deny' },
      ['navigate', 'webview'],
    ])
  })

  test('[HO-4] text may be put on the clipboard by our own pages; nothing may be read from it', async () => {
    const { permission } = await start()
    expect([
      permission('clipboard-sanitized-write'),
      permission('clipboard-read'),
      permission('clipboard-sanitized-write', 'https://evil.example/'),
      permission('notifications'),
    ]).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ])
  })

  test('a page that died is loaded anew, one whose window closes is not', async () => {
    const { windows } = await start()
    const [window] = windows
    window?.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    window?.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
    window?.close()
    window?.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(window?.loaded).toEqual(['app://fengsui/index.html#/console', 'reload'])
  })

  test('only the fixed channels are listened to', async () => {
    const { listened } = await start()
    expect(listened.toSorted()).toEqual(
      Object.values(CHANNELS)
        .filter((channel) => channel !== CHANNELS.port)
        .toSorted(),
    )
  })

  test('[HO-4] calls from foreign pages and frames, or of another form, are refused', async () => {
    const world = await start()
    const refused = await Promise.all([
      world.invoke(CHANNELS.openView, 'https://evil.example/', 'map').catch(() => 'refused'),
      world.invoke(CHANNELS.openView, PAGE, 'map', false).catch(() => 'refused'),
      world.invoke(CHANNELS.openView, PAGE, '../x').catch(() => 'refused'),
      world.invoke(CHANNELS.saveFile, PAGE, { name: 'a', bytes: 'text' }).catch(() => 'refused'),
      world.invoke(CHANNELS.notify, PAGE, null).catch(() => 'refused'),
      world.invoke(CHANNELS.setLanguage, PAGE, 'fr').catch(() => 'refused'),
    ])
    expect(refused).toEqual(refused.map(() => 'refused'))
  })
})

describe('what a view may ask', () => {
  test('files, printing, notifications, windows and language', async () => {
    const world = await start()
    const file = join(world.data, '图 包.pmtiles')
    writeFileSync(file, 'PMTiles')
    world.dialogAnswer = { canceled: false, filePaths: [file], filePath: join(world.data, 'out.bin') }
    const chosen = await world.invoke(CHANNELS.chooseFiles, PAGE, { extensions: ['pmtiles', '../x'], multiple: false })
    expect(chosen).toEqual([{ name: '图 包.pmtiles', bytes: new Uint8Array(Buffer.from('PMTiles')) }])
    const named = await world.invoke(CHANNELS.chooseFiles, PAGE, { extensions: [], multiple: false, pathOnly: true })
    expect(named).toEqual([{ name: '图 包.pmtiles', bytes: new Uint8Array(), path: file }])
    expect(await world.invoke(CHANNELS.saveFile, PAGE, { name: '../../out.bin', bytes: new Uint8Array([1, 2]) })).toBe(
      true,
    )
    expect(readFileSync(join(world.data, 'out.bin'))).toEqual(Buffer.from([1, 2]))
    await world.invoke(CHANNELS.print, PAGE, undefined)
    expect(await world.invoke(CHANNELS.notify, PAGE, { title: '新事件', body: 'x', urgent: true })).toBe(true)
    await world.invoke(CHANNELS.openView, PAGE, 'map')
    await world.invoke(CHANNELS.openView, PAGE, 'map')
    await world.invoke(CHANNELS.setLanguage, PAGE, 'en')
    expect([
      world.printed,
      world.notified.length,
      world.windows.map((one) => one.loaded[0]),
      world.windows[1]?.focused,
      world.menus.length,
    ]).toEqual([1, 1, ['app://fengsui/index.html#/console', 'app://fengsui/index.html?view=map#/map'], 1, 2])
  })

  test('language, places and open windows are there again at the next start', async () => {
    const world = await start()
    await world.invoke(CHANNELS.setLanguage, PAGE, 'en')
    await world.invoke(CHANNELS.openView, PAGE, 'map')
    world.app.emit('before-quit', { preventDefault: () => undefined })
    for (const window of world.windows) window.close()
    const again = await start({}, ['--server', 'http://127.0.0.1:1'], world.data)
    expect(
      again.windows.map((one) => [one.loaded[0], one.options['x'], one.options['width'], one.options['title']]),
    ).toEqual([
      ['app://fengsui/index.html#/console', 10, 1200, 'Fengsui'],
      ['app://fengsui/index.html?view=map#/map', 10, 1200, 'Fengsui'],
    ])
  })

  test('[HO-11] every view has a window of its own, whose place is remembered apart from the others', async () => {
    const world = await start()
    for (const view of VIEW_NAMES) await world.invoke(CHANNELS.openView, PAGE, view)
    expect(world.windows.length).toBe(VIEW_NAMES.length)
    world.app.emit('before-quit', { preventDefault: () => undefined })
    for (const window of world.windows) window.close()
    const again = await start({}, ['--server', 'http://127.0.0.1:1'], world.data)
    expect(again.windows.map((one) => [one.loaded[0], one.options['width']])).toEqual(
      VIEW_NAMES.map((view) => [`app://fengsui/index.html${view === 'console' ? '' : `?view=${view}`}#/${view}`, 1200]),
    )
  })

  test('the built pages are served with their policy, in ranges too, and nothing else', async () => {
    const world = await start()
    const [page, part, outside, post] = await Promise.all([
      world.serve(PAGE),
      world.serve(PAGE, { headers: { range: 'bytes=3-9' } }),
      world.serve('app://fengsui/..%2fsecret.txt'),
      world.serve(PAGE, { method: 'POST', body: 'x' }),
    ])
    expect([
      page.status,
      await page.text(),
      page.headers.get('content-type'),
      page.headers.get('content-security-policy')?.includes("default-src 'none'"),
    ]).toEqual([200, '<p>console</p>', 'text/html; charset=utf-8', true])
    expect([part.status, await part.text(), part.headers.get('content-range'), outside.status, post.status]).toEqual([
      206,
      'console',
      'bytes 3-9/14',
      404,
      404,
    ])
  })

  test("the station's key is sealed by the system, and not where the system only pretends", async () => {
    const world = await start()
    const station = world.processes[0]
    station?.emit('message', { type: 'protect', id: 1, base64: 'a2V5' })
    station?.emit('message', { type: 'unprotect', id: 2, base64: Buffer.from('sealed:a2V5').toString('base64') })
    station?.emit('message', { type: 'unprotect', id: 3, base64: 'AAAA' })
    expect(station?.sent.map((one) => one.message)).toEqual([
      { type: 'secret', id: 1, base64: Buffer.from('sealed:a2V5').toString('base64') },
      { type: 'secret', id: 2, base64: 'a2V5' },
      { type: 'secret', id: 3, base64: null },
    ])
    const weak = await start({ backend: 'basic_text' })
    weak.processes[0]?.emit('message', { type: 'protect', id: 1, base64: 'a2V5' })
    expect(weak.processes[0]?.sent.map((one) => one.message)).toEqual([
      {
        type: 'secret',
        id: 1,
        base64: process.platform === 'linux' ? null : Buffer.from('sealed:a2V5').toString('base64'),
      },
    ])
  })
})
