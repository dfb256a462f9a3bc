// One world: stations, servers, a network, officers and misfortune, all from one seed. A run is a row of steps (somebody
// writes, something breaks), checks on the way, then everything is mended and one picture is demanded.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SeededDice } from '../support/seeded.ts'
import { checkEnd, checkServer, checkStation } from './checks.ts'
import type { RunCounts } from './counts.ts'
import { DeskViews } from './desk-views.ts'
import type { DirectiveCounts } from './directives.ts'
import { Directives } from './directives.ts'
import type { HandoverCounts } from './handovers.ts'
import { Handovers } from './handovers.ts'
import { FUJIAN, Machines, SPACES } from './machines.ts'
import { Misfortune } from './misfortune.ts'
import { Network, POLITE } from './network.ts'
import { FEW_INCIDENTS, Officers, isAllowed } from './officers.ts'
import type { Act } from './officers.ts'
import type { SimServer } from './sim-server.ts'
import type { SimStation } from './sim-station.ts'
import { VirtualClock } from './virtual-clock.ts'

const START_MS = Date.parse('2026-07-28T08:00:00Z')
const HOUR_MS = 3_600_000
const CHECK_EVERY_STEPS = 25
const HEAL_LIMIT_MS = 6 * HOUR_MS
const DIRECTIVES_APART = 777_000_001
const HANDOVERS_APART = 778_000_001

export interface RunReport {
  readonly seed: number
  readonly steps: number
  readonly stations: number
  readonly servers: number
  readonly virtualMs: number
  readonly codes: string
  /** Of every frame that arrived, where, when, and the end. */
  readonly traceHash: string
  readonly counts: RunCounts
  /** Left out where the world has none. */
  readonly directives?: DirectiveCounts
  readonly handovers?: HandoverCounts
}

/** What a world has besides incidents and the log. */
export interface WorldPlan {
  readonly directives?: boolean
  readonly handovers?: boolean
  readonly mostIncidents?: number
}

/** Runs one world from beginning to end; throws when a rule does not hold. `say` hears what happens. */
export async function runWorld(
  seed: number,
  steps: number,
  say: (line: string) => void = () => undefined,
  plan: WorldPlan = {},
): Promise<RunReport> {
  const world = new World(seed, say, plan)
  try {
    return await world.run(steps)
  } finally {
    await world.end()
  }
}

class World {
  readonly #seed: number
  readonly #folder: string
  readonly #dice: SeededDice
  readonly #clock: VirtualClock
  readonly #network: Network
  readonly #officers: Officers
  readonly #machines: Machines
  readonly #misfortune: Misfortune
  readonly #trace = createHash('sha256')
  readonly #views = new DeskViews(FUJIAN)
  readonly #directives: Directives | undefined
  readonly #handovers: Handovers | undefined
  readonly #onRejection: (reason: unknown) => void

  constructor(seed: number, say: (line: string) => void, plan: WorldPlan) {
    this.#seed = seed
    // Dice of their own: a world without directives or handovers throws as it always did.
    const dice = (apart: number): SeededDice => new SeededDice(seed + apart)
    if (plan.directives === true) this.#directives = new Directives(dice(DIRECTIVES_APART), FUJIAN, this.#views)
    if (plan.handovers === true) this.#handovers = new Handovers(dice(HANDOVERS_APART), FUJIAN, this.#views)
    this.#dice = new SeededDice(seed)
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fengsui-sim-'))
    this.#clock = new VirtualClock(START_MS, () => this.#machines.servers.some((server) => server.open > 0))
    const trace = (...parts: readonly (string | number)[]): void => {
      this.#trace.update(`${this.#clock.nowMs} ${parts.join(' ')}\n`)
    }
    this.#network = new Network(this.#clock, this.#dice.fork(), trace)
    this.#officers = new Officers(this.#dice.fork(), FUJIAN, plan.mostIncidents ?? FEW_INCIDENTS)
    this.#machines = new Machines({
      folder: this.#folder,
      dice: this.#dice,
      clock: this.#clock,
      network: this.#network,
      snapshotFrom: this.#dice.happens(0.5) ? 40 : 5_000,
      pushLimit: this.#dice.happens(0.5) ? 4 : 2_000,
      say: (line) => say(`${((this.#clock.nowMs - START_MS) / 1000).toFixed(3)} ${line}`),
    })
    this.#misfortune = new Misfortune(this.#machines, () => this.#write())
    this.#onRejection = (reason) => this.#machines.fail(reason)
    this.#clock.install()
    process.on('unhandledRejection', this.#onRejection)
  }

  async end(): Promise<void> {
    try {
      for (const station of this.#machines.stations) if (station.isUp) this.#machines.stationDies(station)
      for (const server of this.#machines.servers) if (server.isUp) this.#machines.serverDies(server)
      await this.#clock.settle()
    } finally {
      this.#clock.uninstall()
      process.off('unhandledRejection', this.#onRejection)
      rmSync(this.#folder, { recursive: true, force: true })
    }
  }

  async run(steps: number): Promise<RunReport> {
    await this.#begin()
    for (let step = 1; step <= steps; step += 1) {
      await this.#step()
      if (step % CHECK_EVERY_STEPS === 0) await this.#check()
    }
    this.#machines.say('healing')
    await this.#heal()
    await this.#check()
    const stations = this.#machines.stations.filter((station) => station.isUp)
    const { codes, markedNumbers } = await checkEnd(stations, this.#machines.servers, this.#machines.ledger, SPACES)
    this.#checkDirectives(stations)
    this.#checkHandovers(stations)
    this.#machines.throwFailure()
    this.#trace.update(codes)
    this.#machines.counts.markedNumbers = markedNumbers
    this.#machines.counts.writtenOff = this.#machines.ledger.writtenOff
    return {
      seed: this.#seed,
      steps,
      stations: this.#machines.stations.length,
      servers: this.#machines.servers.length,
      virtualMs: this.#clock.nowMs - START_MS,
      codes,
      traceHash: this.#trace.digest('hex'),
      counts: { ...this.#network.counts, ...this.#machines.counts },
      ...(this.#directives === undefined ? {} : { directives: this.#directives.counts }),
      ...(this.#handovers === undefined ? {} : { handovers: this.#handovers.counts }),
    }
  }

  // ---- beginning ----

  async #begin(): Promise<void> {
    const dice = this.#dice
    const serverCount = dice.happens(0.3) ? 2 : 1
    for (let index = 0; index < serverCount; index += 1) await this.#machines.addServer(`server-${index + 1}`)
    for (const server of this.#machines.servers) await this.#machines.writeDirectory(server)
    const stationCount = dice.between(3, 5)
    for (let index = 0; index < stationCount; index += 1) await this.#machines.addStation(`station-${index + 1}`)
    for (const station of this.#machines.stations) {
      if (!dice.happens(0.35)) continue
      station.clockShiftMs = Math.round((dice.chance() - 0.5) * dice.pick([0.2, 6, 240]) * HOUR_MS)
      this.#machines.counts.wrongClocks += 1
    }
  }

  // ---- steps ----

  async #step(): Promise<void> {
    const dice = this.#dice
    if (dice.happens(0.72)) this.#write()
    else await this.#misfortune.strike()
    this.#direct()
    this.#handOver()
    const pauseMs = dice.weighted({ short: 6, middle: 3, long: 0.5 })
    const longest = { short: 400, middle: 8_000, long: 200_000 }[pauseMs]
    await this.#clock.advance(dice.between(1, longest))
    this.#machines.throwFailure()
  }

  #write(): SimStation | undefined {
    const up = this.#machines.stations.filter((station) => station.isUp)
    if (up.length === 0) return undefined
    const station = this.#dice.pick(up)
    const done = this.#officers.act(station)
    if (done === undefined) return undefined
    this.#machines.say(`${station.name}: ${done.author.id} ${done.act}`)
    for (const change of done.changes) {
      const allowed = isAllowed(done.author, change, done.isFirst)
      this.#machines.ledger.committed({ change, station: station.name, allowed })
      station.wrote.add(change.id)
      this.#machines.counts.changes += 1
      if (allowed === false) this.#machines.counts.refused += 1
    }
    const counted: Partial<Record<Act, 'settled' | 'undone'>> = { settle: 'settled', undo: 'undone' }
    const count = counted[done.act]
    if (count !== undefined) this.#machines.counts[count] += 1
    this.#machines.counts.conflicts += station.store.facts(FUJIAN).conflicts > 0 ? 1 : 0
    return station
  }

  /** Somebody, or a station by itself, does something about a directive. */
  #direct(): void {
    const directives = this.#directives
    const up = this.#machines.stations.filter((station) => station.isUp && station.store.storeFault() === null)
    if (directives === undefined || up.length === 0 || !directives.happens()) return
    const station = directives.pick(up)
    const done = directives.act(station)
    if (done === undefined) return
    for (const change of done.changes) {
      const isFirst = change.content?.sets.some(({ name }) => name === 'issuedAt') === true
      const allowed = done.author === null ? true : isAllowed(done.author, change, isFirst)
      this.#machines.ledger.committed({ change, station: station.name, allowed })
      station.wrote.add(change.id)
      this.#machines.counts.changes += 1
      if (allowed === false) this.#machines.counts.refused += 1
    }
    this.#machines.say(`${station.name}: directives, ${done.author?.id ?? 'the station'}`)
  }

  /** An officer does something about a handover. */
  #handOver(): void {
    const handovers = this.#handovers
    const up = this.#machines.stations.filter((station) => station.isUp && station.store.storeFault() === null)
    if (handovers === undefined || up.length === 0 || !handovers.happens()) return
    const station = handovers.pick(up)
    const done = handovers.act(station)
    if (done === undefined) return
    for (const change of done.changes) {
      this.#machines.ledger.committed({ change, station: station.name, allowed: isAllowed(done.author, change, false) })
      station.wrote.add(change.id)
      this.#machines.counts.changes += 1
    }
    this.#machines.say(`${station.name}: handovers, ${done.author.id}`)
  }

  // ---- checks ----

  async #check(): Promise<void> {
    this.#machines.throwFailure()
    for (const server of this.#machines.servers) {
      if (!server.isUp) continue
      server.onDisk()
      await checkServer(server, SPACES)
      this.#machines.counts.behind += server.hub()?.counts.leftOut ?? 0
    }
    for (const station of this.#machines.stations) {
      // A disk that takes nothing shows an older picture, and says so.
      station.setDiskFull(false)
      if (!station.isUp || station.store.storeFault() !== null) continue
      checkStation(station, this.#machines.ledger, SPACES)
      const problem = this.#directives === undefined ? undefined : this.#views.problemAt(station)
      if (problem !== undefined) throw new Error(`${station.name}: ${problem}`)
    }
    const lost = this.#machines.ledger.lost(this.#machines.folders())
    if (lost.length > 0)
      throw new Error(`${lost.length} committed changes are on no disk, the first of ${lost[0]?.station}`)
  }

  /** Every directive with the receipts it was issued with, at every station, none lost and none twice. */
  #checkDirectives(stations: readonly SimStation[]): void {
    const directives = this.#directives
    if (directives === undefined) return
    // What was refused, or what a disaster took from every disk, is gone for a reason.
    const standing = new Set(
      [...this.#machines.ledger.lines.values()]
        .filter(
          ({ allowed, change }) => allowed === true && change.content?.sets.some(({ name }) => name === 'issuedAt'),
        )
        .map(({ change }) => change.head.record),
    )
    for (const station of stations) {
      const problem = directives.problemAt(station, (record) => !standing.has(record))
      if (problem !== undefined) throw new Error(`${station.name}: ${problem}`)
    }
    const [first] = stations
    if (first !== undefined) directives.countContradictions(first)
  }

  /** Every handover with its signatures at every station; what is not settled in the list of the bar. */
  #checkHandovers(stations: readonly SimStation[]): void {
    const handovers = this.#handovers
    if (handovers === undefined) return
    // What a disaster took from every disk is gone for a reason.
    const { lines } = this.#machines.ledger
    for (const station of stations) {
      const problem = handovers.problemAt(station, (change) => lines.get(change)?.allowed === true)
      if (problem !== undefined) throw new Error(`${station.name}: ${problem}`)
    }
    const [first] = stations
    if (first !== undefined) handovers.countEnd(first)
  }

  // ---- the end ----

  /** Everything is mended; with two servers all stations visit each of them in turn, so that both get everything. */
  async #heal(): Promise<void> {
    this.#network.cutPairs.clear()
    this.#network.slowStations.clear()
    this.#network.rudeness = POLITE
    await this.#clock.advance(10 * 60_000)
    this.#network.rudeness = POLITE
    this.#network.cutPairs.clear()
    for (const server of this.#machines.servers) await this.#machines.startServer(server)
    for (const station of this.#machines.stations) if (!station.isUp) await station.start(SPACES)
    for (const station of this.#machines.stations) {
      station.client.setCutOff(false)
      station.setDiskFull(false)
    }
    if (this.#machines.servers.length === 1) return this.#untilOne(this.#machines.servers[0] as SimServer)
    for (const round of [0, 1, 0]) {
      for (const [index, server] of this.#machines.servers.entries()) {
        if (index === round) await this.#machines.startServer(server)
        else if (server.isUp) this.#machines.serverDies(server)
      }
      this.#machines.counts.serverSwitches += 1
      await this.#untilOne(this.#machines.servers[round] as SimServer)
    }
    for (const server of this.#machines.servers) await this.#machines.startServer(server)
    await this.#clock.settle()
  }

  async #untilOne(server: SimServer): Promise<void> {
    const beganMs = this.#clock.nowMs
    let agedMs = beganMs
    for (;;) {
      await this.#clock.advance(20_000)
      this.#machines.throwFailure()
      if (server.isUp) await this.#inviteForgotten(server)
      const why = await this.#whyNotOne(server)
      if (why === undefined) return
      // [SL-13] For 30 days after a restore, or after one was noticed, no verdict is written that may rest on what was
      // forgotten: those days pass.
      if (this.#machines.counts.serverRestores > 0 && this.#clock.nowMs - agedMs > HOUR_MS) {
        agedMs = this.#clock.nowMs
        this.#machines.agedMs += 31 * 24 * HOUR_MS
      }
      if (this.#clock.nowMs - beganMs > HEAL_LIMIT_MS) throw new Error(`never one picture: ${why}`)
    }
  }

  /** A station whose entry was on lost disks only is invited again, as an administrator would. */
  async #inviteForgotten(server: SimServer): Promise<void> {
    for (const station of this.#machines.stations) {
      const { state, fault } = station.client.status
      if (state !== 'refused' || fault?.kind !== 'stationUnknown') continue
      await this.#machines.join(station, server)
    }
  }

  async #whyNotOne(server: SimServer): Promise<string | undefined> {
    // One that was to die between commit and acknowledgement may do so only now; it comes back by itself.
    if (!server.isUp) return `${server.name} is down`
    for (const station of this.#machines.stations) {
      const { name, client, store, differs } = station
      const { state, fault } = client.status
      if (state !== 'linked') return `${name} is ${state} (${fault?.kind}: ${fault?.message})`
      for (const space of SPACES) {
        const { cursor, waiting, snapshot, backfill } = store.facts(space)
        const tip = await server.log.tip(space)
        if (waiting > 0) return `${name}: ${waiting} changes of ${space} wait`
        if (snapshot !== null || backfill !== null) return `${name}: ${space} is not here yet`
        if (cursor?.epoch !== server.log.epoch) return `${name}: ${space} is followed under another epoch`
        if (cursor.pos !== tip) return `${name}: ${space} is at ${cursor.pos} of ${tip}`
        if (differs.has(space)) return `${name}: ${space} differs`
      }
    }
    return undefined
  }
}
