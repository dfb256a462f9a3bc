// An order to destroy personal data that names an attachment and a signed report, on real servers (SQLite and PostgreSQL) with
// stations that hold the file, one of them cut off: afterwards no byte of it lies in a folder, also of what was on its way, and
// nothing brings it back; the same bytes under an attachment that stays are kept, which the certificate says.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { NO_FILE } from '../../../shared/model/attachment.ts'
import { ERASURE } from '../../../shared/model/destruction.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { createEngine } from '../../../station/engine/create-engine.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import { nodeHost } from '../../../station/host/node-host.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import { livePostgres } from '../../support/live-postgres.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const postgres = await livePostgres()
const PASSWORD = 'a long password'
const NAME = '欧阳佚名甲乙'

interface Seat {
  readonly folder: string
  readonly station: DeskStation
}

/** Files below a folder that hold the bytes; a folder nothing was put into is not there yet. */
function holding(folder: string, bytes: string | Buffer): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory() === true) return holding(path, bytes)
    return found !== undefined && readFileSync(path).includes(bytes) ? [path] : []
  })
}

async function seat(server: LiveServer, name: string): Promise<Seat> {
  const folder = scratchFolder()
  const station = await deskStation({ folder, name, server, agency: CENTRE })
  expect(await station.call('signIn', { name: 'gong', password: PASSWORD })).toMatchObject({ ok: true })
  return { folder, station }
}

async function attach(
  { station }: Seat,
  incident: string,
  name: string,
  bytes: Uint8Array,
  note = '',
): Promise<string> {
  const upload = randomBytes(8).toString('hex')
  const put = await station.call('putAttachment', {
    ...{ upload, name, total: bytes.length, offset: 0 },
    base64: Buffer.from(bytes).toString('base64'),
  })
  if (!put.ok || put.value.file === null) throw new Error('the file was not taken')
  const { sha256, mime } = put.value.file
  return station.must('attachFile', { incident, name, mime, bytes: bytes.length, sha256, note })
}

/** Resolves when it is so. Files are looked at on the disk: nobody tells when they go. */
async function comes(holds: () => boolean): Promise<void> {
  for (const endMs = Date.now() + 30_000; !holds();) {
    if (Date.now() > endMs) throw new Error(`never came true: ${String(holds)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function packOf({ station }: Seat): Promise<Uint8Array> {
  const made = await station.call('exportSpace', { space: SPACE })
  if (!made.ok) throw new Error(made.fault.kind)
  const parts: Buffer[] = []
  for (let offset = 0; offset < made.value.bytes;) {
    const part = await station.call('exportBytes', { pack: made.value.pack, offset, length: FILE_PART_BYTES })
    if (!part.ok) throw new Error(part.fault.kind)
    const bytes = Buffer.from(part.value.base64, 'base64')
    parts.push(bytes)
    offset += bytes.length
  }
  return Buffer.concat(parts)
}

async function takePack({ station }: Seat, pack: Uint8Array): Promise<readonly string[]> {
  const upload = randomBytes(16).toString('hex')
  for (let offset = 0; offset < pack.length; offset += FILE_PART_BYTES) {
    const base64 = Buffer.from(pack.subarray(offset, offset + FILE_PART_BYTES)).toString('base64')
    const put = await station.call('putPack', { upload, total: pack.length, offset, base64 })
    if (!put.ok) throw new Error(put.fault.kind)
  }
  const taken = await station.call('importSpace', { upload })
  if (!taken.ok) throw new Error(taken.fault.kind)
  return taken.value.problems.map(({ what }) => what)
}

test.each(['SQLite', 'PostgreSQL'])(
  '[CM-34] [SL-28] an attachment and a signed report go with every byte of the file, from stations and a server on %s',
  { timeout: 240_000 },
  async (kind) => {
    const serverFolder = scratchFolder()
    const store = kind === 'SQLite' ? undefined : await postgres.database()
    const running = await liveServer(serverFolder, 0, undefined, store === undefined ? {} : { store })
    const codes: string[] = []
    for (const name of ['甲席', '乙席', '丙席', '乙席']) codes.push(await running.access.invite(CENTRE, name, 60))
    const server = { ...running, code: () => codes.shift() ?? '' }
    await officer(server, 'gong', 'administrator')
    const [a, b, c] = [await seat(server, '甲席'), await seat(server, '乙席'), await seat(server, '丙席')]
    const seats = [a, b, c]
    const goes = Buffer.from(`${NAME}的身份证复印件 ${'x'.repeat(300_000)}`)
    const shared = Buffer.from('现场照片，另一起事件也有')
    const stays = Buffer.from('证据，不勾选')
    const id = await a.station.must('reportIncident', { title: '山洪', category: '11B01', sourceName: NAME })
    const other = await a.station.must('reportIncident', { title: '内涝', category: '11B01' })
    const face = await attach(a, id, `${NAME}.txt`, goes, `${NAME}的证件`)
    const twice = await attach(a, id, 'site.txt', shared)
    const evidence = await attach(a, id, 'evidence.txt', stays)
    await attach(a, other, 'site.txt', shared)
    const report = await a.station.must('draftReport', {
      ...{ incident: id, type: 'initial', title: `关于${NAME}的报告`, text: `${NAME}两人被困` },
      ...{ copyTo: [`${NAME}所在单位`], editor: '林' },
    })
    await a.station.must('signReport', { id: report })
    await a.station.must('sendReport', { report, channel: 'telephone', to: '本级人民政府', takenBy: '周' })
    const hash = createHash('sha256').update(goes).digest('hex')
    const path = join('files', hash.slice(0, 2), hash)
    const serverCopies = (): readonly string[] => holding(join(serverFolder, 'files'), goes)
    const code = ({ station }: Seat) => station.engine.store.facts(asId(SPACE))
    const agree = (): Promise<unknown> =>
      Promise.all(
        seats.map((one) =>
          one.station.until(() => code(one).waiting === 0 && Buffer.compare(code(one).digest, code(a).digest) === 0),
        ),
      )
    await agree()
    await comes(() => serverCopies().length === 1)
    for (const one of [b, c])
      for (const attachment of [face, twice, evidence])
        expect(await one.station.call('fetchAttachment', { space: SPACE, attachment })).toMatchObject({ ok: true })
    await comes(() =>
      [b, c].every(({ folder }) =>
        [goes, shared, stays].every((bytes) => holding(join(folder, 'files'), bytes).length === 1),
      ),
    )
    // What was on its way, and what was put aside as damaged.
    const [whole = ''] = serverCopies()
    const space = dirname(dirname(whole))
    for (const at of [join(space, 'partial', `${hash}-${goes.length}-7K2Q`), join(space, 'damaged', hash)]) {
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, goes)
    }
    mkdirSync(join(b.folder, 'files', 'partial'), { recursive: true })
    writeFileSync(join(b.folder, 'files', 'partial', `${hash}-${goes.length}`), goes.subarray(0, 900))
    const pack = await packOf(a)
    await a.station.must('changeIncidentStatus', { id, status: 'closed', reason: '处置完毕' })
    await agree()
    await c.station.call('setCutOff', { cutOff: true })
    const order = { incident: id, basis: '个人信息保护法第四十七条', reason: '事件办结' }
    expect(await a.station.run('destroyPersonalData', { ...order, attachments: [face, 'none'] })).toMatchObject({
      fault: { kind: 'notFound' },
    })
    const given = await a.station.must('destroyPersonalData', {
      ...order,
      attachments: [face, twice],
      reports: [{ id: report, reason: '含当事人隐私，依法不予保留' }],
      evidence: [{ id: evidence, reason: '已立案' }],
    })
    const erasures = a.station.items(ERASURE, { parent: given })
    await erasures.until(() => erasures.rows().length === 3)
    expect(serverCopies()).toEqual([])
    expect(holding(join(c.folder, 'files'), goes)).toHaveLength(1)
    await c.station.call('setCutOff', { cutOff: false })
    await erasures.until(() => erasures.rows().length === 4)
    await agree()
    const said = erasures.rows().map(({ fields }) => [fields['files']?.value, fields['filesKept']?.value])
    expect(said).toEqual(Array.from({ length: 4 }, () => [1, 1]))

    // What is shown of them: that they were, when, and by whom.
    const shown = (record: string, of: string, name: string) =>
      a.station.engine.store.read(asId(SPACE), of, asId(record))?.fields.get(name)?.heads[0]?.value
    expect(['name', 'note', 'sha256', 'bytes'].map((name) => shown(face, 'attachment', name))).toEqual([
      ...['—', '', NO_FILE, goes.length],
    ])
    expect(shown(evidence, 'attachment', 'name')).toBe('evidence.txt')
    expect(['title', 'text', 'copyTo', 'editor'].map((name) => shown(report, 'report', name))).toEqual([
      '—',
      '—',
      [],
      '',
    ])
    expect(shown(report, 'report', 'signed')).toMatchObject({ title: '—', text: '—', facts: {}, signer: 'gong' })
    expect(shown(report, 'report', 'number')).toMatch(/^\d{4}-\d+$/)

    // Nothing brings it back: not a sender, not a file, not bytes that lie in the folder again when the station starts.
    expect(await server.files.put(asId(SPACE), face, 0, goes, asId('7K2Q'))).toMatchObject({
      fault: { kind: 'notFound' },
    })
    expect(await b.station.call('fetchAttachment', { space: SPACE, attachment: face })).toMatchObject({ ok: false })
    const problems = await takePack(b, pack)
    expect(problems.filter((problem) => problem.includes(hash.slice(0, 12)))).toHaveLength(1)
    for (const { station } of seats) {
      const { chains, pictureProblems } = verifyStore(station.engine.store)
      expect([chains.filter(({ problem }) => problem !== null), pictureProblems]).toEqual([[], []])
    }
    for (const { station, folder } of seats) {
      await station.stop()
      for (const secret of [NAME, goes.subarray(0, 900)]) expect(holding(folder, secret)).toEqual([])
      expect(holding(join(folder, 'files'), shared)).toHaveLength(1)
      expect(holding(join(folder, 'files'), stays)).toHaveLength(1)
    }
    mkdirSync(dirname(join(b.folder, path)), { recursive: true })
    writeFileSync(join(b.folder, path), goes)
    const again = await createEngine({
      ...{ folder: b.folder, host: nodeHost(), logger: pino({ level: 'silent' }), nowMs: Date.now },
      ...{ servers: [server.url], stationName: '乙席' },
    })
    if (!again.ok) throw new Error(again.fault.kind)
    await comes(() => holding(join(b.folder, 'files'), goes).length === 0)
    await again.value.stop()
    await server.close()
    for (const secret of [NAME, goes.subarray(0, 900)]) expect(holding(serverFolder, secret)).toEqual([])
    expect(holding(join(serverFolder, 'files'), shared)).toHaveLength(1)
  },
)
