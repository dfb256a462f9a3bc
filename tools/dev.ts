// `npm run dev`: the console is rebuilt and the station restarted whenever a source changes; reload the page to see it.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { ended, ROOT, stopWith } from './run-child.ts'

const data = join(ROOT, 'data/dev')
mkdirSync(data, { recursive: true })

await build({ root: join(ROOT, 'renderer'), configFile: join(ROOT, 'vite.config.ts'), build: { watch: {} } })

const station = [
  '--watch',
  '--watch-preserve-output',
  'station/bin/node.ts',
  '--data',
  data,
  '--embedded-server',
  '--demo',
]
const child = spawn(process.execPath, [...station, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' })
stopWith(child, 5_000)
process.exitCode = await ended(child)
process.exit()
