// Archives in a backup place: one copy of each for all backups of the place, in a folder `archives` beside them, encrypted ones
// in a folder of their key. The name says which archive a copy is and which personal data was destroyed in it, so that nothing
// need be read to know whether it is there: an archive changes by destruction alone. The law for both programs; how
// files are opened, copied and removed they bring along.
//
//   PLACE/server-TIME.db          a backup
//   PLACE/server-TIME.db.archives which archives its database names (BackupArchives)
//   PLACE/archives[-KEY]/ID-STATE.fsarchive[.sealed]
import type { Fault } from '../base/fault.ts'
import { FaultError, fault } from '../base/fault.ts'
import type { ArchiveState } from './archive-file.ts'
import type { ShelfEntry } from './archive-shelf.ts'

const FOLDER = 'archives'
const NAME = /^([0-9a-f]{1,64})-(\d{1,9})(?:-([0-9a-f]{16}))?\.fsarchive(\.sealed)?$/
const FOLDER_NAME = /^archives(-[0-9A-Za-z]{1,64})?$/
const LIST = '.archives'
const UNFINISHED = /\.part$/
const FORMAT = 1

/** A copy in a backup place. */
export interface ArchiveCopy {
  readonly name: string
  readonly id: string
  readonly destroyed: number
}

/** An archive a backup has to do without, and why. */
export interface LackedArchive {
  readonly path: string
  readonly fault: Fault
}

/** What came of the archives of one backup. */
export interface TakenArchives {
  readonly copied: number
  readonly alreadyThere: number
  readonly lacks: readonly LackedArchive[]
}

/** The folder of one backup place that copies of one key lie in, in a program's hands; faults are thrown as FaultError. */
export interface CopyFolder {
  readonly isSealed: boolean
  /** Names of the files in it; none when it is not there. */
  names(): readonly string[]
  /** The state of an archive where the database looks for it; throws when it is not there. */
  stateOf(entry: ShelfEntry): ArchiveState
  /** Copies an archive from where the database looks for it; the copy has its name only when it is whole. */
  take(entry: ShelfEntry, name: string): Promise<void>
  remove(name: string): Promise<void>
}

function isArchiveFolder(name: string): boolean {
  return FOLDER_NAME.test(name)
}

/** The folder of the copies under a key, which `keyName` names; undefined: they are not encrypted. */
export function archiveFolder(keyName: string | undefined): string {
  return keyName === undefined ? FOLDER : `${FOLDER}-${keyName}`
}

/** The copy a name stands for; undefined when it is none. */
export function archiveCopy(name: string): ArchiveCopy | undefined {
  const [, id, destroyed] = NAME.exec(name) ?? []
  return id === undefined ? undefined : { name, id, destroyed: Number(destroyed) }
}

function copyName(id: string, { destroyed, digest }: ArchiveState, isSealed: boolean): string {
  const state = destroyed === 0 ? '0' : `${destroyed}-${digest}`
  return `${id}-${state}.fsarchive${isSealed ? '.sealed' : ''}`
}

/** Of several copies of an archive the one in which most was destroyed; undefined when there is none. */
function newestCopy(names: readonly string[], id: string): ArchiveCopy | undefined {
  return copiesOf(names, id).toSorted((one, other) => other.destroyed - one.destroyed)[0]
}

function copiesOf(names: readonly string[], id: string): readonly ArchiveCopy[] {
  return names.flatMap((name) => archiveCopy(name) ?? []).filter((copy) => copy.id === id)
}

/** Brings to a folder the archives it lacks; one that is away, or cannot be written, is named, and the rest is taken. */
export async function takeArchives(entries: readonly ShelfEntry[], folder: CopyFolder): Promise<TakenArchives> {
  const names = entries.length === 0 ? [] : folder.names()
  let [copied, alreadyThere] = [0, 0]
  const lacks: LackedArchive[] = []
  for (const entry of entries) {
    try {
      if (await takeOne(entry, names, folder)) copied += 1
      else alreadyThere += 1
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      lacks.push({ path: entry.path, fault: error.fault })
    }
  }
  return { copied, alreadyThere, lacks }
}

async function takeOne(entry: ShelfEntry, names: readonly string[], folder: CopyFolder): Promise<boolean> {
  const newest = newestCopy(names, entry.id)
  for (;;) {
    const state = stateOr(entry, folder)
    if (state instanceof FaultError) {
      // It was taken while it was there.
      if (newest !== undefined) return false
      throw state
    }
    const name = copyName(entry.id, state, folder.isSealed)
    // An older copy that somebody put in the archive's place brings back nothing that was destroyed here.
    if (names.includes(name) || (newest !== undefined && newest.destroyed > state.destroyed)) return false
    await folder.take(entry, name)
    // Unless data was destroyed in it while it was copied. What another lineage destroyed as much in is not kept beside it.
    const now = stateOr(entry, folder)
    const isOf = now instanceof FaultError || copyName(entry.id, now, folder.isSealed) === name
    const rivals = copiesOf(names, entry.id).filter(({ destroyed }) => destroyed === state.destroyed)
    for (const one of isOf ? rivals.map((rival) => rival.name) : [name]) await folder.remove(one)
    if (isOf) return true
  }
}

function stateOr(entry: ShelfEntry, folder: CopyFolder): ArchiveState | FaultError {
  try {
    return folder.stateOf(entry)
  } catch (error) {
    if (error instanceof FaultError) return error
    throw error
  }
}

/** Copies of archives of which another copy is newer, or stands for another state: personal data was destroyed since. */
function supersededCopies(names: readonly string[]): readonly ArchiveCopy[] {
  return names.flatMap((name) => {
    const copy = archiveCopy(name)
    return copy === undefined || newestCopy(names, copy.id)?.name === name ? [] : [copy]
  })
}

/** Which archives the database in a backup names, and the folder of its key. */
export interface BackupArchives {
  readonly folder: string
  readonly ids: readonly string[]
}

/** The file beside a backup that says which archives it needs: an encrypted one need not be opened for that. */
export function archiveListOf(backup: string): string {
  return `${backup}${LIST}`
}

/** The backup a file of this name stands beside; undefined when it is no such file. */
function backupOfList(name: string): string | undefined {
  return name.endsWith(LIST) ? name.slice(0, -LIST.length) : undefined
}

export function writeArchiveList({ folder, ids }: BackupArchives): string {
  return `${JSON.stringify({ format: FORMAT, folder, ids })}\n`
}

/** Undefined when it is not what this program writes: then nothing is known, and nothing may go for it. */
function readArchiveList(text: string): BackupArchives | undefined {
  try {
    const { format, folder, ids } = JSON.parse(text) as Partial<Record<string, unknown>>
    const isList = Array.isArray(ids) && ids.every((one) => typeof one === 'string')
    if (format !== FORMAT || typeof folder !== 'string' || !isArchiveFolder(folder) || !isList) return undefined
    return { folder, ids }
  } catch {
    return undefined
  }
}

/** The files of a backup place, in a program's hands; paths are of the place, their parts joined by `/`. */
export interface PlaceFiles {
  /** Names in a folder of the place, '' for the place itself; none when it is not there. */
  names(folder: string): readonly string[]
  text(path: string): string
  remove(path: string): void
}

/** An archive's newest copy that can be opened here, as FOLDER/NAME; `keyName` as for archiveFolder. */
export function findCopy(files: PlaceFiles, id: string, keyName: string | undefined): string | undefined {
  const folders = [...new Set([archiveFolder(keyName), archiveFolder(undefined)])]
  const found = folders.flatMap((folder) => {
    const copy = newestCopy(files.names(folder), id)
    return copy === undefined ? [] : [{ destroyed: copy.destroyed, path: `${folder}/${copy.name}` }]
  })
  return found.toSorted((one, other) => other.destroyed - one.destroyed)[0]?.path
}

/** True while older copies of archives are there in which personal data was destroyed since. */
export function hasSuperseded(files: PlaceFiles, keyName: string | undefined): boolean {
  return supersededCopies(files.names(archiveFolder(keyName))).length > 0
}

/** Removes older copies of archives whose newest copies, as FOLDER/NAME, were proved to be whole. */
export function dropSuperseded(files: PlaceFiles, whole: readonly string[]): void {
  for (const path of whole) {
    const [folder = '', name = ''] = path.split('/')
    const id = archiveCopy(name)?.id
    for (const copy of supersededCopies(files.names(folder))) if (copy.id === id) files.remove(`${folder}/${copy.name}`)
  }
}

/** Removes copies that no backup of the place needs any more, and what was never finished. */
export function dropUnneeded(files: PlaceFiles): void {
  const lists = files.names('').filter((name) => backupOfList(name) !== undefined)
  const known = lists.flatMap((name) => readArchiveList(files.text(name)) ?? [])
  // One that cannot be read may name any of them.
  if (known.length < lists.length) return
  for (const folder of files.names('').filter(isArchiveFolder)) {
    const needed = new Set(known.filter((list) => list.folder === folder).flatMap(({ ids }) => ids))
    for (const name of files.names(folder)) {
      const copy = archiveCopy(name.replace(UNFINISHED, ''))
      if (copy !== undefined && (!needed.has(copy.id) || UNFINISHED.test(name))) files.remove(`${folder}/${name}`)
    }
  }
}

/** Removes the lists of backups that are not there: cut off while they were made, or removed by somebody. */
export function dropStrayLists(files: PlaceFiles): void {
  const names = new Set(files.names(''))
  for (const name of names) {
    const backup = backupOfList(name)
    if (backup !== undefined && !names.has(backup)) files.remove(name)
  }
}

/** What a proof found of the archives a backup names. */
export interface ProvedArchives {
  /** Copies beside the backup that are whole, as FOLDER/NAME. */
  readonly whole: readonly string[]
  /** Where the database looks for those the place has no copy of. */
  readonly lacks: readonly string[]
}

/** What a restore put back of archives. */
export interface RestoredArchives {
  /** Where they are now. */
  readonly restored: readonly string[]
  /** Copies that do not hold; they stay where they are. */
  readonly bad: readonly string[]
}

/** The words for a copy that does not hold. */
export function copyBad(path: string, why: string): Fault {
  const todo = 'remove it, and the next backup takes the archive again'
  return fault('storeCorrupt', `${path}: this copy of a journal archive does not hold: ${why}; ${todo}`, { file: path })
}

/** Where the database of a restored folder looks for an archive that is brought to its archives. */
export function bareName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
