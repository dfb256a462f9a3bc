// What a link between servers needs of the server it runs in, beyond what every gateway gets: the journal itself, who is let in,
// who is connected, and to hear every commit.
import type { Result } from '../../../shared/base/fault.ts'
import type { EventOf } from '../../../shared/sync/protocol.ts'
import type { Access } from '../../access/access.ts'
import type { ServerFiles } from '../../files/server-files.ts'
import type { Batch, Commit, PushOutcome, ServerLog } from '../../log/server-log.ts'
import type { AmbientBook } from '../ambient-book.ts'

export interface HubSide {
  /** Tells commits the server made by itself to those who follow. */
  tell(commits: readonly Commit[]): void
  /** True while a station is connected and follows the space. */
  follows(station: string, space: string): boolean
  /** Ends the connections of a station over the space. */
  cut(station: string, space: string): void
  /** Tells those who follow a space that a file is whole there. */
  tellFile?(event: EventOf<'file'>): void
}

/** Whether attachments flow now. */
export interface FileDoor {
  mayPut(): boolean
  mayGet(): boolean
}

/** Rows between linked servers, by the space they share. */
export interface LinkRows {
  /** What this server gives, for the other side to follow. */
  readonly book: AmbientBook
  /** Who takes what the other side tells. */
  readonly takers: Map<string, (event: EventOf<'ambient'>) => Result<null>>
}

export interface ServerSide {
  readonly rows: LinkRows

  readonly log: ServerLog
  readonly access: Access
  readonly hub: HubSide
  /** Left out where a server keeps no files. */
  readonly files?: ServerFiles | undefined
  /** What a linked server may do with files, by the space both share. */
  readonly fileDoors: Map<string, FileDoor>
  /** Agencies that stand for a linked server here, by `space agency`, each with its link: there one stands for one server. */
  readonly counterparts: Map<string, string>
  /** Takes changes in as a push does, and tells them. */
  readonly push: (batch: Batch) => Promise<Result<PushOutcome>>
  /** Work of one link that no other link of this server may come between: what it reads is what it writes over. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Hears every commit of every space; gives what ends it. */
  readonly onCommits: (hears: (commits: readonly Commit[]) => void) => () => void
}

/** Tells commits to whoever asked. */
export class CommitTap {
  readonly #hearers = new Set<(commits: readonly Commit[]) => void>()

  add(hears: (commits: readonly Commit[]) => void): () => void {
    this.#hearers.add(hears)
    return () => this.#hearers.delete(hears)
  }

  tell(commits: readonly Commit[]): void {
    for (const hears of this.#hearers) hears(commits)
  }
}

/** Runs one after another what is given to it. */
export function inTurn(): ServerSide['inTurn'] {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}
