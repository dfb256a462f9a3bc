// What of a change it is judged by, and what may be written once alone.
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { Change } from '../../shared/journal/change.ts'
import { IMPORTED } from '../../shared/model/imported.ts'
import { rewritten } from '../../shared/model/kinds.ts'

/** False for the field that says where a record is from. */
export function notImported(name: string): boolean {
  return name !== IMPORTED
}

/** The refusal of a change that would replace what is written once. */
export function writtenAgain({ head, content }: Change): Fault | undefined {
  const again = content === null ? undefined : rewritten(head.kind, content.sets)
  return again === undefined
    ? undefined
    : fault('alreadySigned', `${again} is written once`, { kind: head.kind, field: again })
}

/**
 * The fields a change is judged by. A whole report may arrive after another station's amendment of it: its empty voidReason,
 * replacing nothing, voids nothing and takes no voiding back.
 */
export function fieldsJudged(content: Change['content']): readonly string[] {
  const sets = content?.sets ?? []
  // Forwarding begins a record and replaces nothing: what replaces something is judged without it.
  const replaces = sets.some(({ over }) => over.length > 0)
  return sets
    .filter(({ name, value, over }) => !(name === 'voidReason' && value === null && over.length === 0))
    .filter(({ name }) => !(name === 'forwards' && replaces))
    .map(({ name }) => name)
}
