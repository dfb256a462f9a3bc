// A document to be set as PDF, in words the console has ready: in this program's own form, or laid out as an office's template says.
import * as z from 'zod'

const line = z.string().max(500)

/** A document in this program's own form. */
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

const points = z.number().min(0).max(2_000)
const colour = z.string().regex(/^[0-9A-F]{6}$/)
/** A line along the edge of a block. */
const edge = z.strictObject({ colour, widthPt: points }).nullable()

const runSchema = z.strictObject({
  text: z.string().max(25_000),
  sizePt: z.number().min(4).max(200),
  isBold: z.boolean(),
  colour,
  /** FangSong and its like, or a face for heads. */
  face: z.enum(['text', 'head']),
})

const blockSchema = z.strictObject({
  align: z.enum(['left', 'center', 'right', 'both']),
  /** Indent of the first line; negative: it hangs out. */
  firstPt: z.number().min(-500).max(500),
  leftPt: points,
  beforePt: points,
  afterPt: points,
  /** Height of a line; null: `lineFactor` times what its letters need. */
  linePt: points.nullable(),
  lineFactor: z.number().min(0.5).max(10),
  above: edge,
  below: edge,
  isOnNewPage: z.boolean(),
  runs: z.array(runSchema).max(500),
  /** What stands at the right edge of the same line. */
  right: z.array(runSchema).max(100),
})

/** A document as a template lays it out. */
export const laidPaperSchema = z.strictObject({
  title: line,
  page: z.strictObject({
    widthPt: z.number().min(100).max(4_000),
    heightPt: z.number().min(100).max(4_000),
    topPt: points,
    rightPt: points,
    bottomPt: points,
    leftPt: points,
  }),
  blocks: z.array(blockSchema).max(5_000),
})
export type LaidPaper = z.infer<typeof laidPaperSchema>
export type LaidBlock = z.infer<typeof blockSchema>
export type LaidRun = z.infer<typeof runSchema>

export const typesetSchema = z.union([paperSchema, laidPaperSchema])
export type TypesetQuestion = z.infer<typeof typesetSchema>
