// Incidents that TAK clients report: each once however often it is sent, changed only where its sender says something new (so
// that a repeated message never writes over what officers wrote since), and an emergency that is called again after it was
// cancelled is a new one.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { RecordId } from '../../../shared/base/ids.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import type { CotEvent, ReadCot } from '../../../shared/interop/cot/event.ts'
import { cut } from '../../../shared/interop/cot/event.ts'
import type { IncidentFacts } from '../../../shared/interop/cot/incident-in.ts'
import { unitThatCalls } from '../../../shared/interop/cot/meaning.ts'
import { WORDS } from '../../../shared/interop/cot/wording.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings } from '../gateway.ts'

/** A call for help moves with its caller; the incident follows in steps of this. */
const MOVED_M = 100

/** Where an emergency of a uid has got to. */
interface Round {
  readonly number: number
  readonly unit: string
  /** Sent when it was cancelled; null while it lasts. */
  readonly overMs: number | null
}

export class IncidentKeeper {
  readonly #around: GatewaySurroundings
  /** Units that call for help now. */
  readonly #calling = new Set<string>()

  constructor(around: GatewaySurroundings) {
    this.#around = around
    for (const key of around.notes.keys('emergency/')) {
      const round = this.#round(key.slice('emergency/'.length))
      if (round?.overMs === null) this.#calling.add(round.unit)
    }
  }

  isCalling(unit: string): boolean {
    return this.#calling.has(unit)
  }

  /** Reports the incident or changes it. Answers with what was done, for people. */
  async take({ event, odd }: ReadCot, facts: IncidentFacts, isEmergency: boolean): Promise<Result<string>> {
    const key = isEmergency ? this.#begin(event) : event.uid
    if (key === null) return ok('the emergency was cancelled after this')
    const { author, picture, notes } = this.#around
    const id = author.idFor(`incident/${key}`)
    const before = notes.get(`said/${key}`)
    const known = await picture.record(INCIDENT, id)
    if (known === undefined) {
      const reported = await this.#report(event, odd, facts, id)
      if (!reported.ok && reported.fault.kind !== 'alreadyExists') return reported
      notes.set(`said/${key}`, JSON.stringify(facts))
      return ok(`incident ${id} reported`)
    }
    const said = before === undefined ? facts : (JSON.parse(before) as IncidentFacts)
    const fields = changesOf(said, facts)
    const isRegraded = said.level !== facts.level
    if (Object.keys(fields).length === 0 && !isRegraded) {
      if (before === undefined) notes.set(`said/${key}`, JSON.stringify(facts))
      return ok(`incident ${id} is known`)
    }
    const amended = await this.#amend(id, fields, isRegraded ? facts.level : undefined)
    if (!amended.ok) return amended
    // A position that moved too little to be written is compared with where it was written last.
    notes.set(`said/${key}`, JSON.stringify({ ...facts, position: fields.position ?? said.position }))
    return ok(`incident ${id} changed`)
  }

  /** Notes on the incident that its caller cancelled; what becomes of it is for officers to say. */
  async over(event: CotEvent, who: string): Promise<Result<string>> {
    const round = this.#round(event.uid)
    if (round === undefined || round.overMs !== null) return ok('no such emergency')
    const { author, notes, nowMs } = this.#around
    const incident = author.idFor(`incident/${keyOf(event.uid, round.number)}`)
    const line = { incident, text: WORDS.cancelled(who), at: isoWithOffset(nowMs()) }
    const id: RecordId = author.idFor(`cancelled/${keyOf(event.uid, round.number)}`)
    const added = await author.run('addLogEntry', line, id)
    if (!added.ok && added.fault.kind !== 'alreadyExists') return added
    notes.set(`emergency/${event.uid}`, JSON.stringify({ ...round, overMs: event.timeMs }))
    this.#calling.delete(round.unit)
    return ok(`emergency of ${round.unit} over`)
  }

  /** Notes on an incident that its sender took it off the map; what becomes of it is for officers to say. */
  async gone(uid: string): Promise<Result<null>> {
    const { author, notes, nowMs } = this.#around
    if (notes.get(`said/${uid}`) === undefined) return ok(null)
    const line = { incident: author.idFor(`incident/${uid}`), text: WORDS.gone, at: isoWithOffset(nowMs()) }
    const added = await author.run('addLogEntry', line, author.idFor(`gone/${uid}`))
    return added.ok || added.fault.kind === 'alreadyExists' ? ok(null) : added
  }

  /** The key of this call; null when it was sent before it was cancelled. */
  #begin(event: CotEvent): string | null {
    const { notes } = this.#around
    const round = this.#round(event.uid)
    if (event.timeMs <= (round?.overMs ?? -1)) return null
    const unit = unitThatCalls(event)
    const number = round === undefined ? 1 : round.overMs === null ? round.number : round.number + 1
    if (round === undefined || round.overMs !== null)
      notes.set(`emergency/${event.uid}`, JSON.stringify({ number, unit, overMs: null } satisfies Round))
    this.#calling.add(unit)
    return keyOf(event.uid, number)
  }

  #round(uid: string): Round | undefined {
    const text = this.#around.notes.get(`emergency/${uid}`)
    return text === undefined ? undefined : (JSON.parse(text) as Round)
  }

  #report(
    event: CotEvent,
    odd: readonly string[],
    facts: IncidentFacts,
    id: RecordId,
  ): ReturnType<GatewaySurroundings['author']['run']> {
    const { author, name, nowMs, spaceKind } = this.#around
    const now = nowMs()
    const notes = odd.length === 0 ? '' : `\n${WORDS.odd(odd)}`
    return author.run('reportIncident', {
      ...facts,
      description: cut(`${facts.description}${notes}`, 8_000),
      id,
      occurredAt: isoWithOffset(Math.min(event.startMs, now)),
      receivedAt: isoWithOffset(now),
      sourceChannel: 'system',
      linkedSystem: cut(name, 60),
      linkedNumber: cut(event.uid, 80),
      demonstration: spaceKind === 'demonstration',
    })
  }

  async #amend(id: RecordId, fields: Changes, level: IncidentFacts['level'] | undefined): Promise<Result<null>> {
    const { author } = this.#around
    const runs = [
      ...(Object.keys(fields).length === 0 ? [] : [() => author.run('amendIncident', { id, fields })]),
      ...(level === undefined ? [] : [() => author.run('changeIncidentLevel', { id, level })]),
    ]
    for (const run of runs) {
      const done = await run()
      // An officer wrote the same already, or closed the matter as wrong.
      if (!done.ok && done.fault.kind !== 'nothingToChange' && done.fault.kind !== 'alreadyVoid') return done
    }
    return ok(null)
  }
}

type Changes = CommandInput<'amendIncident'>['fields']

function keyOf(uid: string, round: number): string {
  return round === 1 ? uid : `${uid}#${round}`
}

/** What the sender says now and did not say before. */
function changesOf(said: IncidentFacts, facts: IncidentFacts): Changes {
  const isMoved =
    facts.position !== null && (said.position === null || distanceM(said.position, facts.position) > MOVED_M)
  return {
    ...(said.title === facts.title ? {} : { title: facts.title }),
    ...(said.category === facts.category ? {} : { category: facts.category }),
    ...(said.description === facts.description ? {} : { description: facts.description }),
    ...(said.injured === facts.injured ? {} : { injured: facts.injured }),
    ...(isMoved ? { position: facts.position } : {}),
  }
}
