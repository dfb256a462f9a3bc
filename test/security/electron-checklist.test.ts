// Electron's own security checklist (https://www.electronjs.org/docs/latest/tutorial/security, numbers in the titles), held
// over main, preload, windows and the packaged program, as one list. What a single point needs in more detail is tested in
// test/electron.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { APP_ORIGIN, CONTENT_POLICY } from '../../electron/main/app-files.ts'
import { SAFE_WEB_PREFERENCES, isOwnPage } from '../../electron/main/lockdown.ts'
import { startShell } from '../../electron/main/shell.ts'
import { CHANNELS } from '../../shared/host/supervision.ts'
import type { StandIn } from '../support/electron-stand-in.ts'
import { StandInContents, electronStandIn } from '../support/electron-stand-in.ts'
import { ROOT } from '../support/run-tool.ts'

const PAGE = `${APP_ORIGIN}/index.html`

async function shell(args: readonly string[] = ['--server', 'http://127.0.0.1:1']): Promise<StandIn> {
  const data = mkdtempSync(join(tmpdir(), 'checklist-'))
  mkdirSync(join(data, 'renderer'))
  writeFileSync(join(data, 'renderer/index.html'), '<p>console</p>')
  const standIn = electronStandIn(data)
  await startShell(standIn.electron, {
    preload: '/dist/preload.cjs',
    stationEntry: '/dist/station.js',
    serverEntry: '/dist/server.js',
    renderer: join(data, 'renderer'),
    arguments: args,
    nowMs: () => 1_000,
    later: () => undefined,
  })
  return standIn
}

function sources(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(ROOT.length + 1), text: readFileSync(path, 'utf8') }))
}

/** Lines of electron/ that match, as `path: line`. */
function linesWith(pattern: RegExp, folder = 'electron'): readonly string[] {
  return sources(folder).flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
}

test('1: only our own pages are loaded, over app:// alone', async () => {
  const { windows } = await shell()
  expect(windows.flatMap(({ loaded }) => loaded).every((address) => address.startsWith(`${APP_ORIGIN}/`))).toBe(true)
  expect(linesWith(/loadURL\(|loadFile\(/).map((line) => line.replace(/^.*?loadURL\(/, ''))).toEqual([
    'this.#safePage ?? pageOf(view))',
    'pageOf(view))',
    'page)',
  ])
})

test('2 to 8, 10, 11: every window is isolated, sandboxed, without Node, without webviews and with web security', async () => {
  const { windows } = await shell()
  for (const { options } of windows)
    expect(options['webPreferences']).toEqual({ ...SAFE_WEB_PREFERENCES, preload: '/dist/preload.cjs' })
  expect(SAFE_WEB_PREFERENCES).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
  })
  for (const unsafe of [
    'experimentalFeatures',
    'enableBlinkFeatures',
    'disableBlinkFeatures',
    'enableRemoteModule',
    'devTools',
  ])
    expect(Object.keys(SAFE_WEB_PREFERENCES)).not.toContain(unsafe)
  // There is one place where windows are made, and it takes these.
  expect(linesWith(/new this\.#electron\.BrowserWindow\(|new BrowserWindow\(/)).toHaveLength(1)
  expect(linesWith(/BrowserView|WebContentsView|appendSwitch|commandLine|--no-sandbox|disable-web-security/)).toEqual(
    [],
  )
})

test('5: permissions are denied but for writing text to the clipboard from our pages', async () => {
  const { permission } = await shell()
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'clipboard-read',
    'display-capture',
    'fileSystem',
    'hid',
    'serial',
    'usb',
    'window-management',
    'unknown',
  ]
  expect(asked.filter((one) => permission(one).some(Boolean))).toEqual([])
  expect(permission('clipboard-sanitized-write')).toEqual([true, true])
  expect(permission('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false])
})

test('7: the content policy allows no script but ours, and no network', () => {
  expect(CONTENT_POLICY).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(CONTENT_POLICY).not.toMatch(/unsafe-eval|wasm-unsafe|https?:|\*|script-src[^;]*unsafe-inline/)
})

test('12, 13, 14: no webview, no navigation away, no new window, whatever the address', async () => {
  const contents = (await shell()).windows[0]?.webContents as StandInContents
  const addresses = [
    'https://evil.example/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'data:text/html,<script>1</script>',
    'javascript:alert(1)',
    'app://fengsui.evil/',
    'app://fengsui@evil.example/',
    'about:blank',
    `blob:${APP_ORIGIN}/x`,
  ]
  for (const url of addresses) {
    let prevented = false
    contents.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
    expect([url, prevented, isOwnPage(url)]).toEqual([url, true, false])
  }
  let attached = true
  contents.emit('will-attach-webview', { preventDefault: () => (attached = false) })
  expect([attached, contents.openHandler?.()]).toEqual([false, { action: 'deny' }])
})

test('15: nothing is opened outside but the page of a directory, over https, and nothing else of the system’s shell is reached', async () => {
  expect(linesWith(/openPath|showItemInFolder|child_process|execFile|execSync|\bspawn\(/)).toEqual([])
  expect(linesWith(/openExternal/)).toEqual([expect.stringContaining('electron.shell.openExternal(url.href)')])
  const world = await shell()
  const open = (address: string): Promise<unknown> => world.invoke(CHANNELS.openSignInPage, PAGE, address)
  for (const address of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://elsewhere.example/',
    'smb://x/y',
    'x',
    '',
  ])
    await expect(open(address)).rejects.toThrow(/a page of the web/)
  expect(world.opened).toEqual([])
  expect(await open('https://directory.example/auth?state=1')).toBe(true)
  expect(world.opened).toEqual(['https://directory.example/auth?state=1'])
})

test('16: the Electron of the lock file is exact, and no older than the last three that are kept up', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly electron: string }
  }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number(devDependencies.electron.split('.', 1)[0])).toBeGreaterThanOrEqual(45)
})

test('17: every message is checked for who sends it: page, frame and form', async () => {
  const world = await shell()
  expect(world.listened.toSorted()).toEqual(
    Object.values(CHANNELS)
      .filter((channel) => channel !== CHANNELS.port)
      .toSorted(),
  )
  for (const channel of Object.values(CHANNELS)) {
    if (channel === CHANNELS.port || channel === CHANNELS.portWanted) continue
    for (const address of ['https://evil.example/', 'file:///x', 'data:text/html,x', 'app://fengsui.evil/'])
      await expect(world.invoke(channel, address, {})).rejects.toThrow(/not one of our pages/)
    await expect(world.invoke(channel, PAGE, {}, false)).rejects.toThrow(/not one of our pages/)
  }
  const stranger = new StandInContents()
  world.send(CHANNELS.portWanted, 'https://evil.example/', stranger)
  expect(stranger.posted).toEqual([])
})

test('18: pages come over app://, not file://, and the scheme is not let around the policy', () => {
  const privileges = linesWith(/scheme: 'app'/)
  expect(privileges).toHaveLength(1)
  expect(privileges[0]).not.toMatch(/bypassCSP|allowServiceWorkers|corsEnabled/)
  expect(linesWith(/file:\/\//)).toEqual([])
})

test('19: the fuses of the packaged program are off and on as they should be', () => {
  const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')
  const fuses = Object.fromEntries(
    [...config.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(fuses).toMatchObject({
    runAsNode: 'false',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    grantFileProtocolExtraPrivileges: 'false',
  })
})

test('20: the preload exposes fixed calls, and neither ipcRenderer nor anything of Node', () => {
  expect(linesWith(/exposeInMainWorld/, 'electron/preload')).toEqual([
    "electron/preload/preload.ts: contextBridge.exposeInMainWorld('fengsuiHost', bridge)",
  ])
  const [preload] = sources('electron/preload')
  expect(preload?.text.match(/from '([^'.][^']*)'/g)).toEqual(["from 'electron'"])
  // Each call goes to one named channel; no channel and no listener is the page's to choose.
  expect(preload?.text.match(/ipcRenderer\.\w+\((?!CHANNELS\.)/g)).toBeNull()
})

test('engines start without variables that would make them something else, and one copy of the program runs', async () => {
  process.env['ELECTRON_RUN_AS_NODE'] = '1'
  process.env['NODE_OPTIONS'] = '--inspect'
  try {
    const { processes } = await shell([])
    for (const { environment } of processes)
      expect(
        Object.keys(environment).filter((name) => /^(ELECTRON_RUN_AS_NODE|NODE_OPTIONS|LD_PRELOAD)$/.test(name)),
      ).toEqual([])
    expect(processes.length).toBeGreaterThan(0)
  } finally {
    delete process.env['ELECTRON_RUN_AS_NODE']
    delete process.env['NODE_OPTIONS']
  }
  expect(linesWith(/requestSingleInstanceLock/)).toHaveLength(1)
})
