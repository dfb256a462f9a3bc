// One report: its text while it may be written, what was signed afterwards; the step it may take next; beside a follow-up what
// changed since the last signed report.
import { Alert, Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { DESTROYED_TEXT } from '../../../shared/model/destruction.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { FactChange } from '../../../shared/model/report-facts.ts'
import { reportState } from '../../../shared/model/report.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { officeName } from '../../i18n/office-names.ts'
import { useAct } from '../../link/use-act.ts'
import { shownOf } from '../../state/desk-items.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import type { WordSources } from '../../ui/fields/value-words.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { DocumentDialog } from './document-dialog.tsx'
import { reportDocument } from './report-document.ts'
import { factLines, reportName } from './report-words.ts'
import { SignButton } from './sign-button.tsx'
import { useDocumentWords } from './use-document-words.ts'
import { useOwnReport } from './use-own-report.ts'
import { useReportWords } from './use-report-words.ts'

interface Props {
  readonly space: string
  readonly row: ItemRow
  /** Whom it was sent to, for the document. */
  readonly receivers: readonly string[]
  /** Offices it may be addressed to: those of the incident's deadlines. */
  readonly offices: readonly string[]
  /** What changed since the last signed report; null for an initial report. */
  readonly changes: readonly FactChange[] | null
  readonly sources: WordSources
}

/** The report with everything that can be done about it. */
export function ReportEditor({ space, row, receivers, offices, changes, sources }: Props) {
  const fields = shownOf(row)
  const state = reportState(fields)
  return (
    <article className="fs-report" aria-label={textField(fields, 'title') ?? row.key}>
      <ReportHead row={row} fields={fields} />
      {state === 'draft' || state === 'returned' ? (
        <Writing
          key={row.key}
          space={space}
          row={row}
          receivers={receivers}
          offices={offices}
          fields={fields}
          changes={changes}
          sources={sources}
        />
      ) : (
        <Written space={space} row={row} fields={fields} receivers={receivers} />
      )}
    </article>
  )
}

function ReportHead({ row, fields }: { readonly row: ItemRow; readonly fields: JsonFields }) {
  const { t } = useTranslation('reports')
  const say = useReportWords()
  const state = reportState(fields)
  return (
    <header className="fs-report-head">
      <strong>{reportName(fields, say)}</strong>
      <Tag color={state === 'signed' ? 'green' : state === 'returned' ? 'orange' : 'blue'}>{t(`state.${state}`)}</Tag>
      {row.number !== null && (
        <span>
          {t('number', { number: row.number })}
          {row.numberDoubtful && <Tag color="red">{t('numberDoubtful')}</Tag>}
        </span>
      )}
      <small>
        {row.officerName} · {dateTimeText(row.writtenMs)}
      </small>
      {fields['title'] === DESTROYED_TEXT && <Alert type="info" showIcon title={t('destroyed')} />}
      {state === 'returned' && (
        <Alert type="warning" showIcon title={t('returned', { reason: textField(fields, 'stepReason') ?? '' })} />
      )}
      {state === 'void' && (
        <Alert type="info" showIcon title={t('voided', { reason: textField(fields, 'stepReason') ?? '' })} />
      )}
    </header>
  )
}

interface WritingProps extends Props {
  readonly fields: JsonFields
}

function Writing({ space, row, fields, offices, changes, sources }: WritingProps) {
  const { t } = useTranslation(['reports', 'model'])
  const act = useAct(space)
  const isOwn = useOwnReport()(fields)
  const mayWrite = useRefusal('report.write') === null && isOwn
  const maySign = useRefusal('report.sign') === null && isOwn
  const [title, setTitle] = useState(textField(fields, 'title') ?? '')
  const [text, setText] = useState(textField(fields, 'text') ?? '')
  const [to, setTo] = useState<string[]>(listOf(fields['to']))
  const [copyTo, setCopyTo] = useState<string[]>(listOf(fields['copyTo']))
  const [editor, setEditor] = useState(textField(fields, 'editor') ?? '')
  const [telephone, setTelephone] = useState(textField(fields, 'telephone') ?? '')
  const isEmpty = title.trim() === '' || text.trim() === ''
  const isChanged =
    title !== (textField(fields, 'title') ?? '') ||
    text !== (textField(fields, 'text') ?? '') ||
    editor !== (textField(fields, 'editor') ?? '') ||
    telephone !== (textField(fields, 'telephone') ?? '') ||
    to.join('\n') !== listOf(fields['to']).join('\n') ||
    copyTo.join('\n') !== listOf(fields['copyTo']).join('\n')
  const save = async (): Promise<boolean> =>
    !isChanged || (await act.run('amendReport', { id: row.key, title, text, to, copyTo, editor, telephone })) !== null
  const step = (command: 'submitReport' | 'signReport') => (): void => {
    void save().then((isSaved) => (isSaved ? act.run(command, { id: row.key }) : null))
  }
  return (
    <form
      className="fs-report-form"
      aria-label={t('write')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {changes !== null && (
        <Changes changes={changes} sources={sources} onTake={(lines) => setText(joined(text, lines))} />
      )}
      <label>
        {t('title')}
        <Input
          lang="zh-CN"
          value={title}
          maxLength={200}
          disabled={!mayWrite}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <label>
        {t('text')}
        <Input.TextArea
          lang="zh-CN"
          value={text}
          autoSize={{ minRows: 8, maxRows: 22 }}
          maxLength={20_000}
          disabled={!mayWrite}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.ctrlKey) return
            event.preventDefault()
            void save()
          }}
        />
      </label>
      <label>
        {t('addressees')}
        <Select
          mode="tags"
          value={to}
          disabled={!mayWrite}
          onChange={setTo}
          aria-label={t('addressees')}
          placeholder={t('addresseesHint')}
          options={offices.map((office) => ({ value: office, label: officeName(office) }))}
        />
      </label>
      <div className="fs-report-row">
        <label>
          {t('copyTo')}
          <Select
            mode="tags"
            value={copyTo}
            disabled={!mayWrite}
            onChange={setCopyTo}
            aria-label={t('copyTo')}
            open={false}
            suffixIcon={null}
          />
        </label>
        <label>
          {t('editor')}
          <Input
            value={editor}
            maxLength={80}
            disabled={!mayWrite}
            onChange={(event) => setEditor(event.target.value)}
          />
        </label>
        <label>
          {t('telephone')}
          <Input
            value={telephone}
            maxLength={40}
            disabled={!mayWrite}
            onChange={(event) => setTelephone(event.target.value)}
          />
        </label>
      </div>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      <div className="fs-report-steps">
        <Button htmlType="submit" disabled={!isChanged || !mayWrite} loading={act.isBusy} title="Ctrl+Enter">
          {t('save')}
        </Button>
        <Button
          disabled={isEmpty || !mayWrite}
          title={isEmpty ? t('needsText') : undefined}
          onClick={step('submitReport')}
        >
          {t('submit')}
        </Button>
        <SignButton
          why={maySign ? (isEmpty ? t('needsText') : null) : t('maySign')}
          isBusy={act.isBusy}
          onSign={step('signReport')}
        />
        <ReasonButton
          label={t('void')}
          isDanger
          isDisabled={!mayWrite}
          ask={t('reason')}
          onText={(reason) => act.run('voidReport', { id: row.key, reason })}
        />
      </div>
    </form>
  )
}

function Changes({
  changes,
  sources,
  onTake,
}: {
  readonly changes: readonly FactChange[]
  readonly sources: WordSources
  readonly onTake: (lines: string) => void
}) {
  const { t } = useTranslation(['reports', 'model'])
  const paper = useDocumentWords()
  if (changes.length === 0) return <Alert type="info" showIcon title={t('nothingNew')} />
  return (
    <section className="fs-report-changes" aria-label={t('changes')}>
      <div className="fs-reports-bar">
        <strong>{t('changes')}</strong>
        <span className="fs-grow" />
        <Button size="small" onClick={() => onTake(factLines(changes, paper.sources, paper.say))}>
          {t('takeChanges')}
        </Button>
      </div>
      <table>
        <thead>
          <tr>
            <th>{t('field')}</th>
            <th>{t('lastReport')}</th>
            <th>{t('now')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, from, to }) => (
            <tr key={field}>
              <td>{t(`model:field.${field}`)}</td>
              <td>{valueWords(field, from, sources)}</td>
              <td>{valueWords(field, to, sources)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface WrittenProps {
  readonly space: string
  readonly row: ItemRow
  readonly fields: JsonFields
  readonly receivers: readonly string[]
}

function Written({ space, row, fields, receivers }: WrittenProps) {
  const { t } = useTranslation('reports')
  const act = useAct(space)
  const isOwn = useOwnReport()(fields)
  const maySign = useRefusal('report.sign') === null && isOwn
  const names = useOfficerNames()
  // The document goes up the chain: it names the agency in Chinese whatever the language of the screen.
  const { agency } = useFieldNames('zh-CN')
  const state = reportState(fields)
  const signed = (fields['signed'] ?? null) as JsonFields | null
  const shown = signed ?? fields
  const signer = signed === null ? null : textField(signed, 'signer')
  const [isOpen, setIsOpen] = useState(false)
  const document = reportDocument(fields, receivers, { agency, officer: (id) => names.get(id) ?? id })
  return (
    <>
      <h3 className="fs-report-title">{textField(shown, 'title')}</h3>
      <p className="fs-report-text">{textField(shown, 'text')}</p>
      {listOf(fields['to']).length > 0 && (
        <p>
          {t('addressees')}:{' '}
          {listOf(fields['to'])
            .map((office) => officeName(office))
            .join(t('and'))}
        </p>
      )}
      {listOf(fields['copyTo']).length > 0 && (
        <p>
          {t('copyTo')}: {listOf(fields['copyTo']).join(t('and'))}
        </p>
      )}
      {signed !== null && (
        <p className="fs-report-signed">
          {t(state === 'received' ? 'receivedSigned' : 'signedBy', {
            name: signer === null ? '' : (names.get(signer) ?? signer),
            at: dateTimeText(timeField(signed, 'at') ?? row.changedMs),
          })}
        </p>
      )}
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {state === 'review' && (
        <div className="fs-report-steps">
          <SignButton
            why={maySign ? null : t('maySign')}
            isBusy={act.isBusy}
            onSign={() => void act.run('signReport', { id: row.key })}
          />
          <ReasonButton
            label={t('return')}
            isDisabled={!maySign}
            ask={t('reason')}
            onText={(reason) => act.run('returnReport', { id: row.key, reason })}
          />
        </div>
      )}
      {document !== null && (
        <div className="fs-report-steps">
          <Button onClick={() => setIsOpen(true)}>{t('openDocument')}</Button>
        </div>
      )}
      {document !== null && isOpen && (
        <DocumentDialog
          space={space}
          agency={textField(fields, 'agency') ?? ''}
          document={document}
          isDoubtful={row.numberDoubtful}
          onClose={() => setIsOpen(false)}
        />
      )}
      {row.numberDoubtful && maySign && (
        <Renumber onNumber={(number, reason) => act.run('renumberReport', { id: row.key, number, reason })} />
      )}
    </>
  )
}

function Renumber({ onNumber }: { readonly onNumber: (number: string, reason: string) => Promise<string | null> }) {
  const { t } = useTranslation('reports')
  const [number, setNumber] = useState('')
  return (
    <div className="fs-report-steps">
      <Input
        aria-label={t('newNumber')}
        placeholder="2026-12"
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <ReasonButton
        label={t('renumber')}
        isDisabled={!/^\d{4}-\d{1,4}$/.test(number)}
        ask={t('reason')}
        onText={(reason) => onNumber(number, reason)}
      />
    </div>
  )
}

function joined(text: string, lines: string): string {
  return text.trim() === '' ? lines : `${text.trimEnd()}\n${lines}`
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
