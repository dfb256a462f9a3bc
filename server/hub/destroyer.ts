// Carries out orders to destroy personal data at this server: bodies go, and the server says so in its own name. What a crash
// came between is done at the next start, and so is said what went later out of an archive that was away.
import type { Logger } from 'pino'
import type { ChangeId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { DESTRUCTION, ERASURE, ERASABLE_KINDS, destructionSchema } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { laterWord, waitingBy, wordIds } from '../../shared/model/erasure-word.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { ServerFiles } from '../files/server-files.ts'
import type { Commit, ServerLog } from '../log/server-log.ts'

export interface DestroyerParts {
  readonly log: ServerLog
  readonly files: Pick<ServerFiles, 'destroy'>
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
    const state = await log.record(space, DESTRUCTION, id)
    const order = state === undefined ? undefined : destructionSchema.safeParse(shownFields(state))
    if (order?.success !== true) return
    // At every start: a folder put back from a backup has them again.
    const files = await this.#parts.files.destroy(space, order.data.files)
    const { next, waiting: before } = await this.#said(space, id)
    if (before === 0) return
    const told = order.data.files.length === 0 ? {} : { files: files.removed, filesKept: files.kept }
    const erases = order.data.erases
      .filter(({ kind }) => ERASABLE_KINDS.has(kind))
      .map(({ kind, id: record, changes }) => ({
        kind,
        id: asId<RecordId>(record),
        changes: changes.map((one) => asId<ChangeId>(one)),
      }))
    const at = isoWithOffset(nowMs())
    let fields: JsonFields
    if (before === undefined)
      fields = { destruction: id, station: log.station, at, ...(await log.erase(space, erases)), ...told }
    else {
      const now = (await log.waitingErasures?.(space, erases)) ?? 0
      if (now >= before) return
      fields = laterWord(id, log.station, at, before, now)
    }
    tell(await log.write(space, [{ kind: ERASURE, id: next, fields }], asId(''), nowMs()))
    logger.info({ space, id, erased: fields['erased'], waiting: fields['waiting'] }, 'personal data destroyed')
  }

  /** What this server said of an order last: how many bodies waited, undefined when it said nothing; and the id of its next word. */
  async #said(
    space: SpaceId,
    id: RecordId,
  ): Promise<{ readonly next: RecordId; readonly waiting: number | undefined }> {
    const { log } = this.#parts
    let waiting: number | undefined
    const ids = wordIds(id, log.station)
    for (;;) {
      const next = asId<RecordId>(ids.next().value)
      const said = await log.record(space, ERASURE, next)
      if (said === undefined) return { next, waiting }
      waiting = waitingBy(said)
      if (waiting === 0) return { next, waiting }
    }
  }
}
