// `npm run bench -- NAME [options]`: runs one benchmark in a process of its own; without a name lists them.
// Each prints a table, and with --json one line of JSON on standard output and nothing else there.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const BENCHES: Readonly<Record<string, string>> = {
  apply: 'changes per second into a station: journal, picture, R*Tree and words',
  'cold-sync': '10,000 incidents with 5 updates each from a server to a new station; PouchDB, RxDB and Yjs beside it',
  'fan-out': '50 updates a second to 10 stations, and as many as go; PouchDB, RxDB and Yjs beside it',
  'catch-up': '2,000 + 2,000 edits made apart, 200 of them contradictions; PouchDB, RxDB and Yjs beside it',
  load: '1,000 stations on one server, 200 changes a second, all coming back at once; a bare Socket.IO broadcast beside it',
  store: 'changes per second into a server journal: SQLite, and PostgreSQL',
  history: 'cost of a change and time to start with 10,000, 100,000 and 1,000,000 changes on a station and a server',
  archive:
    'moving 1,000,000 changes of a station and a server into an archive file; reading and writing before and after',
  growth: 'cost of a change at 1, 10 and 100 times the records',
  desk: 'lists, badges, search and statistics over 50,000 incidents and 200,000 records about them; SQL by hand beside it',
  gateways:
    'CoT and AIS decoding beside node-cot and ggencoder; REST, CoT, CAP to every station; a million AIS sentences',
  map: '100,000 incidents of a running station in Chromium; plain Leaflet markers and markercluster beside it',
}

const [name, ...rest] = process.argv.slice(2)
if (name === undefined || !Object.hasOwn(BENCHES, name)) {
  if (name !== undefined) console.error(`There is no benchmark ${name}.`)
  console.log('npm run bench -- NAME [--json] [--scale 0.1] [--runs 3] [--no-peers]\n')
  for (const [known, what] of Object.entries(BENCHES)) console.log(`  ${known.padEnd(10)} ${what}`)
  process.exitCode = name === undefined ? 0 : 2
} else {
  // --expose-gc: memory is read after a collection, for every engine alike.
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, `${name}.ts`), ...rest], {
    stdio: 'inherit',
  })
  child.on('close', (code) => (process.exitCode = code ?? 1))
}
