// What the link found out and an officer must hear of: a forked chain, a station that was switched off, changes that did not
// hold. Kept on this desk until someone acknowledges them, also over a restart; equal ones are counted, not repeated.
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { AlertKind, StationAlert } from '../../shared/rpc/rows.ts'
import type { StationStore } from '../store/station-store.ts'
import type { SyncNotice } from '../sync/ports.ts'

const META = 'station.alerts'
/** Older ones leave: the log has them all. */
const KEPT = 50
const PREFIX = 'alert:'
const DAY_MS = 24 * 3_600_000
const WEEK_MS = 7 * DAY_MS

/** An alert without the names that the directory may change any day. */
export type KeptAlert = Omit<StationAlert, 'stationName'>

interface AlertParts {
  readonly store: Pick<StationStore, 'meta' | 'setMeta'>
  readonly nowMs: () => number
  readonly onChange: () => void
}

/** True for a key of an alert, as `acknowledge` gets it. */
function isAlertKey(key: string): boolean {
  return key.startsWith(PREFIX)
}

/** The alerts of one station. */
export class Alerts {
  readonly #parts: AlertParts
  #rows: readonly KeptAlert[]

  constructor(parts: AlertParts) {
    this.#parts = parts
    const kept = parts.store.meta(META)
    this.#rows = Array.isArray(kept) ? kept.filter(isKeptAlert) : []
  }

  /** Newest first. */
  rows(): readonly KeptAlert[] {
    return this.#rows
  }

  /** Takes a notice of the link in. What the status row already tells (differs, refused) makes no alert. */
  note(notice: SyncNotice): void {
    if (notice.notice === 'fork') this.#raise('fork', notice.space, notice.station, null, notice.chain)
    if (notice.notice === 'bad') this.#raise('bad', notice.space, '', notice.fault, 0)
    if (notice.notice === 'notTaken') this.#raise('notTaken', notice.space, '', notice.fault, 0)
    if (notice.notice === 'revoked') this.#raise('revoked', '', '', null, 0)
  }

  /** A backup could not be made, copied or restored for a proof. */
  backupFailed(fault: Fault): void {
    this.#raise('backup', '', '', fault, 0)
  }

  /** The check beside the work found damage: the next start puts a backup in the database's place. */
  databaseDamaged(fault: Fault): void {
    this.#raise('damaged', '', '', fault, 0)
  }

  /** An archive of old journal is not where the database looks for it. */
  archiveAway(path: string): void {
    this.#raise('archive', '', '', fault('fileUnreadable', `journal archive ${path} is not there`, { file: path }), 0)
  }

  /** This station's certificate ends on a day; told again after a week, in the last week every day. */
  certificateEnds(endMs: number): void {
    const nowMs = this.#parts.nowMs()
    const told = this.#rows.find(({ kind }) => kind === 'certificate')
    if (told !== undefined && nowMs - told.lastMs < (endMs - nowMs > WEEK_MS ? WEEK_MS : DAY_MS)) return
    const until = new Date(endMs).toISOString().slice(0, 10)
    this.#raise('certificate', '', '', fault('certificateEnds', `client.pem ends ${until}`, { until }), 0)
  }

  /** Marks those alerts among `keys` as seen by an officer; other keys are somebody else's matter. */
  acknowledge(officerName: string, keys: readonly string[]): void {
    const wanted = new Set(keys.filter(isAlertKey))
    if (!this.#rows.some((row) => wanted.has(row.key) && row.acknowledgedMs === null)) return
    const acknowledgedMs = this.#parts.nowMs()
    this.#keep(
      this.#rows.map((row) =>
        wanted.has(row.key) && row.acknowledgedMs === null
          ? { ...row, acknowledgedMs, acknowledgedBy: officerName }
          : row,
      ),
    )
  }

  /** One that stands open is counted on; an acknowledged one that happens again is a new alert. */
  #raise(kind: AlertKind, space: string, station: string, why: Fault | null, chain: number): void {
    const nowMs = this.#parts.nowMs()
    const open = this.#rows.find(
      (row) =>
        row.acknowledgedMs === null &&
        sameJson([row.kind, row.space, row.station, row.chain], [kind, space, station, chain]),
    )
    const others = this.#rows.filter((row) => row !== open)
    const next: KeptAlert =
      open === undefined
        ? {
            key: `${PREFIX}${kind}/${space}/${station}/${chain}/${nowMs}`,
            kind,
            space,
            station,
            chain,
            fault: why,
            count: 1,
            firstMs: nowMs,
            lastMs: nowMs,
            acknowledgedMs: null,
            acknowledgedBy: null,
          }
        : { ...open, fault: why, count: open.count + 1, lastMs: nowMs }
    this.#keep([next, ...others].slice(0, KEPT))
  }

  #keep(rows: readonly KeptAlert[]): void {
    this.#rows = rows
    this.#parts.store.setMeta(META, rows as unknown as Json)
    this.#parts.onChange()
  }
}

/** Kept by another version of the program it may look different: then it is left out. */
function isKeptAlert(value: unknown): value is KeptAlert {
  const row = value as Partial<KeptAlert> | null
  return (
    typeof row === 'object' &&
    typeof row?.key === 'string' &&
    (row.kind === 'fork' ||
      row.kind === 'bad' ||
      row.kind === 'notTaken' ||
      row.kind === 'revoked' ||
      row.kind === 'backup' ||
      row.kind === 'damaged' ||
      row.kind === 'archive' ||
      row.kind === 'certificate') &&
    typeof row.space === 'string' &&
    typeof row.station === 'string' &&
    typeof row.chain === 'number' &&
    typeof row.count === 'number' &&
    typeof row.lastMs === 'number'
  )
}
