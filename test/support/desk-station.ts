// A whole station of any agency, seen through a view's link as a window sees it: calls, commands, and lists of the duty desk
// kept up to date by differences.
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import type { StationHost } from '../../shared/host/host.ts'
import type { RowsFrame, StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { ItemFilter, WatchMeta } from '../../shared/rpc/watches.ts'
import type { Engine } from '../../station/engine/create-engine.ts'
import { createEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'
import { memoryPair } from '../../station/link/memory-pair.ts'
import type { LiveServer } from './live-server.ts'

export const SPACE = 'fujian'
const UNTIL_LIMIT_MS = 60_000

export interface DeskList {
  rows(): readonly ItemRow[]
  meta(): WatchMeta<'items'>
  /** Resolves when it is so; looked at after every difference. */
  until(holds: () => boolean): Promise<void>
}

export interface DeskStation {
  readonly engine: Engine
  call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<Result<MethodAnswer<Name>>>
  run<Name extends CommandName>(
    command: Name,
    input: CommandInput<Name>,
    space?: string,
  ): Promise<Result<MethodAnswer<'run'>>>
  /** The id of the record the command was about, or the test fails. */
  must<Name extends CommandName>(command: Name, input: CommandInput<Name>, space?: string): Promise<string>
  /** Follows a list; limit 0 for its counts alone. */
  items(kind: string, filter: ItemFilter, limit?: number, space?: string): DeskList
  /** Resolves when it is so; looked at after every commit. */
  until(holds: () => boolean): Promise<void>
  stop(): Promise<void>
}

export interface DeskStationOptions {
  readonly folder: string
  readonly name: string
  readonly server: LiveServer
  readonly agency: string
  /** Passphrase of a folder that is encrypted. */
  readonly databaseSecret?: Uint8Array
  /** Another machine than plain Node. */
  readonly host?: StationHost
  /** Called when the station is to start again. */
  readonly restart?: () => void
  /** Where it links to, when not to the server itself. */
  readonly port?: number
  /** A clock of its own, which may be wrong, and how long the machine has been on. */
  readonly nowMs?: () => number
  readonly uptimeMs?: () => number
}

/** Opens a station, joins it to its agency and waits for the link; ended with the test if not before. */
export async function deskStation({
  folder,
  name,
  server,
  agency,
  port,
  databaseSecret,
  host,
  restart,
  nowMs = Date.now,
  uptimeMs,
}: DeskStationOptions): Promise<DeskStation> {
  const created = await createEngine({
    folder,
    host: host ?? nodeHost(),
    logger: pino({ level: 'silent' }),
    nowMs,
    ...(uptimeMs === undefined ? {} : { uptimeMs }),
    servers: [],
    stationName: name,
    ...(databaseSecret === undefined ? {} : { databaseSecret }),
    ...(restart === undefined ? {} : { restart }),
  })
  if (!created.ok) throw new Error(`${created.fault.kind}: ${created.fault.message}`)
  const engine = created.value
  let isOpen = true
  const stop = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await engine.stop()
  }
  onTestFinished(stop)
  const [view, own] = memoryPair<ViewFrame, StationFrame>()
  engine.accept(own)
  const answers = new Map<number, (result: Result<unknown>) => void>()
  const watches = new Map<number, (frame: RowsFrame) => void>()
  let lastId = 0
  view.onFrame((frame) => {
    if (frame.t === 'result') answers.get(frame.id)?.({ ok: true, value: frame.value })
    if (frame.t === 'fault') answers.get(frame.id)?.({ ok: false, fault: frame.fault })
    if (frame.t !== 'rows') return
    watches.get(frame.id)?.(frame)
    view.send({ t: 'ack', id: frame.id, seq: frame.seq })
  })
  const call: DeskStation['call'] = (method, params) =>
    new Promise((resolve) => {
      lastId += 1
      const id = lastId
      answers.set(id, (result) => {
        answers.delete(id)
        resolve(result as Result<MethodAnswer<typeof method>>)
      })
      view.send({ t: 'call', id, method, params })
    })
  const run: DeskStation['run'] = (command, input, space = SPACE) =>
    call('run', { space, command, input: input as Json, callId: randomBytes(8).toString('hex') })

  const station: DeskStation = {
    engine,
    call,
    run,
    stop,
    async must(command, input, space) {
      const done = await run(command, input, space)
      if (!done.ok) throw new Error(`${command}: ${done.fault.kind}: ${done.fault.message}`)
      return done.value.id
    },
    items(kind, filter, limit = 500, space = SPACE) {
      lastId += 1
      const id = lastId
      let rows = new Map<string, ItemRow>()
      let order: readonly string[] = []
      let meta: WatchMeta<'items'> = { total: 0, byState: {} }
      const looks = new Set<() => void>()
      watches.set(id, (frame) => {
        if (frame.reset) [rows, order] = [new Map(), []]
        for (const key of frame.del) rows.delete(key)
        const put = frame.put as unknown as readonly ItemRow[]
        for (const row of put) rows.set(row.key, row)
        order = frame.order ?? [...order, ...put.flatMap(({ key }) => (order.includes(key) ? [] : [key]))]
        if (frame.meta !== undefined) meta = frame.meta as unknown as WatchMeta<'items'>
        for (const look of [...looks]) look()
      })
      const params = { space, kind, filter, sort: 'at' as const, descending: false, offset: 0, limit }
      view.send({ t: 'watch', id, watch: 'items', params: params as unknown as Json })
      const now = (): readonly ItemRow[] => order.flatMap((key) => rows.get(key) ?? [])
      return { rows: now, meta: () => meta, until: (holds) => heard(looks, holds, () => JSON.stringify(now())) }
    },
    until(holds) {
      const looks = new Set<() => void>()
      const off = engine.store.onTouched(() => {
        for (const look of [...looks]) look()
      })
      return heard(looks, holds, () => JSON.stringify(engine.sync.status)).finally(off)
    },
  }
  const address = port === undefined ? server.url : `http://127.0.0.1:${port}`
  // A folder that joined before links by itself.
  if (engine.store.meta('sync.servers') === undefined) {
    const joined = await call('join', {
      server: address,
      code: await server.access.invite(asId(agency), name, 60),
      stationName: name,
    })
    if (!joined.ok) throw new Error(`join: ${joined.fault.kind}: ${joined.fault.message}`)
  }
  await station.until(() => engine.sync.status.state === 'linked' && engine.store.spaces().includes(asId(SPACE)))
  return station
}

function heard(looks: Set<() => void>, holds: () => boolean, told: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      looks.delete(look)
      clearInterval(again)
      reject(new Error(`never came true: ${String(holds)}\n${told()}`))
    }, UNTIL_LIMIT_MS)
    const look = (): void => {
      if (!holds()) return
      clearTimeout(limit)
      clearInterval(again)
      looks.delete(look)
      resolve()
    }
    // The link moves without a commit as well.
    const again = setInterval(look, 100)
    looks.add(look)
    look()
  })
}
