// The rules of the report clock in use in a space: the shipped ones with what its office changed about them.
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { ClockRule } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE, rulesWith } from '../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../shared/model/shipped-clock-rules.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'

/** Rules in use in a space, in force or not. */
export function clockRulesOf(store: StationStore, reads: StationReads, space: string): readonly ClockRule[] {
  const look = reads.look(space, '')
  const changed = new Map<string, JsonFields>()
  if (look !== undefined)
    for (const id of reads.ofKind(look, CLOCK_RULE)) {
      const state = store.read(asId(space), CLOCK_RULE, asId(id))
      if (state !== undefined) changed.set(id, shownFields(state))
    }
  return rulesWith(SHIPPED_CLOCK_RULES, changed)
}
