// The mark beside the database by which a restored one is noticed [SY-7]: epoch and number of commits, written after every
// commit. A database with fewer commits than its mark, of another epoch, or without a mark came from a backup or a
// copy. The mark is never ahead of a healthy database, because it is written after the commit.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

const WIDTH = 96

export interface Mark {
  readonly epoch: string
  readonly commits: number
}

/** Reads the mark; undefined when there is none or it cannot be read. */
export function readMark(path: string): Mark | undefined {
  try {
    const [epoch, commits] = readFileSync(path, 'utf8').trim().split(' ')
    const count = Number(commits)
    return epoch !== undefined && commits !== undefined && Number.isSafeInteger(count)
      ? { epoch, commits: count }
      : undefined
  } catch {
    return undefined
  }
}

/** True when the database cannot be the one the mark was last written for. */
export function isRestored(database: Mark, mark: Mark | undefined): boolean {
  return mark === undefined || mark.epoch !== database.epoch || mark.commits > database.commits
}

/** Writes the mark in place; one small write, no flush. */
export class MarkWriter {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'a')
    closeSync(this.#file)
    this.#file = openSync(path, 'r+')
  }

  /** A disk that refuses is no matter: a mark that lags behind its database says nothing false. */
  write(mark: Mark): void {
    try {
      writeSync(this.#file, `${mark.epoch} ${mark.commits}`.padEnd(WIDTH - 1) + '\n', 0)
    } catch {
      // Written again with the next commit.
    }
  }

  close(): void {
    closeSync(this.#file)
  }
}
