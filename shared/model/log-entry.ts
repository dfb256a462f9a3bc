// A line of the duty log (值班日志). A line is never rewritten: a correction is a line of its own that names the one
// it corrects, so the original stays readable, struck through.
import * as z from 'zod'
import { timeSchema } from './incident.ts'

export const LOG_ENTRY = 'logEntry'

const movedDeadlineSchema = z.object({
  /** Rule of the report clock, and the office the report goes to. */
  rule: z.string().min(1).max(60),
  to: z.string().max(80),
  /** Deadline before and after; null: none. */
  from: timeSchema.nullable(),
  until: timeSchema.nullable(),
  /** True: it ended because an officer said why it is not reported; the text of the line is the reason. */
  unreported: z.literal(true).optional(),
})
export type MovedDeadline = z.infer<typeof movedDeadlineSchema>

const toldSchema = z.strictObject({
  /** Which words (`desklog:told` in renderer/i18n); where there are none, the text stands. */
  word: z.string().regex(/^[a-zA-Z]{1,40}$/),
  values: z.record(z.string().regex(/^[a-zA-Z]{1,20}$/), z.union([z.string().max(200), z.number(), z.boolean()])),
})
/** What a linked system wrote, as a word and its values: every console says it in its own language. */
export type Told = z.infer<typeof toldSchema>

export const logEntryFields = {
  /** The incident it belongs to; null for the general log. */
  incident: z.string().min(1).max(60).nullable(),
  text: z.string().trim().min(1).max(4_000),
  /** When it happened or was said. */
  at: timeSchema,
  /** The line this one corrects. */
  corrects: z.string().min(1).max(60).nullable(),
  /** Deadlines of reports that a change to the incident moved, or that are not reported; absent where nobody but an officer wrote the line. */
  deadlines: z.array(movedDeadlineSchema).max(200),
  /** What a linked system says of itself or of what it measures; written by linked systems alone. */
  told: toldSchema,
} as const

export const logEntrySchema = z.object(logEntryFields).partial({ deadlines: true, told: true })

/** The deadlines a line tells of; none for a line an officer wrote. */
export function movedDeadlinesOf(deadlines: unknown): readonly MovedDeadline[] {
  const read = logEntryFields.deadlines.safeParse(deadlines)
  return read.success ? read.data : []
}

/** What a line of a linked system says; null for every other line. */
export function toldOf(told: unknown): Told | null {
  const read = toldSchema.safeParse(told)
  return read.success ? read.data : null
}
