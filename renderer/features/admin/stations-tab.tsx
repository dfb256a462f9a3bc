// Stations: who is linked, when others were last heard, who is signed in there; and revoking one for good.
import { App, Checkbox, Empty, Form, Input, InputNumber, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asId, stationCodeOf } from '../../../shared/base/ids.ts'
import type { StationRecord } from '../../../shared/model/directory.ts'
import { useNow } from '../../state/clock-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { showSlip } from './admin-store.ts'
import { ClosingRule } from './closing-rule.tsx'
import type { Entry } from './directory.ts'
import { useAgencyWords, useOfficerOptions, useOfficers, useSpaces, useStations } from './directory.ts'
import { HistoryButton } from './history-button.tsx'
import { OrderButton } from './order-button.tsx'
import { OrderDialog } from './order-dialog.tsx'
import { useGate } from './orders.ts'
import { useKnownOverview } from './overview-store.ts'

type Row = Entry<StationRecord>

export function StationsTab() {
  const { t } = useTranslation('admin')
  const stations = useStations()
  const agencyWords = useAgencyWords()
  const spaces = useSpaces()
  const spaceName = (id: string): string => spaces.find((one) => one.id === id)?.is.name ?? id
  const own = useStatusPart((status) => status?.station)
  const [withOff, setWithOff] = useState(false)
  const days = useKnownOverview()?.closingDays ?? 0
  const [extended, setExtended] = useState<Row | null>(null)
  const [revoked, setRevoked] = useState<Row | null>(null)
  const [kept, setKept] = useState<Row | null>(null)
  const rows = stations
    .filter(({ is }) => withOff || is.active)
    .toSorted((a, b) => a.is.role.localeCompare(b.is.role) || a.is.name.localeCompare(b.is.name))
  return (
    <>
      <div className="fs-admin-bar">
        <Checkbox checked={withOff} onChange={(event) => setWithOff(event.target.checked)}>
          {t('station.showOff')}
        </Checkbox>
      </div>
      <ClosingRule />
      <Table<Row>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty description={t('station.empty')} /> }}
        columns={[
          {
            title: t('station.name'),
            render: (_, { id, is }) => (
              <>
                {is.name} {id === own && <Tag>{t('station.own')}</Tag>}
                {(is.officers ?? null) !== null && (
                  <Tag color="blue">{t('station.keptCount', { count: is.officers?.length ?? 0 })}</Tag>
                )}
                {is.only !== undefined && (
                  <Tag
                    color="blue"
                    title={t('station.onlyNote', { spaces: is.only.map((one) => spaceName(one)).join(' ') })}
                  >
                    {t('station.only')}
                  </Tag>
                )}
              </>
            ),
          },
          {
            title: t('station.id'),
            width: 90,
            render: (_, { id }) => <code title={id}>{stationCodeOf(asId(id))}</code>,
          },
          { title: t('station.agency'), render: (_, { is }) => agencyWords(is.agency) },
          { title: t('station.kind'), width: 120, render: (_, { is }) => t(`station.kinds.${is.role}`) },
          { title: t('station.contact'), render: (_, row) => <Contact row={row} /> },
          { title: t('station.officer'), render: (_, { id }) => <SignedIn station={id} /> },
          {
            title: t('state'),
            width: 80,
            render: (_, { is }) => (is.active ? t('active') : <Tag color="warning">{t('off')}</Tag>),
          },
          {
            title: t('actions'),
            width: 120,
            render: (_, row) => (
              <div className="fs-admin-actions">
                <HistoryButton kind="station" id={row.id} name={row.is.name} />
                {row.is.role === 'station' && row.is.active && (
                  <OrderButton isSmall label={`${t('station.keep')} ${row.is.name}`} onClick={() => setKept(row)}>
                    {t('station.keep')}
                  </OrderButton>
                )}
                {row.is.role === 'station' && row.is.active && days > 0 && (
                  <OrderButton isSmall label={`${t('station.extend')} ${row.is.name}`} onClick={() => setExtended(row)}>
                    {t('station.extend')}
                  </OrderButton>
                )}
                {row.is.role !== 'server' && row.is.active && (
                  <OrderButton
                    isSmall
                    isDanger
                    label={`${t('station.revoke')} ${row.is.name}`}
                    onClick={() => setRevoked(row)}
                  >
                    {t('station.revoke')}
                  </OrderButton>
                )}
              </div>
            ),
          },
        ]}
      />
      {extended !== null && <ExtendDialog row={extended} onClose={() => setExtended(null)} />}
      {kept !== null && <KeepDialog row={kept} onClose={() => setKept(null)} />}
      {revoked !== null && <RevokeDialog row={revoked} isOwn={revoked.id === own} onClose={() => setRevoked(null)} />}
    </>
  )
}

function Contact({ row }: { readonly row: Row }) {
  const { t } = useTranslation('admin')
  const overview = useKnownOverview()
  const now = useNow(60_000)
  const { why } = useGate()
  if (row.is.role === 'server') return null
  const seen = overview?.stations.find(({ station }) => station === row.id)
  if (seen === undefined) return <span className="fs-dim">{t('station.unknown')}</span>
  // Cut off, it is only what was known last: the head of the drawer says as of when.
  if (seen.linked) return <span className={why === null ? 'fs-linked' : 'fs-dim'}>● {t('station.linked')}</span>
  return <span className="fs-dim">○ {t('station.seen', { time: shortTimeText(seen.seenMs, now) })}</span>
}

function SignedIn({ station }: { readonly station: string }) {
  const officers = useOfficers()
  const overview = useKnownOverview()
  const ids = new Set(overview?.sessions.filter((one) => one.station === station).map(({ officer }) => officer))
  return [...ids].map((id) => officers.find((one) => one.id === id)?.is.displayName ?? id).join(' ')
}

function ExtendDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { name } = row.is
  return (
    <OrderDialog<{ readonly number: number | null }>
      title={t('station.extendTitle', { name })}
      okText={t('station.extend')}
      notes={[t('station.extendNote')]}
      first="number"
      initial={{ number: null }}
      toOrder={({ number }) => ({ order: 'extendStation', station: row.id, number: number ?? 0 })}
      onDone={({ joinCode }, { number }) => {
        onClose()
        if (joinCode !== undefined)
          showSlip({
            title: t('station.extendTitle', { name }),
            head: t('station.extendTitle', { name }),
            note: t('onceNote'),
            secretName: t('station.extendCode'),
            secret: joinCode,
            lines: [
              [t('station.name'), name],
              [t('station.extendNumber'), String(number ?? 0)],
            ],
          })
      }}
      onClose={onClose}
    >
      {() => (
        <Form.Item name="number" label={t('station.extendNumber')} rules={[{ required: true, message: t('required') }]}>
          <InputNumber min={0} max={100_000} precision={0} />
        </Form.Item>
      )}
    </OrderDialog>
  )
}

function KeepDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const officers = useOfficerOptions()
  const { name } = row.is
  return (
    <OrderDialog<{ readonly officers: readonly string[] }>
      title={t('station.keepTitle', { name })}
      okText={t('common:save')}
      notes={[t('station.keepNote')]}
      warning={(row.is.officers ?? null) === null ? null : t('station.keepWarning')}
      first="officers"
      initial={{ officers: row.is.officers ?? [] }}
      toOrder={({ officers: chosen }) => ({
        order: 'keepStation',
        station: row.id,
        officers: chosen.length === 0 ? null : [...chosen],
      })}
      onDone={() => {
        message.success(t('saved', { name }))
        onClose()
      }}
      onClose={onClose}
    >
      {() => (
        <Form.Item name="officers" label={t('station.keepFor')}>
          <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} options={[...officers]} />
        </Form.Item>
      )}
    </OrderDialog>
  )
}

interface RevokeProps {
  readonly row: Row
  readonly isOwn: boolean
  readonly onClose: () => void
}

function RevokeDialog({ row, isOwn, onClose }: RevokeProps) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const { name } = row.is
  return (
    <OrderDialog<{ readonly reason: string }>
      title={t('station.revokeTitle', { name })}
      okText={t('station.revoke')}
      isDanger
      notes={[t('station.revokeNote')]}
      warning={isOwn ? t('station.revokeOwn') : null}
      first="reason"
      initial={{ reason: '' }}
      problems={{ 'reason invalidInput': t('station.reasonMissing') }}
      toOrder={({ reason }) => ({ order: 'revokeStation', station: row.id, reason: reason.trim() })}
      onDone={() => {
        message.success(t('station.revoked', { name }))
        onClose()
      }}
      onClose={onClose}
    >
      {() => (
        <Form.Item
          name="reason"
          label={t('station.reason')}
          rules={[{ required: true, whitespace: true, message: t('station.reasonMissing') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      )}
    </OrderDialog>
  )
}
