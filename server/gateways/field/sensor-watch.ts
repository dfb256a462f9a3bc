// A sensor that has stopped reporting leaves a line in the duty log though its system still reports: one gauge lost in a flood is
// not seen when a hundred others speak. Sensors once heard are noted, so that a restart forgets none and says nothing twice.
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { Told } from '../../../shared/model/log-entry.ts'
import type { Notes } from '../gateway.ts'
import { OnceAWhile } from './once-a-while.ts'

const [SHORTEST_LOOK_MS, LONGEST_LOOK_MS] = [200, 10_000]
const HOUR_MS = 60 * 60_000
/** Silences told in an hour: a whole network down is one trouble of its gateway, not a thousand lines. */
const MAX_PER_HOUR = 30
/** Sensors watched; beyond, new ones are shown and not watched. */
const MAX_SENSORS = 10_000
/** Note of a sensor once heard: its name. Note of one that is silent: when it was last heard. */
const [KNOWN, SILENT] = ['sensor/', 'silent/']

export interface SensorWatchParts {
  /** Not heard for so long, a sensor is silent. */
  readonly afterMs: number
  readonly notes: Pick<Notes, 'get' | 'set' | 'delete' | 'keys'>
  readonly nowMs: () => number
  /** Writes a line of the duty log; false when it could not be written, and is tried again. */
  readonly log: (line: { readonly text: string; readonly told: Told }, atMs: number) => Promise<boolean>
}

interface Sensor {
  name: string
  heardMs: number
}

export class SensorWatch {
  readonly #parts: SensorWatchParts
  readonly #sensors = new Map<string, Sensor>()
  readonly #said = new OnceAWhile(HOUR_MS, MAX_PER_HOUR)
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> | undefined

  constructor(parts: SensorWatchParts) {
    this.#parts = parts
    const { notes, nowMs, afterMs } = parts
    for (const key of notes.keys(KNOWN)) {
      const sensor = key.slice(KNOWN.length)
      // While nobody listened nothing could be heard: a silence not yet told is counted from the start on.
      const heardMs = Number(notes.get(`${SILENT}${sensor}`) ?? nowMs())
      this.#sensors.set(sensor, { name: notes.get(key) ?? '', heardMs })
    }
    const everyMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, afterMs / 4))
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    }, everyMs)
  }

  /** A sensor reported. */
  heard(sensor: string, name: string): void {
    const { notes, nowMs } = this.#parts
    const known = this.#sensors.get(sensor)
    if (known === undefined && this.#sensors.size >= MAX_SENSORS) return
    if (known?.name !== name) notes.set(`${KNOWN}${sensor}`, name)
    this.#sensors.set(sensor, { name, heardMs: nowMs() })
  }

  /** Resolves once nothing is being written any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const { afterMs, notes, nowMs, log } = this.#parts
    const now = nowMs()
    for (const [sensor, { name, heardMs }] of [...this.#sensors]) {
      const noted = notes.get(`${SILENT}${sensor}`)
      if (noted === undefined) {
        if (now - heardMs <= afterMs || !this.#said.isDue(sensor, now)) continue
        const minutes = minutesText(afterMs)
        const text = `测站失联：${name}（${sensor}），${clockText(heardMs)} 以后没有收到（应至少每 ${minutes} 分钟收到一次）`
        const told = { word: 'sensorSilent', values: { name, sensor, heardMs, minutes } }
        if (await log({ text, told }, now)) notes.set(`${SILENT}${sensor}`, String(heardMs))
      } else if (heardMs > Number(noted) && now - heardMs <= afterMs) {
        const minutes = minutesText(heardMs - Number(noted))
        const text = `测站恢复：${name}（${sensor}），${clockText(heardMs)} 又收到，中断约 ${minutes} 分钟`
        const told = { word: 'sensorHeard', values: { name, sensor, heardMs, minutes } }
        if (await log({ text, told }, heardMs)) notes.delete(`${SILENT}${sensor}`)
      }
    }
  }
}

/** Month, day, hour and minute, as duty logs write times. */
function clockText(ms: number): string {
  return isoWithOffset(ms).slice(5, 16).replace('T', ' ')
}

function minutesText(ms: number): string {
  return ms < 60_000 ? String(Math.round(ms / 6_000) / 10) : String(Math.round(ms / 60_000))
}
