// What a set of changes means, said as slowly and plainly as possible, to be compared with what the programs keep: a refused
// change counts nowhere; of the rest, a field's heads are the changes that set it and that no other names as replaced.
import type { Change } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { sha256 } from '../support/shared-crypto.ts'

/** Record (`kind/id`) → field → heads as `change-id value`, sorted. */
export type OraclePicture = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

/** A value as text; the order of an object's names says nothing. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** Ids of the changes that verdicts refuse. */
export function refusedOf(changes: Iterable<Change>): ReadonlySet<string> {
  return new Set([...changes].filter(({ head }) => head.kind === VERDICT).map(({ head }) => head.record as string))
}

export function oraclePicture(changes: readonly Change[]): OraclePicture {
  const refused = refusedOf(changes)
  const standing = changes.filter(({ id }) => !refused.has(id))
  const replaced = new Set<string>()
  for (const { head, content } of standing)
    for (const { name, over } of content?.sets ?? [])
      for (const id of over) replaced.add(`${head.kind}/${head.record} ${name} ${id}`)
  const picture = new Map<string, Map<string, string[]>>()
  for (const { id, head, content } of standing) {
    const record = `${head.kind}/${head.record}`
    for (const { name, value } of content?.sets ?? []) {
      if (replaced.has(`${record} ${name} ${id}`)) continue
      const fields = picture.get(record) ?? new Map<string, string[]>()
      picture.set(record, fields)
      fields.set(name, [...(fields.get(name) ?? []), `${id} ${plain(value)}`].toSorted())
    }
  }
  return picture
}

/** A kept record in the oracle's words; fields without heads left out. */
export function asOracle(state: RecordState | undefined): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>()
  for (const [name, { heads }] of state?.fields ?? [])
    if (heads.length > 0) fields.set(name, heads.map(({ mark, value }) => `${mark.id} ${plain(value)}`).toSorted())
  return fields
}

/** The digest of a picture, made another way than the programs make it: eight sums of numbers, from the oracle's words. */
export function oracleDigest(picture: OraclePicture): Uint8Array {
  const sums = Array.from({ length: 8 }, () => 0n)
  for (const [record, fields] of picture) {
    const cut = record.indexOf('/')
    const lines = [record.slice(0, cut), record.slice(cut + 1)]
    for (const name of [...fields.keys()].toSorted())
      lines.push([name, ...(fields.get(name) ?? []).map((head) => head.split(' ')[0])].join(' '))
    const digest = Buffer.from(sha256(new TextEncoder().encode(lines.join('\n'))))
    for (let lane = 0; lane < 8; lane += 1) sums[lane] = (sums[lane] ?? 0n) + BigInt(digest.readUInt32LE(lane * 4))
  }
  const digest = Buffer.alloc(32)
  for (const [lane, sum] of sums.entries()) digest.writeUInt32LE(Number(sum % 4_294_967_296n), lane * 4)
  return new Uint8Array(digest)
}

/** First difference between a picture and the oracle, or undefined. */
export function firstDifference(
  oracle: OraclePicture,
  read: (kind: string, id: string) => RecordState | undefined,
): string | undefined {
  for (const [record, fields] of oracle) {
    const cut = record.indexOf('/')
    const kept = asOracle(read(record.slice(0, cut), record.slice(cut + 1)))
    for (const name of new Set([...fields.keys(), ...kept.keys()])) {
      const wanted = (fields.get(name) ?? []).join(' | ')
      const there = (kept.get(name) ?? []).join(' | ')
      if (wanted !== there) return `${record} ${name}: oracle [${wanted}], kept [${there}]`
    }
  }
  return undefined
}
