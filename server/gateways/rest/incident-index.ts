// Incidents of the space in memory, for lists and for references by number: read once, kept up by what is committed, and
// read anew now and then, since a verdict takes back what was told.
import type { JsonFields } from '../../../shared/base/json.ts'
import { timeField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { Picture, Told } from '../gateway.ts'

const FRESH_MS = 60_000

export interface ShownIncident {
  readonly id: string
  readonly fields: JsonFields
}

export class IncidentIndex {
  readonly #picture: Picture
  readonly #nowMs: () => number
  #incidents: Map<string, JsonFields> | undefined
  #loading: Promise<Map<string, JsonFields>> | undefined
  #sinceMs = 0
  #sorted: readonly ShownIncident[] | undefined
  /** Told while a load was running: newer than what the load may have read. */
  readonly #meanwhile = new Map<string, JsonFields>()

  constructor(picture: Picture, nowMs: () => number) {
    this.#picture = picture
    this.#nowMs = nowMs
  }

  committed(told: readonly Told[]): void {
    for (const { kind, id, fields } of told) if (kind === INCIDENT) this.#put(id, fields)
  }

  /** Reads one as it is now: after writing it. */
  async refresh(id: string): Promise<JsonFields | undefined> {
    const fields = await this.#picture.record(INCIDENT, id)
    if (fields !== undefined) this.#put(id, fields)
    return fields
  }

  /** All, the newest call first; equal times by id. */
  async list(): Promise<readonly ShownIncident[]> {
    const all = await this.#all()
    this.#sorted ??= [...all]
      .map(([id, fields]) => ({ id, fields, key: sortKey({ id, fields }) }))
      .toSorted((a, b) => (a.key < b.key ? 1 : -1))
    return this.#sorted
  }

  /** The incident with this number, as officers read it out. */
  async byNumber(number: string): Promise<string | undefined> {
    for (const [id, fields] of await this.#all()) if (fields['number'] === number) return id
    return undefined
  }

  #put(id: string, fields: JsonFields): void {
    this.#sorted = undefined
    this.#incidents?.set(id, fields)
    if (this.#loading !== undefined) this.#meanwhile.set(id, fields)
  }

  async #all(): Promise<Map<string, JsonFields>> {
    const age = this.#nowMs() - this.#sinceMs
    if (this.#incidents !== undefined && age >= 0 && age < FRESH_MS) return this.#incidents
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined))
    return this.#loading
  }

  async #load(): Promise<Map<string, JsonFields>> {
    this.#meanwhile.clear()
    const records = await this.#picture.records(INCIDENT)
    const incidents = new Map<string, JsonFields>(records.map(({ id, fields }) => [id, fields]))
    for (const [id, fields] of this.#meanwhile) incidents.set(id, fields)
    this.#incidents = incidents
    this.#sorted = undefined
    this.#sinceMs = this.#nowMs()
    return incidents
  }
}

/** Where an incident stands in the list, and in the cursor of a page: time of the call, then id. */
export function sortKey({ id, fields }: ShownIncident): string {
  const ms = timeField(fields, 'receivedAt') ?? 0
  return `${String(Math.max(0, ms)).padStart(15, '0')}.${id}`
}
