// What every gateway is to the server: it is started with its settings, reads what another system says, writes by commands
// as an author of its own, is told what was committed, and says how it is. One file per kind implements GatewayKind.
import type { Logger } from 'pino'
import type * as z from 'zod'
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { Kind, RecordId, SpaceId } from '../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../shared/base/json.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import type { ServerSide } from './link/server-side.ts'

/** Writes as the gateway: an officer with the role linkedSystem, a station key and a chain of its own. */
export interface Author {
  readonly officer: string
  readonly station: string
  readonly agency: string
  /**
   * Runs a command; resolves once it is committed, with the record it is about. Commands of one gateway run one by one.
   * `as` is the id the record it begins gets (see idFor); refused as alreadyExists when there is one: amend it instead.
   */
  run<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    as?: RecordId,
  ): Promise<Result<{ readonly kind: Kind; readonly id: RecordId }>>
  /** The record that stands for what the system itself calls `key`: the same key gives the same id, here and for ever. */
  idFor(key: string): RecordId
}

/** Shown fields of a record that was touched. */
export interface Seen {
  readonly kind: Kind
  readonly id: RecordId
  readonly fields: JsonFields
}

/** What the picture of the gateway's space holds. */
export interface Picture {
  record(kind: Kind, id: string): Promise<JsonFields | undefined>
  records(kind: Kind): Promise<readonly Seen[]>
}

/** A committed change of the gateway's space, with the record as it is shown after it. */
export interface Told extends Seen {
  /** Position in the space: grows, names a change once, and is what an outgoing message is numbered by. */
  readonly pos: number
  readonly station: string
  readonly officer: string
  readonly atMs: number
  /** Fields the change set. */
  readonly set: readonly string[]
  /** True when this gateway wrote it itself. */
  readonly isOwn: boolean
}

/** Something small a gateway must still know after a restart: bounded in number, the oldest are forgotten. */
export interface Notes {
  get(key: string): string | undefined
  set(key: string, value: string): void
  delete(key: string): void
  /** Keys that begin with `prefix`, oldest first. */
  keys(prefix: string): readonly string[]
}

/** What waits to go out, kept on disk until it is delivered or given up; the host retries with back-off. */
export interface Outgoing {
  readonly id: string
  readonly body: Uint8Array
  readonly about: string
}

/** How the gateway is, for the page "linked systems" and for everyone's picture. */
export interface Health {
  /** Something sound came in. `count` messages. */
  took(count?: number): void
  gave(count?: number): void
  /** Something came in that could not be taken; the original is kept in the quarantine list. Never throws. */
  refused(why: Fault, original?: { readonly name: string; readonly bytes: Uint8Array }): void
  /**
   * Something is wrong. With a source (a feed's address, a topic, a part of `systems:source` in renderer/i18n) it stands until
   * that source is `well`; without one until the next took or gave. A source is shown to everyone: no secret may be in it.
   */
  failed(why: Fault, source?: string): void
  well(source?: string): void
  peers(count: number): void
}

/** Rows for everyone's picture that are no journal. Ids must begin with `<gateway id>/`. Rows are told once a second. */
export interface Ambient {
  put<Of extends Topic>(topic: Of, row: AmbientRow<Of>): void
  remove(topic: Topic, id: string): void
  rows<Of extends Topic>(topic: Of): readonly AmbientRow<Of>[]
  /** Rows of all gateways of the space: for what serves the picture to others. */
  all<Of extends Topic>(topic: Of): readonly AmbientRow<Of>[]
}

export interface GatewaySurroundings {
  readonly id: string
  readonly name: string
  readonly space: SpaceId
  /** live, exercise or demonstration: what is not meant for real never enters a live space. */
  readonly spaceKind: 'live' | 'exercise' | 'demonstration'
  readonly nowMs: () => number
  readonly logger: Logger
  readonly author: Author
  readonly picture: Picture
  readonly notes: Notes
  readonly health: Health
  readonly ambient: Ambient
  /** The server itself, for the one kind that needs it: the link to another server. */
  readonly server?: ServerSide
  /** A private file folder of this gateway. */
  readonly folder: string
  /** Queues a message for `send`; retried with back-off, then put on the dead list. */
  queue(outgoing: Outgoing): void
}

/** How one message was read: shown by the test order and by replays. */
export interface Reading {
  /** Lines for people: what it is and what would be written. Data of the message, not words of the interface. */
  readonly lines: readonly string[]
  readonly odd: readonly string[]
}

export interface RunningGateway {
  /**
   * Reads one whole message as if it had come in over the connection. With `dryRun` nothing is written. Used by the test order,
   * by replay of quarantined originals and of recorded feeds.
   */
  take?(bytes: Uint8Array, how: { readonly dryRun: boolean; readonly name: string }): Promise<Result<Reading>>
  /**
   * Is told what was committed in its space, in order, from its first start on. What was committed while it was paused or the
   * server was down is told when it runs again; what was told just before a crash may be told again.
   */
  committed?(told: readonly Told[]): void
  /** Sends one queued message; a fault means it is tried again. */
  send?(outgoing: Outgoing): Promise<Result<null>>
  /** What a kind offers administrators beyond the orders all have (`ask`): a new key, an invitation. Shown once. */
  ask?(question: string, input: Json): Promise<Result<Json>>
  /** Where it listens, when it does: `tcp://127.0.0.1:8087`. */
  readonly listens?: readonly string[]
  close(): Promise<void>
}

export interface GatewayKind<Settings extends z.ZodType = z.ZodType> {
  /** Its name in shared/interop/gateways.ts. */
  readonly kind: string
  readonly settings: Settings
  /** Throws a FaultError when it cannot start (port taken, file unreadable …): the host says so and tries again later. */
  start(surroundings: GatewaySurroundings, settings: z.infer<Settings>): Promise<RunningGateway>
}
