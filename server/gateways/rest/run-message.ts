// Carries out what a dispatch system's message means: looks up what it is about, asks the plan, runs its commands. What
// concerns one incident goes in the order it came.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { RecordId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { DispatchMessage } from '../../../shared/interop/dispatch/message.ts'
import type { LastSaid, Plan, Sender, Step } from '../../../shared/interop/dispatch/plan.ts'
import { callKey, incidentKey, numbersOf, planFor } from '../../../shared/interop/dispatch/plan.ts'
import { CALL } from '../../../shared/model/call.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { Lanes } from './lanes.ts'

const NOTE = 'said/'
/** Fields of one incident that may stand in conflict, each left to the officers. */
const MAX_LEFT = 30

export interface Carried {
  readonly id: RecordId
  /** Commands that were run; none when everything was known already. */
  readonly ran: readonly string[]
  readonly odd: readonly string[]
}

export interface Carrier {
  readonly surroundings: GatewaySurroundings
  readonly lanes: Lanes
}

/** Writes one message, or only says what it would write. */
export function carry(
  carrier: Carrier,
  message: DispatchMessage,
  sender: Sender,
  isDryRun: boolean,
): Promise<Result<Carried>> {
  const numbers = numbersOf(message)
  const lane = `${sender.system}\n${numbers.incident ?? numbers.call ?? ''}`
  return carrier.lanes.run(lane, () => carryInTurn(carrier, message, sender, isDryRun))
}

async function carryInTurn(
  { surroundings }: Carrier,
  message: DispatchMessage,
  sender: Sender,
  isDryRun: boolean,
): Promise<Result<Carried>> {
  const { author, picture, notes, spaceKind } = surroundings
  const numbers = numbersOf(message)
  const record = (kind: string, key: string): Promise<JsonFields | undefined> => picture.record(kind, author.idFor(key))
  const note = `${NOTE}${sender.system}/${numbers.incident ?? ''}`
  const said = message.verb === 'incident' ? notes.get(note) : undefined
  const plan = planFor(message, {
    ...{ sender, spaceKind },
    idFor: (key) => author.idFor(key),
    incident:
      numbers.incident === undefined ? undefined : await record(INCIDENT, incidentKey(sender.system, numbers.incident)),
    call: numbers.call === undefined ? undefined : await record(CALL, callKey(sender.system, numbers.call)),
    lastSaid: said === undefined ? undefined : (JSON.parse(said) as LastSaid),
  })
  if (!plan.ok) return plan
  if (isDryRun)
    return ok(
      told(
        plan.value,
        [],
        plan.value.steps.map(({ name }) => name),
      ),
    )
  const odd: string[] = []
  const ran: string[] = []
  for (const step of plan.value.steps) {
    const done = await runStep(surroundings, step, odd)
    if (!done.ok) return done
    if (done.value) ran.push(step.name)
  }
  if (plan.value.lastSaid !== undefined) {
    const text = JSON.stringify(plan.value.lastSaid)
    if (text !== said) notes.set(note, text)
  }
  return ok(told(plan.value, odd, ran))
}

function told(plan: Plan, odd: readonly string[], ran: readonly string[]): Carried {
  return { id: plan.subject, ran, odd: [...plan.odd, ...odd] }
}

/** Runs one command; false when it had nothing to do. A field in conflict is left to the officers, and said so. */
export async function runStep(
  { author }: Pick<GatewaySurroundings, 'author'>,
  step: Step,
  odd: string[],
): Promise<Result<boolean>> {
  let { input } = step
  for (let left = 0; left <= MAX_LEFT; left += 1) {
    const done = await author.run(step.name, input, step.as)
    if (done.ok) return ok(true)
    const { kind, detail } = done.fault
    // The same thing twice stays one thing.
    if (kind === 'nothingToChange' || (kind === 'alreadyExists' && step.as !== undefined)) return ok(false)
    const field = detail?.['field']
    if (kind !== 'reasonNeeded' || step.name !== 'amendIncident' || typeof field !== 'string') return done
    odd.push(`${field} is in conflict here and left to the officers`)
    const { [field]: _left, ...fields } = (input as { readonly fields: JsonFields }).fields
    if (Object.keys(fields).length === 0) return ok(false)
    input = { ...input, fields }
  }
  return ok(false)
}
