// All reports of the space, newest first, by where they stand; badge and list ask the same.
import { Button, Empty, Input, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESTROYED_TEXT } from '../../../shared/model/destruction.ts'
import { textField } from '../../../shared/model/fields.ts'
import { REPORT, REPORT_STATES, reportState } from '../../../shared/model/report.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { reportName } from './report-words.ts'
import { useReportWords } from './use-report-words.ts'

const PAGE = 100

interface Props {
  readonly space: string
  readonly onOpen: (incident: string) => void
}

export function ReportList({ space, onOpen }: Props) {
  const { t } = useTranslation('reports')
  const say = useReportWords()
  const [state, setState] = useState<string>('all')
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const counts = useWatch('items', { ...pageOf(space, REPORT, {}), limit: 0 })
  const filter = {
    ...(state === 'all' ? {} : { states: [state] }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
  const { rows, meta, phase } = useWatch('items', { ...pageOf(space, REPORT, {}), filter, limit })
  const byState = counts.meta?.byState ?? {}
  return (
    <section className="fs-report-list" aria-label={t('reports')}>
      <div className="fs-reports-bar">
        <Segmented
          size="small"
          aria-label={t('reports')}
          value={state}
          onChange={setState}
          options={[
            { value: 'all', label: `${t('all')} ${counts.meta?.total ?? 0}` },
            ...REPORT_STATES.map((one) => ({ value: one, label: `${t(`state.${one}`)} ${byState[one] ?? 0}` })),
          ]}
        />
        <Input.Search size="small" allowClear aria-label={t('search')} placeholder={t('search')} onSearch={setText} />
      </div>
      {rows.length === 0 && phase === 'live' && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noReportsHere')} />
      )}
      <ul>
        {rows.map((row) => {
          const fields = shownOf(row)
          const incident = textField(fields, 'incident')
          return (
            <li key={row.key}>
              <button
                type="button"
                className="fs-series-link"
                disabled={incident === null}
                onClick={() => incident !== null && onOpen(incident)}
              >
                <strong>{reportName(fields, say)}</strong>
                <span>{fields['title'] === DESTROYED_TEXT ? t('destroyed') : textField(fields, 'title')}</span>
                <Tag>{t(`state.${reportState(fields)}`)}</Tag>
                {row.number !== null && <small>{t('number', { number: row.number })}</small>}
                {row.numberDoubtful && <Tag color="red">{t('numberDoubtful')}</Tag>}
                <small>
                  {row.officerName} · {dateTimeText(row.writtenMs)}
                </small>
              </button>
            </li>
          )
        })}
      </ul>
      {(meta?.total ?? 0) > rows.length && limit < 500 && (
        <Button size="small" onClick={() => setLimit(Math.min(500, limit + PAGE))}>
          {t('more', { count: (meta?.total ?? 0) - rows.length })}
        </Button>
      )}
    </section>
  )
}
