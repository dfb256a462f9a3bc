// A refusal as a command line tells it: in plain Chinese and English, with what logs are searched for behind.
import { FAULT_WORDS_EN } from './fault-words-en.ts'
import { FAULT_WORDS_ZH } from './fault-words-zh.ts'
import type { Fault } from './fault.ts'

/** One line: the words of its kind in both languages, then `(kind: message)`. */
export function faultLine({ kind, message, detail }: Fault): string {
  const words = [FAULT_WORDS_ZH[kind], FAULT_WORDS_EN[kind]].map((text) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(detail?.[name] ?? '?')),
  )
  return `${words.join(' ')} (${kind}: ${message})`
}
