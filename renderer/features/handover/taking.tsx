// After the outgoing officer's signature: the incoming one signs; somebody else may still be named.
import { Button, Input, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUnsavedText } from '../../ui/unsaved-text.ts'
import type { Task } from '../../ui/use-task.ts'
import { amendAct, takeAct } from './act-commands.ts'
import type { Act } from './handovers.ts'
import { IncomingChoice } from './incoming-choice.tsx'

interface Props {
  readonly officer: string
  readonly act: Act
  readonly names: ReadonlyMap<string, string>
  readonly task: Task
}

export function Taking({ officer, act, names, task }: Props) {
  const { t } = useTranslation('handover')
  const { id, outgoing, incoming } = act.main
  const [remarks, setRemarks] = useUnsavedText(`take ${officer} ${id}`)
  const maySign = outgoing !== officer && (incoming === null || incoming === officer)
  if (!maySign)
    return (
      <section className="fs-handover-form" aria-label={t('taking')}>
        <p className="fs-note">
          {incoming === null ? t('otherSigns') : t('namedSigns', { name: names.get(incoming) ?? incoming })}
        </p>
        <IncomingChoice
          outgoing={outgoing}
          names={names}
          value={incoming}
          onChange={(chosen) => void task.run(() => amendAct(act, { incoming: chosen }))}
        />
      </section>
    )
  const sign = async (): Promise<void> => {
    await task.run(async () => {
      const done = await takeAct(act, remarks.trim())
      if (done.ok) setRemarks('')
      return done
    })
  }
  return (
    <section className="fs-handover-form" aria-label={t('taking')}>
      <label className="fs-handover-remarks">
        <span>{t('takeRemarks')}</span>
        <Input.TextArea
          aria-label={t('takeRemarks')}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2_000}
          value={remarks}
          onChange={(event) => setRemarks(event.target.value)}
        />
      </label>
      <div className="fs-handover-acts">
        <Popconfirm
          title={t('takeSure')}
          okText={t('take')}
          cancelText={t('common:cancel')}
          onConfirm={() => void sign()}
        >
          <Button type="primary" loading={task.isBusy}>
            {t('take')}
          </Button>
        </Popconfirm>
      </div>
    </section>
  )
}
