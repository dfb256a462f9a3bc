// Verifies a bundle without any station: the signature over the whole file, every file against the manifest, chains and seals
// of the changes, and that records, journal and attachments are what the changes say.
import { createHash, hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { stationIdOf } from '../../../shared/base/ids.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { ATTACHMENT, namedFile } from '../../../shared/model/attachment.ts'
import { sha256, verifySignature } from '../../store/node-crypto.ts'
import type { Manifest, Proof } from './bundle.ts'
import {
  BUNDLE_VERSION,
  bundleMessage,
  bytesOf,
  geoText,
  journalText,
  manifestSchema,
  proofSchema,
  readProof,
  recordsOf,
  recordsText,
} from './bundle.ts'
import type { ZipDirectory, ZipEntry } from './read-zip.ts'
import { entryStart, readAt, readDirectory, readEntry } from './read-zip.ts'

const PART_BYTES = 1024 * 1024

export interface BundleReport {
  readonly space: string
  readonly incident: string
  /** The station that wrote the bundle, and when it says it did. */
  readonly station: string
  readonly madeAt: string
  readonly records: number
  readonly changes: number
  /** Changes a seal of their station covers. */
  readonly sealed: number
  readonly destroyed: number
  readonly files: number
  /** False: older journal was missing at the station that wrote it. */
  readonly complete: boolean
  /** In plain words; empty when everything holds. */
  readonly problems: readonly string[]
}

/** Refused when the file is no bundle that can be read at all; else what holds and what does not. */
export async function verifyBundle(path: string): Promise<Result<BundleReport>> {
  const file = await open(path, 'r')
  try {
    const directory = await readDirectory(file)
    if (!directory.ok) return directory
    const problems: string[] = []
    const signer = await signerOf(file, directory.value, problems)
    const entries = new Map(directory.value.entries.map((entry) => [entry.path, entry]))
    const manifest = await parsed(file, entries, 'manifest.json', (value) => manifestSchema.safeParse(value))
    if (!manifest.ok) return manifest
    const proof = await parsed(file, entries, 'proof.json', (value) => proofSchema.safeParse(value))
    if (!proof.ok) return proof
    if (manifest.value.version > BUNDLE_VERSION || proof.value.version > BUNDLE_VERSION)
      return refuse('versionUnsupported', 'the bundle is of a newer program', { ours: BUNDLE_VERSION })
    if (signer !== null && signer !== manifest.value.station)
      problems.push('由另一席位签名 the bundle is signed by another station')
    await checkFiles(file, entries, manifest.value, problems)
    return ok(await checkProof(file, entries, manifest.value, proof.value, problems))
  } finally {
    await file.close()
  }
}

/** The station that signed the file as it is; null, with the problem told, when the signature does not hold. */
async function signerOf(file: FileHandle, directory: ZipDirectory, problems: string[]): Promise<string | null> {
  const [mark, station, key, signature] = directory.comment.split(' ')
  if (
    mark !== `fengsui-bundle-${BUNDLE_VERSION}` ||
    station === undefined ||
    key === undefined ||
    signature === undefined
  ) {
    problems.push('文件没有席位签名 the file bears no signature of a station')
    return null
  }
  const digest = createHash('sha256')
  for (let at = 0; at < directory.signedBytes; at += PART_BYTES)
    digest.update(await readAt(file, at, Math.min(at + PART_BYTES, directory.signedBytes)))
  const publicKey = bytesOf(key)
  const isOwn = stationIdOf(sha256(publicKey)) === station
  const isAsWritten = `${mark} ${station} ${text64(publicKey)} ${text64(bytesOf(signature))}` === directory.comment
  const message = bundleMessage(station, new Uint8Array(digest.digest()))
  if (isOwn && isAsWritten && verifySignature(publicKey, message, bytesOf(signature))) return station
  problems.push(
    '整个文件的签名不成立：内容被改动 the signature over the whole file does not hold: something in it was altered',
  )
  return null
}

async function checkFiles(
  file: FileHandle,
  entries: ReadonlyMap<string, ZipEntry>,
  { files }: Manifest,
  problems: string[],
): Promise<void> {
  const listed = new Set(['manifest.json', ...files.map(({ path }) => path)])
  for (const path of entries.keys()) if (!listed.has(path)) problems.push(`${path}: 清单里没有 is not in the manifest`)
  for (const { path, bytes, sha256: wanted } of files) {
    const entry = entries.get(path)
    if (entry === undefined) problems.push(`${path}: 缺少 is missing`)
    else if (entry.bytes !== bytes || (await hashOf(file, entry)) !== wanted)
      problems.push(`${path}: 被改动 was altered`)
  }
}

/** SHA-256 of an entry; '' when it cannot be read. */
async function hashOf(file: FileHandle, entry: ZipEntry): Promise<string> {
  if (entry.isPacked) {
    const bytes = await readEntry(file, entry)
    return bytes.ok ? hash('sha256', bytes.value) : ''
  }
  const start = await entryStart(file, entry)
  if (!start.ok) return ''
  const digest = createHash('sha256')
  for (let at = 0; at < entry.bytes; at += PART_BYTES)
    digest.update(await readAt(file, start.value + at, start.value + Math.min(at + PART_BYTES, entry.bytes)))
  return digest.digest('hex')
}

async function checkProof(
  file: FileHandle,
  entries: ReadonlyMap<string, ZipEntry>,
  manifest: Manifest,
  proof: Proof,
  problems: string[],
): Promise<BundleReport> {
  const { changes, problems: broken } = readProof(proof)
  problems.push(...broken)
  const records = recordsOf(changes)
  const told: readonly (readonly [string, string])[] = [
    ['records.json', recordsText(records)],
    ['journal.json', journalText(changes)],
    ['incident.geojson', geoText(records)],
  ]
  for (const [path, wanted] of told) {
    const entry = entries.get(path)
    const bytes = entry === undefined ? undefined : await readEntry(file, entry)
    if (bytes?.ok !== true || new TextDecoder().decode(bytes.value) !== wanted)
      problems.push(`${path}: 与各项变更不符 is not what the changes say`)
  }
  const named = new Set(
    records.flatMap((state) => (state.kind === ATTACHMENT ? (namedFile(shownFields(state))?.sha256 ?? []) : [])),
  )
  const files = manifest.files.filter(({ path }) => path.startsWith('files/'))
  for (const { path, sha256: is } of files)
    if (!named.has(is)) problems.push(`${path}: 不属于任何附件 belongs to no attachment`)
  return {
    space: proof.space,
    incident: proof.incident,
    station: manifest.station,
    madeAt: manifest.madeAt,
    records: records.length,
    changes: changes.length,
    sealed: changes.filter(({ sealed }) => sealed).length,
    destroyed: changes.filter(({ change }) => change.content === null).length,
    files: files.length,
    complete: proof.complete,
    problems,
  }
}

async function parsed<T>(
  file: FileHandle,
  entries: ReadonlyMap<string, ZipEntry>,
  path: string,
  parse: (value: unknown) => { readonly success: true; readonly data: T } | { readonly success: false },
): Promise<Result<T>> {
  const entry = entries.get(path)
  if (entry === undefined) return refuse('fileUnreadable', `${path} is missing: the file is no bundle`)
  const bytes = await readEntry(file, entry)
  if (!bytes.ok) return bytes
  try {
    const result = parse(JSON.parse(new TextDecoder().decode(bytes.value)))
    if (result.success) return ok(result.data)
  } catch {
    // Said below.
  }
  return refuse('fileUnreadable', `${path} cannot be read`)
}

function text64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
