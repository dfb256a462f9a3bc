// What must hold at any moment of a run, and what must hold once everything is linked again.
import { toHex } from '../../shared/base/bytes.ts'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { pairChanges, readAnswer, readRequest } from '../../shared/sync/frame.ts'
import { verifyStore } from '../../station/engine/verify.ts'
import { sha256 } from '../support/shared-crypto.ts'
import type { Ledger } from './ledger.ts'
import { firstDifference, oracleDigest, oraclePicture, refusedOf } from './oracle.ts'
import type { OraclePicture } from './oracle.ts'
import type { SimServer } from './sim-server.ts'
import { changesOf } from './sim-station.ts'
import type { SimStation } from './sim-station.ts'

/** A rule did not hold. */
export class Broken extends Error {}

function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what)
}

/** [SY-12] What a server acknowledges is on its disk at that moment. */
export function checkAcknowledged(server: SimServer, request: Uint8Array, answer: Uint8Array): number {
  const asked = readRequest('push', request)
  const said = readAnswer('push', answer)
  if (!asked.ok || !said.ok) return 0
  const pairs = pairChanges(asked.value.changes)
  if (!pairs.ok) return 0
  const onDisk = server.onDisk()
  let proven = 0
  for (const pair of pairs.value) {
    const change = readChange(pair, sha256)
    if (!change.ok) continue
    const { station, chain, seq } = change.value.head
    // A page holds one branch of a chain, so the number says enough.
    const agreed = said.value.agreed.filter((one) => one.station === station && one.chain === chain)
    if (!agreed.some((one) => one.seq >= seq)) continue
    demand(
      onDisk.has(change.value.id),
      `${server.name} acknowledged change ${seq} of ${station} and does not have it on disk`,
    )
    proven += 1
  }
  return proven
}

/** Chains whole, pictures what their changes give, nothing thought agreed that no server ever had. */
export function checkStation(station: SimStation, ledger: Ledger, spaces: readonly SpaceId[]): void {
  const { store, name } = station
  const report = verifyStore(store)
  for (const chain of report.chains)
    demand(
      chain.problem === null,
      `${name}: chain ${chain.station}/${chain.chain}/${chain.branch}: ${chain.problem?.message}`,
    )
  demand(
    report.pictureProblems.length === 0,
    `${name}: verify finds ${report.pictureProblems.map(({ message }) => message).join()}`,
  )
  for (const space of spaces) {
    const changes = changesOf(store, space)
    checkAgreed(station, ledger, space, changes)
    if (store.backfillWanted(space) !== undefined || store.snapshotInProgress(space) !== undefined) continue
    const oracle = oraclePicture(changes)
    const difference = firstDifference(oracle, (kind, id) => store.read(space, kind, asId(id)))
    demand(difference === undefined, `${name}, ${space}: ${difference}`)
    demand(
      toHex(oracleDigest(oracle)) === toHex(store.facts(space).digest),
      `${name}, ${space}: the digest is not the one of its changes`,
    )
  }
}

function checkAgreed(station: SimStation, ledger: Ledger, space: SpaceId, changes: readonly Change[]): void {
  const records = new Map(changes.map(({ head }) => [`${head.kind}/${head.record}`, head]))
  for (const { kind, record } of records.values())
    for (const { change, agreed } of station.store.history(space, { kind, id: record }))
      demand(
        !agreed || ledger.everOnServer.has(change.id),
        `${station.name} thinks change ${change.head.seq} of ${change.head.station} agreed; no server ever had it`,
      )
}

/** The server's picture is what its journal gives, and its positions have no gap. */
export async function checkServer(server: SimServer, spaces: readonly SpaceId[]): Promise<void> {
  for (const space of spaces) {
    const changes = await serverChanges(server, space)
    const tip = await server.log.tip(space)
    demand(changes.length === tip, `${server.name}, ${space}: ${changes.length} changes below position ${tip}`)
    const { digest } = await server.log.picture(space)
    demand(
      toHex(oracleDigest(oraclePicture(changes))) === toHex(digest),
      `${server.name}, ${space}: the digest is not the one of its journal`,
    )
  }
}

async function serverChanges(server: SimServer, space: SpaceId): Promise<readonly Change[]> {
  return (await server.changes(space)).map((bytes) => {
    const change = readChange(bytes, sha256)
    demand(change.ok, `${server.name}: a stored change cannot be read`)
    return change.value
  })
}

/** [CM-9] No two incidents that stand bear one number; gives how many bear a mark. */
function checkNumbers(picture: OraclePicture): number {
  const bearers = new Map<string, string>()
  let marked = 0
  for (const [record, fields] of picture) {
    const heads = record.startsWith(`${INCIDENT}/`) ? (fields.get('number') ?? []) : []
    for (const head of heads) {
      const number = head.slice(head.indexOf(' ') + 1)
      const other = bearers.get(number)
      demand(other === undefined || other === record, `${number} is the number of ${record} and of ${other}`)
      if (other === undefined && /-[0-9A-Z]{6}-/.test(number)) marked += 1
      bearers.set(number, record)
    }
  }
  return marked
}

/** One picture everywhere, that of all changes there are; every committed change in it or refused for a reason. */
export async function checkEnd(
  stations: readonly SimStation[],
  servers: readonly SimServer[],
  ledger: Ledger,
  spaces: readonly SpaceId[],
): Promise<{ readonly codes: string; readonly markedNumbers: number }> {
  const codes: string[] = []
  let markedNumbers = 0
  for (const space of spaces) {
    const union = new Map<ChangeId, Change>()
    for (const station of stations) for (const change of changesOf(station.store, space)) union.set(change.id, change)
    for (const server of servers) for (const change of await serverChanges(server, space)) union.set(change.id, change)
    const picture = oraclePicture([...union.values()])
    markedNumbers += checkNumbers(picture)
    const digest = oracleDigest(picture)
    for (const station of stations) {
      const { digest: theirs } = station.store.facts(space)
      demand(
        toHex(theirs) === toHex(digest),
        `${station.name} shows ${pictureCode(theirs)} of ${space}, all changes give ${pictureCode(digest)}`,
      )
      const held = new Set(changesOf(station.store, space).map(({ id }) => id))
      const missing = [...union.values()].find(({ id }) => !held.has(id))
      demand(missing === undefined, `${station.name} lacks change ${missing?.head.seq} of ${missing?.head.station}`)
    }
    for (const server of servers) {
      const { digest: theirs } = await server.log.picture(space)
      demand(toHex(theirs) === toHex(digest), `${server.name} has another picture of ${space} than the stations`)
      const held = new Set((await serverChanges(server, space)).map(({ id }) => id))
      const missing = [...union.values()].find(({ id }) => !held.has(id))
      demand(missing === undefined, `${server.name} lacks change ${missing?.head.seq} of ${missing?.head.station}`)
    }
    const refused = refusedOf(union.values())
    for (const { change, allowed, station } of ledger.lines.values()) {
      if (change.head.space !== space) continue
      demand(
        union.has(change.id),
        `a change ${station} committed is gone: ${change.head.seq} of ${change.head.station}`,
      )
      demand(
        allowed === undefined || refused.has(change.id) !== allowed,
        allowed
          ? `a change of ${change.head.officer} was refused (${change.head.kind}, number ${change.head.seq} of ${station})`
          : `a change of ${change.head.officer} was not refused (number ${change.head.seq} of ${station})`,
      )
    }
    codes.push(`${space} ${pictureCode(digest)} ${toHex(digest).slice(0, 16)}`)
  }
  return { codes: codes.join(', '), markedNumbers }
}
