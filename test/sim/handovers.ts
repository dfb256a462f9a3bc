// Handovers in a world: drafted, signed by the outgoing officer, signed by the incoming one, given up, by the real commands at
// stations that are linked or not and restart in between. They have dice of their own, as directives have.
import type { ChangeId, OfficerId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import type { Change } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { isConflict, shownFields } from '../../shared/journal/merge.ts'
import type { Gathered } from '../../shared/model/handover.ts'
import { HANDOVER, UNSETTLED, handoverState } from '../../shared/model/handover.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { SeededDice } from '../support/seeded.ts'
import { decideAt } from './decide-at.ts'
import type { DeskViews } from './desk-views.ts'
import type { SimOfficer } from './officers.ts'
import { OFFICERS } from './officers.ts'
import type { SimStation } from './sim-station.ts'

/** Handovers beyond this number are not begun: officers are to meet on the same ones. */
const MAX_HANDOVERS = 8
const AGENCY = 'fjyj'
const HOUR_MS = 3_600_000
const ACTS = { draft: 2, give: 4, take: 4, name: 1, giveUp: 0.5 }
type Act = keyof typeof ACTS
const SIGNATURES = ['outgoingSigned', 'incomingSigned'] as const
type Signature = (typeof SIGNATURES)[number]

export interface HandoverCounts {
  handovers: number
  given: number
  taken: number
  /** Signed at a station without a link. */
  signedCutOff: number
  givenUp: number
  /** Signed twice apart, seen when a run was checked. */
  contradicted: number
  /** Not settled when the run ended. */
  open: number
}

export interface HandoverDone {
  readonly author: SimOfficer
  readonly changes: readonly Change[]
}

export class Handovers {
  readonly counts: HandoverCounts = {
    ...{ handovers: 0, given: 0, taken: 0, signedCutOff: 0, givenUp: 0, contradicted: 0, open: 0 },
  }
  readonly #dice: SeededDice
  readonly #space: SpaceId
  readonly #views: DeskViews
  /** Handover → the change that began it. */
  readonly #begun = new Map<RecordId, ChangeId>()
  readonly #signatures: { readonly of: RecordId; readonly field: Signature; readonly change: ChangeId }[] = []

  constructor(dice: SeededDice, space: SpaceId, views: DeskViews) {
    this.#dice = dice
    this.#space = space
    this.#views = views
  }

  /** True when somebody does something about a handover in this step. */
  happens(): boolean {
    return this.#dice.happens(0.35)
  }

  pick(stations: readonly SimStation[]): SimStation {
    return this.#dice.pick(stations)
  }

  /** Something done at a station; undefined when there was nothing to do, or a command or the disk refused. */
  act(station: SimStation): HandoverDone | undefined {
    const act: Act = this.#begun.size < 2 ? 'draft' : this.#dice.weighted(ACTS)
    const planned = this.#plan(station, act)
    if (planned === undefined) return undefined
    const { author, command, input } = planned
    const place = { dice: this.#dice, space: this.#space, views: this.#views }
    const drafts = decideAt(place, station, author, asId(AGENCY), command, input)
    if (drafts === undefined) return undefined
    const done = station.store.commit(this.#space, drafts, { officer: author.id, nowMs: station.nowMs() })
    if (!done.ok || done.value.length === 0) return undefined
    for (const { id, head, content } of done.value) {
      const isCutOff = station.client.status.state !== 'linked'
      for (const { name } of content?.sets ?? []) {
        const field = SIGNATURES.find((one) => one === name)
        if (field === undefined) continue
        this.#signatures.push({ of: head.record, field, change: id })
        this.counts[field === 'outgoingSigned' ? 'given' : 'taken'] += 1
        if (isCutOff) this.counts.signedCutOff += 1
      }
      if (act === 'draft') this.#begun.set(head.record, id)
    }
    if (act === 'draft') this.counts.handovers += 1
    if (act === 'giveUp') this.counts.givenUp += 1
    return { author, changes: done.value }
  }

  /**
   * What must hold at a station once everything is linked. `stands` says of a change that it is to be there. A handover that
   * was begun is there; every signature is kept; one that is not settled is in the list the bar counts, and no other.
   */
  problemAt(station: SimStation, stands: (change: ChangeId) => boolean): string | undefined {
    const listed = this.#views
      .list(station, this.#space, HANDOVER, { states: [...UNSETTLED], agencies: [AGENCY] })
      .map(({ id }) => id)
    for (const [id, change] of this.#begun) {
      if (!stands(change)) continue
      const state = station.store.read(this.#space, HANDOVER, id)
      if (state === undefined) return `handover ${id} is gone`
      for (const { of, field, change: signed } of this.#signatures)
        if (of === id && stands(signed) && !hasHead(state, field, signed))
          return `${field} ${signed} of handover ${id} is gone`
      const isOpen = UNSETTLED.includes(handoverState(shownFields(state)))
      const times = listed.filter((one) => one === id).length
      if (times !== (isOpen ? 1 : 0)) return `handover ${id} is in the bar's list ${times} times`
    }
    return undefined
  }

  /** Counts what is open and what was signed apart, at one station at the end. */
  countEnd(station: SimStation): void {
    for (const state of this.#views.list(station, this.#space, HANDOVER, {})) {
      if (UNSETTLED.includes(handoverState(shownFields(state)))) this.counts.open += 1
      if ([...state.fields.values()].some(isConflict)) this.counts.contradicted += 1
    }
  }

  #plan(
    station: SimStation,
    act: Act,
  ): { readonly author: SimOfficer; readonly command: CommandName; readonly input: unknown } | undefined {
    const dice = this.#dice
    const author = dice.pick(OFFICERS.slice(0, 4))
    const other = dice.pick(OFFICERS.slice(0, 4).filter(({ id }) => id !== author.id))
    const nowMs = station.nowMs()
    if (act === 'draft') {
      if (this.#begun.size >= MAX_HANDOVERS) return undefined
      const incoming = dice.happens(0.5) ? other.id : null
      const times = { at: isoWithOffset(nowMs + HOUR_MS), until: isoWithOffset(nowMs + 9 * HOUR_MS) }
      return { author, command: 'draftHandover', input: { ...times, incoming, remarks: `关注 ${dice.below(9)}` } }
    }
    const known = this.#views
      .list(station, this.#space, HANDOVER, { states: act === 'take' ? ['given'] : act === 'give' ? ['draft'] : [] })
      .map((state) => ({ id: state.id, fields: shownFields(state) }))
    if (known.length === 0) return undefined
    const { id, fields } = dice.pick(known)
    if (act === 'give')
      return {
        author: officerOf(fields['outgoing']) ?? author,
        command: 'giveShift',
        input: { id, gathered: gathered(nowMs) },
      }
    if (act === 'take')
      return { author: officerOf(fields['incoming']) ?? author, command: 'takeShift', input: { id, remarks: '已核对' } }
    if (act === 'name') return { author, command: 'amendHandover', input: { id, incoming: other.id } }
    return { author, command: 'voidHandover', input: { id, reason: '纸质交接' } }
  }
}

function officerOf(id: unknown): SimOfficer | undefined {
  return OFFICERS.find((one) => one.id === (id as OfficerId))
}

function hasHead(state: RecordState, field: Signature, change: ChangeId): boolean {
  return (state.fields.get(field)?.heads ?? []).some(({ mark }) => mark.id === change)
}

function gathered(nowMs: number): Gathered {
  return {
    ...{ at: isoWithOffset(nowMs), incidents: [], incidentsBeyond: 0, clocks: [], clocksBeyond: 0 },
    ...{ waiting: [], matters: [], due: [], dueBeyond: 0, silent: [] },
  }
}
