// What the officers of a world do: the real commands, on few records and small values, so that they often mean the same
// field. Some act through a station that believes an outdated directory: what they commit, a server must refuse.
import type { OfficerId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import type { Draft } from '../../shared/commands/command.ts'
import { decide } from '../../shared/commands/commands.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import { actionOf, may } from '../../shared/commands/rights.ts'
import type { Change } from '../../shared/journal/change.ts'
import { conflictsOf } from '../../shared/journal/merge.ts'
import { INCIDENT, INCIDENT_STATUSES } from '../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../shared/model/log-entry.ts'
import type { Role } from '../../shared/model/role.ts'
import { undoOf } from '../../station/query/undo.ts'
import type { SeededDice } from '../support/seeded.ts'
import type { SimStation } from './sim-station.ts'

export interface SimOfficer {
  readonly id: OfficerId
  /** What the directory says. */
  readonly role: Role
  /** What this officer's station lets through: an outdated directory, or a program that was tampered with. */
  readonly believed: Role
  readonly signsIn: boolean
}

/** An officer whose rights change while the world runs: nobody can say what becomes of a change of theirs. */
export const FICKLE = 'fickle'

const officer = (id: string, role: Role, believed: Role = role, signsIn = true): SimOfficer => ({
  id: asId(id),
  role,
  believed,
  signsIn,
})

export const OFFICERS: readonly SimOfficer[] = [
  officer('duty-1', 'dutyOfficer'),
  officer('duty-2', 'dutyOfficer'),
  officer('duty-3', 'dutyOfficer'),
  officer('commander', 'commander'),
  officer('gateway', 'linkedSystem'),
  // These are refused: may only see; may not void; never signed in anywhere.
  officer('viewer', 'viewer', 'dutyOfficer'),
  officer('bold', 'dutyOfficer', 'commander'),
  officer('stranger', 'dutyOfficer', 'dutyOfficer', false),
  officer(FICKLE, 'dutyOfficer', 'commander'),
]
const WEIGHTS = [6, 6, 6, 3, 2, 1, 1, 1, 2]

/** Whether a server must let a change of this author stand; undefined when it may or may not. */
export function isAllowed(author: SimOfficer, change: Change, isFirst: boolean): boolean | undefined {
  if (author.id === asId<OfficerId>(FICKLE)) return undefined
  const fields = (change.content?.sets ?? []).map((set) => set.name)
  return author.signsIn && may(author.role, actionOf(change.head.kind, fields, isFirst))
}

const ACTS = {
  report: 2,
  amend: 8,
  move: 3,
  level: 3,
  status: 3,
  void: 0.4,
  log: 2,
  correct: 1,
  settle: 3,
  undo: 1.5,
}
export type Act = keyof typeof ACTS

/** What became of one act. */
export interface Done {
  readonly act: Act
  readonly author: SimOfficer
  readonly changes: readonly Change[]
  readonly isFirst: boolean
}

/** In most worlds incidents beyond this number are not reported: officers are to meet on the same ones. */
export const FEW_INCIDENTS = 14

export class Officers {
  readonly #dice: SeededDice
  readonly #space: SpaceId
  readonly #mostIncidents: number
  readonly #incidents: RecordId[] = []
  readonly #lines: RecordId[] = []
  readonly #changes = new Map<string, Change>()

  constructor(dice: SeededDice, space: SpaceId, mostIncidents: number) {
    this.#mostIncidents = mostIncidents
    this.#dice = dice
    this.#space = space
  }

  /** One officer does one thing at a station; undefined when a command or the disk refused. */
  act(station: SimStation): Done | undefined {
    const dice = this.#dice
    const author = this.#author()
    const act = this.#incidents.length < 2 ? 'report' : dice.weighted(ACTS)
    const drafts = act === 'undo' ? this.#undo(station, author) : this.#command(station, author, act)
    if (drafts === undefined) return undefined
    const committed = station.store.commit(this.#space, drafts, { officer: author.id, nowMs: station.nowMs() })
    if (!committed.ok || committed.value.length === 0) return undefined
    for (const change of committed.value) {
      this.#changes.set(change.id, change)
      if (act === 'report') this.#incidents.push(change.head.record)
      if (act === 'log' || act === 'correct') this.#lines.push(change.head.record)
    }
    const isFirst = act === 'report' || act === 'log' || act === 'correct'
    return { act, author, changes: committed.value, isFirst }
  }

  #author(): SimOfficer {
    const dice = this.#dice
    let left = dice.below(WEIGHTS.reduce((sum, weight) => sum + weight, 0))
    for (const [index, weight] of WEIGHTS.entries()) {
      left -= weight
      if (left < 0) return OFFICERS[index] as SimOfficer
    }
    return OFFICERS[0] as SimOfficer
  }

  #command(station: SimStation, author: SimOfficer, act: Act): readonly Draft[] | undefined {
    const planned = this.#plan(station, act)
    if (planned === undefined) return undefined
    const [name, input] = planned
    const { store } = station
    const decision = decide(
      name,
      {
        nowMs: station.nowMs(),
        station: store.station,
        officer: author.id,
        role: author.believed,
        agency: asId('fjyj'),
        agencyCode: 'FJYJ',
        newId: () => newRecordId(station.nowMs(), (count) => this.#dice.bytes(count)),
        nextCount: (counter) => store.nextCount(counter),
        numberMark: store.numberMark,
        isNumberTaken: (number) => store.hasNumber(number),
        read: (kind, id) => store.read(this.#space, kind, id),
        list: () => [],
      },
      input,
    )
    return decision.ok ? decision.value.drafts : undefined
  }

  #plan(station: SimStation, act: Act): readonly [CommandName, unknown] | undefined {
    const dice = this.#dice
    const id = this.#known(station, INCIDENT, this.#incidents)
    switch (act) {
      case 'report':
        return this.#incidents.length >= this.#mostIncidents
          ? undefined
          : ['reportIncident', { title: `积水 ${dice.below(9)}`, category: dice.pick(['11B01', '12A02', '14A01']) }]
      case 'amend':
        return ['amendIncident', { id, fields: this.#amendments() }]
      case 'move':
        return [
          'moveIncident',
          { id, position: dice.happens(0.1) ? null : { lon: 118 + dice.below(3), lat: 25 + dice.below(3) } },
        ]
      case 'level':
        return ['changeIncidentLevel', { id, level: dice.pick([1, 2, 3, 4, null]) }]
      case 'status':
        return [
          'changeIncidentStatus',
          { id, status: dice.pick(INCIDENT_STATUSES.filter((status) => status !== 'void')) },
        ]
      case 'void':
        return ['voidIncident', { id, reason: '误报，已核实' }]
      case 'log':
        return ['addLogEntry', { incident: id ?? null, text: `记录 ${dice.below(100)}` }]
      case 'correct':
        return [
          'correctLogEntry',
          { id: this.#known(station, LOG_ENTRY, this.#lines), text: `更正 ${dice.below(100)}` },
        ]
      case 'settle':
        return this.#settlement(station)
      default:
        return undefined
    }
  }

  #amendments(): { readonly [field: string]: unknown } {
    const dice = this.#dice
    const fields: { [field: string]: unknown } = {}
    for (let count = dice.between(1, 3); count > 0; count -= 1) {
      const name = dice.pick(['title', 'dead', 'missing', 'injured', 'description', 'place'])
      const isNumber = name === 'dead' || name === 'missing' || name === 'injured'
      fields[name] = isNumber ? dice.below(4) : `${name} ${dice.below(4)}`
    }
    return fields
  }

  #settlement(station: SimStation): readonly [CommandName, unknown] | undefined {
    const contested = this.#incidents.flatMap((id) => {
      const state = station.store.read(this.#space, INCIDENT, id)
      return state === undefined ? [] : conflictsOf(state).map((field) => ({ id, field, state }))
    })
    if (contested.length === 0) return undefined
    const { id, field, state } = this.#dice.pick(contested)
    const { value } = this.#dice.pick(state.fields.get(field)?.heads ?? [])
    return ['settleConflict', { kind: INCIDENT, id, field, value, reason: '电话核实' }]
  }

  #undo(station: SimStation, author: SimOfficer): readonly Draft[] | undefined {
    const { store } = station
    const id = this.#known(station, INCIDENT, this.#incidents)
    if (id === undefined) return undefined
    const history = store.history(this.#space, { kind: INCIDENT, id })
    const last = history.at(-1)
    if (last === undefined) return undefined
    const viewer = { officer: author.id, role: author.believed }
    const find = (
      change: string,
    ): { at: number; state: 'agreed'; receivedMs: null; change: Change; away: null } | undefined => {
      const found = this.#changes.get(change)
      return found === undefined ? undefined : { at: 0, state: 'agreed', receivedMs: null, change: found, away: null }
    }
    const state = last.refused === null ? 'agreed' : 'refused'
    const stored = { at: 0, receivedMs: null, change: last.change, state, away: null } as const
    const draft = undoOf(viewer, stored, store.read(this.#space, INCIDENT, id), find)
    return draft.ok ? [draft.value] : undefined
  }

  #known(station: SimStation, kind: string, ids: readonly RecordId[]): RecordId | undefined {
    const known = ids.filter((id) => station.store.read(this.#space, kind, id) !== undefined)
    return known.length === 0 ? undefined : this.#dice.pick(known)
  }
}
