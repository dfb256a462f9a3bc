// A space as one file between this window and its station, in parts: a pack with files may be larger than one frame.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { ImportReport } from '../../../shared/rpc/import-report.ts'
import type { ExportReport } from '../../../shared/rpc/methods.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { call } from '../../link/station.ts'
import { bytesOf, toBase64 } from '../../ui/base64.ts'

/** Calls that read or write everything; they may take minutes. */
export const LIMIT_MS = 600_000

/** Has the station write a space and reads what it wrote. */
export async function readExport(
  space: string,
): Promise<Result<{ readonly report: ExportReport; readonly bytes: Uint8Array }>> {
  const written = await call('exportSpace', { space }, LIMIT_MS)
  if (!written.ok) return written
  const report = written.value
  const bytes = new Uint8Array(report.bytes)
  for (let offset = 0; offset < bytes.length;) {
    const part = await call('exportBytes', { pack: report.pack, offset, length: FILE_PART_BYTES })
    if (!part.ok) return part
    const content = bytesOf(part.value.base64)
    if (content.length === 0) return refuse('fileUnreadable', 'the written file ends too early')
    bytes.set(content, offset)
    offset += content.length
  }
  return ok({ report, bytes })
}

/** Brings a pack to the station, which takes it in. */
export async function bringPack(bytes: Uint8Array): Promise<Result<ImportReport>> {
  if (bytes.length === 0) return refuse('fileUnreadable', 'the file is empty')
  const upload = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  for (let offset = 0; offset < bytes.length;) {
    const base64 = await toBase64(bytes.subarray(offset, offset + FILE_PART_BYTES))
    const put = await call('putPack', { upload, total: bytes.length, offset, base64 })
    if (!put.ok) return put
    offset = put.value.have
  }
  return call('importSpace', { upload }, LIMIT_MS)
}
