import type pg from 'pg'
import { must } from '../../../shared/base/assert.ts'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import type { Stamp } from '../../../shared/base/hybrid-clock.ts'
import { compareStamps } from '../../../shared/base/hybrid-clock.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { RandomBytes } from '../../../shared/base/ports.ts'
import { emptyDigest } from '../../../shared/journal/picture-code.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
// Where batches become commits in PostgreSQL. One transaction: epoch held, rows of the spaces locked (so that positions are
// given in the order of commits, without gaps, whichever process asks), what the work will ask fetched, the work done in
// memory by the logic SQLite's log uses too, its rows stored. Chains are kept in memory between transactions and brought up
// to date by the space's version; whatever fails makes them be read again.
import { drawChain } from '../node-crypto.ts'
import type { Appended } from '../server-log.ts'
import type { Self } from '../space-log.ts'
import { SpaceLog } from '../space-log.ts'
import type { StagingLimits } from '../staging.ts'
import { Staging } from '../staging.ts'
import type { PostgresArchives } from './archives.ts'
import { ask, isPassing, transaction } from './connection.ts'
import { fetchBranches, fetchStaged, fetchSums, fetchWanted, lockSpaces } from './fetch.ts'
import { LOCKS } from './migrate.ts'
import type { LockedSpace } from './space-front.ts'
import { NotFetched, SpaceFront } from './space-front.ts'
import { StagingFront } from './staging-front.ts'
import { storeSpace, storeStaged } from './store.ts'
import type { Wanted } from './wanted.ts'

const TRIES = 5
const MAX_FETCHES = 50

/** The database is older than what this process has seen of it. */
export class WentBack extends Error {}

export interface Task {
  /** The spaces worked in, with what the work will ask of each. */
  readonly wanted: ReadonlyMap<SpaceId, Wanted>
  /** Who brings changes that may have to wait. */
  readonly bringers: readonly string[]
  /** Before the work: the directory's newest position. Who judges may have to read it first. */
  readonly before: (directoryTip: number) => Promise<void>
  readonly work: (touch: (space: SpaceId) => SpaceLog) => Appended['outcomes']
}

interface Known {
  readonly log: SpaceLog
  readonly front: SpaceFront
  /** The version chains in memory are of; undefined when they must be read. */
  version: number | undefined
  /** The newest version seen. */
  seen: number
}

interface Locked {
  readonly known: Known
  readonly row: LockedSpace
}

export class CommitDesk {
  readonly #pool: pg.Pool
  readonly #archives: PostgresArchives
  readonly #self: Self
  readonly #random: RandomBytes
  readonly #stagingFront = new StagingFront()
  readonly #staging: Staging
  readonly #spaces = new Map<SpaceId, Known>()

  constructor(pool: pg.Pool, archives: PostgresArchives, self: Self, random: RandomBytes, limits: StagingLimits) {
    this.#pool = pool
    this.#archives = archives
    this.#self = self
    this.#random = random
    this.#staging = new Staging(this.#stagingFront, limits)
  }

  /** Carries a task out in one durable transaction. One at a time. */
  async commit(task: Task): Promise<Appended & { readonly epoch: string }> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(task)
      } catch (error) {
        if (!isPassing(error) || tries === TRIES) throw error
      }
    }
  }

  /** What other processes' transactions were heard of raises what counts as seen. */
  saw(space: SpaceId, version: number): void {
    const known = this.#spaces.get(space)
    if (known !== undefined && version > known.seen) known.seen = version
  }

  async #once({ wanted, bringers, before, work }: Task): Promise<Appended & { readonly epoch: string }> {
    await this.#begin([...wanted.keys()])
    const locked: Locked[] = []
    let written: readonly Locked[] = []
    const done = await transaction(this.#pool, async (client) => {
      const { epoch, directory } = await holdEpoch(client)
      for (const row of await lockSpaces(client, [...wanted.keys()])) locked.push(await this.#open(client, row))
      if (locked.length < wanted.size) {
        this.#spaces.clear()
        throw new WentBack('a space is gone')
      }
      await before(directory)
      await this.#fetch(client, locked, wanted, bringers)
      const { outcomes, commits } = await this.#work(client, locked, wanted, epoch, work)
      const stagedIn = this.#stagingFront.written
      written = locked.filter(({ known, row }) => known.front.isWritten || stagedIn.has(row.space))
      for (const { known, row } of written) await storeSpace(client, known.front, row.version + 1, this.#self.stamp)
      await storeStaged(client, this.#stagingFront)
      return { outcomes, commits, epoch }
    })
    for (const one of locked) {
      one.known.version = one.row.version + (written.includes(one) ? 1 : 0)
      one.known.seen = Math.max(one.known.seen, one.known.version)
    }
    return done
  }

  /** Begins the rows of spaces nobody has written in. */
  async #begin(spaces: readonly SpaceId[]): Promise<void> {
    const fresh = spaces.filter((space) => !this.#spaces.has(space))
    if (fresh.length === 0) return
    await ask(
      this.#pool,
      `INSERT INTO space (id, tip, records, digest, own_chain, version, branches, subjects, stamp_ms, stamp_counter)
       SELECT w.id, 0, 0, $3, w.chain, 0, 1, 1, 0, 0 FROM unnest($1::text[], $2::bigint[]) AS w (id, chain)
       WHERE NOT EXISTS (SELECT 1 FROM space WHERE space.id = w.id) ON CONFLICT (id) DO NOTHING`,
      [fresh, fresh.map(() => drawChain(this.#random)), Buffer.from(emptyDigest())],
    )
  }

  async #open(client: pg.ClientBase, row: LockedSpace): Promise<Locked> {
    let known = this.#spaces.get(row.id as SpaceId)
    if (known === undefined) {
      const front = new SpaceFront(row.space, (pos, body) => this.#archives.body(row.space, pos, body))
      const log = new SpaceLog(front, row, this.#self, this.#staging)
      this.#spaces.set(row.id as SpaceId, (known = { log, front, version: undefined, seen: row.version }))
    }
    if (row.version < known.seen) {
      const before = known.seen
      // Said once: from here on the database as it is counts.
      known.seen = row.version
      known.version = undefined
      throw new WentBack(`space ${row.id} was at version ${before}, is at ${row.version}`)
    }
    known.front.begin(row)
    known.log.renew(row)
    if (known.version === undefined) {
      known.front.branchRows = await fetchBranches(client, row.space)
      known.log.chains.forget()
    } else if (row.version > known.version)
      known.log.chains.refresh(await fetchBranches(client, row.space, known.version))
    // Until the commit is certain.
    known.version = undefined
    const stamp: Stamp = { ms: row.stamp_ms, counter: row.stamp_counter }
    if (compareStamps(stamp, this.#self.stamp) > 0) this.#self.stamp = stamp
    return { known, row }
  }

  async #fetch(
    client: pg.ClientBase,
    locked: readonly Locked[],
    wanted: Task['wanted'],
    bringers: readonly string[],
  ): Promise<void> {
    this.#stagingFront.begin()
    this.#staging.forget()
    for (const { known, row } of locked) {
      const wants = must(wanted.get(row.id as SpaceId), 'wanted')
      if (row.waiting && wants.chains.size > 0) {
        const staged = await fetchStaged(client, row.space, [...wants.chains.values()])
        this.#stagingFront.fetched = [...this.#stagingFront.fetched, ...staged]
        wants.wantChanges(staged)
      }
      for (const { station, chain, from, to } of wants.chains.values())
        for (const branch of known.log.chains.of(station, chain)) {
          const last = Math.min(to, branch.seq)
          if (last > 0 && from < branch.seq) wants.wantHashes(branch.row, Math.max(1, from), last)
        }
      await fetchWanted(client, known.front, wants)
    }
    if (bringers.length > 0) this.#stagingFront.fetchedSums = await fetchSums(client, bringers)
  }

  /** Does the work; again whenever it asked what was not fetched. */
  async #work(
    client: pg.ClientBase,
    locked: readonly Locked[],
    wanted: Task['wanted'],
    epoch: string,
    work: Task['work'],
  ): Promise<Appended> {
    const { stamp } = this.#self
    for (let fetches = 0; ; fetches += 1) {
      let asked: Locked | undefined
      const touch = (space: SpaceId): SpaceLog => {
        asked = must(
          locked.find(({ row }) => row.id === space),
          'space',
        )
        return asked.known.log
      }
      try {
        const outcomes = work(touch)
        const commits = locked.flatMap((one) => {
          asked = one
          return one.known.log.flush(epoch) ?? []
        })
        return { outcomes, commits }
      } catch (error) {
        if (!(error instanceof NotFetched) || asked === undefined || fetches === MAX_FETCHES) throw error
        const wants = must(wanted.get(asked.row.id as SpaceId), 'wanted')
        error.add(wants)
        this.#self.stamp = stamp
        this.#stagingFront.discard()
        this.#staging.forget()
        for (const { known, row } of locked) {
          known.front.discard()
          known.front.branchRows ??= await fetchBranches(client, row.space)
          known.log.forget(row)
        }
        await fetchWanted(client, asked.known.front, wants)
      }
    }
  }
}

/** Holds the epoch against being renewed until the transaction ends; gives it and the directory's tip. */
async function holdEpoch(client: pg.ClientBase): Promise<{ readonly epoch: string; readonly directory: number }> {
  await ask(client, 'SELECT pg_advisory_xact_lock_shared($1)', [LOCKS.epoch])
  const [row] = await ask<{ epoch: string; directory: number; moved: string | null }>(
    client,
    `SELECT (SELECT epoch FROM epoch ORDER BY number DESC LIMIT 1) AS epoch,
       coalesce((SELECT tip FROM space WHERE id = $1), 0) AS directory,
       (SELECT value FROM meta WHERE name = 'movedTo') AS moved`,
    [DIRECTORY],
  )
  if (typeof row?.moved === 'string')
    throw new FaultError(fault('wrongState', `this database was moved to ${row.moved}`))
  return must(row, 'epoch')
}
