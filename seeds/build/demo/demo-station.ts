// A station of the demonstration: it decides with the same commands as a real one, writes its own chain, and knows of the
// others' changes only what it was shown. A command that is refused is a mistake in the story and stops the build.
import type { Stamp } from '../../../shared/base/hybrid-clock.ts'
import { nextStamp, seeStamp } from '../../../shared/base/hybrid-clock.ts'
import type { Kind, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId, newRecordId } from '../../../shared/base/ids.ts'
import { sameJson } from '../../../shared/base/json.ts'
import type { Draft } from '../../../shared/commands/command.ts'
import type { CommandInput, CommandName } from '../../../shared/commands/commands.ts'
import { decide } from '../../../shared/commands/commands.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import { makeSeal } from '../../../shared/journal/chain.ts'
import type { Change, FieldSet } from '../../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { applyChange, emptyRecord, headsOf, isConflict, shownValue } from '../../../shared/journal/merge.ts'
import { DEMO_SPACE, agencyId, officerId } from './agencies.ts'
import type { DemoOfficer } from './agencies.ts'
import type { DemoKey } from './seed-crypto.ts'
import { chanceFrom, keyFrom, sha256 } from './seed-crypto.ts'

const space: SpaceId = asId(DEMO_SPACE)

export class DemoStation {
  readonly agencyCode: string
  readonly key: DemoKey
  readonly chain: number
  readonly changes: Change[] = []
  readonly #picture = new Map<string, RecordState>()
  readonly #counts = new Map<string, number>()
  readonly #chance
  #clock: Stamp = { ms: 0, counter: 0 }

  constructor(agencyCode: string) {
    this.agencyCode = agencyCode
    this.key = keyFrom(`fengsui demonstration station ${agencyCode}`)
    this.#chance = chanceFrom(`fengsui demonstration records ${agencyCode}`)
    this.chain = new DataView(sha256(this.key.publicKey).buffer).getUint32(0)
  }

  /** Runs a command at `nowMs` and appends what it decides; gives the changes and the record concerned. */
  run<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    officer: DemoOfficer,
    nowMs: number,
  ): { readonly changes: readonly Change[]; readonly record: RecordId } {
    const decision = decide(
      name,
      {
        nowMs,
        station: this.key.station,
        officer: asId(officerId(officer.name)),
        role: officer.role,
        agency: asId(agencyId(this.agencyCode)),
        agencyCode: this.agencyCode,
        newId: () => newRecordId(nowMs, this.#chance),
        nextCount: (counter) => this.#nextCount(counter),
        read: (kind, id) => this.read(kind, id),
        list: () => [],
      },
      input,
    )
    if (!decision.ok) throw new Error(`${this.agencyCode} ${name} ${JSON.stringify(input)}: ${decision.fault.message}`)
    const changes = decision.value.drafts.map((draft) => this.#append(draft, officer, nowMs))
    return { changes, record: decision.value.subject.id }
  }

  /** Takes a change of another station into this one's picture. */
  see(change: Change): void {
    this.#clock = seeStamp(this.#clock, change.head.stamp, change.head.stamp.ms)
    this.#fold(change)
  }

  /** A record as this station sees it. */
  read(kind: Kind, id: RecordId): RecordState | undefined {
    return this.#picture.get(`${kind}/${id}`)
  }

  /** The seal over this station's newest change. */
  seal(): Seal {
    const last = this.changes.at(-1)
    if (last === undefined) throw new Error(`station of ${this.agencyCode} wrote nothing`)
    return makeSeal(space, { station: this.key.station, chain: this.chain }, last.head.seq, last.hash, this.key.sign)
  }

  #nextCount(counter: string): number {
    const next = (this.#counts.get(counter) ?? 0) + 1
    this.#counts.set(counter, next)
    return next
  }

  #append(draft: Draft, officer: DemoOfficer, nowMs: number): Change {
    const sets = this.#setsOf(draft)
    if (sets.length === 0) throw new Error(`${this.agencyCode}: nothing new in ${draft.kind}/${draft.id}`)
    this.#clock = nextStamp(this.#clock, nowMs)
    const change = makeChange(
      {
        space,
        station: this.key.station,
        chain: this.chain,
        seq: this.changes.length + 1,
        stamp: this.#clock,
        officer: asId(officerId(officer.name)),
        kind: draft.kind,
        record: draft.id,
        previous: this.changes.at(-1)?.hash ?? NO_PREVIOUS,
      },
      draft.reason === undefined ? { sets } : { sets, reason: draft.reason },
      sha256,
    )
    this.changes.push(change)
    this.#fold(change)
    return change
  }

  /** Only what says something new, over what this station sees: as a real store makes a change of a draft. */
  #setsOf(draft: Draft): readonly FieldSet[] {
    const state = this.read(draft.kind, draft.id)
    return Object.entries(draft.fields).flatMap(([name, value]) => {
      const field = state?.fields.get(name)
      if (state !== undefined && field !== undefined && !isConflict(field) && sameJson(shownValue(state, name), value))
        return []
      return [{ name, value, over: headsOf(state, name) }]
    })
  }

  #fold(change: Change): void {
    const key = `${change.head.kind}/${change.head.record}`
    const state = this.#picture.get(key) ?? emptyRecord(change.head.kind, change.head.record)
    this.#picture.set(key, state)
    applyChange(state, change)
  }
}
