// The archive bundle of an incident: written by a station, read without it, verified without it; one altered byte is found.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { ArchiveReport } from '../../../shared/rpc/finding.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { verifyBundle } from '../../../station/engine/archive/verify-bundle.ts'
import type { FileStation } from '../../support/file-station.ts'
import { SPACE, fileStation, hashOf, pictureBytes } from '../../support/file-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

/** A whole station on a busy machine. */
const LIMIT_MS = 180_000

async function signedIn(): Promise<FileStation> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'commander')
  const station = await fileStation(scratchFolder(), 'A')
  await station.join(server)
  await station.must('signIn', { name: 'chief', password: 'a long password' })
  return station
}

async function bundleOf(
  station: FileStation,
  incident: string,
): Promise<{ readonly report: ArchiveReport; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const report = await station.must('archive', {
    space: SPACE,
    incident,
    documents: [],
    words: { 'field.title': '标题 Title', 'kind.incident': '事件 Incident', 'page.form': '突发事件信息专报' },
  })
  const parts: Buffer[] = []
  for (let offset = 0; offset < report.bytes;) {
    const { base64 } = await station.must('exportBytes', { pack: report.pack, offset, length: FILE_PART_BYTES })
    parts.push(Buffer.from(base64, 'base64'))
    offset += parts.at(-1)?.length ?? 0
  }
  return { report, bytes: new Uint8Array(Buffer.concat(parts)) }
}

async function run(station: FileStation, command: never, input: unknown): Promise<string> {
  const callId = Math.random().toString(36)
  return (await station.must('run', { space: SPACE, command, input: input as never, callId })).id
}

/** An incident with a signed and delivered report, log lines, a file; another incident beside it. */
async function told(station: FileStation): Promise<string> {
  const incident = await station.report('油罐区<b>火情</b>')
  await station.report('别处的事')
  await run(station, 'addLogEntry' as never, { incident, text: '消防到场，火势可控' })
  const report = await run(station, 'draftReport' as never, {
    incident,
    type: 'initial',
    title: '关于油罐区火情的报告',
    text: '一、基本情况\n二、处置情况',
  })
  await run(station, 'submitReport' as never, { id: report })
  await run(station, 'signReport' as never, { id: report })
  await run(station, 'sendReport' as never, { report, to: '省应急管理厅', takenBy: '陈', channel: 'writing' })
  await station.attach(incident, '现场 一.png', pictureBytes(200_000, 1))
  await run(station, 'amendIncident' as never, { id: incident, fields: { injured: 2 } })
  return incident
}

test(
  '[AR-1] [AR-2] a bundle holds everything of its incident, is readable with a browser, and everything in it holds',
  async () => {
    const station = await signedIn()
    const incident = await told(station)
    const { report, bytes } = await bundleOf(station, incident)
    expect(report).toMatchObject({ bytes: bytes.length, files: 1, missing: 0 })
    const path = join(scratchFolder(), 'bundle.zip')
    writeFileSync(path, bytes)
    expect(await verifyBundle(path)).toMatchObject({
      ok: true,
      value: {
        incident,
        files: 1,
        complete: true,
        destroyed: 0,
        problems: [],
        changes: report.changes,
        sealed: report.changes,
      },
    })
    const files = unzipSync(bytes)
    const text = (name: string): string => new TextDecoder().decode(files[name])
    expect(Object.keys(files).toSorted()).toEqual([
      'documents/report-01.html',
      'files/001-现场 一.png',
      'incident.geojson',
      'index.html',
      'journal.json',
      'manifest.json',
      'proof.json',
      'records.json',
    ])
    expect(hashOf(files['files/001-现场 一.png'] ?? new Uint8Array())).toBe(hashOf(pictureBytes(200_000, 1)))
    const records = JSON.parse(text('records.json')) as { kind: string }[]
    expect(records.map(({ kind }) => kind)).toEqual(['attachment', 'delivery', 'incident', 'logEntry', 'report'])
    // What officers wrote is text, never markup; another incident is not in it.
    expect(text('index.html')).toContain('油罐区&lt;b&gt;火情&lt;/b&gt;')
    expect(text('index.html')).not.toContain('别处的事')
    expect(text('index.html')).toContain('documents/report-01.html')
    expect(text('documents/report-01.html')).toContain('省应急管理厅')
    expect(JSON.parse(text('incident.geojson'))).toMatchObject({ type: 'FeatureCollection' })
  },
  LIMIT_MS,
)

test(
  '[AR-1] alerts that have to do with the incident are in it with what was made of them, those taken away from it are not',
  async () => {
    const station = await signedIn()
    const incident = await told(station)
    const at = '2026-11-28T08:00:00+08:00'
    const alert = (title: string): Promise<string> =>
      run(station, 'recordAlert' as never, {
        ...{ title, category: '11B01', level: 3, startsAt: at, issuedAt: at, issuedBy: '福建省气象台' },
        ...{ endsAt: null, areaText: '沿海', warnings: '大风', measures: '停止作业', telephone: '12345' },
        ...{
          divisions: [],
          ring: [
            [119, 26],
            [120, 26],
            [120, 27],
            [119, 26],
          ],
          circle: null,
        },
        incidents: [incident],
      })
    const [kept, gone] = [await alert('大风黄色预警'), await alert('暴雨黄色预警')]
    await run(station, 'linkAlert' as never, { alert: gone, incident, linked: false })
    const notice = { noticeKind: 'alert', subject: kept, moment: at, incident: null }
    await run(station, 'disposeNotices' as never, { notices: [notice], disposition: 'relevant', note: '' })
    const { bytes } = await bundleOf(station, incident)
    const path = join(scratchFolder(), 'bundle.zip')
    writeFileSync(path, bytes)
    expect(await verifyBundle(path)).toMatchObject({ ok: true, value: { problems: [] } })
    const files = unzipSync(bytes)
    const text = (name: string): string => new TextDecoder().decode(files[name])
    const records = JSON.parse(text('records.json')) as { kind: string; id: string }[]
    const ofKind = (kind: string): unknown[] => records.filter((one) => one.kind === kind).map(({ id }) => id)
    expect(ofKind('alert')).toEqual([kept])
    expect([ofKind('alertLink').length, ofKind('disposition').length]).toEqual([2, 1])
    expect(text('index.html')).toContain('大风黄色预警')
    expect(text('index.html')).not.toContain('暴雨黄色预警')
    expect(text('incident.geojson')).toContain('大风黄色预警')
  },
  LIMIT_MS,
)

test(
  '[AR-3] one altered byte is found, wherever it is',
  async () => {
    const station = await signedIn()
    const { bytes } = await bundleOf(station, await told(station))
    const folder = scratchFolder()
    mkdirSync(folder, { recursive: true })
    const path = join(folder, 'bundle.zip')
    const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * (bytes.length - 1)) / 59))
    // The end, with its directory and signature, byte by byte.
    const end = Array.from({ length: 220 }, (_, index) => bytes.length - 1 - index)
    for (const at of [...places, ...end]) {
      const altered = new Uint8Array(bytes)
      altered[at] = (altered[at] ?? 0) ^ 1
      writeFileSync(path, altered)
      const checked = await verifyBundle(path)
      expect(checked.ok && checked.value.problems.length === 0, `byte ${at} of ${bytes.length}`).toBe(false)
    }
    writeFileSync(path, bytes.subarray(0, bytes.length - 5))
    expect((await verifyBundle(path)).ok).toBe(false)
    writeFileSync(path, bytes)
    const command = ['--import', './tools/node-check.js', 'station/bin/fengsui.ts', 'verify-bundle']
    const said = await promisify(execFile)(process.execPath, [...command, path])
    expect(said.stdout).toContain('everything holds')
    const altered = new Uint8Array(readFileSync(path))
    altered[Math.floor(altered.length / 2)] = (altered[Math.floor(altered.length / 2)] ?? 0) ^ 64
    writeFileSync(path, altered)
    await expect(promisify(execFile)(process.execPath, [...command, path])).rejects.toMatchObject({ code: 1 })
  },
  LIMIT_MS,
)

test(
  '[AR-4] an incident nobody knows and an officer who may only look get no bundle',
  async () => {
    const station = await signedIn()
    const question = { space: SPACE, incident: 'nobody', documents: [], words: {} }
    expect(await station.call('archive', question)).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
    await station.must('signOut', {})
    expect(await station.call('archive', question)).toMatchObject({ ok: false, fault: { kind: 'notSignedIn' } })
  },
  LIMIT_MS,
)
