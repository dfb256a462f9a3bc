// To whom a report went, by what way, who took it, and whether it was confirmed; late ones with their reason.
import { Alert, AutoComplete, Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { DueReport } from '../../../shared/model/report-clock.ts'
import { lateFor } from '../../../shared/model/report-clock.ts'
import type { DeliveryChannel } from '../../../shared/model/report.ts'
import { DELIVERY_CHANNELS, deliveredTo } from '../../../shared/model/report.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { officeName } from '../../i18n/office-names.ts'
import type { Act } from '../../link/use-act.ts'
import { useAct } from '../../link/use-act.ts'
import { shownOf } from '../../state/desk-items.ts'
import { useMembers } from '../../state/directory-names.ts'
import { useReportingRoles } from '../../state/report-clocks.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { readMoment } from '../../ui/local-time.ts'
import { MomentInput } from '../../ui/moment-input.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { useClear } from '../../ui/use-clear.tsx'
import { ReceiveReport } from './receive-report.tsx'
import { ReceivedTag } from './received-tag.tsx'

/** What clocks may differ by, as the command allows it. */
const CLOCK_LEEWAY_MS = 5 * 60_000

interface Props {
  readonly space: string
  readonly report: string
  /** Nobody else records what an agency sent. */
  readonly isOwn: boolean
  readonly isSigned: boolean
  readonly deliveries: readonly ItemRow[]
  /** Agency whose report it is: it is not sent to itself. */
  readonly agency: string
  /** Whom the report is addressed to. */
  readonly addressees: readonly string[]
  /** Clocks of the incident, for choosing whom it is owed to. */
  readonly due: readonly DueReport[]
  readonly presetRule: string | null
}

export function DeliveryList({ space, report, isOwn, isSigned, deliveries, ...form }: Props) {
  const { t } = useTranslation('reports')
  const act = useAct(space)
  const maySend = useRefusal('report.send') === null && isOwn
  return (
    <section className="fs-deliveries" aria-label={t('deliveries')}>
      <strong>{t('deliveries')}</strong>
      {deliveries.length === 0 && <small>{t('noDeliveries')}</small>}
      {deliveries.map((row) => (
        <DeliveryLine key={row.key} row={row} act={act} maySend={maySend} />
      ))}
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {maySend && <SendForm act={act} space={space} report={report} isSigned={isSigned} {...form} />}
    </section>
  )
}

function DeliveryLine({ row, act, maySend }: { readonly row: ItemRow; readonly act: Act; readonly maySend: boolean }) {
  const { t } = useTranslation('reports')
  const fields = shownOf(row)
  const sent = (fields['sent'] ?? {}) as JsonFields
  const confirmed = (fields['confirmed'] ?? null) as JsonFields | null
  const late = textField(sent, 'lateReason')
  const isConfirmed = confirmed !== null || (fields['received'] ?? null) !== null
  const waitsForAgency = !isConfirmed && deliveredTo(fields) !== null
  return (
    <div className="fs-delivery">
      <span>
        {t(`channel.${textField(sent, 'channel') ?? 'telephone'}`)} →{' '}
        <strong>{officeName(textField(sent, 'to') ?? '')}</strong>
        {textField(sent, 'takenBy') !== null && (
          <span> · {t('takenByWords', { name: textField(sent, 'takenBy') ?? '' })}</span>
        )}
      </span>
      <time>{dateTimeText(timeField(sent, 'at') ?? row.writtenMs)}</time>
      {late !== null && <Tag color="orange">{t('lateBecause', { reason: late })}</Tag>}
      {(textField(fields, 'note') ?? '') !== '' && <small>{textField(fields, 'note')}</small>}
      {row.state !== 'agreed' && <Tag color="gold">{t(`change.${row.state}`)}</Tag>}
      <ReceivedTag fields={fields} />
      <ReceiveReport act={act} delivery={row.key} fields={fields} />
      {waitsForAgency && <Tag color="gold">{t('notReceived')}</Tag>}
      {!isConfirmed && maySend && <ConfirmForm act={act} delivery={row.key} />}
      {confirmed !== null && (
        <Tag color="green">
          {t('confirmedWords', {
            name: textField(confirmed, 'by') ?? '',
            at: dateTimeText(timeField(confirmed, 'at') ?? row.changedMs),
          })}
        </Tag>
      )}
    </div>
  )
}

function ConfirmForm({ act, delivery }: { readonly act: Act; readonly delivery: string }) {
  const { t } = useTranslation('reports')
  const [by, setBy] = useState('')
  const [how, setHow] = useState<DeliveryChannel>('telephone')
  const [at, setAt] = useState('')
  const atMs = readMoment(at)
  const isBlocked = by.trim() === '' || (at.trim() !== '' && atMs === null)
  const confirm = (): void => {
    if (isBlocked) return
    const when = atMs === null ? {} : { at: isoWithOffset(atMs) }
    void act.run('confirmDelivery', { id: delivery, by: by.trim(), how, ...when })
  }
  return (
    <span className="fs-delivery-confirm">
      <Input
        size="small"
        aria-label={t('confirmedByWho')}
        placeholder={t('confirmedByWho')}
        value={by}
        maxLength={80}
        onPressEnter={confirm}
        onChange={(event) => setBy(event.target.value)}
      />
      <Select
        size="small"
        value={how}
        aria-label={t('confirmedHow')}
        onChange={setHow}
        options={DELIVERY_CHANNELS.map((one) => ({ value: one, label: t(`channel.${one}`) }))}
      />
      <MomentInput label={t('confirmedWhen')} whenEmpty={t('whenNow')} text={at} onText={setAt} />
      <Button size="small" disabled={isBlocked} onClick={confirm}>
        {t('confirm')}
      </Button>
    </span>
  )
}

interface FormProps extends Pick<
  Props,
  'space' | 'report' | 'agency' | 'addressees' | 'isSigned' | 'due' | 'presetRule'
> {
  readonly act: Act
}

function SendForm({ act, space, report, agency, addressees, isSigned, due, presetRule }: FormProps) {
  const { t, i18n } = useTranslation('reports')
  const clear = useClear()
  const now = useServerNow()
  const open = due.filter(({ metMs }) => metMs === null)
  const isOpen = (id: string | null): boolean => open.some((one) => one.rule.id === id)
  const [rule, setRule] = useState<string | null>(isOpen(presetRule) ? presetRule : (open[0]?.rule.id ?? null))
  const [channel, setChannel] = useState<DeliveryChannel>('telephone')
  const [to, setTo] = useState('')
  const [through, setThrough] = useState<string | null | undefined>(undefined)
  const agencies = useMembers(space).filter(({ id }) => id !== agency)
  const roles = useReportingRoles(space)
  // What stands in the record is Chinese whatever the language of the screen, as the document is.
  const paper = useFieldNames('zh-CN')
  const shown = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const [takenBy, setTakenBy] = useState('')
  const [lateReason, setLateReason] = useState('')
  const [at, setAt] = useState('')
  const [note, setNote] = useState('')
  const owed = open.find((one) => one.rule.id === rule)
  // The agency that was said to be the office the deadline names, unless another is chosen.
  const named = owed === undefined ? undefined : agencies.find(({ id }) => roles.get(id)?.includes(owed.rule.toRole))
  const chosen = through === undefined ? (named?.id ?? null) : through
  const receiving = channel === 'system' ? chosen : null
  const implied = receiving === null ? (owed?.rule.toRole ?? '') : paper.agency(receiving)
  const receiver = to.trim() === '' ? implied : to.trim()
  const atMs = readMoment(at)
  const isToCome = atMs !== null && atMs > now + CLOCK_LEEWAY_MS
  const isLate = !isToCome && lateFor(due, { rule: owed?.rule.id ?? null, to: receiver, channel }, atMs ?? now) !== null
  const lacks =
    receiver === ''
      ? 'receiver'
      : at.trim() !== '' && atMs === null
        ? 'time'
        : isToCome
          ? 'timeToCome'
          : isLate && lateReason.trim() === ''
            ? 'lateReason'
            : !isSigned && channel !== 'telephone'
              ? 'signature'
              : null
  const send = async (): Promise<void> => {
    if (lacks !== null) return
    const id = await act.run('sendReport', {
      report,
      channel,
      to: receiver,
      ...(receiving === null ? {} : { agency: receiving }),
      takenBy: takenBy.trim(),
      rule: owed === undefined ? null : owed.rule.id,
      lateReason: isLate ? lateReason.trim() : null,
      ...(atMs === null ? {} : { at: isoWithOffset(atMs) }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    })
    if (id === null) return
    setTo('')
    setThrough(undefined)
    setTakenBy('')
    setLateReason('')
    setAt('')
    setNote('')
    setRule(null)
  }
  return (
    <form
      className="fs-send"
      aria-label={t('send')}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label>
        {t('owedTo')}
        <Select
          value={owed?.rule.id ?? null}
          allowClear={clear}
          aria-label={t('owedTo')}
          placeholder={t('owedToNobody')}
          onChange={(value: string | undefined) => setRule(value ?? null)}
          options={open.map(({ rule: one }) => ({
            value: one.id,
            label: `${officeName(one.toRole)} · ${t(`channel.${one.channel}`)}`,
          }))}
        />
      </label>
      <label>
        {t('way')}
        <Select
          value={channel}
          aria-label={t('way')}
          onChange={setChannel}
          options={DELIVERY_CHANNELS.map((one) => ({
            value: one,
            label: t(`channel.${one}`),
            disabled: !isSigned && one !== 'telephone',
          }))}
        />
      </label>
      {channel === 'system' && (
        <label>
          {t('throughSystem')}
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            value={chosen}
            allowClear={clear}
            aria-label={t('throughSystem')}
            placeholder={t('throughOther')}
            onChange={(value: string | undefined) => setThrough(value ?? null)}
            options={agencies.map(({ id }) => ({ value: id, label: shown.agency(id) }))}
          />
        </label>
      )}
      <label>
        {t('to')}
        <AutoComplete
          value={to}
          maxLength={120}
          aria-label={t('to')}
          placeholder={officeName(implied)}
          onChange={(value: string) => setTo(value)}
          options={addressees.map((one) => ({ value: one, label: officeName(one) }))}
        />
      </label>
      <label>
        {t('takenBy')}
        <Input value={takenBy} maxLength={80} onChange={(event) => setTakenBy(event.target.value)} />
      </label>
      <label>
        {t('sentWhen')}
        <MomentInput label={t('sentWhen')} whenEmpty={t('whenNow')} text={at} onText={setAt} />
      </label>
      <label className="fs-send-note">
        {t('sendNote')}
        <Input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      </label>
      {isLate && (
        <label className="fs-send-late">
          {t('lateReason')}
          <Input value={lateReason} maxLength={500} onChange={(event) => setLateReason(event.target.value)} />
        </label>
      )}
      <Button
        htmlType="submit"
        disabled={lacks !== null}
        loading={act.isBusy}
        title={lacks === null ? undefined : t(`lacks.${lacks}`)}
      >
        {t('recordSending')}
      </Button>
      {(lacks === 'time' || lacks === 'timeToCome') && <output className="fs-send-lacks">{t(`lacks.${lacks}`)}</output>}
    </form>
  )
}
