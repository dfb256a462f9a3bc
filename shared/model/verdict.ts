// A server's refusal of one change, written in the server's own journal. The record id is the refused change's id.
// The refused change stays in its chain, leaves every picture, and its author sees what was refused and why.
import * as z from 'zod'
import { FAULTS } from '../base/fault.ts'
import type { FaultKind } from '../base/fault.ts'

export const VERDICT = 'verdict'

export const verdictFields = {
  fault: z.enum(Object.keys(FAULTS) as [FaultKind, ...FaultKind[]]),
  message: z.string().max(500),
  /** The record the refused change was about, as `kind/id`. */
  about: z.string().max(260),
  author: z.string().max(60),
  station: z.string().max(60),
  at: z.iso.datetime({ offset: true }),
} as const
