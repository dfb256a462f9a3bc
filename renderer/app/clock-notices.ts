// Overdue reports as notices: what the clocks of reports say, in the form the bell and the notice centre read.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { officeName } from '../i18n/office-names.ts'
import { useClocks } from '../state/report-clocks.ts'
import { useSpacePart } from '../state/space-store.ts'

interface Late {
  readonly subject: string
  readonly incident: string
  readonly title: string
  readonly to: string
  readonly dueMs: number
}

/** The overdue reports of the shown space; nobody is late with what is no real event. */
export function useClockNotices(): readonly Happening[] {
  const { t } = useTranslation('notices')
  const { clocks } = useClocks()
  const isReal = useSpacePart((space) => space?.kind !== 'demonstration')
  const late = clocks
    .filter(({ state }) => isReal && state === 'overdue')
    .map(({ key, incident, title, toRole, dueMs }): Late => ({
      subject: key,
      incident,
      title,
      to: officeName(toRole),
      dueMs,
    }))
  // As one text: clocks tick every second, and what is overdue seldom changes with it.
  const said = JSON.stringify(late)
  return useMemo(
    () =>
      (JSON.parse(said) as readonly Late[]).map(({ subject, incident, title, to, dueMs }) => ({
        kind: 'clock' as const,
        subject,
        moment: isoWithOffset(dueMs),
        atMs: dueMs,
        level: 2,
        title: t('clockTitle', { title, to }),
        more: '',
        incident,
        parent: null,
        agency: null,
        officer: null,
        local: null,
      })),
    [said, t],
  )
}
