// How far a link has got, kept in the gateway's notes: under which epoch of the other side, and which of our own.
import type { Notes } from '../gateway.ts'

/** What was noted, when it is of the journal as it is now; a restored journal begins anew. */
export function readMark(
  notes: Notes,
  name: string,
  ownEpoch: string,
): { readonly epoch: string; readonly pos: number } | null {
  const [epoch, own, pos] = notes.get(name)?.split(' ') ?? []
  return epoch === undefined || own !== ownEpoch ? null : { epoch, pos: Number(pos) }
}

export function writeMark(notes: Notes, name: string, ownEpoch: string, epoch: string, pos: number): void {
  notes.set(name, `${epoch} ${ownEpoch} ${pos}`)
}
