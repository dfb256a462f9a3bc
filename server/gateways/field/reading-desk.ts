// What comes of readings: rows with their state, and a line in the duty log when one turns dangerous. The row's state is what
// makes the notice; the line is for the record, and is not repeated while a value swings.
import type { Measure } from '../../../shared/interop/readings/reading-book.ts'
import { ReadingBook } from '../../../shared/interop/readings/reading-book.ts'
import type { Threshold } from '../../../shared/interop/readings/thresholds.ts'
import { thresholdFor } from '../../../shared/interop/readings/thresholds.ts'
import type { ReadingRow } from '../../../shared/model/ambient.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { Told } from '../../../shared/model/log-entry.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import { OnceAWhile } from './once-a-while.ts'
import type { SensorWatchParts } from './sensor-watch.ts'
import { SensorWatch } from './sensor-watch.ts'

const LOG_AGAIN_MS = 30 * 60_000
/** Lines in half an hour; a flood over a whole basin is seen on the map, not read in the log. */
const MAX_LOGGED = 50

/** Words of quantities in the duty log; others stand there as they are. */
const WORDS: Readonly<Record<string, string>> = {
  rain: '当前雨量',
  rain5min: '5 分钟雨量',
  rain10min: '10 分钟雨量',
  rain30min: '30 分钟雨量',
  rain1h: '1 小时雨量',
  rain3h: '3 小时雨量',
  rain6h: '6 小时雨量',
  rain12h: '12 小时雨量',
  rainDay: '日雨量',
  rainTotal: '累计雨量',
  level: '水位',
  levelAbove: '闸坝上游水位',
  levelBelow: '闸坝下游水位',
  relativeLevel: '相对水位',
  flow: '流量',
  wind: '风速',
  voltage: '电源电压',
}

export interface ReadingDeskOptions {
  readonly thresholds: readonly Threshold[]
  readonly logsCrossings: boolean
  readonly removeMs: number
  /** A sensor not heard for so long is told as silent; 0: none is. */
  readonly sensorSilentMs: number
}

export class ReadingDesk {
  readonly #here: GatewaySurroundings
  readonly #options: ReadingDeskOptions
  readonly #book: ReadingBook
  readonly #logged = new OnceAWhile(LOG_AGAIN_MS, MAX_LOGGED)
  readonly #pending = new Set<Promise<unknown>>()
  readonly #watch: SensorWatch | undefined

  constructor(here: GatewaySurroundings, options: ReadingDeskOptions) {
    this.#here = here
    this.#options = options
    this.#book = new ReadingBook(here.id, options.thresholds)
    const { notes, nowMs } = here
    const log: SensorWatchParts['log'] = (line, atMs) => this.#log(line, atMs)
    this.#watch =
      options.sensorSilentMs === 0 ? undefined : new SensorWatch({ notes, nowMs, log, afterMs: options.sensorSilentMs })
  }

  take(measures: readonly Measure[]): void {
    const { ambient, nowMs } = this.#here
    // Of a series only the last row is shown; the ones before are in it.
    const rows = new Map<string, ReadingRow>()
    for (const measure of measures) {
      const booked = this.#book.take(measure, nowMs())
      if (booked === undefined) continue
      rows.set(booked.row.id, booked.row)
      this.#watch?.heard(booked.row.sensor, booked.row.name)
      if (booked.hasWorsened && booked.row.state === 'danger') this.#crossed(booked.row)
    }
    for (const row of rows.values()) ambient.put('readings', row)
  }

  /** Removes the rows of sensors that are heard no more. */
  sweep(): void {
    const { ambient, nowMs } = this.#here
    for (const id of this.#book.forgetBefore(nowMs() - this.#options.removeMs)) ambient.remove('readings', id)
  }

  /** Resolves once everything begun is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Watches no sensor any more; resolves once everything begun is written. */
  async close(): Promise<void> {
    await this.#watch?.close()
    await this.settled()
  }

  #crossed(row: ReadingRow): void {
    const { logsCrossings, thresholds } = this.#options
    const { notes, nowMs } = this.#here
    const now = nowMs()
    // Noted, so that a restart in the middle of a flood does not say everything once more.
    const saidMs = Number(notes.get(`danger/${row.id}`) ?? Number.NEGATIVE_INFINITY)
    const wasSaid = now >= saidMs && now - saidMs < LOG_AGAIN_MS
    if (!logsCrossings || wasSaid || !this.#logged.isDue(row.id, now)) return
    notes.set(`danger/${row.id}`, String(now))
    const threshold = thresholdFor(thresholds, row.sensor, row.quantity)
    const limit = threshold?.danger ?? row.value
    const over = threshold?.isBelow === true ? '低于' : '达到或超过'
    const what = WORDS[row.quantity] ?? row.quantity
    const text = `监测告警：${row.name}（${row.sensor}）${what} ${row.value} ${row.unit}，${over}危险值 ${limit} ${row.unit}`
    const { name, sensor, quantity, value, unit } = row
    const values = { name, sensor, quantity, value, unit, limit, isBelow: threshold?.isBelow === true }
    const work = this.#log({ text, told: { word: 'readingDanger', values } }, row.atMs)
    this.#pending.add(work)
    void work.finally(() => this.#pending.delete(work))
  }

  async #log(line: { readonly text: string; readonly told: Told }, atMs: number): Promise<boolean> {
    const { author, health, logger } = this.#here
    try {
      const done = await author.run('tellLogLine', { ...line, at: isoWithOffset(atMs) })
      if (!done.ok) health.failed(done.fault)
      return done.ok
    } catch (error) {
      logger.error({ err: error }, 'a reading could not be logged')
      return false
    }
  }
}
