// The embedded server of a station on plain Node: started again when it dies, told of when that does not help, tried on.
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ServerAnnouncement } from '../../../shared/host/engine-messages.ts'
import { EmbeddedServer } from '../../../station/bin/embedded-server.ts'
import { scratchFolder } from '../../support/scratch.ts'

const SLOW = { timeout: 60_000 }

/** What happened, one after the other; `next` waits for the one after those already taken. */
function diary(): { readonly add: (what: string) => void; readonly next: () => Promise<string> } {
  const happened: string[] = []
  let taken = 0
  let wake: () => void = () => undefined
  return {
    add(what) {
      happened.push(what)
      wake()
    },
    async next() {
      while (happened[taken] === undefined) await new Promise<void>((resolve) => (wake = resolve))
      taken += 1
      return happened[taken - 1] ?? ''
    },
  }
}

test(
  'a server that is killed is started again on its data, perhaps at another address; its first password is told once',
  SLOW,
  async () => {
    const { add, next } = diary()
    const addresses: ServerAnnouncement[] = []
    const server = new EmbeddedServer({
      folder: join(scratchFolder(), 'server'),
      demo: false,
      onRuns(announced) {
        addresses.push(announced)
        add('runs')
      },
      onDown: (reason) => add(`down ${reason}`),
      onFirstPassword: () => add('password'),
    })
    onTestFinished(() => server.stop())
    const first = [await next(), await next()].toSorted()
    const killed = server.pid ?? 0
    process.kill(killed, 'SIGKILL')
    expect([first, await next()]).toEqual([['password', 'runs'], 'runs'])
    expect(server.pid).not.toBe(killed)
    expect(addresses.map(({ url, joinCode }) => [URL.canParse(url), (joinCode ?? '').length > 3])).toEqual([
      [true, true],
      [true, true],
    ])
    await server.stop()
    expect(server.pid).toBeUndefined()
  },
)

test('one that keeps dying is told of with its last words, and tried on until it runs', SLOW, async () => {
  const folder = scratchFolder({ count: '' })
  // Dies four times, then announces itself and stays.
  const program = `
    const { appendFileSync, readFileSync } = require('node:fs')
    const path = ${JSON.stringify(join(folder, 'count'))}
    appendFileSync(path, '.')
    const life = readFileSync(path, 'utf8').length
    if (life < 5) { console.error('no space left, life ' + life); process.exit(3) }
    console.log('{"url":"http://127.0.0.1:4567"}')
    process.stdin.on('end', () => process.exit(0)).resume()
  `
  const { add, next } = diary()
  const server = new EmbeddedServer({
    folder,
    demo: false,
    command: [process.execPath, '-e', program, '--'],
    quietRetryMs: 50,
    onRuns: ({ url }) => add(url),
    onDown: (reason) => add(reason),
    onFirstPassword: () => add('password'),
  })
  onTestFinished(() => server.stop())
  expect([await next(), await next(), await next()]).toEqual([
    'exit 3 no space left, life 3',
    'exit 3 no space left, life 4',
    'http://127.0.0.1:4567',
  ])
})

test('one that cannot be started at all is told of as well, and stopping stops the tries', SLOW, async () => {
  const { add, next } = diary()
  const server = new EmbeddedServer({
    folder: scratchFolder(),
    demo: false,
    command: ['/no/such/program'],
    onRuns: () => add('runs'),
    onDown: (reason) => add(reason),
    onFirstPassword: () => add('password'),
  })
  expect(await next()).toMatch(/ENOENT/)
  await server.stop()
  expect(server.pid).toBeUndefined()
})
