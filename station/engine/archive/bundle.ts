// What an archive bundle holds, as texts and bytes. One law for whoever writes a bundle and whoever verifies one: records and
// journal are told from the changes alone, so that a verifier tells them anew and compares.
//
//   index.html            readable with any browser          records.json   every record as merged
//   incident.geojson      position and area                  journal.json   every change in words and values
//   documents/, files/    reports and attachments            proof.json     the bytes that prove records and journal
//   manifest.json         length and SHA-256 of every other file
//   archive comment       signature of the station that wrote the bundle, over every byte before it
import * as z from 'zod'
import { sameBytes } from '../../../shared/base/bytes.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../../shared/base/ids.ts'
import { asId, stationIdOf } from '../../../shared/base/ids.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import { sealHolds } from '../../../shared/journal/chain.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { NO_PREVIOUS, changeIdOf, decodeHeader, readChange } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { applyChange, conflictsOf, emptyRecord, shownFields } from '../../../shared/journal/merge.ts'
import { VERDICT } from '../../../shared/model/verdict.ts'
import { sha256, verifySignature } from '../../store/node-crypto.ts'

export const BUNDLE_VERSION = 1

/** A run of one chain from the first change of the bundle in it up to the one that is sealed. */
export interface ProofChain {
  readonly station: string
  readonly chain: number
  /** Raw Ed25519 key of the station, base64; null when the writer did not know it. */
  readonly publicKey: string | null
  /** Headers of the run, base64, each holding the hash of the one before. */
  readonly headers: readonly string[]
  readonly seal: { readonly seq: number; readonly signature: string } | null
}

export interface Proof {
  readonly version: number
  readonly space: string
  readonly incident: string
  /** False: the station that wrote the bundle was still fetching older journal. */
  readonly complete: boolean
  readonly chains: readonly ProofChain[]
  /** Change id → body, base64; null once a law ordered it destroyed. */
  readonly bodies: { readonly [change: string]: string | null }
}

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
export const proofSchema: z.ZodType<Proof> = z.object({
  version: z.int().min(1),
  space: z.string(),
  incident: z.string(),
  complete: z.boolean(),
  chains: z.array(
    z.object({
      station: z.string(),
      chain: z.int(),
      publicKey: base64.nullable(),
      headers: z.array(base64).min(1),
      seal: z.object({ seq: z.int(), signature: base64 }).nullable(),
    }),
  ),
  bodies: z.record(z.string(), base64.nullable()),
})

export const manifestSchema = z.object({
  bundle: z.literal('fengsui-incident'),
  version: z.int().min(1),
  space: z.string(),
  incident: z.string(),
  madeAt: z.string(),
  station: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.int().min(0), sha256: z.string() })),
})
export type Manifest = z.infer<typeof manifestSchema>

/** A change of the bundle with what proves it. */
export interface ProvenChange {
  readonly change: Change
  /** A seal of its station covers it. */
  readonly sealed: boolean
}

/** Checks links, bodies and seals of a proof; every oddity is told. What holds is given, oldest first. */
export function readProof(proof: Proof): {
  readonly changes: readonly ProvenChange[]
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const changes = new Map<string, ProvenChange>()
  for (const run of proof.chains) {
    const name = `chain ${run.station}/${run.chain}`
    const walked = walk(proof, run, name)
    if (!walked.ok) {
      problems.push(walked.fault.message)
      continue
    }
    for (const one of walked.value) changes.set(one.change.id, one)
  }
  for (const id of Object.keys(proof.bodies))
    if (!changes.has(id)) problems.push(`变更不在任何日志链上 change ${id} stands in no chain of the proof`)
  return { changes: [...changes.values()].toSorted((a, b) => byAge(a.change, b.change)), problems }
}

function walk(proof: Proof, run: ProofChain, name: string): Result<readonly ProvenChange[]> {
  const found: Change[] = []
  let previous: Uint8Array | null = null
  let seq = 0
  let sealedHash: Uint8Array | null = null
  for (const text of run.headers) {
    const header = bytesOf(text)
    const head = decodeHeader(header)
    if (!head.ok) return refuse('malformed', `${name}: the header after ${seq} cannot be read`)
    const { value } = head
    if (value.space !== proof.space || value.station !== run.station || value.chain !== run.chain)
      return refuse('malformed', `${name}: change ${value.seq} is of another chain`)
    if (previous !== null && (value.seq !== seq + 1 || !sameBytes(value.previous, previous)))
      return refuse('hashMismatch', `${name}: change ${value.seq} does not follow from the one before`)
    if (previous === null && value.seq === 1 && !sameBytes(value.previous, NO_PREVIOUS))
      return refuse('hashMismatch', `${name}: change 1 has one before it`)
    seq = value.seq
    previous = sha256(header)
    if (run.seal?.seq === seq) sealedHash = previous
    const id = changeIdOf(previous)
    if (!Object.hasOwn(proof.bodies, id)) continue
    const body = proof.bodies[id] ?? null
    const change = readChange({ header, body: body === null ? null : bytesOf(body) }, sha256)
    if (!change.ok) return refuse(change.fault.kind, `${name}: change ${seq}: ${change.fault.message}`)
    found.push(change.value)
  }
  const { seal } = run
  if (seal === null) return ok(found.map((change) => ({ change, sealed: false })))
  const key = run.publicKey === null ? null : bytesOf(run.publicKey)
  if (key === null || sealedHash === null || stationIdOf(sha256(key)) !== run.station)
    return refuse('signatureInvalid', `${name}: its seal cannot be checked`)
  const whole: Seal = {
    station: asId<StationId>(run.station),
    chain: run.chain,
    seq: seal.seq,
    signature: bytesOf(seal.signature),
  }
  if (!sealHolds(asId<SpaceId>(proof.space), whole, sealedHash, key, verifySignature))
    return refuse('signatureInvalid', `${name}: the seal of change ${seal.seq} does not hold`)
  return ok(found.map((change) => ({ change, sealed: change.head.seq <= seal.seq })))
}

/** Records as their changes merge; refused changes count for nothing. Sorted by kind and id. */
export function recordsOf(changes: readonly ProvenChange[]): readonly RecordState[] {
  const refused = new Set(
    changes.filter(({ change }) => change.head.kind === VERDICT).map(({ change }) => String(change.head.record)),
  )
  const records = new Map<string, RecordState>()
  for (const { change } of changes) {
    const { kind, record } = change.head
    const key = `${kind}/${record}`
    let state = records.get(key)
    if (state === undefined) records.set(key, (state = emptyRecord(kind, record)))
    if (!refused.has(change.id)) applyChange(state, change)
  }
  return [...records.values()]
    .filter((state) => [...state.fields.values()].some(({ heads }) => heads.length > 0))
    .toSorted((a, b) => compare(`${a.kind}/${a.id}`, `${b.kind}/${b.id}`))
}

/** records.json */
export function recordsText(records: readonly RecordState[]): string {
  return text(
    records.map((state) => ({
      kind: state.kind,
      id: state.id,
      fields: sorted(shownFields(state)),
      conflicts: conflictsOf(state).map((name) => ({
        field: name,
        values: (state.fields.get(name)?.heads ?? []).map(({ value, mark }) => ({ value, change: mark.id })),
      })),
    })),
  )
}

/** journal.json */
export function journalText(changes: readonly ProvenChange[]): string {
  return text(
    changes.map(({ change, sealed }) => ({
      change: change.id,
      at: new Date(change.head.stamp.ms).toISOString(),
      station: change.head.station,
      chain: change.head.chain,
      seq: change.head.seq,
      officer: change.head.officer,
      kind: change.head.kind,
      record: change.head.record,
      sealed,
      destroyed: change.content === null,
      sets: (change.content?.sets ?? []).map(({ name, value, over }) => ({ field: name, value, over })),
      reason: change.content?.reason ?? null,
    })),
  )
}

/** incident.geojson */
export function geoText(records: readonly RecordState[]): string {
  const features = records.flatMap((state) => {
    const { position, area, ring, title, number } = shownFields(state)
    const properties = { kind: state.kind, id: state.id, title: title ?? null, number: number ?? null }
    const feature = (geometry: Json) => ({ type: 'Feature', properties, geometry })
    const place = position as { readonly lon?: number; readonly lat?: number } | null | undefined
    return [
      ...(typeof place?.lon === 'number' && typeof place.lat === 'number'
        ? [feature({ type: 'Point', coordinates: [place.lon, place.lat] })]
        : []),
      // An incident's area, an alert's ring.
      ...[area, ring].flatMap((one) => (Array.isArray(one) ? [feature({ type: 'Polygon', coordinates: [one] })] : [])),
    ]
  })
  return text({ type: 'FeatureCollection', features })
}

/** The bytes a bundle's signature signs. */
export function bundleMessage(station: string, digest: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`fengsui-bundle-${BUNDLE_VERSION} ${station} ${Buffer.from(digest).toString('hex')}`)
}

export function bytesOf(base64Text: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64Text, 'base64'))
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}

function sorted(fields: { readonly [name: string]: Json }): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => compare(a, b)))
}

function byAge(a: Change, b: Change): number {
  return (
    a.head.stamp.ms - b.head.stamp.ms ||
    a.head.stamp.counter - b.head.stamp.counter ||
    compare(a.head.station, b.head.station) ||
    compare(a.id, b.id)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
