// One incident: every field in words, level and status at hand, the history of every change, its duty log.
import { Alert, Button, Empty, Input, Modal, Select, Space, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { FieldView, TimelineSet } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, runCommand, undoChange } from '../../link/station.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { openConflict } from '../../state/panel-store.ts'
import { useSelectedIncident } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { LogLines } from '../../ui/log-lines.tsx'
import { dateTimeText } from '../../ui/time-text.ts'

export function IncidentDetail() {
  const { t } = useTranslation('incidents')
  const space = useSpaceId()
  const incident = useSelectedIncident()
  if (space === null || incident === null) return <Empty description={t('choose')} style={{ marginTop: 40 }} />
  return <Detail key={incident} space={space} incident={incident} />
}

function Detail({ space, incident }: { readonly space: string; readonly incident: string }) {
  const { t, i18n } = useTranslation('incidents')
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const words = { word: (key: string) => t(`model:${key}`), ...names }
  const [fault, setFault] = useState<Fault | null>(null)
  const [voidReason, setVoidReason] = useState<string | null>(null)
  const { rows } = useWatch('record', { space, kind: 'incident', id: incident })
  const timeline = useWatch('timeline', { space, kind: 'incident', id: incident })
  const log = useWatch('log', { space, incident })
  useEffect(() => {
    void call('markSeen', { space, incidents: [incident] })
  }, [space, incident])
  const fields = rows[0]?.fields
  if (fields === undefined) return null
  const value = (name: string): FieldView['value'] => fields[name]?.value ?? null
  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  const category = value('category')
  const level = value('level')
  return (
    <div style={{ padding: 12, overflowY: 'auto', height: '100%' }}>
      <h2 style={{ margin: '0 0 4px', fontSize: 18 }}>{valueWords('title', value('title'), words)}</h2>
      <small style={{ display: 'block' }}>{valueWords('number', value('number'), words)}</small>
      <Space wrap style={{ margin: '8px 0' }}>
        <Select
          aria-label={t('level')}
          value={typeof level === 'number' ? level : 0}
          disabled={typeof category === 'string' && !isGraded(category)}
          onChange={(next: number) =>
            void runCommand(space, 'changeIncidentLevel', {
              id: incident,
              level: next === 1 || next === 2 || next === 3 || next === 4 ? next : null,
            }).then(take)
          }
          options={[0, 1, 2, 3, 4].map((one) => ({ value: one, label: t(`model:level.${one}`) }))}
        />
        <Select
          aria-label={t('model:field.status')}
          value={value('status')}
          disabled={value('status') === 'void'}
          onChange={(status) =>
            void runCommand(space, 'changeIncidentStatus', { id: incident, status: status as 'closed' }).then(take)
          }
          options={INCIDENT_STATUSES.filter((one) => one !== 'void' || value('status') === 'void').map((one) => ({
            value: one,
            label: t(`model:status.${one}`),
          }))}
        />
        <Button onClick={() => askMap({ kind: 'showIncident', incident })}>{t('showOnMap')}</Button>
        <Button danger disabled={value('status') === 'void'} onClick={() => setVoidReason('')}>
          {t('voidIt')}
        </Button>
      </Space>
      {fault !== null && <Alert type="error" title={faultWords(fault)} closable={{ onClose: () => setFault(null) }} />}
      <dl style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '2px 12px' }}>
        {Object.entries(fields)
          .filter(
            ([name, field]) => name !== 'title' && name !== 'number' && field.value !== null && field.value !== '',
          )
          .map(([name, field]) => (
            <FieldLine
              key={name}
              label={t(`model:field.${name}`)}
              text={valueWords(name, field.value, words)}
              onConflict={field.conflict ? () => openConflict(`incident/${incident}/${name}`) : null}
            />
          ))}
      </dl>
      <h3>{t('log')}</h3>
      <LogLines
        rows={log.rows}
        words={{ add: t('addLog'), correct: t('correct'), state: (state) => t(`state.${state}`) }}
        onAdd={(text) => runCommand(space, 'addLogEntry', { incident, text }).then(take)}
        onCorrect={(id, text) => runCommand(space, 'correctLogEntry', { id, text }).then(take)}
      />
      <h3>{t('history')}</h3>
      {timeline.rows.toReversed().map((row) => (
        <div key={row.key} style={{ borderTop: '1px solid #1a2836', padding: '6px 0' }}>
          <small>
            {dateTimeText(row.atMs)} · {row.officerName} · {row.agencyName} · {row.stationName}
          </small>{' '}
          <Tag color={row.state === 'refused' ? 'red' : row.state === 'agreed' ? 'default' : 'gold'}>
            {t(`state.${row.state}`)}
          </Tag>
          {row.doubtful && <Tag color="orange">{t('doubtful')}</Tag>}
          {row.undoable && (
            <Button size="small" onClick={() => void undoChange(space, row.key).then(take)}>
              {t('undo')}
            </Button>
          )}
          {row.sets
            .filter((set) => !saysNothing(set))
            .map((set) => (
              <div key={set.field}>
                {t(`model:field.${set.field}`)}: {valueWords(set.field, set.to, words)}
                {set.from !== undefined && set.from.length > 0 && (
                  <small style={{ opacity: 0.8 }}>
                    {' '}
                    ({t('was')} {set.from.map((one) => valueWords(set.field, one, words)).join(' / ')})
                  </small>
                )}
              </div>
            ))}
          {row.reason !== null && <em>{row.reason}</em>}
          {row.refusal !== null && <Alert type="error" title={faultWords(row.refusal)} />}
        </div>
      ))}
      <Modal
        open={voidReason !== null}
        title={t('voidIt')}
        okButtonProps={{ danger: true, disabled: (voidReason ?? '').trim().length < 2 }}
        onCancel={() => setVoidReason(null)}
        onOk={() => {
          void runCommand(space, 'voidIncident', { id: incident, reason: voidReason ?? '' }).then(take)
          setVoidReason(null)
        }}
      >
        <p>{t('voidAsk')}</p>
        <Input
          aria-label={t('reason')}
          value={voidReason ?? ''}
          onChange={(event) => setVoidReason(event.target.value)}
        />
      </Modal>
    </div>
  )
}

function FieldLine({
  label,
  text,
  onConflict,
}: {
  readonly label: string
  readonly text: string
  readonly onConflict: (() => void) | null
}) {
  const { t } = useTranslation('incidents')
  return (
    <>
      <dt style={{ opacity: 0.75 }}>{label}</dt>
      <dd style={{ margin: 0 }}>
        {text}
        {onConflict !== null && (
          <Button size="small" type="link" onClick={onConflict}>
            {t('conflict')}
          </Button>
        )}
      </dd>
    </>
  )
}

/** A first report sets every field; those it left open are no news. */
function saysNothing(set: TimelineSet): boolean {
  const isOpen = set.to === null || set.to === '' || (Array.isArray(set.to) && set.to.length === 0)
  return isOpen && (set.from ?? []).length === 0
}
