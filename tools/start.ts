// `npm start`: the console in Electron where Electron is here (or can be fetched), else in the browser from a station on
// plain Node with an embedded server. On an empty data folder it opens the demonstration. Says what it does, in both
// languages. Options after `--`: --browser, --electron, --no-open, --data DIR, --port N, and any option of the station.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildElectron } from './build-electron.ts'
import { electronBinary } from './electron-binary.ts'
import { fetchElectron } from './fetch-electron.ts'
import { openInBrowser } from './open-in-browser.ts'
import { buildRendererIfStale } from './renderer-build.ts'
import { ended, ROOT, stopWith } from './run-child.ts'
import { startOptions } from './start-options.ts'

const STOP_GRACE_MS = 15_000

function say(chinese: string, english: string): void {
  console.log(`${chinese}\n${english}`)
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== ''
}

function isEmpty(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0
}

async function startElectron(binary: string, rest: readonly string[]): Promise<number> {
  say('正在构建桌面程序……', 'Building the desktop program …')
  await buildRendererIfStale()
  await buildElectron()
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  const child = spawn(binary, [ROOT, ...rest], { cwd: ROOT, stdio: 'inherit', env })
  stopWith(child, STOP_GRACE_MS)
  return ended(child)
}

async function startInBrowser(data: string, rest: readonly string[], open: boolean): Promise<number> {
  say(
    '以浏览器方式启动：本机席位 + 内嵌协同服务器。',
    'Starting for a browser: a station on this machine with an embedded coordination server.',
  )
  if (await buildRendererIfStale()) say('界面已重新构建。', 'The console was rebuilt.')
  const fresh = isEmpty(data)
  if (fresh) {
    say(
      '数据目录为空：将打开演示空间（2023 年台风“杜苏芮”），并以值班员身份登录。',
      'The data folder is empty: opening the demonstration (typhoon Doksuri, 2023), signed in as a duty officer.',
    )
  }
  mkdirSync(data, { recursive: true })
  say(`数据目录：${data}`, `Data folder: ${data}`)
  const args = ['station/bin/node.ts', '--data', data, '--embedded-server', ...(fresh ? ['--demo'] : []), ...rest]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['inherit', 'pipe', 'inherit'] })
  stopWith(child, STOP_GRACE_MS)
  let announced = false
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    process.stdout.write(text)
    const address = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\S*/.exec(text)?.[0]
    if (address === undefined || announced) return
    announced = true
    say(`\n请在浏览器中打开：${address}`, `Open in a browser: ${address}`)
    say('按 Ctrl+C 停止。', 'Press Ctrl+C to stop.')
    if (open && hasDisplay()) openInBrowser(address)
  })
  return ended(child)
}

async function main(): Promise<number> {
  const options = startOptions(process.argv.slice(2), join(ROOT, 'data/station'))
  const wantsElectron = options.electron || (!options.browser && hasDisplay() && process.env['CI'] === undefined)
  if (wantsElectron) {
    const binary = electronBinary() ?? (await fetchElectron(options.electron))
    // An empty embedded server begins with the demonstration; one with data takes no notice.
    if (binary !== undefined) return startElectron(binary, ['--demo', ...options.rest])
    say(
      '本机没有 Electron 程序，改用浏览器。',
      'There is no Electron program on this machine; using the browser instead.',
    )
  }
  return startInBrowser(options.data, options.rest, options.open)
}

process.exitCode = await main()
