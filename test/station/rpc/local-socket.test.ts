// The local door on a real port: who is let in and who is not.
import { request } from 'node:http'
import type { OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { LocalSocket } from '../../../station/link/local-socket.ts'
import { openLocalSocket } from '../../../station/link/local-socket.ts'
import { openSocketLink } from '../../../station/link/socket-client.ts'
import { scratchFolder } from '../../support/scratch.ts'

const TOKEN = 'token of the folder'

interface Door extends LocalSocket {
  readonly links: { count: number }
  readonly clock: { nowMs: number }
}

async function door(): Promise<Door> {
  const links = { count: 0 }
  const clock = { nowMs: Date.parse('2023-07-28T02:00:00Z') }
  const socket = await openLocalSocket({
    port: 0,
    folder: scratchFolder({ 'index.html': 'console' }),
    secret: new Uint8Array(32).fill(7),
    token: TOKEN,
    origins: [],
    nowMs: () => clock.nowMs,
    health: () => ({ alive: true }),
    onLink: () => {
      links.count += 1
    },
  })
  onTestFinished(() => socket.close())
  return { ...socket, links, clock }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

function ask(port: number, path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

/** 'open', or the HTTP status that refused the upgrade. */
function knock(port: number, headers: Record<string, string>, path = '/rpc'): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    socket.once('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

/** Goes in by a ticket; the cookie as a browser would send it. */
async function enter({ port }: Door, address: string): Promise<string> {
  const { pathname, search } = new URL(address)
  const { status, headers } = await ask(port, pathname + search)
  expect({ status, location: headers['location'] }).toEqual({ status: 303, location: '/' })
  const [cookie] = headers['set-cookie'] ?? []
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict;/)
  return cookie?.split(';', 1)[0] ?? ''
}

test('[RP-10] it listens on loopback only', async () => {
  const { port } = await door()
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
  for (const host of [...others, '127.0.0.2']) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host, port })
      socket.once('connect', () => {
        socket.destroy()
        resolve('connected')
      })
      socket.once('error', () => resolve('refused'))
    })
    expect(outcome, host).toBe('refused')
  }
  expect(await ask(port, '/health')).toMatchObject({ status: 200, body: '{"alive":true}\n' })
})

test('[RP-10] a foreign Host is refused everywhere, also with the token', async () => {
  const { port, links } = await door()
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`]) {
    expect((await ask(port, '/', { host })).status, host).toBe(403)
    expect(await knock(port, { host, authorization: `Bearer ${TOKEN}` }), host).toBe(403)
  }
  expect((await ask(port, '/', { host: `localhost:${port}` })).body).toBe('console')
  expect(links.count).toBe(0)
})

test('[RP-10] a page comes in with our Origin and the cookie of a ticket, and only with both', async () => {
  const opened = await door()
  const { port, links } = opened
  const cookie = await enter(opened, opened.newAddress())
  const origin = `http://127.0.0.1:${port}`
  expect(await knock(port, { origin })).toBe(403)
  expect(await knock(port, { cookie })).toBe(403)
  expect(await knock(port, { origin: 'http://evil.example', cookie })).toBe(403)
  expect(await knock(port, { origin: 'null', cookie })).toBe(403)
  expect(await knock(port, { origin: `http://127.0.0.1:${port + 1}`, cookie })).toBe(403)
  expect(await knock(port, { origin, authorization: `Bearer ${TOKEN}` })).toBe(403)
  expect(await knock(port, { origin, cookie: cookie.slice(0, -1) })).toBe(403)
  expect(await knock(port, { origin, cookie: cookie.replace('=', '=0') })).toBe(403)
  expect(await knock(port, { origin, cookie }, '/elsewhere')).toBe(403)
  expect(links.count).toBe(0)
  expect(await knock(port, { origin, cookie: `other=1; ${cookie}` })).toBe('open')
  expect(links.count).toBe(1)
  opened.clock.nowMs += 31 * 24 * 60 * 60_000
  expect(await knock(port, { origin, cookie })).toBe(403)
})

test('[RP-10] a ticket is of one use, ends with time, and cannot be guessed', async () => {
  const opened = await door()
  const { port, clock } = opened
  const address = opened.newAddress()
  const { pathname, search } = new URL(address)
  await enter(opened, address)
  expect((await ask(port, pathname + search)).headers['set-cookie']).toBeUndefined()
  expect((await ask(port, '/enter?ticket=guess')).headers['set-cookie']).toBeUndefined()
  expect((await ask(port, '/enter')).headers['set-cookie']).toBeUndefined()
  const late = new URL(opened.newAddress())
  clock.nowMs += 13 * 60 * 60_000
  expect((await ask(port, late.pathname + late.search)).headers['set-cookie']).toBeUndefined()
})

test("[RP-10] the owner's token opens links and asks for tickets; a page cannot use it", async () => {
  const opened = await door()
  const { port } = opened
  expect(await openSocketLink(port, TOKEN)).toMatchObject({ ok: true })
  expect(await openSocketLink(port, `${TOKEN}x`)).toMatchObject({ ok: false, fault: { kind: 'linkLost' } })
  const authorization = `Bearer ${TOKEN}`
  expect((await ask(port, '/ticket', {}, 'POST')).status).toBe(403)
  expect((await ask(port, '/ticket', { authorization, origin: `http://127.0.0.1:${port}` }, 'POST')).status).toBe(403)
  const { status, body } = await ask(port, '/ticket', { authorization }, 'POST')
  expect(status).toBe(200)
  await enter(opened, (JSON.parse(body) as { readonly address: string }).address)
})
