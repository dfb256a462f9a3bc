// The gateway `quake`: earthquakes of a USGS summary feed on the map, and strong ones nearby as incidents, one per event
// whatever id a network gives it, amended when the feed says something new.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import type { Quake } from '../../../shared/interop/quake/read-quakes.ts'
import { readQuakes } from '../../../shared/interop/quake/read-quakes.ts'
import { quakeIncident, quakeRow, quakeTitle } from '../../../shared/interop/quake/write-quake.ts'
import type { QuakeSettings } from '../../../shared/interop/settings/quake.ts'
import { quakeSettings } from '../../../shared/interop/settings/quake.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'
import type { Work, Worked } from '../polled/polled-gateway.ts'
import { startPolled } from '../polled/polled-gateway.ts'
import { upsertIncident } from '../polled/upsert.ts'

const MEGABYTE = 1024 * 1024
const HOUR_MS = 3_600_000
const MAX_LINES = 200

export const quakeGateway: GatewayKind<typeof quakeSettings> = {
  kind: 'quake',
  settings: quakeSettings,
  start(here, settings) {
    const { url, everyMinutes, authorization, maxMegabytes } = settings
    const source = {
      ...{ at: { url }, everyMs: everyMinutes * 60_000, authorization, maxPages: 1 },
      maxBytes: maxMegabytes * MEGABYTE,
      accept: 'application/json',
    }
    return Promise.resolve(startPolled(here, source, new QuakeWork(here, settings)))
  },
}

class QuakeWork implements Work {
  readonly #here: GatewaySurroundings
  readonly #settings: QuakeSettings
  #seen = new Set<string>()

  constructor(here: GatewaySurroundings, settings: QuakeSettings) {
    this.#here = here
    this.#settings = settings
  }

  async take(bytes: Uint8Array, isDry: boolean): Promise<Result<Worked>> {
    const read = readQuakes(bytes, { maxBytes: this.#settings.maxMegabytes * MEGABYTE })
    if (!read.ok) return read
    const { quakes, refused, odd } = read.value
    const lines: string[] = []
    const kept: Worked['refused'][number][] = [...refused]
    for (const quake of quakes) {
      const done = await this.#quake(quake, isDry)
      if (done.ok) {
        if (lines.length < MAX_LINES) lines.push(`${done.value} ${quake.ids[0]} ${quakeTitle(quake)}`)
      } else kept.push({ fault: done.fault, name: quake.ids[0], value: quake.sent })
    }
    return ok({ reading: { lines, odd }, count: quakes.length, refused: kept })
  }

  whole(): void {
    const { ambient } = this.#here
    for (const { id } of ambient.rows('features')) if (!this.#seen.has(id)) ambient.remove('features', id)
    this.#seen = new Set()
  }

  async #quake(quake: Quake, isDry: boolean): Promise<Result<string>> {
    const { nowMs, ambient, id: gateway, name, notes, author, picture } = this.#here
    const { showFromMagnitude, staleAfterHours, reportIncidents } = this.#settings
    const key = this.#keyOf(quake, isDry)
    const isShown = quake.magnitude >= showFromMagnitude && quake.status !== 'deleted'
    if (isShown && !isDry) {
      const staleMs = Math.max(0, quake.atMs) + staleAfterHours * HOUR_MS
      const row = quakeRow(quake, { gateway, key, nowMs: nowMs(), staleMs })
      this.#seen.add(row.id)
      ambient.put('features', row)
    }
    const isKnown = reportIncidents && (await picture.record(INCIDENT, author.idFor(key))) !== undefined
    // What was reported is followed further, also when it turns out weaker, or is taken back by its source.
    if (!isKnown && !(reportIncidents && this.#isToReport(quake))) return ok(isShown ? 'shown' : 'passed over')
    return upsertIncident({ author, picture, notes }, key, quakeIncident(quake, name), isDry)
  }

  #isToReport({ magnitude, atMs, epicentre, status }: Quake): boolean {
    const { reportFromMagnitude, reportWithinHours, withinKm, latitude, longitude } = this.#settings
    if (magnitude < reportFromMagnitude || status === 'deleted') return false
    if (this.#here.nowMs() - atMs > reportWithinHours * HOUR_MS) return false
    return withinKm === 0 || distanceM(epicentre, { lon: longitude, lat: latitude }) <= withinKm * 1_000
  }

  /** The id under which the event was first met: networks give one event several, and the preferred one changes. */
  #keyOf({ ids }: Quake, isDry: boolean): string {
    const { notes } = this.#here
    const known = ids.map((one) => notes.get(`event/${one}`)).find((one) => one !== undefined)
    const key = known ?? ids[0]
    if (!isDry) for (const one of ids) if (notes.get(`event/${one}`) !== key) notes.set(`event/${one}`, key)
    return key
  }
}
