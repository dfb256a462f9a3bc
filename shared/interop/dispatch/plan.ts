// From a dispatch system's message to the commands that write it. Pure: what the picture holds is given, what to run comes
// back. The same message twice writes nothing the second time; what officers wrote since is not overwritten by a system
// that only repeats itself; a status from outside never goes back.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { RecordId } from '../../base/ids.ts'
import type { Json, JsonFields } from '../../base/json.ts'
import { canonicalJson } from '../../base/json.ts'
import type { CommandInput } from '../../commands/commands.ts'
import type { Incident, IncidentStatus } from '../../model/incident.ts'
import { CASUALTY_FIELDS, INCIDENT_STATUSES } from '../../model/incident.ts'
import { isGraded } from '../../model/level.ts'
import type { LineLanguage } from './line-words.ts'
import { LINE_WORDS } from './line-words.ts'
import type { DispatchMessage, VerbMessage } from './message.ts'

type Used =
  | 'reportIncident'
  | 'amendIncident'
  | 'changeIncidentLevel'
  | 'changeIncidentStatus'
  | 'addLogEntry'
  | 'recordCall'
  | 'linkCall'

/** A command to run; `as` is the id of the record it begins. */
export type Step = {
  readonly [Name in Used]: { readonly name: Name; readonly input: CommandInput<Name>; readonly as?: RecordId }
}[Used]

/** Field → short hash of what the system last said of it. */
export type LastSaid = { readonly [field: string]: string }

export interface Sender {
  /** Identity: with a number it names a thing for ever. */
  readonly system: string
  /** For people. */
  readonly name: string
  readonly sourceKind: Incident['sourceKind']
  readonly language: LineLanguage
}

export interface PlanContext {
  readonly sender: Sender
  readonly spaceKind: 'live' | 'exercise' | 'demonstration'
  readonly idFor: (key: string) => RecordId
  /** Shown fields of the incident and of the call the message is about, when the picture holds them. */
  readonly incident: JsonFields | undefined
  readonly call: JsonFields | undefined
  readonly lastSaid: LastSaid | undefined
}

export interface Plan {
  readonly steps: readonly Step[]
  /** The record it is about. */
  readonly subject: RecordId
  readonly odd: readonly string[]
  /** To be remembered for the next message about the same incident. */
  readonly lastSaid?: LastSaid
}

/** Key of an incident of a system, for `idFor`; the same for everything that comes in over REST. */
export function incidentKey(system: string, number: string): string {
  return `incident/${system}/${number}`
}

export function callKey(system: string, number: string): string {
  return `call/${system}/${number}`
}

/** Numbers under which a message's incident and call are known. */
export function numbersOf({ verb, says }: DispatchMessage): { readonly incident?: string; readonly call?: string } {
  if (verb === 'incident') return { incident: says.number, call: says.call ?? says.number }
  if (verb === 'call') return { incident: says.incident ?? says.number, call: says.number }
  return { incident: says.incident }
}

/** What to run for a message, or why it is not taken. */
export function planFor(message: DispatchMessage, context: PlanContext): Result<Plan> {
  if (message.says.exercise === true && context.spaceKind === 'live')
    return refuse('wrongState', 'an exercise or a test does not enter a live space', { field: 'exercise' })
  if (context.incident?.['status'] === 'void')
    return refuse('alreadyVoid', 'the incident was voided', { number: numbersOf(message).incident ?? '' })
  if (message.verb === 'call') return planCall(message.says, context)
  if (message.verb === 'incident')
    return context.incident === undefined
      ? ok(firstReport(message.says, context))
      : ok(update(message.says, context, context.incident))
  return planLine(message, context)
}

function planCall(says: VerbMessage<'call'>, context: PlanContext): Result<Plan> {
  const { system } = context.sender
  const subject = context.idFor(callKey(system, says.number))
  const incident = context.incident === undefined ? null : incidentId(context, says.incident ?? says.number)
  const odd = says.incident !== undefined && incident === null ? [`incident ${says.incident} is not known yet`] : []
  if (context.call !== undefined) {
    const isLoose = (context.call['incident'] ?? null) === null
    const link: Step = { name: 'linkCall', input: { id: subject, incident } }
    return ok({ steps: isLoose && incident !== null ? [link] : [], subject, odd })
  }
  const input = {
    direction: 'in' as const,
    cause: says.text,
    incident,
    ...given(says, ['at', 'place', 'callerUnit', 'callerName', 'callerTelephone']),
  }
  return ok({ steps: [{ name: 'recordCall', input, as: subject }], subject, odd })
}

function incidentId(context: PlanContext, number: string): RecordId {
  return context.idFor(incidentKey(context.sender.system, number))
}

/** Details of an incident, as a command takes them; the level apart. */
function detailsOf(says: VerbMessage<'incident'>, sender: Sender): JsonFields {
  const { callerName, callerTelephone } = says
  return {
    title: says.title,
    category: says.category,
    ...given(says, ['position', 'division', 'place', 'occurredAt', 'receivedAt', 'description', 'sensitive']),
    ...given(says, CASUALTY_FIELDS),
    sourceName: callerName === undefined || callerName === '' ? sender.name.slice(0, 80) : callerName,
    ...(callerTelephone === undefined ? {} : { sourceTelephone: callerTelephone }),
  }
}

function firstReport(says: VerbMessage<'incident'>, context: PlanContext): Plan {
  const { sender, spaceKind } = context
  const subject = incidentId(context, says.number)
  const odd: string[] = []
  const level = levelOf(says, odd)
  const details = detailsOf(says, sender)
  const input = {
    ...details,
    ...(level === undefined ? {} : { level }),
    sourceKind: sender.sourceKind,
    sourceChannel: 'system',
    linkedSystem: sender.system,
    linkedNumber: says.number,
    demonstration: spaceKind === 'demonstration',
  } as unknown as CommandInput<'reportIncident'>
  const steps: Step[] = [{ name: 'reportIncident', input, as: subject }]
  if (says.status !== undefined && says.status !== 'reported')
    steps.push({ name: 'changeIncidentStatus', input: { id: subject, status: says.status } })
  steps.push(...linkOfCall(says, context, subject))
  return { steps, subject, odd, lastSaid: hashed({ ...details, level: level ?? null }) }
}

/** Only what the system says differently than last time is written: it may repeat itself without undoing officers. */
function update(says: VerbMessage<'incident'>, context: PlanContext, shown: JsonFields): Plan {
  const subject = incidentId(context, says.number)
  const odd: string[] = []
  const level = levelOf(says, odd)
  const now = { ...detailsOf(says, context.sender), ...(level === undefined ? {} : { level }) }
  const lastSaid = hashed(now)
  const changed = Object.entries(now).filter(([name]) => context.lastSaid?.[name] !== lastSaid[name])
  const { level: newLevel, ...fields } = Object.fromEntries(changed) as { level?: Incident['level'] }
  const steps: Step[] = []
  if (Object.keys(fields).length > 0) steps.push({ name: 'amendIncident', input: { id: subject, fields } })
  if (newLevel !== undefined) steps.push({ name: 'changeIncidentLevel', input: { id: subject, level: newLevel } })
  steps.push(...statusStep(says.status, shown, subject, odd), ...linkOfCall(says, context, subject))
  return { steps, subject, odd, lastSaid: { ...context.lastSaid, ...lastSaid } }
}

function levelOf(says: VerbMessage<'incident'>, odd: string[]): Incident['level'] | undefined {
  if (says.level === undefined || says.level === null || isGraded(says.category)) return says.level
  odd.push(`level ${says.level} left out: ${says.category} carries no statutory grade`)
  return undefined
}

/** A call that came before its incident is joined to it. */
function linkOfCall(says: VerbMessage<'incident'>, context: PlanContext, incident: RecordId): readonly Step[] {
  if (context.call === undefined || (context.call['incident'] ?? null) !== null) return []
  const call = context.idFor(callKey(context.sender.system, says.call ?? says.number))
  return [{ name: 'linkCall', input: { id: call, incident } }]
}

type LineMessage = Extract<
  DispatchMessage,
  { readonly verb: 'dispatch' | 'feedback' | 'reinforcement' | 'receiptState' }
>

function planLine(message: LineMessage, context: PlanContext): Result<Plan> {
  const { verb, says } = message
  const { system } = context.sender
  if (context.incident === undefined)
    return refuse('notFound', `incident ${says.incident} of ${system} is not known`, { field: 'incident' })
  const incident = incidentId(context, says.incident)
  // Without a number of its own, a message is what it says.
  const name = says.number ?? canonicalJson(JSON.parse(JSON.stringify(says)) as Json)
  // A receipt passes through several states under one number.
  const state = verb === 'receiptState' ? `/${says.state}` : ''
  const as = context.idFor(`line/${verb}/${system}/${says.incident}/${name}${state}`)
  const odd: string[] = []
  const text = lineText(message, context.sender)
  if (text.length > 4_000) odd.push('text: cut at 4000 characters')
  const input = { incident, text: text.slice(0, 4_000), ...given(says, ['at']) }
  const steps: Step[] = [{ name: 'addLogEntry', input, as }]
  const casualties = verb === 'feedback' ? given(says, CASUALTY_FIELDS) : {}
  if (Object.keys(casualties).length > 0)
    steps.push({ name: 'amendIncident', input: { id: incident, fields: casualties } })
  const status = says.status ?? (verb === 'dispatch' ? 'responding' : undefined)
  // Sending more units to what is under way says nothing about its status.
  const isQuiet = says.status === undefined
  steps.push(...statusStep(status, context.incident, incident, isQuiet ? [] : odd))
  return ok({ steps, subject: incident, odd })
}

function lineText({ verb, says }: LineMessage, sender: Sender): string {
  const words = LINE_WORDS[sender.language]
  const state = verb === 'receiptState' ? says.state : ''
  const parts = [state, says.text ?? '']
  if (says.units !== undefined && says.units.length > 0)
    parts.push(`${words.units}${words.colon}${says.units.join(words.comma)}`)
  if (says.by !== undefined && says.by !== '') parts.push(`${words.by}${words.colon}${says.by}`)
  if (says.number !== undefined) parts.push(`${words.number}${words.colon}${says.number}`)
  const said = parts.filter((part) => part !== '').join(words.stop)
  return `【${words.heads[verb]}】${sender.name}${words.colon}${said}`
}

const ORDER: readonly IncidentStatus[] = INCIDENT_STATUSES

function statusStep(
  status: Exclude<IncidentStatus, 'void'> | undefined,
  shown: JsonFields,
  id: RecordId,
  odd: string[],
): readonly Step[] {
  if (status === undefined || shown['status'] === status) return []
  const now = ORDER.findIndex((one) => one === shown['status'])
  if (ORDER.indexOf(status) > now) return [{ name: 'changeIncidentStatus', input: { id, status } }]
  odd.push(`status ${status} left out: it is ${ORDER[now] ?? 'another'} already`)
  return []
}

function given<Of extends object, Name extends keyof Of>(
  of: Of,
  names: readonly Name[],
): { [Key in Name]?: NonNullable<Of[Key]> } {
  return Object.fromEntries(names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]]))) as {
    [Key in Name]?: NonNullable<Of[Key]>
  }
}

function hashed(fields: JsonFields): LastSaid {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shortHash(canonicalJson(value))]))
}

/** FNV-1a of 32 bits: tells changed from repeated, promises nothing else. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
