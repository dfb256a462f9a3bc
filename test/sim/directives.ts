// Directives in a world: issued to several agencies, delivered by stations' own word, signed for, answered, completed, returned,
// forwarded, reminded and withdrawn by the real commands, at stations that are linked or not. They have dice of their own, so that
// worlds without them stay what they were.
import type { AgencyId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Draft } from '../../shared/commands/command.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import type { Change } from '../../shared/journal/change.ts'
import { isConflict, shownFields } from '../../shared/journal/merge.ts'
import { DIRECTIVE, RECEIPT, receiptState } from '../../shared/model/directive.ts'
import { textField } from '../../shared/model/fields.ts'
import type { SeededDice } from '../support/seeded.ts'
import { AGENCIES } from './agencies.ts'
import { decideAt } from './decide-at.ts'
import type { DeskViews } from './desk-views.ts'
import type { SimOfficer } from './officers.ts'
import { OFFICERS } from './officers.ts'
import type { SimStation } from './sim-station.ts'

/** Directives beyond this number are not issued: receivers are to meet on the same ones. */
const MAX_DIRECTIVES = 12
const ACTS = { issue: 3, deliver: 4, sign: 5, answer: 3, complete: 3, return: 1, forward: 1, remind: 1, withdraw: 0.4 }
type Act = keyof typeof ACTS

export interface DirectiveCounts {
  directives: number
  delivered: number
  signed: number
  /** Signed for at a station without a link. */
  signedCutOff: number
  answered: number
  completed: number
  returned: number
  forwarded: number
  /** Receipts that two stations wrote apart, seen when a run was checked. */
  contradicted: number
}

export function noDirectives(): DirectiveCounts {
  return {
    ...{ directives: 0, delivered: 0, signed: 0, signedCutOff: 0, answered: 0 },
    ...{ completed: 0, returned: 0, forwarded: 0, contradicted: 0 },
  }
}

export interface DirectiveDone {
  /** null: the station itself. */
  readonly author: SimOfficer | null
  readonly changes: readonly Change[]
}

export class Directives {
  readonly counts = noDirectives()
  readonly #dice: SeededDice
  readonly #space: SpaceId
  readonly #views: DeskViews
  /** Directive → the receipts it was issued with. */
  readonly #issued = new Map<RecordId, readonly RecordId[]>()

  constructor(dice: SeededDice, space: SpaceId, views: DeskViews) {
    this.#dice = dice
    this.#space = space
    this.#views = views
  }

  /** True when somebody does something about directives in this step. */
  happens(): boolean {
    return this.#dice.happens(0.45)
  }

  pick(stations: readonly SimStation[]): SimStation {
    return this.#dice.pick(stations)
  }

  /** Something done at a station; undefined when there was nothing to do, or a command or the disk refused. */
  act(station: SimStation): DirectiveDone | undefined {
    const act: Act = this.#issued.size < 2 ? 'issue' : this.#dice.weighted(ACTS)
    return act === 'deliver' ? this.#deliver(station) : this.#command(station, act)
  }

  /** What must hold of the directives at a station once everything is linked: each with its receipts, none of them twice. */
  problemAt(station: SimStation, gone: (change: RecordId) => boolean): string | undefined {
    for (const [directive, receipts] of this.#issued) {
      if (gone(directive)) continue
      const found = this.#views.list(station, this.#space, RECEIPT, { parent: directive }).map(({ id }) => id)
      const wanted = receipts.filter((id) => !gone(id)).toSorted()
      if (found.toSorted().join() !== wanted.join())
        return `directive ${directive} has the receipts ${found.join()}, issued were ${wanted.join()}`
    }
    return undefined
  }

  /** Counts receipts whose fields two stations wrote apart. */
  countContradictions(station: SimStation): void {
    for (const state of this.#views.list(station, this.#space, RECEIPT, {}))
      if ([...state.fields.values()].some(isConflict)) this.counts.contradicted += 1
  }

  #deliver(station: SimStation): DirectiveDone | undefined {
    const agency = this.#dice.pick(AGENCIES)
    const drafts = this.#views
      .list(station, this.#space, RECEIPT, { states: ['sent'], agencies: [agency] })
      .map(({ id }): Draft => ({ kind: RECEIPT, id, fields: { delivered: true } }))
    const changes = this.#commit(station, drafts, '')
    if (changes === undefined) return undefined
    this.counts.delivered += changes.length
    return { author: null, changes }
  }

  #command(station: SimStation, act: Exclude<Act, 'deliver'>): DirectiveDone | undefined {
    const agency = this.#dice.pick(AGENCIES)
    const planned = this.#plan(station, act, agency)
    if (planned === undefined) return undefined
    const [name, input] = planned
    const author = this.#author()
    const place = { dice: this.#dice, space: this.#space, views: this.#views }
    const drafts = decideAt(place, station, author, agency, name, input)
    if (drafts === undefined) return undefined
    const changes = this.#commit(station, drafts, author.id)
    if (changes === undefined) return undefined
    this.#count(station, act, changes)
    return { author, changes }
  }

  #count(station: SimStation, act: Act, changes: readonly Change[]): void {
    const counted = {
      ...{ issue: 'directives', sign: 'signed', answer: 'answered', complete: 'completed' },
      ...{ return: 'returned', forward: 'forwarded' },
    } as const
    const name = (counted as Partial<Record<Act, keyof DirectiveCounts>>)[act]
    if (name !== undefined) this.counts[name] += 1
    if (act === 'sign' && station.client.status.state !== 'linked') this.counts.signedCutOff += 1
    if (act !== 'issue' && act !== 'forward') return
    const [directive, ...receipts] = changes.map(({ head }) => head.record)
    if (directive !== undefined) this.#issued.set(directive, receipts)
  }

  #commit(station: SimStation, drafts: readonly Draft[], officer: string): readonly Change[] | undefined {
    if (drafts.length === 0) return undefined
    const done = station.store.commit(this.#space, drafts, { officer: asId(officer), nowMs: station.nowMs() })
    return done.ok && done.value.length > 0 ? done.value : undefined
  }

  #plan(station: SimStation, act: Act, agency: AgencyId): readonly [CommandName, unknown] | undefined {
    const dice = this.#dice
    const order = {
      type: 'instruction',
      title: `令 ${dice.below(9)}`,
      text: '速报',
      priority: dice.pick(['routine', 'urgent', 'flash']),
    }
    const to = AGENCIES.filter(() => dice.happens(0.6)).map((id) => ({ agency: id }))
    if (act === 'issue')
      return to.length === 0 || this.#issued.size >= MAX_DIRECTIVES
        ? undefined
        : ['issueDirective', { incident: null, ...order, receivers: to }]
    if (act === 'withdraw') {
      const own = [...this.#issued.keys()].filter((id) => this.#agencyOf(station, id) === agency)
      return own.length === 0 ? undefined : ['withdrawDirective', { id: dice.pick(own), reason: '另有安排' }]
    }
    const states = { sign: ['sent', 'delivered'], answer: ['signed'], complete: ['signed', 'answered'] }
    const any = ['sent', 'delivered', 'signed', 'answered']
    const receipts = this.#views
      .list(station, this.#space, RECEIPT, act === 'remind' ? {} : { agencies: [agency] })
      .filter((one) => ((states as Record<string, string[]>)[act] ?? any).includes(receiptState(shownFields(one))))
    if (receipts.length === 0) return undefined
    const { id } = dice.pick(receipts)
    if (act === 'sign') return ['signReceipt', { id }]
    if (act === 'answer') return ['answerReceipt', { id, text: `已办 ${dice.below(9)}` }]
    if (act === 'complete') return ['completeReceipt', { id, text: '办结' }]
    if (act === 'return') return ['returnReceipt', { id, reason: '不属本单位' }]
    if (act === 'remind') return ['remindReceipt', { id }]
    return to.length === 0 ? undefined : ['forwardDirective', { receipt: id, ...order, receivers: to }]
  }

  #agencyOf(station: SimStation, directive: RecordId): string | null {
    const state = station.store.read(this.#space, DIRECTIVE, directive)
    return state === undefined ? null : textField(shownFields(state), 'agency')
  }

  /** Mostly the commander and the duty officers; now and then one whose change a server must refuse. */
  #author(): SimOfficer {
    return this.#dice.pick(this.#dice.happens(0.9) ? OFFICERS.slice(0, 4) : OFFICERS.slice(5))
  }
}
