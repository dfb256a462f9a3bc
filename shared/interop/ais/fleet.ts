import { roundDegrees } from '../../geo/coordinate-systems.ts'
// What AIS messages make of units on the map: positions joined with the names and voyage data that come in messages of their
// own, minutes apart. Memory is bounded: static data of MAX_KNOWN ships, the longest unheard forgotten first.
import type { TrackRow } from '../../model/ambient.ts'
import type { AidMessage, AisMessage, BaseMessage, PositionMessage, StaticMessage } from './messages.ts'
import { STATUS_BEACON_ACTIVE, beaconSort } from './messages.ts'
import { LABELS, beaconWords, shipTypeWords, statusWords } from './wording.ts'

const MAX_KNOWN = 50_000
const METRES_PER_SECOND = 1_852 / 3_600

export interface FleetOptions {
  /** Id of the gateway: the rows' ids begin with it. */
  readonly gateway: string
  /** A row counts as old so long after it was heard. */
  readonly staleMs: number
  /** Whether base stations and aids to navigation are shown. */
  readonly showsFixed: boolean
}

/** Static data of a ship, as far as it was heard. */
type Known = Pick<
  StaticMessage,
  'imo' | 'callSign' | 'name' | 'shipType' | 'length' | 'beam' | 'draught' | 'destination'
>

const UNKNOWN: Known = {
  imo: null,
  callSign: null,
  name: null,
  shipType: null,
  length: null,
  beam: null,
  draught: null,
  destination: null,
}

interface Times {
  readonly atMs: number
  readonly heardMs: number
}

export class Fleet {
  readonly #options: FleetOptions
  readonly #known = new Map<string, Known>()
  /** Time of the newest position of each unit: reports of satellites come late and must not move a ship back. */
  readonly #newestMs = new Map<string, number>()

  constructor(options: FleetOptions) {
    this.#options = options
  }

  /** The row of the unit a message is about, when the message says where it is; static data is remembered for the next. */
  take(message: AisMessage, times: Times): TrackRow | undefined {
    switch (message.form) {
      case 'position':
        return this.#positionRow(message, times)
      case 'static':
        this.#learn(message)
        return undefined
      case 'base':
        return this.#options.showsFixed ? this.#fixedRow(message, LABELS.base, {}, times) : undefined
      case 'aid':
        return this.#options.showsFixed ? this.#aidRow(message, times) : undefined
      default:
        return undefined
    }
  }

  get knownCount(): number {
    return this.#known.size
  }

  /** A report without a position moves nothing, but a row that is there stays; null fields never wipe what was known. */
  #positionRow(message: PositionMessage, times: Times): TrackRow | undefined {
    const { mmsi, latitude, longitude } = message
    if (message.name !== null || message.shipType !== null)
      this.#learn({ ...UNKNOWN, name: message.name, shipType: message.shipType, mmsi })
    if (latitude === null || longitude === null || !this.#isNewest(mmsi, times.atMs)) return undefined
    const known = this.#known.get(mmsi) ?? UNKNOWN
    const beacon = beaconSort(mmsi)
    const status = message.status === null ? '' : statusWords(message.status)
    return {
      ...this.#row(mmsi, times),
      sort: beacon === 'mob' ? 'person' : isAircraft(message) ? 'aircraft' : beacon === null ? 'vessel' : 'other',
      name: known.name ?? (beacon === null ? mmsi : `${beaconWords(beacon)} ${mmsi}`),
      latitude: roundDegrees(latitude),
      longitude: roundDegrees(longitude),
      course: message.course,
      speed: message.speedKnots === null ? null : Math.round(message.speedKnots * METRES_PER_SECOND * 100) / 100,
      isDistress: beacon !== null || message.status === STATUS_BEACON_ACTIVE,
      facts: facts([
        [LABELS.mmsi, mmsi],
        [LABELS.callSign, known.callSign],
        [LABELS.imo, known.imo],
        [LABELS.shipType, known.shipType === null ? null : shipTypeWords(known.shipType)],
        [LABELS.status, status],
        [LABELS.heading, message.heading],
        [LABELS.altitude, message.altitude],
        [LABELS.size, known.length === null ? null : `${known.length}×${known.beam ?? '?'}`],
        [LABELS.draught, known.draught],
        [LABELS.destination, known.destination],
      ]),
    }
  }

  #aidRow(message: AidMessage, times: Times): TrackRow | undefined {
    const name = message.name === '' ? LABELS.aid : message.name
    const marks = {
      ...(message.isVirtual ? { [LABELS.virtual]: LABELS.yes } : {}),
      ...(message.isOffPosition ? { [LABELS.offPosition]: LABELS.yes } : {}),
    }
    return this.#fixedRow(message, name, marks, times)
  }

  #fixedRow(
    message: AidMessage | BaseMessage,
    name: string,
    marks: Readonly<Record<string, string>>,
    times: Times,
  ): TrackRow | undefined {
    const { mmsi, latitude, longitude } = message
    if (latitude === null || longitude === null) return undefined
    return {
      ...this.#row(mmsi, times),
      sort: 'other',
      name,
      latitude: roundDegrees(latitude),
      longitude: roundDegrees(longitude),
      course: null,
      speed: null,
      isDistress: false,
      facts: { [LABELS.mmsi]: mmsi, ...marks },
    }
  }

  #row(mmsi: string, times: Times): Pick<TrackRow, 'id' | 'gateway' | 'atMs' | 'heardMs' | 'staleMs'> {
    const { gateway, staleMs } = this.#options
    return { id: `${gateway}/${mmsi}`, gateway, ...times, staleMs: times.heardMs + staleMs }
  }

  #isNewest(mmsi: string, atMs: number): boolean {
    if (atMs < (this.#newestMs.get(mmsi) ?? 0)) return false
    this.#newestMs.delete(mmsi)
    this.#newestMs.set(mmsi, atMs)
    forgetBeyond(this.#newestMs)
    return true
  }

  #learn(said: Known & { readonly mmsi: string }): void {
    const before = this.#known.get(said.mmsi) ?? UNKNOWN
    // Set anew at the end: the map's order is the order of being heard.
    this.#known.delete(said.mmsi)
    this.#known.set(said.mmsi, {
      imo: said.imo ?? before.imo,
      callSign: said.callSign ?? before.callSign,
      name: said.name ?? before.name,
      shipType: said.shipType ?? before.shipType,
      length: said.length ?? before.length,
      beam: said.beam ?? before.beam,
      draught: said.draught ?? before.draught,
      destination: said.destination ?? before.destination,
    })
    forgetBeyond(this.#known)
  }
}

/** Forgets the longest unheard. */
function forgetBeyond(heard: Map<string, unknown>): void {
  const [longest] = heard.size > MAX_KNOWN ? heard.keys() : []
  if (longest !== undefined) heard.delete(longest)
}

/** Type 9, or an MMSI of a search aircraft (111…). */
function isAircraft(message: PositionMessage): boolean {
  return message.type === 9 || message.mmsi.startsWith('111')
}

function facts(
  pairs: readonly (readonly [label: string, value: string | number | null])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.filter(([, value]) => value !== null && value !== '').map(([label, value]) => [label, String(value)]),
  )
}
