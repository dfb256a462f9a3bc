// What README tells a newcomer to run, run as written: `npm run server` with a station linked to it, then `npm start` on an empty
// folder. Each must print an address that answers, and stop cleanly when asked.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ended, ROOT } from './run-child.ts'

const START_LIMIT_MS = 240_000
const STOP_LIMIT_MS = 20_000
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+[^\s"',}\]]*/

interface Started {
  readonly child: ChildProcess
  readonly address: string
}

const running = new Set<ChildProcess>()

function start(args: readonly string[]): Promise<Started> {
  console.log(`$ npm ${args.join(' ')}`)
  // A group of its own, so that a stop reaches what npm started as Ctrl+C in a terminal would.
  const child = spawn('npm', args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(
      () => reject(new Error(`No address within ${START_LIMIT_MS} ms:\n${said}`)),
      START_LIMIT_MS,
    )
    const hear = (chunk: Buffer): void => {
      process.stdout.write(chunk)
      said += chunk.toString()
      const address = ADDRESS.exec(said)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve({ child, address })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('close', (code) => {
      running.delete(child)
      clearTimeout(timer)
      reject(new Error(`npm ${args.join(' ')} ended with ${code} before it printed an address`))
    })
  })
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name)
}

async function stop({ child }: Started): Promise<void> {
  const end = ended(child)
  signal(child, 'SIGINT')
  const timer = setTimeout(() => {
    console.error('did not stop in time')
    process.exitCode = 1
    signal(child, 'SIGKILL')
  }, STOP_LIMIT_MS)
  await end
  clearTimeout(timer)
}

async function mustAnswer(address: string, wanted: RegExp): Promise<void> {
  const answer = await fetch(address)
  const text = await answer.text()
  if (!answer.ok || !wanted.test(text)) throw new Error(`${address} answered ${answer.status}:\n${text.slice(0, 500)}`)
  console.log(`${address} answers ${answer.status}, ${text.length} characters`)
}

const folder = mkdtempSync(join(tmpdir(), 'fengsui-smoke-'))
try {
  // A station first: on a new machine nothing has built its console yet.
  const server = await start(['run', 'server', '--', '--data', join(folder, 'server'), '--port', '0'])
  const station = await start(
    `run station -- --data ${join(folder, 'second')} --port 0 --server ${new URL(server.address).origin}`.split(' '),
  )
  await mustAnswer(station.address, /<div id="root"/)
  await stop(station)
  await stop(server)

  const console1 = await start(['start', '--', '--browser', '--no-open', '--data', join(folder, 'first')])
  await mustAnswer(console1.address, /<div id="root"/)
  await stop(console1)
  console.log('smoke: all answered')
} finally {
  for (const child of running) signal(child, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
