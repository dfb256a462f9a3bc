// The head of a printed page: what it is, whether it is real, from which space, printed by whom and when.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpace } from '../../state/space-store.ts'
import { useStatus } from '../../state/use-status.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

interface Props {
  readonly title: string
  /** A line below the title. */
  readonly note: string | null
}

export function PaperHead({ title, note }: Props) {
  const { t } = useTranslation(['incidents', 'app'])
  const { language } = usePreferences()
  const status = useStatus()
  const space = useSpace()
  const [atMs] = useState(() => Date.now())
  const officer = status?.officer ?? null
  return (
    <>
      <h1>{title}</h1>
      {space !== null && space.kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${space.kind}`)}</p>}
      {status !== null && status.link !== 'linked' && <p className="fs-print-mark">{t('incidents:print.cutOff')}</p>}
      {note !== null && <p>{note}</p>}
      <p>
        {t('incidents:print.space', { name: (language === 'en' ? space?.nameEn : space?.name) ?? '' })}
        {' · '}
        {t('incidents:print.at', { time: dateTimeText(atMs) })}
        {officer !== null &&
          ` · ${t('incidents:print.by', {
            officer: officer.displayName,
            agency: agencyWords(officer, language),
            station: status?.stationName ?? '',
          })}`}
      </p>
    </>
  )
}
