// The program station-store.test.ts kills: opens a folder and writes without pause, one line on stdout for everything the
// store has acknowledged. Arguments: folder, first number.
import { randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import { asId } from '../../shared/base/ids.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import { sha256 } from '../../station/store/node-crypto.ts'
import { openStore } from '../../station/store/open-store.ts'

const [folder = '', first = '0', station = ''] = process.argv.slice(2)
const space = asId<never>('test')
const opened = await openStore({
  folder,
  nowMs: Date.now,
  random: (count) => new Uint8Array(randomBytes(count)),
  log: () => undefined,
})
if (!opened.ok) throw new Error(opened.fault.message)
const { store, drainWords: drain } = opened.value
store.ensureSpace(space)

/** Changes of a station elsewhere, ten at a time. */
let previous: Uint8Array = NO_PREVIOUS
let seq = 0
function tenFromElsewhere(): readonly Change[] {
  return Array.from({ length: 10 }, () => {
    seq += 1
    const change = makeChange(
      {
        space,
        station: asId(station),
        chain: 3,
        seq,
        stamp: { ms: Date.now(), counter: seq },
        officer: asId('o'),
        kind: 'incident',
        record: asId(`their${seq % 50}`),
        previous,
      },
      { sets: [{ name: 'title', value: `火灾 ${seq}`, over: [] }] },
      sha256,
    )
    previous = change.hash
    return change
  })
}

for (let number = Number(first); ; number += 1) {
  const fields = { title: `mine ${number}`, position: { lon: 120 + (number % 100) / 100, lat: 26 } }
  const done = store.commit(space, [{ kind: 'incident', id: asId(`mine${number}`), fields }], {
    officer: asId('o'),
    nowMs: Date.now(),
  })
  if (!done.ok) throw new Error(done.fault.message)
  writeSync(1, `mine ${number}\n`)
  const given = tenFromElsewhere()
  const taken = store.receive(space, given, [], {
    nowMs: Date.now(),
    agreed: true,
    historyOnly: false,
    cursor: { epoch: station, pos: seq },
  })
  if (!taken.ok) throw new Error(taken.fault.message)
  writeSync(1, `pos ${seq}\n`)
  if (number % 7 === 0) drain(1)
}
