// The bytes of an attachment that is at this station, read in parts.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { call } from '../../link/station.ts'
import { bytesOf } from '../../ui/base64.ts'

/** Reads a file, at most `most` bytes of it. Ends early when `signal` aborts. */
export async function readFile(
  space: string,
  attachment: string,
  signal: AbortSignal,
  most: number = Number.MAX_SAFE_INTEGER,
): Promise<Result<Uint8Array>> {
  let whole: Uint8Array | undefined
  for (let offset = 0; ;) {
    const part = await call('attachmentBytes', { space, attachment, offset, length: FILE_PART_BYTES })
    if (!part.ok) return part
    if (signal.aborted) return refuse('linkLost', 'not wanted any more')
    whole ??= new Uint8Array(Math.min(part.value.bytes, most))
    const bytes = bytesOf(part.value.base64)
    whole.set(bytes.subarray(0, whole.length - offset), offset)
    offset += bytes.length
    if (offset >= whole.length) return ok(whole)
    if (bytes.length === 0) return refuse('fileUnreadable', 'the file ends before its end')
  }
}
