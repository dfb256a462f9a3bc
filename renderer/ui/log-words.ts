// What a line of the duty log says, in the language on the screen: what the officer wrote, which deadlines a change to the
// incident moved, or which are not reported and why.
import { DESTROYED_TEXT } from '../../shared/model/destruction.ts'
import type { MovedDeadline, Told } from '../../shared/model/log-entry.ts'
import { i18n } from '../i18n/i18n.ts'
import { officeName } from '../i18n/office-names.ts'
import { dateTimeText } from './time-text.ts'

export function logWords(text: string, deadlines: readonly MovedDeadline[], told: Told | null = null): string {
  if (text === DESTROYED_TEXT) return i18n.t('desklog:destroyed')
  if (told !== null) return toldWords(told) ?? text
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

/** What a linked system said, in words; null where this console has none for it. */
function toldWords({ word, values }: Told): string | null {
  const key = `desklog:told.${wordFor(word, values)}`
  if (!i18n.exists(key)) return null
  const quantity = String(values['quantity'] ?? '')
  return i18n.t(key, {
    ...values,
    time: typeof values['heardMs'] === 'number' ? dateTimeText(values['heardMs']) : '',
    quantity: i18n.t(`gateways:quantity.${quantity}`, { defaultValue: quantity }),
  })
}

/** Where one thing is said in several ways. */
function wordFor(word: string, { heardMs, minutes, isBelow }: Told['values']): string {
  if (word === 'systemSilent' && heardMs === 0) return 'systemNeverHeard'
  if (word === 'systemHeard' && minutes === '') return 'systemFirstHeard'
  return word === 'readingDanger' && isBelow === true ? 'readingDangerBelow' : word
}

function timeWords(at: string | null): string {
  return at === null ? '' : dateTimeText(Date.parse(at)).slice(0, 16)
}
