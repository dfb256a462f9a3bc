// A document to be set as PDF, in words the console has ready.
import * as z from 'zod'

const line = z.string().max(500)

export const paperSchema = z.strictObject({
  head: line,
  number: line,
  from: line,
  date: line,
  title: line,
  paragraphs: z.array(z.string().max(20_000)).max(2_000),
  foot: z.array(z.string().max(2_000)).max(20),
})
export type PaperQuestion = z.infer<typeof paperSchema>
