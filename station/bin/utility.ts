// One workstation inside Electron's utilityProcess: the same engine as on plain Node, its windows linked by MessagePorts
// that main hands over (also again after a reload), its key sealed by the machine's key store, supervised by main.
//   utility.js --data DIR [--server URL …] [--name NAME] [--join CODE]
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import type { Fault } from '../../shared/base/fault.ts'
import type { FromStation, ToStation } from '../../shared/host/engine-messages.ts'
import { toStationSchema } from '../../shared/host/engine-messages.ts'
import type { Engine } from '../engine/create-engine.ts'
import { createEngine } from '../engine/create-engine.ts'
import { desktopHost } from '../host/desktop-host.ts'
import type { PortShape } from '../link/port-link.ts'
import { portLink } from '../link/port-link.ts'
import { readDatabaseSecret } from '../store/database-key.ts'

const STOP_LIMIT_MS = 7_000
const STATION_NAME = '本机席位'

/** The part of Electron's process.parentPort that is used; the station knows no electron module. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly PortShape[] }) => void,
  ): unknown
  postMessage(message: unknown): void
}

const { parentPort } = process as { readonly parentPort?: ParentPort }
if (parentPort === undefined) {
  console.error('utility.js runs in Electron only; on plain Node it is: npm run station')
  process.exit(1)
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    server: { type: 'string', multiple: true, default: [] },
    name: { type: 'string' },
    join: { type: 'string' },
  },
})
const logger = pino({ level: process.env['FENGSUI_LOG'] ?? 'warn' }, pino.destination(2))
const tell = (message: FromStation): void => parentPort.postMessage(message)
const host = desktopHost(tell)
let engine: Engine | undefined
/** What came before the engine was ready. */
let early: { readonly message: ToStation; readonly ports: readonly PortShape[] }[] = []

/** Said to main, which shows it and does not start this station again by itself. */
function refused({ kind, message }: Fault): void {
  tell({ type: 'refused', kind, message })
  console.error(`${kind}: ${message}`)
}

function take(message: ToStation, ports: readonly PortShape[]): void {
  if (host.take(message)) return
  if (message.type === 'stop') {
    stop()
    return
  }
  if (engine === undefined) {
    early.push({ message, ports })
    return
  }
  const [port] = ports
  if (message.type === 'link' && port !== undefined) engine.accept(portLink(port, true))
  if (message.type === 'serverDown') engine.embedded.down(message.reason)
  if (message.type === 'server')
    void engine.embedded.runs(message.server, values.name ?? STATION_NAME).then((done) => {
      if (!done.ok) logger.warn({ fault: done.fault }, 'the embedded server was not joined')
    })
}

let stopping = false
/** Main starts an engine that ended by itself again, and hands it the windows anew. */
function stop(): void {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
  void (async () => {
    await engine?.stop()
    process.exit(0)
  })()
}

async function start(folder: string): Promise<void> {
  const { server, name, join: code } = values
  // Asked for once: from then on the machine's key store keeps the key of an encrypted database.
  const secret = readDatabaseSecret(undefined)
  if (!secret.ok) {
    refused(secret.fault)
    return
  }
  const created = await createEngine({
    folder,
    host,
    logger,
    nowMs: Date.now,
    servers: server,
    stationName: name,
    databaseSecret: secret.value,
    restart: stop,
  })
  if (!created.ok) {
    refused(created.fault)
    return
  }
  engine = created.value
  if (engine.recovery !== null) logger.warn(engine.recovery, 'the database was damaged and recovered')
  tell({ type: 'ready' })
  for (const { message, ports } of early) take(message, ports)
  early = []
  const [first] = server
  if (code === undefined || first === undefined) return
  const joined = await engine.sync.join(first, code)
  if (!joined.ok) logger.warn({ fault: joined.fault }, 'the server was not joined')
}

parentPort.on('message', ({ data, ports }) => {
  const message = toStationSchema.safeParse(data)
  if (message.success) take(message.data, ports)
  else logger.warn({ data: JSON.stringify(data).slice(0, 200) }, 'main sent something unknown')
})

if (values.data === undefined) refused({ kind: 'invalidInput', message: '--data is missing' })
else await start(values.data)
