// Which backups stay and which may go, and what they are called: the same law on stations and servers. Counts occupied
// hours, days and weeks and never looks at a clock: a clock that jumps by years cannot make old backups go.
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Weeks begin on Monday: 1 January 1970 was a Thursday. */
const WEEK_SHIFT_MS = 3 * DAY_MS
const WEEK_MS = 7 * DAY_MS
const SEALED = '.sealed'
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** How many hours, days and weeks that have a backup keep their newest one. */
export interface KeepRule {
  readonly hourly: number
  readonly daily: number
  readonly weekly: number
}

/** Of backups made at these times, those that stay: the newest always, and the newest of each counted hour, day and week. */
export function toKeep(madeMs: readonly number[], { hourly, daily, weekly }: KeepRule): ReadonlySet<number> {
  const newestFirst = [...new Set(madeMs)].toSorted((a, b) => b - a)
  const kept = new Set(newestFirst.slice(0, 1))
  const keepSlots = (count: number, slotOf: (ms: number) => number): void => {
    const slots = new Set<number>()
    for (const ms of newestFirst) {
      if (slots.size >= count) return
      const slot = slotOf(ms)
      if (slots.has(slot)) continue
      slots.add(slot)
      kept.add(ms)
    }
  }
  keepSlots(hourly, (ms) => Math.floor(ms / HOUR_MS))
  keepSlots(daily, (ms) => Math.floor(ms / DAY_MS))
  keepSlots(weekly, (ms) => Math.floor((ms + WEEK_SHIFT_MS) / WEEK_MS))
  return kept
}

/** Name of a backup of `program` (`station`, `server`) made at this time (to the second, UTC); sealed ones say so. */
export function backupFileName(program: string, madeMs: number, isSealed: boolean): string {
  return `${program}-${new Date(madeMs).toISOString().replace(/[-:]|\.\d+/g, '')}.db${isSealed ? SEALED : ''}`
}

/** When the backup of this name was made; undefined when it is not the name of a backup of `program`. */
export function backupTime(program: string, name: string): number | undefined {
  const plain = isSealedName(name) ? name.slice(0, -SEALED.length) : name
  if (!plain.startsWith(`${program}-`) || !plain.endsWith('.db')) return undefined
  const time = plain.slice(program.length + 1, -'.db'.length)
  const madeMs = Date.parse(time.replace(TIME, '$1-$2-$3T$4:$5:$6Z'))
  return TIME.test(time) && !Number.isNaN(madeMs) ? madeMs : undefined
}

/** True for the name of an encrypted backup or file. */
export function isSealedName(name: string): boolean {
  return name.endsWith(SEALED)
}
