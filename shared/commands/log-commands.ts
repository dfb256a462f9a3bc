// Commands on the duty log: add a line; correct a line by another that keeps the original.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import { asId } from '../base/ids.ts'
import { shownValue } from '../journal/merge.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import { LOG_ENTRY, logEntryFields } from '../model/log-entry.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)

/** Adds a line to an incident's log, or to the general log. */
export const addLogEntry = command({
  action: 'log.add',
  input: z.strictObject({ incident: id.nullable(), text: logEntryFields.text, at: logEntryFields.at.optional() }),
  decide(context, input): Result<Decision> {
    if (input.incident !== null && context.read(INCIDENT, asId(input.incident)) === undefined) {
      return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    }
    const record = context.newId()
    const fields = {
      incident: input.incident,
      text: input.text,
      at: input.at ?? isoWithOffset(context.nowMs),
      corrects: null,
    }
    return ok({ drafts: [{ kind: LOG_ENTRY, id: record, fields }], subject: { kind: LOG_ENTRY, id: record } })
  },
})

/** A line a linked system writes about itself or what it measures, in words every console has in its own language. */
export const tellLogLine = command({
  action: 'record.import',
  input: z.strictObject({ text: logEntryFields.text, at: logEntryFields.at, told: logEntryFields.told }),
  decide(context, { text, at, told }): Result<Decision> {
    const id = context.newId()
    const fields = { incident: null, text, at, corrects: null, told }
    return ok({ drafts: [{ kind: LOG_ENTRY, id, fields }], subject: { kind: LOG_ENTRY, id } })
  },
})

/** Corrects a line: the new line names the old one, which stays as it was, struck through. */
export const correctLogEntry = command({
  action: 'log.add',
  input: z.strictObject({ id, text: logEntryFields.text, reason: z.string().trim().max(500).optional() }),
  decide(context, input): Result<Decision> {
    const original = context.read(LOG_ENTRY, asId(input.id))
    if (original === undefined) return refuse('notFound', `no log line ${input.id}`, { id: input.id })
    if (shownValue(original, 'text') === input.text) return refuse('nothingToChange', 'the correction says the same')
    const record = context.newId()
    const fields = {
      incident: shownValue(original, 'incident') ?? null,
      text: input.text,
      at: shownValue(original, 'at') ?? isoWithOffset(context.nowMs),
      corrects: input.id,
    }
    const draft = { kind: LOG_ENTRY, id: record, fields }
    return ok({
      drafts: [input.reason === undefined ? draft : { ...draft, reason: input.reason }],
      subject: { kind: LOG_ENTRY, id: record },
    })
  },
})
