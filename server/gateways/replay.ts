// Plays a recording (shared/interop/recording.ts) into a gateway as if it came in now, at its own speed or faster. Only where
// nothing is for real: a live picture is never told what happened another day.
import { createReadStream } from 'node:fs'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, faultOf, ok, refuse } from '../../shared/base/fault.ts'
import { MAX_RECORDED_LINE, readRecordedLine } from '../../shared/interop/recording.ts'
import type { GatewaySurroundings } from './gateway.ts'

export interface ReplayPlan {
  /** Path of the recording on this server. */
  readonly file: string
  /** 1: as it was; 10: ten times as fast. */
  readonly speed: number
  readonly spaceKind: GatewaySurroundings['spaceKind']
  readonly take: (bytes: Uint8Array, name: string) => Promise<Result<unknown>>
  /** A message was refused; or a line, given as it stands, holds none. */
  readonly refused: (why: Fault, number: number, line?: string) => void
  readonly signal: AbortSignal
}

export interface Replayed {
  readonly taken: number
  readonly refused: number
  /** False when it was stopped. */
  readonly isWhole: boolean
}

const MAX_SPEED = 10_000

/** Whether such a plan may be carried out at all. */
export function checkReplay({ speed, spaceKind }: Pick<ReplayPlan, 'speed' | 'spaceKind'>): Result<null> {
  if (spaceKind === 'live') return refuse('notAllowed', 'a recording is not played into a live space')
  return speed > 0 && speed <= MAX_SPEED
    ? ok(null)
    : refuse('invalidInput', `a speed lies above 0 and up to ${String(MAX_SPEED)}`, { field: 'speed' })
}

/** Plays the whole recording, message after message; a message that is refused does not stop it. Never throws. */
export async function replay(plan: ReplayPlan): Promise<Result<Replayed>> {
  const { file, speed, take, refused, signal } = plan
  const mayPlay = checkReplay(plan)
  if (!mayPlay.ok) return mayPlay
  const beganMs = performance.now()
  let [taken, bad, lineNumber] = [0, 0, 0]
  const isBad = (why: Fault, line?: string): void => {
    bad += 1
    refused(fault(why.kind, `line ${String(lineNumber)}: ${why.message}`, why.detail), lineNumber, line)
  }
  try {
    for await (const line of linesOf(file, signal)) {
      lineNumber += 1
      const read = readRecordedLine(line)
      if (!read.ok) isBad(read.fault, line)
      if (!read.ok || read.value === null) continue
      const { atMs, bytes, name } = read.value
      await until(beganMs + atMs / speed, signal)
      if (signal.aborted) break
      const done = await take(bytes, name === '' ? `${file}:${String(lineNumber)}` : name)
      if (done.ok) taken += 1
      else isBad(done.fault)
    }
  } catch (error) {
    if (!signal.aborted) {
      const why = faultOf(error)
      return why.kind === 'internal' ? refuse('fileUnreadable', why.message, { file }) : { ok: false, fault: why }
    }
  }
  return ok({ taken, refused: bad, isWhole: !signal.aborted })
}

/** Lines of a file, with a limit on each: what has no line ends is no recording. */
async function* linesOf(file: string, signal: AbortSignal): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of createReadStream(file, { encoding: 'utf8', signal })) {
    const lines = (rest + String(piece)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > MAX_RECORDED_LINE) throw new Error('a line is too long')
  }
  if (rest !== '') yield rest
}

function until(atMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - performance.now()
  if (waitMs <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done)
  })
}
