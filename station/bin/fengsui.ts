// `npm run fengsui -- COMMAND --data DIR`: a station's data on the command line. A stopped station is opened directly; one
// that runs is asked over its local socket with the owner's token.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { awayWords, reportWords, restoredWords, takenWords } from '../../shared/archive/archive-words.ts'
import { faultLine } from '../../shared/base/fault-line.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { FaultError, refuse } from '../../shared/base/fault.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import type { ImportReport } from '../../shared/rpc/import-report.ts'
import type { VerifyReport } from '../../shared/rpc/verify.ts'
import { verifyBundle } from '../engine/archive/verify-bundle.ts'
import type { Written } from '../engine/pack-file.ts'
import { verifyStore } from '../engine/verify.ts'
import { verifyArchiveFile } from '../store/archive-journal.ts'
import type { CopiedFiles } from '../store/backup-copy.ts'
import { PASSPHRASE_VARIABLE, readSecret } from '../store/backup-secret.ts'
import { DATABASE_PASSPHRASE_VARIABLE, readDatabaseSecret } from '../store/database-key.ts'
import type { OpenedStore } from '../store/open-store.ts'
import { DATABASE_FILE, openStore } from '../store/open-store.ts'
import { restoreDatabase } from '../store/restore-database.ts'
import type { StationStore } from '../store/station-store.ts'
import { archiveStopped, listStopped, unarchiveStopped } from './archive-commands.ts'
import type { WrittenBackup } from './backup-commands.ts'
import { backUpRunning, backUpStopped } from './backup-commands.ts'
import { noted } from './command-audit.ts'
import { turnOnCommand } from './encrypt-command.ts'
import { exportRunning, exportStopped, importRunning, importStopped } from './pack-commands.ts'
import { RunningStation } from './running-station.ts'
import { verifyLines } from './verify-words.ts'

const HELP = `烽燧命令行 Fengsui on the command line (npm run fengsui -- …)

  digest  --data DIR                     各空间的态势校验码   picture code of every space
  verify  --data DIR                     核对日志链与态势     check every chain, seal and picture
  export  --data DIR --space ID --to F   空间写成一个文件     a space as one file, attachments included
  import  --data DIR --from F            从文件并入           merge a file in
  backup  --data DIR --to F [--with-files]  一致的备份，试恢复核对 a consistent copy, proved by restoring it
  restore --data DIR --from F            由备份恢复（原库保留）put a backup back; the present database is kept aside
          --key-file FILE（或环境变量 or ${PASSPHRASE_VARIABLE}）  加密的备份 encrypted backups
  archive --data DIR --before YYYY-MM-DD [--to F]  旧日志移入归档文件  move older journal into an archive file
  archives --data DIR [--number N --to F]  归档清单与核对，或新位置  the archives, verified; or where one is now
  unarchive --data DIR --number N        归档放回数据库       put an archive back into the database
  verify-archive FILE                    核对归档文件         check an archive file; needs no station
  verify-bundle FILE                     核对事件归档包       check an incident's archive bundle; needs no station
  encrypt | rotate-key | decrypt --data DIR  静态加密、换钥、解除  encrypt the database at rest, change its key, take it back
          --database-key-file FILE（或环境变量 or ${DATABASE_PASSPHRASE_VARIABLE}）  加密库的口令或恢复码 passphrase or recovery code
          --new-key-file FILE             换钥后的口令         passphrase after rotate-key
  call    --data DIR METHOD JSON         调用运行中席位的方法 call a method of a running station

席位在运行时，前五项自动改为向它询问（须有人在其控制台登录；digest 无须登录）；restore 与归档只能在席位停止后进行。
While the station runs the first five ask it instead (somebody must be signed in at its console; digest needs nobody);
restore and archives need it stopped.
`

function options() {
  return parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: join(import.meta.dirname, '../../data/station') },
      space: { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
      before: { type: 'string' },
      number: { type: 'string' },
      help: { type: 'boolean', default: false },
      'key-file': { type: 'string' },
      'with-files': { type: 'boolean', default: false },
      'database-key-file': { type: 'string' },
      'new-key-file': { type: 'string' },
    },
  })
}

function fail(why: Fault): number {
  console.error(faultLine(why))
  return 1
}

function random(count: number): Uint8Array {
  return new Uint8Array(randomBytes(count))
}

/** What to do with a stopped station's store, and with a running station instead. */
interface Work {
  stopped(store: StationStore, opened: OpenedStore): number | Promise<number>
  running(station: RunningStation): Promise<number>
}

async function withStation(folder: string, work: Work, isNewAllowed = false): Promise<number> {
  const secret = readDatabaseSecret(options().values['database-key-file'])
  if (!secret.ok) return fail(secret.fault)
  const databaseSecret = secret.value
  if (!isNewAllowed && !existsSync(join(folder, DATABASE_FILE)))
    return fail(refuse('notFound', `no station has run on ${folder}`).fault)
  const opened = await openStore({
    folder,
    nowMs: Date.now,
    random,
    log: () => undefined,
    withoutKey: true,
    databaseSecret,
  })
  if (opened.ok) return withStore(opened.value, work)
  if (opened.fault.kind !== 'folderInUse') return fail(opened.fault)
  return withRunning(folder, (station) => work.running(station))
}

async function withStore(opened: OpenedStore, work: Work): Promise<number> {
  const { store, recovery } = opened
  if (recovery !== null)
    console.error(
      `数据库已损坏并已恢复，损坏的留在 The database was damaged and is recovered, the damaged one is kept as ${recovery.kept} (${recovery.why})`,
    )
  try {
    return await work.stopped(store, opened)
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault)
    throw error
  } finally {
    store.close()
  }
}

async function withRunning(folder: string, work: (station: RunningStation) => Promise<number>): Promise<number> {
  const station = await RunningStation.of(folder)
  if (!station.ok) return fail(station.fault)
  try {
    return await work(station.value)
  } finally {
    station.value.close()
  }
}

function printDigest(space: string, code: string, records: number): void {
  console.log(`${space} ${code} ${records}`)
}

async function digestOfRunning(station: RunningStation): Promise<number> {
  const status = await station.status()
  if (!status.ok) return fail(status.fault)
  const directory = await station.call('digest', { space: DIRECTORY })
  if (directory.ok) printDigest(DIRECTORY, directory.value.code, directory.value.records)
  else console.error(`${DIRECTORY}: ${faultLine(directory.fault)}`)
  for (const { id, pictureCode: code, records } of status.value.spaces) printDigest(id, code, records)
  return 0
}

/** Prints what a call gave; 1 when it was refused. */
function told<T>(answer: Result<T>, tell: (value: T) => number): number {
  return answer.ok ? tell(answer.value) : fail(answer.fault)
}

function printImport(report: ImportReport): number {
  console.log(JSON.stringify(report))
  return report.problems.length === 0 ? 0 : 1
}

function printVerify(report: VerifyReport | null): number {
  if (report === null) return fail(refuse('serverStopped', '校验被停止 verifying was stopped').fault)
  const { lines, isGood } = verifyLines(report)
  for (const line of lines) console.log(line)
  return isGood ? 0 : 1
}

/** Ending the command ends the verification at the station. */
async function verifyRunning(station: RunningStation): Promise<number> {
  const stop = (): void => void station.call('stopVerify', {})
  process.once('SIGINT', stop)
  try {
    return told(await station.call('verify', {}), printVerify)
  } finally {
    process.off('SIGINT', stop)
  }
}

async function printBundle(path: string): Promise<number> {
  if (!existsSync(path)) return fail(refuse('notFound', `no file ${path}`).fault)
  return told(await verifyBundle(path), (report) => {
    const { space, incident, station, madeAt, records, changes, sealed, destroyed, files, complete, problems } = report
    console.log(
      `${space} ${incident}: ${records} 条记录 records, ${changes} 项变更 changes (已封签 sealed ${sealed}), ${files} 个文件 files`,
    )
    console.log(`由席位写出 written by station ${station} ${madeAt}`)
    if (destroyed > 0) console.log(`${destroyed} 项变更的内容已依法销毁 changes had their content destroyed`)
    if (!complete) console.log('写出时本席位的历史尚不完整 older journal was missing where it was written')
    for (const problem of problems) console.log(`坏 BAD  ${problem}`)
    console.log(problems.length === 0 ? '全部核对无误 everything holds' : `${problems.length} 处有问题 problems`)
    return problems.length === 0 ? 0 : 1
  })
}

async function restore(folder: string, from: string, secret: Uint8Array | undefined): Promise<number> {
  const opening = readDatabaseSecret(options().values['database-key-file'])
  if (!opening.ok) return fail(opening.fault)
  const target = { folder, nowMs: Date.now, random, databaseSecret: opening.value }
  const restored = await restoreDatabase(from, target, secret)
  if (!restored.ok) return fail(restored.fault)
  const { path, kept, files, archives, archivesAway } = restored.value
  if (kept !== null) console.log(`原数据库 present database kept: ${kept}`)
  console.log(`已恢复 restored: ${path}`)
  for (const line of restoredWords(archives)) console.log(line)
  for (const away of archivesAway) console.error(awayWords(away))
  return printFiles(files)
}

function printFiles({ copied, alreadyThere, bad }: CopiedFiles): number {
  if (copied + alreadyThere + bad.length > 0)
    console.log(`附件文件 attachment files: 新 new ${copied}，已有 there already ${alreadyThere}`)
  if (bad.length > 0) console.error(`损坏未取 damaged and left out: ${bad.join(', ')}`)
  return bad.length === 0 ? 0 : 1
}

async function call(folder: string, method: string, text: string): Promise<number> {
  let params: unknown
  try {
    params = JSON.parse(text)
  } catch {
    return fail(refuse('invalidInput', `not JSON: ${text}`, { field: 'JSON' }).fault)
  }
  return withRunning(folder, async (station) =>
    told(await station.callAny(method, params), (value) => {
      console.log(JSON.stringify(value))
      return 0
    }),
  )
}

async function main(): Promise<number> {
  const { values, positionals } = options()
  const [command, ...rest] = positionals
  const { data, space, to, from } = values
  const missing = (name: string): number => fail(refuse('invalidInput', `${name} is missing; see --help`).fault)
  switch (values.help ? undefined : command) {
    case 'digest':
      return withStation(data, {
        stopped(store) {
          for (const id of store.spaces()) {
            const { digest, records } = store.facts(id)
            printDigest(id, pictureCode(digest), records)
          }
          return 0
        },
        running: digestOfRunning,
      })
    case 'verify':
      return withStation(data, {
        stopped: (store) => printVerify(verifyStore(store)),
        running: verifyRunning,
      })
    case 'export': {
      if (space === undefined || to === undefined) return missing('--space or --to')
      const written = ({ missing }: Written): number => {
        console.log(to)
        if (missing > 0) console.error(`${missing} 个附件不在本席位 attachments are not at this station`)
        return 0
      }
      return withStation(data, {
        stopped: async (_store, opened) =>
          told(noted(opened, 'exportSpace', space, await exportStopped(opened, data, space, to)), written),
        running: async (station) => told(await exportRunning(station, space, to), written),
      })
    }
    case 'import': {
      if (from === undefined) return missing('--from')
      if (!existsSync(from)) return fail(refuse('notFound', `no file ${from}`).fault)
      const work: Work = {
        stopped: async (_store, opened) => told(await importStopped(opened, data, from), printImport),
        running: async (station) => told(await importRunning(station, from), printImport),
      }
      return withStation(data, work, true)
    }
    case 'backup':
    case 'restore': {
      const secret = readSecret(values['key-file'], process.env[PASSPHRASE_VARIABLE])
      if (!secret.ok) return fail(secret.fault)
      if (command === 'restore') return from === undefined ? missing('--from') : restore(data, from, secret.value)
      if (to === undefined) return missing('--to')
      const opening = readDatabaseSecret(values['database-key-file'])
      if (!opening.ok) return fail(opening.fault)
      const databaseSecret = opening.value
      const target = {
        databaseSecret,
        folder: data,
        to: resolve(to),
        secret: secret.value,
        withFiles: values['with-files'],
      }
      const written = ({ bytes, files, archives }: WrittenBackup): number => {
        console.log(`${to} ${bytes}`)
        for (const line of takenWords(archives)) console.log(line)
        return files === null ? 0 : printFiles(files)
      }
      return withStation(data, {
        stopped: async (_store, opened) =>
          told(noted(opened, 'backup', target.to, await backUpStopped(opened, target)), written),
        running: async (station) => told(await backUpRunning(station, target), written),
      })
    }
    case 'encrypt':
      return turnOnCommand('encrypt', data, values['database-key-file'], undefined)
    case 'rotate-key':
      return turnOnCommand('rotate-key', data, values['database-key-file'], values['new-key-file'])
    case 'decrypt':
      return turnOnCommand('decrypt', data, values['database-key-file'], undefined)
    case 'archive':
    case 'archives':
    case 'unarchive': {
      const { before, number } = values
      const wish = { folder: data, before, number, to: to === undefined ? undefined : resolve(to) }
      const lines = (all: readonly string[]): number => {
        for (const line of all) console.log(line)
        return 0
      }
      return withStation(data, {
        stopped: (_store, opened) =>
          command === 'archives'
            ? told(listStopped(opened, wish), (listed) => lines(listed.lines) + Number(listed.isBad))
            : told(command === 'archive' ? archiveStopped(opened, wish) : unarchiveStopped(opened, wish), lines),
        running: () => Promise.resolve(fail(refuse('folderInUse', 'the station runs: stop it first').fault)),
      })
    }
    case 'verify-archive':
      return rest[0] === undefined
        ? missing('FILE')
        : told(verifyArchiveFile(resolve(rest[0])), (report) => {
            console.log(`${reportWords(report)}\n核对无误 It holds`)
            return 0
          })
    case 'verify-bundle':
      return rest[0] === undefined ? missing('FILE') : printBundle(rest[0])
    case 'call':
      return call(data, rest[0] ?? '', rest[1] ?? '{}')
    default:
      console.log(HELP)
      return values.help ? 0 : 1
  }
}

process.exitCode = await main()
