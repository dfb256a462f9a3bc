// What those who watch over the server can ask of it, and how it stops: health turns before the links end, what is committed
// is acknowledged, and the process leaves with 0.
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { flattenChanges } from '../../shared/sync/frame.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { liveServer } from '../support/live-server.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { testKey } from '../support/shared-crypto.ts'
import { FUJIAN } from '../support/sync-station.ts'
import { wireClient } from '../support/wire-client.ts'

/** Reads the Prometheus text format strictly: a help and a type line before each family, then samples. */
function readMetrics(text: string): ReadonlyMap<string, { readonly type: string; readonly value: number }> {
  const types = new Map<string, string>()
  const samples = new Map<string, { readonly type: string; readonly value: number }>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary)$/.exec(line)
    if (type !== null) {
      types.set(type[1] ?? '', type[2] ?? '')
      continue
    }
    const sample = /^([a-zA-Z_:][\w:]*)(\{[^}]*\})? (-?[\d.e+-]+|NaN|\+Inf)$/i.exec(line)
    if (sample === null) throw new Error(`not a metrics line: ${line}`)
    const name = sample[1] ?? ''
    const family = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    if (family === undefined) throw new Error(`${name} has no type`)
    samples.set(`${name}${sample[2] ?? ''}`, { type: family, value: Number(sample[3]) })
  }
  return samples
}

async function metrics(url: string): Promise<ReturnType<typeof readMetrics>> {
  const answer = await fetch(`${url}/metrics`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return readMetrics(await answer.text())
}

test('[SL-18] /metrics is Prometheus text whose counters and gauges are true', async () => {
  const server = await liveServer(scratchFolder())
  const before = await metrics(server.url)
  expect(before.get('fengsui_stations_linked')).toEqual({ type: 'gauge', value: 0 })
  expect(before.get('fengsui_disk_refuses')).toEqual({ type: 'gauge', value: 0 })
  const changes = before.get('fengsui_changes_total')
  expect(changes?.type).toBe('counter')
  expect([...before.keys()].some((name) => name.startsWith('process_resident_memory_bytes'))).toBe(true)

  const author = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await wireClient(server.url)
  await client.hello(author.key, server.code())
  const follower = await wireClient(server.url)
  await follower.hello(testKey(), server.code())
  await follower.request('follow', { space: FUJIAN, cursor: null })
  for (let index = 0; index < 3; index += 1) author.write('incident', `i${index}`, { title: 'x' })
  const pushed = { space: FUJIAN, changes: flattenChanges(author.changes), seals: [author.seal()] }
  expect((await client.request('push', pushed)).ok).toBe(true)
  expect((await client.request('follow', { space: 'nowhere', cursor: null })).ok).toBe(false)
  const after = await metrics(server.url)
  const value = (name: string): number => after.get(name)?.value ?? NaN
  expect(value('fengsui_stations_linked')).toBe(2)
  // Three changes and three verdicts: their author is nobody the directory knows. Two stations joined before.
  expect(value('fengsui_changes_total') - (changes?.value ?? NaN)).toBe(3 + 3 + 2)
  expect(value('fengsui_live_frames_total')).toBeGreaterThanOrEqual(1)
  expect(value('fengsui_refused_total')).toBe(1)
})

test('[SL-18] /health tells what it is and how it fares; nothing else is there', async () => {
  const server = await liveServer(scratchFolder())
  const answer = await fetch(`${server.url}/health`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toMatchObject({ status: 'ok', epoch: server.log.epoch, stations: 0 })
  expect((await fetch(`${server.url}/health`, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${server.url}/server.db`)).status).toBe(404)
})

test('[SL-18] a stopping server says so before the links end, acknowledges what it commits, and takes nothing more', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const author = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await wireClient(server.url)
  expect((await client.hello(author.key, server.code())).ok).toBe(true)
  const gone = new Promise<void>((resolve) => client.socket.once('disconnect', () => resolve()))
  for (let index = 0; index < 1_500; index += 1) author.write('incident', `i${index}`, { title: 'x' })
  const pushes = [500, 1_000, 1_500].map((upTo, index) =>
    client.request('push', {
      space: FUJIAN,
      changes: flattenChanges(author.changes.slice(index * 500, upTo)),
      seals: [sealAt(author, upTo)],
    }),
  )
  // The requests have reached the server when something sent after them on the same socket is answered.
  await client.request('check', { space: FUJIAN })
  const closing = server.close()
  expect(server.hub.isClosing).toBe(true)
  expect(await client.request('check', { space: FUJIAN })).toMatchObject({ ok: false, fault: { kind: 'busy' } })
  const answers = await Promise.all(pushes)
  await gone
  await closing
  const agreed = Math.max(0, ...answers.flatMap((one) => (one.ok ? one.value.agreed.map(({ seq }) => seq) : [])))
  expect(agreed).toBe(1_500)
  expect(client.events.map(({ name }) => name)).toContain('notice')

  const again = await liveServer(folder)
  const tips = await again.log.tips(FUJIAN)
  expect(tips.find(({ station }) => station === author.key.station)?.seq).toBe(agreed)
  expect(again.log.restoredAtMs).toBe(0)
})

test('[SL-18] health is 503 while the server stops', async () => {
  const server = await liveServer(scratchFolder())
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  let text = ''
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  // A question begun before the stop is answered after its beginning.
  socket.write('GET /health HTTP/1.1\r\nHost: x\r\n')
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  const closing = server.close()
  socket.write('Connection: close\r\n\r\n')
  await closing
  await ended
  expect(text).toMatch(/^HTTP\/1\.1 503 [^]*"status":"closing"/)
})

test('[SL-18] SIGTERM ends the program with 0 and a database at rest', async () => {
  const folder = scratchFolder()
  const program = startProgram('server/bin/server.ts', ['--data', folder, '--port', '0'])
  await program.said(/Coordination server: (http\S+)/)
  const ended = new Promise<number | null>((resolve) => program.child.once('exit', resolve))
  program.child.kill('SIGTERM')
  expect(await ended).toBe(0)
  const again = await liveServer(folder)
  expect([again.log.isNew, again.log.restoredAtMs]).toEqual([false, 0])
})

function sealAt(author: ChainAuthor, upTo: number) {
  const part = new ChainAuthor(FUJIAN, 0, author.chain)
  Object.assign(part, { key: author.key })
  part.changes.push(...author.changes.slice(0, upTo))
  return part.seal()
}
