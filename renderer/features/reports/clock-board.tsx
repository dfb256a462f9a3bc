// The board of running clocks: what is due, to whom, how long there is left. Lateness is said in words and a sign, not by
// colour alone.
import { ClockCircleOutlined, CheckOutlined, WarningOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { officeName } from '../../i18n/office-names.ts'
import type { Clock } from '../../state/report-clocks.ts'
import { useClocks } from '../../state/report-clocks.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { leftText, wholeDays } from './clock-text.ts'

interface Props {
  /** Opens the series of an incident, with the rule its delivery would meet. */
  readonly onReport: (incident: string, rule: string) => void
}

/** All clocks of open incidents, soonest first. */
export function ClockBoard({ onReport }: Props) {
  const { t } = useTranslation(['reports', 'model'])
  const { clocks, unmet, isLoading, beyond } = useClocks()
  const [withMet, setWithMet] = useState(false)
  const shown = withMet ? clocks : clocks.filter(({ metMs }) => metMs === null)
  return (
    <section className="fs-clocks" aria-label={t('board')}>
      <div className="fs-reports-bar">
        <span>{t('clockCount', { count: unmet })}</span>
        <span className="fs-grow" />
        <label>
          {t('withMet')} <Switch size="small" checked={withMet} onChange={setWithMet} aria-label={t('withMet')} />
        </label>
      </div>
      {beyond > 0 && <Alert type="warning" showIcon title={t('beyond', { count: beyond })} />}
      {isLoading && <Waiting label={t('loading')} />}
      {!isLoading && shown.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noClocks')} />}
      {shown.length > 0 && (
        <table className="fs-clock-table">
          <thead>
            <tr>
              <th>{t('left')}</th>
              <th>{t('dueAt')}</th>
              <th>{t('incident')}</th>
              <th>{t('to')}</th>
              <th>{t('basis')}</th>
              <th aria-label={t('action')} />
            </tr>
          </thead>
          <tbody>
            {shown.map((clock) => (
              <ClockLine key={clock.key} clock={clock} onReport={onReport} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function ClockLine({ clock, onReport }: Props & { readonly clock: Clock }) {
  const { t } = useTranslation(['reports', 'model'])
  const { incident, number, title, level, rule, toRole, channel, citation, dueMs, leftMs, state, metMs } = clock
  const how = clock.alarm
  const days = wholeDays(leftMs)
  return (
    <tr data-urgency={how}>
      <td className="fs-clock-left">
        <span aria-hidden>{SIGNS[how]}</span>{' '}
        {metMs === null
          ? days === null
            ? leftText(leftMs)
            : t('days', { count: days })
          : t(`met.${state}`, { at: dateTimeText(metMs) })}
        {(how === 'late' || how === 'grave') && <small> {t('overdue')}</small>}
        {how === 'grave' && <small className="fs-clock-escalated"> {t('escalated')}</small>}
      </td>
      <td>
        <time dateTime={new Date(dueMs).toISOString()}>{dateTimeText(dueMs)}</time>
      </td>
      <td>
        {t(`model:levelShort.${level ?? 0}`)} {title}
        <small> {number}</small>
      </td>
      <td>
        {officeName(toRole)}
        <small> {t(`channel.${channel}`)}</small>
      </td>
      <td>
        <small lang="zh-CN">{citation}</small>
      </td>
      <td>
        <Button size="small" onClick={() => onReport(incident, rule)}>
          {t('report')}
        </Button>
      </td>
    </tr>
  )
}

const SIGNS = {
  calm: <ClockCircleOutlined aria-hidden />,
  soon: <ClockCircleOutlined aria-hidden />,
  late: <WarningOutlined aria-hidden />,
  grave: <WarningOutlined aria-hidden />,
  done: <CheckOutlined aria-hidden />,
} as const
