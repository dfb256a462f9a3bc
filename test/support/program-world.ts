// A coordination server and stations as real programs on folders of their own, each station behind a proxy that can be told to
// misbehave, with a book of everything a station said it had recorded. What the soak and the fault tests break and heal.
// Works inside and outside Vitest: whoever opens a world closes it.
import { randomBytes } from 'node:crypto'
import { cpSync, createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { CENTRE } from '../../server/admin/first-start.ts'
import type * as StartServer from '../../server/bin/start-server.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import type { MethodAnswer } from '../../shared/rpc/methods.ts'
import type { ItemRow, SpaceStatus, StatusRow } from '../../shared/rpc/rows.ts'
import { freePort } from '../../tools/free-port.ts'
import type { FaultyProxy } from './faulty-proxy.ts'
import { CALM, faultyProxy } from './faulty-proxy.ts'
import type { Program } from './programs.ts'
import { launchProgram } from './programs.ts'
import type { Call } from './rest-world.ts'
import { EVERY_RIGHT, callerOf } from './rest-world.ts'
import { ROOT } from './run-tool.ts'
import { SeatLink } from './seat-link.ts'
import type { SeededDice } from './seeded.ts'

export const SPACE = 'fujian'
const SERVER = 'server/bin/server.ts'
const STATION = 'station/bin/node.ts'
const OFFICERS = ['wang', 'lin', 'chen'] as const
const PASSWORD = 'a long password'
const UNTIL_LIMIT_MS = 60_000
/** The directory is a step behind the link, and no row of the status bar tells when it has come. */
const SIGN_IN_TRIES = 50
const SIGN_IN_PAUSE_MS = 100

/** A program that can be ended and started again on its folder. */
export class Machine {
  readonly folder: string
  #entry: string
  readonly #args: readonly string[]
  readonly #ready: RegExp
  env: NodeJS.ProcessEnv = {}
  /** Where its log is appended; undefined where nobody asked. */
  log: string | undefined
  /** How often it was started: a life is from one start to the next. */
  lives = 0
  program: Program | undefined

  constructor(entry: string, folder: string, args: readonly string[], ready: RegExp) {
    this.folder = folder
    this.#entry = entry
    this.#args = args
    this.#ready = ready
  }

  get pid(): number | undefined {
    return this.program?.child.pid
  }

  async start(more: readonly string[] = []): Promise<void> {
    this.lives += 1
    const env = { ...this.env, ...(this.log === undefined ? {} : { FENGSUI_LOG: 'info' }) }
    this.program = launchProgram(this.#entry, ['--data', this.folder, ...this.#args, ...more], env)
    if (this.log !== undefined) this.program.child.stderr?.pipe(createWriteStream(this.log, { flags: 'a' }))
    await this.program.said(this.#ready)
  }

  /** From the next start on it runs another program on the same folder. */
  replace(entry: string): void {
    this.#entry = entry
  }

  async stop(): Promise<void> {
    await this.program?.stop()
    this.program = undefined
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.program?.kill()
    this.program = undefined
  }
}

/** One station, its officer, and its cable. */
export class ProgramSeat {
  readonly name: string
  readonly machine: Machine
  readonly proxy: FaultyProxy
  readonly officer: string
  readonly #world: ProgramWorld
  #link: SeatLink | undefined

  constructor(name: string, machine: Machine, proxy: FaultyProxy, officer: string, world: ProgramWorld) {
    this.name = name
    this.machine = machine
    this.proxy = proxy
    this.officer = officer
    this.#world = world
  }

  get isUp(): boolean {
    return this.#link !== undefined
  }

  get status(): StatusRow | undefined {
    return this.#link?.status
  }

  get space(): SpaceStatus | undefined {
    return this.status?.spaces.find(({ id }) => id === SPACE)
  }

  /** Starts the program and opens a window; its officer signs in if nobody is. */
  async start(more: readonly string[] = []): Promise<void> {
    await this.machine.start(more)
    this.#link = await SeatLink.open(this.machine.folder, () => this.#world.moved())
    await this.#world.until(() => this.status !== undefined, `${this.name} tells its status`)
    if (this.status?.officer === null) await this.signIn()
  }

  /** The first time the server must be there, and the directory must have come. */
  async signIn(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const signed = await this.call('signIn', { name: this.officer, password: PASSWORD })
      // A station that was killed meanwhile is signed in at when it is up again.
      if (signed.ok || signed.fault.kind === 'linkLost') return
      if (signed.fault.kind !== 'officerUnknownOffline' || attempt > SIGN_IN_TRIES) throw new FaultError(signed.fault)
      const known = (): boolean => this.status?.link === 'linked' && this.space !== undefined
      await this.#world.until(known, `${this.name} is linked and knows its space`)
      await new Promise((resolve) => setTimeout(resolve, SIGN_IN_PAUSE_MS))
    }
  }

  async stop(): Promise<void> {
    this.#link = undefined
    await this.machine.stop()
  }

  async kill(): Promise<void> {
    this.#link = undefined
    await this.machine.kill()
  }

  /** The newest records of a kind at this station. */
  list(kind: string, limit: number): Promise<readonly ItemRow[]> {
    return this.#link?.list(SPACE, kind, limit) ?? Promise.resolve([])
  }

  call: SeatLink['call'] = (method, params) =>
    this.#link?.call(method, params) ?? Promise.resolve(refuse('linkLost', 'the station is off'))

  /** Runs a command; what the station says it has recorded goes into the book. */
  async run<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<Result<MethodAnswer<'run'>>> {
    const callId = randomBytes(8).toString('hex')
    const done = await this.call('run', { space: SPACE, command, input: input as Json, callId })
    if (done.ok) for (const change of done.value.changes) this.#world.recorded.set(change, this.name)
    return done
  }
}

export interface WorldOptions {
  /** An empty folder; the caller removes it. */
  readonly folder: string
  readonly seats: number
  readonly dice: SeededDice
  /** Environment of a program, by the name of its machine (`server`, `A`, `B` …). */
  readonly env?: (name: string) => NodeJS.ProcessEnv
  /** An existing folder for the programs' logs. */
  readonly logs?: string | undefined
  /** Where the program of a machine is taken from, when not from this tree. */
  readonly rootOf?: (name: string) => string
  /** The server has a REST gateway, and `world.rest` calls it. */
  readonly rest?: boolean
}

export class ProgramWorld {
  readonly folder: string
  readonly dice: SeededDice
  readonly server: Machine
  readonly port: number
  readonly seats: ProgramSeat[] = []
  /** Every change a station said it had recorded, and which station. */
  readonly recorded = new Map<string, string>()
  /** Of the gateway, where there is one. */
  rest: Call | undefined
  readonly #env: (name: string) => NodeJS.ProcessEnv
  readonly #logs: string | undefined
  readonly #rootOf: (name: string) => string
  readonly #looks = new Set<() => void>()

  private constructor({ folder, dice, env, logs, rootOf }: WorldOptions, port: number) {
    this.folder = folder
    this.dice = dice
    this.port = port
    this.#env = env ?? (() => ({}))
    this.#logs = logs
    this.#rootOf = rootOf ?? (() => ROOT)
    const args = ['--port', String(port)]
    const entry = join(this.#rootOf('server'), SERVER)
    this.server = new Machine(entry, join(folder, 'server'), args, /Coordination server: (http\S+)/)
    this.#dress(this.server, 'server')
  }

  /** Everything is up, linked and signed in. */
  static async open(options: WorldOptions): Promise<ProgramWorld> {
    const world = new ProgramWorld(options, await freePort())
    try {
      const rest = options.rest === true ? await freePort() : undefined
      const { codes, key } = await prepareServer(world.server.folder, options.seats, world.#rootOf('server'), rest)
      if (rest !== undefined && key !== undefined)
        world.rest = callerOf(`http://127.0.0.1:${rest}`, { authorization: `Bearer ${key}` })
      await world.server.start()
      for (const [at, code] of codes.entries()) await world.#addSeat(String.fromCharCode(65 + at), code)
      return world
    } catch (error) {
      await world.close()
      throw error
    }
  }

  /** Something may have become true. */
  moved(): void {
    for (const look of [...this.#looks]) look()
  }

  /** Resolves when `holds` is true; looked at whenever a station's status moves. */
  until(holds: () => boolean, what: string, limitMs = UNTIL_LIMIT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#looks.delete(look)
        const states = this.seats.map(({ name, status, space }) => [
          name,
          status?.link,
          status?.linkFault,
          space?.waiting,
          space?.records,
          space?.pictureCode,
          space?.differs,
        ])
        reject(new Error(`never came true: ${what}\n${JSON.stringify(states)}`))
      }, limitMs)
      const look = (): void => {
        if (!holds()) return
        clearTimeout(limit)
        this.#looks.delete(look)
        resolve()
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Every cable is in and calm, every program runs, nothing waits, and all show the same picture; gives its code. */
  async settle(limitMs = UNTIL_LIMIT_MS): Promise<string> {
    if (this.server.program === undefined) await this.server.start()
    for (const seat of this.seats) {
      seat.proxy.faults = CALM
      seat.proxy.heal()
      if (!seat.isUp) await seat.start()
      await seat.call('relink', {})
    }
    const one = (): boolean => {
      const spaces = this.seats.map((seat) => (seat.status?.link === 'linked' ? seat.space : undefined))
      return spaces.every(
        (space) => space?.waiting === 0 && !space.differs && space.pictureCode === spaces[0]?.pictureCode,
      )
    }
    await this.until(one, 'nothing waits and all show one picture', limitMs)
    return this.seats[0]?.space?.pictureCode ?? ''
  }

  /** The same database on two machines: a second seat begins on a copy of a stopped one's folder. */
  async copySeat(from: ProgramSeat): Promise<ProgramSeat> {
    const name = `${from.name}-copy`
    const folder = join(this.folder, name)
    cpSync(from.machine.folder, folder, { recursive: true })
    const seat = await this.#seat(name, folder, from.officer)
    await seat.start()
    return seat
  }

  /** From the next start on every machine runs the program of this tree. */
  update(): void {
    this.server.replace(join(ROOT, SERVER))
    for (const { machine } of this.seats) machine.replace(join(ROOT, STATION))
  }

  /** Ends every program; folders stay. */
  async stop(): Promise<void> {
    for (const seat of this.seats) await seat.stop()
    await this.server.stop()
  }

  /** Ends everything at once, whatever state it is in. */
  async close(): Promise<void> {
    for (const seat of this.seats) {
      await seat.kill()
      await seat.proxy.close()
    }
    await this.server.kill()
  }

  #dress(machine: Machine, name: string): void {
    machine.env = this.#env(name)
    machine.log = this.#logs === undefined ? undefined : join(this.#logs, `${name}.log`)
  }

  async #seat(name: string, folder: string, officer: string): Promise<ProgramSeat> {
    const proxy = await faultyProxy(this.port, this.dice.fork().chance)
    const args = ['--server', `http://127.0.0.1:${proxy.port}`, '--name', name]
    const entry = join(this.#rootOf(name), STATION)
    const machine = new Machine(entry, folder, args, /Console: (http\S+)/)
    this.#dress(machine, name)
    const seat = new ProgramSeat(name, machine, proxy, officer, this)
    this.seats.push(seat)
    return seat
  }

  async #addSeat(name: string, code: string): Promise<void> {
    const officer = OFFICERS[this.seats.length % OFFICERS.length] ?? 'wang'
    const seat = await this.#seat(name, join(this.folder, name), officer)
    await seat.start(['--join', code])
  }
}

/** What an administrator would have done on the first morning; gives a join code for every seat. */
async function prepareServer(
  folder: string,
  seats: number,
  root: string,
  restPort: number | undefined,
): Promise<{ readonly codes: readonly string[]; readonly key: string | undefined }> {
  mkdirSync(folder, { recursive: true })
  // By the program that will run on it: an older one opens no newer database.
  const entry = pathToFileURL(join(root, 'server/bin/start-server.ts')).href
  const { startServer } = (await import(entry)) as typeof StartServer
  const logger = pino({ level: 'silent' })
  const settings = { folder, host: '127.0.0.1', port: 0, embedded: false, demo: undefined, logger, nowMs: Date.now }
  const started = await startServer(settings)
  if (!started.ok) throw new FaultError(started.fault)
  const { access, gateways, close } = started.value
  for (const name of OFFICERS) await access.setPassword(name, PASSWORD, 1, false)
  const fields = { agency: CENTRE, active: true, credentialVersion: 1 }
  // One of them gives orders.
  const roleOf = (name: string): string => (name === 'lin' ? 'commander' : 'dutyOfficer')
  await access.setUp(
    OFFICERS.map((name) => ({
      kind: OFFICER,
      id: asId(name),
      fields: { ...fields, name, displayName: name, role: roleOf(name) },
    })),
  )
  const codes: string[] = []
  for (let at = 0; at < seats; at += 1) codes.push(await access.invite(CENTRE, `seat ${at}`, 60))
  const key = restPort === undefined ? undefined : await restKey(gateways, restPort)
  await close()
  return { codes, key }
}

/** A REST gateway on that port, and the key of a dispatch system that reports through it. */
async function restKey(gateways: StartServer.RunningServer['gateways'], port: number): Promise<string> {
  const order = async (wanted: Parameters<typeof gateways.order>[0]) => {
    const done = await gateways.order(wanted, asId(''))
    if (!done.ok) throw new FaultError(done.fault)
    return done.value
  }
  const named = { kind: 'rest', name: '119', agency: CENTRE, space: SPACE, settings: { port } }
  const { id } = await order({ order: 'save', ...named })
  const input = { name: '119', system: 'fire', rights: EVERY_RIGHT }
  const { told } = await order({ order: 'ask', gateway: id, question: 'newKey', input })
  return (told as { readonly key: string }).key
}
