// One picture that officers write in by commands alone, without any store: every change is checked as a station and a server
// would check it. Changes may be written apart, over heads of another moment.
import { assert } from '../../shared/base/assert.ts'
import type { ChangeId, RecordId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { CommandContext } from '../../shared/commands/command.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import { COMMANDS, decide } from '../../shared/commands/commands.ts'
import { actionOf } from '../../shared/commands/rights.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, conflictsOf, emptyRecord, headsOf, shownFields } from '../../shared/journal/merge.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import { checkFields, rewritten } from '../../shared/model/kinds.ts'
import type { Role } from '../../shared/model/role.ts'
import { sha256 } from './shared-crypto.ts'

export interface Who {
  readonly officer: string
  readonly role?: Role
  readonly agency?: string
}

export class CommandDesk {
  readonly records: RecordState[] = []
  nowMs: number
  #ids = 0

  constructor(nowMs: number) {
    this.nowMs = nowMs
  }

  /** Runs a command; the id of its record, or the kind of its refusal. */
  run(who: Who, name: CommandName, input: unknown): string {
    const decided = decide(name, this.#context(who), input)
    if (!decided.ok) return decided.fault.kind
    for (const { kind, id, fields } of decided.value.drafts) {
      const isFirst = this.#find(kind, id) === undefined
      assert(actionOf(kind, Object.keys(fields), isFirst) === COMMANDS[name].action, `the action of ${name}`)
      this.write(kind, id, fields)
    }
    return decided.value.subject.id
  }

  /** Both commands are decided on the picture as it is now, and written over it: two stations that did not see each other. */
  apart(...runs: readonly (readonly [Who, CommandName, unknown])[]): readonly string[] {
    const decided = runs.map(([who, name, input]) => decide(name, this.#context(who), input))
    const before = decided.map((one) =>
      one.ok
        ? one.value.drafts.map(({ kind, id, fields }) => {
            const state = this.#find(kind, id)
            return Object.fromEntries(Object.keys(fields).map((field) => [field, headsOf(state, field)]))
          })
        : [],
    )
    return decided.map((one, at) => {
      if (!one.ok) return one.fault.kind
      for (const [index, { kind, id, fields }] of one.value.drafts.entries())
        this.write(kind, id, fields, before[at]?.[index], `S${at}`)
      return one.value.subject.id
    })
  }

  write(
    kind: string,
    id: string,
    fields: JsonFields,
    over?: { readonly [field: string]: readonly ChangeId[] },
    station = 'A',
  ): void {
    let state = this.#find(kind, id)
    if (state === undefined) this.records.push((state = emptyRecord(kind, asId(id))))
    const sets = Object.entries(fields).map(([name, value]) => ({
      name,
      value,
      over: over?.[name] ?? headsOf(state, name),
    }))
    // The incident of a fixture is written without every field.
    if (kind !== 'incident') assert(checkFields(kind, sets).ok, `fields of ${kind}: ${JSON.stringify(fields)}`)
    assert(rewritten(kind, sets) === undefined, `${kind}: ${String(rewritten(kind, sets))} is written again`)
    this.#ids += 1
    const head = {
      space: asId<never>('fujian'),
      station: asId<never>(station),
      chain: 1,
      seq: this.#ids,
      stamp: { ms: this.nowMs, counter: this.#ids },
      officer: asId<never>('of1'),
      kind,
      record: asId<never>(id),
      previous: NO_PREVIOUS,
    }
    applyChange(state, makeChange(head, { sets }, sha256))
  }

  fields(id: string): JsonFields {
    const state = this.records.find((one) => one.id === id)
    return state === undefined ? {} : shownFields(state)
  }

  conflicts(id: string): readonly string[] {
    const state = this.records.find((one) => one.id === id)
    return state === undefined ? [] : conflictsOf(state)
  }

  /** Where a record stands in the desk's lists. */
  state(id: string): string | undefined {
    const state = this.records.find((one) => one.id === id)
    return state === undefined ? undefined : DESK_KINDS.get(state.kind)?.(shownFields(state)).state
  }

  #find(kind: string, id: string): RecordState | undefined {
    return this.records.find((one) => one.kind === kind && one.id === id)
  }

  #context({ officer, role = 'dutyOfficer', agency = 'ag1' }: Who): CommandContext {
    return {
      nowMs: this.nowMs,
      station: asId('7K2Q4M9XABCDEFGH'),
      officer: asId(officer),
      role,
      agency: asId(agency),
      agencyCode: 'FJZB',
      newId: () => asId<RecordId>(`n${(this.#ids += 1)}`),
      nextCount: () => 1,
      read: (kind, id) => this.#find(kind, id),
      list: (kind, of) =>
        this.records.filter((one) => {
          const item = DESK_KINDS.get(kind)?.(shownFields(one))
          if (one.kind !== kind || item === undefined) return false
          const atMs = item.atMs ?? 0
          return atMs >= (of.fromMs ?? -Infinity) && atMs < (of.toMs ?? Infinity)
        }),
    }
  }
}
