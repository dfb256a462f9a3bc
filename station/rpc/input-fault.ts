// What a schema found wrong with params, as the fault a view gets [RP-1].
import { fault } from '../../shared/base/fault.ts'
import type { Fault } from '../../shared/base/fault.ts'

interface InputIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

/** `invalidInput` for the first issue; `detail.field` names the field by its path, parts joined with dots. */
export function inputFault(error: { readonly issues: readonly InputIssue[] }): Fault {
  const [issue] = error.issues
  // A field that should not be there is named by `keys`, not by the path.
  const path = [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])]
  return fault('invalidInput', issue?.message ?? 'input does not fit', { field: path.map(String).join('.') })
}
