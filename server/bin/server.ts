// `npm run server`: one coordination server on a folder. With --embedded it is the child of a station or of the desktop
// application, and its first line is JSON for its parent; otherwise it speaks to people, in both languages.
//   server --data DIR [--port N] [--host ADDRESS [--plain]] [--embedded] [--demo] [--backup-folder DIR] [--key-file FILE]
//   server --store postgres://… …: the journal in PostgreSQL, which several processes share (or FENGSUI_STORE)
//   server move --from DIR|postgres://… --to postgres://…|DIR: the whole journal into another store; --data DIR: where the
//     archives of a PostgreSQL database lie
//   server recover --data DIR [--without-archives]
//   server backup --data DIR --to FILE [--key-file FILE]
//   server restore --data DIR --from FILE [--key-file FILE]
//   server prove --from FILE [--key-file FILE]
//   server archive --data DIR --before YYYY-MM-DD [--to FILE]: older journal out of a stopped server's database into a file
//   server archives --data DIR [--number N --to FILE]: the archives, verified; or where one is now
//   server unarchive --data DIR --number N; server verify-archive --from FILE
//   server archive | archives | unarchive … --store postgres://…: the same of a PostgreSQL database no process works on
//   server certificate --data DIR --for HOST|ADDRESS [--for …] [--client NAME]: an authority of one's own, in DIR/tls
//   server … [--tls] [--tls-clients]: https with DIR/tls, and for stations with a certificate of that authority alone
//   server … [--tls-certificate FILE --tls-key FILE]: https with a certificate from elsewhere
//   server … --openid-issuer URL --openid-client ID --public-url URL [--openid-secret-file FILE] [--openid-claim CLAIM]
//     [--openid-label TEXT]: officers may sign in with an existing directory (docs/operations/openid.md)
//   server invite --data DIR --name NAME [--agency ID] [--minutes N]
//   server extend --data DIR --station ID --number N: a code that opens a closed station for a week
//   server reset-factor --data DIR --name NAME: takes an officer's second factor off (the telephone is lost)
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { faultLine } from '../../shared/base/fault-line.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { FIRST_CLOSING_DAYS } from '../../shared/model/closing.ts'
import type { OpenIdSettings } from '../access/open-id-settings.ts'
import { readOpenIdSettings } from '../access/open-id-settings.ts'
import { PASSPHRASE_VARIABLE, readSecret } from '../backup/secret.ts'
import { isPostgresUrl, shownUrl } from '../log/postgres/connection.ts'
import { filesIn } from '../tls/certificates.ts'
import { isOpenToOthers, openWords } from '../tls/plain-host.ts'
import type { ServerTls } from '../tls/tls-door.ts'
import { archiveCommand, isArchiveCommand } from './archive-commands.ts'
import { backupCommand, isBackupCommand } from './backup-commands.ts'
import { certificateCommand } from './certificate-command.ts'
import { extend } from './extend.ts'
import { invite } from './invite.ts'
import { moveCommand } from './move-command.ts'
import type { RecoveredServer } from './recover.ts'
import { recover } from './recover.ts'
import { resetFactor } from './reset-factor.ts'
import { demoFolder, startServer } from './start-server.ts'

const ROOT = join(import.meta.dirname, '../..')
const DEFAULT_PORT = 7300
const STORE_VARIABLE = 'FENGSUI_STORE'
const STOP_LIMIT_MS = 10_000

/** The part of Electron's process.parentPort that is used; its utility processes have no standard input. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
}

function options() {
  return parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      // Off this machine without TLS, wished for.
      plain: { type: 'boolean', default: false },
      embedded: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      name: { type: 'string' },
      agency: { type: 'string' },
      minutes: { type: 'string' },
      station: { type: 'string' },
      number: { type: 'string' },
      'backup-folder': { type: 'string' },
      'key-file': { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
      before: { type: 'string' },
      'without-archives': { type: 'boolean', default: false },
      store: { type: 'string' },
      for: { type: 'string', multiple: true, default: [] },
      client: { type: 'string' },
      tls: { type: 'boolean', default: false },
      'tls-clients': { type: 'boolean', default: false },
      'tls-certificate': { type: 'string' },
      'tls-key': { type: 'string' },
      'openid-issuer': { type: 'string' },
      'openid-client': { type: 'string' },
      'openid-secret-file': { type: 'string' },
      'openid-claim': { type: 'string' },
      'openid-label': { type: 'string' },
      'public-url': { type: 'string' },
    },
  })
}

function fail(text: string): void {
  console.error(text)
  process.exitCode = 1
}

function sayPassword(name: string, password: string): void {
  console.log(`管理员 ${name} 的一次性密码 One-time password of ${name}: ${password}`)
}

function sayRecovered(done: Awaited<ReturnType<typeof recover>>): void {
  if (!done.ok) return fail(faultLine(done.fault))
  const { changes, unproven, kept, admin } = done.value
  console.log(
    `已恢复变更 ${changes} 条，无法证实 ${unproven} 条，其余由各席位补回 Recovered ${changes} changes, ${unproven} not proved; stations bring back the rest`,
  )
  if (kept !== null) console.log(`损坏的数据库保存在 The damaged database is kept: ${kept}`)
  if (admin !== undefined) sayPassword(admin.name, admin.password)
}

/** Which certificate is served; undefined: none, plain http. */
function tlsOf(values: ReturnType<typeof options>['values'], folder: string): ServerTls | undefined {
  const { ca, certificate, key } = filesIn(join(folder, 'tls'), 'server')
  const clientCa = values['tls-clients'] ? ca : undefined
  const given = values['tls-certificate']
  if (given !== undefined) return { certificate: given, key: values['tls-key'] ?? given, clientCa }
  return values.tls || values['tls-clients'] ? { certificate, key, clientCa } : undefined
}

/** The directory officers may sign in with; undefined: none. Refused with the option's name. */
function openIdOf(values: ReturnType<typeof options>['values']): Result<OpenIdSettings | undefined> {
  if (values['openid-issuer'] === undefined) return ok(undefined)
  const secretFile = values['openid-secret-file']
  try {
    return readOpenIdSettings({
      issuer: values['openid-issuer'],
      clientId: values['openid-client'] ?? '',
      publicUrl: values['public-url'] ?? '',
      claim: values['openid-claim'],
      label: values['openid-label'],
      ...(secretFile === undefined ? {} : { clientSecret: readFileSync(secretFile, 'utf8').trim() }),
    })
  } catch (error) {
    return refuse('fileUnreadable', error instanceof Error ? error.message : String(error), {
      field: 'openid-secret-file',
    })
  }
}

async function main(): Promise<void> {
  const { values, positionals } = options()
  const folder = values.data ?? join(ROOT, 'data/server')
  if (positionals[0] === 'move') {
    const done = await moveCommand(values.from, values.to, Date.now(), folder)
    if (done.ok) for (const line of done.value) console.log(line)
    else fail(faultLine(done.fault))
    return
  }
  const store = values.store ?? process.env[STORE_VARIABLE]
  if (store !== undefined && !isPostgresUrl(store))
    return fail('--store: 应为 must be postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  if (
    store !== undefined &&
    positionals[0] !== undefined &&
    !['invite', 'reset-factor', 'extend'].includes(positionals[0]) &&
    !isArchiveCommand(positionals[0])
  )
    return fail(
      `${positionals[0]}: PostgreSQL 用自己的工具备份与恢复，见 PostgreSQL is backed up and restored with its own tools, see docs/operations/postgres.md`,
    )
  if (positionals[0] === 'invite') {
    const made = await invite(folder, values.name ?? '席位', values.agency, Number(values.minutes ?? 1_440), store)
    if (made.ok) console.log(made.value)
    else fail(faultLine(made.fault))
    return
  }
  if (positionals[0] === 'reset-factor') {
    const done = await resetFactor(folder, values.name ?? '', store)
    if (done.ok) console.log('两步验证已取消 the second factor is off')
    else fail(faultLine(done.fault))
    return
  }
  if (positionals[0] === 'extend') {
    const made = await extend(folder, values.station, Number(values.number ?? 0), store)
    if (made.ok) console.log(made.value)
    else fail(faultLine(made.fault))
    return
  }
  if (positionals[0] === 'certificate') {
    const made = await certificateCommand(join(folder, 'tls'), values.for, values.client, Date.now())
    if (made.ok) for (const line of made.value) console.log(line)
    else fail(faultLine(made.fault))
    return
  }
  if (isArchiveCommand(positionals[0])) {
    const { before, to, from, number } = values
    const say = (line: string): void => console.error(line)
    const done = await archiveCommand(positionals[0], { folder, store, before, to, from, number, say })
    if (!done.ok) return fail(faultLine(done.fault))
    for (const line of done.value.lines) console.log(line)
    if (done.value.isBad) process.exitCode = 1
    return
  }
  if (positionals[0] === 'recover') return sayRecovered(await recover(folder, Date.now(), values['without-archives']))
  const secret = readSecret(values['key-file'], process.env[PASSPHRASE_VARIABLE])
  if (!secret.ok) return fail(faultLine(secret.fault))
  if (isBackupCommand(positionals[0])) {
    const done = await backupCommand(positionals[0], { folder, to: values.to, from: values.from, secret: secret.value })
    if (done.ok) for (const line of done.value) console.log(line)
    else fail(faultLine(done.fault))
    return
  }
  if (positionals[0] !== undefined) return fail(`${positionals[0]}: 没有这个命令 there is no such command`)
  const port = Number(values.port ?? DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return fail(`--port ${values.port}: 须为 must be 0–65535`)
  const logger = pino({ level: process.env['FENGSUI_LOG'] ?? 'info' }, pino.destination(2))
  const tls = tlsOf(values, folder)
  const isOpen = isOpenToOthers(values.host, tls)
  if (isOpen && !values.plain) return fail(openWords(values.host))
  const wishes = {
    folder,
    store,
    host: values.host,
    port,
    embedded: values.embedded,
    tls,
    demo: values.demo ? demoFolder(ROOT) : undefined,
    logger,
    nowMs: Date.now,
    backups: { folder: values['backup-folder'], secret: secret.value },
  }
  const openId = openIdOf(values)
  if (!openId.ok) return fail(faultLine(openId.fault))
  const wanted = { ...wishes, openId: openId.value }
  let started = await startServer(wanted)
  let passwordOf: RecoveredServer['admin']
  // Nobody looks after an embedded server but its own station, which holds everything and brings it back.
  if (!started.ok && started.fault.kind === 'storeCorrupt' && values.embedded) {
    const recovered = await recover(folder, Date.now(), true)
    logger.warn({ fault: started.fault, recovered: recovered.ok }, 'the database was damaged')
    if (recovered.ok) {
      passwordOf = recovered.value.admin
      started = await startServer(wanted)
    }
  }
  if (!started.ok && started.fault.kind === 'storeCorrupt')
    console.error(
      `数据库损坏、截短或丢失，服务器未启动，文件未改动。请放回备份，或运行 The database is damaged, cut short or missing; the server did not start and changed nothing. Put a backup back, or run: npm run server -- recover --data ${folder}`,
    )
  if (!started.ok) return fail(faultLine(started.fault))
  const { url, joinCode, adminPassword, demo, close } = started.value
  // Before anyone is told that it runs: who reads that may end it at once.
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    void close().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (values.embedded) console.log(JSON.stringify({ url, joinCode, ...(demo === undefined ? {} : { demo }) }))
  else
    console.log(
      `协同服务器 Coordination server: ${url}\n数据目录 Data folder: ${folder}${store === undefined ? '' : `\n数据库 Database: ${shownUrl(store)}`}`,
    )
  if (isOpen) console.log('未加密：网络上可读取密码和数据 Not encrypted: passwords and data can be read on the network')
  if (adminPassword !== undefined) sayPassword('admin', adminPassword)
  if (adminPassword !== undefined && !values.embedded && !values.demo)
    console.log(
      `席位连续 ${FIRST_CLOSING_DAYS} 天不联网即自动关闭（“管理—席位”中可改） Stations that are not linked for ${FIRST_CLOSING_DAYS} days close (Administration, Stations)`,
    )
  if (passwordOf !== undefined) sayPassword(passwordOf.name, passwordOf.password)
  if (!values.embedded && joinCode !== undefined)
    console.log(
      `首个席位的加入码（24 小时内有效一次）Join code of the first station (once, within 24 hours): ${joinCode}`,
    )
  // An embedded server ends with its parent: asked to by Electron's main process, or when the station's pipe closes.
  const { parentPort } = process as { readonly parentPort?: ParentPort }
  if (parentPort !== undefined)
    parentPort.on('message', ({ data }) => {
      if ((data as { readonly type?: unknown } | null)?.type === 'stop') stop()
    })
  else if (values.embedded) {
    process.stdin.on('end', stop)
    process.stdin.on('error', stop)
    process.stdin.resume()
  }
}

await main()
