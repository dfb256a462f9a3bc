// The machines of a world: servers, stations, the network between them, and what can happen to a machine: it joins, loses its
// power, comes back from an older copy, is copied.
import { join } from 'node:path'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { AGENCY, DIRECTORY, OFFICER, SPACE, STATION } from '../../shared/model/directory.ts'
import { readAnswer } from '../../shared/sync/frame.ts'
import { decodePack, encodePack } from '../../shared/sync/pack.ts'
import { spacePack, takePack } from '../../station/engine/packs.ts'
import type { SeededDice } from '../support/seeded.ts'
import { checkAcknowledged } from './checks.ts'
import { noCounts } from './counts.ts'
import { Ledger, heldIn } from './ledger.ts'
import type { Network } from './network.ts'
import { FICKLE, OFFICERS } from './officers.ts'
import type { RestoreKind } from './sim-server.ts'
import { SimServer } from './sim-server.ts'
import { SimStation } from './sim-station.ts'
import type { VirtualClock } from './virtual-clock.ts'

export const FUJIAN: SpaceId = asId('fujian')
export const SPACES: readonly SpaceId[] = [DIRECTORY, FUJIAN]
const CENTRE = 'fjyj'

export interface MachineParts {
  readonly folder: string
  readonly dice: SeededDice
  readonly clock: VirtualClock
  readonly network: Network
  readonly snapshotFrom: number
  readonly pushLimit: number
  readonly say: (line: string) => void
}

export class Machines {
  readonly stations: SimStation[] = []
  readonly servers: SimServer[] = []
  readonly ledger = new Ledger()
  readonly counts = noCounts()
  readonly dice: SeededDice
  readonly clock: VirtualClock
  readonly network: Network
  readonly say: (line: string) => void
  /** Time that passed at the servers while nothing happened. */
  agedMs = 0
  readonly #folder: string
  readonly #snapshotFrom: number
  readonly #pushLimit: number
  #failure: Error | undefined

  constructor({ folder, dice, clock, network, snapshotFrom, pushLimit, say }: MachineParts) {
    this.#folder = folder
    this.dice = dice
    this.clock = clock
    this.network = network
    this.#snapshotFrom = snapshotFrom
    this.#pushLimit = pushLimit
    this.say = say
  }

  /** Something went wrong where nobody waits for it. */
  fail(reason: unknown): void {
    this.#failure ??= reason instanceof Error ? reason : new Error(String(reason))
    this.say(`BROKEN ${this.#failure.message}`)
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  async addServer(name: string): Promise<void> {
    const server: SimServer = new SimServer({
      name,
      address: `sim://${name}`,
      folder: join(this.#folder, name),
      dice: this.dice.fork(),
      nowMs: () => this.clock.nowMs + this.agedMs,
      everOnServer: this.ledger.everOnServer,
      onAnswer: (one, request, asked, answer) => {
        if (request === 'openSnapshot' && readAnswer(request, answer).ok) this.counts.snapshots += 1
        if (request !== 'push') return
        this.say(`${one.name} answers push ${JSON.stringify(readAnswer('push', answer))}`)
        try {
          this.counts.acknowledged += checkAcknowledged(one, asked, answer)
        } catch (error) {
          this.fail(error)
        }
      },
      onDied: (one) => {
        this.say(`${one.name} dies between commit and acknowledgement`)
        this.counts.crashedBeforeAnswer += 1
        this.network.powerOff(one.name)
        this.clock.after(this.dice.between(100, 60_000), () => this.later(() => this.startServer(one)))
      },
    })
    this.network.addHarbour(server.address, server)
    this.servers.push(server)
    await server.start()
  }

  /** What an administrator would have set up: agency, officers, the live space, and the servers as each other's peers. */
  async writeDirectory(server: SimServer): Promise<void> {
    await server.access.setUp([
      {
        kind: AGENCY,
        id: asId(CENTRE),
        fields: { code: 'FJYJ', name: '中心', nameEn: 'Centre', kind: 'commandCentre', division: null, parent: null },
      },
      ...OFFICERS.map(({ id, role }) => ({
        kind: OFFICER,
        id: asId<never>(id),
        fields: { name: id, displayName: id, agency: CENTRE, role, active: true, credentialVersion: 1 },
      })),
      {
        kind: SPACE,
        id: asId(FUJIAN),
        fields: { name: '全省态势', nameEn: 'Fujian', kind: 'live', members: '*' as const },
      },
      ...this.servers.map(({ name, log }) => ({
        kind: STATION,
        id: asId<never>(log.station),
        fields: {
          name,
          agency: CENTRE,
          role: 'server' as const,
          publicKey: Buffer.from(log.publicKey).toString('base64'),
          active: true,
        },
      })),
    ])
  }

  async addStation(name: string): Promise<SimStation> {
    const station = this.newStation(name)
    await station.start(SPACES)
    for (const server of this.servers) await this.join(station, server)
    station.client.setServers(this.preference())
    return station
  }

  newStation(name: string): SimStation {
    const station = new SimStation({
      name,
      folder: join(this.#folder, name),
      dice: this.dice.fork(),
      nowMs: () => this.clock.nowMs,
      openSocket: this.network.socketsOf(name),
      servers: this.preference(),
      snapshotFrom: this.#snapshotFrom,
      pushLimit: this.#pushLimit,
      onLog: (one, line) => this.say(`${one.name}: ${line}`),
      onNotice: (one, notice) => {
        if (notice.notice === 'fork') this.counts.forksTold += 1
        this.say(`${one.name} is told ${JSON.stringify(notice)}`)
      },
    })
    this.stations.push(station)
    return station
  }

  preference(): readonly string[] {
    const addresses = this.servers.map((server) => server.address)
    return this.dice.happens(0.5) ? addresses : addresses.toReversed()
  }

  async join(station: SimStation, server: SimServer): Promise<void> {
    const code = await server.access.invite(CENTRE, station.name, 60)
    let joined = false
    void station.client.join(server.address, code).then((result) => {
      if (!result.ok) this.fail(new Error(`${station.name} cannot join: ${result.fault.message}`))
      joined = true
    })
    await this.clock.advance(10 * 60_000, () => joined)
    const signingIn = OFFICERS.filter((officer) => officer.signsIn)
    await server.access.noteSignedIn(signingIn.map(({ id }) => ({ station: station.store.station, officer: id })))
  }

  crashStation(station: SimStation, meanwhile: () => void = () => undefined): void {
    this.say(`${station.name} loses power`)
    this.stationDies(station)
    meanwhile()
    this.counts.stationCrashes += 1
    this.clock.after(this.dice.between(50, 120_000), () =>
      this.later(async () => {
        if (!station.isUp) await station.start(SPACES)
      }),
    )
  }

  /** Its program or the whole machine, by the hour: no dice, so that ends do not disturb what follows. */
  stationDies(station: SimStation): void {
    this.network.powerOff(station.name)
    const lost = station.crash(this.clock.nowMs % 2 === 0 ? 'power' : 'program')
    if (lost === 0) return
    this.counts.lostTails += 1
    // What came from a server may be gone with the cursor that told of it; what was written here may not.
    const held = heldIn([station.folder])
    const gone = [...station.wrote].find((id) => !held.has(id))
    if (gone !== undefined) this.fail(new Error(`a power cut took change ${gone}, which ${station.name} had committed`))
    this.ledger.writeOff(this.folders())
  }

  crashServer(server: SimServer, meanwhile: () => void): void {
    this.say(`${server.name} loses power`)
    this.serverDies(server)
    meanwhile()
    this.counts.serverCrashes += 1
    this.clock.after(this.dice.between(50, 120_000), () => this.later(() => this.startServer(server)))
  }

  serverDies(server: SimServer): void {
    this.network.powerOff(server.name)
    server.crash()
  }

  async startServer(server: SimServer): Promise<void> {
    if (!server.isUp) await server.start()
  }

  restoreServer(server: SimServer): void {
    const kind: RestoreKind = this.dice.pick(['database', 'folder', 'withoutMark'])
    this.say(`${server.name} is restored from a copy (${kind})`)
    this.crashServer(server, () => {
      server.restore(kind)
      this.ledger.writeOff(this.folders())
    })
    this.counts.serverRestores += 1
  }

  rollback(station: SimStation): void {
    this.say(`${station.name} comes back from an older copy`)
    this.crashStation(station, () => {
      station.restore()
      this.ledger.writeOff(this.folders())
    })
    this.counts.stationRollbacks += 1
  }

  async copyMachine(station: SimStation): Promise<void> {
    const twin = this.newStation(`${station.name}-twin`)
    this.say(`${station.name} is copied to another machine`)
    this.crashStation(station, () => station.copyTo(twin.folder))
    await twin.start(SPACES)
    this.counts.copiedMachines += 1
  }

  /** What one station holds is carried to another as a file. */
  carryStick(from: SimStation): void {
    const to = this.dice.pick(this.stations)
    if (to === from || !to.isUp) return
    const file = encodePack(spacePack(from.store, FUJIAN, from.nowMs()))
    const pack = decodePack(file)
    if (!pack.ok) throw new Error(`the pack of ${from.name} cannot be read: ${pack.fault.message}`)
    const taken = takePack(to.store, pack.value, to.nowMs(), true)
    const said = taken.ok
      ? `${taken.value.added} changes, ${taken.value.problems.map(({ kind, what }) => `${kind} ${what}`).join('; ')}`
      : taken.fault.message
    this.say(`a stick from ${from.name} to ${to.name}: ${said}`)
    this.counts.sticks += 1
  }

  /** An administrator gives the fickle officer another role; stations hear of it when they hear of it. */
  async changeRights(server: SimServer): Promise<void> {
    const role = this.dice.pick(['viewer', 'dutyOfficer', 'commander'] as const)
    this.say(`${server.name}: ${FICKLE} is a ${role}`)
    await server.access.setUp([{ kind: OFFICER, id: asId(FICKLE), fields: { role } }])
    this.counts.rightsChanged += 1
  }

  /** Runs something asynchronous as part of a moment. */
  later(work: () => Promise<void>): void {
    void work().catch((error: unknown) => this.fail(error))
  }

  folders(): readonly string[] {
    return [...this.stations.map(({ folder }) => folder), ...this.servers.map(({ name }) => join(this.#folder, name))]
  }
}
