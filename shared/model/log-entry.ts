// A line of the duty log (值班日志). A line is never rewritten: a correction is a line of its own that names the one
// it corrects, so the original stays readable, struck through.
import * as z from 'zod'
import { timeSchema } from './incident.ts'

export const LOG_ENTRY = 'logEntry'

export const logEntryFields = {
  /** The incident it belongs to; null for the general log. */
  incident: z.string().min(1).max(60).nullable(),
  text: z.string().trim().min(1).max(4_000),
  /** When it happened or was said. */
  at: timeSchema,
  /** The line this one corrects. */
  corrects: z.string().min(1).max(60).nullable(),
} as const

export const logEntrySchema = z.object(logEntryFields)
