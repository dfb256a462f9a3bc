// One notice in a line: its sign, what and when, for whom, and how it stands.
import { useTranslation } from 'react-i18next'
import { textField } from '../../../shared/model/fields.ts'
import { levelColor } from '../../map/map-style.ts'
import { useNow } from '../../state/clock-store.ts'
import { shownOf } from '../../state/desk-items.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import type { DeskNotice, OpenNotice } from './notice-book.ts'

/** The sign of its level and the words of its kind. */
export function NoticeSign({ notice: { kind, level } }: { readonly notice: DeskNotice }) {
  const { t } = useTranslation(['model', 'notices'])
  return (
    <span className="fs-notice-level" style={{ color: levelColor(kind === 'clock' && level === 2 ? 1 : (level ?? 0)) }}>
      {kind === 'incident'
        ? t(`model:levelShort.${level ?? 0}`)
        : kind === 'alert' && level !== null
          ? `▲${t(`model:levelShort.${level}`)}`
          : t(`notices:sign.${kind}`)}
    </span>
  )
}

/** The title, which opens what it is about, with everything to be known in small. */
export function NoticeTitle({ notice, onOpen }: { readonly notice: DeskNotice; readonly onOpen: OpenNotice }) {
  const { t } = useTranslation(['notices', 'app'])
  const { language } = usePreferences()
  const codes = useCodeNames(language)
  const now = useNow(60_000)
  const title = notice.title === '' ? t('notices:untitled') : notice.title
  const more = notice.kind === 'incident' ? codes.category(notice.more) : notice.more
  const time =
    notice.kind === 'incident'
      ? t('app:notices.received', { time: shortTimeText(notice.atMs, now) })
      : shortTimeText(notice.atMs, now)
  return (
    <button type="button" className="fs-notice-title" onClick={() => onOpen(notice, null)}>
      {notice.isOpen ? <strong>{title}</strong> : title}
      <small>
        {[t(`notices:kind.${notice.kind}`), more, time].filter((part) => part !== '').join(' · ')}
        {' · '}
        <ForWhom notice={notice} />
        <HowItStands notice={notice} />
      </small>
    </button>
  )
}

function ForWhom({ notice: { agency, officer } }: { readonly notice: DeskNotice }) {
  const { t } = useTranslation('notices')
  const { language } = usePreferences()
  const agencies = useAgencies()
  const officers = useOfficerNames()
  if (agency === null) return <>{t('forAll')}</>
  const name = agencyName(agencies, agency, language)
  return (
    <>
      {officer === null
        ? t('forAgency', { agency: name })
        : t('forOfficer', { officer: officers.get(officer) ?? officer, agency: name })}
    </>
  )
}

/** Who settled it and how; a plain acknowledgement is said as one. */
function HowItStands({ notice: { given, local, isOpen } }: { readonly notice: DeskNotice }) {
  const { t } = useTranslation(['notices', 'app'])
  if (given !== null) {
    const disposition = textField(shownOf(given), 'disposition') ?? 'noted'
    const name = given.officerName
    return (
      <>
        {' · '}
        {t('app:notices.acknowledgedBy', { name })}
        {disposition !== 'noted' && ` · ${t(`notices:disposition.${disposition}`)}`}
      </>
    )
  }
  if (isOpen || local === null || local.atMs === null) return null
  return <> · {t('app:notices.acknowledgedBy', { name: local.by ?? '' })}</>
}
