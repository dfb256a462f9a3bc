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

/** How long apart two incidents may be when one has no position and their divisions fit. */
export const SAME_DIVISION_WITHIN_MS = 12 * 3_600_000
/** A place of which only the division is known counts like one so far away, as a share of the radius. */
const DIVISION_SHARE = { same: 0.5, inside: 0.8, around: 0.8 } as const

/** How the other division lies to the one: the same, one step inside it, or one step around it. */
export type DivisionMatch = keyof typeof DIVISION_SHARE

/** Null where they are strangers, or one is not known; two steps (a township and its city) say too little. */
export function divisionMatch(one: string | null, other: string | null): DivisionMatch | null {
  if (one === null || other === null || one === '' || other === '') return null
  if (one === other) return 'same'
  if (divisionAround(other) === one) return 'inside'
  return divisionAround(one) === other ? 'around' : null
}

/** The division one step above a code; null for a province. */
export function divisionAround(code: string): string | null {
  if (code.length > 6) return code.slice(0, code.length > 9 ? 9 : 6)
  if (code.endsWith('0000')) return null
  return code.endsWith('00') ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`
}

/** What the codes of everything inside a division begin with: 350100 → 3501. */
export function divisionBeginning(code: string): string {
  return code.length > 6 ? code : code.replace(/(00)+$/, '')
}

/** What two codes must share to be of one family: 12G01 → 12G. */
export function familyOf(category: string): string {
  return category.slice(0, 3)
}

/** Like `unlikeness`, of two whose divisions are all that is known of where they lie to each other. */
export function unlikenessInDivision(
  match: DivisionMatch,
  { apartMs, kind }: { readonly apartMs: number; readonly kind: number },
): number {
  return DIVISION_SHARE[match] + Math.abs(apartMs) / SAME_DIVISION_WITHIN_MS + kind
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
