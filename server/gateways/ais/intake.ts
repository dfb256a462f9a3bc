// What comes of AIS messages: rows on the map, incidents of distress beacons, safety texts in the duty log. What a beacon sends
// under test does not enter a live space.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, faultOf, ok } from '../../../shared/base/fault.ts'
import type { DistressCall } from '../../../shared/interop/ais/distress.ts'
import { distressCall } from '../../../shared/interop/ais/distress.ts'
import { Fleet } from '../../../shared/interop/ais/fleet.ts'
import type { AisMessage } from '../../../shared/interop/ais/messages.ts'
import type { AisItem } from '../../../shared/interop/ais/reader.ts'
import { AisReader } from '../../../shared/interop/ais/reader.ts'
import { beaconWords } from '../../../shared/interop/ais/wording.ts'
import type { AisSettings } from '../../../shared/interop/settings/ais.ts'
import type { TrackRow } from '../../../shared/model/ambient.ts'
import { EmergencyCalls } from '../field/emergency-calls.ts'
import { OnceAWhile } from '../field/once-a-while.ts'
import { Refusals } from '../field/refusals.ts'
import { sweepTracks } from '../field/track-sweep.ts'
import type { GatewaySurroundings, Reading } from '../gateway.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A receiver's clock may be so far ahead; beyond, and without one, the server's own time counts. */
const MAX_AHEAD_MS = 2 * MINUTE_MS
const MAX_LINES = 200

/** What one item is about. */
interface Understood {
  readonly row: TrackRow | undefined
  readonly call: DistressCall | undefined
  readonly safety: string | undefined
}

export class AisIntake {
  readonly #here: GatewaySurroundings
  readonly #settings: AisSettings
  readonly #fleet: Fleet
  readonly #calls: EmergencyCalls
  readonly #refusals: Refusals
  readonly #testsSaid: OnceAWhile
  readonly #textsSaid: OnceAWhile
  readonly #pending = new Set<Promise<void>>()

  constructor(here: GatewaySurroundings, settings: AisSettings) {
    this.#here = here
    this.#settings = settings
    this.#fleet = newFleet(here, settings)
    this.#calls = new EmergencyCalls(here, {
      quietMs: settings.distressQuietHours * HOUR_MS,
      moveM: settings.distressMoveMetres,
    })
    this.#refusals = new Refusals(here.health, here.nowMs)
    this.#testsSaid = new OnceAWhile(10 * MINUTE_MS, 1_000)
    this.#textsSaid = new OnceAWhile(HOUR_MS, 60)
  }

  /** Takes what a reader made of bytes; resolves when incidents and log lines it leads to are written. Never rejects. */
  async take(items: readonly AisItem[]): Promise<void> {
    const work = this.#take(items).catch((error: unknown) => {
      this.#here.health.failed(faultOf(error))
      this.#here.logger.error({ err: error }, 'AIS messages could not be taken')
    })
    this.#pending.add(work)
    await work
    this.#pending.delete(work)
  }

  /** Resolves once everything begun is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  async #take(items: readonly AisItem[]): Promise<void> {
    const { health, ambient } = this.#here
    const writing: Promise<void>[] = []
    let taken = 0
    for (const item of items) {
      if (item.form === 'refused') {
        this.#refusals.refuse(item.why, 'AIS', Buffer.from(item.line, 'latin1'))
        continue
      }
      if (item.form === 'other') continue
      const { row, call, safety } = this.#understand(item.message, item.toldMs, this.#fleet)
      const refusal = call?.isTest === true ? this.#testRefusal(call.mmsi) : undefined
      if (refusal !== undefined) {
        if (this.#testsSaid.isDue(item.message.mmsi, this.#here.nowMs()))
          this.#refusals.refuse(
            refusal,
            `AIS ${item.message.mmsi}`,
            new TextEncoder().encode(JSON.stringify(item.message)),
          )
        continue
      }
      taken += 1
      if (row !== undefined) ambient.put('tracks', row)
      if (call !== undefined && this.#settings.reportsDistress) writing.push(this.#report(call))
      else if (safety !== undefined) writing.push(this.#logText(item.message.mmsi, safety))
    }
    if (taken > 0) health.took(taken)
    await Promise.all(writing)
  }

  /** Reads a whole message without writing anything. */
  read(bytes: Uint8Array): Result<Reading> {
    const reader = new AisReader()
    const now = this.#here.nowMs()
    const items = [...reader.push(bytes, now), ...reader.end(now)]
    // A fleet of its own: trying a message out leaves no names behind.
    const fleet = newFleet(this.#here, this.#settings)
    const lines: string[] = []
    const odd: string[] = []
    const refused: Fault[] = []
    for (const item of items.slice(0, MAX_LINES)) {
      if (item.form === 'refused') refused.push(item.why)
      if (item.form !== 'message') continue
      odd.push(...item.odd)
      lines.push(lineOf(item.message, this.#understand(item.message, item.toldMs, fleet)))
      const test = distressCall(item.message)?.isTest === true ? this.#testRefusal(item.message.mmsi) : undefined
      if (test !== undefined) odd.push(test.message)
    }
    const [first] = refused
    if (lines.length === 0 && first !== undefined) return { ok: false, fault: first }
    return ok({ lines, odd: [...new Set([...odd, ...refused.map(({ message }) => message)])] })
  }

  sweep(): void {
    sweepTracks(this.#here.ambient, this.#settings.removeMinutes * MINUTE_MS, this.#here.nowMs())
  }

  #understand(message: AisMessage, toldMs: number | null, fleet: Fleet): Understood {
    const now = this.#here.nowMs()
    const atMs = toldMs === null || toldMs > now + MAX_AHEAD_MS ? now : toldMs
    const call = distressCall(message)
    const row = fleet.take(message, { atMs, heardMs: now })
    const isShown = row !== undefined && (row.isDistress || this.#isInside(row))
    const isText = message.form === 'safety' && call === undefined && this.#settings.logsSafetyTexts
    return {
      row: isShown ? { ...row, isDistress: row.isDistress && call?.isTest !== true } : undefined,
      call,
      safety: isText && message.text !== '' ? message.text : undefined,
    }
  }

  #isInside({ latitude, longitude }: TrackRow): boolean {
    const { area } = this.#settings
    if (area === null) return true
    const { west, south, east, north } = area
    const isBetween = west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east
    return latitude >= south && latitude <= north && isBetween
  }

  #testRefusal(mmsi: string): Fault | undefined {
    return this.#here.spaceKind === 'live'
      ? fault('notAllowed', `the beacon ${mmsi} is under test, and this space is a live one`, { mmsi })
      : undefined
  }

  #report({ mmsi, sort, isTest, latitude, longitude, text }: DistressCall): Promise<void> {
    const position = latitude === null || longitude === null ? null : { lon: longitude, lat: latitude }
    const words = `${beaconWords(sort)} ${mmsi}`
    return this.#calls.heard({
      number: mmsi,
      title: isTest ? `（测试）遇险示位标：${words}` : `遇险示位标启动：${words}`,
      description: `收到 AIS 遇险信号：${words}${text === null ? '' : `，电文“${text}”`}。位置随信标更新。`,
      category: this.#settings.distressCategory,
      sourceKind: 'sensor',
      position,
      atMs: this.#here.nowMs(),
    })
  }

  async #logText(mmsi: string, text: string): Promise<void> {
    const { author, health, nowMs } = this.#here
    if (!this.#textsSaid.isDue(`${mmsi} ${text}`, nowMs())) return
    const done = await author.run('addLogEntry', { incident: null, text: `AIS 安全电文（MMSI ${mmsi}）：${text}` })
    if (!done.ok) health.failed(done.fault)
  }
}

function newFleet({ id }: GatewaySurroundings, { staleMinutes, showsFixed }: AisSettings): Fleet {
  return new Fleet({ gateway: id, staleMs: staleMinutes * MINUTE_MS, showsFixed })
}

/** One message for people who try it out. */
function lineOf(message: AisMessage, { row, call, safety }: Understood): string {
  const place = row === undefined ? '' : ` ${row.name} ${row.latitude}, ${row.longitude}`
  const what = call === undefined ? (safety ?? '') : call.isTest ? `${call.sort} TEST` : `${call.sort} DISTRESS`
  return `${message.type} ${message.mmsi}${place} ${what}`.trim()
}
