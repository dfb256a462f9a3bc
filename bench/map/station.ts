// The station of the map bench: the real program on a folder whose database holds the incidents, an officer signed in, the
// bench's page in the place of its console. What the page shows goes the whole way: database, watch, socket, worker.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { PORT_FILE, RunningStation, TOKEN_FILE } from '../../station/bin/running-station.ts'
import { openStore } from '../../station/store/open-store.ts'
import { Author } from '../lib/author.ts'
import { benchFolder } from '../lib/bench-store.ts'
import { runProgram } from '../lib/running-program.ts'
import { mapIncident } from './incidents.ts'

/** The space of the demonstration. */
const SPACE: SpaceId = asId('demo-doksuri')
const LOOK_EVERY_MS = 200
const LOOKS = 300
const ENTRY = 'station/bin/node.ts'
const CONSOLE = /Console: http/
const SIGNED_IN = /Demonstration: signed in/
const BATCH = 2_000

export interface MapStation {
  readonly space: SpaceId
  /** The address of a new window, with its one-time ticket. */
  newAddress(): Promise<string>
  end(): Promise<void>
}

/** A station with `count` incidents beside those of the demonstration, serving the page in `page`. */
export async function startMapStation(count: number, page: string): Promise<MapStation> {
  const { folder, remove } = benchFolder()
  const args = ['--data', folder, '--port', '0', '--console', page, '--embedded-server']
  // The demonstration brings what a station needs to show anything: a server it has joined, a space, an officer on duty.
  const first = await runProgram(ENTRY, [...args, '--demo'], [CONSOLE, SIGNED_IN])
  await hasDemonstration(folder)
  await first.stop()
  await fill(folder, count)
  const program = await runProgram(ENTRY, [...args, '--demo'], [CONSOLE, SIGNED_IN])
  return {
    space: SPACE,
    async newAddress() {
      const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
      const asked = { method: 'POST', headers: { authorization: `Bearer ${read(TOKEN_FILE)}` } }
      const answer = await fetch(`http://127.0.0.1:${read(PORT_FILE)}/ticket`, asked)
      return ((await answer.json()) as { readonly address: string }).address
    },
    async end() {
      await program.stop()
      remove()
    },
  }
}

/** The first picture of a space would come in the place of what is written below it. */
async function hasDemonstration(folder: string): Promise<void> {
  const station = await RunningStation.of(folder)
  if (!station.ok) throw new FaultError(station.fault)
  try {
    for (let waited = 0; waited < LOOKS; waited++) {
      const status = await station.value.status()
      if (!status.ok) throw new FaultError(status.fault)
      if (status.value.spaces.some(({ id, records }) => id === SPACE && records > 0)) return
      await pause(LOOK_EVERY_MS)
    }
    throw new Error('the demonstration did not come')
  } finally {
    station.value.close()
  }
}

async function fill(folder: string, count: number): Promise<void> {
  const opened = await openStore({
    folder,
    nowMs: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    log: () => undefined,
  })
  if (!opened.ok) throw new FaultError(opened.fault)
  const { store, drainWords } = opened.value
  try {
    const author = new Author(SPACE)
    for (let from = 0; from < count; from += BATCH) {
      const changes = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
        author.write(`bench-${from + at}`, mapIncident(from + at)),
      )
      const taken = store.receive(SPACE, changes, [], { nowMs: Date.now(), agreed: true, historyOnly: false })
      if (!taken.ok) throw new FaultError(taken.fault)
    }
    while (drainWords(1_000) > 0);
  } finally {
    store.close()
  }
}
