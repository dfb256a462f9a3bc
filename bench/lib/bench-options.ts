// The options every benchmark understands.
import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly json: boolean
  /** Part of the full sizes; 1 is what the issue asks for. */
  readonly scale: number
  readonly runs: number
  readonly peers: boolean
  /** Of a station's store: with an encrypted database. */
  readonly encrypted: boolean
}

/** Reads the command line. Throws on what it does not know. */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      scale: { type: 'string', default: '1' },
      runs: { type: 'string', default: '3' },
      'no-peers': { type: 'boolean', default: false },
      encrypted: { type: 'boolean', default: false },
    },
  })
  const scale = Number(values.scale)
  const runs = Number(values.runs)
  if (!(scale > 0 && scale <= 10)) throw new Error(`--scale ${values.scale} is not a number above 0`)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs} is not a count`)
  return { json: values.json, scale, runs, peers: !values['no-peers'], encrypted: values.encrypted }
}

/** A full size at the wanted scale, never below `least`. */
export function scaled(full: number, scale: number, least = 1): number {
  return Math.max(least, Math.round(full * scale))
}
