// Older journal below a snapshot, fetched in the background in small slices: the picture is complete without it, the
// history of each record is not. Stored and verified, never folded again [SY-20].
import type { SpaceId } from '../../shared/base/ids.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Connection } from './connection.ts'
import type { SyncPorts } from './ports.ts'
import { nextTurn, wait } from './ports.ts'
import { pullOnePage } from './pull.ts'

const PAGE = 1_000
const SLICE = 250
const PAUSE_MS = 15
const RETRY_MS = 5_000

/** Runs until nothing older is wanted, the epoch changed, or the link is gone. `busy` says when live work goes first. */
export async function backfill(
  connection: Connection,
  store: StationStore,
  space: SpaceId,
  ports: SyncPorts,
  busy: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const wanted = store.backfillWanted(space)
    if (wanted === undefined || signal.aborted || connection.closed) return
    if (store.facts(space).cursor?.epoch !== wanted.epoch) return
    if (busy()) {
      if (!(await wait(PAUSE_MS, signal))) return
      continue
    }
    const page = await pullOnePage(
      connection,
      { space, epoch: wanted.epoch, after: wanted.pos, upTo: wanted.upTo, limit: PAGE },
      ports,
    )
    if (!page.ok) {
      ports.log.warn({ space, fault: page.fault }, 'older journal could not be fetched')
      if (!(await wait(RETRY_MS, signal))) return
      continue
    }
    const { changes, seals, upTo } = page.value
    for (let at = 0; at < changes.length && !signal.aborted; at += SLICE) {
      const last = at + SLICE >= changes.length
      const slice = changes.slice(at, at + SLICE)
      const options = { nowMs: ports.nowMs(), agreed: true, historyOnly: true }
      const stored = store.receive(space, slice, last ? seals : [], options)
      if (!stored.ok) return
      for (const fault of stored.value.bad) ports.log.warn({ space, fault }, 'older journal does not verify')
      await nextTurn()
    }
    if (signal.aborted) return
    // A page that moves nothing would be asked for for ever.
    if (upTo <= wanted.pos) return
    store.setBackfill(space, upTo)
    if (!(await wait(PAUSE_MS, signal))) return
  }
}
