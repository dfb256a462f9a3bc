// Runs a sync benchmark with ours and with every peer that can be installed, one after the other on the same machine.
import { peersHere } from '../engines/install-peers.ts'
import type { EngineName } from '../engines/table.ts'
import { ENGINE_NOTES } from '../engines/table.ts'
import type { BenchOptions } from './bench-options.ts'
import { median } from './figures.ts'
import type { Figures, Row } from './report.ts'
import { Stage } from './stage.ts'

export interface EngineRows {
  readonly rows: readonly Row[]
  readonly missing: readonly string[]
  /** A figure of an engine; NaN when it did not run. */
  readonly of: (engine: EngineName, figure: string) => number
}

/** `measure` gives the figures of each run; the rows hold their medians. A peer that fails is named, ours must not. */
export async function runEngines(
  options: BenchOptions,
  measure: (stage: Stage) => Promise<readonly Figures[]>,
): Promise<EngineRows> {
  const peers = options.peers ? peersHere() : { names: [], missing: ['peers: left out by --no-peers'] }
  const missing = [...peers.missing]
  const rows: Row[] = []
  for (const engine of ['fengsui', ...peers.names] as const) {
    const stage = new Stage(engine)
    try {
      const runs = await measure(stage)
      rows.push({ name: engine, figures: medians(runs), note: ENGINE_NOTES[engine] })
    } catch (error) {
      if (engine === 'fengsui') throw error
      missing.push(`${engine}: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`)
    } finally {
      await stage.close()
    }
  }
  return {
    rows,
    missing,
    of: (engine, figure) => rows.find(({ name }) => name === engine)?.figures[figure] ?? Number.NaN,
  }
}

function medians(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]))
}

/** The ratios that were measured; those with an engine that did not run are left out. */
export function measured(ratios: Figures): Figures {
  return Object.fromEntries(Object.entries(ratios).filter(([, value]) => Number.isFinite(value)))
}
