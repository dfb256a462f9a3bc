// The files of attachments between two linked servers [LK-16]. Each space has a folder of its own, and a file can be fetched only
// where it lies: giving a file is putting it into the folder of the space both share, once its attachment was given there.
//
//   own folder ── attachment given by us ──▶ shared folder ◀══ asked and carried by the accepting side ══▶ shared folder there
//   own folder ◀── attachment taken from the other side ── shared folder
//
// A file that came over a link is given on from the folder of that link alone: an attachment another side only named opens
// nothing that lies here for another reason.
import type { Result } from '../../../shared/base/fault.ts'
import { faultOf, ok } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { linkSpace } from '../../../shared/interop/link/invitation.ts'
import { linkedFields, plainKind, sharedKind } from '../../../shared/interop/link/shared-record.ts'
import type { Agreement } from '../../../shared/interop/link/terms.ts'
import { decodeHeader } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { shownFields, shownValue } from '../../../shared/journal/merge.ts'
import type { NamedFile } from '../../../shared/model/attachment.ts'
import { ATTACHMENT, namedFile } from '../../../shared/model/attachment.ts'
import { IMPORTED, importedSources } from '../../../shared/model/imported.ts'
import { MAX_FILES_ASKED, MAX_FILE_PART_BYTES } from '../../../shared/sync/file-protocol.ts'
import type { ServerFiles } from '../../files/server-files.ts'
import type { Commit } from '../../log/server-log.ts'
import type { Health } from '../gateway.ts'
import type { LinkConnection } from './connection.ts'
import type { ServerSide } from './server-side.ts'

export interface FileExchangeOptions {
  readonly side: ServerSide
  readonly files: ServerFiles
  readonly health: Health
  readonly own: SpaceId
  readonly shared: SpaceId
  /** What flows; undefined while nothing does. */
  readonly agreement: () => Agreement | undefined
  /** The other server, while it is not cut off. */
  readonly peer: () => string | undefined
  /** True on the accepting side: it carries both ways over its connection, while there is one. */
  readonly carries: boolean
  readonly connection: () => LinkConnection | undefined
}

/** An attachment of the shared space whose file is to lie there. */
interface Wanted {
  readonly id: string
  readonly file: NamedFile
}

export class FileExchange {
  readonly #options: FileExchangeOptions
  /** Nothing is left to do about these while the line holds. */
  readonly #settled = new Set<string>()
  #ends: readonly (() => void)[] = []
  #isDue = false
  #isClosed = false
  #running: Promise<void> | undefined

  constructor(options: FileExchangeOptions) {
    this.#options = options
  }

  start(): void {
    const { side, files } = this.#options
    this.#ends = [side.onCommits((commits) => this.#committed(commits)), files.onWhole(() => this.wake())]
    this.wake()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const end of this.#ends) end()
    await this.#running
  }

  /** The line is new: what was settled is looked at again. */
  again(): void {
    this.#settled.clear()
    this.wake()
  }

  /** Something may have to be given, taken or carried. */
  wake(): void {
    this.#isDue = true
    this.#running ??= this.#run()
  }

  #committed(commits: readonly Commit[]): void {
    const { own, shared } = this.#options
    const isAbout = commits.some(
      ({ space, changes }) =>
        (space === own || space === shared) &&
        changes.some(({ header }) => {
          const head = decodeHeader(header)
          return head.ok && (plainKind(head.value.kind) ?? head.value.kind) === ATTACHMENT
        }),
    )
    if (isAbout) this.wake()
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    try {
      while (this.#isDue && !this.#isClosed) {
        this.#isDue = false
        await this.#look()
      }
    } catch (error) {
      this.#options.health.failed(faultOf(error))
    } finally {
      this.#running = undefined
    }
  }

  async #look(): Promise<void> {
    const { side, shared, agreement } = this.#options
    const agreed = agreement()
    if (agreed === undefined) return
    const wanted: Wanted[] = []
    for (const state of await side.log.records(shared, sharedKind(ATTACHMENT))) {
      if (this.#isClosed) return
      if (this.#settled.has(state.id)) continue
      const file = namedFile(linkedFields(state))
      if (file === undefined) continue
      if (await this.#move(state, file, agreed)) wanted.push({ id: state.id, file })
    }
    for (let from = 0; from < wanted.length; from += MAX_FILES_ASKED)
      await this.#carry(wanted.slice(from, from + MAX_FILES_ASKED))
  }

  /** Gives what we gave the attachment of, and takes what came. True when the file may go over the line. */
  async #move(state: RecordState, file: NamedFile, agreed: Agreement): Promise<boolean> {
    const { side, files, own, shared, peer } = this.#options
    const here = await side.log.record(own, ATTACHMENT, state.id)
    const ours = here === undefined ? undefined : namedFile(shownFields(here))
    // Not taken, or said to be another file by now: nothing moves on the word of one side.
    if (here === undefined || ours?.sha256 !== file.sha256 || ours.bytes !== file.bytes) return false
    const writer = state.fields.get('sha256')?.heads[0]?.mark.station
    if (writer === side.log.station) {
      if (!agreed.gives.has(ATTACHMENT)) return false
      if (await files.give(cameFrom(here) ?? own, shared, ours)) this.#tell(shared, state.id)
      if (!this.#options.carries && (await this.#isWhole(shared, state.id))) this.#settled.add(state.id)
      return true
    }
    if (writer !== peer() || !agreed.takes.has(ATTACHMENT)) return false
    if (await files.give(shared, own, ours)) this.#tell(own, state.id)
    if (await this.#isWhole(own, state.id)) this.#settled.add(state.id)
    return true
  }

  async #isWhole(space: SpaceId, id: string): Promise<boolean> {
    return (await this.#options.files.state(space, id, asId('')))?.whole === true
  }

  #tell(space: SpaceId, attachment: string): void {
    this.#options.side.hub.tellFile?.({ space, attachment, file: 'whole' })
  }

  /** Sends what the other side lacks and fetches what it has, one file after another. */
  async #carry(wanted: readonly Wanted[]): Promise<void> {
    const { shared, connection, files, peer } = this.#options
    const [line, by] = [connection(), peer()]
    if (line === undefined || by === undefined) return
    const asked = await line.request('askFiles', { space: shared, attachments: wanted.map(({ id }) => id) })
    // A server of an older version keeps its files to itself.
    if (!asked.ok) return
    for (const { id, file } of wanted) {
      const there = asked.value.files.find(({ attachment }) => attachment === id)
      const here = await files.state(shared, id, asId(by))
      if (there === undefined || here === undefined || this.#isClosed) continue
      if (here.whole && there.whole) this.#settled.add(id)
      const moved = here.whole
        ? there.whole || (await this.#send(line, id, file, there.have))
        : !there.whole || (await this.#fetch(line, id, file, here.have, by))
      if (!moved) return
    }
  }

  /** False when the line is of no use now. */
  async #send(line: LinkConnection, id: string, file: NamedFile, have: number): Promise<boolean> {
    const { shared, files, health } = this.#options
    for (let offset = have; ;) {
      const part = await files.get(shared, id, offset, MAX_FILE_PART_BYTES)
      if (!part.ok) return true
      const put = await line.request('putFile', { space: shared, attachment: id, offset, part: part.value.part })
      if (!put.ok) return this.#isUsable(put)
      if (put.value.whole) break
      // Somebody who takes nothing is not sent the same for ever.
      if (put.value.have <= offset || put.value.have >= file.bytes) return true
      offset = put.value.have
    }
    health.gave(1)
    return true
  }

  async #fetch(line: LinkConnection, id: string, file: NamedFile, have: number, by: string): Promise<boolean> {
    const { shared, files, health } = this.#options
    for (let offset = have; ;) {
      const got = await line.request('getFile', { space: shared, attachment: id, offset, length: MAX_FILE_PART_BYTES })
      if (!got.ok) return this.#isUsable(got)
      const put = await files.put(shared, id, offset, got.value.part, asId(by))
      if (!put.ok) return this.#isUsable(put)
      if (put.value.whole) break
      if (put.value.have <= offset || put.value.have >= file.bytes) return true
      offset = put.value.have
    }
    health.took(1)
    // It lies in the shared folder now: it is taken from there.
    this.#isDue = true
    return true
  }

  /** A file that is refused keeps no other waiting; a lost line does. */
  #isUsable(refused: Result<unknown>): boolean {
    const why = refused.ok ? ok(null) : refused
    if (why.ok) return true
    if (why.fault.kind === 'linkLost' || why.fault.kind === 'timeout') return false
    this.#options.health.failed(why.fault)
    return true
  }
}

/** The space of the link an attachment came over; undefined when it was attached here. */
function cameFrom(here: RecordState): SpaceId | undefined {
  const link = importedSources(shownValue(here, IMPORTED)).get('sha256')?.link
  return link === undefined ? undefined : asId(linkSpace(link))
}
