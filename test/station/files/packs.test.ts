// A space with its files as one file: out of one station, by stick, into another that never had a link.
import { randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Result } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { DIRECTORY, STATION } from '../../../shared/model/directory.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { ImportReport } from '../../../shared/rpc/import-report.ts'
import type { ExportReport } from '../../../shared/rpc/methods.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { encodePack } from '../../../shared/sync/pack.ts'
import { spacePack } from '../../../station/engine/packs.ts'
import type { FileStation } from '../../support/file-station.ts'
import { SPACE, fileStation, hashOf, pictureBytes } from '../../support/file-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

/** Whole stations on a busy machine. */
const LIMIT_MS = 90_000

/** Two stations that know their officer; the plug of both is pulled. */
async function cutOff(): Promise<{ readonly a: FileStation; readonly b: FileStation; readonly bFolder: string }> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'commander')
  const bFolder = scratchFolder()
  const [a, b] = [await fileStation(scratchFolder(), 'A'), await fileStation(bFolder, 'B')]
  for (const station of [a, b]) {
    await station.join(server)
    await station.must('signIn', { name: 'chief', password: 'a long password' })
    await station.must('setCutOff', { cutOff: true })
  }
  return { a, b, bFolder }
}

async function exported(station: FileStation): Promise<{ readonly report: ExportReport; readonly bytes: Uint8Array }> {
  const report = await station.must('exportSpace', { space: SPACE })
  const parts: Buffer[] = []
  for (let offset = 0; offset < report.bytes;) {
    const { base64 } = await station.must('exportBytes', { pack: report.pack, offset, length: FILE_PART_BYTES })
    parts.push(Buffer.from(base64, 'base64'))
    offset += parts.at(-1)?.length ?? 0
  }
  return { report, bytes: new Uint8Array(Buffer.concat(parts)) }
}

async function imported(station: FileStation, bytes: Uint8Array): Promise<Result<ImportReport>> {
  const upload = randomBytes(8).toString('hex')
  for (let offset = 0; offset < bytes.length;) {
    const base64 = Buffer.from(bytes.subarray(offset, offset + FILE_PART_BYTES)).toString('base64')
    offset = (await station.must('putPack', { upload, total: bytes.length, offset, base64 })).have
  }
  return station.call('importSpace', { upload })
}

test(
  'an exported space carries its files; the station that imports it has them, and imports again without harm',
  async () => {
    const { a, b, bFolder } = await cutOff()
    const incident = await a.report('无网交接')
    const [one, two] = [pictureBytes(900_000, 1), pictureBytes(50_000, 2)]
    const first = await a.attach(incident, '一.png', one)
    await a.attach(incident, '二.png', two)
    // The same file twice is one file in the pack.
    await a.attach(incident, '二（副本）.png', two)
    const { report, bytes } = await exported(a)
    expect(report).toMatchObject({ files: 2, missing: 0, bytes: bytes.length })
    expect(report.name).toMatch(/^fujian-\d{4}-\d\d-\d\d\.fspack$/)

    const taken = await imported(b, bytes)
    expect(taken).toMatchObject({ ok: true, value: { space: SPACE, files: 2, problems: [] } })
    const list = b.files(incident)
    await list.until(
      (rows) => rows.length === 3 && rows.every((row) => row.file === 'here' && row.sending === 'waiting'),
    )
    const read = await b.read(first)
    expect(read.ok && hashOf(read.value)).toBe(hashOf(one))
    expect(await imported(b, bytes)).toMatchObject({ ok: true, value: { added: 0, files: 2, problems: [] } })
    // Nothing of the pack itself stays behind.
    expect(readdirSync(join(bFolder, 'files/packs'))).toEqual([])
  },
  LIMIT_MS,
)

test(
  'a pack that is truncated, altered or carries files nobody names gives what is sound and says what is not',
  async () => {
    const { a, b } = await cutOff()
    const incident = await a.report('损坏的包')
    await a.attach(incident, '好.png', pictureBytes(40_000, 3))
    await a.attach(incident, '坏.png', pictureBytes(40_000, 4))
    const { bytes } = await exported(a)
    const altered = Uint8Array.from(bytes)
    altered[bytes.length - 10] = (altered[bytes.length - 10] ?? 0) ^ 1
    const taken = await imported(b, altered)
    expect(taken).toMatchObject({ ok: true, value: { files: 1 } })
    expect(taken.ok && taken.value.problems).toHaveLength(1)
    const list = b.files(incident)
    await list.until((rows) => rows.filter((row) => row.file === 'here').length === 1 && rows.length === 2)
    const cut = await imported(b, bytes.subarray(0, bytes.length - 20_000))
    expect(cut).toMatchObject({ ok: true, value: { problems: [{ kind: 'brokenFile' }] } })
    expect(await imported(b, bytes.subarray(0, 200))).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
    expect(await imported(b, pictureBytes(500))).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
    // The whole pack mends what was missing.
    expect(await imported(b, bytes)).toMatchObject({ ok: true, value: { files: 2, problems: [] } })
  },
  LIMIT_MS,
)

test(
  '[SY-50] a duty officer carries a space from station to station; what stations wrote that nobody here knows needs a commander',
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'chief', 'commander')
    await officer(server, 'duty', 'dutyOfficer')
    const [a, b] = [await fileStation(scratchFolder(), 'A'), await fileStation(scratchFolder(), 'B')]
    for (const station of [a, b]) {
      await station.join(server)
      await station.must('signIn', { name: 'duty', password: 'a long password' })
    }
    // B learns of A before the plug is pulled.
    await vi.waitFor(() => expect(b.engine.store.read(DIRECTORY, STATION, asId(a.engine.store.station))).toBeDefined())
    for (const station of [a, b]) await station.must('setCutOff', { cutOff: true })
    const incident = await a.report('值班员带来的')
    const { bytes } = await exported(a)
    expect(await imported(b, bytes)).toMatchObject({ ok: true, value: { problems: [] } })
    expect(b.engine.store.read(asId(SPACE), INCIDENT, asId(incident))).toBeDefined()

    // A station of another house, which no directory here knows, with the same space.
    const other = await liveServer(scratchFolder())
    await officer(other, 'duty', 'dutyOfficer')
    const stranger = await fileStation(scratchFolder(), 'C')
    await stranger.join(other)
    await stranger.must('signIn', { name: 'duty', password: 'a long password' })
    const theirs = await stranger.report('陌生席位的')
    const brought = (await exported(stranger)).bytes
    const id = stranger.engine.store.station
    expect(await imported(b, brought)).toMatchObject({
      ok: true,
      value: { added: 0, problems: [{ kind: 'stranger', what: id }] },
    })
    expect(b.engine.store.read(asId(SPACE), INCIDENT, asId(theirs))).toBeUndefined()
    await b.must('setCutOff', { cutOff: false })
    await b.must('signOut', {})
    await b.linked()
    await b.must('signIn', { name: 'chief', password: 'a long password' })
    await b.must('setCutOff', { cutOff: true })
    expect(await imported(b, brought)).toMatchObject({ ok: true, value: { problems: [] } })
    expect(b.engine.store.read(asId(SPACE), INCIDENT, asId(theirs))).toBeDefined()
  },
  LIMIT_MS,
)

test(
  'packs of the first form, without files, are still taken in; an export says how many files are not here',
  async () => {
    const { a, b } = await cutOff()
    const incident = await a.report('旧格式')
    await a.attach(incident, 'x.png', pictureBytes(1_000, 5))
    const old = encodePack(spacePack(a.engine.store, asId(SPACE), Date.now()))
    const taken = await imported(b, old)
    expect(taken).toMatchObject({ ok: true, value: { files: 0, problems: [] } })
    await b.files(incident).until(([row]) => row?.file === 'absent')
    const { report } = await exported(b)
    expect(report).toMatchObject({ files: 0, missing: 1 })
  },
  LIMIT_MS,
)

test(
  'a written pack is its owner’s alone and needs the right; a name that leads elsewhere is none',
  async () => {
    const { a } = await cutOff()
    const { report } = await exported(a)
    const folder = join(a.folder, 'files/packs')
    expect(statSync(join(folder, report.pack)).mode & 0o077).toBe(0)
    const tricks = [
      await a.call('exportBytes', { pack: '../../station', offset: 0, length: 10 }),
      await a.call('exportBytes', { pack: 'ab'.repeat(8), offset: 0, length: 10 }),
      await a.call('importSpace', { upload: 'ab'.repeat(8) }),
    ]
    expect(tricks.map((one) => (one.ok ? 'ok' : one.fault.kind))).toEqual(['invalidInput', 'notFound', 'notFound'])
    await a.must('signOut', {})
    expect(await a.call('exportBytes', { pack: report.pack, offset: 0, length: 10 })).toMatchObject({
      fault: { kind: 'notSignedIn' },
    })
  },
  LIMIT_MS,
)
