import './print-sheet.css'
// The list on paper: heading, conditions in words, who printed it when, page numbers. Unseen on the screen.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { printTold } from '../../link/told-exports.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpace } from '../../state/space-store.ts'
import { useStatus } from '../../state/use-status.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { filterPhrases } from './filter-words.ts'
import { casualtyWords } from './list-window.ts'
import type { Sheet } from './print-store.ts'
import { printStore } from './print-store.ts'

/** Prints whatever is put into printStore, once. */
export function PrintSheet() {
  const sheet = useStore(printStore, (state) => state.sheet)
  useEffect(() => {
    if (sheet === null) return
    const { space, rows } = sheet
    void printTold({ space, what: 'incidentList', count: rows.length }).finally(() =>
      printStore.setState({ sheet: null }),
    )
  }, [sheet])
  return sheet === null ? null : <Paper sheet={sheet} />
}

function Paper({ sheet }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('incidents')
  const { language } = usePreferences()
  const names = useCodeNames(language)
  const status = useStatus()
  const officer = status?.officer ?? null
  const space = useSpace()
  const { rows, total, filter, sort, descending, atMs } = sheet
  const phrases = filterPhrases(filter, {
    word: (key, values) => t(key, values ?? {}),
    ...names,
    time: (ms) => dateTimeText(ms).slice(0, 16),
  })
  const conditions = phrases.length === 0 ? t('filter.none') : phrases.join(t('filter.and'))
  return (
    <article className="fs-print">
      <h1>{t('print.title')}</h1>
      {space !== null && space.kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${space.kind}`)}</p>}
      {status !== null && status.link !== 'linked' && <p className="fs-print-mark">{t('print.cutOff')}</p>}
      <p>
        {t('print.space', { name: (language === 'en' ? space?.nameEn : space?.name) ?? '' })}
        {' · '}
        {rows.length < total
          ? t('print.cut', { total, count: rows.length })
          : t('print.count', { total, count: total })}
        {space !== null && ` · ${t('print.picture', { code: space.pictureCode })}`}
      </p>
      <p>{t('print.conditions', { conditions })}</p>
      <p>
        {t('print.order', { sort: t(`sort.${sort}`), direction: t(descending ? 'descending' : 'ascending') })}
        {' · '}
        {t('print.at', { time: dateTimeText(atMs) })}
      </p>
      {officer !== null && (
        <p>
          {t('print.by', {
            officer: officer.displayName,
            agency: agencyWords(officer, language),
            station: status?.stationName ?? '',
          })}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{t('print.serial')}</th>
            {(['number', 'level', 'status', 'title', 'category', 'place', 'receivedAt'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`model:field.${name}`)}
              </th>
            ))}
            <th scope="col">{t('print.casualties')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Line
              key={row.key}
              row={row}
              serial={index + 1}
              names={names}
              isDemonstration={space?.kind === 'demonstration'}
            />
          ))}
        </tbody>
      </table>
    </article>
  )
}

interface LineProps {
  readonly row: IncidentRow
  readonly serial: number
  /** The whole sheet says so already. */
  readonly isDemonstration: boolean
  readonly names: { readonly category: (code: string) => string; readonly division: (code: string) => string }
}

function Line({ row, serial, names, isDemonstration }: LineProps) {
  const { t } = useTranslation(['incidents', 'model'])
  return (
    <tr>
      <td>{serial}</td>
      <td>{row.number}</td>
      <td>{t(`model:levelShort.${row.level ?? 0}`)}</td>
      <td>
        {t(`model:status.${row.status}`)}
        {row.conflicts > 0 && ` (${t('incidents:conflict')})`}
      </td>
      <td>
        {row.title}
        {row.demonstration && !isDemonstration && ` (${t('incidents:demonstration')})`}
      </td>
      <td>{names.category(row.category)}</td>
      <td>{row.place === '' && row.division !== null ? names.division(row.division) : row.place}</td>
      <td>{dateTimeText(Date.parse(row.receivedAt)).slice(0, 16)}</td>
      <td>{casualtyWords(row, (field) => t(`model:field.${field}`))}</td>
    </tr>
  )
}
