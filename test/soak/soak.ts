// Everything at once, for as long as asked: a server and stations as real programs, officers who write, attach files, issue directives
// and sign for them, a dispatch system that reports through a gateway, cables that are bad and
// are pulled, programs that are stopped and killed, backups of all of them; checked on the way and at the end. In its first
// half anything may die; in the second programs live on, so that their memory and handles can be judged.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { random } from '../../server/log/node-crypto.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { problemsIn } from '../../shared/rpc/verify.ts'
import type { DeskCounts } from '../support/desk-hands.ts'
import { DeskHands } from '../support/desk-hands.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import type { ProgramSeat } from '../support/program-world.ts'
import { ProgramWorld, SPACE } from '../support/program-world.ts'
import { launchProgram } from '../support/programs.ts'
import { ROOT } from '../support/run-tool.ts'
import { SeededDice } from '../support/seeded.ts'
import type { Audit } from '../support/world-audit.ts'
import { audit } from '../support/world-audit.ts'
import type { Slope } from './gauges.ts'
import { Gauges } from './gauges.ts'

/** Memory is judged by what the programs hold, not by the garbage they have not collected. */
const PRELOAD = pathToFileURL(join(ROOT, 'test/support/collect-garbage.ts')).href
const COMMANDS_PER_S = 6
const DESK_ACTS_PER_S = 3
/** Everything is mended and compared this often. */
const CHECK_EVERY_MS = 60_000
/** Longest time without a misfortune. */
const CALM_MS = 4_000
const OUTAGE_MS = 5_000
const BAD_CABLE = { cut: 0.02, maxDelayMs: 60 }
const WEIGHTS = { cable: 5, bad: 3, backup: 1, serverBackup: 1, stop: 2, kill: 2, serverStop: 1, serverKill: 1 }
/** In the second half nobody dies. */
const CALMER = { ...WEIGHTS, stop: 0, kill: 0, serverStop: 0, serverKill: 0 }

export interface SoakPlan {
  readonly ms: number
  readonly seats: number
  readonly seed: number
  readonly say: (line: string) => void
  /** An existing folder for the programs' logs. */
  readonly logs?: string | undefined
  /** The folders are left for a look at them. */
  readonly keep?: boolean
}

export interface SoakReport {
  readonly audit: Audit
  /** Of each program, over its second half. */
  readonly slopes: readonly Slope[]
  readonly commands: number
  /** Files attached, directives, receipts, reports of the gateway. */
  readonly desk: Readonly<DeskCounts>
  readonly refused: Readonly<Record<string, number>>
  readonly happened: Readonly<Record<string, number>>
  readonly checks: number
  /** What was wrong on the way. */
  readonly problems: readonly string[]
}

/** Runs one; ends by itself at `ms` plus the last check, and leaves nothing behind. */
export async function soak(plan: SoakPlan): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-soak-'))
  const dice = new SeededDice(plan.seed)
  let world: ProgramWorld | undefined
  let run: SoakRun | undefined
  try {
    const env = (): NodeJS.ProcessEnv => ({ NODE_OPTIONS: `--import=${PRELOAD}`, FENGSUI_HELD_FOLDER: folder })
    world = await ProgramWorld.open({ folder, seats: plan.seats, dice, logs: plan.logs, env, rest: true })
    run = new SoakRun(plan, world, dice)
    return await run.run()
  } finally {
    run?.end()
    await world?.close()
    if (plan.keep === true) plan.say(`kept ${folder}`)
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

class SoakRun {
  readonly #plan: SoakPlan
  readonly #world: ProgramWorld
  readonly #dice: SeededDice
  readonly #hands: OfficerHands
  readonly #desk: DeskHands
  #deskWork: Promise<void> = Promise.resolve()
  #isDeskOpen = false
  readonly #gauges: Gauges
  readonly #happened: Record<string, number> = {}
  readonly #problems: string[] = []
  #checks = 0
  #backups = 0

  constructor(plan: SoakPlan, world: ProgramWorld, dice: SeededDice) {
    this.#plan = plan
    this.#world = world
    this.#dice = dice
    this.#hands = new OfficerHands(world, dice.fork())
    this.#desk = new DeskHands(world, this.#hands.incidents, dice.fork())
    this.#gauges = new Gauges(world.folder, () => [
      ['server', world.server.pid],
      ...world.seats.map(({ name, machine }) => [`station ${name}`, machine.pid] as const),
    ])
  }

  end(): void {
    this.#gauges.stop()
  }

  async run(): Promise<SoakReport> {
    const beganMs = performance.now()
    const halfMs = beganMs + this.#plan.ms / 2
    await this.#misfortunes(halfMs, WEIGHTS)
    await this.#check()
    this.#gauges.restart()
    await this.#misfortunes(beganMs + this.#plan.ms, CALMER)
    const slopes = this.#gauges.slopes()
    const code = await this.#check()
    await this.#world.stop()
    const result = await audit(this.#world)
    this.#problems.push(...(await this.#kept()))
    if (result.code !== code) this.#problems.push(`the server's picture is ${result.code}, the stations show ${code}`)
    return {
      audit: result,
      slopes,
      commands: this.#hands.counts.done,
      desk: { ...this.#desk.counts },
      refused: this.#hands.counts.refused,
      happened: this.#happened,
      checks: this.#checks,
      problems: this.#problems,
    }
  }

  async #misfortunes(untilMs: number, weights: typeof WEIGHTS): Promise<void> {
    let checkMs = performance.now() + CHECK_EVERY_MS
    this.#begin()
    while (performance.now() < untilMs) {
      await pauseMs(Math.min(this.#dice.between(200, CALM_MS), untilMs - performance.now()))
      if (performance.now() >= untilMs) break
      await this.#strike(this.#dice.weighted(weights))
      if (performance.now() < checkMs) continue
      await this.#check()
      this.#begin()
      checkMs = performance.now() + CHECK_EVERY_MS
    }
    await this.#stopHands()
  }

  #begin(): void {
    this.#hands.begin(COMMANDS_PER_S)
    this.#isDeskOpen = true
    this.#deskWork = this.#workAtDesk()
    // Told when the hands are stopped.
    this.#deskWork.catch(() => undefined)
  }

  async #workAtDesk(): Promise<void> {
    while (this.#isDeskOpen) {
      await this.#desk.act()
      await pauseMs(1_000 / DESK_ACTS_PER_S)
    }
  }

  async #stopHands(): Promise<void> {
    this.#isDeskOpen = false
    await this.#hands.stop()
    await this.#deskWork
  }

  async #strike(what: keyof typeof WEIGHTS): Promise<void> {
    const { server } = this.#world
    const seat = this.#dice.pick(this.#world.seats)
    const outageMs = this.#dice.between(100, OUTAGE_MS)
    this.#happened[what] = (this.#happened[what] ?? 0) + 1
    this.#plan.say(`${what} ${seat.name}`)
    if (what === 'cable') {
      seat.proxy.cutOff()
      setTimeout(() => seat.proxy.heal(), outageMs).unref()
    } else if (what === 'bad') seat.proxy.faults = BAD_CABLE
    else if (what === 'backup') await this.#backup(seat)
    else if (what === 'serverBackup') await this.#serverBackup()
    else if (what === 'stop' || what === 'kill') {
      await seat[what]()
      await pauseMs(outageMs / 5)
      await seat.start()
    } else {
      await (what === 'serverStop' ? server.stop() : server.kill())
      await pauseMs(outageMs / 5)
      await server.start()
    }
  }

  async #backup(seat: ProgramSeat): Promise<void> {
    const path = this.#backupPath()
    const made = await seat.call('backup', { path })
    if (!made.ok) this.#wrong(`the backup of ${seat.name}`, made.fault)
    rmSync(path, { force: true })
  }

  /** By the command beside the running server, which proves it by restoring it. */
  async #serverBackup(): Promise<void> {
    const path = this.#backupPath()
    const program = launchProgram('server/bin/server.ts', ['backup', '--data', this.#world.server.folder, '--to', path])
    await program.said(/Restored into a scratch folder and compared/).catch((error: Error) => {
      this.#problems.push(`the backup of the server: ${error.message}`)
    })
    await program.stop()
    rmSync(path, { recursive: true, force: true })
  }

  #backupPath(): string {
    this.#backups += 1
    return join(this.#world.folder, `backup-${this.#backups}.db`)
  }

  /** Everything is mended; one picture, nothing waits, every station verifies. */
  async #check(): Promise<string> {
    await this.#stopHands()
    const code = await this.#world.settle()
    const { seats } = this.#world
    await this.#world.until(() => seats.every(({ status }) => status?.filesWaiting === 0), 'every file has been sent')
    for (const seat of this.#world.seats) {
      const report = await seat.call('verify', {})
      if (!report.ok) {
        this.#wrong(`verify of ${seat.name}`, report.fault)
        continue
      }
      if (report.value === null) this.#problems.push(`${seat.name}: verifying was stopped`)
      for (const { message } of problemsIn(report.value)) this.#problems.push(`${seat.name}: ${message}`)
    }
    this.#checks += 1
    this.#plan.say(`check ${this.#checks}: ${code}, ${this.#world.recorded.size} changes recorded`)
    return code
  }

  /** What was promised besides changes: every file whole at the server, every incident the gateway took in its picture. */
  async #kept(): Promise<readonly string[]> {
    const { folder } = this.#world.server
    const whole = new Set(filesBelow(join(folder, 'files')).map(sha256Of))
    const missing = [...this.#desk.files].filter((hash) => !whole.has(hash))
    const opened = openSqliteLog(folder, Date.now(), random)
    if (!opened.ok) return [`the server's database: ${opened.fault.message}`]
    const log = opened.value
    const there = new Set((await log.records(asId(SPACE), INCIDENT)).map(({ id }) => id as string))
    await log.close()
    const lost = [...this.#desk.incidents].filter((id) => !there.has(id))
    return [
      ...missing.map((hash) => `the server lacks the file ${hash}`),
      ...lost.map((id) => `the incident ${id} of the gateway is gone`),
    ]
  }

  #wrong(what: string, fault: Fault): void {
    this.#problems.push(`${what}: ${fault.kind}: ${fault.message}`)
  }
}

/** Time between misfortunes: drawn by dice, and no wait for anything. */
function pauseMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
