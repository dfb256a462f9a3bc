// Giving a handover up, with a reason.
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../ui/use-task.ts'
import { giveUpAct } from './act-commands.ts'
import type { Act } from './handovers.ts'

export function GiveUp({ act, task }: { readonly act: Act; readonly task: Task }) {
  const { t } = useTranslation('handover')
  const [reason, setReason] = useState('')
  return (
    <Popconfirm
      title={t('giveUpTitle')}
      description={
        <Input
          aria-label={t('reason')}
          placeholder={t('reason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      }
      okText={t('giveUp')}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: reason.trim().length < 2, danger: true }}
      onConfirm={() => void task.run(() => giveUpAct(act, reason.trim()))}
    >
      <Button danger>{t('giveUp')}</Button>
    </Popconfirm>
  )
}
