// npm run sim -- --seed N --runs M --steps K [--say] [--directives] [--handovers]: runs worlds of seeds N, N+1 … and prints what happened in each; the seeds
// that broke a rule are listed at the end and belong into seeds.ts.
import { parseArgs } from 'node:util'
import { runWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    steps: { type: 'string', default: '200' },
    say: { type: 'boolean', default: false },
    directives: { type: 'boolean', default: false },
    handovers: { type: 'boolean', default: false },
  },
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const failed: string[] = []
let directives = 0
const first = Number(values.seed)
const steps = Number(values.steps)
for (let seed = first; seed < first + Number(values.runs); seed += 1) {
  const beganMs = performance.now()
  try {
    const report = await runWorld(seed, steps, values.say ? say : undefined, {
      directives: values.directives,
      handovers: values.handovers,
    })
    directives += report.directives?.directives ?? 0
    const happened = Object.entries({ ...report.counts, ...report.directives, ...report.handovers }).map(
      ([name, count]) => `${name} ${count}`,
    )
    say(
      `seed ${seed}: ${report.codes}; trace ${report.traceHash.slice(0, 12)}; ${Math.round(performance.now() - beganMs)} ms`,
    )
    say(`  ${happened.join(', ')}`)
  } catch (error) {
    failed.push(`seed ${seed}, ${steps} steps: ${error instanceof Error ? error.message : String(error)}`)
    say(`FAILED ${failed.at(-1)}`)
    if (error instanceof Error && error.constructor === Error) say(error.stack ?? '')
  }
}
if (values.directives && directives === 0) failed.push('no directive was issued in any of these worlds: more steps')
say(failed.length === 0 ? 'every world ended with one picture' : `${failed.length} failed:\n${failed.join('\n')}`)
process.exitCode = failed.length === 0 ? 0 : 1
