// Which rows of the fault table held in a run of their tests, and what the tests counted.
import * as z from 'zod'
import type { FaultRow } from './table.ts'

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          meta: z.object({ faults: z.record(z.string(), z.number()).optional() }).optional(),
        }),
      ),
    }),
  ),
})
export type TestReport = z.infer<typeof reportSchema>

export interface Outcome {
  readonly row: FaultRow
  readonly passed: number
  readonly failed: number
  /** Proofs no test ran for: strace, a small file system or the history is not here. */
  readonly notRun: readonly string[]
  /** What the tests counted, added up. */
  readonly figures: Readonly<Record<string, number>>
  readonly seconds: number
}

/** Reads what Vitest wrote. */
export function readReport(text: string): TestReport {
  return reportSchema.parse(JSON.parse(text))
}

/** How each row came out. */
export function outcomes(rows: readonly FaultRow[], report: TestReport): readonly Outcome[] {
  return rows.map((row) => {
    const figures: Record<string, number> = {}
    const notRun: string[] = []
    let [passed, failed, ms] = [0, 0, 0]
    for (const { file, title } of row.proofs) {
      const ran = report.testResults
        .filter(({ name }) => name.replaceAll('\\', '/').endsWith(file))
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ fullName, status }) => fullName.includes(title) && (status === 'passed' || status === 'failed'))
      if (ran.length === 0) notRun.push(`${file}: ${title}`)
      for (const { status, duration, meta } of ran) {
        if (status === 'passed') passed += 1
        else failed += 1
        ms += duration ?? 0
        for (const [name, count] of Object.entries(meta?.faults ?? {})) figures[name] = (figures[name] ?? 0) + count
      }
    }
    return { row, passed, failed, notRun, figures, seconds: ms / 1_000 }
  })
}

/** How often, in words. */
export function timesOf({ row, figures }: Outcome): string {
  const counted = Object.entries(figures)
    .filter(([name]) => name !== 'lost')
    .map(([name, count]) => `${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${count}`)
  return [row.times, ...counted].filter((part) => part !== '').join(', ')
}

/** What was lost: nothing, when every test that looks for it passed. */
export function lostOf({ passed, failed, figures }: Outcome): string {
  if (failed > 0) return `FAILED (${failed} of ${passed + failed} tests)`
  if (passed === 0) return 'not run'
  return (figures['lost'] ?? 0) === 0 ? 'nothing' : `${figures['lost']} changes`
}
