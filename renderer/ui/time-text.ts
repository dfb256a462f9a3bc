// Times as the console writes them: China Standard Time, digits only, the same in both languages.
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** 2026-11-25 16:05:09 */
export function dateTimeText(ms: number): string {
  return format.format(ms)
}

/** 16:05 on the day of `nowMs`, 11-25 16:05 in its year, else 2025-11-25 16:05: last year's must not look like this year's. */
export function shortTimeText(ms: number, nowMs: number): string {
  const [text, now] = [format.format(ms), format.format(nowMs)]
  if (text.slice(0, 10) === now.slice(0, 10)) return text.slice(11, 16)
  return text.slice(0, 4) === now.slice(0, 4) ? text.slice(5, 16) : text.slice(0, 16)
}
