// Spaces: live pictures, exercises and demonstrations: made, renamed, opened to agencies, closed and opened again.
import { PlusOutlined } from '@ant-design/icons'
import { App, Empty, Form, Input, Radio, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toBase32 } from '../../../shared/base/bytes.ts'
import type { SpaceRecord } from '../../../shared/model/directory.ts'
import { SPACE_KINDS } from '../../../shared/model/directory.ts'
import type { Entry } from './directory.ts'
import { useAgencyOptions, useAgencyWords, useOfficerOptions, useSpaces } from './directory.ts'
import { HistoryButton } from './history-button.tsx'
import { OrderButton } from './order-button.tsx'
import { OrderDialog } from './order-dialog.tsx'

type Row = Entry<SpaceRecord>
type Task = { readonly kind: 'add' } | { readonly kind: 'edit' | 'close' | 'reopen'; readonly row: Row }

export function SpacesTab() {
  const { t } = useTranslation('admin')
  const spaces = useSpaces()
  const [task, setTask] = useState<Task | null>(null)
  const rows = spaces.toSorted(
    (a, b) => Number(a.is.closed ?? false) - Number(b.is.closed ?? false) || a.is.name.localeCompare(b.is.name),
  )
  const close = (): void => setTask(null)
  return (
    <>
      <div className="fs-admin-bar">
        <OrderButton isPrimary onClick={() => setTask({ kind: 'add' })}>
          <PlusOutlined aria-hidden /> {t('space.add')}
        </OrderButton>
      </div>
      <Table<Row>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty description={t('space.empty')} /> }}
        columns={[
          { title: t('space.name'), render: (_, { is }) => is.name },
          { title: t('space.nameEn'), render: (_, { is }) => is.nameEn },
          {
            title: t('space.kind'),
            width: 130,
            render: (_, { is }) =>
              is.kind === 'live' ? t('space.kinds.live') : <Tag color="gold">{t(`space.kinds.${is.kind}`)}</Tag>,
          },
          { title: t('space.members'), render: (_, { is }) => <Members is={is} /> },
          {
            title: t('state'),
            width: 90,
            render: (_, { is }) =>
              is.closed === true ? <Tag color="warning">{t('closed')}</Tag> : t('space.openState'),
          },
          {
            title: t('actions'),
            width: 220,
            render: (_, row) => {
              const turn = row.is.closed === true ? 'reopen' : 'close'
              return (
                <div className="fs-admin-actions">
                  <OrderButton
                    isSmall
                    label={`${t('edit')} ${row.is.name}`}
                    onClick={() => setTask({ kind: 'edit', row })}
                  >
                    {t('edit')}
                  </OrderButton>
                  <OrderButton
                    isSmall
                    isDanger={turn === 'close'}
                    label={`${t(`space.${turn}`)} ${row.is.name}`}
                    onClick={() => setTask({ kind: turn, row })}
                  >
                    {t(`space.${turn}`)}
                  </OrderButton>
                  <HistoryButton kind="space" id={row.id} name={row.is.name} />
                </div>
              )
            },
          },
        ]}
      />
      {task?.kind === 'add' && <SpaceForm onClose={close} />}
      {task?.kind === 'edit' && <SpaceForm row={task.row} onClose={close} />}
      {(task?.kind === 'close' || task?.kind === 'reopen') && (
        <TurnDialog row={task.row} turn={task.kind} onClose={close} />
      )}
    </>
  )
}

function Members({ is }: { readonly is: SpaceRecord }) {
  const { t } = useTranslation('admin')
  const agencyWords = useAgencyWords()
  const cleared = is.officers ?? null
  const names = is.members === '*' ? [] : is.members.map(agencyWords)
  return (
    <>
      <span title={names.join('\n')}>
        {is.members === '*'
          ? t('space.all')
          : names.length <= 2
            ? names.join(' ')
            : t('space.count', { count: names.length })}
      </span>{' '}
      {cleared !== null && <Tag color="blue">{t('space.clearedCount', { count: cleared.length })}</Tag>}
    </>
  )
}

function TurnDialog({
  row,
  turn,
  onClose,
}: {
  readonly row: Row
  readonly turn: 'close' | 'reopen'
  readonly onClose: () => void
}) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const { name } = row.is
  return (
    <OrderDialog
      title={t(`space.${turn}Title`, { name })}
      okText={t(`space.${turn}`)}
      isDanger={turn === 'close'}
      notes={[t(`space.${turn}Note`)]}
      initial={{}}
      toOrder={() => ({ order: 'saveSpace', space: row.id, fields: { closed: turn === 'close' } })}
      onDone={() => {
        message.success(t('saved', { name }))
        onClose()
      }}
      onClose={onClose}
    />
  )
}

interface Entered {
  readonly name: string
  readonly nameEn: string
  readonly kind: SpaceRecord['kind']
  readonly scope: 'all' | 'some'
  readonly members: readonly string[]
  readonly officers: readonly string[]
}

const ID_PREFIX = { live: 'live', exercise: 'ex', demonstration: 'demo' } as const

function SpaceForm({ row, onClose }: { readonly row?: Row; readonly onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const agencies = useAgencyOptions()
  const officers = useOfficerOptions()
  // Drawn once: an order given again after a lost answer must not make a second space.
  const [drawn] = useState(() => toBase32(crypto.getRandomValues(new Uint8Array(5))).toLowerCase())
  const before = row?.is
  const required = { required: true, whitespace: true, message: t('required') }
  return (
    <OrderDialog<Entered>
      title={before === undefined ? t('space.addTitle') : t('space.editTitle', { name: before.name })}
      okText={t('common:save')}
      first="name"
      initial={{
        name: before?.name ?? '',
        nameEn: before?.nameEn ?? '',
        kind: before?.kind ?? 'exercise',
        scope: before === undefined || before.members === '*' ? 'all' : 'some',
        members: before === undefined || before.members === '*' ? [] : before.members,
        officers: before?.officers ?? [],
      }}
      problems={{ 'name alreadyExists': t('space.nameTaken'), 'members notFound': t('officer.agencyGone') }}
      toOrder={({ name, nameEn, kind, scope, members, officers: cleared }) => ({
        order: 'saveSpace',
        space: row?.id ?? `${ID_PREFIX[kind]}-${drawn}`,
        fields: {
          name: name.trim(),
          nameEn: nameEn.trim(),
          kind: before?.kind ?? kind,
          members: scope === 'all' ? '*' : [...members],
          // Servers from before know no such field.
          ...(cleared.length === 0 && (before?.officers ?? null) === null
            ? {}
            : { officers: cleared.length === 0 ? null : [...cleared] }),
        },
      })}
      onDone={(_answer, { name }) => {
        message.success(t('saved', { name }))
        onClose()
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="name" label={t('space.name')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="nameEn" label={t('space.nameEn')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="kind" label={t('space.kind')} extra={t('space.kindNote')}>
            <Radio.Group
              disabled={before !== undefined}
              options={SPACE_KINDS.map((kind) => ({ value: kind, label: t(`space.kinds.${kind}`) }))}
            />
          </Form.Item>
          <Form.Item
            name="scope"
            label={t('space.members')}
            {...(before === undefined ? {} : { extra: t('space.membersNote') })}
          >
            <Radio.Group
              options={[
                { value: 'all', label: t('space.all') },
                { value: 'some', label: t('space.some') },
              ]}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['scope']}>
            {() =>
              form.getFieldValue('scope') === 'some' && (
                <Form.Item
                  name="members"
                  rules={[{ type: 'array', required: true, min: 1, message: t('space.membersMissing') }]}
                >
                  <Select
                    mode="multiple"
                    aria-label={t('space.some')}
                    showSearch={{ optionFilterProp: 'label' }}
                    options={[...agencies]}
                  />
                </Form.Item>
              )
            }
          </Form.Item>
          <Form.Item name="officers" label={t('space.cleared')} extra={t('space.clearedNote')}>
            <Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} options={[...officers]} />
          </Form.Item>
        </>
      )}
    </OrderDialog>
  )
}
