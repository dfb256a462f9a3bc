// The embedded coordination server: a process of its own beside the station, so that a lone workstation goes the same way as
// any other. Its first line says where it listens, a one-time join code, and who signs in to the demonstration.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import * as readline from 'node:readline'

const ROOT = join(import.meta.dirname, '../..')
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 8_000

export interface Announcement {
  readonly url: string
  readonly joinCode: string
  readonly demo?: { readonly name: string; readonly password: string }
}

export interface EmbeddedServer {
  readonly announcement: Announcement
  /** The first one-time password of the administrator, when the data are new. */
  adminPassword(): string | undefined
  stop(): Promise<void>
}

/** Starts it on a folder; rejects with its last words when it does not come up. */
export function startEmbeddedServer(folder: string, port: number, demo: boolean): Promise<EmbeddedServer> {
  const args = [
    'server/bin/server.ts',
    '--data',
    folder,
    '--port',
    String(port),
    '--embedded',
    ...(demo ? ['--demo'] : []),
  ]
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, FENGSUI_LOG: process.env['FENGSUI_LOG'] ?? 'warn' },
  })
  let lastWords = ''
  let password: string | undefined
  child.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000)))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the embedded server did not start:\n${lastWords}`))
    }, START_LIMIT_MS)
    void exited.then(() => {
      clearTimeout(timer)
      reject(new Error(`the embedded server ended:\n${lastWords}`))
    })
    if (child.stdout === null) return
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      password ??= /One-time password of admin: (\S+)/.exec(line)?.[1]
      if (!line.startsWith('{')) return
      clearTimeout(timer)
      resolve({
        announcement: JSON.parse(line) as Announcement,
        adminPassword: () => password,
        async stop() {
          child.stdin?.end()
          child.kill('SIGTERM')
          const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
          await exited
          clearTimeout(limit)
        },
      })
    })
  })
}
