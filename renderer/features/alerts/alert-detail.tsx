// One alert with everything the law asks for, how it stands, what it has to do with, and what happened to it.
import { AimOutlined, ArrowLeftOutlined } from '@ant-design/icons'
import { Alert, Button, Tag } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT, alertLevel, alertPhase, cancelOf, isRealAlert } from '../../../shared/model/alert.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { alertPolygons, viewOfPolygons } from '../../map/alert-area.ts'
import { useNow } from '../../state/clock-store.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useTask } from '../../ui/use-task.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { codesOf } from './alert-entry.ts'
import { AlertHistory } from './alert-history.tsx'
import { AlertLinks } from './alert-links.tsx'
import { AlertReceived } from './alert-received.tsx'
import { AlertSign } from './alert-sign.tsx'
import { AreaWords } from './area-words.tsx'
import { CancelDialog } from './cancel-dialog.tsx'
import { useSources } from './use-sources.ts'

interface Props {
  readonly space: string
  readonly alert: string
  readonly onBack: () => void
  readonly onAdjust: (fields: JsonFields) => void
}

export function AlertDetail({ space, alert, onBack, onAdjust }: Props) {
  const { t } = useTranslation('alerts')
  const { rows, phase } = useWatch('record', { space, kind: ALERT, id: alert })
  const [row] = rows
  const [isCancelling, setIsCancelling] = useState(false)
  const task = useTask()
  const refusal = useRefusal('alert.write')
  const fields: JsonFields =
    row === undefined ? {} : Object.fromEntries(Object.entries(row.fields).map(([name, { value }]) => [name, value]))
  const isCancelled = cancelOf(fields) !== null
  const why = refusal === null ? undefined : faultWords({ kind: refusal, message: '' })
  const doubted = row === undefined ? [] : Object.keys(row.fields).filter((name) => row.fields[name]?.conflict === true)
  return (
    <section className="fs-alert-detail" aria-label={textField(fields, 'title') ?? t('title')}>
      <div className="fs-alert-bar">
        <Button size="small" icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack}>
          {t('back')}
        </Button>
        <span className="fs-grow" />
        <Button
          size="small"
          disabled={refusal !== null || isCancelled || row === undefined}
          title={why}
          onClick={() => onAdjust(fields)}
        >
          {t('adjust')}
        </Button>
        <Button
          size="small"
          danger
          disabled={refusal !== null || isCancelled || row === undefined}
          title={why}
          onClick={() => setIsCancelling(true)}
        >
          {t('cancel')}
        </Button>
      </div>
      {row === undefined ? (
        phase === 'loading' ? (
          <Waiting label={t('loading')} />
        ) : (
          <p className="fs-alert-hint">{t('noneHere')}</p>
        )
      ) : (
        <>
          {doubted.map((name) => (
            <Alert key={name} type="warning" showIcon title={t('conflict', { field: t(`field.${name}`) })} />
          ))}
          {task.fault !== null && (
            <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
          )}
          <Facts fields={fields} />
          <AlertReceived space={space} fields={fields} />
          <AlertLinks space={space} alert={alert} fields={fields} task={task} />
          <AlertHistory space={space} alert={alert} />
        </>
      )}
      {isCancelling && <CancelDialog space={space} alert={alert} onClose={() => setIsCancelling(false)} />}
    </section>
  )
}

function Facts({ fields }: { readonly fields: JsonFields }) {
  const { t } = useTranslation('alerts')
  const { category } = useSources()
  const now = useNow(30_000)
  const { countyShapes } = useReferenceData()
  const names = useOfficerNames()
  const cancelled = cancelOf(fields)
  const title = textField(fields, 'title') ?? ''
  const level = alertLevel(fields)
  const view = viewOfPolygons(alertPolygons(fields, countyShapes))
  const time = (name: string): string => {
    const ms = timeField(fields, name)
    return ms === null ? '—' : dateTimeText(ms)
  }
  const fact = (name: string, value: ReactNode): ReactNode => (
    <div>
      <dt>{t(`field.${name}`)}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <>
      <h2 className="fs-alert-title">
        <AlertSign level={level} isMute /> {title}
      </h2>
      <div className="fs-alert-bar">
        <Tag>{t(`level.${level ?? 0}`)}</Tag>
        <Tag>{t(`phase.${alertPhase(fields, now)}`)}</Tag>
        {!isRealAlert(fields) && <Tag color="gold">{t(`use.${textField(fields, 'use') ?? 'test'}`)}</Tag>}
        <span className="fs-grow" />
        <Button
          size="small"
          icon={<AimOutlined aria-hidden />}
          disabled={view === null}
          title={view === null ? t('noShape') : undefined}
          onClick={() => {
            if (view !== null) askMap({ kind: 'showPlace', position: view.position, name: title, zoom: view.zoom })
          }}
        >
          {t('showOnMap')}
        </Button>
      </div>
      {cancelled !== null && (
        <Alert
          type="info"
          showIcon
          title={t('cancelledWords', {
            how: t(`how.${cancelled.how}`),
            at: dateTimeText(Date.parse(cancelled.at)),
            name: names.get(cancelled.by) ?? cancelled.by,
            reason: cancelled.reason,
          })}
        />
      )}
      <dl className="fs-alert-facts">
        {fact('category', category(textField(fields, 'category') ?? ''))}
        {fact('startsAt', time('startsAt'))}
        {fact('endsAt', timeField(fields, 'endsAt') === null ? t('untilLifted') : time('endsAt'))}
        {fact(
          'area',
          <>
            <AreaWords fields={fields} isWhole />
            {codesOf(fields).some((code) => code.length > 6) && <small> {t('townshipShape')}</small>}
          </>,
        )}
        {fact('warnings', textField(fields, 'warnings'))}
        {fact('measures', textField(fields, 'measures'))}
        {fact('issuedBy', textField(fields, 'issuedBy'))}
        {fact('issuedAt', time('issuedAt'))}
        {timeField(fields, 'adjustedAt') !== null && fact('adjustedAt', time('adjustedAt'))}
        {fact('telephone', textField(fields, 'telephone') ?? '—')}
        {fact('number', textField(fields, 'number') ?? '—')}
      </dl>
    </>
  )
}
