// `npm run fengsui -- COMMAND --data DIR`: a station's data on the command line. A running station is asked over its local
// socket with the owner's token; a stopped one is opened directly.
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import type { VerifyReport } from '../../shared/rpc/methods.ts'
import { exportSpace, importSpace } from '../engine/packs.ts'
import { verifyStore } from '../engine/verify.ts'
import { openSocketLink } from '../link/socket-client.ts'
import { whyBad } from '../store/backups.ts'
import { DATABASE_FILE, openStore } from '../store/open-store.ts'
import type { StationStore } from '../store/station-store.ts'

const HELP = `烽燧命令行 Fengsui on the command line (npm run fengsui -- …)

  digest  --data DIR                     各空间的态势校验码   picture code of every space
  verify  --data DIR                     核对日志链与态势     check every chain, seal and picture
  export  --data DIR --space ID --to F   空间写成一个文件     a space as one file
  import  --data DIR --from F            从文件并入           merge a file in
  backup  --data DIR --to F              一致的备份           a consistent copy of the database
  restore --data DIR --from F            由备份恢复（原库保留）put a backup back; the present database is kept aside
  call    --data DIR METHOD JSON         调用运行中席位的方法 call a method of a running station

digest, verify, export, import, backup 和 restore 用于已停止的席位；运行中的席位用 call。
digest, verify, export, import, backup and restore work on a stopped station; use call on a running one.
`

function options() {
  return parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: join(import.meta.dirname, '../../data/station') },
      space: { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
}

function fail(why: Fault): number {
  console.error(`${why.kind}: ${why.message}`)
  return 1
}

async function withStore(
  folder: string,
  work: (store: StationStore) => number | Promise<number>,
  isNewAllowed = false,
): Promise<number> {
  if (!isNewAllowed && !existsSync(join(folder, DATABASE_FILE)))
    return fail(refuse('notFound', `no station has run on ${folder}`).fault)
  const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
  const opened = await openStore({ folder, nowMs: Date.now, random, log: () => undefined })
  if (!opened.ok) return fail(opened.fault)
  const { store, recovery } = opened.value
  if (recovery !== null) console.error(`damaged and recovered: ${recovery.why}; kept as ${recovery.kept}`)
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

function printVerify({ chains, pictureProblems }: VerifyReport): number {
  for (const { space, station, chain, branch, changes, erased, sealed, problem } of chains) {
    const name = `${space} ${station}/${chain}${branch === '' ? '' : ` (${branch})`}`
    const marks = `${sealed ? 'sealed' : 'not sealed'}${erased > 0 ? `, ${erased} destroyed` : ''}`
    console.log(problem === null ? `ok   ${name}: ${changes} changes, ${marks}` : `BAD  ${name}: ${problem}`)
  }
  for (const space of pictureProblems) console.log(`BAD  ${space}: the stored picture is not what its journals give`)
  const bad = chains.filter(({ problem }) => problem !== null).length + pictureProblems.length
  console.log(bad === 0 ? '全部核对无误 everything holds' : `${bad} 处有问题 problems`)
  return bad === 0 ? 0 : 1
}

function restore(folder: string, from: string): number {
  const bad = existsSync(from) ? whyBad(from) : 'there is no such file'
  if (bad !== undefined) return fail(refuse('fileUnreadable', `${from}: ${bad}`).fault)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, DATABASE_FILE)
  if (existsSync(path)) {
    const kept = join(folder, `station-before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}.db`)
    renameSync(path, kept)
    if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`)
    rmSync(`${path}-shm`, { force: true })
    console.log(`原数据库 present database kept: ${kept}`)
  }
  copyFileSync(from, path)
  console.log(`已恢复 restored: ${path}`)
  return 0
}

async function call(folder: string, method: string, text: string): Promise<Result<Json>> {
  let params: unknown
  try {
    params = JSON.parse(text)
  } catch {
    return refuse('invalidInput', `not JSON: ${text}`, { field: 'JSON' })
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
  if (!existsSync(join(folder, 'station.port'))) return refuse('notFound', `no station runs on ${folder}`)
  const link = await openSocketLink(Number(read('station.port')), read('station.token'))
  if (!link.ok) return link
  return new Promise((resolve) => {
    link.value.onClose((reason) => resolve(refuse('linkLost', reason)))
    link.value.onFrame((frame) => {
      if (frame.t === 'result') resolve(ok(frame.value))
      else if (frame.t === 'fault') resolve({ ok: false, fault: frame.fault })
      else return
      link.value.close('done')
    })
    link.value.send({ t: 'call', id: 1, method, params })
  })
}

async function main(): Promise<number> {
  const { values, positionals } = options()
  const [command, ...rest] = positionals
  const { data, space, to, from } = values
  const missing = (name: string): number => fail(refuse('invalidInput', `${name} is missing; see --help`).fault)
  switch (values.help ? undefined : command) {
    case 'digest':
      return withStore(data, (store) => {
        for (const id of store.spaces()) {
          const { digest, records } = store.facts(id)
          console.log(`${id} ${pictureCode(digest)} ${records}`)
        }
        return 0
      })
    case 'verify':
      return withStore(data, (store) => printVerify(verifyStore(store)))
    case 'export':
      if (space === undefined || to === undefined) return missing('--space or --to')
      return withStore(data, (store) => {
        if (!store.spaces().includes(asId(space))) return fail(refuse('spaceUnknown', `no space ${space}`).fault)
        writeFileSync(to, exportSpace(store, asId(space), Date.now()))
        console.log(to)
        return 0
      })
    case 'import':
      if (from === undefined) return missing('--from')
      if (!existsSync(from)) return fail(refuse('notFound', `no file ${from}`).fault)
      return withStore(
        data,
        (store) => {
          const report = importSpace(store, new Uint8Array(readFileSync(from)), Date.now())
          if (!report.ok) return fail(report.fault)
          console.log(JSON.stringify(report.value))
          return report.value.problems.length === 0 ? 0 : 1
        },
        true,
      )
    case 'backup':
      if (to === undefined) return missing('--to')
      return withStore(data, async (store) => {
        const written = await store.backup(to)
        if (!written.ok) return fail(written.fault)
        console.log(`${to} ${written.value.bytes}`)
        return 0
      })
    case 'restore':
      return from === undefined ? missing('--from') : restore(data, from)
    case 'call': {
      const answer = await call(data, rest[0] ?? '', rest[1] ?? '{}')
      if (!answer.ok) return fail(answer.fault)
      console.log(JSON.stringify(answer.value))
      return 0
    }
    default:
      console.log(HELP)
      return values.help ? 0 : 1
  }
}

process.exitCode = await main()
