// The gateway `geojson`: a GeoJSON file or a collection of OGC API - Features, asked for again and again. Its features are
// rows of the map, which go when the source no longer has them, or incidents, which stay.
import type { Result } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { featureIncident, featureRow } from '../../../shared/interop/geojson/map-feature.ts'
import type { GeoFeature, GeoJsonReading } from '../../../shared/interop/geojson/read-geojson.ts'
import { readGeoJson, refusedWords } from '../../../shared/interop/geojson/read-geojson.ts'
import { isNotReal, nameOf } from '../../../shared/interop/geojson/read-properties.ts'
import type { GeojsonSettings } from '../../../shared/interop/settings/geojson.ts'
import { geojsonSettings } from '../../../shared/interop/settings/geojson.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'
import type { Work, Worked } from '../polled/polled-gateway.ts'
import { startPolled } from '../polled/polled-gateway.ts'
import { upsertIncident } from '../polled/upsert.ts'

const MEGABYTE = 1024 * 1024
const MAX_LINES = 200

export const geojsonGateway: GatewayKind<typeof geojsonSettings> = {
  kind: 'geojson',
  settings: geojsonSettings,
  start(here, settings) {
    const { url, everyMinutes, authorization, maxMegabytes, maxPages } = settings
    const source = {
      ...{ at: { url }, everyMs: everyMinutes * 60_000, authorization, maxPages },
      maxBytes: maxMegabytes * MEGABYTE,
      accept: 'application/geo+json, application/json;q=0.9, */*;q=0.1',
    }
    return Promise.resolve(startPolled(here, source, new GeojsonWork(here, settings)))
  },
}

type Refused = Worked['refused'][number]

class GeojsonWork implements Work {
  readonly #here: GatewaySurroundings
  readonly #settings: GeojsonSettings
  /** Whose ids they are: the same source over http and https, with another key in its query, is the same. */
  readonly #sender: string
  /** Rows the answer being worked through has; those of the last whole one that are missing go. */
  #seen = new Set<string>()

  constructor(here: GatewaySurroundings, settings: GeojsonSettings) {
    this.#here = here
    this.#settings = settings
    const { host, pathname } = new URL(settings.url)
    this.#sender = `${host}${pathname}`
  }

  async take(bytes: Uint8Array, isDry: boolean): Promise<Result<Worked>> {
    const read = readGeoJson(bytes, { maxBytes: this.#settings.maxMegabytes * MEGABYTE })
    if (!read.ok) return read
    const { features, odd, members } = read.value
    const lines: string[] = []
    const strange = [...odd]
    const refused: Refused[] = read.value.refused.map((one) => ({ ...one, fault: refusedWords(one) }))
    let count = 0
    for (const [index, feature] of features.entries()) {
      const taken = await this.#feature(feature, isDry)
      if (!taken.ok) {
        const name = nameOf(feature, this.#settings.namePath).slice(0, 80)
        refused.push({ fault: refusedWords({ index, name, fault: taken.fault }), name, value: asSent(feature) })
        continue
      }
      count += 1
      if (lines.length < MAX_LINES) lines.push(taken.value.line)
      strange.push(...taken.value.odd)
    }
    const next = nextOf(members)
    return ok({
      reading: { lines, odd: [...new Set(strange)] },
      ...{ count, refused },
      ...(next === undefined ? {} : { next }),
    })
  }

  whole(): void {
    const { ambient } = this.#here
    for (const { id } of ambient.rows('features')) if (!this.#seen.has(id)) ambient.remove('features', id)
    this.#seen = new Set()
  }

  async #feature(
    feature: GeoFeature,
    isDry: boolean,
  ): Promise<Result<{ readonly line: string; readonly odd: readonly string[] }>> {
    const { id: gateway, nowMs, ambient, spaceKind, name: system } = this.#here
    if (spaceKind === 'live' && isNotReal(feature.properties))
      return {
        ok: false,
        fault: fault('notAllowed', 'an exercise, a test or a demonstration does not enter a live picture'),
      }
    if (this.#settings.show === 'features') {
      const row = featureRow(feature, this.#settings, { gateway, nowMs: nowMs() })
      if (!row.ok) return row
      const { id, name } = row.value
      if (!this.#seen.has(id) && this.#seen.size >= this.#settings.maxFeatures)
        return { ok: false, fault: fault('tooLarge', `more than ${String(this.#settings.maxFeatures)} features`) }
      if (!isDry) {
        this.#seen.add(id)
        ambient.put('features', row.value)
      }
      return ok({ line: `${id.slice(gateway.length + 1)} ${name}`, odd: [] })
    }
    const read = featureIncident(feature, this.#settings, system)
    if (!read.ok) return read
    const { key, input, odd } = read.value
    const done = await upsertIncident(this.#here, `${this.#sender} ${key}`, input, isDry)
    return done.ok ? ok({ line: `${done.value} ${key} ${input.title}`, odd }) : done
  }
}

/** As GeoJSON again, so that it can be taken from the quarantine list. */
function asSent({ id, properties, geometry }: GeoFeature): GeoFeature & { readonly type: 'Feature' } {
  return { type: 'Feature', id, properties, geometry }
}

/** The link `next` of OGC API - Features. */
function nextOf(members: GeoJsonReading['members']): string | undefined {
  const { links } = members
  if (!Array.isArray(links)) return undefined
  const next = (links as readonly JsonFields[]).find((one) => one?.['rel'] === 'next')?.['href']
  return typeof next === 'string' ? next : undefined
}
