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

/** 16:05 on the day of `nowMs`, else 11-25 16:05. */
export function shortTimeText(ms: number, nowMs: number): string {
  const text = format.format(ms)
  return text.slice(0, 10) === format.format(nowMs).slice(0, 10) ? text.slice(11, 16) : text.slice(5, 16)
}
