// What callers of the REST interface send and get, as the schemas that check it and describe it in the OpenAPI document.
import * as z from 'zod'
import type { Verb } from '../../../shared/interop/dispatch/message.ts'
import { verbSchemas } from '../../../shared/interop/dispatch/message.ts'
import { INCIDENT_STATUSES, incidentFields } from '../../../shared/model/incident.ts'

const f = incidentFields

/** Details of an incident a caller may write. */
const details = {
  title: f.title,
  category: f.category.meta({ description: 'Code of the table of events (GB/T 35561), `12G03`.' }),
  level: f.level.meta({ description: '1 特别重大 … 4 一般, null ungraded; none for social security (class 14).' }),
  position: f.position.meta({ description: 'In the datum the gateway is set to; WGS-84 unless it says otherwise.' }),
  division: f.division.meta({ description: 'GB/T 2260, 6, 9 or 12 digits.' }),
  place: f.place,
  occurredAt: f.occurredAt,
  receivedAt: f.receivedAt,
  sourceName: f.sourceName,
  sourceTelephone: f.sourceTelephone,
  dead: f.dead,
  missing: f.missing,
  injured: f.injured,
  trapped: f.trapped,
  evacuated: f.evacuated,
  description: f.description,
  sensitive: f.sensitive,
}

const exercise = z.boolean().optional().meta({ description: 'A drill or a test: refused in a live space.' })

export const newIncidentSchema = z
  .strictObject({
    ...z.object(details).partial().shape,
    title: details.title,
    category: details.category,
    number: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .optional()
      .meta({ description: 'Your own number of it: the same number is the same incident, here and for ever.' }),
    exercise,
  })
  .meta({ id: 'NewIncident' })
export type NewIncident = z.infer<typeof newIncidentSchema>

export const incidentPatchSchema = z
  .strictObject({
    ...z.object(details).partial().shape,
    status: z.enum(INCIDENT_STATUSES).exclude(['void']).optional(),
    reason: z
      .string()
      .trim()
      .max(500)
      .optional()
      .meta({ description: 'Needed to settle values that contradict each other.' }),
  })
  .meta({ id: 'IncidentPatch' })
export type IncidentPatch = z.infer<typeof incidentPatchSchema>

export const writtenSchema = z
  .object({
    id: z.string(),
    number: z.string().meta({ description: 'The number officers read out.' }),
    changed: z.array(z.string()).meta({ description: 'Commands that were run; none when nothing was new.' }),
  })
  .meta({ id: 'Written' })

export const incidentViewSchema = z
  .object({ id: z.string(), ...z.object(incidentFields).partial().shape })
  .meta({ id: 'Incident', description: 'Only fields the gateway is set to tell; positions are WGS-84.' })

export const incidentPageSchema = z
  .object({
    incidents: z.array(incidentViewSchema),
    next: z.string().nullable().meta({ description: 'Give it as `after` for the next page; null at the end.' }),
  })
  .meta({ id: 'IncidentPage' })

export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(200).optional(),
  status: z.enum(INCIDENT_STATUSES).optional(),
  category: z.string().max(5).optional().meta({ description: 'Beginning of the code: `11`, `12G`.' }),
  level: z.coerce.number().int().min(1).max(4).optional(),
  system: z.string().max(60).optional().meta({ description: 'Only incidents this system has told of.' }),
})
export type ListQuery = z.infer<typeof listQuerySchema>

export const refSchema = z.object({
  ref: z
    .string()
    .min(1)
    .max(80)
    .meta({
      description: 'The id, your own number, or the number officers read out.',
      param: { name: 'ref', in: 'path' },
    }),
})

/** Address of a verb → the verb. */
export const DISPATCH_ADDRESSES: { readonly [address: string]: Verb } = {
  calls: 'call',
  incidents: 'incident',
  dispatches: 'dispatch',
  feedbacks: 'feedback',
  reinforcements: 'reinforcement',
  'receipt-states': 'receiptState',
}

const ID: { readonly [verb in Verb]: string } = {
  call: 'DispatchCall',
  incident: 'DispatchIncident',
  dispatch: 'DispatchOrder',
  feedback: 'DispatchFeedback',
  reinforcement: 'DispatchReinforcement',
  receiptState: 'DispatchReceiptState',
}

/** The schema of a verb, named for the document. */
export function namedVerbSchema(verb: Verb): z.ZodType {
  return verbSchemas[verb].meta({ id: ID[verb] })
}

export const takenSchema = z
  .object({
    id: z.string().meta({ description: 'Of the record it is about.' }),
    ran: z.array(z.string()).meta({ description: 'What was written; none when everything was known.' }),
    odd: z.array(z.string()).meta({ description: 'What was odd about it and how it was read.' }),
  })
  .meta({ id: 'Taken' })

export const healthSchema = z.object({ status: z.literal('ok'), time: z.iso.datetime() }).meta({ id: 'Health' })
