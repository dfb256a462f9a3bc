// How long ago, as a word of the `intake` namespace and its number: "5 minutes ago". Coarse on purpose.

export interface AgeWords {
  readonly key: 'agoNow' | 'agoMinutes' | 'agoHours' | 'agoDays' | 'ahead'
  readonly count: number
}

const MINUTE_MS = 60_000

/** `ageMs` is how long ago; more than a minute below zero lies ahead. */
export function ageWords(ageMs: number): AgeWords {
  const minutes = Math.floor(ageMs / MINUTE_MS)
  if (minutes < -1) return { key: 'ahead', count: -minutes }
  if (minutes < 1) return { key: 'agoNow', count: 0 }
  if (minutes < 60) return { key: 'agoMinutes', count: minutes }
  if (minutes < 48 * 60) return { key: 'agoHours', count: Math.floor(minutes / 60) }
  return { key: 'agoDays', count: Math.floor(minutes / (24 * 60)) }
}

export interface Ago {
  readonly word: 'moment' | 'seconds' | 'minutes' | 'hours' | 'days'
  readonly count: number
}

/** The age in the greatest unit that fits: a word of `systems:ago` and its number. A clock set back is just now. */
export function agoOf(ms: number): Ago {
  if (ms < 5_000) return { word: 'moment', count: 0 }
  if (ms < MINUTE_MS) return { word: 'seconds', count: Math.floor(ms / 5_000) * 5 }
  if (ms < 60 * MINUTE_MS) return { word: 'minutes', count: Math.floor(ms / MINUTE_MS) }
  if (ms < 48 * 60 * MINUTE_MS) return { word: 'hours', count: Math.floor(ms / (60 * MINUTE_MS)) }
  return { word: 'days', count: Math.floor(ms / (24 * 60 * MINUTE_MS)) }
}
