// Memory and open handles of running programs, looked at once a second; their slope over a stretch says whether they are flat.
// What they hold they write down themselves after each collection (test/support/collect-garbage.ts).
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const EVERY_MS = 1_000

interface Sample {
  readonly s: number
  readonly mb: number
  readonly handles: number
  /** What is left after the newest collection, and when that was; undefined before the first. */
  readonly held: { readonly s: number; readonly mb: number } | undefined
}

export interface Slope {
  readonly name: string
  readonly samples: number
  /** At the beginning, in the middle and at the end: a program that warms up grows less and less, one that leaks does not. */
  readonly mb: readonly number[]
  /** What was left after collections, at the beginning and at the end of the stretch. */
  readonly heldMb: readonly [number, number]
  readonly heldMbPerMinute: number
  readonly lastHandles: number
  readonly handlesPerMinute: number
}

/** True where the system tells what a process holds. */
export function canGauge(): boolean {
  return existsSync('/proc/self/fd')
}

function sampleOf(pid: number, s: number, folder: string): Sample | undefined {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { s, mb: Number(kb) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length, held: heldOf(pid, folder) }
  } catch {
    // It ended in this very moment.
    return undefined
  }
}

function heldOf(pid: number, folder: string): Sample['held'] {
  const path = join(folder, `${pid}.held`)
  const written = statSync(path, { throwIfNoEntry: false })
  const bytes = written === undefined ? 0 : Number(readFileSync(path, 'utf8'))
  return bytes === 0 || written === undefined ? undefined : { s: written.mtimeMs / 1_000, mb: bytes / 1024 / 1024 }
}

/** Least squares: change of y for each unit of x. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) return 0
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return under === 0 ? 0 : over / under
}

/** Each collection once. */
function heldIn(list: readonly Sample[]): readonly (readonly [s: number, mb: number])[] {
  const points = new Map(list.flatMap(({ held }) => (held === undefined ? [] : [[held.s, held.mb] as const])))
  return [...points]
}

/** Watches programs by name; a program that starts again begins anew. */
export class Gauges {
  readonly #folder: string
  readonly #pids: () => readonly (readonly [name: string, pid: number | undefined])[]
  readonly #samples = new Map<string, { readonly pid: number; readonly list: Sample[] }>()
  readonly #timer: NodeJS.Timeout

  /** `folder`: where programs write down what they hold. */
  constructor(folder: string, pids: () => readonly (readonly [name: string, pid: number | undefined])[]) {
    this.#folder = folder
    this.#pids = pids
    this.#timer = setInterval(() => this.#look(), EVERY_MS)
  }

  /** Forgets what was seen: what follows is to be judged by itself. */
  restart(): void {
    this.#samples.clear()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  slopes(): readonly Slope[] {
    return [...this.#samples].map(([name, { list }]) => {
      const held = heldIn(list)
      return {
        name,
        heldMb: [held[0]?.[1] ?? NaN, held.at(-1)?.[1] ?? NaN],
        heldMbPerMinute: slopeOf(held) * 60,
        samples: list.length,
        mb: [0, 0.25, 0.5, 0.75, 1].map((part) => list[Math.round(part * (list.length - 1))]?.mb ?? 0),
        lastHandles: list.at(-1)?.handles ?? 0,
        handlesPerMinute: slopeOf(list.map(({ s, handles }) => [s, handles])) * 60,
      }
    })
  }

  #look(): void {
    for (const [name, pid] of this.#pids()) {
      const sample = pid === undefined ? undefined : sampleOf(pid, performance.now() / 1_000, this.#folder)
      if (pid === undefined || sample === undefined) continue
      const known = this.#samples.get(name)
      if (known?.pid === pid) known.list.push(sample)
      else this.#samples.set(name, { pid, list: [sample] })
    }
  }
}
