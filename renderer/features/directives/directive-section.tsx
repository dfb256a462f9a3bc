// In the detail of an incident: its directives and its transfers, and the way to new ones.
import './directives.css'
import { Alert, Button, Input, Popover, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DIRECTIVE, TRANSFER } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { useAgencies } from '../../state/directory-names.ts'
import { openConflict } from '../../state/panel-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { FirstField } from '../../ui/first-field.tsx'
import { goToDirectives } from './directive-store.ts'
import { More } from './inbox.tsx'
import { DirectiveLine } from './outbox.tsx'
import { MOST, fieldsOf, ofIncidentQuestion } from './questions.ts'
import { TransferLine } from './transfer-line.tsx'
import { useNames, useWhyNot } from './use-desk.ts'

export interface DirectiveSectionProps {
  readonly space: string
  readonly incident: string
}

export function DirectiveSection({ space, incident }: DirectiveSectionProps) {
  const { t } = useTranslation('directives')
  const whyNot = useWhyNot('directive.issue')
  const { rows, meta, phase } = useWatch('items', ofIncidentQuestion(space, DIRECTIVE, incident))
  const total = meta?.total ?? 0
  return (
    <>
      <section className="fs-dir-section" aria-label={t('section.title')}>
        <h3>{total === 0 ? t('section.title') : t('section.titleCount', { count: total })}</h3>
        {phase === 'live' && rows.length === 0 && <p className="fs-dir-note">{t('section.none')}</p>}
        <ul>
          {rows.map((row) => (
            <DirectiveLine
              key={row.key}
              space={space}
              row={row}
              onOpen={() => goToDirectives({ directive: row.key })}
            />
          ))}
        </ul>
        <More total={total} shown={rows.length} limit={MOST} onMore={() => undefined} />
        <Button
          disabled={whyNot !== undefined}
          title={whyNot}
          onClick={() => goToDirectives({ directive: null, writing: { incident, forwards: null } })}
        >
          {t('newFor')}
        </Button>
      </section>
      <TransferSection space={space} incident={incident} />
    </>
  )
}

function TransferSection({ space, incident }: DirectiveSectionProps) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const agency = useOfficer()?.agency ?? null
  const { rows } = useWatch('items', ofIncidentQuestion(space, TRANSFER, incident))
  const inCharge = useWatchPart(
    'record',
    { space, kind: 'incident', id: incident },
    (state) => state.rows[0]?.fields['agencyInCharge'],
  )
  const charged = typeof inCharge?.value === 'string' ? names.agency(inCharge.value) : t('transfer.nobody')
  return (
    <section className="fs-dir-section" aria-label={t('transfer.title')}>
      <h3>{t('transfer.title')}</h3>
      <p className="fs-dir-note">{t('transfer.inCharge', { name: charged })}</p>
      {inCharge?.conflict === true && (
        <Alert
          type="error"
          showIcon
          title={t('transfer.conflict')}
          action={
            <Button size="small" onClick={() => openConflict(`incident/${incident}/agencyInCharge`)}>
              {t('settle')}
            </Button>
          }
        />
      )}
      <ul>
        {rows.map((row) => (
          <TransferLine
            key={row.key}
            space={space}
            row={row}
            mayAnswer={agency !== null && textField(fieldsOf(row), 'agency') === agency}
            withIncident={false}
          />
        ))}
      </ul>
      <OfferButton space={space} incident={incident} />
    </section>
  )
}

function OfferButton({ space, incident }: DirectiveSectionProps) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const agencies = useAgencies()
  const act = useAct(space)
  const whyNot = useWhyNot('incident.transfer')
  const [isOpen, setIsOpen] = useState(false)
  const [to, setTo] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const isReady = to !== null && reason.trim().length >= 2
  const offer = async (): Promise<void> => {
    if (!isReady) return
    const id = await act.run('offerTransfer', { incident, agency: to, reason: reason.trim() })
    if (id === null) return
    setTo(null)
    setReason('')
    setIsOpen(false)
  }
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      destroyOnHidden
      content={
        <FirstField>
          <form
            className="fs-dir-form fs-dir-reason"
            aria-label={t('transfer.offer')}
            onSubmit={(event) => {
              event.preventDefault()
              void offer()
            }}
          >
            {act.fault !== null && <Alert type="error" showIcon title={faultWords(act.fault)} />}
            <label>
              {t('transfer.to')}
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                value={to}
                aria-label={t('transfer.to')}
                options={agencies.map(({ id }) => ({ value: id, label: names.agency(id) }))}
                onChange={setTo}
              />
            </label>
            <label>
              {t('transfer.reason')}
              <Input.TextArea
                value={reason}
                maxLength={2_000}
                autoSize={{ minRows: 2, maxRows: 6 }}
                onChange={(event) => setReason(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
                  event.preventDefault()
                  void offer()
                }}
              />
            </label>
            <Button type="primary" htmlType="submit" size="small" disabled={!isReady} loading={act.isBusy}>
              {t('transfer.send')}
            </Button>
          </form>
        </FirstField>
      }
    >
      <Button disabled={whyNot !== undefined} title={whyNot}>
        {t('transfer.offer')}
      </Button>
    </Popover>
  )
}
