// Topics of MQTT with named levels: `rain/{station}/+/data` hears `rain/+/+/data` and knows which station a message is of.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

export interface TopicPattern {
  /** What is subscribed to. */
  readonly filter: string
  readonly levels: readonly string[]
}

/** Levels by name. */
export type Levels = Readonly<Record<string, string>>

const MAX_LEVELS = 32
const NAMED = /^\{([A-Za-z][A-Za-z0-9_]{0,39})\}$/

/** Reads a pattern; the fault says what is wrong with it. */
export function parseTopic(text: string): Result<TopicPattern> {
  const levels = text.split('/')
  if (text === '' || levels.length > MAX_LEVELS) return refuse('invalidInput', `no topic: ${text}`, { topic: text })
  const names = new Set<string>()
  for (const [index, level] of levels.entries()) {
    const name = NAMED.exec(level)?.[1]
    const isWild = level === '+' || (level === '#' && index === levels.length - 1)
    if (name !== undefined && names.has(name))
      return refuse('invalidInput', `two levels of ${text} are called ${name}`, { topic: text })
    if (name !== undefined) names.add(name)
    else if (!isWild && /[+#{}\p{Cc}]/u.test(level))
      return refuse('invalidInput', `not understood in the topic ${text}: ${level}`, { topic: text })
  }
  return ok({ filter: levels.map((level) => (NAMED.test(level) ? '+' : level)).join('/'), levels })
}

/** Names of the levels that have one. */
export function levelNames({ levels }: TopicPattern): readonly string[] {
  return levels.flatMap((level) => NAMED.exec(level)?.[1] ?? [])
}

/** The named levels of `topic`, or undefined when the pattern does not hear it. */
export function matchTopic({ levels }: TopicPattern, topic: string): Levels | undefined {
  // Topics that begin with $ are the broker's own; wildcards do not hear them.
  if (topic.startsWith('$') && !(levels[0] ?? '').startsWith('$')) return undefined
  const parts = topic.split('/')
  const found: Record<string, string> = {}
  for (const [index, level] of levels.entries()) {
    if (level === '#') return found
    const part = parts[index]
    if (part === undefined) return undefined
    const name = NAMED.exec(level)?.[1]
    if (name !== undefined) found[name] = part
    else if (level !== '+' && level !== part) return undefined
  }
  return parts.length === levels.length ? found : undefined
}
