// How long ago something was, coarsely: for the bar, which tells it all day.

interface Age {
  readonly word: 'moment' | 'seconds' | 'minutes' | 'hours'
  readonly count: number
}

/** The age in the greatest unit that fits; less than five seconds, or a clock set back, is just now. */
export function ageOf(ms: number): Age {
  if (ms < 5_000) return { word: 'moment', count: 0 }
  if (ms < 60_000) return { word: 'seconds', count: Math.floor(ms / 5_000) * 5 }
  if (ms < 3_600_000) return { word: 'minutes', count: Math.floor(ms / 60_000) }
  return { word: 'hours', count: Math.floor(ms / 3_600_000) }
}
