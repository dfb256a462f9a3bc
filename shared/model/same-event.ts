// Two incidents that are one event: told by different systems, or taken in at two seats. They are never merged; an officer says
// that they are the same, or that they are not, and can take it back.
import * as z from 'zod'
import { timeSchema } from './incident.ts'

export const SAME_EVENT = 'sameEvent'

/** `open`: taken back, nothing is said. */
export const SAME_EVENT_STATES = ['same', 'different', 'open'] as const
export type SameEventState = (typeof SAME_EVENT_STATES)[number]

const id = z.string().min(1).max(60)

export const sameEventFields = {
  /** The two, the smaller id first. */
  incident: id,
  other: id,
  state: z.enum(SAME_EVENT_STATES),
  by: id,
  at: timeSchema,
} as const
export const SAME_EVENT_ONCE = ['incident', 'other'] as const

/** One record for each pair, whoever says it first: said at two stations apart it is one, and may be in conflict. */
export function sameEventId(a: string, b: string): string {
  return a < b ? `${a}.${b}` : `${b}.${a}`
}

/** How far, and how long apart, two incidents may be to be offered as one event. */
export const SAME_WITHIN_M = 3_000
export const SAME_WITHIN_MS = 3 * 3_600_000
/** The greatest unlikeness that is offered. */
export const SAME_AT_MOST = 1.2
/** Strangeness from which on the kinds are another class: never offered. */
export const ANOTHER_KIND = 1

/** 0 for the same event code, 1 for another class; unknown lies between. */
export function strangeness(one: string | null, other: string): number {
  if (one === null || one === '') return 0.4
  if (one === other) return 0
  if (one.slice(0, 3) === other.slice(0, 3)) return 0.2
  return one.slice(0, 2) === other.slice(0, 2) ? 0.5 : 1
}

/** 0: same place, time and kind; each of the three adds up to 1. */
export function unlikeness(
  { awayM, apartMs, kind }: { readonly awayM: number; readonly apartMs: number; readonly kind: number },
  within: { readonly m: number; readonly ms: number },
): number {
  return awayM / within.m + Math.abs(apartMs) / Math.max(1, within.ms) + kind
}

export interface SamePair {
  readonly incident: string
  readonly other: string
}

/**
 * Incidents said to be one event, by any of them: the same list for all of a group, oldest id first (ids sort by age). Incidents
 * that stand alone are not in it.
 */
export function groupsOf(pairs: readonly SamePair[]): ReadonlyMap<string, readonly string[]> {
  const head = new Map<string, string>()
  const find = (id: string): string => {
    let at = id
    for (let next = head.get(at); next !== undefined && next !== at; next = head.get(at)) at = next
    return at
  }
  for (const { incident, other } of pairs) {
    const [a, b] = [find(incident), find(other)]
    const [first, second] = a < b ? [a, b] : [b, a]
    head.set(first, first)
    head.set(second, first)
    for (const id of [incident, other]) if (!head.has(id)) head.set(id, first)
  }
  const members = new Map<string, string[]>()
  for (const id of head.keys()) {
    const group = members.get(find(id))
    if (group === undefined) members.set(find(id), [id])
    else group.push(id)
  }
  const groups = new Map<string, readonly string[]>()
  for (const group of members.values()) {
    const sorted = group.toSorted((x, y) => (x < y ? -1 : 1))
    for (const id of sorted) groups.set(id, sorted)
  }
  return groups
}
