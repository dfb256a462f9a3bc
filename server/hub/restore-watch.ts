// After the server's database was replaced by an older one: notices it while running, and knows for how long judgement must
// be careful. At start the mark beside the database tells (epoch-mark); a folder restored whole brings its old mark along,
// and then only the stations know better: one has seen positions this server never gave [SL-12].
import type { Logger } from 'pino'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import type { ServerLog } from '../log/server-log.ts'
import type { Peer } from './peer.ts'

/** How long a peer that compares journals is taken to be bringing back what rights rest on. */
const REFILL_MS = 10 * 60_000
/** One station may make the server draw a new epoch this often: everyone compares journals after it. */
const RENEW_EVERY_MS = 60 * 60_000

export interface RestoreWatchOptions {
  readonly log: ServerLog
  readonly nowMs: () => number
  readonly logger: Logger
  /** Ends all links: whoever greets again hears the new epoch. */
  readonly endLinks: () => void
}

export class RestoreWatch {
  readonly #options: RestoreWatchOptions
  readonly #renewedMs = new Map<StationId, number>()
  #epoch: string

  constructor(options: RestoreWatchOptions) {
    this.#options = options
    this.#epoch = options.log.epoch
  }

  /** After a commit: the journal may have found by itself that it is older than what it was brought, and drawn a new epoch. */
  committed(): void {
    const { log, logger, endLinks } = this.#options
    if (log.epoch === this.#epoch) return
    this.#epoch = log.epoch
    logger.error(
      { newEpoch: log.epoch },
      'the database lacks what this server wrote itself: restored from a copy? A new epoch was drawn, stations refill it',
    )
    endLinks()
  }

  /** The peer compares journals from now on. */
  refills(peer: Peer): void {
    peer.refillsSinceMs = this.#options.nowMs()
  }

  /** True while what the peer brings may come before what its rights rest on [SL-13]. */
  isRefilling(peer: Peer): boolean {
    const { log, nowMs } = this.#options
    if (log.restoredAtMs === 0) return false
    return nowMs() - Math.max(log.restoredAtMs, peer.refillsSinceMs) < REFILL_MS
  }

  /**
   * A station knows commits of this epoch that are not here. Draws a new epoch and ends all links; a station that says so
   * again and again is not believed (false): then it alone compares journals.
   */
  async isBehind(station: StationId, space: SpaceId, knows: number, tip: number): Promise<boolean> {
    const { log, nowMs, logger, endLinks } = this.#options
    const before = this.#renewedMs.get(station)
    const detail = { station, space, knows, tip, epoch: log.epoch }
    if (before !== undefined && nowMs() - before < RENEW_EVERY_MS) {
      logger.warn(detail, 'a station knows more of this epoch than the server, again: it alone compares')
      return false
    }
    this.#renewedMs.set(station, nowMs())
    await log.renewEpoch(nowMs())
    this.#epoch = log.epoch
    logger.error(
      { ...detail, newEpoch: log.epoch },
      'the database is older than what a station has seen of it: restored from a copy? A new epoch was drawn, stations refill it',
    )
    endLinks()
    return true
  }
}
