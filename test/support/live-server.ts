import { pino } from 'pino'
// A real coordination server in this process, on a folder of its own, with what a test needs to let stations in.
import { onTestFinished } from 'vitest'
import { codeHash, newCode } from '../../server/access/secrets.ts'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { RunningServer, ServerOptions } from '../../server/bin/start-server.ts'
import { startServer } from '../../server/bin/start-server.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'

export interface LiveServer extends RunningServer {
  readonly log: SqliteLog
  /** A one-time code for a station of the centre. */
  code(): string
}

/** Starts one; closed when the test ends. */
export async function liveServer(
  folder: string,
  port = 0,
  demo?: string,
  more: Partial<
    Pick<
      ServerOptions,
      'patience' | 'nowMs' | 'embedded' | 'checkFirstBytes' | 'kinds' | 'forms' | 'tls' | 'openId' | 'store'
    >
  > = {},
): Promise<LiveServer> {
  const logger = pino({ level: 'silent' })
  const place = { folder, host: '127.0.0.1', port, embedded: false, demo }
  const started = await startServer({ ...place, logger, nowMs: Date.now, ...more })
  if (!started.ok) throw new Error(`${started.fault.kind}: ${started.fault.message}`)
  const server = { ...started.value, log: started.value.log as SqliteLog }
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    await server.close()
  }
  onTestFinished(close)
  const code = (): string => {
    const made = newCode()
    const expiresMs = Date.now() + 3_600_000
    // SQLite does its work before it returns.
    void server.log.access.addJoinCode({
      codeHash: codeHash(made),
      agency: CENTRE,
      name: 'test',
      purpose: 'station',
      expiresMs,
    })
    return made
  }
  return { ...server, close, code }
}
