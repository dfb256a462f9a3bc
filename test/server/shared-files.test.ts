// Two server processes on one PostgreSQL whose folders hold one shared `files/`: what a station sends to the one, a station of
// the other asks for, hears of, and fetches, also when the one that took it is gone.
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { RunningServer } from '../../server/bin/start-server.ts'
import { startServer } from '../../server/bin/start-server.ts'
import { saidFile } from '../../server/hub/said-files.ts'
import type { FileStation } from '../support/file-station.ts'
import { fileStation, pictureBytes } from '../support/file-station.ts'
import { livePostgres } from '../support/live-postgres.ts'
import type { LiveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'

const postgres = await livePostgres()
const LIMIT_MS = 90_000

interface Node extends RunningServer {
  end(): Promise<void>
}

async function node(store: string, files: string): Promise<Node> {
  const folder = scratchFolder()
  symlinkSync(files, join(folder, 'files'), 'junction')
  const place = { folder, store, host: '127.0.0.1', port: 0, embedded: false, demo: undefined }
  const started = await startServer({ ...place, logger: pino({ level: 'silent' }), nowMs: Date.now })
  if (!started.ok) throw new Error(`${started.fault.kind}: ${started.fault.message}`)
  let isOpen = true
  const end = async (): Promise<void> => {
    if (isOpen) await started.value.close()
    isOpen = false
  }
  onTestFinished(end)
  return { ...started.value, end }
}

async function seat(server: Node, name: string): Promise<FileStation> {
  const station = await fileStation(scratchFolder(), name)
  const code = await server.access.invite(CENTRE, name, 60)
  await station.must('join', { server: server.url, code, stationName: name })
  await station.linked()
  await station.must('signIn', { name: 'wang', password: 'a long password' })
  return station
}

test(
  '[SL-24] a file sent to one process is fetched at another, whose stations hear when it is whole; and when the one is gone',
  async () => {
    const [store, files] = [await postgres.database(), join(scratchFolder(), 'shared')]
    mkdirSync(files)
    const [one, two] = [await node(store, files), await node(store, files)]
    await officer(one as unknown as LiveServer, 'wang')
    const [a, b] = [await seat(one, 'A'), await seat(two, 'B')]
    const incident = await a.report('两个进程')
    const bytes = pictureBytes(700_000, 3)
    const attachment = await a.attach(incident, 'site.jpg', bytes)
    const there = b.files(incident)
    await there.until(([row]) => row !== undefined)
    // The shared folder has lost it: only the station at the other process can give it again, and hears that it is wanted.
    const mine = a.files(incident)
    await mine.until(([row]) => row?.sending === 'sent')
    for (const name of readdirSync(files)) rmSync(join(files, name), { recursive: true })
    await b.must('fetchAttachment', { space: 'fujian', attachment })
    await there.until(([row]) => row?.file === 'here')
    expect(await b.read(attachment)).toEqual({ ok: true, value: bytes })

    // The other way round, with the process that took it gone before anybody asks.
    const second = pictureBytes(300_000, 4)
    const [sent, received] = [b.files(incident), a.files(incident)]
    const later = await b.attach(incident, 'later.jpg', second)
    await sent.until((rows) => rows.some(({ key, sending }) => key === later && sending === 'sent'))
    await received.until((rows) => rows.some(({ key }) => key === later))
    await b.stop()
    await two.end()
    await a.must('fetchAttachment', { space: 'fujian', attachment: later })
    await received.until((rows) => rows.some(({ key, file }) => key === later && file === 'here'))
    expect(await a.read(later)).toEqual({ ok: true, value: second })
  },
  LIMIT_MS,
)

test('[SL-24] what another process says is checked: other things, and no JSON, are left out', () => {
  const event = { space: 'fujian', attachment: 'f1', file: 'wanted' } as const
  expect(saidFile(JSON.stringify(event))).toEqual(event)
  for (const odd of ['', 'text', '[]', '{"space":1}', JSON.stringify({ ...event, file: 'gone' })])
    expect(saidFile(odd)).toBeUndefined()
})
