// What comes of vehicle positions: rows on the map, the newest counts; and what an emergency button leads to.
import { fault } from '../../../shared/base/fault.ts'
import type { VehiclePosition } from '../../../shared/interop/jt808/messages.ts'
import { placeOf, trackOf } from '../../../shared/interop/jt808/track.ts'
import type { Vehicle } from '../../../shared/interop/jt808/track.ts'
import { isEmergency } from '../../../shared/interop/jt808/wording.ts'
import type { Jt808Settings } from '../../../shared/interop/settings/jt808.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { Position } from '../../../shared/model/incident.ts'
import { EmergencyCalls } from '../field/emergency-calls.ts'
import { OnceAWhile } from '../field/once-a-while.ts'
import { sweepTracks } from '../field/track-sweep.ts'
import type { GatewaySurroundings } from '../gateway.ts'

const MINUTE_MS = 60_000
/** A terminal's clock may be so far ahead; beyond, and without one, the server's own time counts. */
const MAX_AHEAD_MS = 10 * MINUTE_MS
const MAX_VEHICLES = 20_000
const MAX_LOGGED = 200

interface Last {
  readonly atMs: number
  readonly place: Position | null
}

export class Jt808Intake {
  readonly #here: GatewaySurroundings
  readonly #settings: Jt808Settings
  readonly #calls: EmergencyCalls
  readonly #logged: OnceAWhile
  readonly #last = new Map<string, Last>()
  readonly #pending = new Set<Promise<void>>()

  constructor(here: GatewaySurroundings, settings: Jt808Settings) {
    this.#here = here
    this.#settings = settings
    const quietMs = settings.emergencyQuietMinutes * MINUTE_MS
    this.#calls = new EmergencyCalls(here, { quietMs, moveM: settings.emergencyMoveMetres })
    this.#logged = new OnceAWhile(quietMs, MAX_LOGGED)
  }

  /** Takes positions of a vehicle in any order; the newest is shown when it is newer than what is. */
  take(vehicle: Vehicle, positions: readonly VehiclePosition[]): void {
    for (const position of positions) this.#takeOne(vehicle, position)
  }

  /** Resolves once everything begun is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  sweep(): void {
    sweepTracks(this.#here.ambient, this.#settings.removeMinutes * MINUTE_MS, this.#here.nowMs())
  }

  #takeOne(vehicle: Vehicle, position: VehiclePosition): void {
    const { id, ambient, nowMs } = this.#here
    const now = nowMs()
    const atMs = position.atMs === null || position.atMs > now + MAX_AHEAD_MS ? now : position.atMs
    const last = this.#last.get(vehicle.phone)
    const place = placeOf(position, this.#settings.datum) ?? last?.place ?? null
    if (isEmergency(position.alarms)) this.#emergency(vehicle, place, atMs)
    if (last !== undefined && atMs < last.atMs) return
    this.#last.delete(vehicle.phone)
    this.#last.set(vehicle.phone, { atMs, place })
    const [longest] = this.#last.size > MAX_VEHICLES ? this.#last.keys() : []
    if (longest !== undefined) this.#last.delete(longest)
    // Without a fix a vehicle stays where it was last seen, and its other news is still told.
    if (place === null) return
    const staleMs = this.#settings.staleMinutes * MINUTE_MS
    ambient.put('tracks', trackOf(vehicle, position, place, { gateway: id, heardMs: now, atMs, staleMs }))
  }

  #emergency(vehicle: Vehicle, place: Position | null, atMs: number): void {
    const { emergency, emergencyCategory } = this.#settings
    const title = `车辆紧急报警：${vehicle.name}`
    const description = `车载终端 ${vehicle.phone} 按下紧急报警按钮。位置随车辆更新。`
    if (emergency === 'incident') {
      const call = { number: vehicle.phone, title, description, category: emergencyCategory, position: place, atMs }
      this.#track(this.#calls.heard({ ...call, sourceKind: 'sensor' }))
    } else if (emergency === 'log' && this.#logged.isDue(vehicle.phone, this.#here.nowMs())) {
      const where = place === null ? '' : `（${place.lat}, ${place.lon}）`
      this.#track(this.#log(`${title}${where}，终端 ${vehicle.phone}`, atMs))
    }
  }

  async #log(text: string, atMs: number): Promise<void> {
    const { author, health } = this.#here
    try {
      const done = await author.run('addLogEntry', { incident: null, text, at: isoWithOffset(atMs) })
      if (!done.ok) health.failed(done.fault)
    } catch (error) {
      health.failed(fault('internal', `an alarm could not be logged: ${String(error)}`))
    }
  }

  #track(work: Promise<void>): void {
    this.#pending.add(work)
    void work.finally(() => this.#pending.delete(work))
  }
}
