// The telephone log book: the form on the left, entries on the right, newest first. A corrected entry stays, struck through.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, App, Button, Empty, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { pageOf } from '../../state/desk-items.ts'
import { useServerClock } from '../../state/server-now.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { TimeInput } from '../../ui/fields/time-input.tsx'
import { useUnsavedText } from '../../ui/unsaved-text.ts'
import { useTask } from '../../ui/use-task.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { CallEntry } from './call-entry.tsx'
import { CallFields } from './call-form.tsx'
import { CallPage } from './call-paper.tsx'
import type { CallForm } from './call-text.ts'
import { EMPTY_FORM, callInput, saysSomething } from './call-text.ts'
import { IncidentChoice } from './incident-choice.tsx'
import { filterOf, logStore } from './log-store.ts'
import { MoreNote } from './more-note.tsx'

export function CallBook({ space }: { readonly space: string }) {
  const { t } = useTranslation('desklog')
  const choice = useStore(logStore)
  const { rows, phase, meta } = useWatch('items', pageOf(space, 'call', filterOf(choice)))
  const [printed, setPrinted] = useState<string | null>(null)
  const refusal = useRefusal('log.add')
  const isNarrowed = choice.day !== null || choice.incident !== null || choice.text !== ''
  return (
    <div className="fs-calls">
      {refusal === null ? (
        <NewCall space={space} onPrint={setPrinted} />
      ) : (
        <p className="fs-call-new">{faultWords(faultOfKind(refusal, ''))}</p>
      )}
      <section className="fs-call-list" aria-label={t('entries')}>
        <MoreNote shown={rows.length} total={meta?.total ?? 0} />
        {phase === 'loading' && <Waiting label={t('common:loading')} />}
        {phase === 'live' && rows.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(isNarrowed ? 'noneFits' : 'noCalls')} />
        )}
        <ol className="fs-plain-list">
          {rows.map((row) => (
            <CallEntry
              key={row.key}
              space={space}
              row={row}
              mayWrite={refusal === null}
              onPrint={() => setPrinted(row.key)}
            />
          ))}
        </ol>
      </section>
      {printed !== null && (
        <CallPage
          space={space}
          call={printed}
          shown={rows.find(({ key }) => key === printed)}
          onDone={() => setPrinted(null)}
        />
      )}
    </div>
  )
}

const isForm = (value: unknown): value is CallForm => typeof value === 'object' && value !== null && 'texts' in value

function NewCall({ space, onPrint }: { readonly space: string; readonly onPrint: (call: string) => void }) {
  const { t } = useTranslation('desklog')
  const { message } = App.useApp()
  const officer = useOfficer()
  // Looking at another view loses nothing of what was begun.
  const [kept, setKept] = useUnsavedText(`call ${officer?.id ?? ''} ${space}`)
  const [isBadTime, setBadTime] = useState(false)
  const { fault, isBusy, clear, run } = useTask()
  const part = useRef<HTMLElement>(null)
  const parsed: unknown = kept === '' ? null : JSON.parse(kept)
  const form = isForm(parsed) ? parsed : EMPTY_FORM
  const serverClock = useServerClock()
  const setForm = (next: CallForm): void => {
    setBadTime(false)
    setKept(JSON.stringify(next))
  }
  useEffect(() => part.current?.querySelector<HTMLInputElement>('.fs-call-caller input')?.focus(), [])
  const save = async (isPrinted: boolean): Promise<void> => {
    const input = callInput(form, serverClock())
    setBadTime(input === null)
    if (input === null || !saysSomething(form) || isBusy) return
    const done = await run(() => runCommand(space, 'recordCall', input))
    if (done === null) return
    setKept('')
    message.success(t('saved'))
    part.current?.querySelector<HTMLInputElement>('.fs-call-caller input')?.focus()
    if (isPrinted) onPrint(done.id)
  }
  return (
    <section ref={part} className="fs-call-new" aria-label={t('newCall')}>
      <h3>{t('newCall')}</h3>
      <CallFields form={form} onForm={setForm} onSave={() => void save(false)} isBadTime={isBadTime}>
        <label className="fs-call-plain">
          <span>{t('field.incident')}</span>
          <IncidentChoice
            space={space}
            label={t('field.incident')}
            placeholder={t('noIncident')}
            value={form.incident}
            onChange={(incident) => setForm({ ...form, incident })}
          />
        </label>
        <div className="fs-call-reported">
          <label className="fs-call-plain">
            <span>{t('field.reportedTo')}</span>
            <Input
              aria-label={t('field.reportedTo')}
              placeholder={t('reportedHint')}
              maxLength={120}
              value={form.reportedTo}
              onChange={(event) => setForm({ ...form, reportedTo: event.target.value })}
            />
          </label>
          <TimeInput
            label={t('reportedAt')}
            placeholder={t('reportedAtHint')}
            text={form.reportedAt}
            onText={(reportedAt) => setForm({ ...form, reportedAt })}
          />
        </div>
      </CallFields>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: clear }} />}
      {kept !== '' && !saysSomething(form) && <small className="fs-call-need">{t('needText')}</small>}
      <div className="fs-call-save">
        <Button
          type="primary"
          loading={isBusy}
          disabled={!saysSomething(form)}
          title={saysSomething(form) ? '' : t('needText')}
          onClick={() => void save(false)}
        >
          {t('common:save')} <kbd>{t('saveKey')}</kbd>
        </Button>
        <Button
          icon={<PrinterOutlined aria-hidden />}
          disabled={!saysSomething(form) || isBusy}
          onClick={() => void save(true)}
        >
          {t('saveAndPrint')}
        </Button>
        <Button type="text" disabled={kept === ''} onClick={() => setKept('')}>
          {t('clear')}
        </Button>
      </div>
    </section>
  )
}
