// Which alerts of the space go out, and when: an alert nobody has sent yet as the first message, a changed one as an update, a
// lifted one as a cancel; each once. What was sent is noted, so that a start after a stop tells what was missed and nothing
// twice. Those of linked systems go out only where passing on is agreed.
import { createHash } from 'node:crypto'
import type { Result } from '../../../shared/base/fault.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { canonicalJson } from '../../../shared/base/json.ts'
import { ALERT, cancelOf } from '../../../shared/model/alert.ts'
import { timeField } from '../../../shared/model/fields.ts'
import type { GatewaySurroundings, Told } from '../gateway.ts'

/** A message that was sent about an alert. */
export interface SentName {
  readonly sender: string
  readonly identifier: string
  readonly sentMs: number
}

/** An alert that is to be told, now. */
export interface ToTell {
  readonly id: string
  /** As it goes out: never actual from a space that is not live. */
  readonly fields: JsonFields
  readonly sentMs: number
  /** Oldest first; none for the first message. */
  readonly before: readonly SentName[]
}

export interface OwnAlertsParts {
  readonly here: Pick<GatewaySurroundings, 'notes' | 'picture' | 'nowMs' | 'spaceKind' | 'health' | 'logger'>
  readonly passesOn: boolean
  /** True for alerts this gateway brought itself: they are not sent back to where they came from. */
  readonly isFromHere?: (id: string) => boolean
  /** Sends the message; the name it went out under. */
  readonly tell: (alert: ToTell) => Promise<Result<SentName>>
}

interface Note {
  readonly sent: readonly SentName[]
  readonly digest: string
}

/** More messages than this about one alert are not referred to: the oldest are left out. */
const MAX_REFERENCES = 200
/** The source of trouble with sending alerts out. */
const PUBLISHING = 'publishing'

export class OwnAlerts {
  readonly #parts: OwnAlertsParts
  #last: Promise<void> = Promise.resolve()
  /** Alerts that could not be told. */
  readonly #untold = new Set<string>()
  #isClosed = false

  constructor(parts: OwnAlertsParts) {
    this.#parts = parts
  }

  /** Tells what is untold of all alerts; resolves when it is done. */
  async catchUp(): Promise<void> {
    const all = await this.#parts.here.picture.records(ALERT)
    for (const { id } of all) this.#enqueue(id)
    await this.#last
  }

  /** Something was committed. */
  committed(told: readonly Told[]): void {
    for (const { kind, id } of told) if (kind === ALERT) this.#enqueue(id)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
  }

  #enqueue(id: string): void {
    this.#last = this.#last
      .then(() => (this.#isClosed ? undefined : this.#tell(id)))
      .catch((error: unknown) => this.#parts.here.logger.warn({ err: error, id }, 'an alert could not be told'))
  }

  /** As it is now: what waited in line may be older. */
  async #tell(id: string): Promise<void> {
    const { here, passesOn, isFromHere, tell } = this.#parts
    const fields = await here.picture.record(ALERT, id)
    if (fields === undefined || fields['title'] === undefined) return
    if (fields['received'] !== undefined && (!passesOn || isFromHere?.(id) === true)) return
    const text = here.notes.get(`o:${id}`)
    const note: Note = text === undefined ? { sent: [], digest: '' } : (JSON.parse(text) as Note)
    // Nothing is told twice, and what a gateway found about it is no news.
    const { received: _, ...shown } = fields
    const digest = createHash('sha256').update(canonicalJson(shown)).digest('base64')
    if (digest === note.digest) return
    if (note.sent.length === 0 && isPast(fields, here.nowMs())) return
    const before = note.sent.slice(-MAX_REFERENCES)
    const lastMs = before.at(-1)?.sentMs ?? 0
    // Whole seconds, always later than the message before: receivers tell messages apart by their time.
    const sentMs = Math.max(Math.floor(here.nowMs() / 1000) * 1000, lastMs + 1000)
    const told = await tell({ id, fields: meant(fields, here.spaceKind), sentMs, before })
    if (!told.ok) {
      this.#untold.add(id)
      here.health.failed(told.fault, PUBLISHING)
      return
    }
    this.#untold.delete(id)
    if (this.#untold.size === 0) here.health.well(PUBLISHING)
    const sent = [...before, told.value].map((name): Json => ({ ...name }))
    here.notes.set(`o:${id}`, canonicalJson({ sent, digest }))
  }
}

/** What was lifted or over before anybody was told of it is no news. */
function isPast(fields: JsonFields, nowMs: number): boolean {
  const endMs = timeField(fields, 'endsAt')
  return cancelOf(fields) !== null || (endMs !== null && endMs <= nowMs)
}

/** Nothing from an exercise or a demonstration may be taken for real by others. */
function meant(fields: JsonFields, spaceKind: GatewaySurroundings['spaceKind']): JsonFields {
  return spaceKind === 'live' || fields['use'] !== 'actual' ? fields : { ...fields, use: 'exercise' }
}
