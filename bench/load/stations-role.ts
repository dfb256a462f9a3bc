// Some hundred light stations in one process of the load bench: linked together, cut together, some of them writing, some of
// them slow or as good as dead.
import { setTimeout as pause } from 'node:timers/promises'
import { nowUs } from '../lib/figures.ts'
import type { Admitted } from './fengsui-server.ts'
import { Histogram } from './histogram.ts'
import type { Mode } from './station.ts'
import { LoadStation } from './station.ts'

/** Stations that link at the same time when the run begins; a herd has no such limit. */
const LINKING_MOST = 32
const SLOW_EVERY_MS = 1_000

export interface Agreed {
  readonly station: string
  readonly written: number
  readonly agreed: number
}

export interface StationsRole {
  readonly [name: string]: (...args: never[]) => Promise<unknown>
  /** Makes stations for these servers, in turn; the first `writers` of them will write. */
  prepare(urls: readonly string[], first: number, count: number, writers: number): Promise<readonly Admitted[]>
  /** Resolves when all are live. */
  link(): Promise<void>
  /** The last ones read slowly or not at all from now on. */
  neglect(slow: number, dead: number): Promise<void>
  /** Slow ones read again; the dead are gone. */
  recover(): Promise<void>
  /** Every writer writes `perS` changes a second. */
  write(perS: number, seconds: number): Promise<void>
  /** Every writer writes `count` changes at once and pushes them as fast as they are taken. */
  burst(count: number): Promise<void>
  /** Resolves, with the time, when all that is written is agreed. */
  agreed(): Promise<readonly Agreed[]>
  /** Resolves with the time when every station that reads has taken `changes`, or stands at `pos`. */
  reached(wanted: { readonly pos?: number; readonly changes?: number }): Promise<number>
  /** What the stations took is counted from here. */
  restart(): Promise<void>
  measure(wanted: boolean): Promise<void>
  latencies(): Promise<readonly number[]>
  /** Every cable at once; gives when. */
  cut(): Promise<number>
  /** Resolves when all are live again, with the time each was. */
  live(): Promise<readonly number[]>
  holes(): Promise<number>
  end(): Promise<void>
}

export function loadStations(mode: Mode): StationsRole {
  const latencies = new Histogram()
  const stations: LoadStation[] = []
  const looks = new Set<() => void>()
  let writers: readonly LoadStation[] = []
  let unread: readonly LoadStation[] = []
  let dead: readonly LoadStation[] = []
  let endings: readonly (() => void)[] = []

  // A station moves with every frame: what waits looks at most once in a while, not 100,000 times a second.
  let isLooking = false
  const onMoved = (): void => {
    if (isLooking || looks.size === 0) return
    isLooking = true
    setTimeout(() => {
      isLooking = false
      for (const look of [...looks]) look()
    }, 2)
  }
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        looks.delete(look)
        resolve()
      }
      looks.add(look)
      look()
    })
  const readers = (): readonly LoadStation[] => stations.filter((one) => !unread.includes(one) && !dead.includes(one))

  return {
    prepare(urls, first, count, writing) {
      for (let at = 0; at < count; at += 1) {
        const url = urls[(first + at) % urls.length] ?? ''
        stations.push(new LoadStation({ mode, url, number: first + at, latencies, onMoved }))
      }
      writers = stations.slice(0, writing)
      return Promise.resolve(stations.map(({ key }) => ({ station: key.station, publicKey: key.publicKey })))
    },
    async link() {
      const next = stations.values()
      const hand = async (): Promise<void> => {
        for (const station of next) {
          station.link()
          await until(() => station.isLive)
        }
      }
      await Promise.all(Array.from({ length: LINKING_MOST }, hand))
    },
    neglect(slow, dying) {
      const behind = stations.slice(writers.length)
      dead = dying === 0 ? [] : behind.slice(-dying)
      unread = slow === 0 ? [] : behind.slice(-dying - slow, behind.length - dying)
      for (const station of dead) station.neglect()
      endings = unread.map((station) => station.neglect(SLOW_EVERY_MS))
      return Promise.resolve()
    },
    recover() {
      for (const end of endings) end()
      for (const station of dead) station.stop()
      unread = []
      return Promise.resolve()
    },
    async write(perS, seconds) {
      const startUs = nowUs()
      const total = Math.round(perS * seconds)
      for (let round = 0; round < total; round += 1) {
        for (const [at, writer] of writers.entries()) {
          // Spread over the interval: stations do not write in step.
          const dueUs = startUs + ((round + at / writers.length) * 1_000_000) / perS
          const waitMs = (dueUs - nowUs()) / 1_000
          if (waitMs >= 1) await pause(waitMs)
          writer.writer.write(nowUs())
          void writer.push()
        }
      }
    },
    burst(count) {
      for (const writer of writers) {
        for (let at = 0; at < count; at += 1) writer.writer.write(nowUs())
        void writer.push()
      }
      return Promise.resolve()
    },
    async agreed() {
      await until(() => writers.every(({ writer }) => !writer.hasWaiting))
      return writers.map(({ key, writer }) => ({
        station: key.station,
        written: writer.written,
        agreed: writer.agreed,
      }))
    },
    async reached({ pos, changes }) {
      await until(() =>
        readers().every(
          (one) => (pos === undefined || one.pos >= pos) && (changes === undefined || one.taken >= changes),
        ),
      )
      return nowUs()
    },
    restart() {
      for (const station of stations) station.taken = 0
      return Promise.resolve()
    },
    measure(wanted) {
      for (const station of readers()) station.measure(wanted)
      return Promise.resolve()
    },
    latencies: () => Promise.resolve(latencies.counts),
    cut() {
      const startUs = nowUs()
      for (const station of readers()) station.cut()
      return Promise.resolve(startUs)
    },
    async live() {
      await until(() => readers().every(({ isLive }) => isLive))
      return readers().map(({ liveUs }) => liveUs)
    },
    holes: () => Promise.resolve(stations.reduce((sum, { holes }) => sum + holes, 0)),
    end() {
      for (const station of stations) station.stop()
      return Promise.resolve()
    },
  }
}
