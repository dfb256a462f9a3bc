// Calls for help that repeat themselves every few seconds (a distress beacon, a vehicle's emergency button) made into one
// incident each: reported once, its position amended when it has moved, a new one only after long silence. What an officer
// wrote stands: a position somebody else changed and an incident that is void or closed are left alone. Beyond so many new
// incidents an hour (invented senders, a receiver gone mad) calls are refused and kept, and still shown as units in distress.
import { fault } from '../../../shared/base/fault.ts'
import type { RecordId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json } from '../../../shared/base/json.ts'
import { isJson, sameJson } from '../../../shared/base/json.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { Position } from '../../../shared/model/incident.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import { OnceAWhile } from './once-a-while.ts'

export interface EmergencyCall {
  /** The sender's own number; names the incident together with the moment it began. */
  readonly number: string
  readonly title: string
  readonly description: string
  readonly category: string
  readonly sourceKind: 'sensor' | 'maritime12395' | 'agency' | 'other'
  readonly position: Position | null
  readonly atMs: number
}

export interface EmergencyRules {
  /** Silent for longer, a sender that calls again begins a new incident. */
  readonly quietMs: number
  /** Moved less, its position is not written again. */
  readonly moveM: number
}

/** One incident that a sender's calls belong to; kept as a note over restarts. */
interface Event {
  readonly id: RecordId
  lastMs: number
  notedMs: number
  writtenMs: number
  written: Position | null
}

interface Caller {
  event: Event | undefined
  newest: EmergencyCall | undefined
  isBusy: boolean
}

const MAX_CALLERS = 500
const NOTE_EVERY_MS = 60_000
const WRITE_EVERY_MS = 60_000
const HOUR_MS = 3_600_000
const MAX_REPORTS_PER_HOUR = 60
const OVER: ReadonlySet<Json | undefined> = new Set<Json>(['void', 'closed'])

export class EmergencyCalls {
  readonly #gateway: GatewaySurroundings
  readonly #rules: EmergencyRules
  readonly #callers = new Map<string, Caller>()
  readonly #reportedMs: number[] = []
  readonly #refusedSaid = new OnceAWhile(HOUR_MS, MAX_CALLERS)

  constructor(gateway: GatewaySurroundings, rules: EmergencyRules) {
    this.#gateway = gateway
    this.#rules = rules
  }

  /** Resolves when what this call leads to is written; calls that come meanwhile are joined into one. Never rejects. */
  async heard(call: EmergencyCall): Promise<void> {
    const caller = this.#callers.get(call.number) ?? { event: undefined, newest: undefined, isBusy: false }
    this.#callers.delete(call.number)
    this.#callers.set(call.number, caller)
    const [longest] = this.#callers.size > MAX_CALLERS ? this.#callers.keys() : []
    if (longest !== undefined) this.#callers.delete(longest)
    caller.newest = { ...call, position: call.position ?? caller.newest?.position ?? null }
    if (caller.isBusy) return
    caller.isBusy = true
    try {
      while (caller.newest !== undefined) {
        const next: EmergencyCall = caller.newest
        caller.newest = undefined
        await this.#work(caller, next)
      }
    } catch (error) {
      this.#gateway.health.failed(fault('internal', `a call for help could not be written: ${String(error)}`))
      this.#gateway.logger.error({ err: error, number: call.number }, 'a call for help could not be written')
    } finally {
      caller.isBusy = false
    }
  }

  async #work(caller: Caller, call: EmergencyCall): Promise<void> {
    const { nowMs } = this.#gateway
    const now = nowMs()
    caller.event ??= this.#noted(call.number) ?? (await this.#adopted(call.number, now))
    const { event } = caller
    if (event === undefined || now - event.lastMs > this.#rules.quietMs) {
      caller.event = await this.#report(call, now)
      return
    }
    event.lastMs = now
    if (this.#hasMoved(event, call.position, now)) await this.#move(event, call)
    if (now - event.notedMs >= NOTE_EVERY_MS) this.#note(call.number, event, now)
  }

  async #report(call: EmergencyCall, now: number): Promise<Event | undefined> {
    const { author, health, name, spaceKind } = this.#gateway
    if (this.#isFlood(call, now)) return undefined
    this.#reportedMs.push(now)
    const id = author.idFor(`${call.number}/${now}`)
    const done = await author.run(
      'reportIncident',
      {
        title: call.title.slice(0, 120),
        category: call.category,
        description: call.description.slice(0, 8_000),
        position: call.position,
        occurredAt: isoWithOffset(call.atMs),
        sourceKind: call.sourceKind,
        sourceChannel: 'system',
        sourceName: name.slice(0, 80),
        linkedSystem: name.slice(0, 60),
        linkedNumber: call.number.slice(0, 80),
        demonstration: spaceKind === 'demonstration',
      },
      id,
    )
    if (!done.ok) {
      // Tried again with the next call: nothing is remembered.
      this.#reportedMs.pop()
      health.failed(done.fault)
      return undefined
    }
    const event = { id, lastMs: now, notedMs: now, writtenMs: now, written: call.position }
    this.#note(call.number, event, now)
    return event
  }

  #isFlood(call: EmergencyCall, now: number): boolean {
    while (this.#reportedMs.length > 0 && now - (this.#reportedMs[0] ?? now) >= HOUR_MS) this.#reportedMs.shift()
    if (this.#reportedMs.length < MAX_REPORTS_PER_HOUR) return false
    if (this.#refusedSaid.isDue(call.number, now)) {
      const why = fault(
        'rateLimited',
        `more than ${MAX_REPORTS_PER_HOUR} calls for help in an hour: ${call.number} is not reported`,
      )
      const original = new TextEncoder().encode(JSON.stringify(call))
      this.#gateway.health.refused(why, { name: call.title, bytes: original })
    }
    return true
  }

  #hasMoved(event: Event, position: Position | null, now: number): boolean {
    if (position === null) return false
    if (event.written === null) return true
    return now - event.writtenMs >= WRITE_EVERY_MS && distanceM(event.written, position) >= this.#rules.moveM
  }

  async #move(event: Event, call: EmergencyCall): Promise<void> {
    const { author, health, picture, nowMs } = this.#gateway
    const shown = await picture.record(INCIDENT, event.id)
    const isOthers = !sameJson(shown?.['position'] ?? null, event.written)
    event.writtenMs = nowMs()
    if (shown === undefined || isOthers || OVER.has(shown['status'])) return
    const done = await author.run('moveIncident', { id: event.id, position: call.position })
    if (done.ok) {
      event.written = call.position
      this.#note(call.number, event, nowMs())
    } else if (done.fault.kind !== 'nothingToChange') health.failed(done.fault)
  }

  #note(number: string, event: Event, now: number): void {
    event.notedMs = now
    const { id, lastMs, writtenMs, written } = event
    this.#gateway.notes.set(`call/${number}`, JSON.stringify({ id, lastMs, writtenMs, written }))
  }

  #noted(number: string): Event | undefined {
    const text = this.#gateway.notes.get(`call/${number}`)
    if (text === undefined) return undefined
    const note: unknown = JSON.parse(text)
    if (!isJson(note) || typeof note !== 'object' || note === null || !('id' in note)) return undefined
    const { id, lastMs, writtenMs, written } = note as unknown as Omit<Event, 'notedMs'>
    return { id: asId(id), lastMs, writtenMs, written, notedMs: lastMs }
  }

  /** An open incident this sender's number stands in, written before the note about it was lost. */
  async #adopted(number: string, now: number): Promise<Event | undefined> {
    const { name, picture } = this.#gateway
    const found = (await picture.records(INCIDENT)).findLast(
      ({ fields }) =>
        fields['linkedSystem'] === name.slice(0, 60) &&
        fields['linkedNumber'] === number &&
        !OVER.has(fields['status']),
    )
    if (found === undefined) return undefined
    const written = (found.fields['position'] ?? null) as unknown as Position | null
    return { id: found.id, lastMs: now, notedMs: 0, writtenMs: 0, written }
  }
}
