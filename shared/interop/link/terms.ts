// What the two sides of a link between servers agree on: each side says in its own terms what it gives and what it takes; what
// flows is what both say. Fields are an allow-list; what names people needs the word of both sides on top of it.
import * as z from 'zod'
import type { Kind } from '../../base/ids.ts'
import { ALERT, ALERT_LINK, alertFields, alertLinkFields } from '../../model/alert.ts'
import type { Topic } from '../../model/ambient.ts'
import { ATTACHMENT, attachmentFields } from '../../model/attachment.ts'
import { DIRECTIVE } from '../../model/directive.ts'
import { SPACE_KINDS } from '../../model/directory.ts'
import { INCIDENT, incidentFields } from '../../model/incident.ts'
import { LOG_ENTRY, logEntryFields } from '../../model/log-entry.ts'
import { REPORT, reportFields } from '../../model/report.ts'

/** Kinds of records a link may carry. In this order they are read through: what others name comes first. */
export const LINK_KINDS = [INCIDENT, ALERT, LOG_ENTRY, ALERT_LINK, REPORT, ATTACHMENT] as const
export type LinkKind = (typeof LINK_KINDS)[number]

/** What is shown and not journaled that a link may carry besides: newest row of each unit and sensor. */
export const LINK_TOPICS = ['tracks', 'readings'] as const satisfies readonly Topic[]
export type LinkTopic = (typeof LINK_TOPICS)[number]

/** Directives with their receipts, which go by rules of their own (directive-rules.ts). */
export const LINK_DIRECTIVES = DIRECTIVE

/** All a side may choose to give and to take. */
export const LINK_CHOICES = [...LINK_KINDS, LINK_DIRECTIVES, ...LINK_TOPICS] as const

/** Without these a record cannot be read at all: they travel with the kind. */
const CORE: { readonly [kind in LinkKind]: readonly string[] } = {
  incident: [
    'number',
    'title',
    'category',
    'level',
    'status',
    'receivedAt',
    'recordedAt',
    'demonstration',
    'sensitive',
    'voidReason',
  ],
  alert: ['category', 'level', 'title', 'use', 'startsAt', 'endsAt', 'issuedBy', 'issuedAt', 'cancelled'],
  logEntry: ['incident', 'text', 'at', 'corrects'],
  alertLink: ['alert', 'incident', 'linked'],
  report: ['incident', 'type', 'ordinal', 'title', 'text', 'writtenAt', 'signed', 'number'],
  attachment: ['incident', 'name', 'mime', 'bytes', 'sha256', 'at', 'voidReason'],
}
/** What one record of the kind must have before it is given or taken for the first time. */
const NEEDED: { readonly [kind in LinkKind]: readonly string[] } = {
  incident: ['number', 'title', 'category', 'status', 'receivedAt'],
  alert: ['category', 'title', 'startsAt', 'issuedBy', 'issuedAt'],
  logEntry: ['text', 'at'],
  alertLink: ['alert', 'incident', 'linked'],
  report: ['incident', 'type', 'title', 'text', 'writtenAt', 'signed'],
  attachment: ['incident', 'name', 'mime', 'bytes', 'sha256', 'at'],
}
/** Names and telephone numbers of people. */
const PERSONAL: ReadonlySet<string> = new Set([
  'incident.sourceName',
  'incident.sourceTelephone',
  'report.editor',
  'report.telephone',
])
/** Ids of one server's directory mean nothing at another. */
const NEVER: ReadonlySet<string> = new Set([
  'incident.agencies',
  'incident.agencyInCharge',
  'report.agency',
  // Only lines of no incident have it, and those stay.
  'logEntry.told',
  // Steps of a draft: only what is signed is given.
  'report.step',
  'report.stepReason',
])

const FIELDS: { readonly [kind in LinkKind]: readonly string[] } = {
  incident: Object.keys(incidentFields),
  alert: Object.keys(alertFields),
  logEntry: Object.keys(logEntryFields),
  alertLink: Object.keys(alertLinkFields),
  report: Object.keys(reportFields),
  attachment: Object.keys(attachmentFields),
}

/** `kind.field` of all that may be listed beside what travels always. */
export const LISTABLE: readonly string[] = LINK_KINDS.flatMap((kind) =>
  FIELDS[kind].filter((field) => !CORE[kind].includes(field)).map((field) => `${kind}.${field}`),
).filter((name) => !NEVER.has(name))
/** Free text in which officers write names and telephone numbers: given where somebody lists it, never at first. */
const FREE_TEXT: ReadonlySet<string> = new Set(['incident.description'])
/** What a new link lists: all but what names people, or may. */
export const LISTED_AT_FIRST: readonly string[] = LISTABLE.filter((name) => !PERSONAL.has(name) && !FREE_TEXT.has(name))

export const fieldName = z.string().refine((name) => LISTABLE.includes(name), 'no field a link may carry')

export const termsSchema = z.strictObject({
  /** The side's name in words. */
  name: z.string().min(1).max(80),
  spaceKind: z.enum(SPACE_KINDS),
  /** Kinds; what this program does not know, a newer one's, does not flow. */
  give: z.array(z.string().max(40)).max(40),
  take: z.array(z.string().max(40)).max(40),
  giveFields: z.array(z.string().max(80)).max(200),
  takeFields: z.array(z.string().max(80)).max(200),
  /** Agrees to give and take names and telephone numbers, where they are listed. */
  personal: z.boolean(),
  /** Gives incidents that are marked sensitive. */
  sensitive: z.boolean(),
  /** What this side gives may be passed on to others. */
  passOn: z.boolean(),
  fromMs: z.int().min(0).nullable(),
  untilMs: z.int().min(0).nullable(),
})
export type Terms = z.infer<typeof termsSchema>

/**
 * Which agency is which, in words, beside a side's terms: who stands for the other side here, and who gets its directives. For
 * people: ids of one directory mean nothing at another.
 */
export const directiveTermsSchema = z.object({ counterpart: z.string().max(80), desk: z.string().max(80) })
export type DirectiveTerms = z.infer<typeof directiveTermsSchema>

/** Fields by kind. */
export type Allowed = ReadonlyMap<Kind, ReadonlySet<string>>

/** What flows, from one side's view. */
export interface Agreement {
  readonly gives: Allowed
  readonly takes: Allowed
  readonly givesTopics: readonly LinkTopic[]
  readonly takesTopics: readonly LinkTopic[]
  /** Directives of ours go, and their receipts come; those of the other side come, and our receipts go. */
  readonly givesDirectives: boolean
  readonly takesDirectives: boolean
  /** Both agree to what names people. */
  readonly personal: boolean
  readonly givesSensitive: boolean
  /** What is taken may be passed on. */
  readonly mayPassOn: boolean
}

export type NoAgreement = 'notBegun' | 'over' | 'spaceKind'

/** What both say at this time, or why nothing flows. */
export function agree(mine: Terms, theirs: Terms, nowMs: number): Agreement | NoAgreement {
  // What is practised never mixes with what is real.
  if (mine.spaceKind !== theirs.spaceKind) return 'spaceKind'
  if (isOver(mine, nowMs) || isOver(theirs, nowMs)) return 'over'
  if (Math.max(mine.fromMs ?? 0, theirs.fromMs ?? 0) > nowMs) return 'notBegun'
  const isPersonal = mine.personal && theirs.personal
  return {
    gives: allowed(mine.give, theirs.take, mine.giveFields, theirs.takeFields, isPersonal),
    takes: allowed(theirs.give, mine.take, theirs.giveFields, mine.takeFields, isPersonal),
    givesTopics: LINK_TOPICS.filter((topic) => mine.give.includes(topic) && theirs.take.includes(topic)),
    takesTopics: LINK_TOPICS.filter((topic) => theirs.give.includes(topic) && mine.take.includes(topic)),
    givesDirectives: mine.give.includes(LINK_DIRECTIVES) && theirs.take.includes(LINK_DIRECTIVES),
    takesDirectives: theirs.give.includes(LINK_DIRECTIVES) && mine.take.includes(LINK_DIRECTIVES),
    personal: isPersonal,
    givesSensitive: mine.sensitive,
    mayPassOn: theirs.passOn,
  }
}

/** True when the side's time box has ended. */
export function isOver({ untilMs }: Terms, nowMs: number): boolean {
  return untilMs !== null && untilMs <= nowMs
}

/** What a record of this kind must show before it can be given or taken. */
export function neededFields(kind: Kind): readonly string[] {
  return Object.hasOwn(NEEDED, kind) ? NEEDED[kind as LinkKind] : []
}

function allowed(
  give: Terms['give'],
  take: Terms['take'],
  giveFields: Terms['giveFields'],
  takeFields: Terms['takeFields'],
  isPersonal: boolean,
): Allowed {
  const listed = giveFields.filter(
    (name) => takeFields.includes(name) && LISTABLE.includes(name) && (isPersonal || !PERSONAL.has(name)),
  )
  return new Map(
    LINK_KINDS.filter((kind) => give.includes(kind) && take.includes(kind)).map((kind) => {
      const named = listed.filter((name) => name.startsWith(`${kind}.`)).map((name) => name.slice(kind.length + 1))
      return [kind, new Set([...CORE[kind], ...named])]
    }),
  )
}
