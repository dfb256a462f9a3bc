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
