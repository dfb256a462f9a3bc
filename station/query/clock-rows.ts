// Report clocks as rows of the watch `clocks`: the clocks of incidents that are open or closed, by the rules of their space.
import type { Level } from '../../shared/model/level.ts'
import type { ClockRule } from '../../shared/model/report-clock.ts'
import { applies, dueBy, isOwed } from '../../shared/model/report-clock.ts'
import type { ClockRow } from '../../shared/rpc/rows.ts'
import type { ClockFacts, ClockReads } from '../store/reads/clock-reads.ts'
import type { Look } from '../store/reads/incident-filter.ts'

/** Asked about at once: what was sent is read through once for each such part. */
const MANY = 20_000

/**
 * Incident id → its clocks; incidents without any are left out. Of open incidents those that were met too, of closed ones
 * those somebody still has to report or explain.
 */
export function clocksOf(
  reads: ClockReads,
  look: Look,
  incidents: readonly ClockFacts[],
  rules: readonly ClockRule[],
  isClosed: boolean,
): ReadonlyMap<string, readonly ClockRow[]> {
  const found = new Map<string, readonly ClockRow[]>()
  // Which rules apply follows from three values alone: asked once for each set of them.
  const applying = new Map<string, readonly ClockRule[]>()
  const owing: { readonly facts: ClockFacts; readonly due: readonly ClockRule[] }[] = []
  for (const facts of incidents) {
    const [, , , category, level, sensitive] = facts
    const key = `${category} ${level} ${sensitive}`
    let due = applying.get(key)
    if (due === undefined) {
      const incident = { category, level: level === 0 ? null : level, sensitive: sensitive === 1 }
      applying.set(key, (due = rules.filter((rule) => applies(rule, incident))))
    }
    if (due.length > 0) owing.push({ facts, due })
  }
  for (let from = 0; from < owing.length; from += MANY) {
    const some = owing.slice(from, from + MANY)
    const ids = some.map(({ facts }) => facts[0])
    const sent = Map.groupBy(reads.sentAbout(look, ids), ([incident]) => incident)
    const explained = Map.groupBy(isClosed ? reads.explainedAbout(look, ids) : [], ([incident]) => incident)
    for (const { facts, due } of some) {
      const [incident, number, title, , level, , occurredMs, receivedMs] = facts
      const delivered = (sent.get(incident) ?? []).map(([, rule, to, channel, atMs]) => ({ rule, to, channel, atMs }))
      const said = (explained.get(incident) ?? []).map(([, rule, startedMs]) => ({ rule, startedMs }))
      const rows = due.flatMap((rule): ClockRow[] => {
        const clock = dueBy(rule, { occurredMs, receivedMs }, delivered, said)
        if (clock === null || (isClosed && !isOwed(clock, true))) return []
        const { dueMs, metMs } = clock
        const { id, toRole, channel, citation } = rule
        const key = `${incident}/${id}`
        const known = { incident, number, title, level: level === 0 ? null : (level as Level), isClosed }
        return [{ key, ...known, rule: id, toRole, channel, citation, dueMs, metMs }]
      })
      if (rows.length > 0) found.set(incident, rows)
    }
  }
  return found
}

/** Soonest due first. */
export function compareDue(a: ClockRow, b: ClockRow): number {
  return a.dueMs - b.dueMs || (a.key < b.key ? -1 : Number(a.key > b.key))
}
