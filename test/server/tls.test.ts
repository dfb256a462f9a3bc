// The wire under TLS: a network's own authority, stations that believe it and no other, stations that must show a certificate,
// and a certificate renewed while the server runs.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { certificateCommand } from '../../server/bin/certificate-command.ts'
import { issueCertificate } from '../../server/tls/certificates.ts'
import { endsOf, noteEnds } from '../../server/tls/expiry.ts'
import { readTls } from '../../server/tls/tls-door.ts'
import { tlsTexts } from '../../station/engine/tls-texts.ts'
import { socketIoWith } from '../../station/sync/socket-io.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'
import { syncStation } from '../support/sync-station.ts'

const DAY_MS = 24 * 3_600_000

async function issued(folder: string, use: 'server' | 'client', names: readonly string[]) {
  const made = await issueCertificate(folder, use, names, Date.now())
  if (!made.ok) throw new Error(made.fault.message)
  return made.value
}

/** A station's data folder that was given these files. */
function given(files: Readonly<Record<string, string>>): string {
  const folder = scratchFolder()
  mkdirSync(join(folder, 'tls'), { recursive: true })
  for (const [name, from] of Object.entries(files)) copyFileSync(from, join(folder, 'tls', name))
  return folder
}

function stationAt(folder: string, url: string) {
  return syncStation({ folder, servers: [url], openSocket: socketIoWith(() => tlsTexts(folder)) })
}

/** Serial number of the certificate that is served. */
function served(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: readFileSync(ca) }, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.end()
    })
    socket.on('error', reject)
  })
}

test('a station links under TLS to a server its network vouches for, and to no other, and says why', async () => {
  const tls = await issued(scratchFolder(), 'server', ['127.0.0.1', 'localhost'])
  const server = await liveServer(scratchFolder(), 0, undefined, { tls })
  expect(server.url).toMatch(/^https:/)
  const station = await stationAt(given({ 'ca.pem': tls.ca }), server.url)
  expect(await station.client.join(server.url, server.code())).toMatchObject({ ok: true })
  await station.until(() => station.status().state === 'linked')
  expect(server.hub.linked().has(station.store.station)).toBe(true)

  const stranger = await issued(scratchFolder(), 'server', ['127.0.0.1'])
  const doubting = await stationAt(given({ 'ca.pem': stranger.ca }), server.url)
  await doubting.until(() => doubting.status().fault !== null)
  expect(doubting.status()).toMatchObject({ state: 'cutOff', fault: { kind: 'linkLost' } })
  expect(doubting.status().fault?.message).toContain('certificate')
  const plain = await syncStation({ folder: scratchFolder(), servers: [server.url.replace('https', 'http')] })
  await plain.until(() => plain.status().fault !== null)
  expect(plain.status().state).toBe('cutOff')
})

test('a server that asks for certificates lets in only stations that show one of its authority', async () => {
  const folder = scratchFolder()
  const tls = await issued(folder, 'server', ['127.0.0.1'])
  const client = await issued(folder, 'client', ['甲席'])
  const server = await liveServer(scratchFolder(), 0, undefined, { tls: { ...tls, clientCa: tls.ca } })
  const bare = await stationAt(given({ 'ca.pem': tls.ca }), server.url)
  await bare.until(() => bare.status().fault !== null)
  const foreign = await issued(scratchFolder(), 'client', ['乙席'])
  const files = { 'ca.pem': tls.ca, 'client.pem': foreign.certificate, 'client.key': foreign.key }
  const forged = await stationAt(given(files), server.url)
  await forged.until(() => forged.status().fault !== null)
  expect([bare.status().state, forged.status().state]).toEqual(['cutOff', 'cutOff'])
  const known = { 'ca.pem': tls.ca, 'client.pem': client.certificate, 'client.key': client.key }
  const station = await stationAt(given(known), server.url)
  expect(await station.client.join(server.url, server.code())).toMatchObject({ ok: true })
})

test(
  'a renewed certificate is served without a stop; files that do not fit change nothing',
  { timeout: 40_000 },
  async () => {
    const folder = scratchFolder()
    const tls = await issued(folder, 'server', ['127.0.0.1'])
    const server = await liveServer(scratchFolder(), 0, undefined, { tls })
    const { port } = new URL(server.url)
    const station = await stationAt(given({ 'ca.pem': tls.ca }), server.url)
    expect(await station.client.join(server.url, server.code())).toMatchObject({ ok: true })
    const before = await served(Number(port), tls.ca)
    writeFileSync(tls.certificate, readFileSync(tls.ca))
    expect(readTls(tls)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable', detail: { path: tls.key } } })
    await issued(folder, 'server', ['127.0.0.1'])
    await vi.waitFor(async () => expect(await served(Number(port), tls.ca)).not.toBe(before), { timeout: 20_000 })
    expect(station.status().state).toBe('linked')
  },
)

/** What is said at a path, by a server of that authority. */
function asked(port: string, ca: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ca: readFileSync(ca), agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

test(
  '[AD-16] how long certificates hold is told at /health and /metrics, to administrators, and in the log; a renewed one counts at once',
  { timeout: 40_000 },
  async () => {
    const folder = scratchFolder()
    const old = await issueCertificate(folder, 'server', ['127.0.0.1'], Date.now() - 380 * DAY_MS)
    if (!old.ok) throw new Error(old.fault.message)
    const tls = old.value
    const server = await liveServer(scratchFolder(), 0, undefined, { tls })
    const { port } = new URL(server.url)
    const health = async (): Promise<unknown> => JSON.parse(await asked(port, tls.ca, '/health'))
    expect(await health()).toMatchObject({ certificates: { serverDaysLeft: 16, clientAuthorityDaysLeft: null } })
    const metrics = await asked(port, tls.ca, '/metrics')
    expect(metrics).toMatch(/^fengsui_certificate_days_left 16$/m)
    expect(metrics).not.toContain('fengsui_client_authority')

    await officer(server, 'gong', 'administrator')
    const station = await stationAt(given({ 'ca.pem': tls.ca }), server.url)
    await station.client.join(server.url, server.code())
    await station.until(() => station.status().state === 'linked')
    const signedIn = await station.client.request('signIn', { name: 'gong', password: 'a long password' })
    if (!signedIn.ok) throw new Error(signedIn.fault.message)
    const { token } = signedIn.value
    const told = async (): Promise<unknown> => {
      const answer = await station.client.request('admin', { token, order: { order: 'overview' } })
      return answer.ok ? answer.value.overview?.certificates : answer.fault
    }
    expect(await told()).toEqual({ serverMs: Math.floor(tls.untilMs / 1_000) * 1_000, clientAuthorityMs: null })

    await issued(folder, 'server', ['127.0.0.1'])
    await vi.waitFor(async () => expect(await health()).toMatchObject({ certificates: { serverDaysLeft: 396 } }), {
      timeout: 20_000,
    })
  },
)

test('[AD-16] the log says once a day what ends within thirty days, and what has ended', () => {
  vi.useFakeTimers()
  try {
    const lines: string[] = []
    const logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) })
    const now = Date.parse('2026-06-01T00:00:00Z')
    let days = 31
    const stop = noteEnds(
      () => ({ serverMs: now + days * DAY_MS, clientAuthorityMs: now - DAY_MS }),
      () => now,
      logger,
    )
    days = 30
    vi.advanceTimersByTime(DAY_MS)
    stop()
    vi.advanceTimersByTime(DAY_MS)
    const said = lines.map((line) => JSON.parse(line) as { level: number; days: number; msg: string })
    expect(said.map((line) => [line.level, line.days])).toEqual([
      [50, -1],
      [40, 30],
      [50, -1],
    ])
    expect(said[1]?.msg).toContain('certificate of this server')
  } finally {
    vi.useRealTimers()
  }
})

test('a chain of certificates holds no longer than its first one to end; no certificate has no end', async () => {
  const soon = await issueCertificate(scratchFolder(), 'server', ['a'], Date.now() - 390 * DAY_MS)
  const late = await issued(scratchFolder(), 'server', ['b'])
  if (!soon.ok) throw new Error(soon.fault.message)
  const chain = `${readFileSync(late.certificate, 'utf8')}${readFileSync(soon.value.certificate, 'utf8')}`
  expect(endsOf({ cert: chain, ca: readFileSync(late.ca, 'utf8') })).toEqual({
    serverMs: Math.floor(soon.value.untilMs / 1_000) * 1_000,
    clientAuthorityMs: expect.any(Number) as number,
  })
  expect(endsOf({})).toEqual({ serverMs: null, clientAuthorityMs: null })
})

test('the command makes an authority once and tells its fingerprint; bad names and missing files are named', async () => {
  const folder = scratchFolder()
  const first = await certificateCommand(folder, ['127.0.0.1'], undefined, Date.now())
  const second = await certificateCommand(folder, [], '甲席', Date.now())
  if (!first.ok || !second.ok) throw new Error('no certificate was made')
  const print = (lines: readonly string[]): string | undefined =>
    lines.find((line) => /(?:[0-9A-F]{2}:){31}/.test(line))
  expect(print(first.value)).toBeDefined()
  expect(print(second.value)).toBe(print(first.value))
  expect(await certificateCommand(folder, ['a/b'], undefined, Date.now())).toMatchObject({
    fault: { kind: 'invalidInput', detail: { field: 'host' } },
  })
  expect(readTls({ certificate: join(folder, 'none.pem'), key: join(folder, 'none.key') })).toMatchObject({
    fault: { kind: 'fileUnreadable', detail: { path: join(folder, 'none.pem') } },
  })
})
