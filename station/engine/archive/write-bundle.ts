// Writes the archive bundle of an incident as one zip file: texts are packed, files go in as they are, part by part. The
// last thing in the file is the station's signature over every byte before it.
import { hash, createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { ATTACHMENT, namedFile } from '../../../shared/model/attachment.ts'
import { DIRECTORY, AGENCY, OFFICER, STATION } from '../../../shared/model/directory.ts'
import { textField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { REPORT } from '../../../shared/model/report.ts'
import type { ArchiveQuestion } from '../../../shared/rpc/finding.ts'
import type { ContentStore } from '../../../shared/sync/content-store.ts'
import type { StationStore } from '../../store/station-store.ts'
import type { Manifest } from './bundle.ts'
import {
  BUNDLE_VERSION,
  bundleMessage,
  bytesOf,
  geoText,
  journalText,
  readProof,
  recordsOf,
  recordsText,
} from './bundle.ts'
import type { GatherParts } from './gather.ts'
import { gatherProof } from './gather.ts'
import type { PageParts } from './page.ts'
import { indexPage, reportPage } from './page.ts'

const PART_BYTES = 1024 * 1024
/** What the form of the file can hold. */
const MAX_BUNDLE_BYTES = 3.9 * 1024 ** 3
/** Every entry bears the same time: what counts stands in the manifest. */
const ENTRY_TIME = new Date('2000-01-01T00:00:00Z')

export interface BundleParts extends GatherParts {
  readonly content: ContentStore
  readonly nowMs: number
}

export interface BundleWritten {
  readonly bytes: number
  readonly records: number
  readonly changes: number
  readonly files: number
  readonly missing: number
}

/** Writes the bundle of an incident to `path`; nothing is left there when it fails. */
export async function writeBundle(
  parts: BundleParts,
  { space, incident, documents, words }: ArchiveQuestion,
  path: string,
): Promise<Result<BundleWritten>> {
  const { store, content, nowMs } = parts
  if (!store.spaces().includes(asId(space))) return refuse('spaceUnknown', `no space ${space}`, { space })
  if (store.read(asId(space), INCIDENT, asId(incident)) === undefined)
    return refuse('notFound', `no incident ${incident}`, { id: incident })
  const proof = gatherProof(parts, asId<SpaceId>(space), incident)
  const { changes, problems } = readProof(proof)
  const [problem] = problems
  // A journal that does not hold here is not handed on as one that does: `verify` names what is wrong.
  if (problem !== undefined) return refuse('storeCorrupt', problem)
  const records = recordsOf(changes)
  const files = await filesOf(records, content)
  if (files.reduce((sum, { bytes, path: at }) => sum + (at === null ? 0 : bytes), 0) > MAX_BUNDLE_BYTES)
    return refuse('tooLarge', 'the files of the incident are too large for one bundle')
  const reports = records.filter(({ kind }) => kind === REPORT)
  const known = new Map(Object.entries(words))
  const paths = new Map<string, string[]>(reports.map(({ id }) => [id, []]))
  const pages: PageParts = {
    words: (key) => known.get(key) ?? (key.startsWith('value.') ? key : (key.split('.').at(-1) ?? key)),
    name: (id) => nameOf(store, id),
    madeAt: new Date(nowMs).toISOString(),
    maker: nameOf(store, store.station),
    complete: proof.complete,
    records,
    changes,
    files: new Map(files.map(({ id, path: at }) => [id, at])),
    documents: paths,
  }
  const texts: [string, Uint8Array][] = []
  const put = (name: string, bytes: string | Uint8Array): void =>
    void texts.push([name, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes])
  reports.forEach((report, index) => {
    const html = reportPage(pages, report)
    const name = `documents/report-${String(index + 1).padStart(2, '0')}`
    const own = documents.filter((document) => document.report === report.id)
    for (const { ending, base64 } of own) {
      put(`${name}.${ending}`, bytesOf(base64))
      paths.get(report.id)?.push(`${name}.${ending}`)
    }
    if (html === null) return
    put(`${name}.html`, html)
    paths.get(report.id)?.push(`${name}.html`)
  })
  put('index.html', indexPage(pages))
  put('records.json', recordsText(records))
  put('journal.json', journalText(changes))
  put('incident.geojson', geoText(records))
  put('proof.json', `${JSON.stringify(proof)}\n`)
  const out = await open(path, 'w+', 0o600)
  let isDone = false
  try {
    const zip = new ZipFile(out)
    const manifest: Manifest = {
      bundle: 'fengsui-incident',
      version: BUNDLE_VERSION,
      space,
      incident,
      madeAt: pages.madeAt,
      station: store.station,
      files: [],
    }
    for (const [name, bytes] of texts) {
      await zip.text(name, bytes)
      manifest.files.push({ path: name, bytes: bytes.length, sha256: hash('sha256', bytes) })
    }
    for (const { file, path: at } of files) {
      if (at === null || file === undefined) continue
      const written = await zip.file(at, async (offset) => content.get('', file, offset, PART_BYTES), file.bytes)
      if (!written.ok) return written
      manifest.files.push({ path: at, bytes: file.bytes, sha256: file.sha256 })
    }
    await zip.text('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`))
    const bytes = await zip.end(store)
    await out.sync()
    isDone = true
    const here = files.filter(({ path: at }) => at !== null).length
    return ok({ bytes, records: records.length, changes: changes.length, files: here, missing: files.length - here })
  } finally {
    await out.close()
    if (!isDone) await rm(path, { force: true })
  }
}

interface BundleFile {
  readonly id: string
  readonly bytes: number
  readonly file: ReturnType<typeof namedFile>
  /** null: not at this station. */
  readonly path: string | null
}

async function filesOf(records: PageParts['records'], content: ContentStore): Promise<readonly BundleFile[]> {
  const found: BundleFile[] = []
  for (const state of records) {
    if (state.kind !== ATTACHMENT) continue
    const file = namedFile(shownFields(state))
    const isHere = file !== undefined && (await content.prove('', file)).ok
    const place = `files/${String(found.length + 1).padStart(3, '0')}-${file?.name ?? ''}`
    found.push({ id: state.id, bytes: file?.bytes ?? 0, file, path: isHere ? place : null })
  }
  return found
}

/** Name of an officer, agency or station of the directory; the id when it knows none. */
function nameOf(store: StationStore, id: string): string {
  if (id === '') return ''
  for (const [kind, field] of [
    [OFFICER, 'displayName'],
    [AGENCY, 'name'],
    [STATION, 'name'],
  ] as const) {
    const state = store.read(DIRECTORY, kind, asId(id))
    const name = state === undefined ? null : textField(shownFields(state), field)
    if (name !== null) return name
  }
  return id
}

/** A zip file under way. */
class ZipFile {
  readonly #out: FileHandle
  readonly #digest = createHash('sha256')
  readonly #zip: Zip
  #waiting: Uint8Array[] = []
  #failure: unknown = null
  #bytes = 0

  constructor(out: FileHandle) {
    this.#out = out
    this.#zip = new Zip((error, part) => {
      if (error === null) this.#waiting.push(part)
      else this.#failure = error
    })
  }

  async text(name: string, bytes: Uint8Array): Promise<void> {
    const entry = new ZipDeflate(name, { level: 6 })
    entry.mtime = ENTRY_TIME
    this.#zip.add(entry)
    entry.push(bytes, true)
    await this.#flush()
  }

  async file(
    name: string,
    read: (offset: number) => Promise<Result<Uint8Array>>,
    bytes: number,
  ): Promise<Result<null>> {
    const entry = new ZipPassThrough(name)
    entry.mtime = ENTRY_TIME
    this.#zip.add(entry)
    for (let at = 0; at < bytes;) {
      const part = await read(at)
      if (!part.ok) return part
      at += part.value.length
      entry.push(part.value, at >= bytes)
      await this.#flush()
    }
    return ok(null)
  }

  /** Ends the file with the signature of its station; gives how long it is. */
  async end(store: StationStore): Promise<number> {
    this.#zip.end()
    const comment = (signature: string): string =>
      `fengsui-bundle-${BUNDLE_VERSION} ${store.station} ${base64(store.publicKey)} ${signature}`
    // The length of what follows stands before it and is signed too: 64 bytes in base64.
    const length = Buffer.byteLength(comment('A'.repeat(88)))
    const last = this.#waiting.at(-1)
    if (last === undefined) throw new Error('the zip has no end')
    new DataView(last.buffer, last.byteOffset, last.byteLength).setUint16(last.length - 2, length, true)
    await this.#flush()
    const digest = new Uint8Array(this.#digest.digest())
    await this.#write(Buffer.from(comment(base64(store.sign(bundleMessage(store.station, digest))))))
    return this.#bytes
  }

  async #flush(): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    const parts = this.#waiting
    this.#waiting = []
    for (const part of parts) {
      this.#digest.update(part)
      await this.#write(part)
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#out.write(bytes, done, bytes.length - done, null)
      done += bytesWritten
    }
    this.#bytes += bytes.length
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
