// One transfer of an incident: from whom to whom and why; accepting or refusing it where it is for our agency.
import { Alert, Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { partField, transferState } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { showSpace, useSpaceMarks } from '../../state/desk-spaces.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { contradictions, deliveredMs, fieldsOf } from './questions.ts'
import { partMs, useNames, useWhyNot } from './use-desk.ts'

interface Props {
  readonly space: string
  readonly row: ItemRow
  /** It is for our agency. */
  readonly mayAnswer: boolean
  readonly withIncident: boolean
}

export function TransferLine({ space, row, mayAnswer, withIncident }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const mark = useSpaceMarks()
  const act = useAct(space)
  const whyNot = useWhyNot('incident.transfer')
  const fields = fieldsOf(row)
  const state = transferState(fields)
  const offered = partField(fields, 'offered')
  const decision = partField(fields, 'decision')
  const isOpen = state === 'offered' || state === 'delivered'
  const answer = (accept: boolean, reason: string) => act.run('answerTransfer', { id: row.key, accept, reason })
  const here = deliveredMs(row)
  return (
    <li className="fs-dir-transfer">
      <span className="fs-dir-line-facts">
        <strong>
          {t('transfer.line', {
            from: names.agency(textField(fields, 'from')),
            to: names.agency(textField(fields, 'agency')),
          })}
        </strong>
        <Tag color={state === 'refused' ? 'orange' : state === 'accepted' ? 'green' : 'default'}>
          {t(`transfer.state.${state}`)}
        </Tag>
        {contradictions(row).length > 0 && <Tag color="red">{t('contradicts')}</Tag>}
        {row.state !== 'agreed' && <Tag color="gold">{t(`change.${row.state}`)}</Tag>}
        {withIncident && <SpaceMark name={mark(space)} />}
      </span>
      {withIncident && <IncidentLink space={space} incident={textField(fields, 'incident')} />}
      <span>{textField(fields, 'reason')}</span>
      <small>
        {t('byAt', {
          name: names.officer(offered === null ? null : textField(offered, 'by')),
          time: dateTimeText(partMs(offered) ?? row.writtenMs),
        })}
        {here !== null && ` · ${t('deliveredAt')} ${dateTimeText(here)}`}
        {decision !== null &&
          ` · ${t(`transfer.state.${state}`)} ${names.officer(textField(decision, 'by'))} ${dateTimeText(partMs(decision) ?? row.changedMs)}`}
      </small>
      {decision !== null && textField(decision, 'reason') !== null && <span>{textField(decision, 'reason')}</span>}
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {mayAnswer && isOpen && (
        <span className="fs-dir-tools">
          <ReasonButton
            label={t('transfer.accept')}
            ask={t('transfer.acceptNote')}
            least={0}
            isDisabled={whyNot !== undefined}
            why={whyNot}
            onText={(text) => answer(true, text)}
          />
          <ReasonButton
            label={t('transfer.refuse')}
            ask={t('transfer.refuseReason')}
            isDisabled={whyNot !== undefined}
            why={whyNot}
            onText={(text) => answer(false, text)}
          />
        </span>
      )}
    </li>
  )
}

interface LinkProps {
  readonly space: string
  readonly incident: string | null
}

/** The incident a record is about, by its name; opens its detail beside. */
export function IncidentLink({ space, incident }: LinkProps) {
  const { t } = useTranslation('directives')
  const title = useWatchPart(
    'record',
    incident === null ? null : { space, kind: 'incident', id: incident },
    ({ rows }) => {
      const value = rows[0]?.fields['title']?.value
      return typeof value === 'string' ? value : ''
    },
  )
  if (incident === null) return <span>{t('noIncident')}</span>
  return (
    <Button
      type="link"
      size="small"
      className="fs-dir-link"
      title={t('showIncident')}
      onClick={() => {
        showSpace(space)
        select(incident, 'panel')
        openPanel('detail')
      }}
    >
      {title === '' ? incident : title}
    </Button>
  )
}
