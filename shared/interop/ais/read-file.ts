// A whole recording of NMEA lines read at once: how much of it was taken, and why each other line was not.
import type { Fault } from '../../base/fault.ts'
import type { AisMessage } from './messages.ts'
import type { AisItem } from './reader.ts'
import { AisReader } from './reader.ts'

export interface AisFile {
  readonly messages: readonly AisMessage[]
  /** Sound sentences of other talkers. */
  readonly others: number
  readonly refused: readonly { readonly why: Fault; readonly line: string }[]
  /** Messages of which the recording holds some parts only. */
  readonly unfinished: number
  readonly odd: readonly string[]
}

/** Reads `bytes` as if they had come over one connection at one moment. */
export function readAisFile(bytes: Uint8Array): AisFile {
  const reader = new AisReader()
  const items: readonly AisItem[] = [...reader.push(bytes, 0), ...reader.end(0)]
  return {
    messages: items.filter((item) => item.form === 'message').map((item) => item.message),
    others: items.filter((item) => item.form === 'other').length,
    refused: items.filter((item) => item.form === 'refused').map(({ why, line }) => ({ why, line })),
    unfinished: reader.unfinished,
    odd: [...new Set(items.flatMap((item) => (item.form === 'message' ? item.odd : [])))],
  }
}
