// `npm run station`: one workstation on plain Node, its console served to a browser on this machine.
//   station --data DIR [--server URL …] [--port N] [--name NAME] [--join CODE] [--embedded-server] [--demo]
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { DIRECTORY } from '../../shared/model/directory.ts'
import type { Engine } from '../engine/create-engine.ts'
import { createEngine } from '../engine/create-engine.ts'
import { nodeHost } from '../host/node-host.ts'
import { openLocalSocket } from '../link/local-socket.ts'
import type { EmbeddedServer } from './embedded-server.ts'
import { startEmbeddedServer } from './embedded-server.ts'

const ROOT = join(import.meta.dirname, '../..')
const STOP_LIMIT_MS = 12_000
const LINK_LIMIT_MS = 20_000

function options() {
  return parseArgs({
    options: {
      data: { type: 'string' },
      server: { type: 'string', multiple: true, default: [] },
      port: { type: 'string', default: '0' },
      name: { type: 'string' },
      join: { type: 'string' },
      'embedded-server': { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      console: { type: 'string', default: join(ROOT, 'dist/renderer') },
    },
  }).values
}

function fail(text: string): never {
  console.error(text)
  process.exit(1)
}

/** The owner's token: whoever can read it may open the console and use the command line. */
function ownersToken(folder: string): string {
  const path = join(folder, 'station.token')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const token = randomBytes(32).toString('base64url')
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  return token
}

/** Signs the cookies of open windows: made of the folder's token, so that windows survive a restart of the station. */
function cookieSecret(token: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', token).update('fengsui window cookie').digest())
}

async function linked(engine: Engine): Promise<boolean> {
  const endMs = Date.now() + LINK_LIMIT_MS
  while (Date.now() < endMs) {
    if (
      engine.sync.status.state === 'linked' &&
      engine.store.spaces().includes(DIRECTORY) &&
      engine.store.facts(DIRECTORY).cursor !== null
    )
      return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

/** Joins the embedded server once; in the demonstration signs its duty officer in. */
async function settleIn(engine: Engine, server: EmbeddedServer, name: string): Promise<void> {
  const { url, joinCode, demo } = server.announcement
  if (engine.store.meta('embedded.joined') !== true) {
    engine.store.setMeta('station.name', name)
    const joined = await engine.sync.join(url, joinCode)
    if (!joined.ok) fail(`${joined.fault.kind}: ${joined.fault.message}`)
    engine.store.setMeta('embedded.joined', true)
  }
  if (demo === undefined || !(await linked(engine))) return
  const signed = await engine.sessions.signIn(demo.name, demo.password)
  if (signed.ok)
    console.log(`演示：已以值班员 ${signed.value.displayName} 登录。Demonstration: signed in as ${demo.name}.`)
  else console.error(`${signed.fault.kind}: ${signed.fault.message}`)
}

async function main(): Promise<void> {
  const values = options()
  const folder = values.data ?? join(ROOT, 'data/station')
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port ${values.port}: 0 to 65535`)
  for (const server of values.server)
    if (!URL.canParse(server)) fail(`--server ${server}: not an address (http://host:port)`)
  const logger = pino({ level: process.env['FENGSUI_LOG'] ?? 'warn' }, pino.destination(2))

  const serverFolder = join(folder, 'server')
  const embedded = values['embedded-server']
    ? await startEmbeddedServer(serverFolder, 0, values.demo).catch((error: unknown) => fail(String(error)))
    : undefined
  const created = await createEngine({
    folder,
    host: nodeHost(),
    logger,
    nowMs: Date.now,
    servers: embedded === undefined ? values.server : [embedded.announcement.url],
    stationName: values.name,
  })
  if (!created.ok) {
    await embedded?.stop()
    fail(`${created.fault.kind}: ${created.fault.message}`)
  }
  const engine = created.value
  if (engine.recovery !== null)
    console.error(
      `数据库损坏已恢复 The database was damaged and recovered: ${engine.recovery.why}; 原文件 damaged file: ${engine.recovery.kept}`,
    )
  const token = ownersToken(folder)
  const socket = await openLocalSocket({
    port,
    folder: values.console,
    secret: cookieSecret(token),
    token,
    origins: [],
    nowMs: Date.now,
    health: () => engine.health(),
    onLink: (link) => engine.accept(link),
  }).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === 'EADDRINUSE' ? `--port ${port}: 端口已被占用 the port is taken` : String(error)),
  )
  writeFileSync(join(folder, 'station.port'), `${socket.port}\n`)

  if (embedded !== undefined) await settleIn(engine, embedded, values.name ?? '本机席位')
  if (values.join !== undefined && values.server[0] !== undefined) {
    const joined = await engine.sync.join(values.server[0], values.join)
    if (!joined.ok) console.error(`--join: ${joined.fault.kind}: ${joined.fault.message}`)
  }
  const first = embedded?.adminPassword()
  if (first !== undefined) console.log(`管理员 admin 的一次性口令 One-time password of admin: ${first}`)
  console.log(`席位控制台 Console: ${socket.newAddress()}`)

  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    void (async () => {
      await socket.close()
      await engine.stop()
      await embedded?.stop()
      process.exit(0)
    })()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

await main()
