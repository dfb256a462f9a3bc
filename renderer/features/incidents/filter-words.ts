// The conditions of the list in words: shown above it and printed with it, so that nobody takes a part for the whole.
import type { ListFilter } from '../../state/filter-store.ts'

/** Words and names of the language in use. */
export interface FilterWords {
  /** A word of the namespace `incidents`, or of another as `model:…`. */
  readonly word: (key: string, values?: { readonly [name: string]: string | number }) => string
  readonly category: (code: string) => string
  readonly division: (code: string) => string
  readonly time: (ms: number) => string
}

/** One phrase per condition; none for the whole picture. */
export function filterPhrases(filter: ListFilter, words: FilterWords): readonly string[] {
  const { word } = words
  const listed = (name: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [word(`filter.${name}`, { [name]: items.join(word('filter.join')) })]
  const text = filter.text.trim()
  const time = timePhrase(filter, words)
  return [
    ...(text === '' ? [] : [word('filter.text', { text })]),
    ...listed(
      'levels',
      filter.levels.map((level) => word(`model:levelShort.${level}`)),
    ),
    ...listed(
      'statuses',
      filter.statuses.map((status) => word(`model:status.${status}`)),
    ),
    ...listed('categories', filter.categories.map(words.category)),
    ...listed('divisions', filter.divisions.map(words.division)),
    ...(time === null ? [] : [word('filter.received', { time })]),
    ...(
      ['onlyUnread', 'onlyConflicts', 'onlyWithoutPosition', 'onlyNowhere', 'withVoid', 'inMapView'] as const
    ).flatMap((name) => (filter[name] ? [word(`filter.${name}`)] : [])),
  ]
}

/** The condition on time; null when there is none. */
function timePhrase(filter: ListFilter, { word, time }: FilterWords): string | null {
  const { today, withinHours, receivedFromMs, receivedToMs } = filter
  if (today) return word('filter.today')
  if (withinHours !== null) return lastWords(withinHours, word)
  const from = receivedFromMs === null ? '' : time(receivedFromMs)
  const to = receivedToMs === null ? '' : time(receivedToMs)
  if (from !== '' && to !== '') return word('filter.fromTo', { from, to })
  if (from !== '') return word('filter.since', { from })
  return to === '' ? null : word('filter.until', { to })
}

/** "Last 6 h", "last 3 days". */
export function lastWords(hours: number, word: FilterWords['word']): string {
  return hours > 24 && hours % 24 === 0
    ? word('filter.lastDays', { count: hours / 24 })
    : word('filter.lastHours', { count: hours })
}
