import type { Fault } from '../base/fault.ts'
import type { Json, JsonFields } from '../base/json.ts'
import type { FeatureRow, ReadingRow, SystemRow, TrackRow } from '../model/ambient.ts'
// The rows views see. A row is JSON with a `key` that is unique within its watch; a changed row is sent whole.
import type { FactorStanding } from '../model/factor.ts'
import type { IncidentStatus } from '../model/incident.ts'
import type { Level } from '../model/level.ts'
import type { MovedDeadline, Told } from '../model/log-entry.ts'
import type { ClockRule } from '../model/report-clock.ts'
import type { Role } from '../model/role.ts'
import type { VerifyProgress } from './verify.ts'

/** How far a change has come: written here → given to the server → committed there; or refused by it. */
export type ChangeState = 'saved' | 'sent' | 'agreed' | 'refused'

/** Who wrote something, in words. Names are those of the directory now; ids stay when the directory does not know them. */
export interface Author {
  readonly officer: string
  readonly officerName: string
  readonly agencyName: string
  readonly agencyNameEn: string
  readonly station: string
  readonly stationName: string
}

export interface IncidentRow {
  readonly key: string
  readonly number: string
  readonly title: string
  readonly category: string
  readonly level: Level | null
  readonly status: IncidentStatus
  readonly lon: number | null
  readonly lat: number | null
  readonly division: string | null
  readonly place: string
  readonly occurredAt: string | null
  readonly receivedAt: string
  readonly dead: number | null
  readonly missing: number | null
  readonly injured: number | null
  readonly trapped: number | null
  readonly evacuated: number | null
  readonly sensitive: boolean
  readonly demonstration: boolean
  /** Number of fields whose values contradict each other. */
  readonly conflicts: number
  /** Changed since this officer last opened it. */
  readonly unread: boolean
  /** Some change of it is not agreed yet. */
  readonly waiting: boolean
  readonly changedMs: number
}

/**
 * [incident id, lon, lat, level or 0, status index, event code, flags, rough place]; flags: 1 conflict, 2 unread, 4 demonstration,
 * 8 sensitive, 16 waiting. Without a position lon and lat are null and the rough place says what is known: the ring of an
 * area as JSON text, else the code of a division.
 */
export type PointRow = readonly [string, number | null, number | null, number, number, string, number, string | null]

export interface HeadView extends Author {
  readonly changeId: string
  readonly value: Json
  readonly atMs: number
  /** The stamp lies far from the time the server received it. */
  readonly doubtful: boolean
  readonly state: ChangeState
}

export interface FieldView {
  readonly value: Json
  readonly atMs: number
  /** All heads, when there are several. */
  readonly heads?: readonly HeadView[]
  readonly conflict: boolean
}

export interface RecordRow {
  readonly key: string
  readonly kind: string
  readonly fields: { readonly [name: string]: FieldView }
}

export interface TimelineSet {
  readonly field: string
  /** Values this change replaced; empty when it was the first, absent while older journal is still being fetched. */
  readonly from?: readonly Json[]
  readonly to: Json
}

export interface TimelineRow extends Author {
  readonly key: string
  readonly kind: string
  readonly atMs: number
  readonly doubtful: boolean
  readonly sets: readonly TimelineSet[]
  /** Its body is gone by an order to destroy personal data. */
  readonly destroyed: boolean
  /** Its body lies in this journal archive, whose file is not there; null when it can be read. */
  readonly archive: string | null
  readonly reason: string | null
  readonly state: ChangeState
  readonly refusal: Fault | null
  /** This officer may take it back now. */
  readonly undoable: boolean
}

/** A record of the duty desk with its first author. */
export interface ItemRow extends Author {
  /** Its id. */
  readonly key: string
  readonly kind: string
  readonly number: string | null
  /** Another record of the kind carries the same number. */
  readonly numberDoubtful: boolean
  readonly fields: { readonly [name: string]: FieldView }
  /** Stamps of the oldest and the newest value shown, and when the newest came to this station. */
  readonly writtenMs: number
  readonly changedMs: number
  readonly receivedMs: number | null
  /** How far the newest change has come. */
  readonly state: ChangeState
}

/** A report due of an incident that is not closed, or that was closed with it owed, by one rule in force (shared/model/report-clock.ts). */
export interface ClockRow {
  /** `incident/rule`. */
  readonly key: string
  readonly incident: string
  readonly number: string
  readonly title: string
  readonly level: Level | null
  /** The incident is closed: nothing was sent, and nobody said why not. */
  readonly isClosed: boolean
  readonly rule: string
  readonly toRole: string
  readonly channel: ClockRule['channel']
  readonly citation: string
  readonly dueMs: number
  /** When a delivery met it, in time or late; null while none has. */
  readonly metMs: number | null
}

export interface LogRow extends Author {
  readonly key: string
  readonly incident: string | null
  readonly text: string
  readonly at: string
  readonly writtenMs: number
  readonly corrects: string | null
  readonly correctedBy: string | null
  /** Deadlines of reports that a change to the incident moved; none in a line an officer wrote. */
  readonly deadlines: readonly MovedDeadline[]
  /** What a linked system said of itself or of what it measures; null in every other line. */
  readonly told: Told | null
  readonly state: ChangeState
}

/** How an attachment's file stands at this station. */
export interface FileStanding {
  /** `asked`: wanted here, and waiting for the link or for a station that has it. */
  readonly file: 'here' | 'fetching' | 'asked' | 'absent' | 'failed'
  /** Bytes that are here, from the beginning. */
  readonly have: number
  /** How far a file that is here has come to the server; null when it is not here. */
  readonly sending: 'sent' | 'sending' | 'waiting' | 'refused' | null
  readonly sentBytes: number
  readonly fault: Fault | null
}

/** A file of an incident. Its name is clean whatever the journal says. */
export interface AttachmentRow extends Author, FileStanding {
  readonly key: string
  readonly incident: string
  readonly name: string
  readonly mime: string
  /** 0 when what the journal says of it cannot be a file. */
  readonly bytes: number
  readonly sha256: string
  readonly note: string
  readonly at: string
  readonly writtenMs: number
  readonly voidReason: string | null
  readonly state: ChangeState
}

export interface ConflictRow {
  /** kind/id/field */
  readonly key: string
  readonly kind: string
  readonly id: string
  readonly field: string
  readonly title: string
  readonly number: string
  readonly heads: readonly HeadView[]
}

/** A new incident this station has not acknowledged yet, or has. */
export interface NoticeRow {
  readonly key: string
  readonly incident: string
  readonly title: string
  readonly level: Level | null
  readonly category: string
  readonly receivedMs: number
  readonly acknowledgedMs: number | null
  readonly acknowledgedBy: string | null
}

export interface OutboxRow {
  readonly key: string
  readonly kind: string
  readonly id: string
  readonly title: string
  readonly fields: JsonFields
  readonly atMs: number
  readonly state: ChangeState
  readonly refusal: Fault | null
}

export interface DirectoryRow {
  readonly key: string
  readonly kind: string
  readonly fields: JsonFields
}

export interface SpaceStatus {
  readonly id: string
  readonly name: string
  readonly nameEn: string
  readonly kind: 'live' | 'exercise' | 'demonstration'
  /** Nothing new is begun in it. */
  readonly closed: boolean
  /** Chosen agencies take part, not all: the wall around what is sensitive. */
  readonly restricted: boolean
  readonly pictureCode: string
  readonly records: number
  readonly conflicts: number
  /** Changes not agreed yet, and the age of the oldest. */
  readonly waiting: number
  readonly waitingSinceMs: number | null
  /** Progress of a first picture or of older journal, 0 to 1; null when none runs. */
  readonly snapshotProgress: number | null
  readonly backfillProgress: number | null
  /** The server's picture at the same position differed, and has not healed yet. */
  readonly differs: boolean
}

export interface OfficerView {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly agency: string
  readonly agencyName: string
  readonly agencyNameEn: string
  /** Signed in without the server's word: the station knew the officer from before. */
  readonly offline: boolean
  readonly mustChangePassword: boolean
  /** `due`: the role asks for a second factor that is not there yet. */
  readonly factor: FactorStanding
  /** When the session ends for want of use, and at the latest; null when it does not. */
  readonly idleEndMs: number | null
  readonly limitMs: number | null
}

/** Why nobody is signed in any more: without use too long; signed in too long; by order; account switched off; account changed; station revoked. */
export type SessionEndReason = 'idle' | 'limit' | 'ordered' | 'switchedOff' | 'changed' | 'revoked' | 'closed'

/** A session that ended without the officer's doing. */
export interface SessionEnd {
  readonly officer: string
  readonly name: string
  readonly displayName: string
  readonly why: SessionEndReason
  readonly atMs: number
}

/**
 * fork: a chain has two branches. bad: changes came that did not hold. revoked: the server switched this station off.
 * damaged: the database is, as a check beside the work found. archive: an archive of old journal is not there. certificate: the
 * station's own ends soon, or has ended.
 */
export type AlertKind = 'fork' | 'bad' | 'notTaken' | 'revoked' | 'backup' | 'damaged' | 'archive' | 'certificate'

/** Something the link found out; stays until an officer acknowledges it (`acknowledge` takes its key as well). */
export interface StationAlert {
  readonly key: string
  readonly kind: AlertKind
  /** '' where it is about no single space. */
  readonly space: string
  /** Whose chain; '' where unknown. */
  readonly station: string
  readonly stationName: string
  readonly chain: number
  /** Why changes did not hold. */
  readonly fault: Fault | null
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  readonly acknowledgedMs: number | null
  readonly acknowledgedBy: string | null
}

export type LinkState = 'none' | 'connecting' | 'linked' | 'cutOff' | 'refused'

/** The one row of the `status` watch: what the bar tells. */
export interface ClosingView {
  readonly closesMs: number
  readonly isClosed: boolean
  /** Not linked, and closed within three days or by now. */
  readonly isSoon: boolean
  /** What is read out to an administrator for the next code. */
  readonly number: number
}

export interface StatusRow {
  readonly key: 'status'
  readonly station: string
  readonly stationName: string
  readonly software: string
  readonly link: LinkState
  /** Since when the link is in this state. */
  readonly linkSinceMs: number
  readonly server: string | null
  /** Servers of this station in the order they are tried. */
  readonly servers: readonly string[]
  readonly linkFault: Fault | null
  /** When the server was last heard; null when never. */
  readonly lastHeardMs: number | null
  /** Server's clock minus this machine's, milliseconds; null when unknown. */
  readonly clockOffsetMs: number | null
  readonly officer: OfficerView | null
  /** The last session, when it ended by itself or by order and nobody has signed in since. */
  readonly sessionEnd: SessionEnd | null
  /** What the directory officers may sign in with is called; null: there is none, or no server has said so. */
  readonly openId: string | null
  /** When this station closes for want of a link; null: never. */
  readonly closing: ClosingView | null
  readonly spaces: readonly SpaceStatus[]
  readonly refused: number
  /** Files at this station that no server has yet. */
  readonly filesWaiting: number
  /** How far the verification is that runs; null when none does. */
  readonly verifying: VerifyProgress | null
  /** Something is wrong with the disk; writing has stopped. */
  readonly storeFault: Fault | null
  readonly forks: number
  /** Newest first; empty before anyone has signed in. */
  readonly alerts: readonly StationAlert[]
  readonly demonstration: boolean
}

/** A base map the officer added: a pack on disk or a tile address. */
export interface MapSourceRow {
  readonly key: string
  readonly name: string
  readonly source: 'pmtiles' | 'mbtiles' | 'xyz' | 'wmts'
  readonly format: 'vector' | 'raster'
  readonly minZoom: number
  readonly maxZoom: number
  readonly bounds: readonly [number, number, number, number] | null
  readonly attribution: string
  /** Coordinates of its tiles. */
  readonly system: 'WGS84' | 'GCJ02'
  /** Address template for xyz and wmts. */
  readonly address: string | null
  readonly bytes: number | null
  readonly fault: Fault | null
}

// ---- what is not journaled (shared/model/ambient.ts); `heardMs` and the like are the server's clock ----

/** A linked system, with its agency in words. */
export interface SystemView extends SystemRow {
  readonly key: string
  readonly agencyName: string
  readonly agencyNameEn: string
}

/**
 * A unit for map and list: [id, lon, lat, course, speed in m/s, index of UNIT_SORTS, in distress since or 0, atMs, heardMs, staleMs, name].
 */
export type TrackPoint = readonly [
  id: string,
  lon: number,
  lat: number,
  course: number | null,
  speed: number | null,
  sort: number,
  distressMs: number,
  atMs: number,
  heardMs: number,
  staleMs: number | null,
  name: string,
]

/** One unit whole, with where it has been: [atMs, lon, lat], oldest first. */
export interface TrackView extends TrackRow {
  readonly key: string
  readonly trail: readonly (readonly [number, number, number])[]
}

export interface ReadingView extends ReadingRow {
  readonly key: string
  /** Since when it is in its state, as far as this station knows. */
  readonly stateMs: number
}

export interface FeatureView extends FeatureRow {
  readonly key: string
}
