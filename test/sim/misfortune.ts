// What goes wrong in a world: cables, power, disks, clocks. Every world has a bias of its own.
import type { SeededDice } from '../support/seeded.ts'
import type { Machines } from './machines.ts'
import { SPACES } from './machines.ts'
import { POLITE } from './network.ts'
import type { SimServer } from './sim-server.ts'
import type { SimStation } from './sim-station.ts'

const HOUR_MS = 3_600_000
const NETWORK_WEIGHTS = { cut: 8, part: 5, slow: 1.5, rude: 2, sleep: 1 }
const POWER_WEIGHTS = { stationCrash: 4, commitThenCrash: 3, serverCrash: 2, serverDiesAfterCommit: 2.5 }
const DISK_WEIGHTS = { copyServer: 2, restoreServer: 2.5, copyStation: 2, rollbackStation: 2, copyMachine: 2 }
const OTHER_WEIGHTS = { clock: 1, serverClock: 0.5, lateJoin: 1.5, diskFull: 1, stick: 2, rights: 1 }
type Weights = typeof NETWORK_WEIGHTS & typeof POWER_WEIGHTS & typeof DISK_WEIGHTS & typeof OTHER_WEIGHTS

/** Every world has a bias of its own: one knows bad cables, another bad disks. */
function biased(dice: SeededDice): Weights {
  const weigh = <Some extends Readonly<Record<string, number>>>(weights: Some): Some => {
    const by = dice.pick([0, 0.5, 1, 3])
    return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight * by])) as Some
  }
  return { ...weigh(NETWORK_WEIGHTS), ...weigh(POWER_WEIGHTS), ...weigh(DISK_WEIGHTS), ...OTHER_WEIGHTS }
}

export class Misfortune {
  readonly #machines: Machines
  readonly #dice: SeededDice
  readonly #weights: Weights
  readonly #write: () => SimStation | undefined
  #mayJoinLate: boolean
  #mayCopy: boolean

  /** `write` lets an officer write somewhere, and says where. */
  constructor(machines: Machines, write: () => SimStation | undefined) {
    this.#machines = machines
    this.#dice = machines.dice
    this.#write = write
    this.#weights = biased(this.#dice)
    this.#mayJoinLate = this.#dice.happens(0.6)
    this.#mayCopy = this.#dice.happens(0.5)
  }

  /** Something goes wrong somewhere. */
  async strike(): Promise<void> {
    const dice = this.#dice
    const kind = dice.weighted(this.#weights)
    const station = dice.pick(this.#machines.stations)
    const server = dice.pick(this.#machines.servers)
    switch (kind) {
      case 'cut':
        this.#machines.say(`cut ${station.name}`)
        this.#machines.network.cut((name) => name === station.name)
        return
      case 'part':
        this.#part(station, server)
        return
      case 'stationCrash':
        if (station.isUp) this.#machines.crashStation(station)
        return
      case 'commitThenCrash': {
        const wrote = this.#write()
        if (wrote === undefined) return
        this.#machines.counts.commitThenCrash += 1
        this.#machines.crashStation(wrote)
        return
      }
      case 'serverCrash':
        if (server.isUp) this.#machines.crashServer(server, () => undefined)
        return
      case 'serverDiesAfterCommit':
        if (server.isUp) server.dieAfterNextCommit()
        return
      case 'copyServer':
        if (server.isUp) this.#machines.crashServer(server, () => server.copy())
        return
      case 'restoreServer':
        if (server.isUp && server.copies > 0) this.#machines.restoreServer(server)
        return
      case 'copyStation':
        if (station.isUp) this.#machines.crashStation(station, () => station.copyTo())
        return
      case 'rollbackStation':
        if (station.isUp && station.copies > 0) this.#machines.rollback(station)
        return
      case 'copyMachine':
        if (!station.isUp || !this.#mayCopy) return
        this.#mayCopy = false
        await this.#machines.copyMachine(station)
        return
      case 'clock':
        station.clockShiftMs += Math.round((dice.chance() - 0.5) * 48 * HOUR_MS)
        this.#machines.counts.wrongClocks += 1
        return
      case 'serverClock':
        server.clockShiftMs += Math.round((dice.chance() - 0.5) * 48 * HOUR_MS)
        this.#machines.counts.wrongClocks += 1
        return
      case 'diskFull':
        if (station.isUp) this.#diskFull(station)
        return
      case 'stick':
        if (station.isUp) this.#machines.carryStick(station)
        return
      case 'rights':
        if (server.isUp) await this.#machines.changeRights(server)
        return
      case 'slow':
        this.#slow(station)
        return
      case 'rude':
        this.#rude()
        return
      case 'lateJoin':
        if (this.#mayJoinLate) await this.#lateJoin()
        return
      default:
        if (station.isUp) this.#sleep(station)
    }
  }

  #part(station: SimStation, server: SimServer): void {
    const everyone = this.#dice.happens(0.3)
    const pairs = (everyone ? this.#machines.stations : [station]).map(({ name }) => `${name} ${server.name}`)
    this.#machines.say(`part ${pairs.join(', ')}`)
    for (const pair of pairs) this.#machines.network.cutPairs.add(pair)
    this.#machines.network.cut((name, to) => pairs.includes(`${name} ${to}`))
    this.#machines.clock.after(this.#dice.between(2_000, 600_000), () => {
      for (const pair of pairs) this.#machines.network.cutPairs.delete(pair)
    })
  }

  #diskFull(station: SimStation): void {
    this.#machines.say(`the disk of ${station.name} is full`)
    station.setDiskFull(true)
    this.#machines.counts.fullDisks += 1
    this.#machines.clock.after(this.#dice.between(1_000, 120_000), () => station.setDiskFull(false))
  }

  #slow(station: SimStation): void {
    this.#machines.say(`${station.name} reads slowly`)
    this.#machines.network.slowStations.add(station.name)
    this.#machines.clock.after(this.#dice.between(10_000, 300_000), () =>
      this.#machines.network.slowStations.delete(station.name),
    )
  }

  #rude(): void {
    this.#machines.say('the network is rude')
    const dice = this.#dice
    this.#machines.network.rudeness = {
      drop: dice.pick([0, 0.02, 0.1]),
      double: dice.pick([0, 0.05, 0.3]),
      truncate: dice.pick([0, 0.02, 0.05]),
      hold: dice.pick([0, 0.05]),
    }
    this.#machines.clock.after(dice.between(5_000, 120_000), () => {
      this.#machines.network.rudeness = POLITE
    })
  }

  async #lateJoin(): Promise<void> {
    if (this.#machines.servers.some((server) => !server.isUp)) return
    this.#mayJoinLate = false
    this.#machines.say('a new station joins')
    const station = this.#machines.newStation('station-late')
    await station.start(SPACES)
    for (const server of this.#machines.servers) await this.#machines.join(station, server)
    this.#machines.counts.lateJoins += 1
  }

  #sleep(station: SimStation): void {
    const { client } = station
    const isPlug = this.#dice.happens(0.5)
    if (isPlug) client.setCutOff(true)
    else client.onPower('suspended')
    this.#machines.clock.after(this.#dice.between(1_000, 300_000), () => {
      if (isPlug) client.setCutOff(false)
      else client.onPower('resumed')
    })
  }
}
