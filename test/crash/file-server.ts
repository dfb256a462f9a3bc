// The server files.test.ts kills: a coordination server on a folder that was prepared before. Arguments: folder, port.
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { startServer } from '../../server/bin/start-server.ts'

const [folder = '', port = '0'] = process.argv.slice(2)
const started = await startServer({
  folder,
  host: '127.0.0.1',
  port: Number(port),
  embedded: false,
  demo: undefined,
  logger: pino({ level: 'silent' }),
  nowMs: Date.now,
})
if (!started.ok) throw new Error(started.fault.message)
writeSync(1, 'ready\n')
