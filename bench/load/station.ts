// A light station of the load bench: greets, follows and pulls as a real one, keeps its cursor and checks that no number is
// missing, but stores nothing. In `plain` mode it is a client of the bare broadcast: no greeting, no numbers, no catching up.
import { zstdDecompressSync } from 'node:zlib'
import { decode } from 'cborg'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { backoffMs } from '../../shared/sync/backoff.ts'
import { encodeEvent, encodeRequest, flattenChanges, readAnswer, readEvent } from '../../shared/sync/frame.ts'
import { helloMessage } from '../../shared/sync/handshake.ts'
import type { AnswerOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import { MAX_CHANGES_PER_FRAME, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import { nowUs } from '../lib/figures.ts'
import type { Histogram } from './histogram.ts'
import { seenFrame } from './live-frames.ts'
import { Wire } from './wire.ts'
import { LoadKey, LoadWriter } from './writer.ts'

export const SPACE: SpaceId = asId('fujian')
/** A plain broadcast has no numbers: these keep its frames apart. */
const PLAIN_NUMBERS = 1_000_000
const RETRY_MS = 100

export type Mode = 'fengsui' | 'plain'

export interface StationOptions {
  readonly mode: Mode
  readonly url: string
  /** Drawn once for all stations of the run. */
  readonly number: number
  readonly latencies: Histogram
  /** Something was taken, agreed, or the link changed. */
  readonly onMoved: () => void
}

export class LoadStation {
  readonly key = new LoadKey()
  readonly writer = new LoadWriter(this.key, SPACE)
  readonly #options: StationOptions
  readonly #cursors = new Map<string, { epoch: string; pos: number }>()
  #wire: Wire | undefined
  #attempt = 0
  /** Newest position heard of in each space; a pull goes on until it is reached. */
  readonly #heard = new Map<string, number>()
  readonly #pulling = new Set<string>()
  #pushing = false
  #stopped = false
  #measures = false
  /** Linked, followed, and as far as the server was when it said so. */
  isLive = false
  taken = 0
  /** Frames that did not join on to what was there. */
  holes = 0
  liveUs = 0

  constructor(options: StationOptions) {
    this.#options = options
  }

  get pos(): number {
    return this.#cursors.get(SPACE)?.pos ?? 0
  }

  /** Begins to link, and goes on trying. */
  link(): void {
    if (this.#stopped) return
    const wire = new Wire(this.#options.url, {
      onEvent: (name, frame) => this.#event(wire, name, frame),
      onGone: () => this.#gone(wire),
    })
    this.#wire = wire
    if (this.#options.mode === 'plain') wire.opened().then(() => this.#nowLive(), ignore)
  }

  /** The cable is pulled and put back in at once. */
  cut(): void {
    this.#attempt = 0
    this.isLive = false
    this.#wire?.cut()
  }

  stop(): void {
    this.#stopped = true
    this.#wire?.cut()
  }

  /** Stops reading for good, or (`everyMs`) for nine tenths of the time. Gives what ends it. */
  neglect(everyMs?: number): () => void {
    this.#wire?.stopReading()
    if (everyMs === undefined) return ignore
    let pausing: NodeJS.Timeout | undefined
    const timer = setInterval(() => {
      this.#wire?.goOnReading()
      pausing = setTimeout(() => this.#wire?.stopReading(), everyMs / 10)
    }, everyMs)
    return () => {
      clearInterval(timer)
      clearTimeout(pausing)
      this.#wire?.goOnReading()
    }
  }

  /** From now on latencies count, or not any more. */
  measure(wanted: boolean): void {
    this.#measures = wanted
  }

  /** Pushes what waits, one push at a time, as a station does. */
  async push(): Promise<void> {
    const wire = this.#wire
    if (this.#pushing || wire === undefined || !this.isLive) return
    this.#pushing = true
    try {
      for (let next = this.writer.next(); next !== undefined; next = this.writer.next()) {
        const upTo = await this.#pushOnce(wire, next)
        if (upTo === 0) break
        this.writer.agree(upTo)
        this.#options.onMoved()
      }
    } catch {
      // The link broke: what was not agreed goes out again over the next.
    } finally {
      this.#pushing = false
    }
    if (this.writer.hasWaiting && this.isLive && !this.#stopped) setTimeout(() => void this.push(), RETRY_MS)
  }

  async #pushOnce(wire: Wire, next: NonNullable<ReturnType<LoadWriter['next']>>): Promise<number> {
    const changes = flattenChanges(next.changes)
    const seals = [next.seal]
    if (this.#options.mode === 'plain') {
      // The same bytes a live frame would have, numbered so that they are told apart.
      const from = this.#options.number * PLAIN_NUMBERS + next.upTo
      await wire.request('push', encodeEvent('live', { space: SPACE, epoch: 'plain', from, changes, seals }))
      return next.upTo
    }
    const { agreed, refused } = await ask(wire, 'push', { space: SPACE, changes, seals })
    if (refused.length > 0) throw new Error(`refused: ${refused[0]?.fault.message}`)
    return Math.max(0, ...agreed.map(({ seq }) => seq))
  }

  #event(wire: Wire, name: string, frame: Uint8Array): void {
    if (name === 'challenge') void this.#greet(wire, frame).catch(() => wire.cut())
    else if (name === 'live') this.#live(frame)
    else if (name === 'behind') void this.#pull(SPACE)
  }

  async #greet(wire: Wire, frame: Uint8Array): Promise<void> {
    const challenge = readEvent('challenge', frame)
    if (!challenge.ok) throw new FaultError(challenge.fault)
    const { nonce, server } = challenge.value
    const hello = await ask(wire, 'hello', {
      protocol: PROTOCOL_VERSION,
      software: 'load',
      station: this.key.station,
      publicKey: this.key.publicKey,
      name: `load ${this.#options.number}`,
      nonce: new Uint8Array(32).fill(1),
      signature: this.key.sign(helloMessage(nonce, server, PROTOCOL_VERSION)),
      nowMs: Date.now(),
    })
    for (const space of [DIRECTORY, SPACE]) {
      const told = hello.spaces.find((one) => one.space === space)
      if (told === undefined) throw new Error(`${space} is not ours`)
      // A light station begins at the tip: a first fetch is measured by cold-sync.
      const cursor = this.#cursors.get(space) ?? { epoch: told.epoch, pos: told.tip }
      this.#cursors.set(space, cursor)
      const { mode, tip } = await ask(wire, 'follow', { space, cursor: { ...cursor } })
      if (mode === 'epochUnknown') throw new Error('the epoch changed')
      if (tip > cursor.pos) await this.#pull(space)
    }
    this.#nowLive()
  }

  #nowLive(): void {
    this.#attempt = 0
    this.isLive = true
    this.liveUs = nowUs()
    this.#options.onMoved()
    void this.push()
  }

  #live(frame: Uint8Array): void {
    const seen = seenFrame(frame)
    if (this.#options.mode === 'fengsui') {
      const cursor = this.#cursors.get(seen.space)
      const end = seen.from + seen.count - 1
      if (cursor === undefined || end <= cursor.pos) return
      this.#heard.set(seen.space, end)
      if (seen.from > cursor.pos + 1) {
        if (this.isLive && !this.#pulling.has(seen.space)) this.holes += 1
        void this.#pull(seen.space)
        return
      }
      cursor.pos = end
      if (seen.space !== SPACE) return
    }
    this.taken += seen.count
    if (this.#measures) {
      const now = nowUs()
      for (const sentUs of seen.sentUs) this.#options.latencies.note(now - sentUs)
    }
    this.#options.onMoved()
  }

  /** Fetches what is missing behind the cursor. */
  async #pull(space: string): Promise<void> {
    const [wire, cursor] = [this.#wire, this.#cursors.get(space)]
    if (this.#pulling.has(space) || wire === undefined || cursor === undefined) return
    this.#pulling.add(space)
    try {
      for (;;) {
        const asked = { space, epoch: cursor.epoch, after: cursor.pos, limit: MAX_CHANGES_PER_FRAME }
        const { zstd, page } = await ask(wire, 'pull', asked)
        const plain = decode(zstd ? new Uint8Array(zstdDecompressSync(page)) : page) as { upTo: number; tip: number }
        if (space === SPACE) this.taken += Math.max(0, plain.upTo - cursor.pos)
        cursor.pos = Math.max(cursor.pos, plain.upTo)
        this.#options.onMoved()
        if (cursor.pos >= Math.max(plain.tip, this.#heard.get(space) ?? 0)) return
      }
    } catch {
      // The next link begins with what is missing; a link that gave no answer is no link.
      wire.cut()
    } finally {
      this.#pulling.delete(space)
    }
  }

  #gone(wire: Wire): void {
    if (this.#wire !== wire) return
    this.isLive = false
    this.#options.onMoved()
    if (this.#stopped) return
    const waitMs = this.#attempt === 0 ? 0 : backoffMs(this.#attempt - 1, Math.random())
    this.#attempt += 1
    setTimeout(() => this.link(), waitMs)
  }
}

function ignore(): void {}

async function ask<Name extends RequestName>(
  wire: Wire,
  name: Name,
  request: RequestOf<Name>,
): Promise<AnswerOf<Name>> {
  const answer = readAnswer(name, await wire.request(name, encodeRequest(name, request)))
  if (!answer.ok) throw new FaultError(answer.fault)
  return answer.value
}
