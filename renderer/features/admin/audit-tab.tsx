// What was done at the stations that is no change of the picture: sign-ins, exports, orders, settings, refusals. Newest first.
import { Empty, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FaultKind } from '../../../shared/base/fault.ts'
import { FAULTS, fault } from '../../../shared/base/fault.ts'
import { AUDIT, AUDIT_EVENTS } from '../../../shared/model/audit.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useAuditWords } from './audit-words.ts'

const REFUSED = 'refused'
const PAGE = 100

export function AuditTab() {
  const { t } = useTranslation('admin')
  const space = useSpaceId()
  const [events, setEvents] = useState<readonly string[]>([])
  const [offset, setOffset] = useState(0)
  const { rows, meta, phase } = useWatch(
    'items',
    space === null
      ? null
      : pageOf(space, AUDIT, events.length === 0 ? {} : { states: [...events] }, { offset, limit: PAGE }),
  )
  const about = useAuditWords()
  return (
    <>
      <p className="fs-note">{t('audit.note')}</p>
      <Select
        mode="multiple"
        aria-label={t('audit.filter')}
        placeholder={t('audit.filter')}
        className="fs-audit-filter"
        value={[...events]}
        options={[...AUDIT_EVENTS, REFUSED].map((event) => ({ value: event, label: t(`audit.event.${event}`) }))}
        onChange={(chosen: readonly string[]) => {
          setEvents(chosen)
          setOffset(0)
        }}
      />
      <Table<ItemRow>
        size="small"
        rowKey="key"
        loading={phase === 'loading'}
        dataSource={[...rows]}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('audit.empty')} /> }}
        pagination={{
          total: meta?.total ?? 0,
          pageSize: PAGE,
          current: offset / PAGE + 1,
          showSizeChanger: false,
          hideOnSinglePage: true,
          onChange: (page) => setOffset((page - 1) * PAGE),
        }}
        columns={[
          {
            title: t('audit.at'),
            render: (_, row) => dateTimeText(timeField(shownOf(row), 'at') ?? row.writtenMs),
          },
          { title: t('audit.station'), dataIndex: 'stationName' },
          { title: t('audit.officer'), render: (_, row) => textField(shownOf(row), 'name') || t('audit.nobody') },
          {
            title: t('audit.what'),
            render: (_, row) => t(`audit.event.${textField(shownOf(row), 'event') ?? ''}`),
          },
          {
            title: t('audit.about'),
            render: (_, row) => about(textField(shownOf(row), 'event') ?? '', textField(shownOf(row), 'about') ?? ''),
          },
          {
            title: t('audit.outcome'),
            render: (_, row) => <Outcome refused={textField(shownOf(row), 'refused') ?? ''} />,
          },
        ]}
      />
    </>
  )
}

/** A kind of refusal in plain words; one of a newer program as it is. */
function refusalWords(kind: string): string {
  return kind in FAULTS ? faultWords(fault(kind as FaultKind, '')) : kind
}

function Outcome({ refused }: { readonly refused: string }) {
  const { t } = useTranslation('admin')
  if (refused === '') return t('audit.done')
  return (
    <span className="fs-field-problem">
      {t('audit.refused')} <span className="fs-dim">{refusalWords(refused)}</span>
    </span>
  )
}
