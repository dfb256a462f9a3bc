// Agencies: the organisations officers and stations belong to.
import { PlusOutlined } from '@ant-design/icons'
import { App, Empty, Form, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agency } from '../../../shared/model/directory.ts'
import type { Entry } from './directory.ts'
import { useAgencyEntries, useAgencyOptions, useAgencyWords, useOfficers, useStations } from './directory.ts'
import { HistoryButton } from './history-button.tsx'
import { OrderButton } from './order-button.tsx'
import { OrderDialog } from './order-dialog.tsx'

type Row = Entry<Agency>

export function AgenciesTab() {
  const { t } = useTranslation('admin')
  const agencies = useAgencyEntries()
  const officers = useOfficers()
  const stations = useStations()
  const agencyWords = useAgencyWords()
  const [edited, setEdited] = useState<Row | 'new' | null>(null)
  const rows = agencies.toSorted((a, b) => a.is.code.localeCompare(b.is.code))
  const count = (list: readonly { readonly is: { readonly agency: string; readonly active: boolean } }[], id: string) =>
    list.filter(({ is }) => is.agency === id && is.active).length
  return (
    <>
      <div className="fs-admin-bar">
        <OrderButton isPrimary onClick={() => setEdited('new')}>
          <PlusOutlined aria-hidden /> {t('agency.add')}
        </OrderButton>
      </div>
      <Table<Row>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty description={t('agency.empty')} /> }}
        columns={[
          { title: t('agency.code'), width: 90, render: (_, { is }) => <code>{is.code}</code> },
          { title: t('agency.name'), render: (_, { is }) => is.name },
          { title: t('agency.nameEn'), render: (_, { is }) => is.nameEn },
          {
            title: t('agency.kind'),
            width: 130,
            render: (_, { is }) => t(`agency.kinds.${is.kind}`, { defaultValue: is.kind }),
          },
          { title: t('agency.parent'), render: (_, { is }) => (is.parent === null ? '' : agencyWords(is.parent)) },
          { title: t('agency.division'), width: 120, render: (_, { is }) => is.division ?? '' },
          { title: t('agency.people'), width: 80, align: 'right', render: (_, { id }) => count(officers, id) },
          { title: t('agency.seats'), width: 80, align: 'right', render: (_, { id }) => count(stations, id) },
          {
            title: t('actions'),
            width: 110,
            render: (_, row) => (
              <div className="fs-admin-actions">
                <OrderButton isSmall label={`${t('edit')} ${row.is.name}`} onClick={() => setEdited(row)}>
                  {t('edit')}
                </OrderButton>
                <HistoryButton kind="agency" id={row.id} name={row.is.name} />
              </div>
            ),
          },
        ]}
      />
      {edited !== null && <AgencyForm {...(edited === 'new' ? {} : { row: edited })} onClose={() => setEdited(null)} />}
    </>
  )
}

interface Entered {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly kind: string
  readonly division: string
  readonly parent: string
}

const CODE = /^\s*[A-Z0-9]{2,6}\s*$/
const DIVISION = /^\s*(?:\d{6}|\d{9}|\d{12})?\s*$/
/** Sorts there are words for. */
const AGENCY_KINDS = [
  'commandCentre',
  'government',
  'emergency',
  'floodControl',
  'fire',
  'police',
  'traffic',
  'health',
  'maritime',
  'transport',
  'power',
  'telecommunications',
  'water',
  'weather',
  'earthquake',
  'forestry',
  'fisheries',
  'environment',
  'naturalResources',
  'other',
]
/** In the form; the record says null. */
const NO_PARENT = ''

function AgencyForm({ row, onClose }: { readonly row?: Row; readonly onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const agencies = useAgencyOptions()
  const before = row?.is
  const required = { required: true, whitespace: true, message: t('required') }
  const kindWords = (kind: string): string => t(`agency.kinds.${kind}`, { defaultValue: kind })
  // What another program wrote stays choosable.
  const kinds = [...new Set([...AGENCY_KINDS, ...(before === undefined ? [] : [before.kind])])]
  return (
    <OrderDialog<Entered>
      title={before === undefined ? t('agency.addTitle') : t('agency.editTitle', { name: before.name })}
      okText={t('common:save')}
      notes={before === undefined ? [] : [t('agency.codeNote')]}
      first="name"
      initial={{
        code: before?.code ?? '',
        name: before?.name ?? '',
        nameEn: before?.nameEn ?? '',
        kind: before?.kind ?? 'emergency',
        division: before?.division ?? '',
        parent: before?.parent ?? NO_PARENT,
      }}
      problems={{
        'code alreadyExists': t('agency.codeTaken'),
        'code invalidInput': t('agency.codeHint'),
        'name alreadyExists': t('agency.nameTaken'),
        'division invalidInput': t('agency.divisionHint'),
        'parent invalidInput': t('agency.parentLoop'),
        'parent notFound': t('officer.agencyGone'),
      }}
      toOrder={({ code, name, nameEn, kind, division, parent }) => ({
        order: 'saveAgency',
        ...(row === undefined ? {} : { agency: row.id }),
        fields: {
          code: code.trim(),
          name: name.trim(),
          nameEn: nameEn.trim(),
          kind,
          division: division.trim() === '' ? null : division.trim(),
          parent: parent === NO_PARENT ? null : parent,
        },
      })}
      onDone={(_answer, { name }) => {
        message.success(t('saved', { name }))
        onClose()
      }}
      onClose={onClose}
    >
      {() => (
        <>
          <Form.Item name="name" label={t('agency.name')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="nameEn" label={t('agency.nameEn')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="code"
            label={t('agency.code')}
            extra={t('agency.codeHint')}
            normalize={(value: string) => value.toUpperCase()}
            rules={[
              { required: true, message: t('required') },
              { pattern: CODE, message: t('agency.codeHint') },
            ]}
          >
            <Input maxLength={6} autoComplete="off" />
          </Form.Item>
          <Form.Item name="parent" label={t('agency.parent')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={[
                { value: NO_PARENT, label: t('agency.noParent') },
                ...agencies.filter(({ value }) => value !== row?.id),
              ]}
            />
          </Form.Item>
          <Form.Item
            name="division"
            label={t('agency.division')}
            extra={t('agency.divisionHint')}
            rules={[{ pattern: DIVISION, message: t('agency.divisionHint') }]}
          >
            <Input maxLength={12} autoComplete="off" inputMode="numeric" />
          </Form.Item>
          <Form.Item name="kind" label={t('agency.kind')}>
            <Select options={kinds.map((kind) => ({ value: kind, label: kindWords(kind) }))} />
          </Form.Item>
        </>
      )}
    </OrderDialog>
  )
}
