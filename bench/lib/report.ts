// How a benchmark says what it found: a table for people, one JSON line for programs, and each figure against its budget.
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import * as z from 'zod'
import type { BenchOptions } from './bench-options.ts'
import { short } from './figures.ts'

export type Figures = Readonly<Record<string, number>>

/** One row of the table: an engine or a size, and what was measured of it. */
export interface Row {
  readonly name: string
  readonly figures: Figures
  readonly note?: string
}

export interface Report {
  readonly bench: string
  readonly rows: readonly Row[]
  /** What budgets are about: ratios and the like. */
  readonly results: Figures
  /** What did not run, and why. */
  readonly missing: readonly string[]
}

const budgetsSchema = z.record(
  z.string(),
  z.record(z.string(), z.object({ atLeast: z.number().optional(), atMost: z.number().optional() })),
)

/** Prints a report. Budgets hold at full scale only; on a busy machine read them with care. */
export function report({ bench, rows, results, missing }: Report, options: BenchOptions): void {
  const judged = Object.entries(budgets()[bench] ?? {}).map(([name, budget]) => ({
    name,
    ...budget,
    value: results[name] ?? null,
    kept: keeps(results[name], budget),
  }))
  const machine = { node: process.version, cpus: cpus().length, load: loadavg()[0] ?? 0 }
  if (options.json) {
    const { scale, runs } = options
    console.log(JSON.stringify({ bench, scale, runs, machine, rows, results, budgets: judged, missing }))
    return
  }
  console.log(
    `${bench}: scale ${options.scale}, median of ${options.runs}, Node ${machine.node}, ${machine.cpus} cores, load ${short(machine.load)}\n`,
  )
  printTable(rows)
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${short(value)}`)
  for (const line of missing) console.log(`not run: ${line}`)
  if (options.scale !== 1) return
  for (const { name, atLeast, atMost, value, kept } of judged) {
    const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
    console.log(`budget ${name} ${bound}: ${value === null ? 'not measured' : kept === true ? 'kept' : 'MISSED'}`)
  }
}

function budgets(): z.infer<typeof budgetsSchema> {
  return budgetsSchema.parse(JSON.parse(readFileSync(new URL('../budgets.json', import.meta.url), 'utf8')))
}

function keeps(
  value: number | undefined,
  { atLeast, atMost }: { readonly atLeast?: number | undefined; readonly atMost?: number | undefined },
): boolean | null {
  if (value === undefined || Number.isNaN(value)) return null
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity)
}

function printTable(rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))]
  const lines = [
    ['', ...columns],
    ...rows.map(({ name, figures }) => [name, ...columns.map((column) => short(figures[column] ?? Number.NaN))]),
  ]
  const widths = lines[0]?.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0))) ?? []
  for (const line of lines)
    console.log(
      line
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    )
  for (const { name, note } of rows) if (note !== undefined) console.log(`${name}: ${note}`)
  console.log('')
}
