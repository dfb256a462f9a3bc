// One linked system: how it stands for everyone; for administrators also trying a message, what lies in quarantine, what was
// not delivered, and its settings.
import { Alert, App, Button, Drawer, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'
import { faultWords } from '../../i18n/i18n.ts'
import type { LinkedSystem } from '../../state/linked-systems.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { useTask } from '../../ui/use-task.ts'
import { DeadList } from './dead-list.tsx'
import { isUnsure, orderGateway } from './gateway-orders.ts'
import { HealthSign } from './health-sign.tsx'
import { KeyList } from './key-list.tsx'
import { LinkPanel } from './link-panel.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import { REPLAYED, ReplayPanel } from './replay-panel.tsx'
import { SetupDialog } from './setup-dialog.tsx'
import { SystemFacts } from './system-facts.tsx'
import { TestPanel } from './test-panel.tsx'

interface Props {
  readonly system: LinkedSystem
  /** What only administrators are told; null while it is not known. */
  readonly gateway: GatewayView | null
  /** Why nothing can be changed by this officer now; null when it can. */
  readonly hint: string | null
  readonly onClose: () => void
}

export function SystemDetail({ system, gateway, hint, onClose }: Props) {
  const { t } = useTranslation('systems')
  const { message } = App.useApp()
  const task = useTask()
  const [isEditing, setIsEditing] = useState(false)
  const { row, health } = system
  const { id, name } = row
  const isPaused = row.state === 'paused'
  const mayOrder = hint === null && gateway !== null
  const turn = async (): Promise<void> => {
    const done = await task.run(() => orderGateway({ order: isPaused ? 'resume' : 'pause', gateway: id }))
    if (done !== null) message.success(t(isPaused ? 'resumed' : 'paused', { name }))
  }
  const remove = async (reason: string): Promise<string | null> => {
    const done = await task.run(() => orderGateway({ order: 'remove', gateway: id, reason }))
    if (done === null) return null
    message.success(t('removed', { name }))
    onClose()
    return id
  }
  const linkSince = `${row.state} ${row.peers} ${row.given} ${row.taken}`
  const quarantined = gateway?.quarantined ?? 0
  const isLive = useStatusPart((status) => status?.spaces.find((one) => one.id === row.space)?.kind === 'live')
  return (
    <Drawer
      open
      size={620}
      title={
        <span className="fs-system-title">
          {name} <HealthSign health={health} />
        </span>
      }
      closable={{ 'aria-label': t('close') }}
      onClose={onClose}
    >
      <div className="fs-systems-bar">
        <Button disabled={!mayOrder} title={hint ?? ''} loading={task.isBusy} onClick={() => void turn()}>
          {t(isPaused ? 'resume' : 'pause')}
        </Button>
        <Button disabled={!mayOrder} title={hint ?? ''} onClick={() => setIsEditing(true)}>
          {t('part.settings')}
        </Button>
        <span className="fs-grow" />
        <ReasonButton
          label={t('remove')}
          ask={t('removeAsk')}
          isDanger
          isDisabled={!mayOrder}
          why={hint ?? undefined}
          onText={remove}
        />
      </div>
      {task.fault !== null && (
        <Alert
          type="error"
          showIcon
          title={isUnsure(task.fault) ? t('unsure') : faultWords(task.fault)}
          closable={{ onClose: task.clear }}
        />
      )}
      {hint === null ? (
        <Tabs
          size="small"
          items={[
            { key: 'facts', label: t('part.facts'), children: <SystemFacts system={system} gateway={gateway} /> },
            {
              key: 'test',
              label: t('part.test'),
              children: <TestPanel gateway={id} canTest={gateway?.tests === true} />,
            },
            ...(REPLAYED.has(row.kind)
              ? [{ key: 'replay', label: t('part.replay'), children: <ReplayPanel gateway={id} isLive={isLive} /> }]
              : []),
            ...(gateway?.kind === 'rest'
              ? [{ key: 'keys', label: t('part.keys'), children: <KeyList gateway={id} /> }]
              : []),
            {
              key: 'quarantine',
              label: t('part.quarantine', { count: quarantined }),
              children: <QuarantineList gateway={id} count={quarantined} />,
            },
            {
              key: 'dead',
              label: t('part.dead', { count: row.dead }),
              children: <DeadList gateway={id} count={row.dead} />,
            },
            ...(row.kind === 'link'
              ? [
                  {
                    key: 'link',
                    label: t('part.link'),
                    children: <LinkPanel gateway={id} since={linkSince} mayOrder />,
                  },
                ]
              : []),
          ]}
        />
      ) : (
        <>
          <SystemFacts system={system} gateway={gateway} />
          {row.kind === 'link' && <LinkPanel gateway={id} since={linkSince} mayOrder={false} />}
          <p className="fs-note">{hint}</p>
        </>
      )}
      {isEditing && gateway !== null && (
        <SetupDialog gateway={gateway} kinds={[gateway.kind]} space={row.space} onClose={() => setIsEditing(false)} />
      )}
    </Drawer>
  )
}
