// npm run soak -- [--minutes N] [--seconds N] [--seats N] [--seed N] [--say] [--logs DIR] [--keep]: everything at once (soak.ts), then what happened,
// memory and handles of every program, and whether anything was lost. Ends by itself; 1 when something did not hold.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { canGauge } from './gauges.ts'
import { soak } from './soak.ts'

/** What counts as flat. Shorter runs only show it: a program still warms up. */
const MOST_HELD_MB_PER_MINUTE = 1
/** A server keeps the newest of the records it wrote parsed, up to a number it does not reach in half an hour. */
const MOST_HELD_MB_PER_MINUTE_SERVER = 2
const MOST_HANDLES_PER_MINUTE = 1
const JUDGED_FROM_MS = 10 * 60_000
const MOST_MINUTES = 24 * 60

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    seats: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    say: { type: 'boolean', default: false },
    logs: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const ms = values.seconds === undefined ? Number(values.minutes) * 60_000 : Number(values.seconds) * 1_000
const [seats, seed] = [Number(values.seats), Number(values.seed)]
if (!(ms > 0 && ms <= MOST_MINUTES * 60_000)) throw new Error(`--minutes ${values.minutes}: above 0, at most a day`)
if (!(Number.isInteger(seats) && seats >= 2 && seats <= 20)) throw new Error(`--seats ${values.seats}: 2 to 20`)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
say(`soak: ${ms / 60_000} minutes, ${seats} stations, seed ${seed}, load ${loadavg()[0]?.toFixed(1)}`)
const report = await soak({
  ms,
  seats,
  seed,
  say: (line) => (values.say || line.startsWith('kept') ? say(line) : undefined),
  logs: values.logs,
  keep: values.keep,
}).catch((error: unknown) => {
  say(`WRONG ${error instanceof Error ? error.message : String(error)}
seed ${seed}`)
  process.exit(1)
})
const words = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
const { audit, slopes, problems } = report
say(`commands recorded ${report.commands} (${audit.recorded} changes); answered otherwise: ${words(report.refused)}`)
say(`at the desk: ${words(report.desk)}`)
say(`happened: ${words(report.happened)}; ${report.checks} checks`)
say(`picture ${audit.code} everywhere, ${audit.changes} changes in the server's journal`)
if (!canGauge()) say('memory and handles: this system does not tell')
for (const slope of slopes)
  say(
    `${slope.name.padEnd(12)} holds ${slope.heldMb.map((mb) => mb.toFixed(1)).join(' to ')} MB ${signed(slope.heldMbPerMinute)} MB/min  ` +
      `resident ${slope.mb.map((mb) => mb.toFixed(0)).join(' ')} MB  ` +
      `${String(slope.lastHandles).padStart(4)} handles ${signed(slope.handlesPerMinute)}/min  (${slope.samples} s)`,
  )
const wrong = [...problems, ...audit.problems]
if (ms >= JUDGED_FROM_MS)
  for (const { name, heldMbPerMinute, handlesPerMinute } of slopes) {
    if (heldMbPerMinute > (name === 'server' ? MOST_HELD_MB_PER_MINUTE_SERVER : MOST_HELD_MB_PER_MINUTE))
      wrong.push(`${name} holds ${heldMbPerMinute.toFixed(2)} MB more a minute`)
    if (handlesPerMinute > MOST_HANDLES_PER_MINUTE) wrong.push(`${name} opens ${handlesPerMinute.toFixed(1)} a minute`)
  }
for (const line of wrong) say(`WRONG ${line}`)
say(wrong.length === 0 ? 'nothing lost, everything verifies' : `${wrong.length} things did not hold; --seed ${seed}`)
process.exitCode = wrong.length === 0 ? 0 : 1

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(2)}`.padStart(7)
}
