// The gateway `storm`: tracks of tropical cyclones with forecasts and wind circles, one feature of the map each. A storm the
// source no longer has goes from the map.
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, ok } from '../../../shared/base/fault.ts'
import type { StormSettings } from '../../../shared/interop/settings/storm.ts'
import { stormSettings } from '../../../shared/interop/settings/storm.ts'
import { readStorms } from '../../../shared/interop/storm/read-storms.ts'
import { stormRow } from '../../../shared/interop/storm/write-storm.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'
import type { Work, Worked } from '../polled/polled-gateway.ts'
import { startPolled } from '../polled/polled-gateway.ts'

const MEGABYTE = 1024 * 1024
const HOUR_MS = 3_600_000

export const stormGateway: GatewayKind<typeof stormSettings> = {
  kind: 'storm',
  settings: stormSettings,
  start(here, settings) {
    const { url, file, everyMinutes, authorization, maxMegabytes } = settings
    if ((url === '') === (file === ''))
      throw new FaultError(fault('invalidInput', 'an address or a file is needed, not both', { field: 'url' }))
    const source = {
      ...{ at: url === '' ? { file } : { url }, everyMs: everyMinutes * 60_000, authorization, maxPages: 1 },
      maxBytes: maxMegabytes * MEGABYTE,
      accept: 'application/json, application/geo+json',
    }
    return Promise.resolve(startPolled(here, source, new StormWork(here, settings)))
  },
}

class StormWork implements Work {
  readonly #here: GatewaySurroundings
  readonly #settings: StormSettings
  #seen = new Set<string>()

  constructor(here: GatewaySurroundings, settings: StormSettings) {
    this.#here = here
    this.#settings = settings
  }

  take(bytes: Uint8Array, isDry: boolean): Promise<Result<Worked>> {
    return Promise.resolve(this.#take(bytes, isDry))
  }

  whole(): void {
    const { ambient } = this.#here
    for (const { id } of ambient.rows('features')) if (!this.#seen.has(id)) ambient.remove('features', id)
    this.#seen = new Set()
  }

  #take(bytes: Uint8Array, isDry: boolean): Result<Worked> {
    const { datum, maxMegabytes, staleAfterHours } = this.#settings
    const { ambient, id: gateway, spaceKind, nowMs } = this.#here
    const read = readStorms(bytes, datum, maxMegabytes * MEGABYTE)
    if (!read.ok) return read
    const { storms, odd } = read.value
    const refused: Worked['refused'][number][] = [...read.value.refused]
    const lines: string[] = []
    for (const storm of storms) {
      const { number, use, demonstration } = storm
      if (spaceKind === 'live' && (use !== 'actual' || demonstration)) {
        const why = fault(
          'notAllowed',
          `storm ${number} is an exercise, a test or a demonstration: not in a live picture`,
        )
        refused.push({ fault: why, name: number, value: storm })
        continue
      }
      // A source that keeps saying the same is not news.
      const toldMs = Date.parse(storm.issuedAt ?? storm.fixes.at(-1)?.at ?? '')
      const row = stormRow(storm, { gateway, nowMs: nowMs(), staleMs: toldMs + staleAfterHours * HOUR_MS })
      lines.push(`${row.name} ${storm.fixes.at(-1)?.at ?? ''}`)
      if (isDry) continue
      this.#seen.add(row.id)
      ambient.put('features', row)
    }
    return ok({ reading: { lines, odd }, count: storms.length, refused })
  }
}
