// What a live frame says, decoded once for all stations of a process: they all get the same bytes.
import { decode } from 'cborg'
import { decodeBody } from '../../shared/journal/change.ts'

/** The frame's first entry is `from`: CBOR with canonical keys puts the shortest name first. */
const FROM_AT = 6
const MAX_KEPT = 4_096

export interface SeenFrame {
  readonly space: string
  readonly epoch: string
  readonly from: number
  readonly count: number
  /** When its changes were written, microseconds; empty of changes that do not say. */
  readonly sentUs: readonly number[]
}

const kept = new Map<number, { readonly length: number; readonly tail: number; readonly seen: SeenFrame }>()

/** The value of `from`, without decoding the rest. */
function fromOf(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const kind = view.getUint8(FROM_AT)
  if (kind < 24) return kind
  if (kind === 24) return view.getUint8(FROM_AT + 1)
  if (kind === 25) return view.getUint16(FROM_AT + 1)
  if (kind === 26) return view.getUint32(FROM_AT + 1)
  return Number(view.getBigUint64(FROM_AT + 1))
}

/** Reads a live frame. Frames of different spaces may share a number: their length and last bytes tell them apart. */
export function seenFrame(frame: Uint8Array): SeenFrame {
  const from = fromOf(frame)
  const known = kept.get(from)
  const tail = new DataView(frame.buffer, frame.byteOffset + frame.length - 4).getUint32(0)
  if (known?.length === frame.length && known.tail === tail) return known.seen
  const { space, epoch, changes } = decode(frame) as {
    readonly space: string
    readonly epoch: string
    readonly changes: readonly (Uint8Array | null)[]
  }
  const sentUs: number[] = []
  for (let at = 1; at < changes.length; at += 2) {
    const bytes = changes[at] ?? null
    const body = bytes === null ? undefined : decodeBody(bytes)
    const sent = body?.ok === true ? body.value.sets.find(({ name }) => name === 't')?.value : undefined
    if (typeof sent === 'number' && sent > 0) sentUs.push(sent)
  }
  const seen = { space, epoch, from, count: changes.length / 2, sentUs }
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(from, { length: frame.length, tail, seen })
  return seen
}
