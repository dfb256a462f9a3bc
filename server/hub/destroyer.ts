// Carries out orders to destroy personal data at this server: bodies go, and the server says so in its own name. What a crash
// came between is done at the next start.
import type { Logger } from 'pino'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { DESTRUCTION, ERASURE, ERASABLE_KINDS, destructionSchema, erasureId } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { Commit, ServerLog } from '../log/server-log.ts'

export interface DestroyerParts {
  readonly log: ServerLog
  readonly nowMs: () => number
  readonly logger: Logger
  readonly tell: (commits: readonly Commit[]) => void
}

export class Destroyer {
  readonly #parts: DestroyerParts
  #last: Promise<void> = Promise.resolve()

  constructor(parts: DestroyerParts) {
    this.#parts = parts
  }

  /** Looks for orders that were given and not carried out. */
  async open(): Promise<void> {
    const { log } = this.#parts
    for (const space of await log.spaces()) {
      if (space === DIRECTORY) continue
      for (const { id } of await log.records(space, DESTRUCTION)) this.#soon(space, id)
    }
    await this.#last
  }

  /** Orders that were committed just now. */
  committed(commits: readonly Commit[]): void {
    for (const { space, destroys } of commits) for (const id of destroys ?? []) this.#soon(space, id)
  }

  /** Resolves when nothing is being destroyed. */
  idle(): Promise<void> {
    return this.#last
  }

  #soon(space: SpaceId, id: RecordId): void {
    this.#last = this.#last
      .then(() => this.#carryOut(space, id))
      .catch((error: unknown) =>
        this.#parts.logger.error({ err: error, space, id }, 'personal data could not be destroyed'),
      )
  }

  async #carryOut(space: SpaceId, id: RecordId): Promise<void> {
    const { log, nowMs, logger, tell } = this.#parts
    const word = asId<RecordId>(erasureId(id, log.station))
    if ((await log.record(space, ERASURE, word)) !== undefined) return
    const state = await log.record(space, DESTRUCTION, id)
    const order = state === undefined ? undefined : destructionSchema.safeParse(shownFields(state))
    if (order?.success !== true) return
    const erases = order.data.erases.filter(({ kind }) => ERASABLE_KINDS.has(kind))
    const done = await log.erase(
      space,
      erases.map(({ kind, id: record, changes }) => ({
        kind,
        id: asId(record),
        changes: changes.map((one) => asId(one)),
      })),
    )
    const fields = { destruction: id, station: log.station, at: isoWithOffset(nowMs()), ...done }
    tell(await log.write(space, [{ kind: ERASURE, id: word, fields }], asId(''), nowMs()))
    logger.info({ space, id, ...done }, 'personal data destroyed')
  }
}
