// Vitest reporter: after Vitest's own summary, counts per project and the closing plain line `N passed, N failed` that
// the CI reads. A test file that cannot be loaded and an error outside any test count as failed.
import { electronBinary } from './electron-binary.ts'

interface Countable {
  readonly project: { readonly name: string }
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> }
  errors(): readonly unknown[]
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Counts per project, in order of name. */
export function countTests(modules: readonly Countable[]): ReadonlyMap<string, Counts> {
  const byProject = new Map<string, Counts>()
  for (const module of modules) {
    const counts = byProject.get(module.project.name) ?? { passed: 0, failed: 0, skipped: 0 }
    byProject.set(module.project.name, counts)
    for (const test of module.children.allTests()) {
      const state = test.result().state
      if (state === 'passed') counts.passed += 1
      else if (state === 'failed') counts.failed += 1
      else counts.skipped += 1
    }
    if (module.errors().length > 0) counts.failed += 1
  }
  return new Map([...byProject].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The lines to print; the last is the one machines read. */
export function countLines(byProject: ReadonlyMap<string, Counts>, strayErrors: number): readonly string[] {
  const lines: string[] = []
  const total: Counts = { passed: 0, failed: strayErrors, skipped: 0 }
  for (const [name, counts] of byProject) {
    lines.push(`${name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  if (strayErrors > 0) lines.push(`outside any test: ${strayErrors} errors`)
  if (electronBinary() === undefined) {
    lines.push('shell: not run, because the Electron program is not on this machine (its registry package has none)')
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  lines.push(`${total.passed} passed, ${total.failed} failed${skipped}`)
  return lines
}

/** The reporter itself, as vitest.config.ts names it. */
export class CountReporter {
  onTestRunEnd(modules: readonly Countable[], errors: readonly unknown[]): void {
    console.log(`\n${countLines(countTests(modules), errors.length).join('\n')}`)
  }
}
