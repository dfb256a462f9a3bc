// A coordination server and workstations as real processes on folders of their own, with officers who can sign in. Lives as
// long as the test file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { must } from '../../../shared/base/assert.ts'
import type { Role } from '../../../shared/model/role.ts'
import type { Program } from '../../support/programs.ts'
import { launchProgram } from '../../support/programs.ts'
import { ask, statusIs } from './rpc.ts'

const SERVER = 'server/bin/server.ts'
const STATION = 'station/bin/node.ts'
const ADDRESS = /https?:\/\/127\.0\.0\.1:\d+\S*/
const ADMIN = 'admin'

export interface Account {
  readonly name: string
  readonly password: string
  readonly displayName: string
  readonly role: Role
}

/** Two officers on duty, one who may only look, and the administrator. */
export const OFFICERS = {
  lin: { name: 'lin', password: 'lin at seat A', displayName: '林岚', role: 'commander' },
  chen: { name: 'chen', password: 'chen at seat B', displayName: '陈坤', role: 'dutyOfficer' },
  viewer: { name: 'zheng', password: 'zheng looks on', displayName: '郑观', role: 'viewer' },
  admin: { name: ADMIN, password: 'the first administrator', displayName: '系统管理员', role: 'administrator' },
} as const satisfies Readonly<Record<string, Account>>

/** The officers the administrator makes; each begins with a password that was given to them. */
const STAFF = [OFFICERS.lin, OFFICERS.chen, OFFICERS.viewer]
/** Came today: still has the password the administrator gave. */
export const NEWCOMER: Account = {
  name: 'wu',
  password: 'given at first',
  displayName: '吴新',
  role: 'dutyOfficer',
}

/** A program that can be ended and started again on its folder and port. */
export class Runner {
  readonly folder: string
  readonly #entry: string
  readonly #args: readonly string[]
  #port = 0
  #program: Program | undefined

  constructor(entry: string, folder: string, args: readonly string[]) {
    this.#entry = entry
    this.folder = folder
    this.#args = args
  }

  get port(): number {
    return this.#port
  }

  get program(): Program {
    return must(this.#program, `${this.#entry}: it has not been started`)
  }

  /** Starts it, or starts it again where it was; gives the address it prints. */
  async start(more: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const port = String(this.#port)
    this.#program = launchProgram(this.#entry, ['--data', this.folder, '--port', port, ...this.#args, ...more], env)
    const address = (await this.#program.said(ADDRESS))[0]
    this.#port = Number(new URL(address).port)
    return address
  }

  get isRunning(): boolean {
    const child = this.#program?.child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  async stop(): Promise<void> {
    await this.#program?.stop()
  }

  async kill(): Promise<void> {
    await this.#program?.kill()
  }
}

/** One workstation. */
export class Seat {
  readonly name: string
  readonly runner: Runner

  constructor(name: string, runner: Runner) {
    this.name = name
    this.runner = runner
  }

  get folder(): string {
    return this.runner.folder
  }

  /** An address with a one-time ticket for one more window, asked for with the owner's token. */
  async newAddress(): Promise<string> {
    const token = readFileSync(join(this.folder, 'station.token'), 'utf8').trim()
    const asked = { method: 'POST', headers: { authorization: `Bearer ${token}` } }
    const answer = await fetch(`http://127.0.0.1:${this.runner.port}/ticket`, asked)
    return ((await answer.json()) as { readonly address: string }).address
  }

  /** As a test finds it: the cable is in, which only an officer may see to, and nobody is signed in. */
  async reset(): Promise<void> {
    await ask(this.folder, 'setCutOff', { cutOff: false }).catch(mayBeSignedOut)
    await this.signOut()
  }

  /** Whoever is signed in leaves: one officer is on duty for all windows of a station. */
  async signOut(): Promise<void> {
    await ask(this.folder, 'signOut', {}).catch(mayBeSignedOut)
  }
}

function mayBeSignedOut(error: Error): void {
  if (!error.message.includes('notSignedIn')) throw error
}

type Names = readonly [string, ...string[]]

export interface World<Of extends Names> {
  readonly server: Runner
  readonly seats: { readonly [At in keyof Of]: Seat }
}

export interface WorldPlan<Of extends Names> {
  /** Names of the stations, at least one. */
  readonly seats: Of
  /** What the stations link to, when not the server itself: gets the port of the server, gives another. */
  readonly between?: (serverPort: number, seat: string) => Promise<number>
  /** What else every station is started with. */
  readonly seatArgs?: readonly string[]
  /** What else the server is started with. */
  readonly serverArgs?: () => Promise<readonly string[]>
}

/** Call at the top of a test file: everything is up before its first test; each begins linked, with nobody signed in. */
export function useWorld<const Of extends Names>({
  seats: names,
  between,
  seatArgs = [],
  serverArgs,
}: WorldPlan<Of>): () => World<Of> {
  let world: World<Of> | undefined
  const runners: Runner[] = []
  const seats: Seat[] = []
  let base = ''

  function runner(entry: string, folder: string, args: readonly string[]): Runner {
    const made = new Runner(entry, join(base, folder), args)
    runners.push(made)
    return made
  }

  async function startSeat(name: string, serverPort: number, code: string): Promise<Seat> {
    const port = between === undefined ? serverPort : await between(serverPort, name)
    const args = ['--server', `http://127.0.0.1:${port}`, '--name', name, ...seatArgs]
    const seat = new Seat(name, runner(STATION, `seat-${seats.length}`, args))
    seats.push(seat)
    await seat.runner.start(['--join', code])
    return seat
  }

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'fengsui-e2e-'))
    const server = runner(SERVER, 'server', (await serverArgs?.()) ?? [])
    await server.start()
    const oneTime = (await server.program.said(/One-time password of admin: (\S+)/))[1] ?? ''
    const code = (await server.program.said(/Join code of the first station .*: (\S+)/))[1] ?? ''
    const [first, ...others] = names
    const { folder } = await startSeat(first, server.port, code)
    const codes = await prepare(folder, oneTime, others)
    await Promise.all(others.map((name, at) => startSeat(name, server.port, codes[at] ?? '')))
    world = { server, seats: seats as unknown as World<Of>['seats'] }
  })
  afterEach(async () => {
    await Promise.all(seats.filter(({ runner: { isRunning } }) => isRunning).map((seat) => seat.reset()))
  })
  afterAll(async () => {
    await Promise.all(runners.map((one) => one.stop()))
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  })
  return () => must(world, 'the world: it has not been set up')
}

/** The administrator's first morning: a password of his own, officers with theirs, and codes for the other stations. */
async function prepare(folder: string, oneTime: string, names: readonly string[]): Promise<readonly string[]> {
  await statusIs(folder, (status) => status.link === 'linked')
  await changeFirstPassword(folder, OFFICERS.admin, oneTime)
  for (const { name, displayName, role } of [...STAFF, NEWCOMER]) {
    const fields = { name, displayName, agency: CENTRE, role, active: true }
    await ask(folder, 'admin', { order: { order: 'saveOfficer', fields, password: NEWCOMER.password } })
  }
  const codes: string[] = []
  for (const name of names) {
    const invited = await ask(folder, 'admin', { order: { order: 'inviteStation', agency: CENTRE, name, minutes: 30 } })
    if (invited.joinCode === undefined) throw new Error('no join code was given')
    codes.push(invited.joinCode)
  }
  for (const officer of STAFF) await changeFirstPassword(folder, officer, NEWCOMER.password)
  await ask(folder, 'signOut', {})
  return codes
}

/** Signs in with the password an administrator gave, once the station knows the officer, and replaces it. */
async function changeFirstPassword(folder: string, { name, password }: Account, given: string): Promise<void> {
  const known = statusIs(folder, ({ officer }) => officer?.name === name)
  await Promise.all([ask(folder, 'signIn', { name, password: given }).catch(mayComeLater), known])
  await ask(folder, 'changePassword', { password: given, newPassword: password })
}

/** The directory is a step behind the sign-in: the status tells when it has come. */
function mayComeLater(error: Error): void {
  if (!error.message.includes('officerUnknownOffline')) throw error
}
