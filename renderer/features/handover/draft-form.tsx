// The outgoing officer's part of a handover: times, who takes over, remarks; saved, then signed.
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { readMoment, writeMoment } from '../../ui/local-time.ts'
import { MomentInput } from '../../ui/moment-input.tsx'
import { useUnsavedText } from '../../ui/unsaved-text.ts'
import type { Task } from '../../ui/use-task.ts'
import { amendAct, giveAct } from './act-commands.ts'
import type { Act } from './handovers.ts'
import { IncomingChoice } from './incoming-choice.tsx'
import type { Gathering } from './use-gathered.ts'

interface Props {
  readonly officer: string
  readonly act: Act
  readonly names: ReadonlyMap<string, string>
  readonly task: Task
  readonly live: Gathering
}

export function DraftForm({ officer, act, names, task, live }: Props) {
  const { t } = useTranslation('handover')
  const { main } = act
  const [at, setAt] = useState(writeMoment(main.atMs))
  const [until, setUntil] = useState(writeMoment(main.untilMs))
  const [incoming, setIncoming] = useState(main.incoming)
  const [remarks, setRemarks] = useUnsavedText(`handover ${officer} ${main.id}`, main.remarks)
  const [atMs, untilMs] = [readMoment(at), readMoment(until)]
  const isWrong = atMs === null || untilMs === null || untilMs <= atMs
  const isChanged =
    at !== writeMoment(main.atMs) ||
    until !== writeMoment(main.untilMs) ||
    incoming !== main.incoming ||
    remarks.trim() !== main.remarks
  const save = async (): Promise<boolean> => {
    if (isWrong) return false
    if (!isChanged) return true
    const times = { at: isoWithOffset(atMs), until: isoWithOffset(untilMs) }
    return (await task.run(() => amendAct(act, { ...times, incoming, remarks: remarks.trim() }))) !== null
  }
  const sign = async (): Promise<void> => {
    if (isWrong || !(await save())) return
    // The parts are written with what was just saved.
    const saved = { ...act, main: { ...main, atMs, untilMs, incoming } }
    await task.run(() => giveAct(saved, live.bySpace))
  }
  return (
    <section className="fs-handover-form" aria-label={t('draft')}>
      <label>
        <span>{t('at')}</span>
        <MomentInput label={t('at')} text={at} onText={setAt} />
      </label>
      <label>
        <span>{t('nextUntil')}</span>
        <MomentInput label={t('nextUntil')} text={until} onText={setUntil} />
      </label>
      <IncomingChoice outgoing={officer} names={names} value={incoming} onChange={setIncoming} />
      {isWrong && (
        <p className="fs-field-problem" role="alert">
          {t('wrongTimes')}
        </p>
      )}
      <label className="fs-handover-remarks">
        <span>{t('remarks')}</span>
        <Input.TextArea
          aria-label={t('remarks')}
          placeholder={t('remarksHint')}
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={8_000}
          value={remarks}
          onChange={(event) => setRemarks(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.ctrlKey) return
            event.preventDefault()
            void save()
          }}
        />
      </label>
      <div className="fs-handover-acts">
        <Button disabled={isWrong || !isChanged} loading={task.isBusy} onClick={() => void save()}>
          {t('common:save')}
        </Button>
        <Popconfirm
          title={t('giveSure')}
          okText={t('give')}
          cancelText={t('common:cancel')}
          onConfirm={() => void sign()}
        >
          <Button type="primary" disabled={isWrong || live.isLoading} loading={task.isBusy}>
            {t('give')}
          </Button>
        </Popconfirm>
      </div>
    </section>
  )
}
