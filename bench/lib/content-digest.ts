// A word for the contents of documents, whatever their order: two stations of a peer agree when theirs are equal.
import { createHash } from 'node:crypto'
import type { Doc } from './workload.ts'

/** Digest over documents without their sending time and the engine's own fields. */
export function contentDigest(docs: readonly Doc[]): string {
  const lines = docs.map((doc) => {
    const fields = Object.entries(doc).filter(([name]) => !name.startsWith('_') && name !== 't')
    return JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
  const hash = createHash('sha256')
  for (const line of lines.toSorted((a, b) => (a < b ? -1 : 1))) hash.update(line).update('\n')
  return `${lines.length}:${hash.digest('hex').slice(0, 16)}`
}
