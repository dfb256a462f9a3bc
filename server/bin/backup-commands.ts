// `npm run server -- backup | restore | prove`: what an administrator does by hand, and what is said about it.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dropSuperseded } from '../../shared/archive/archive-copies.ts'
import { awayWords, provedWords, restoredWords, takenWords } from '../../shared/archive/archive-words.ts'
import { fromHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { placeFiles } from '../backup/archive-copies.ts'
import type { CopiedFiles } from '../backup/copied-files.ts'
import { checkFiles } from '../backup/copied-files.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { proveBackup } from '../backup/prove.ts'
import { restoreServer } from '../backup/restore.ts'
import { sealerOf } from '../backup/secret.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'

const COMMANDS = ['backup', 'restore', 'prove'] as const
type BackupCommand = (typeof COMMANDS)[number]

interface Wanted {
  /** The server's data folder. */
  readonly folder: string
  readonly to: string | undefined
  readonly from: string | undefined
  readonly secret: Uint8Array | undefined
}

/** True for a word this file carries out. */
export function isBackupCommand(word: string | undefined): word is BackupCommand {
  return COMMANDS.some((command) => command === word)
}

/** Carries one out; gives the lines that say what was done. */
export function backupCommand(command: BackupCommand, wanted: Wanted): Promise<Result<readonly string[]>> {
  if (command === 'backup') return backUp(wanted)
  return command === 'restore' ? restore(wanted) : prove(wanted)
}

/** A backup, proved at once. */
async function backUp({ folder, to, secret }: Wanted): Promise<Result<readonly string[]>> {
  if (to === undefined) return refuse('invalidInput', '--to FILE is missing', { field: 'to' })
  if (existsSync(to)) return refuse('alreadyExists', `${to} is there already; a backup replaces nothing`)
  const made = await makeBackup({ data: folder, to, sealer: secret === undefined ? undefined : sealerOf(secret) })
  if (!made.ok) return made
  const { bytes, pictures, sha256, files, archives } = made.value
  const scratch = join(dirname(to), `.proving-${process.pid}`)
  const proved = await proveBackup({ backup: to, secret, pictures, sha256, scratch, nowMs: Date.now() })
  if (!proved.ok) return proved
  dropSuperseded(placeFiles(dirname(to)), proved.value.archives.whole)
  return ok([
    `已备份 Backed up: ${to} (${bytes} 字节 bytes${secret === undefined ? '' : '，已加密 encrypted'})`,
    fileWords(files),
    ...takenWords(archives),
    ...pictures.map(pictureWords),
    '已试恢复并核对，与备份时一致 Restored into a scratch folder and compared: the same as at the moment of the backup',
  ])
}

async function restore({ folder, from, secret }: Wanted): Promise<Result<readonly string[]>> {
  if (from === undefined) return refuse('invalidInput', '--from FILE is missing', { field: 'from' })
  const done = await restoreServer(folder, from, secret, Date.now())
  if (!done.ok) return done
  const { kept, epoch, pictures, files, archives, archivesAway } = done.value
  return ok([
    `已恢复到 Restored into: ${folder}`,
    ...(kept === null ? [] : [`原数据保存在 The data that were there are kept: ${kept}`]),
    fileWords(files),
    ...restoredWords(archives),
    ...pictures.map(pictureWords),
    ...archivesAway.map(awayWords),
    `新纪元 New epoch: ${epoch}；备份之后的内容由各席位补回 stations bring back what came after the backup`,
  ])
}

async function prove({ folder, from, secret }: Wanted): Promise<Result<readonly string[]>> {
  if (from === undefined) return refuse('invalidInput', '--from FILE is missing', { field: 'from' })
  if (!existsSync(from)) return refuse('notFound', `no file ${from}`)
  const scratch = join(existsSync(folder) ? folder : dirname(from), `.proving-${process.pid}`)
  const proved = await proveBackup({ backup: from, secret, pictures: undefined, scratch, nowMs: Date.now() })
  if (!proved.ok) return proved
  const { alreadyThere, bad } = await checkFiles(dirname(from), secret === undefined ? undefined : sealerOf(secret))
  if (bad.length > 0) return refuse('fileUnreadable', `${bad.length} attachment files are damaged: ${bad.join(', ')}`)
  return ok([
    ...proved.value.pictures.map(pictureWords),
    `附件文件逐个核对无误 attachment files read and compared: ${alreadyThere}`,
    ...provedWords(proved.value.archives),
    '可以恢复 It restores',
  ])
}

function pictureWords({ space, pos, records, digest }: SpacePicture): string {
  return `${space} ${pictureCode(fromHex(digest) ?? new Uint8Array())} ${records} 条记录 records，变更 changes ${pos}`
}

function fileWords({ copied, alreadyThere, bad }: CopiedFiles): string {
  const words = `附件文件 attachment files: 新 new ${copied}，已有 there already ${alreadyThere}`
  return bad.length === 0 ? words : `${words}，损坏未取 damaged and left out: ${bad.join(', ')}`
}
