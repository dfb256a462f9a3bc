// What a program wrote to which file, and when it waited for the disk: read from strace. From it a power cut is made: whatever
// was written after the last wait may be on the disk, or not, or half.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Program } from './programs.ts'
import type { SeededDice } from './seeded.ts'

/** True when programs can be traced here. */
export function canTrace(): boolean {
  return (
    process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0
  )
}

/** The command through which a program is traced into a file. */
export function traced(into: string): readonly string[] {
  const calls = 'trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink'
  return ['strace', '-f', '-y', '-s', '40', '-e', calls, '-e', 'signal=none', '-o', into]
}

/** kill -9 of the traced program itself, so that the tracer writes down everything up to the end. */
export async function killTraced(program: Program): Promise<void> {
  const { pid = 0 } = program.child
  const gone = new Promise<void>((resolve) => program.child.once('exit', () => resolve()))
  if (program.child.exitCode !== null || program.child.signalCode !== null) return
  const [traced = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  process.kill(Number(traced), 'SIGKILL')
  await gone
}

export interface Write {
  readonly path: string
  readonly offset: number
  readonly length: number
}

export interface Trace {
  /** Writes no wait for the disk came after, in order. */
  readonly unsynced: readonly Write[]
  /** Lines on standard output that were written while something before them still waited for the disk, by `isDirty`. */
  readonly early: readonly string[]
  /** How often the program waited for the disk. */
  readonly syncs: number
  /** Lines on standard output. */
  readonly lines: number
}

/** Reads a trace. A line that `matters` promises that what was written before is on the disk. */
export function readTrace(path: string, matters: (line: string) => boolean): Trace {
  let unsynced: Write[] = []
  const early: string[] = []
  let [syncs, lines] = [0, 0]
  for (const call of wholeCalls(readFileSync(path, 'utf8'))) {
    const written = /^pwrite64\(\d+<([^>]+)>, .*, (\d+), (\d+)\)\s+= (\d+)/.exec(call)
    if (written !== null) {
      unsynced.push({ path: written[1] ?? '', offset: Number(written[3]), length: Number(written[4]) })
      continue
    }
    const synced = /^f(?:data)?sync\(\d+<([^>]+)>\)\s+= 0/.exec(call)
    if (synced !== null) {
      syncs += 1
      unsynced = unsynced.filter((write) => write.path !== synced[1])
      continue
    }
    const said = /^write\(1<[^>]*>, "((?:[^"\\]|\\.)*)"/.exec(call)?.[1]?.replace(/\\n$/, '')
    if (said === undefined) continue
    lines += 1
    // Of the log alone: pages of the database itself are written behind it and lost without harm.
    if (matters(said) && unsynced.some((write) => write.path.endsWith('-wal'))) early.push(said)
  }
  return { unsynced, early, syncs, lines }
}

/** Calls that another thread interrupted are put together again; the number of the thread is cut off. */
function* wholeCalls(text: string): Generator<string> {
  const begun = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, thread = '', call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (call.endsWith('<unfinished ...>')) {
      begun.set(thread, call.slice(0, -'<unfinished ...>'.length))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)
    yield resumed === null ? call : `${begun.get(thread) ?? ''}${resumed[1] ?? ''}`
  }
}

/** What the disk may hold after the power went: each unsynced write by chance whole, missing, or half, as noise. */
export function cutPower(unsynced: readonly Write[], moved: (path: string) => string, dice: SeededDice): number {
  let harmed = 0
  for (const { path, offset, length } of unsynced) {
    const target = moved(path)
    if (!existsSync(target) || dice.happens(0.4)) continue
    const from = dice.happens(0.5) ? 0 : dice.below(length)
    const file = openSync(target, 'r+')
    writeSync(
      file,
      dice.happens(0.5) ? Buffer.alloc(length - from) : dice.bytes(length - from),
      0,
      length - from,
      offset + from,
    )
    closeSync(file)
    harmed += 1
  }
  return harmed
}
