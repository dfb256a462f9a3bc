// A linked system that is not heard for longer than agreed, and one that is heard again, leave a line in the duty log: what the
// list shows is gone once it is mended, the line stays. Noted on disk, so that a restart neither repeats nor loses one.
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { Told } from '../../shared/model/log-entry.ts'
import type { Notes } from './gateway.ts'

const [SHORTEST_LOOK_MS, LONGEST_LOOK_MS] = [200, 10_000]
const HOUR_MS = 60 * 60_000
/** Lines of one system in an hour: a limit that is too short for what it watches must not drown the log. */
const MAX_LINES_PER_HOUR = 12
const SILENT = '~silent'

/** In Chinese for programs that know no words of it, and as word and values. */
export interface SilenceLine {
  readonly text: string
  readonly told: Told
}

export interface SilenceParts {
  readonly name: string
  /** Heard nothing for so long, it is silent. */
  readonly afterMs: number
  readonly heardMs: () => number | null
  readonly notes: Pick<Notes, 'get' | 'set' | 'delete'>
  readonly nowMs: () => number
  /** Writes a line of the duty log; false when it could not be written, and is tried again. */
  readonly log: (line: SilenceLine, atMs: number) => Promise<boolean>
}

export class SilenceWatch {
  readonly #parts: SilenceParts
  /** While the server was down nobody listened: silence is counted from the start on. */
  readonly #startMs: number
  readonly #timer: NodeJS.Timeout
  #saidMs: number[] = []
  #looking: Promise<void> | undefined

  constructor(parts: SilenceParts) {
    this.#parts = parts
    this.#startMs = parts.nowMs()
    const everyMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, parts.afterMs / 4))
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    }, everyMs)
  }

  /** Resolves once nothing is being written any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const { name, afterMs, heardMs, notes, nowMs, log } = this.#parts
    const now = nowMs()
    const heard = heardMs()
    // When it was last heard before the silence that was said; 0 never.
    const noted = notes.get(SILENT)
    if (noted === undefined) {
      if (now - Math.max(heard ?? 0, this.#startMs) <= afterMs || !this.#mayWrite(now)) return
      const last = heard === null ? '接入以来从未收到' : `最后收到 ${clockText(heard)}`
      const text = `联网系统失联：${name}，${last}（应至少每 ${minutesText(afterMs)} 分钟收到一次）`
      const values = { name, heardMs: heard ?? 0, minutes: minutesText(afterMs) }
      if (await log({ text, told: { word: 'systemSilent', values } }, now)) notes.set(SILENT, String(heard ?? 0))
      return
    }
    if (heard === null || heard <= Number(noted)) return
    const gap = Number(noted) === 0 ? '' : `，中断约 ${minutesText(heard - Number(noted))} 分钟`
    const text = `联网系统恢复：${name}，${clockText(heard)} 又收到${gap}`
    const values = { name, heardMs: heard, minutes: gap === '' ? '' : minutesText(heard - Number(noted)) }
    if (await log({ text, told: { word: 'systemHeard', values } }, heard)) notes.delete(SILENT)
  }

  /** Each silence is two lines. */
  #mayWrite(now: number): boolean {
    this.#saidMs = this.#saidMs.filter((ms) => now - ms < HOUR_MS)
    if (this.#saidMs.length * 2 >= MAX_LINES_PER_HOUR) return false
    this.#saidMs.push(now)
    return true
  }
}

/** Month, day, hour and minute, as duty logs write times. */
function clockText(ms: number): string {
  return isoWithOffset(ms).slice(5, 16).replace('T', ' ')
}

function minutesText(ms: number): string {
  return ms < 60_000 ? String(Math.round(ms / 6_000) / 10) : String(Math.round(ms / 60_000))
}
