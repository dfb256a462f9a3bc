// Where a part of a file belongs, decided the same way on both sides. Pure: what is on disk is told, not looked at.
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'

/** What to do with a part: write `length` of its bytes from `skip` on at the end of what is there; 0 bytes is nothing to do. */
export interface Placement {
  readonly skip: number
  readonly length: number
}

/**
 * Places a part at `offset` of a file of `total` bytes of which the first `have` are there. What overlaps is skipped, what
 * leaves a gap is left out (the sender goes on from `have`); a part that reaches beyond the end is refused.
 */
export function placePart(have: number, total: number, offset: number, partLength: number): Result<Placement> {
  if (offset + partLength > total)
    return refuse('tooLarge', `a part reaches to ${offset + partLength} of ${total} bytes`, { bytes: total })
  if (offset > have) return ok({ skip: 0, length: 0 })
  const skip = Math.min(have - offset, partLength)
  return ok({ skip, length: partLength - skip })
}
