// The board of running clocks: what is due, to whom, how long there is left. Lateness is said in words and a sign, not by
// colour alone.
import { ClockCircleOutlined, CheckOutlined, WarningOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { officeName } from '../../i18n/office-names.ts'
import { useSpaceMarks } from '../../state/desk-spaces.ts'
import type { Clock } from '../../state/report-clocks.ts'
import { useClocks } from '../../state/report-clocks.ts'
import { clockDoubt } from '../../state/server-now.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { leftText, wholeDays } from './clock-text.ts'
import { ExplainDialog } from './explain-dialog.tsx'

interface Props {
  /** Opens the series of an incident in its space, with the rule its delivery would meet. */
  readonly onReport: (clock: Pick<Clock, 'space' | 'incident' | 'rule'>) => void
}

/** All clocks of the spaces the desk covers, soonest first; those of closed incidents by themselves, where they are sent or explained. */
export function ClockBoard({ onReport }: Props) {
  const { t } = useTranslation(['reports', 'model'])
  const mark = useSpaceMarks()
  const { clocks, unmet, closed, isLoading, beyond } = useClocks()
  const [withMet, setWithMet] = useState(false)
  const [explaining, setExplaining] = useState<readonly Clock[] | null>(null)
  const maySend = useRefusal('report.send') === null
  const shown = withMet ? clocks : clocks.filter(({ metMs }) => metMs === null)
  const ofClosed = shown.filter(({ isClosed }) => isClosed)
  const ofOpen = shown.filter(({ isClosed }) => !isClosed)
  return (
    <section className="fs-clocks" aria-label={t('board')}>
      <div className="fs-reports-bar">
        <span>{t('clockCount', { count: unmet })}</span>
        {closed > 0 && <span>{t('unreported.ofClosed', { count: closed })}</span>}
        <span className="fs-grow" />
        <label>
          {t('withMet')} <Switch size="small" checked={withMet} onChange={setWithMet} aria-label={t('withMet')} />
        </label>
      </div>
      {beyond > 0 && <Alert type="warning" showIcon title={t('beyond', { count: beyond })} />}
      <ClockDoubt />
      {isLoading && <Waiting label={t('loading')} />}
      {!isLoading && shown.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noClocks')} />}
      {ofOpen.length > 0 && <ClockTable clocks={ofOpen} onReport={onReport} />}
      {ofClosed.length > 0 && (
        <section className="fs-clocks-closed" aria-label={t('unreported.closedTitle')}>
          <div className="fs-reports-bar">
            <h3>{t('unreported.closedTitle')}</h3>
            <small>{t('unreported.closedNote')}</small>
            <span className="fs-grow" />
            {maySend &&
              // One decision is of one space: what is written there is read by its members only.
              [...Map.groupBy(ofClosed, ({ space }) => space)].map(
                ([space, those]) =>
                  those.length > 1 && (
                    <Button key={space} size="small" onClick={() => setExplaining(those)}>
                      {t('unreported.all', { count: those.length })} <SpaceMark name={mark(space)} />
                    </Button>
                  ),
              )}
          </div>
          <ClockTable
            clocks={ofClosed}
            onReport={onReport}
            {...(maySend ? { onExplain: (clock: Clock) => setExplaining([clock]) } : {})}
          />
        </section>
      )}
      {explaining?.[0] !== undefined && (
        <ExplainDialog
          space={explaining[0].space}
          clocks={explaining}
          onReport={(incident, rule) => {
            setExplaining(null)
            onReport({ space: explaining[0]?.space ?? '', incident, rule })
          }}
          onClose={() => setExplaining(null)}
        />
      )}
    </section>
  )
}

/** Whose clock the deadlines are counted by, where that is not plain. */
function ClockDoubt() {
  const { t } = useTranslation('reports')
  const doubt = useStatusPart((status) => (status === null ? null : clockDoubt(status)))
  if (doubt === null) return null
  return <Alert type={doubt === 'unknown' ? 'warning' : 'info'} showIcon title={t(`clockDoubt.${doubt}`)} />
}

interface TableProps extends Props {
  readonly clocks: readonly Clock[]
  readonly onExplain?: (clock: Clock) => void
}

function ClockTable({ clocks, ...acts }: TableProps) {
  const { t } = useTranslation('reports')
  return (
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
        {clocks.map((clock) => (
          <ClockLine key={`${clock.space} ${clock.key}`} clock={clock} {...acts} />
        ))}
      </tbody>
    </table>
  )
}

function ClockLine({ clock, onReport, onExplain }: Omit<TableProps, 'clocks'> & { readonly clock: Clock }) {
  const { t } = useTranslation(['reports', 'model'])
  const mark = useSpaceMarks()
  const { number, title, level, toRole, channel, citation, dueMs, leftMs, state, metMs } = clock
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
        <small> {number}</small> <SpaceMark name={mark(clock.space)} />
      </td>
      <td>
        {officeName(toRole)}
        <small> {t(`channel.${channel}`)}</small>
      </td>
      <td>
        <small lang="zh-CN">{citation}</small>
      </td>
      <td className="fs-clock-acts">
        <Button size="small" onClick={() => onReport(clock)}>
          {t('report')}
        </Button>
        {onExplain !== undefined && (
          <Button size="small" onClick={() => onExplain(clock)}>
            {t('unreported.one')}
          </Button>
        )}
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
