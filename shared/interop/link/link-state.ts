// How a link between two servers stands, as it tells its administrators: the answer to the question `state`.
import * as z from 'zod'
import { directiveTermsSchema, termsSchema } from './terms.ts'

const allowed = z.record(z.string(), z.array(z.string()))
const tally = z.object({
  given: z.number(),
  taken: z.number(),
  gaveMs: z.number().nullable(),
  tookMs: z.number().nullable(),
})

export const linkStateSchema = z.object({
  space: z.string(),
  /** The other server, once it has joined. */
  peer: z.string().nullable(),
  isCutOff: z.boolean(),
  isLinked: z.boolean(),
  terms: termsSchema,
  theirs: termsSchema.nullable(),
  /** What flows by both sides' terms, fields by kind; null while nothing does. */
  gives: allowed.nullable(),
  takes: allowed.nullable(),
  /** Which agency is which, here and there, and how many receipts wait for their incident; left out by older servers. */
  directives: z
    .object({
      mine: directiveTermsSchema.nullable(),
      theirs: directiveTermsSchema.nullable(),
      waiting: z.number(),
    })
    .optional(),
  /**
   * SHA-256 of certificates, for comparison by telephone, '' for none: which one is believed at the other server, which was met
   * there, and what this server shows of itself. Left out by older servers.
   */
  certificates: z.object({ named: z.string(), seen: z.string(), own: z.string() }).optional(),
  whyNot: z.string().nullable(),
  carried: z.record(z.string(), tally),
  records: z.number(),
  /** Picture code of the shared space: both sides read the same. */
  code: z.string(),
})
export type LinkState = z.infer<typeof linkStateSchema>
