// Asks one feed again and again: nothing when it says that nothing changed; else what is in it, and what its entries lead to
// where they are new or changed. An entry that cannot be had or read is said, and the others go on.
import { createHash } from 'node:crypto'
import type { Result } from '../../../shared/base/fault.ts'
import { faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import type { FeedEntry } from '../../../shared/interop/cap/read-feed.ts'
import type { CapSettings } from '../../../shared/interop/settings/cap.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { Validators } from '../polled/ask.ts'
import { NO_VALIDATORS, ask, sourceOf } from '../polled/ask.ts'
import type { CapTaker, Refused, Taken } from './cap-taker.ts'

const ACCEPT = 'application/cap+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5'
const TIME_LIMIT_MS = 60_000
/** Documents fetched in one round: the rest waits for the next. */
const MAX_FETCHED = 200
const MAX_REMEMBERED = 5_000

type Here = Pick<GatewaySurroundings, 'health' | 'notes'>

export class FeedPoller {
  readonly #here: Here
  readonly #url: URL
  readonly #settings: CapSettings
  readonly #taker: CapTaker
  #known: Validators = NO_VALIDATORS
  /** Whose trouble it is: without what may be a key. */
  readonly #source: string
  /** What was refused is refused, and kept, once and not with every round. */
  readonly #refused = new Set<string>()

  constructor(here: Here, url: string, settings: CapSettings, taker: CapTaker) {
    this.#here = here
    this.#url = new URL(url)
    this.#source = sourceOf(this.#url)
    this.#settings = settings
    this.#taker = taker
  }

  /** One round. */
  async poll(signal: AbortSignal): Promise<void> {
    const { health } = this.#here
    const done = await this.#round(signal).catch((error: unknown): Result<null> => ({
      ok: false,
      fault: faultOf(error),
    }))
    if (done.ok) return health.well(this.#source)
    if (done.fault.kind === 'serverStopped') return
    const { kind, message, detail } = done.fault
    health.failed({ kind, message: `${this.#source}: ${message}`, ...(detail && { detail }) }, this.#source)
  }

  async #round(signal: AbortSignal): Promise<Result<null>> {
    const { health } = this.#here
    const answer = await this.#ask(this.#url, this.#known, signal)
    if (!answer.ok) return answer
    if (answer.value.isSame) {
      health.took(0)
      return ok(null)
    }
    const { bytes, validators, url } = answer.value
    const taken = await this.#taker.take(bytes, url, false)
    if (!taken.ok) {
      this.#refuse([{ fault: taken.fault, name: url, bytes }])
      return taken
    }
    this.#count(taken.value)
    const followed = await this.#follow(taken.value.links.toReversed(), new URL(url), signal)
    // A round that left something behind is done again, even if the feed then says that nothing changed.
    this.#known = followed.ok ? validators : NO_VALIDATORS
    return followed
  }

  async #follow(links: readonly FeedEntry[], base: URL, signal: AbortSignal): Promise<Result<null>> {
    let fetched = 0
    let trouble: Result<null> = ok(null)
    for (const { link = '', updated, id } of links) {
      if (signal.aborted) return refuse('serverStopped', 'stopped')
      const at = this.#allowed(link, base)
      if (!at.ok) {
        this.#refuse([{ fault: at.fault, name: id, bytes: new TextEncoder().encode(link) }])
        continue
      }
      const note = `f:${at.value.href}`
      if (this.#here.notes.get(note) === `=${updated}`) continue
      if (fetched >= MAX_FETCHED)
        return refuse('busy', `more than ${String(MAX_FETCHED)} new alerts at once: the rest comes next`)
      fetched += 1
      const done = await this.#fetchOne(at.value, signal)
      if (done.ok) this.#here.notes.set(note, `=${updated}`)
      else trouble = done
    }
    return trouble
  }

  /** A fault only where it is worth asking again. */
  async #fetchOne(at: URL, signal: AbortSignal): Promise<Result<null>> {
    const answer = await this.#ask(at, NO_VALIDATORS, signal)
    if (!answer.ok) return answer
    if (answer.value.isSame) return ok(null)
    const { bytes } = answer.value
    const taken = await this.#taker.take(bytes, at.href, false)
    if (!taken.ok) this.#refuse([{ fault: taken.fault, name: at.href, bytes }])
    else this.#count(taken.value)
    return ok(null)
  }

  #ask(at: URL, known: Validators, signal: AbortSignal) {
    const { authorization, maxMegabytes } = this.#settings
    return ask(at.href, {
      accept: ACCEPT,
      // The key is for the feed's own host alone.
      authorization: at.origin === this.#url.origin ? authorization : '',
      known,
      maxBytes: Math.floor(maxMegabytes * 1024 * 1024),
      timeLimitMs: TIME_LIMIT_MS,
      signal,
    })
  }

  /** Where links may lead: the feed's own host and those of the settings. A feed must not make us ask our own machines. */
  #allowed(link: string, base: URL): Result<URL> {
    if (!URL.canParse(link, base.href)) return refuse('malformed', `"${link.slice(0, 200)}" is no address`)
    const at = new URL(link, base)
    const isWeb = at.protocol === 'http:' || at.protocol === 'https:'
    if (isWeb && (at.host === this.#url.host || this.#settings.linkHosts.includes(at.host))) return ok(at)
    return refuse('notAllowed', `the feed leads to ${at.protocol}//${at.host}, which is not among the hosts allowed`, {
      host: at.host,
    })
  }

  #count(taken: Taken): void {
    this.#here.health.took(taken.count)
    this.#refuse(taken.refused)
  }

  #refuse(all: readonly Refused[]): void {
    for (const { fault, name, bytes } of all) {
      const key = createHash('sha256').update(`${fault.message}\n`).update(bytes).digest('base64')
      if (this.#refused.has(key)) continue
      if (this.#refused.size >= MAX_REMEMBERED) this.#refused.clear()
      this.#refused.add(key)
      this.#here.health.refused({ ...fault, message: `${this.#url.host}: ${fault.message}` }, { name, bytes })
    }
  }
}
