// A withdrawal goes down the chain: what was forwarded of a directive that no longer stands does not stand either, nor what was
// forwarded of that [CM-38]. Said by the command that withdraws, of all it can see, and by the stations of whoever forwarded, of
// what was forwarded meanwhile or came over a link: both say the same, so said twice it is one.
import type { JsonFields } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { DIRECTIVE, RECEIPT, SETTLED_STATES, directiveState, receiptState, withdrawalOf } from '../model/directive.ts'
import { textField } from '../model/fields.ts'
import type { CommandContext, Draft } from './command.ts'

type Lists = Pick<CommandContext, 'list'>

/** Why a directive no longer stands, as those below it are told. */
interface Withdrawal {
  readonly by: string
  readonly at: string
  readonly reason: string
}

/** What withdrawing `directive` ends below it, of the agencies `isFor` names. */
export function endForwarded(
  lists: Lists,
  directive: string,
  why: Withdrawal,
  isFor: (agency: string) => boolean = () => true,
): readonly Draft[] {
  const drafts: Draft[] = []
  const seen = new Set<string>()
  const waiting = [directive]
  for (let above = waiting.pop(); above !== undefined; above = waiting.pop()) {
    if (seen.has(above)) continue
    seen.add(above)
    for (const receipt of lists.list(RECEIPT, { parent: above }))
      for (const forwarded of lists.list(DIRECTIVE, { parent: receipt.id })) {
        const fields = shownFields(forwarded)
        if (!isFor(textField(fields, 'agency') ?? '')) continue
        const withdrawnAbove = { by: why.by, at: why.at, reason: why.reason, directive: above }
        // Its receipts are looked at all the same: they may have come after it was said.
        if (directiveState(fields) !== 'withdrawn')
          drafts.push({ kind: DIRECTIVE, id: forwarded.id, fields: { withdrawnAbove } })
        for (const below of lists.list(RECEIPT, { parent: forwarded.id }))
          if (isOpen(shownFields(below))) drafts.push({ kind: RECEIPT, id: below.id, fields: { withdrawnAbove: true } })
        waiting.push(forwarded.id)
      }
  }
  return drafts
}

/** Why a directive does not stand; null while it does, or where that cannot be read. */
export function withdrawalIn(fields: JsonFields): Withdrawal | null {
  const part = withdrawalOf(fields)
  if (part === null) return null
  const [by, at, reason] = ['by', 'at', 'reason'].map((name) => textField(part, name))
  if (by === null || at === null || reason === null) return null
  return by === undefined || at === undefined || reason === undefined ? null : { by, at, reason }
}

function isOpen(fields: JsonFields): boolean {
  return !SETTLED_STATES.some((one) => one === receiptState(fields))
}
