// Words of the roster in one language or in both, for spreadsheets: what was exported in one is read in the other.
import type { Language } from '../../i18n/i18n.ts'
import { WORDS } from '../../i18n/i18n.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import type { SheetWords } from './roster-sheet.ts'

export const SHEET_LANGUAGES: readonly SheetWords[] = [WORDS['zh-CN'].roster, WORDS.en.roster]

export function sheetWords(language: Language): SheetWords {
  return WORDS[language].roster
}

const DAY_MS = 86_400_000

/** 08:00–20:00, with the day where it ends on another: 20:00–08:00 +1. */
export function spanWords(fromMs: number, toMs: number): string {
  const [from, to] = [dateTimeText(fromMs), dateTimeText(toMs)]
  const days = Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MS)
  return `${from.slice(11, 16)}–${to.slice(11, 16)}${days === 0 ? '' : ` +${days}`}`
}

/** 11-25 08:00 – 11-26 08:00 */
export function longSpanWords(fromMs: number, toMs: number): string {
  return `${dateTimeText(fromMs).slice(5, 16)} – ${dateTimeText(toMs).slice(5, 16)}`
}
