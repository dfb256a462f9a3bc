// The gateway `sl651`: hydrological stations call over TCP, tell rain and levels, and get their confirmation.
import type { Socket } from 'node:net'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { toWgs84 } from '../../../shared/interop/datum.ts'
import type { Measure } from '../../../shared/interop/readings/reading-book.ts'
import type { Sl651Settings } from '../../../shared/interop/settings/sl651.ts'
import { sl651Settings } from '../../../shared/interop/settings/sl651.ts'
import { elementTable } from '../../../shared/interop/sl651/elements.ts'
import type { Sl651Frame, Sl651Item } from '../../../shared/interop/sl651/frame.ts'
import { Sl651Cutter, writeFrame } from '../../../shared/interop/sl651/frame.ts'
import type { Sl651Message } from '../../../shared/interop/sl651/messages.ts'
import { KEEP_ALIVE, confirmationOf, readMessage } from '../../../shared/interop/sl651/messages.ts'
import { listenTcp } from '../doors.ts'
import { OnceAWhile } from '../field/once-a-while.ts'
import { Pace } from '../field/pace.ts'
import { readPaced } from '../field/read-paced.ts'
import { ReadingDesk } from '../field/reading-desk.ts'
import { Refusals } from '../field/refusals.ts'
import { keepSwept } from '../field/track-sweep.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'

const SILENT_LIMIT_MS = 60 * 60_000
const FRAMES_PER_SECOND = 50
/** A sender of nothing but noise is cut off. */
const MAX_BAD_IN_A_ROW = 20
const HOUR_MS = 3_600_000
/** Who does not read its confirmations gets no more of them. */
const MAX_UNREAD_BYTES = 16 * 1024

export const sl651Gateway: GatewayKind<typeof sl651Settings> = {
  kind: 'sl651',
  settings: sl651Settings,
  async start(here, settings) {
    const stations = new Stations(settings)
    const { thresholds, logsCrossings, removeHours, sensorSilentMinutes } = settings
    const desk = new ReadingDesk(here, {
      thresholds: stations.own(thresholds),
      logsCrossings,
      removeMs: removeHours * HOUR_MS,
      sensorSilentMs: sensorSilentMinutes * 60_000,
    })
    const refusals = new Refusals(here.health, here.nowMs)
    const oddSaid = new OnceAWhile(HOUR_MS, 500)
    const { host, port, tls, maxConnections } = settings
    let peers = 0
    const door = await listenTcp({ host, port, tls, maxConnections }, (socket) => {
      here.health.peers((peers += 1))
      socket.on('close', () => here.health.peers((peers -= 1)))
      socket.setTimeout(SILENT_LIMIT_MS, () => socket.destroy())
      serve(socket, { here, settings, stations, desk, refusals, oddSaid })
    })
    here.health.peers(0)
    const stopSweeping = keepSwept(() => desk.sweep())
    return {
      listens: [door.address],
      async take(bytes, { dryRun }) {
        const read = readByHand(bytes, stations)
        if (!read.ok) return read
        const { messages, odd } = read.value
        if (!dryRun) {
          for (const message of messages) desk.take(stations.measures(message))
          here.health.took(messages.length)
          await desk.settled()
        }
        return ok({ lines: messages.flatMap((message) => linesOf(message, stations)), odd })
      },
      async close() {
        stopSweeping()
        await door.close()
        await desk.close()
      },
    }
  },
}

interface Parts {
  readonly here: GatewaySurroundings
  readonly settings: Sl651Settings
  readonly stations: Stations
  readonly desk: ReadingDesk
  readonly refusals: Refusals
  readonly oddSaid: OnceAWhile
}

function serve(socket: Socket, { here, settings, stations, desk, refusals, oddSaid }: Parts): void {
  const cutter = new Sl651Cutter()
  let bad = 0
  const take = (item: Sl651Item): void => {
    const message: Result<Sl651Message> =
      item.form === 'frame' ? stations.read(item.frame) : { ok: false, fault: item.why }
    if (!message.ok || item.form !== 'frame') {
      bad += 1
      if (!message.ok) refusals.refuse(message.fault, nameOf(item, socket), item.bytes)
      if (bad >= MAX_BAD_IN_A_ROW) socket.destroy()
      return
    }
    bad = 0
    const { station, odd } = message.value
    if (odd.length > 0 && oddSaid.isDue(`${station} ${odd.join()}`, here.nowMs()))
      here.logger.info({ station, odd }, 'parts of a report were not understood')
    here.health.took()
    desk.take(stations.measures(message.value))
    // Confirmed after it was taken: what a station does not get confirmed it sends again.
    const isAnswered = message.value.code !== KEEP_ALIVE || settings.answersKeepAlive
    if (isAnswered && socket.writableLength < MAX_UNREAD_BYTES)
      socket.write(writeFrame(confirmationOf(item.frame, message.value.serial, here.nowMs(), settings.staysOnline)))
  }
  readPaced(socket, new Pace(FRAMES_PER_SECOND), here.nowMs, (bytes) => {
    const items = cutter.push(bytes)
    for (const item of items) take(item)
    return items.length
  })
}

/** What the settings say about stations. */
class Stations {
  readonly #settings: Sl651Settings
  readonly #known: ReadonlyMap<string, Sl651Settings['stations'][number]>
  readonly #table: ReturnType<typeof elementTable>

  constructor(settings: Sl651Settings) {
    this.#settings = settings
    this.#known = new Map(settings.stations.map((station) => [tenDigits(station.station), station]))
    this.#table = elementTable(
      settings.elements.map(({ element, quantity, unit }) => ({ id: Number.parseInt(element, 16), quantity, unit })),
    )
  }

  /** Thresholds with their stations' numbers as frames write them. */
  own(thresholds: Sl651Settings['thresholds']): Sl651Settings['thresholds'] {
    return thresholds.map((one) => (one.sensor === '*' ? one : { ...one, sensor: tenDigits(one.sensor) }))
  }

  read(frame: Sl651Frame): Result<Sl651Message> {
    const { password, onlyListed } = this.#settings
    const { station } = frame
    if (frame.isDown) return refuse('malformed', 'a frame from a centre', { station })
    if (password !== '' && frame.password !== password.toUpperCase())
      return refuse('notAllowed', `station ${station}: wrong password`, { station })
    if (onlyListed && !this.#known.has(station))
      return refuse('notAllowed', `station ${station} is not listed`, { station })
    return readMessage(frame, this.#table)
  }

  /** By the station the message is about, which a relaying station may not be itself. */
  measures(message: Sl651Message): readonly Measure[] {
    const { name, place } = this.#placed(message.station)
    return message.measured.map((measured) => ({
      sensor: message.station,
      name,
      latitude: place?.lat ?? null,
      longitude: place?.lon ?? null,
      ...measured,
    }))
  }

  nameOf(station: string): string {
    return this.#placed(station).name
  }

  #placed(station: string): {
    readonly name: string
    readonly place: { readonly lon: number; readonly lat: number } | null
  } {
    const known = this.#known.get(station)
    if (known === undefined) return { name: station, place: null }
    const { name, latitude, longitude } = known
    if (latitude === null || longitude === null) return { name, place: null }
    return { name, place: toWgs84({ lon: longitude, lat: latitude }, this.#settings.datum) }
  }
}

function readByHand(
  bytes: Uint8Array,
  stations: Stations,
): Result<{ readonly messages: readonly Sl651Message[]; readonly odd: readonly string[] }> {
  const results = new Sl651Cutter()
    .push(bytes)
    .map((item): Result<Sl651Message> =>
      item.form === 'frame' ? stations.read(item.frame) : { ok: false, fault: item.why },
    )
  const messages = results.flatMap((result) => (result.ok ? [result.value] : []))
  const refused = results.flatMap((result) => (result.ok ? [] : [result.fault]))
  const [first] = refused
  if (messages.length > 0)
    return ok({ messages, odd: [...messages.flatMap(({ odd }) => odd), ...refused.map(({ message }) => message)] })
  return first === undefined ? refuse('malformed', 'no whole frame behind 7E7E') : { ok: false, fault: first }
}

function linesOf(message: Sl651Message, stations: Stations): readonly string[] {
  const head = `${stations.nameOf(message.station)} ${message.code.toString(16).toUpperCase()}`
  if (message.measured.length === 0) return [head]
  return message.measured.map(({ quantity, value, unit }) => `${head} ${quantity} ${value} ${unit}`)
}

function tenDigits(station: string): string {
  return station.toUpperCase().padStart(10, '0')
}

function nameOf(item: Sl651Item, socket: Socket): string {
  return `SL651 ${item.form === 'frame' ? item.frame.station : (socket.remoteAddress ?? '?')}`
}
