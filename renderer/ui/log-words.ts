// What a line of the duty log says, in the language on the screen: what the officer wrote, which deadlines a change to the
// incident moved, or which are not reported and why.
import { DESTROYED_TEXT } from '../../shared/model/destruction.ts'
import type { MovedDeadline } from '../../shared/model/log-entry.ts'
import { i18n } from '../i18n/i18n.ts'
import { officeName } from '../i18n/office-names.ts'
import { dateTimeText } from './time-text.ts'

export function logWords(text: string, deadlines: readonly MovedDeadline[]): string {
  if (text === DESTROYED_TEXT) return i18n.t('desklog:destroyed')
  if (deadlines.length === 0) return text
  if (deadlines.some(({ unreported }) => unreported === true)) {
    const lines = deadlines.map(({ to, from }) =>
      i18n.t('desklog:unreportedLine', { to: officeName(to), from: timeWords(from) }),
    )
    return [i18n.t('desklog:unreported'), ...lines, i18n.t('desklog:unreportedWhy', { reason: text })].join('\n')
  }
  const lines = deadlines.map(({ to, from, until }) => {
    const office = officeName(to)
    if (from === null) return i18n.t('desklog:deadlineNew', { to: office, until: timeWords(until) })
    if (until === null) return i18n.t('desklog:deadlineGone', { to: office, from: timeWords(from) })
    return i18n.t('desklog:deadlineMoved', { to: office, from: timeWords(from), until: timeWords(until) })
  })
  return [i18n.t('desklog:deadlines'), ...lines].join('\n')
}

function timeWords(at: string | null): string {
  return at === null ? '' : dateTimeText(Date.parse(at)).slice(0, 16)
}
