// What the files of a station are given from outside: the link, the journal's attachments, time.
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import type { AnswerOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'

/** One attachment of a space's journal. */
export interface AttachmentRef {
  readonly space: SpaceId
  readonly id: string
  readonly incident: string
  /** Undefined when what the journal says cannot be a file. */
  readonly file: NamedFile | undefined
  readonly isVoid: boolean
}

/** The attachments the journals name. */
export interface AttachmentSource {
  all(space: SpaceId): Iterable<AttachmentRef>
  get(space: SpaceId, id: string): AttachmentRef | undefined
}

/** What became of the files an order names: bytes that were here and are gone, and those another attachment still names. */
export interface DestroyedFiles {
  readonly removed: number
  readonly kept: number
}

/** Asks the linked server; `offline` when there is none. */
export type AskServer = <Name extends RequestName>(
  name: Name,
  request: RequestOf<Name>,
) => Promise<Result<AnswerOf<Name>>>

export interface FileLog {
  info(detail: { readonly [name: string]: unknown }, message: string): void
  warn(detail: { readonly [name: string]: unknown }, message: string): void
}

/** Refusals that say nothing about the file: the link is gone or busy. */
export const LINK_FAULTS: ReadonlySet<Fault['kind']> = new Set(['linkLost', 'timeout', 'offline'])
