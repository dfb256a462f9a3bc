// `npm run server -- recover`: a new database out of a damaged one, with a way in for an administrator when passwords are lost.
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import { Access } from '../access/access.ts'
import { newPassword } from '../access/secrets.ts'
import { firstStart } from '../admin/first-start.ts'
import type { Recovered } from '../log/recover.ts'
import { recoverFolder } from '../log/recover.ts'
import type { SqliteLog } from '../log/sqlite-log.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'

export interface RecoveredServer extends Recovered {
  /** Only when no administrator's password survived. */
  readonly admin: { readonly name: string; readonly password: string } | undefined
}

/** Recovers the folder and sees to it that an administrator can sign in. */
export async function recover(
  folder: string,
  nowMs: number,
  withoutArchives = false,
): Promise<Result<RecoveredServer>> {
  const recovered = await recoverFolder(folder, nowMs, withoutArchives)
  if (!recovered.ok) return recovered
  const opened = openSqliteLog(folder, nowMs)
  if (!opened.ok) return opened
  const log = opened.value
  try {
    return ok({ ...recovered.value, admin: await wayIn(log, nowMs) })
  } finally {
    await log.close()
  }
}

async function wayIn(log: SqliteLog, nowMs: number): Promise<RecoveredServer['admin']> {
  const access = new Access({ log, book: log.access, nowMs: () => nowMs, onCommits: () => undefined })
  await access.directory.refresh()
  const admins = [...access.directory.officers].filter(([, { role, active }]) => role === 'administrator' && active)
  for (const [id] of admins) if ((await log.access.verifier(asId(id))) !== undefined) return undefined
  const [first] = admins
  if (first === undefined) return { name: 'admin', password: await firstStart(log, access) }
  const [id, { name, credentialVersion }] = first
  const password = newPassword()
  await access.setPassword(id, password, credentialVersion + 1, true)
  await access.setUp([{ kind: OFFICER, id: asId(id), fields: { credentialVersion: credentialVersion + 1 } }])
  return { name, password }
}
