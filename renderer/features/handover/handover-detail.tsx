// One handover: what is handed over (live until the outgoing officer signs, then as it was signed), remarks, signatures.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { printTold } from '../../link/told-exports.ts'
import { openConflict } from '../../state/panel-store.ts'
import { readMoment, writeMoment } from '../../ui/local-time.ts'
import { MomentInput } from '../../ui/moment-input.tsx'
import { PrintPage } from '../../ui/print-page.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { useUnsavedText } from '../../ui/unsaved-text.ts'
import { useClear } from '../../ui/use-clear.tsx'
import type { Task } from '../../ui/use-task.ts'
import { useTask } from '../../ui/use-task.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { GatheredLists } from './gathered-lists.tsx'
import { HandoverPaper } from './handover-paper.tsx'
import type { Handover } from './handovers.ts'
import { Signatures } from './signatures.tsx'
import { useGathered } from './use-gathered.ts'

interface Props {
  readonly space: string
  readonly officer: string
  readonly handover: Handover
  readonly mayWrite: boolean
  readonly names: ReadonlyMap<string, string>
}

export function HandoverDetail(props: Props) {
  const { space, officer, handover, mayWrite, names } = props
  const { t } = useTranslation('handover')
  const { id, state, agency, atMs, untilMs, given, remarks, voidReason, conflicts } = handover
  const task = useTask()
  const live = useGathered(space, agency, untilMs)
  const [isPrinting, setIsPrinting] = useState(false)
  const gathered = given?.gathered ?? live.gathered
  const [conflict] = conflicts
  const isOutgoing = mayWrite && state === 'draft' && handover.outgoing === officer
  return (
    <article className="fs-handover" aria-label={t('one', { time: dateTimeText(atMs).slice(0, 16) })}>
      <div className="fs-desk-bar">
        <h3>
          {t('one', { time: dateTimeText(atMs).slice(0, 16) })}
          <small> {t('until', { time: dateTimeText(untilMs).slice(5, 16) })}</small>
        </h3>
        <span className="fs-grow" />
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => setIsPrinting(true)}>
          {t('print')}
        </Button>
        {mayWrite && (state === 'draft' || state === 'given') && <GiveUp space={space} id={id} task={task} />}
      </div>
      {voidReason !== null && state === 'void' && (
        <Alert type="info" showIcon title={t('givenUp', { reason: voidReason })} />
      )}
      {voidReason !== null && state === 'taken' && (
        <Alert type="warning" showIcon title={t('givenUpBefore', { reason: voidReason })} />
      )}
      {conflict !== undefined && (
        <Alert
          type="error"
          showIcon
          title={t('conflict')}
          action={
            <Button size="small" onClick={() => openConflict(`handover/${id}/${conflict}`)}>
              {t('settle')}
            </Button>
          }
        />
      )}
      {task.fault !== null && (
        <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
      )}
      <Signatures {...{ handover, names }} />
      {isOutgoing && <DraftForm key={officer} {...props} task={task} live={live} />}
      {state === 'given' && <Taking {...props} task={task} />}
      {!isOutgoing && (
        <section>
          <h2>{t('remarks')}</h2>
          <p className="fs-handover-text">{(given?.remarks ?? remarks) || t('none')}</p>
        </section>
      )}
      <p className="fs-note">
        {given === null ? t('gatheredLive') : t('gatheredAt', { time: dateTimeText(Date.parse(gathered.at)) })}
      </p>
      {given === null && live.isLoading ? (
        <Waiting label={t('common:loading')} />
      ) : (
        <GatheredLists gathered={gathered} />
      )}
      {isPrinting && (
        <PrintPage
          isUpright
          onPrint={() => printTold({ space, what: 'handover', count: 1, subject: id })}
          onDone={() => setIsPrinting(false)}
        >
          <HandoverPaper {...{ handover, gathered, names }} />
        </PrintPage>
      )}
    </article>
  )
}

interface DraftProps extends Props {
  readonly task: Task
  readonly live: ReturnType<typeof useGathered>
}

/** The outgoing officer's part: times, who takes over, remarks; saved, then signed. */
function DraftForm({ space, officer, handover, names, task, live }: DraftProps) {
  const { t } = useTranslation('handover')
  const { id } = handover
  const [at, setAt] = useState(writeMoment(handover.atMs))
  const [until, setUntil] = useState(writeMoment(handover.untilMs))
  const [incoming, setIncoming] = useState(handover.incoming)
  const [remarks, setRemarks] = useUnsavedText(`handover ${officer} ${id}`, handover.remarks)
  const [atMs, untilMs] = [readMoment(at), readMoment(until)]
  const isWrong = atMs === null || untilMs === null || untilMs <= atMs
  const isChanged =
    at !== writeMoment(handover.atMs) ||
    until !== writeMoment(handover.untilMs) ||
    incoming !== handover.incoming ||
    remarks.trim() !== handover.remarks
  const save = async (): Promise<boolean> => {
    if (isWrong) return false
    if (!isChanged) return true
    const times = { at: isoWithOffset(atMs), until: isoWithOffset(untilMs) }
    const done = await task.run(() =>
      runCommand(space, 'amendHandover', { id, ...times, incoming, remarks: remarks.trim() }),
    )
    return done !== null
  }
  const sign = async (): Promise<void> => {
    if (!(await save())) return
    await task.run(() => runCommand(space, 'giveShift', { id, gathered: live.gathered }))
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
      <IncomingChoice officer={officer} names={names} value={incoming} onChange={setIncoming} />
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

function IncomingChoice({
  officer,
  names,
  value,
  onChange,
}: {
  readonly officer: string
  readonly names: ReadonlyMap<string, string>
  readonly value: string | null
  readonly onChange: (officer: string | null) => void
}) {
  const { t } = useTranslation('handover')
  return (
    <label>
      <span>{t('incoming')}</span>
      <Select
        aria-label={t('incoming')}
        allowClear={useClear()}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('anybody')}
        value={value}
        options={[...names].filter(([id]) => id !== officer).map(([id, name]) => ({ value: id, label: name }))}
        onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
      />
    </label>
  )
}

/** After the outgoing officer's signature: the incoming one signs; somebody else may still be named. */
function Taking({ space, officer, handover, mayWrite, names, task }: Props & { readonly task: Task }) {
  const { t } = useTranslation('handover')
  const [remarks, setRemarks] = useUnsavedText(`take ${officer} ${handover.id}`)
  const { id, outgoing, incoming } = handover
  const maySign = mayWrite && outgoing !== officer && (incoming === null || incoming === officer)
  if (!mayWrite) return null
  if (!maySign)
    return (
      <section className="fs-handover-form" aria-label={t('taking')}>
        <p className="fs-note">
          {incoming === null ? t('otherSigns') : t('namedSigns', { name: names.get(incoming) ?? incoming })}
        </p>
        <IncomingChoice
          officer={outgoing}
          names={names}
          value={incoming}
          onChange={(chosen) => void task.run(() => runCommand(space, 'amendHandover', { id, incoming: chosen }))}
        />
      </section>
    )
  const sign = (): void =>
    void task
      .run(() => runCommand(space, 'takeShift', { id, remarks: remarks.trim() }))
      .then((done) => {
        if (done !== null) setRemarks('')
      })
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
        <Popconfirm title={t('takeSure')} okText={t('take')} cancelText={t('common:cancel')} onConfirm={sign}>
          <Button type="primary" loading={task.isBusy}>
            {t('take')}
          </Button>
        </Popconfirm>
      </div>
    </section>
  )
}

function GiveUp({ space, id, task }: { readonly space: string; readonly id: string; readonly task: Task }) {
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
      onConfirm={() => void task.run(() => runCommand(space, 'voidHandover', { id, reason: reason.trim() }))}
    >
      <Button danger>{t('giveUp')}</Button>
    </Popconfirm>
  )
}
