// The files of attachments between two linked servers [LK-16]. Each space has a folder of its own, and a file can be fetched only
// where it lies: giving a file is putting it into the folder of the space both share, once its attachment was given there.
//
//   own folder ── attachment given by us ──▶ shared folder ◀══ asked and carried by the accepting side ══▶ shared folder there
//   own folder ◀── attachment taken from the other side ── shared folder
//
// A file that came over a link is given on from the folder of that link alone: an attachment another side only named opens
// nothing that lies here for another reason.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { FaultError, faultOf, ok } from '../../../shared/base/fault.ts'
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
import { textField } from '../../../shared/model/fields.ts'
import { IMPORTED, importedSchema, importedSources } from '../../../shared/model/imported.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { MAX_FILES_ASKED, MAX_FILE_PART_BYTES } from '../../../shared/sync/file-protocol.ts'
import type { ServerFiles } from '../../files/server-files.ts'
import type { Commit } from '../../log/server-log.ts'
import type { Health } from '../gateway.ts'
import type { LinkConnection } from './connection.ts'
import type { FileDoor, ServerSide } from './server-side.ts'

export interface FileExchangeOptions {
  readonly side: ServerSide
  readonly files: ServerFiles
  readonly health: Health
  readonly own: SpaceId
  readonly shared: SpaceId
  /** What flows; undefined while nothing does. */
  readonly agreement: () => Agreement | undefined
  readonly door: Map<string, FileDoor>
  /** The other server, while it is not cut off. */
  readonly peer: () => string | undefined
  /** True on the accepting side: it carries both ways over its connection, while there is one. */
  readonly carries: boolean
  readonly connection: () => LinkConnection | undefined
}

const RETRY_MS = 30_000
/** No other file would fare better. */
const DISK_FAULTS: ReadonlySet<Fault['kind']> = new Set(['diskFull', 'readOnly'])

/** An attachment of the shared space whose file is to lie there. */
interface Wanted {
  readonly id: string
  readonly file: NamedFile
}

export class FileExchange {
  readonly #options: FileExchangeOptions
  /** Nothing is left to do about these while the line holds. */
  readonly #settled = new Set<string>()
  #lookedMs = 0
  #ends: readonly (() => unknown)[] = []
  #isDue = false
  /** A file was refused in this look. */
  #hasTrouble = false
  #isClosed = false
  #running: Promise<void> | undefined

  constructor(options: FileExchangeOptions) {
    this.#options = options
  }

  start(): void {
    const { side, files } = this.#options
    const { door, shared, agreement } = this.#options
    // The other side's requests are held to what both agree to now.
    door.set(shared, {
      mayPut: () => agreement()?.takes.has(ATTACHMENT) === true,
      mayGet: () => agreement()?.gives.has(ATTACHMENT) === true,
    })
    this.#ends = [
      side.onCommits((commits) => this.#committed(commits)),
      files.onWhole(() => this.wake()),
      () => door.delete(shared),
    ]
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

  /** What a full disk, a slow line or a crash left undone is tried again. */
  tick(nowMs: number): void {
    if (nowMs - this.#lookedMs < RETRY_MS) return
    this.#lookedMs = nowMs
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
        this.#hasTrouble = false
        await this.#look()
      }
      if (!this.#hasTrouble) this.#options.health.well('files')
    } catch (error) {
      this.#options.health.failed(faultOf(error), 'files')
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
      if (await this.#tryMove(state, file, agreed)) wanted.push({ id: state.id, file })
    }
    for (let from = 0; from < wanted.length; from += MAX_FILES_ASKED)
      await this.#carry(wanted.slice(from, from + MAX_FILES_ASKED))
  }

  /** A file that is refused keeps no other waiting. */
  async #tryMove(state: RecordState, file: NamedFile, agreed: Agreement): Promise<boolean> {
    try {
      return await this.#move(state, file, agreed)
    } catch (error) {
      if (!(error instanceof FaultError) || DISK_FAULTS.has(error.fault.kind)) throw error
      this.#failed(error.fault)
      return false
    }
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
      const isGiven = await this.#isWhole(shared, state.id)
      if (!isGiven && !(await this.#mayGive(here, agreed))) return false
      const source = sourceOf(here, own)
      if (source !== undefined && (await files.give(source, shared, ours))) this.#tell(shared, state.id)
      if (isGiven && !this.#options.carries) this.#settled.add(state.id)
      return true
    }
    if (writer !== peer() || !agreed.takes.has(ATTACHMENT)) return false
    if (await files.give(shared, own, ours)) this.#tell(own, state.id)
    if ((await this.#isWhole(shared, state.id)) && (await this.#isWhole(own, state.id))) this.#settled.add(state.id)
    return true
  }

  /** Not once it was voided, or its incident was marked sensitive, after the attachment was given. */
  async #mayGive(here: RecordState, agreed: Agreement): Promise<boolean> {
    if ((shownValue(here, 'voidReason') ?? null) !== null) return false
    if (agreed.givesSensitive) return true
    const { side, own } = this.#options
    const of = textField(shownFields(here), 'incident') ?? ''
    const incident = await side.log.record(own, INCIDENT, asId(of))
    return incident !== undefined && shownValue(incident, 'sensitive') !== true
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
      // Who takes less than was sent is not sent the same for ever.
      if (put.value.have !== offset + part.value.part.length || put.value.have >= file.bytes) return true
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
      const isFull = got.value.part.length === Math.min(MAX_FILE_PART_BYTES, file.bytes - offset)
      if (!isFull || put.value.have !== offset + got.value.part.length) return true
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
    this.#failed(why.fault)
    return true
  }

  /** One file is refused: it stands until a look goes through without. */
  #failed(why: Fault): void {
    this.#hasTrouble = true
    this.#options.health.failed(why, 'files')
  }
}

/** Where the file of an attachment is given from: the space of the link it came over, else our own; undefined when that is torn. */
function sourceOf(here: RecordState, own: SpaceId): SpaceId | undefined {
  const links = new Set<string | undefined>()
  for (const { value } of here.fields.get(IMPORTED)?.heads ?? []) {
    if (!importedSchema.safeParse(value).success) return undefined
    links.add(importedSources(value).get('sha256')?.link)
  }
  if (links.size > 1) return undefined
  const [link] = links
  return link === undefined ? own : asId(linkSpace(link))
}
