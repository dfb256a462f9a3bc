// One handover: what is handed over (live until the outgoing officer signs, then as it was signed), remarks, signatures. Of an
// office in several spaces, space by space.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Gathered } from '../../../shared/model/handover.ts'
import { isNothing } from '../../../shared/model/handover.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { printTold } from '../../link/told-exports.ts'
import { showSpace, useDeskSpaces, useSpaceNames } from '../../state/desk-spaces.ts'
import { openConflict } from '../../state/panel-store.ts'
import { PrintPage } from '../../ui/print-page.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { useTask } from '../../ui/use-task.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { DraftForm } from './draft-form.tsx'
import type { Handed } from './gathered-lists.tsx'
import { GatheredLists } from './gathered-lists.tsx'
import { GiveUp } from './give-up.tsx'
import { HandoverPaper } from './handover-paper.tsx'
import type { Act } from './handovers.ts'
import { Signatures } from './signatures.tsx'
import { Taking } from './taking.tsx'
import { useGathered } from './use-gathered.ts'

interface Props {
  readonly officer: string
  readonly act: Act
  readonly mayWrite: boolean
  readonly names: ReadonlyMap<string, string>
  readonly onOpen: (space: string, handed: Handed) => void
}

export function HandoverDetail({ officer, act, mayWrite, names, onOpen }: Props) {
  const { t } = useTranslation('handover')
  const { main, members, state } = act
  const { id, agency, atMs, untilMs, given, remarks, voidReason } = main
  const task = useTask()
  const spaces = useDeskSpaces()
  const nameOf = useSpaceNames()
  const live = useGathered([main.space, ...spaces.filter((one) => one !== main.space)], agency, untilMs)
  const [isPrinting, setIsPrinting] = useState(false)
  const parts = partsOf(act, live.bySpace)
  const conflict = members.flatMap(({ space, id: of, conflicts }) =>
    conflicts.map((field) => ({ space, path: `handover/${of}/${field}` })),
  )[0]
  const isOutgoing = mayWrite && main.state === 'draft' && main.outgoing === officer
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
        {mayWrite && (state === 'draft' || state === 'given') && <GiveUp act={act} task={task} />}
      </div>
      {voidReason !== null && main.state === 'void' && (
        <Alert type="info" showIcon title={t('givenUp', { reason: voidReason })} />
      )}
      {voidReason !== null && main.state === 'taken' && (
        <Alert type="warning" showIcon title={t('givenUpBefore', { reason: voidReason })} />
      )}
      {conflict !== undefined && (
        <Alert
          type="error"
          showIcon
          title={t('conflict')}
          action={
            <Button
              size="small"
              onClick={() => {
                showSpace(conflict.space)
                openConflict(conflict.path)
              }}
            >
              {t('settle')}
            </Button>
          }
        />
      )}
      {task.fault !== null && (
        <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
      )}
      <Signatures handover={main} names={names} />
      {members.some((one) => one !== main && one.state !== main.state) && (
        <Alert
          type="warning"
          showIcon
          title={t('partsOpen', {
            names: members
              .filter((one) => one.state !== main.state)
              .map(({ space }) => nameOf(space))
              .join(t('model:and')),
          })}
        />
      )}
      {isOutgoing && <DraftForm key={officer} {...{ officer, act, names, task, live }} />}
      {state === 'given' && mayWrite && <Taking {...{ officer, act, names, task }} />}
      {!isOutgoing && (
        <section>
          <h2>{t('remarks')}</h2>
          <p className="fs-handover-text">{(given?.remarks ?? remarks) || t('none')}</p>
        </section>
      )}
      <p className="fs-note">
        {given === null ? t('gatheredLive') : t('gatheredAt', { time: dateTimeText(Date.parse(given.gathered.at)) })}
      </p>
      {given === null && live.isLoading ? (
        <Waiting label={t('common:loading')} />
      ) : (
        parts.map(({ space, gathered }) => (
          <section key={space} aria-label={nameOf(space)}>
            {parts.length > 1 && <h3 className="fs-gathered-space">{t('ofSpace', { name: nameOf(space) })}</h3>}
            <GatheredLists gathered={gathered} onOpen={(handed) => onOpen(space, handed)} />
          </section>
        ))
      )}
      {isPrinting && (
        <PrintPage
          isUpright
          onPrint={() => printTold({ space: main.space, what: 'handover', count: 1, subject: id })}
          onDone={() => setIsPrinting(false)}
        >
          <HandoverPaper handover={main} parts={parts} names={names} />
        </PrintPage>
      )}
    </article>
  )
}

export interface Part {
  readonly space: string
  readonly gathered: Gathered
}

/** What is handed over, by space: as it was signed, else as it is now; a space without anything is left out. */
function partsOf({ main, members }: Act, live: ReadonlyMap<string, Gathered>): readonly Part[] {
  const signed = new Map(members.flatMap(({ space, given }) => (given === null ? [] : [[space, given.gathered]])))
  const all = main.given === null ? [...live.keys()] : [...signed.keys()]
  return all.flatMap((space) => {
    const gathered = signed.get(space) ?? live.get(space)
    return gathered === undefined || (space !== main.space && isNothing(gathered)) ? [] : [{ space, gathered }]
  })
}
