// One directive: what was ordered, the chain above and below it, and how it stands with every receiver, with the times it was
// written, delivered, signed for, answered and done.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Tag } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import {
  DIRECTIVE,
  RECEIPT,
  directiveState,
  givenBy,
  partField,
  priorityOf,
  receiptState,
  withdrawalOf,
} from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow, RecordRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { openDirective } from './directive-store.ts'
import { MissingWords } from './missing-words.tsx'
import { OwnReceipt } from './own-receipt.tsx'
import { printDirective } from './print-store.ts'
import { MOST, deliveredMs, fieldsOf, receiptsQuestion } from './questions.ts'
import { ReceiverTable } from './receiver-table.tsx'
import { PriorityTag } from './tags.tsx'
import { IncidentLink } from './transfer-line.tsx'
import { partMs, useDueWords, useNames, useWhyNot } from './use-desk.ts'

interface Props {
  readonly space: string
  readonly agency: string
  readonly directive: string
}

export function DirectiveDetail({ space, agency, directive }: Props) {
  const { t } = useTranslation('directives')
  const record = useWatch('record', { space, kind: DIRECTIVE, id: directive })
  const receipts = useWatch('items', receiptsQuestion(space, directive, MOST))
  const part = useRef<HTMLElement>(null)
  const isHere = record.rows.length > 0
  // Who opened it by keyboard goes on in it.
  useEffect(() => {
    if (isHere) part.current?.focus({ preventScroll: true })
  }, [isHere])
  const fields = record.rows[0] === undefined ? null : fieldsOf(record.rows[0])
  // What another server gave is not ours to supervise, to withdraw or to remind of.
  const isOurs = fields !== null && fields['agency'] === agency && givenBy(fields) === null
  const mine = receipts.rows.filter((row) => fieldsOf(row)['agency'] === agency)
  if (fields === null)
    return <Empty className="fs-dir-empty" description={t(record.phase === 'live' ? 'notHere' : 'loading')} />
  return (
    <article className="fs-dir-detail" ref={part} tabIndex={-1} aria-label={textField(fields, 'title') ?? directive}>
      <Head space={space} fields={fields} directive={directive} isOurs={isOurs} />
      <Facts space={space} fields={fields} here={firstMs(mine)} cameMs={cameMs(record.rows[0])} />
      <p className="fs-dir-text">{textField(fields, 'text')}</p>
      <Parent space={space} receipt={textField(fields, 'forwards')} />
      {mine.map((row) => (
        <OwnReceipt key={row.key} space={space} row={row} directive={directive} />
      ))}
      <section aria-label={t('receivers')}>
        <h3>{t('receivers')}</h3>
        <MissingWords rows={receipts.rows} />
        <ReceiverTable space={space} rows={receipts.rows} isOurs={isOurs} />
      </section>
    </article>
  )
}

interface HeadProps {
  readonly space: string
  readonly fields: JsonFields
  readonly directive: string
  readonly isOurs: boolean
}

function Head({ space, fields, directive, isOurs }: HeadProps) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const act = useAct(space)
  const whyNot = useWhyNot('directive.issue')
  const state = directiveState(fields)
  const withdrawn = withdrawalOf(fields)
  const isFromAbove = withdrawn !== null && partField(fields, 'withdrawn') === null
  const isSupervised = fields['supervised'] === true
  return (
    <header className="fs-dir-head">
      <div className="fs-dir-line-facts">
        <PriorityTag priority={priorityOf(fields)} />
        <Tag>{t(`type.${fields['type'] === 'remark' ? 'remark' : 'instruction'}`)}</Tag>
        {givenBy(fields) !== null && <Tag>{t('byLink')}</Tag>}
        {state !== 'issued' && (
          <Tag color={state === 'supervised' ? 'blue' : 'default'}>{t(`directiveState.${state}`)}</Tag>
        )}
      </div>
      <h2>{textField(fields, 'title')}</h2>
      <div className="fs-dir-tools">
        <Button icon={<PrinterOutlined aria-hidden />} onClick={() => printDirective(space, directive)}>
          {t('print')}
        </Button>
        {isOurs && state !== 'withdrawn' && (
          <>
            <Button
              disabled={whyNot !== undefined}
              title={whyNot}
              onClick={() => void act.run('superviseDirective', { id: directive, supervised: !isSupervised })}
            >
              {t(isSupervised ? 'unsupervise' : 'supervise')}
            </Button>
            <ReasonButton
              label={t('withdraw')}
              ask={t('withdrawReason')}
              isDanger
              isDisabled={whyNot !== undefined}
              why={whyNot}
              onText={(reason) => act.run('withdrawDirective', { id: directive, reason })}
            />
          </>
        )}
      </div>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {withdrawn !== null && (
        <Alert
          type="warning"
          showIcon
          title={t(isFromAbove ? 'withdrawnAboveWords' : 'withdrawnWords', {
            name: names.officer(textField(withdrawn, 'by')),
            time: dateTimeText(partMs(withdrawn) ?? 0),
            reason: textField(withdrawn, 'reason') ?? '',
          })}
        />
      )}
    </header>
  )
}

interface FactsProps {
  readonly space: string
  readonly fields: JsonFields
  /** When it came to our agency; null where it has not, or is not for it. */
  readonly here: number | null
  /** When it came over a link from another server; null where it was issued here. */
  readonly cameMs: number | null
}

function Facts({ space, fields, here, cameMs }: FactsProps) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const dueWords = useDueWords()
  const now = useServerNow(10_000)
  const dueMs = timeField(fields, 'dueAt')
  const leader = textField(fields, 'leader')
  return (
    <dl className="fs-dir-facts">
      <dt>{t('from')}</dt>
      <dd>
        {names.agency(textField(fields, 'agency'))}
        {leader !== null && ` · ${t('leaderWords', { name: leader })}`}
      </dd>
      <dt>{t('issuedBy')}</dt>
      <dd>{names.officer(textField(fields, 'issuedBy'))}</dd>
      <dt>{t('writtenAt')}</dt>
      <dd>
        <time>{dateTimeText(timeField(fields, 'issuedAt') ?? 0)}</time>
      </dd>
      {cameMs !== null && (
        <>
          <dt>{t('cameByLink')}</dt>
          <dd>
            <time>{dateTimeText(cameMs)}</time>
          </dd>
        </>
      )}
      {here !== null && (
        <>
          <dt>{t('receivedAt')}</dt>
          <dd>
            <time>{dateTimeText(here)}</time>
          </dd>
        </>
      )}
      <dt>{t('dueAt')}</dt>
      <dd>{dueMs === null ? t('dueNone') : `${dateTimeText(dueMs)} · ${dueWords(dueMs, now)}`}</dd>
      <dt>{t('aboutIncident')}</dt>
      <dd>
        <IncidentLink space={space} incident={textField(fields, 'incident')} />
      </dd>
    </dl>
  )
}

/** When a directive came over a link. */
function cameMs(row: RecordRow | undefined): number | null {
  if (row === undefined || givenBy(fieldsOf(row)) === null) return null
  return row.fields['issuedAt']?.atMs ?? null
}

/** The earliest delivery of some receipts. */
function firstMs(rows: readonly ItemRow[]): number | null {
  const known = rows.flatMap((row) => deliveredMs(row) ?? [])
  return known.length === 0 ? null : Math.min(...known)
}

/** The directive this one was forwarded from. */
function Parent({ space, receipt }: { readonly space: string; readonly receipt: string | null }) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const row = useWatchPart(
    'record',
    receipt === null ? null : { space, kind: RECEIPT, id: receipt },
    ({ rows }) => rows[0],
  )
  if (receipt === null || row === undefined) return null
  const fields = fieldsOf(row)
  const above = textField(fields, 'directive')
  return (
    <p className="fs-dir-chain">
      {t('forwardedFrom')}{' '}
      <Button
        type="link"
        size="small"
        className="fs-dir-link"
        title={t('openParent')}
        onClick={() => openDirective(above)}
      >
        {textField(fields, 'title')}
      </Button>{' '}
      {names.agency(textField(fields, 'from'))} → {names.agency(textField(fields, 'agency'))}{' '}
      <Tag>{t(`state.${receiptState(fields)}`)}</Tag>
    </p>
  )
}
