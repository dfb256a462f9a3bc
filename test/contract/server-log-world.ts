// Authors, pushes and slow oracles for the contract of a server's journal.
import { zstdDecompressSync } from 'node:zlib'
import { decode } from 'cborg'
import { expect } from 'vitest'
import type { ServerLog } from '../../server/log/server-log.ts'
import type { StagingLimits } from '../../server/log/staging.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import { addDigest, emptyDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { LogJudge } from '../support/log-judge.ts'
import type { Picture } from '../support/picture-world.ts'
import { fold } from '../support/picture-world.ts'
import { sha256 } from '../support/shared-crypto.ts'

/** How a test gets at a log: a place of its own that can be opened again and again. */
export interface LogPlace {
  open(limits?: StagingLimits): Promise<ServerLog>
}

export const SPACE: SpaceId = asId('fujian')
export const NOW_MS = 1_700_000_000_000
export const ALL = 1_000_000_000

export interface World {
  readonly log: ServerLog
  readonly judge: LogJudge
  readonly place: LogPlace
}

export async function world(
  makePlace: () => LogPlace,
  authors: readonly ChainAuthor[],
  limits?: StagingLimits,
): Promise<World> {
  const place = makePlace()
  return { place, log: await place.open(limits), judge: new LogJudge().knows(...authors) }
}

export function author(records = 0, startMs = NOW_MS - 60_000): ChainAuthor {
  const one = new ChainAuthor(SPACE, startMs)
  for (let index = 0; index < records; index += 1) one.write('incident', `r${index}`, { title: `t${index}` })
  return one
}

/** A second hand with the first one's key: a copied database. */
export function copyOf(one: ChainAuthor, upTo: number): ChainAuthor {
  const copy = new ChainAuthor(SPACE, NOW_MS - 30_000, one.chain)
  Object.assign(copy, { key: one.key })
  for (const change of one.changes.slice(0, upTo)) {
    copy.changes.push(change)
    copy.see(change)
  }
  return copy
}

export async function push(
  { log, judge }: World,
  one: ChainAuthor,
  from = 0,
  more: {
    readonly to?: number
    readonly seals?: readonly Seal[]
    readonly by?: ChainAuthor
    readonly refilling?: boolean
  } = {},
) {
  const changes = one.changes.slice(from, more.to)
  const batch = {
    space: SPACE,
    changes,
    seals: more.seals ?? [one.seal()],
    broughtBy: (more.by ?? one).key.station,
    refilling: more.refilling ?? false,
  }
  const { outcomes, commits } = await log.append([batch], judge, NOW_MS)
  const [outcome] = outcomes
  if (outcome === undefined) throw new Error('no outcome')
  return { ...outcome, commits }
}

export async function allChanges(log: ServerLog, space = SPACE): Promise<readonly SealedBytes[]> {
  return (await log.page(space, 0, ALL, ALL, ALL)).changes
}

export function read(bytes: SealedBytes): Change {
  const change = readChange(bytes, sha256)
  if (!change.ok) throw new Error(change.fault.message)
  return change.value
}

/** The picture by the slow road: every page from the beginning, verdicts first. */
export async function foldFromScratch(
  log: ServerLog,
): Promise<{ readonly picture: Picture; readonly digest: Uint8Array }> {
  const changes = (await allChanges(log)).map(read)
  const refused = new Set<string>(
    changes.filter(({ head }) => head.kind === VERDICT && head.station === log.station).map(({ head }) => head.record),
  )
  const picture: Picture = new Map()
  for (const change of changes) if (!refused.has(change.id)) fold(picture, change)
  const digest = emptyDigest()
  for (const state of picture.values()) addDigest(digest, recordDigest(state, sha256), 1)
  return { picture, digest }
}

export async function snapshotRows(log: ServerLog, snapshot: string, parts: readonly number[]) {
  const rows: (readonly [string, string, string, Uint8Array])[] = []
  for (const part of parts) {
    const bytes = await log.snapshotPart(SPACE, snapshot, part)
    if (bytes === undefined) throw new Error(`part ${part} is gone`)
    rows.push(...(decode(zstdDecompressSync(bytes)) as typeof rows))
  }
  return rows
}

/** Picture, buckets and records say the same as a fold of all pages. */
export async function expectAgreement(log: ServerLog): Promise<void> {
  const { picture, digest } = await foldFromScratch(log)
  const at = await log.picture(SPACE)
  expect(at).toEqual({ pos: await log.tip(SPACE), records: picture.size, digest })
  const { pos, buckets } = await log.buckets(SPACE)
  expect([pos, buckets.length]).toEqual([at.pos, 256])
  const sum = emptyDigest()
  let count = 0
  for (const [index, of] of buckets.entries()) {
    const own = emptyDigest()
    for (const [kind, id, recordSum] of (await log.bucket(SPACE, index)).records) {
      const state = picture.get(`${kind}/${id}`)
      if (state === undefined) throw new Error(`${kind}/${id} is in no fold`)
      expect(new Uint8Array(recordSum)).toEqual(recordDigest(state, sha256))
      addDigest(own, recordSum, 1)
      addDigest(sum, recordSum, 1)
      count += 1
    }
    expect(of).toEqual(own)
  }
  expect([sum, count]).toEqual([digest, picture.size])
  const folded = [...picture.values()].filter(({ kind }) => kind === 'incident').map(({ id }) => id)
  expect((await log.records(SPACE, 'incident')).map(({ id }) => id).sort()).toEqual(folded.sort())
}

/** Closes and opens again. */
export async function reopened({ log, place }: Pick<World, 'log' | 'place'>): Promise<ServerLog> {
  await log.close()
  return place.open()
}
