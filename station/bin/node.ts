// `npm run station`: one workstation on plain Node, its console served to a browser on this machine.
//   station --data DIR [--server URL …] [--port N] [--name NAME] [--join CODE] [--embedded-server] [--demo]
//           [--encrypt] [--database-key-file FILE]: an encrypted database, docs/operations/encryption.md
//           [--backup-folder DIR] [--key-file FILE] [--server-ca FILE]: the authority of a closed network, kept in DIR/tls
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { faultLine } from '../../shared/base/fault-line.ts'
import { isOpenToRead } from '../../shared/base/loopback.ts'
import type { ServerAnnouncement } from '../../shared/host/engine-messages.ts'
import { keepAuthority } from '../engine/authority.ts'
import type { Engine } from '../engine/create-engine.ts'
import { createEngine } from '../engine/create-engine.ts'
import { nodeHost } from '../host/node-host.ts'
import { openLocalSocket } from '../link/local-socket.ts'
import { PASSPHRASE_VARIABLE, readSecret } from '../store/backup-secret.ts'
import { hasDatabaseKey, readDatabaseSecret } from '../store/database-key.ts'
import { EmbeddedServer } from './embedded-server.ts'
import { encryptFolder, tellEncrypted } from './encrypt-command.ts'
import { PORT_FILE, TOKEN_FILE } from './running-station.ts'

const ROOT = join(import.meta.dirname, '../..')
const STOP_LIMIT_MS = 12_000

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
      'backup-folder': { type: 'string' },
      'key-file': { type: 'string' },
      'server-ca': { type: 'string' },
      encrypt: { type: 'boolean', default: false },
      'database-key-file': { type: 'string' },
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
  const path = join(folder, TOKEN_FILE)
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const token = randomBytes(32).toString('base64url')
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  return token
}

/** The authority this station believes from now on, beside the system's. */
function keepServerCa(folder: string, path: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const kept = keepAuthority(folder, readFileSync(path, 'utf8'), Date.now())
    if (!kept.ok) throw new Error(kept.fault.message)
  } catch (error) {
    fail(`--server-ca ${path}: 不是证书 not a certificate: ${(error as Error).message}`)
  }
}

/** Signs the cookies of open windows: made of the folder's token, so that windows survive a restart of the station. */
function cookieSecret(token: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', token).update('fengsui window cookie').digest())
}

/** Starts the embedded server; resolves with its first announcement, and fails the program when it never comes up. */
function startEmbedded(
  folder: string,
  demo: boolean,
  onRunsAgain: (server: ServerAnnouncement) => void,
  onDown: (reason: string) => void,
): Promise<{ readonly server: EmbeddedServer; readonly first: ServerAnnouncement }> {
  return new Promise((resolve, reject) => {
    let hasRun = false
    const server: EmbeddedServer = new EmbeddedServer({
      folder,
      demo,
      onRuns(announced) {
        if (hasRun) onRunsAgain(announced)
        else resolve({ server, first: announced })
        hasRun = true
      },
      onDown(reason) {
        if (hasRun) onDown(reason)
        else void server.stop().then(() => reject(new Error(`the embedded server did not start: ${reason}`)))
      },
      onFirstPassword: (password) => console.log(`管理员 admin 的一次性密码 One-time password of admin: ${password}`),
    })
  })
}

async function main(): Promise<void> {
  const values = options()
  const folder = values.data ?? join(ROOT, 'data/station')
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port ${values.port}: 须为 must be 0–65535`)
  for (const server of values.server)
    if (!URL.canParse(server)) fail(`--server ${server}: 不是地址 not an address (http://host:port)`)
  const secret = readSecret(values['key-file'], process.env[PASSPHRASE_VARIABLE])
  if (!secret.ok) fail(faultLine(secret.fault))
  const databaseSecret = readDatabaseSecret(values['database-key-file'])
  if (!databaseSecret.ok) fail(faultLine(databaseSecret.fault))
  if (values.encrypt && !hasDatabaseKey(folder)) {
    const code = await encryptFolder(folder, databaseSecret.value)
    if (!code.ok) fail(faultLine(code.fault))
    tellEncrypted(code.value)
  }
  const logger = pino({ level: process.env['FENGSUI_LOG'] ?? 'warn' }, pino.destination(2))

  const serverFolder = join(folder, 'server')
  const name = values.name ?? '本机席位'
  let engine: Engine | undefined
  let announced: ServerAnnouncement | undefined
  const settle = async (server: ServerAnnouncement): Promise<void> => {
    announced = server
    const settled = await engine?.embedded.runs(server, name)
    if (settled === undefined) return
    if (!settled.ok) console.error(faultLine(settled.fault))
    else if (settled.value !== null)
      console.log(
        `演示：已以值班员 ${settled.value.displayName} 登录。Demonstration: signed in as ${settled.value.name}.`,
      )
  }
  if (values['server-ca'] !== undefined) keepServerCa(folder, values['server-ca'])
  const embedded = values['embedded-server']
    ? await startEmbedded(
        serverFolder,
        values.demo,
        (server) => void settle(server),
        (reason) => engine?.embedded.down(reason),
      ).catch((error: unknown) => fail(String(error)))
    : undefined
  const open = async (): Promise<Engine> => {
    const created = await createEngine({
      folder,
      host: nodeHost(),
      logger,
      nowMs: Date.now,
      servers: values.server,
      databaseSecret: databaseSecret.value,
      stationName: values.name,
      // Left out, the console names them.
      backups:
        values['backup-folder'] === undefined && secret.value === undefined
          ? undefined
          : { folder: values['backup-folder'], secret: secret.value },
      restart: () => void restart(),
    })
    if (!created.ok) {
      await embedded?.server.stop()
      fail(faultLine(created.fault))
    }
    const { recovery } = created.value
    if (recovery !== null)
      console.error(
        `数据库损坏已恢复 The database was damaged and recovered: ${recovery.why}; 原文件 damaged file: ${recovery.kept}`,
      )
    return created.value
  }
  /** Windows keep their address: they link anew to the engine that comes after. */
  const restart = async (): Promise<void> => {
    const old = engine
    engine = undefined
    await old?.stop()
    if (stopping) return
    engine = await open()
    if (announced !== undefined) await settle(announced)
  }
  let stopping = false
  const running = await open()
  engine = running
  const token = ownersToken(folder)
  const socket = await openLocalSocket({
    port,
    folder: values.console,
    secret: cookieSecret(token),
    token,
    origins: [],
    nowMs: Date.now,
    health: () => engine?.health() ?? { status: 'starting' },
    onLink: (link) => (engine === undefined ? link.close('the station starts again') : engine.accept(link)),
  }).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === 'EADDRINUSE' ? `--port ${port}: 端口已被占用 the port is taken` : String(error)),
  )
  const portFile = join(folder, PORT_FILE)
  writeFileSync(portFile, `${socket.port}\n`)

  if (embedded !== undefined) await settle(embedded.first)
  for (const server of values.server.filter(isOpenToRead))
    console.error(
      `未加密：到 ${server} 的密码和数据在网络上可被读取，请用 https:// Not encrypted: passwords and data to ${server} can be read on the network; use https://`,
    )
  if (values.join !== undefined && values.server[0] !== undefined) {
    const joined = await running.sync.join(values.server[0], values.join)
    if (!joined.ok) console.error(`--join: ${faultLine(joined.fault)}`)
  }
  console.log(`席位控制台 Console: ${socket.newAddress()}`)

  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    void (async () => {
      await socket.close()
      rmSync(portFile, { force: true })
      await engine?.stop()
      await embedded?.server.stop()
      process.exit(0)
    })()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

await main()
