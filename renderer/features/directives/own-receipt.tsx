// What our agency can do with its receipt: sign for it, answer, forward, complete, return. What cannot be done says why.
import { Alert, Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { partField, receiptState } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { forgetUnsaved, useUnsavedText } from '../../ui/unsaved-text.ts'
import { write } from './directive-store.ts'
import { fieldsOf } from './questions.ts'
import { useNames, useWhyNot } from './use-desk.ts'

interface Props {
  readonly space: string
  readonly row: ItemRow
  readonly directive: string
}

export function OwnReceipt({ space, row, directive }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const officer = useOfficer()
  const act = useAct(space)
  const fields = fieldsOf(row)
  const state = receiptState(fields)
  const named = textField(fields, 'officer')
  const mayNotSign =
    named !== null && named !== officer?.id && officer?.role === 'dutyOfficer'
      ? t('namedOnly', { name: names.officer(named) })
      : undefined
  const why = useWhyNot('directive.handle')
  const isUnsigned = state === 'sent' || state === 'delivered'
  const isInHand = state === 'signed' || state === 'answered'
  if (!isUnsigned && !isInHand) return null
  const hasAnswered = partField(fields, 'answer') !== null
  return (
    <section className="fs-dir-own" aria-label={names.receiver(textField(fields, 'agency'), named)}>
      <span className="fs-dir-line-facts">
        <strong>{names.receiver(textField(fields, 'agency'), named)}</strong>
        <Tag>{t(`state.${state}`)}</Tag>
      </span>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {mayNotSign !== undefined && isUnsigned && <p className="fs-dir-note">{mayNotSign}</p>}
      {state === 'signed' && (
        <AnswerForm
          space={space}
          receipt={row.key}
          incident={textField(fields, 'incident')}
          isBusy={act.isBusy}
          isDisabled={why !== undefined}
          onAnswer={(text, files) => act.run('answerReceipt', { id: row.key, text, files: [...files] })}
        />
      )}
      <span className="fs-dir-tools">
        {isUnsigned && (
          <Button
            type="primary"
            disabled={why !== undefined || mayNotSign !== undefined}
            title={why ?? mayNotSign}
            loading={act.isBusy}
            onClick={() => void act.run('signReceipt', { id: row.key })}
          >
            {t('sign')}
          </Button>
        )}
        {isInHand && (
          <>
            <Button
              disabled={why !== undefined}
              title={why}
              onClick={() =>
                write({ incident: textField(fields, 'incident'), forwards: { receipt: row.key, directive } })
              }
            >
              {t('forward')}
            </Button>
            <ReasonButton
              label={t('complete')}
              ask={t('completeText')}
              least={hasAnswered ? 0 : 1}
              isDisabled={why !== undefined}
              why={why}
              onText={(text) => act.run('completeReceipt', { id: row.key, text })}
            />
          </>
        )}
        <ReasonButton
          label={t('return')}
          ask={t('returnReason')}
          isDisabled={why !== undefined}
          why={why}
          onText={(reason) => act.run('returnReceipt', { id: row.key, reason })}
        />
      </span>
    </section>
  )
}

interface AnswerProps {
  readonly space: string
  readonly receipt: string
  readonly incident: string | null
  readonly isBusy: boolean
  readonly isDisabled: boolean
  readonly onAnswer: (text: string, files: readonly string[]) => Promise<string | null>
}

function AnswerForm({ space, receipt, incident, isBusy, isDisabled, onAnswer }: AnswerProps) {
  const { t } = useTranslation('directives')
  const key = `answer ${useOfficer()?.id ?? ''} ${space} ${receipt}`
  const [text, setText] = useUnsavedText(key)
  const [files, setFiles] = useState<readonly string[]>([])
  const attachments = useWatch('attachments', incident === null ? null : { space, incident })
  const options = attachments.rows
    .filter(({ voidReason }) => voidReason === null)
    .map(({ key: value, name }) => ({ value, label: name }))
  const give = (): void => {
    if (text.trim() === '' || isDisabled) return
    void onAnswer(text.trim(), files).then((id) => {
      if (id !== null) forgetUnsaved(key)
    })
  }
  return (
    <form
      className="fs-dir-form"
      onSubmit={(event) => {
        event.preventDefault()
        give()
      }}
    >
      <label>
        {t('answerText')}
        <Input.TextArea
          value={text}
          disabled={isDisabled}
          maxLength={8_000}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            give()
          }}
        />
      </label>
      {incident !== null && (
        <label>
          {t('answerFiles')}
          <Select
            mode="multiple"
            value={[...files]}
            disabled={isDisabled || options.length === 0}
            options={options}
            placeholder={options.length === 0 ? t('answerNoFiles') : undefined}
            aria-label={t('answerFiles')}
            onChange={(chosen) => setFiles(chosen)}
          />
        </label>
      )}
      <Button htmlType="submit" type="primary" loading={isBusy} disabled={text.trim() === '' || isDisabled}>
        {t('answer')}
      </Button>
    </form>
  )
}
