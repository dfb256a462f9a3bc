// The name a record is found by in PostgreSQL: its kind and id come from outside, and may be longer than an index takes.
import type { Kind, RecordId } from '../../../shared/base/ids.ts'
import { sha256 } from '../node-crypto.ts'

/** The key of a record within its space. */
export function subjectKey(kind: Kind, id: RecordId): Uint8Array {
  return sha256(new TextEncoder().encode(`${kind.length} ${kind}${id}`))
}
