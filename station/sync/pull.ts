// Pulling pages of what a server has committed: decompressed, decoded, checked.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { pairChanges, readFrame } from '../../shared/sync/frame.ts'
import { MAX_CHANGES_PER_FRAME, MAX_FRAME_BYTES, pullPage } from '../../shared/sync/protocol.ts'
import type { Connection } from './connection.ts'
import type { SyncPorts } from './ports.ts'

export interface Page {
  readonly after: number
  readonly upTo: number
  readonly tip: number
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
}

export interface PullWish {
  readonly space: SpaceId
  readonly epoch: string
  readonly after: number
  readonly upTo?: number
  readonly limit?: number
}

/** Fetches one page. `malformed` when it does not decompress, decode, or follow `after`. */
export async function pullOnePage(connection: Connection, wish: PullWish, ports: SyncPorts): Promise<Result<Page>> {
  const answer = await connection.request('pull', { ...wish, limit: wish.limit ?? MAX_CHANGES_PER_FRAME })
  if (!answer.ok) return answer
  const bytes = answer.value.zstd ? decompress(answer.value.page, ports) : ok(answer.value.page)
  if (!bytes.ok) return bytes
  const page = readFrame(bytes.value, pullPage)
  if (!page.ok) return page
  const changes = pairChanges(page.value.changes)
  if (!changes.ok) return changes
  const { after, upTo, tip } = page.value
  if (after !== wish.after || upTo < after + changes.value.length)
    return refuse('malformed', `page (${after}, ${upTo}] does not answer a pull after ${wish.after}`)
  return ok({ after, upTo, tip, changes: changes.value, seals: page.value.seals })
}

/** Decompresses zstd that came over the wire. */
export function decompress(bytes: Uint8Array, ports: SyncPorts): Result<Uint8Array> {
  try {
    return ok(ports.unzstd(bytes, MAX_FRAME_BYTES))
  } catch (error) {
    return refuse('malformed', error instanceof Error ? error.message : 'not zstd')
  }
}
