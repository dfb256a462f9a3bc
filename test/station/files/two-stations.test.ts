// Two real stations and a real server: a file attached where there is no link arrives where it is wanted once there is one.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { OFFICER } from '../../../shared/model/directory.ts'
import { encodePack } from '../../../shared/sync/pack.ts'
import { spacePack } from '../../../station/engine/packs.ts'
import type { FileStation } from '../../support/file-station.ts'
import { SPACE, fileStation, hashOf, pictureBytes } from '../../support/file-station.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const PASSWORD = 'a long password'
/** Whole stations and large files on a busy machine. */
const LIMIT_MS = 90_000

async function desk(server: LiveServer, name: string, who: string, folder = scratchFolder()): Promise<FileStation> {
  const station = await fileStation(folder, name)
  await station.join(server)
  await station.must('signIn', { name: who, password: PASSWORD })
  return station
}

async function two(): Promise<{ readonly server: LiveServer; readonly a: FileStation; readonly b: FileStation }> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  await officer(server, 'lin', 'commander')
  return { server, a: await desk(server, 'A', 'wang'), b: await desk(server, 'B', 'lin') }
}

test(
  '[SY-30] a file attached offline at A waits there, and arrives at B when B wants it and A has linked',
  async () => {
    const { a, b } = await two()
    const incident = await a.report('桥面积水')
    const atA = a.files(incident)
    await a.must('setCutOff', { cutOff: true })
    const photo = pictureBytes(1_300_000)
    const id = await a.attach(incident, '../现场 照片.png', photo, '东侧引桥')
    const [mine] = await atA.until(([row]) => row?.sending === 'waiting')
    expect(mine).toMatchObject({
      key: id,
      name: '现场 照片.png',
      note: '东侧引桥',
      mime: 'image/png',
      bytes: 1_300_000,
      sha256: hashOf(photo),
      officerName: 'wang',
      file: 'here',
      state: 'saved',
    })

    await a.must('setCutOff', { cutOff: false })
    const atB = b.files(incident)
    await atB.until(([row]) => row?.file === 'absent')
    await b.must('fetchAttachment', { space: SPACE, attachment: id })
    const [theirs] = await atB.until(([row]) => row?.file === 'here')
    expect(theirs).toMatchObject({ bytes: 1_300_000, have: 1_300_000, sending: 'sent', state: 'agreed', fault: null })
    const read = await b.read(id)
    expect(read.ok && hashOf(read.value)).toBe(hashOf(photo))
    await atA.until(([row]) => row?.sending === 'sent')
  },
  LIMIT_MS,
)

test(
  '[SY-30] a wish made before anybody has sent the file is fulfilled when it comes; cut off, it says it waits',
  async () => {
    const { a, b } = await two()
    const incident = await a.report('火情')
    await a.must('setCutOff', { cutOff: true })
    const bytes = pictureBytes(300_000, 2)
    const id = await a.attach(incident, 'a.png', bytes)
    // The journal goes by file, the bytes do not: B knows of a file nobody linked has.
    const atB = b.files(incident)
    const pack = encodePack(spacePack(a.engine.store, asId(SPACE), Date.now()))
    const upload = 'ab'.repeat(8)
    await b.must('putPack', { upload, total: pack.length, offset: 0, base64: Buffer.from(pack).toString('base64') })
    await b.must('importSpace', { upload })
    await atB.until(([row]) => row?.file === 'absent')
    expect(await b.read(id)).toMatchObject({ ok: false, fault: { kind: 'fileNotHere' } })
    await b.must('setCutOff', { cutOff: true })
    await b.must('fetchAttachment', { space: SPACE, attachment: id })
    await atB.until(([row]) => row?.file === 'asked')
    await b.must('setCutOff', { cutOff: false })
    await b.linked()
    await a.must('setCutOff', { cutOff: false })
    await atB.until(([row]) => row?.file === 'here')
    const read = await b.read(id)
    expect(read.ok && hashOf(read.value)).toBe(hashOf(bytes))
  },
  LIMIT_MS,
)

test(
  '[SY-30] a server that lost its files gets them back from whoever has them',
  async () => {
    const folder = scratchFolder()
    const server = await liveServer(folder)
    await officer(server, 'wang')
    const a = await desk(server, 'A', 'wang')
    const b = await desk(server, 'B', 'wang')
    const incident = await a.report('滑坡')
    const atA = a.files(incident)
    const bytes = pictureBytes(700_000, 3)
    const id = await a.attach(incident, 'b.png', bytes)
    await atA.until(([row]) => row?.sending === 'sent')
    rmSync(join(folder, 'files'), { recursive: true, force: true })
    const atB = b.files(incident)
    await atB.until(([row]) => row !== undefined)
    await b.must('fetchAttachment', { space: SPACE, attachment: id })
    await atB.until(([row]) => row?.file === 'here')
  },
  LIMIT_MS,
)

test(
  '[SY-29] a change written while a large file travels is agreed before the file has arrived',
  async () => {
    const { a, b } = await two()
    const incident = await a.report('大文件')
    const atA = a.files(incident)
    await a.attach(incident, 'large.png', pictureBytes(16 * 1024 * 1024, 4))
    await atA.until(([row]) => row?.sending === 'sending')
    const second = await a.report('同时发生')
    const store = b.engine.store
    while (store.read(SPACE as never, 'incident', second as never) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 5))
    expect(atA.rows()[0]?.sending).toBe('sending')
    await atA.until(([row]) => row?.sending === 'sent')
  },
  LIMIT_MS,
)

test(
  'a wish can be taken back while the file comes; what has come stays, and a later wish goes on from it',
  async () => {
    const { a, b } = await two()
    const incident = await a.report('取消')
    // Large enough that it cannot be there before the officer has seen it come.
    const bytes = pictureBytes(48 * 1024 * 1024, 5)
    const id = await a.attach(incident, 'c.png', bytes)
    await a.files(incident).until(([row]) => row?.sending === 'sent')
    const atB = b.files(incident)
    await atB.until(([row]) => row !== undefined)
    await b.must('fetchAttachment', { space: SPACE, attachment: id })
    await atB.until(([row]) => row?.file === 'fetching' && row.have > 0)
    await b.must('cancelAttachment', { space: SPACE, attachment: id })
    const [stopped] = await atB.until(([row]) => row?.file === 'absent')
    expect(stopped?.have).toBeGreaterThan(0)
    expect(stopped?.have).toBeLessThan(bytes.length)
    await b.must('fetchAttachment', { space: SPACE, attachment: id })
    await atB.until(([row]) => row?.file === 'here')
    const read = await b.read(id)
    expect(read.ok && hashOf(read.value)).toBe(hashOf(bytes))
  },
  LIMIT_MS,
)

test(
  '[RP-12] the station takes no program, nothing oversize, no wrong base64, and no attachment of a file that is not here',
  async () => {
    const { a } = await two()
    const incident = await a.report('拒收')
    const kinds = [
      await a.bring('照片.jpg.exe', pictureBytes(100)),
      await a.bring('照片.jpg', new TextEncoder().encode('MZ\u0090 this is a program')),
      await a.call('putAttachment', {
        upload: 'ab'.repeat(8),
        name: 'big',
        total: 51 * 1024 * 1024,
        offset: 0,
        base64: '',
      }),
      await a.call('putAttachment', { upload: 'ab'.repeat(8), name: 'x', total: 10, offset: 0, base64: 'not base64!' }),
      await a.call('putAttachment', { upload: '../../etc', name: 'x', total: 10, offset: 0, base64: '' }),
      await a.call('run', {
        space: SPACE,
        command: 'attachFile',
        input: { incident, name: 'x.png', mime: 'image/png', bytes: 5, sha256: 'a'.repeat(64) },
        callId: 'c1',
      }),
    ].map((one) => (one.ok ? 'ok' : one.fault.kind))
    expect(kinds).toEqual([
      'fileTypeRefused',
      'fileTypeRefused',
      'tooLarge',
      'invalidInput',
      'invalidInput',
      'fileNotHere',
    ])
    // A type other than its bytes say is no better.
    const taken = await a.bring('x.png', pictureBytes(64))
    expect(taken.ok && taken.value?.mime).toBe('image/png')
    const lied = await a.call('run', {
      space: SPACE,
      command: 'attachFile',
      input: { incident, name: 'x.png', mime: 'text/html', bytes: 64, sha256: hashOf(pictureBytes(64)) },
      callId: 'c2',
    })
    expect(lied).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
  },
  LIMIT_MS,
)

test(
  '[CM-12] a voided attachment stays in the list with its reason, and its file can still be read',
  async () => {
    const { a } = await two()
    const incident = await a.report('作废')
    const list = a.files(incident)
    const id = await a.attach(incident, 'd.png', pictureBytes(2_000, 6))
    await a.must('run', { space: SPACE, command: 'voidAttachment', input: { id, reason: '传错了' }, callId: 'v1' })
    await list.until(([row]) => row?.voidReason === '传错了')
    expect((await a.read(id)).ok).toBe(true)
  },
  LIMIT_MS,
)

test(
  'an attachment the server refuses leaves the list and takes its file with it; until then the bar counts it',
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'wang')
    await officer(server, 'lin', 'commander')
    const a = await desk(server, 'A', 'wang')
    const incident = await a.report('停用')
    await a.must('setCutOff', { cutOff: true })
    const id = await a.attach(incident, 'e.png', pictureBytes(5_000, 7))
    await a.untilStatus(({ filesWaiting }) => filesWaiting === 1)
    // While A is cut off, its officer is dismissed.
    await server.access.setUp([{ kind: OFFICER, id: asId('wang'), fields: { active: false } }])
    await a.must('setCutOff', { cutOff: false })
    await a.untilStatus(({ filesWaiting, link }) => link === 'linked' && filesWaiting === 0)
    expect(a.engine.store.read(asId(SPACE), 'attachment', asId(id))).toBeUndefined()
    const b = await desk(server, 'B', 'lin')
    expect(b.engine.store.read(asId(SPACE), 'attachment', asId(id))).toBeUndefined()
  },
  LIMIT_MS,
)

test(
  'what waits to be sent is known after a restart, without a link',
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'wang')
    const folder = scratchFolder()
    const a = await desk(server, 'A', 'wang', folder)
    const incident = await a.report('重启')
    await a.must('setCutOff', { cutOff: true })
    await a.attach(incident, 'f.png', pictureBytes(5_000, 8))
    await a.stop()
    await server.close()
    const again = await fileStation(folder, 'A', [server.url])
    await again.untilStatus(({ filesWaiting, link }) => filesWaiting === 1 && link !== 'linked')
  },
  LIMIT_MS,
)
