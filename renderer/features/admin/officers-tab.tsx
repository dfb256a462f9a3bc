import { MoreOutlined, PlusOutlined } from '@ant-design/icons'
// Officers: who may sign in, as what, and where they are signed in now.
import { Checkbox, Dropdown, Empty, Input, Table, Tag } from 'antd'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Officer } from '../../../shared/model/directory.ts'
import { useOfficer } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import type { Entry } from './directory.ts'
import { useAgencyWords, useOfficers, useStations } from './directory.ts'
import { FactorRule } from './factor-rule.tsx'
import { HistoryButton } from './history-button.tsx'
import type { OfficerTask } from './officer-dialogs.tsx'
import { OfficerDialog } from './officer-dialogs.tsx'
import { OrderButton } from './order-button.tsx'
import { useGate } from './orders.ts'
import { useKnownOverview } from './overview-store.ts'

type Row = Entry<Officer>

export function OfficersTab() {
  const { t } = useTranslation('admin')
  const officers = useOfficers()
  const agencyWords = useAgencyWords()
  const own = useOfficer()?.id
  const [text, setText] = useState('')
  const [withOff, setWithOff] = useState(false)
  const [task, setTask] = useState<OfficerTask | null>(null)
  const wanted = text.trim().toLowerCase()
  const rows = officers
    .filter(({ is }) => withOff || is.active)
    .filter(({ is }) => `${is.name} ${is.displayName} ${agencyWords(is.agency)}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.is.name.localeCompare(b.is.name))
  return (
    <>
      <div className="fs-admin-bar">
        <OrderButton isPrimary onClick={() => setTask({ kind: 'add' })}>
          <PlusOutlined aria-hidden /> {t('officer.add')}
        </OrderButton>
        <Input.Search
          allowClear
          value={text}
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Checkbox checked={withOff} onChange={(event) => setWithOff(event.target.checked)}>
          {t('officer.showOff')}
        </Checkbox>
      </div>
      <FactorRule />
      <Table<Row>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{
          emptyText: <Empty description={wanted === '' ? t('officer.empty') : t('nothingFound', { text })} />,
        }}
        columns={[
          {
            title: t('officer.displayName'),
            render: (_, { id, is }) => (
              <>
                {is.displayName} {id === own && <Tag>{t('officer.self')}</Tag>}
              </>
            ),
          },
          { title: t('officer.name'), render: (_, { is }) => <code>{is.name}</code> },
          { title: t('officer.agency'), render: (_, { is }) => agencyWords(is.agency) },
          { title: t('officer.role'), render: (_, { is }) => t(`model:role.${is.role}`) },
          { title: t('officer.signedIn'), render: (_, { id }) => <SignedIn officer={id} /> },
          {
            title: t('state'),
            width: 130,
            render: (_, { id, is }) => <State id={id} is={is} />,
          },
          {
            title: t('actions'),
            width: 140,
            render: (_, row) => <Actions row={row} onTask={setTask} />,
          },
        ]}
      />
      {task !== null && <OfficerDialog task={task} onClose={() => setTask(null)} />}
    </>
  )
}

function State({ id, is }: { readonly id: string; readonly is: Officer }) {
  const { t } = useTranslation('admin')
  const hasFactor = useKnownOverview()?.factors?.officers.includes(id) === true
  if (!is.active) return <Tag color="warning">{t('off')}</Tag>
  // Known, but never given a password: nobody can sign in as them.
  return is.credentialVersion === 0 ? (
    <span className="fs-dim">{t('officer.noPassword')}</span>
  ) : (
    <>
      {t('active')} {hasFactor && <Tag>{t('officer.factorOn')}</Tag>}
    </>
  )
}

function SignedIn({ officer }: { readonly officer: string }) {
  const { t } = useTranslation('admin')
  const stations = useStations()
  const overview = useKnownOverview()
  const sessions = overview?.sessions.filter((session) => session.officer === officer) ?? []
  if (sessions.length === 0) return t('officer.nobody')
  return sessions.map(({ station, expiresMs }) => (
    <div key={`${station} ${expiresMs}`}>
      {t('officer.signedInAt', {
        station: stations.find(({ id }) => id === station)?.is.name ?? station,
        time: shortTimeText(expiresMs, overview?.atMs ?? expiresMs),
      })}
    </div>
  ))
}

function Actions({ row, onTask }: { readonly row: Row; readonly onTask: (task: OfficerTask) => void }) {
  const { t } = useTranslation('admin')
  const { why } = useGate()
  const { id, is } = row
  const hasFactor = useKnownOverview()?.factors?.officers.includes(id) === true
  const kinds = [
    'setPassword',
    'endSessions',
    ...(hasFactor ? (['resetFactor'] as const) : []),
    is.active ? 'switchOff' : 'switchOn',
  ] as const
  return (
    <div className="fs-admin-actions">
      <OrderButton isSmall label={`${t('edit')} ${is.displayName}`} onClick={() => onTask({ kind: 'edit', id, is })}>
        {t('edit')}
      </OrderButton>
      <Dropdown
        trigger={['click']}
        disabled={why !== null}
        menu={{
          items: kinds.map((kind) => ({ key: kind, label: t(`officer.${kind}`), danger: kind === 'switchOff' })),
          onClick: ({ key }) => {
            const kind = kinds.find((one) => one === key)
            if (kind !== undefined) onTask({ kind, id, is })
          },
        }}
      >
        <Button
          size="small"
          icon={<MoreOutlined aria-hidden />}
          disabled={why !== null}
          title={why ?? ''}
          aria-label={t('more', { name: is.displayName })}
        />
      </Dropdown>
      <HistoryButton kind="officer" id={id} name={is.displayName} />
    </div>
  )
}
