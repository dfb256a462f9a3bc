// Bench `gateways`: decoding CoT and AIS beside the libraries others use, in the same run; messages a second and the time from
// the socket to every station's picture for REST, CAP, CoT and AIS; and whether memory stays flat over a million messages.
// Server, gateways and two stations run in this one process, so that clocks agree; every change is checked, sealed and durable.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodingRows } from './gateways/decoding.ts'
import { floodRow } from './gateways/flood.ts'
import { movingRows } from './gateways/moving.ts'
import { roadRows } from './gateways/roads.ts'
import { openTown } from './gateways/town.ts'
import { benchOptions } from './lib/bench-options.ts'
import { report } from './lib/report.ts'

const options = benchOptions()
const folder = mkdtempSync(join(tmpdir(), 'fengsui-bench-'))
const decoding = await decodingRows(options)
const town = await openTown(folder)
try {
  const roads = await roadRows(town, options)
  const moving = await movingRows(town, options)
  const flood = await floodRow(town, options)
  report(
    {
      bench: 'gateways',
      rows: [...decoding.rows, ...roads, ...moving.rows, flood],
      results: { ...decoding.results, ...moving.results, ...flood.results },
      missing: decoding.missing,
    },
    options,
  )
} finally {
  await town.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
