// What comes of messages of a broker: units and readings by the mapping.
import type { Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { Mapped, MappedUnit, Mapping } from '../../../shared/interop/mqtt/mapping.ts'
import { readPayload } from '../../../shared/interop/mqtt/payload.ts'
import type { MqttSettings } from '../../../shared/interop/settings/mqtt.ts'
import type { TrackRow } from '../../../shared/model/ambient.ts'
import { ReadingDesk } from '../field/reading-desk.ts'
import { Refusals } from '../field/refusals.ts'
import { sweepTracks } from '../field/track-sweep.ts'
import type { GatewaySurroundings, Reading } from '../gateway.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** A device's clock may be so far ahead; beyond, and without one, the server's own time counts. */
const MAX_AHEAD_MS = 10 * MINUTE_MS
const MAX_UNITS = 20_000

export class MqttIntake {
  readonly #here: GatewaySurroundings
  readonly #settings: MqttSettings
  readonly #mapping: Mapping
  readonly #desk: ReadingDesk
  readonly #refusals: Refusals
  /** Time of the newest position of each unit, so that a late one does not move it back. */
  readonly #newest = new Map<string, number>()

  constructor(here: GatewaySurroundings, settings: MqttSettings, mapping: Mapping) {
    this.#here = here
    this.#settings = settings
    this.#mapping = mapping
    const { thresholds, logsCrossings, removeHours, sensorSilentMinutes } = settings
    this.#desk = new ReadingDesk(here, {
      ...{ thresholds, logsCrossings, removeMs: removeHours * HOUR_MS },
      sensorSilentMs: sensorSilentMinutes * MINUTE_MS,
    })
    this.#refusals = new Refusals(here.health, here.nowMs)
  }

  /** A message of the broker. `isKept`: the broker had kept it from before. */
  take(topic: string, payload: Uint8Array, isKept: boolean): void {
    const { health } = this.#here
    const { retained } = this.#settings
    // An empty kept message says that what was kept is deleted.
    if (payload.length === 0 || (isKept && retained === 'none')) return
    // A broker that keeps the session still sends what settings of before subscribed to.
    if (!this.#mapping.hears(topic)) return
    const read = this.#read(topic, payload)
    if (!read.ok) return this.#refusals.refuse(read.fault, topic, payload)
    const { units, measures, offline, refused } = read.value.mapped
    for (const why of refused) this.#refusals.refuse(why, topic, payload)
    // A kept message without a time of its own may be of last year.
    const isTaken = (atMs: number | null): boolean => !isKept || retained === 'all' || atMs !== null
    for (const unit of units) if (isTaken(unit.atMs)) this.#put(unit)
    this.#desk.take(measures.filter(({ atMs }) => isTaken(atMs)))
    for (const unit of offline) this.#ageNow(unit)
    if (refused.length < units.length + measures.length + offline.length || refused.length === 0) health.took()
  }

  /** The same message read without writing. */
  try(topic: string, payload: Uint8Array): Result<Reading> {
    const read = this.#read(topic, payload)
    if (!read.ok) return read
    const { units, measures, offline, refused } = read.value.mapped
    const [first] = refused
    if (units.length + measures.length + offline.length === 0 && first !== undefined) return { ok: false, fault: first }
    return ok({
      lines: [
        ...units.map(
          ({ name, latitude, longitude, isDistress }) => `${name} ${latitude}, ${longitude}${isDistress ? ' !' : ''}`,
        ),
        ...measures.map(({ name, quantity, value, unit }) => `${name} ${quantity} ${value} ${unit}`.trim()),
        ...offline.map((unit) => `${unit} offline`),
      ],
      odd: [...read.value.odd, ...refused.map(({ message }) => message)],
    })
  }

  sweep(): void {
    sweepTracks(this.#here.ambient, this.#settings.removeHours * HOUR_MS, this.#here.nowMs())
    this.#desk.sweep()
  }

  settled(): Promise<void> {
    return this.#desk.settled()
  }

  /** Ends what watches; resolves once everything begun is written. */
  close(): Promise<void> {
    return this.#desk.close()
  }

  #read(topic: string, payload: Uint8Array): Result<{ readonly mapped: Mapped; readonly odd: readonly string[] }> {
    const most = this.#settings.maxKilobytes * 1_024
    if (payload.length > most) return refuse('tooLarge', `${payload.length} bytes`, { bytes: payload.length, most })
    if (!this.#mapping.hears(topic)) return refuse('invalidInput', `no rule hears the topic ${topic}`, { topic })
    const read = readPayload(payload)
    if (!read.ok)
      return { ok: false, fault: fault(read.fault.kind, read.fault.message, { ...read.fault.detail, topic }) }
    return ok({ mapped: this.#mapping.read(topic, read.value.value), odd: read.value.odd })
  }

  #put({ unit, atMs: toldMs, ...shown }: MappedUnit): void {
    const { id, ambient, nowMs } = this.#here
    const now = nowMs()
    const atMs = toldMs === null || toldMs > now + MAX_AHEAD_MS ? now : toldMs
    const rowId = `${id}/${unit}`
    if (atMs < (this.#newest.get(rowId) ?? 0)) return
    const staleMs = atMs + this.#settings.staleMinutes * MINUTE_MS
    const row: TrackRow = { ...shown, id: rowId, gateway: id, atMs, heardMs: now, staleMs }
    this.#newest.delete(rowId)
    this.#newest.set(rowId, atMs)
    const [longest] = this.#newest.size > MAX_UNITS ? this.#newest.keys() : []
    if (longest !== undefined) this.#newest.delete(longest)
    ambient.put('tracks', row)
  }

  /** What is said to be gone is shown as old at once, where it was last. */
  #ageNow(unit: string): void {
    const { id, ambient, nowMs } = this.#here
    const row = ambient.rows('tracks').find((one) => one.id === `${id}/${unit}`)
    if (row !== undefined) ambient.put('tracks', { ...row, staleMs: nowMs() })
  }
}
