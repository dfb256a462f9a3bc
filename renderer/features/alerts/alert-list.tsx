// Alerts in a list: those of now from the book the map and the rail read, and the others by how they ended.
import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Input, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ALERT, isRealAlert } from '../../../shared/model/alert.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import type { AlertItem } from '../../state/alert-book.ts'
import { alertItem, useAlertBook } from '../../state/alert-book.ts'
import { useNow } from '../../state/clock-store.ts'
import { PAGE_ROWS, pageOf } from '../../state/desk-items.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch } from '../../state/use-watch.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { AlertSign } from './alert-sign.tsx'
import { AreaWords } from './area-words.tsx'

const TABS = ['current', 'over', 'cancelled', 'notReal', 'all'] as const
type Tab = (typeof TABS)[number]
const STEP = 100

interface Props {
  readonly space: string
  readonly onOpen: (alert: string) => void
  readonly onRecord: () => void
}

export function AlertList({ space, onOpen, onRecord }: Props) {
  const { t } = useTranslation('alerts')
  const [tab, setTab] = useState<Tab>('current')
  const [text, setText] = useState('')
  const refusal = useRefusal('alert.write')
  return (
    <section className="fs-alert-list" aria-label={t('title')}>
      <div className="fs-alert-bar">
        <h2>{t('title')}</h2>
        <span className="fs-grow" />
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          disabled={refusal !== null}
          title={refusal === null ? undefined : faultWords({ kind: refusal, message: '' })}
          onClick={onRecord}
        >
          {t('record')}
        </Button>
      </div>
      <div className="fs-alert-bar">
        <Segmented
          value={tab}
          onChange={setTab}
          aria-label={t('title')}
          options={TABS.map((one) => ({ value: one, label: t(`tab.${one}`) }))}
        />
        <Input.Search allowClear aria-label={t('search')} placeholder={t('search')} onSearch={setText} />
      </div>
      {tab === 'current' && text === '' ? (
        <Current space={space} onOpen={onOpen} />
      ) : (
        <Found key={tab} space={space} tab={tab} text={text} onOpen={onOpen} />
      )}
    </section>
  )
}

function Current({ space, onOpen }: Pick<Props, 'space' | 'onOpen'>) {
  const { t } = useTranslation('alerts')
  const { alerts, isLoading, isStale, beyond } = useAlertBook(space)
  const active = alerts.filter(({ phase }) => phase === 'active').length
  return (
    <>
      <output className="fs-alert-hint">{t('count', { active, coming: alerts.length - active })}</output>
      {isStale && <Alert type="warning" showIcon title={t('stale')} />}
      {beyond > 0 && <Alert type="warning" showIcon title={t('beyond', { count: beyond })} />}
      {isLoading && <Waiting label={t('loading')} />}
      {!isLoading && alerts.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />}
      <Lines alerts={alerts} onOpen={onOpen} />
    </>
  )
}

/** Everything but the current ones; a text is searched in all states of the tab. */
function Found({
  space,
  tab,
  text,
  onOpen,
}: Pick<Props, 'space' | 'onOpen'> & { readonly tab: Tab; readonly text: string }) {
  const { t } = useTranslation('alerts')
  const now = useNow(60_000)
  const [limit, setLimit] = useState(STEP)
  const states = {
    current: ['openEnded', 'ending'],
    over: ['ending'],
    cancelled: ['cancelled'],
    notReal: ['notReal'],
    all: ['openEnded', 'ending', 'cancelled'],
  }[tab]
  // To the minute, so that the question stays the same in between.
  const before = Math.floor(now / 60_000) * 60_000 + 1
  const filter = { states, ...(text === '' ? {} : { text }), ...(tab === 'over' ? { dueBeforeMs: before } : {}) }
  const { rows, meta, phase } = useWatch('items', pageOf(space, ALERT, filter, { limit }))
  const alerts = rows
    .map((row) => alertItem(row, now))
    .filter(({ phase: at }) => tab !== 'current' || at === 'active' || at === 'coming')
  const left = (meta?.total ?? 0) - rows.length
  return (
    <>
      {tab === 'notReal' && <p className="fs-alert-hint">{t('useNote')}</p>}
      {phase === 'stale' && <Alert type="warning" showIcon title={t('stale')} />}
      {phase === 'loading' && <Waiting label={t('loading')} />}
      {phase === 'live' && alerts.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noneHere')} />
      )}
      <Lines alerts={alerts} onOpen={onOpen} />
      {left > 0 &&
        (limit < PAGE_ROWS ? (
          <Button size="small" onClick={() => setLimit(Math.min(PAGE_ROWS, limit + STEP))}>
            {t('more', { count: left })}
          </Button>
        ) : (
          <p className="fs-alert-hint">{t('beyond', { count: left })}</p>
        ))}
    </>
  )
}

function Lines({ alerts, onOpen }: { readonly alerts: readonly AlertItem[]; readonly onOpen: Props['onOpen'] }) {
  return (
    <ul className="fs-alert-lines">
      {alerts.map((alert) => (
        <li key={alert.key}>
          <AlertLine alert={alert} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

/** One alert in two lines; also in the detail of an incident. */
export function AlertLine({ alert, onOpen }: { readonly alert: AlertItem; readonly onOpen: Props['onOpen'] }) {
  const { t } = useTranslation('alerts')
  const now = useNow(60_000)
  const { key, row, fields, level, phase } = alert
  const [startMs, endMs] = [timeField(fields, 'startsAt'), timeField(fields, 'endsAt')]
  const use = textField(fields, 'use')
  return (
    <button type="button" className="fs-alert-line" data-phase={phase} onClick={() => onOpen(key)}>
      <AlertSign level={level} />
      <span className="fs-alert-line-text">
        <span>
          <strong>{textField(fields, 'title')}</strong> <Tag>{t(`phase.${phase}`)}</Tag>
          {!isRealAlert(fields) && <Tag color="gold">{t(`use.${use ?? 'test'}`)}</Tag>}
          {row.numberDoubtful && <Tag color="red">{t('doubtful')}</Tag>}
          {row.state !== 'agreed' && <Tag>{t(`change.${row.state}`)}</Tag>}
        </span>
        <small>
          {startMs !== null && t('from', { time: shortTimeText(startMs, now) })}{' '}
          {endMs === null ? t('untilLifted') : t('until', { time: shortTimeText(endMs, now) })}
          {' · '}
          <AreaWords fields={fields} />
        </small>
        <small>
          {t('issued', {
            by: textField(fields, 'issuedBy') ?? '',
            at: shortTimeText(timeField(fields, 'issuedAt') ?? row.writtenMs, now),
          })}
        </small>
      </span>
    </button>
  )
}
