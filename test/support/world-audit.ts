// What is looked at when every program of a world has ended: databases opened as they were left, chains and seals verified,
// pictures folded anew, and every change a station said it had recorded found again everywhere.
import Sqlite from 'better-sqlite3'
import { random } from '../../server/log/node-crypto.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { toHex } from '../../shared/base/bytes.ts'
import { FaultError } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { verifyStore } from '../../station/engine/verify.ts'
import { openStore } from '../../station/store/open-store.ts'
import { changesOf } from '../sim/sim-station.ts'
import type { ProgramWorld } from './program-world.ts'
import { SPACE } from './program-world.ts'
import { sha256 } from './shared-crypto.ts'

const FUJIAN = asId<never>(SPACE)

export interface Audit {
  readonly code: string
  /** Changes in the server's journal. */
  readonly changes: number
  /** Changes a station said it had recorded. */
  readonly recorded: number
  /** What does not hold, in words; empty when everything does. */
  readonly problems: readonly string[]
}

interface Holding {
  readonly name: string
  readonly digest: string
  readonly ids: ReadonlySet<string>
}

/** Looks at a stopped world. */
export async function audit(world: ProgramWorld): Promise<Audit> {
  const problems: string[] = []
  const holdings: Holding[] = []
  for (const seat of world.seats) holdings.push(await station(seat.name, seat.machine.folder, problems))
  const server = await serverOf(world.server.folder, problems)
  for (const { name, digest, ids } of [...holdings, server]) {
    if (digest !== server.digest) problems.push(`${name} has another picture than the server`)
    const lost = [...world.recorded].filter(([change]) => !ids.has(change))
    if (lost.length > 0) problems.push(`${name} lacks ${lost.length} recorded changes, the first by ${lost[0]?.[1]}`)
  }
  return { code: server.code, changes: server.ids.size, recorded: world.recorded.size, problems }
}

async function station(name: string, folder: string, problems: string[]): Promise<Holding> {
  const opened = await openStore({ folder, nowMs: Date.now, random, log: () => undefined })
  if (!opened.ok) throw new FaultError(opened.fault)
  const { store, recovery } = opened.value
  try {
    if (recovery !== null) problems.push(`${name} was found damaged: ${recovery.why}`)
    const { chains, pictureProblems } = verifyStore(store)
    for (const { station: author, chain, problem } of chains)
      if (problem !== null) problems.push(`${name}: chain ${author}/${chain}: ${problem.message}`)
    for (const { message } of pictureProblems) problems.push(`${name}: ${message}`)
    const ids = new Set(changesOf(store, FUJIAN).map(({ id }) => id as string))
    return { name, digest: toHex(store.facts(FUJIAN).digest), ids }
  } finally {
    store.close()
  }
}

async function serverOf(folder: string, problems: string[]): Promise<Holding & { readonly code: string }> {
  const sqlite = new Sqlite(`${folder}/server.db`)
  const whole = sqlite.pragma('integrity_check', { simple: true })
  sqlite.close()
  if (whole !== 'ok') problems.push(`the server's database: ${String(whole)}`)
  const opened = openSqliteLog(folder, Date.now(), random)
  if (!opened.ok) throw new FaultError(opened.fault)
  const log = opened.value
  try {
    const tip = await log.tip(FUJIAN)
    const { changes } = await log.page(FUJIAN, 0, tip, tip + 1, Number.MAX_SAFE_INTEGER)
    if (changes.length !== tip) problems.push(`the server has ${changes.length} changes below position ${tip}`)
    const { digest } = await log.picture(FUJIAN)
    const ids = new Set(changes.map(idOf))
    return { name: 'the server', digest: toHex(digest), code: pictureCode(digest), ids }
  } finally {
    await log.close()
  }
}

function idOf(bytes: SealedBytes): string {
  const change = readChange(bytes, sha256)
  if (!change.ok) throw new FaultError(change.fault)
  return change.value.id
}
