// A gateway that asks for a file again and again, and works through it when it changed. What came is counted, what could not
// be taken is kept once in the quarantine list, and the answer to "how would you read this" is the same reading.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import * as z from 'zod'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { GatewaySurroundings, Reading, RunningGateway } from '../gateway.ts'
import { checkReplay, replay } from '../replay.ts'
import type { Validators } from './ask.ts'
import { NO_VALIDATORS, ask, sourceOf } from './ask.ts'
import { Poller } from './poller.ts'

/** What came of one file. */
export interface Worked {
  readonly reading: Reading
  /** Things that were sound. */
  readonly count: number
  readonly refused: readonly { readonly fault: Fault; readonly name: string; readonly value: unknown }[]
  /** Where the next page of the same answer stands. */
  readonly next?: string
}

export interface Source {
  /** Address, or path of a file on this server. */
  readonly at: { readonly url: string } | { readonly file: string }
  readonly everyMs: number
  readonly authorization: string
  readonly maxBytes: number
  readonly accept: string
  readonly maxPages: number
}

export interface Work {
  /** Works through one file or page. With `isDry` nothing is written. */
  take(bytes: Uint8Array, isDry: boolean): Promise<Result<Worked>>
  /** All pages of an answer were worked through. */
  whole?(): void
}

const TIME_LIMIT_MS = 60_000
const MAX_REMEMBERED = 2_000
const MAX_ORIGINAL = 256 * 1024

export function startPolled(surroundings: GatewaySurroundings, source: Source, work: Work): RunningGateway {
  const polled = new Polled(surroundings, source, work)
  const poller = new Poller(source.everyMs, (signal) => polled.poll(signal), surroundings.logger)
  return {
    async take(bytes, { dryRun }) {
      const worked = await work.take(bytes, dryRun)
      if (!worked.ok) return worked
      const { reading, refused } = worked.value
      const [first] = refused
      if (first !== undefined && refused.length === 1 && worked.value.count === 0)
        return { ok: false, fault: first.fault }
      return ok({ lines: reading.lines, odd: [...reading.odd, ...refused.map((one) => one.fault.message)] })
    },
    ask: (question, input) => polled.ask(question, input),
    async close() {
      await Promise.all([poller.close(), polled.close()])
    },
  }
}

/** `ask('replay', { file, speed })` begins to play a recording; `ask('stopReplay')` ends it. One at a time. */
const replayInput = z.strictObject({ file: z.string().min(1).max(1_000), speed: z.number().default(1) })

class Polled {
  readonly #here: GatewaySurroundings
  readonly #source: Source
  readonly #work: Work
  #known: Validators = NO_VALIDATORS
  /** What was refused before is not refused, and kept, again with every poll. */
  readonly #refused = new Set<string>()
  #life = new AbortController()
  #replaying: Promise<void> | undefined

  constructor(here: GatewaySurroundings, source: Source, work: Work) {
    this.#here = here
    this.#source = source
    this.#work = work
  }

  async ask(question: string, input: Json): Promise<Result<Json>> {
    if (question === 'stopReplay') {
      this.#life.abort()
      await this.#replaying
      this.#life = new AbortController()
      return ok(null)
    }
    if (question !== 'replay') return refuse('unknownMethod', `this gateway answers no ${question}`, { question })
    const plan = replayInput.safeParse(input)
    if (!plan.success) return refuse('invalidInput', 'a file is needed, and a speed may be given', { field: 'file' })
    if (this.#replaying !== undefined) return refuse('busy', 'a recording is being played')
    const { health, spaceKind, logger } = this.#here
    const { file } = plan.data
    const mayPlay = checkReplay({ ...plan.data, spaceKind })
    if (!mayPlay.ok) return mayPlay
    if (!(await stat(file).catch(() => undefined))?.isFile()) return refuse('fileUnreadable', 'no such file', { file })
    // It may take hours: whoever ordered it does not wait, and is not in the way of other orders.
    this.#replaying = replay({
      ...{ ...plan.data, spaceKind, signal: this.#life.signal },
      take: (bytes, name) => this.#take(bytes, name),
      // A message that is refused was kept where it was taken.
      refused(why, number, line) {
        if (line === undefined) return
        const bytes = new TextEncoder().encode(line).subarray(0, MAX_ORIGINAL)
        health.refused(why, { name: `${basename(file)}:${String(number)}`, bytes })
      },
    }).then((done) => {
      this.#replaying = undefined
      if (done.ok) logger.info({ file, ...done.value }, 'recording played')
      else health.failed(done.fault)
    })
    return ok(null)
  }

  /** Resolves once no recording is played any more. */
  async close(): Promise<void> {
    this.#life.abort()
    await this.#replaying
  }

  async poll(signal: AbortSignal): Promise<void> {
    const { at } = this.#source
    const { health } = this.#here
    const done = 'url' in at ? await this.#pollUrl(at.url, signal) : await this.#pollFile(at.file)
    const source = 'url' in at ? sourceOf(new URL(at.url)) : at.file
    if (done.ok) health.well(source)
    else if (done.fault.kind !== 'serverStopped') health.failed(done.fault, source)
  }

  async #pollUrl(url: string, signal: AbortSignal): Promise<Result<null>> {
    const { health } = this.#here
    let next: string | undefined = url
    let validators = NO_VALIDATORS
    for (let page = 0; next !== undefined && page < this.#source.maxPages; page += 1) {
      const answer = await ask(next, {
        accept: this.#source.accept,
        authorization: this.#source.authorization,
        known: page === 0 ? this.#known : NO_VALIDATORS,
        maxBytes: this.#source.maxBytes,
        timeLimitMs: TIME_LIMIT_MS,
        signal,
      })
      if (!answer.ok) return answer
      if (answer.value.isSame) {
        health.took(0)
        return ok(null)
      }
      // With several pages the first says nothing about the others: they are asked for anew.
      validators = page === 0 ? answer.value.validators : NO_VALIDATORS
      const worked = await this.#take(answer.value.bytes, new URL(next).pathname)
      if (!worked.ok) return worked
      if (signal.aborted) return ok(null)
      next = sameOrigin(worked.value.next, answer.value.url)
    }
    if (next !== undefined) return refuse('tooLarge', `more than ${String(this.#source.maxPages)} pages`)
    this.#known = validators
    this.#work.whole?.()
    return ok(null)
  }

  async #pollFile(file: string): Promise<Result<null>> {
    const { health } = this.#here
    try {
      const { mtimeMs, size } = await stat(file)
      if (size > this.#source.maxBytes)
        return refuse('tooLarge', `${file} has more than ${String(this.#source.maxBytes)} bytes`)
      const modified = `${String(mtimeMs)} ${String(size)}`
      if (modified === this.#known.modified) {
        health.took(0)
        return ok(null)
      }
      const worked = await this.#take(await readFile(file), file)
      if (!worked.ok) return worked
      this.#known = { etag: '', modified }
      this.#work.whole?.()
      return ok(null)
    } catch (error) {
      return refuse('fileUnreadable', error instanceof Error ? error.message : String(error), { file })
    }
  }

  async #take(bytes: Uint8Array, name: string): Promise<Result<Worked>> {
    const { health } = this.#here
    const worked = await this.#work.take(bytes, false)
    if (!worked.ok) {
      if (this.#isNew(worked.fault, createHash('sha256').update(bytes).digest('hex')))
        health.refused(worked.fault, { name, bytes })
      return worked
    }
    health.took(worked.value.count)
    for (const { fault: why, name: called, value } of worked.value.refused) {
      const text = JSON.stringify(value ?? null)
      if (!this.#isNew(why, text)) continue
      const original = new TextEncoder().encode(text.slice(0, MAX_ORIGINAL))
      health.refused(fault(why.kind, why.message, why.detail), { name: called === '' ? name : called, bytes: original })
    }
    return worked
  }

  #isNew(why: Fault, content: string): boolean {
    const key = createHash('sha256').update(`${why.message}\n${content}`).digest('base64')
    if (this.#refused.has(key)) return false
    if (this.#refused.size >= MAX_REMEMBERED) this.#refused.clear()
    this.#refused.add(key)
    return true
  }
}

/** A next page elsewhere is not followed: the key would go along. */
function sameOrigin(next: string | undefined, from: string): string | undefined {
  if (next === undefined || !URL.canParse(next, from)) return undefined
  const at = new URL(next, from)
  return at.origin === new URL(from).origin ? at.href : undefined
}
