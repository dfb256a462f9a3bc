// The reports of one incident as a series: which there are, what comes next, and the one that is open.
import { Alert, Button, Empty, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { textField } from '../../../shared/model/fields.ts'
import { deliveredOf, dueReports } from '../../../shared/model/report-clock.ts'
import { changesSince, lastReported } from '../../../shared/model/report-facts.ts'
import type { ReportType } from '../../../shared/model/report.ts'
import { DELIVERY, REPORT, addresseesOf, isReceivedReport, reportState } from '../../../shared/model/report.ts'
import type { FieldView, ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useBoundRules } from '../../state/report-clocks.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { WordSources } from '../../ui/fields/value-words.ts'
import { DeliveryList } from './delivery-list.tsx'
import { GradingHelp } from './grading-help.tsx'
import { ReportEditor } from './report-editor.tsx'
import { factLines, initialText, reportName } from './report-words.ts'
import { UnreportedList } from './unreported-list.tsx'
import { useDocumentWords } from './use-document-words.ts'
import { useOwnReport } from './use-own-report.ts'
import { useReportWords } from './use-report-words.ts'

interface Props {
  readonly space: string
  readonly incident: string
  readonly presetRule: string | null
  readonly onBack: () => void
}

/** Everything reported of an incident. */
export function Series({ space, incident, presetRule, onBack }: Props) {
  const { t, i18n } = useTranslation(['reports', 'model'])
  const paper = useDocumentWords()
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const sources: WordSources = { ...names, word: (key, values) => t(`model:${key}`, { ...values }) }
  const record = useWatch('record', { space, kind: 'incident', id: incident })
  const reports = useWatch('items', pageOf(space, REPORT, { incident }))
  const deliveries = useWatch('items', pageOf(space, DELIVERY, { incident }))
  const rules = useBoundRules(space, useOfficer()?.agency ?? null)
  const [chosen, setChosen] = useState<string | null>(null)
  const now = shownValues(record.rows[0]?.fields ?? {})
  const all = reports.rows.map((row) => ({ row, fields: shownOf(row) }))
  const inOrder = all.toSorted((a, b) => a.row.writtenMs - b.row.writtenMs)
  const open = inOrder.find(({ row }) => row.key === chosen) ?? inOrder.at(-1)
  const isOwn = useOwnReport()
  // A series is an agency's: a follow-up goes on from what this one reported, whatever others did.
  const own = all.map(({ fields }) => fields).filter((fields) => isOwn(fields) && !isReceivedReport(fields))
  const before = lastReported(own)
  const sent = deliveries.rows.flatMap((row) => deliveredOf(shownOf(row)) ?? [])
  const due = dueReports(now, rules, sent)
  const offices = [...new Set(due.map(({ rule }) => rule.toRole))]
  const owedTo = [...new Set(due.filter(({ metMs }) => metMs === null).map(({ rule }) => rule.toRole))]
  // Whom a report is owed to is proposed once: not before it is known what was sent already.
  const isKnown = [record, deliveries].every(({ phase }) => phase !== 'idle' && phase !== 'loading')
  return (
    <section className="fs-series" aria-label={t('series')}>
      <div className="fs-reports-bar">
        <Button size="small" onClick={onBack}>
          {t('back')}
        </Button>
        <strong>{textField(now, 'title')}</strong>
        <small>{textField(now, 'number')}</small>
      </div>
      <div className="fs-series-body">
        <nav className="fs-series-list" aria-label={t('series')}>
          {inOrder.map(({ row, fields }) => (
            <SeriesLink
              key={row.key}
              row={row}
              fields={fields}
              agency={isOwn(fields) ? null : names.agency(textField(fields, 'agency') ?? '')}
              isOpen={row.key === open?.row.key}
              onOpen={() => setChosen(row.key)}
            />
          ))}
          <NewReports
            space={space}
            incident={incident}
            reports={own}
            textFor={(type) =>
              type === 'initial' || before === null
                ? initialText(now, paper.sources, paper.say)
                : factLines(changesSince(before, now), paper.sources, paper.say)
            }
            incidentTitle={textField(now, 'title') ?? ''}
            to={owedTo}
            onMade={setChosen}
          />
          <GradingHelp space={space} incident={incident} fields={now} />
        </nav>
        <div className="fs-series-open">
          {open === undefined && reports.phase === 'live' && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noReports')} />
          )}
          {open !== undefined && (
            <>
              <ReportEditor
                key={open.row.key}
                space={space}
                row={open.row}
                sources={sources}
                offices={offices}
                receivers={deliveries.rows.flatMap((row) =>
                  shownOf(row)['report'] === open.row.key ? (deliveredOf(shownOf(row))?.to ?? []) : [],
                )}
                changes={open.fields['type'] === 'initial' || before === null ? null : changesSince(before, now)}
              />
              {isKnown && !['void', 'received'].includes(reportState(open.fields)) && (
                <DeliveryList
                  key={`sent ${open.row.key}`}
                  space={space}
                  report={open.row.key}
                  isOwn={isOwn(open.fields)}
                  agency={textField(open.fields, 'agency') ?? ''}
                  addressees={addresseesOf(open.fields)}
                  isSigned={reportState(open.fields) === 'signed'}
                  deliveries={deliveries.rows.filter((row) => shownOf(row)['report'] === open.row.key)}
                  due={due}
                  presetRule={presetRule}
                />
              )}
            </>
          )}
          <UnreportedList space={space} incident={incident} />
        </div>
      </div>
    </section>
  )
}

interface LinkProps {
  readonly row: ItemRow
  readonly fields: JsonFields
  /** Whose it is, when not ours. */
  readonly agency: string | null
  readonly isOpen: boolean
  readonly onOpen: () => void
}

function SeriesLink({ row, fields, agency, isOpen, onOpen }: LinkProps) {
  const { t } = useTranslation('reports')
  const say = useReportWords()
  return (
    <button type="button" className="fs-series-link" aria-current={isOpen} onClick={onOpen}>
      <span>{reportName(fields, say)}</span>
      <Tag>{t(`state.${reportState(fields)}`)}</Tag>
      {row.number !== null && <small>{t('number', { number: row.number })}</small>}
      {agency !== null && <small>{agency}</small>}
      {row.numberDoubtful && <Tag color="red">{t('numberDoubtful')}</Tag>}
    </button>
  )
}

interface NewProps {
  readonly space: string
  readonly incident: string
  readonly incidentTitle: string
  /** Offices a report is owed to: a new one is addressed to them. */
  readonly to: readonly string[]
  readonly reports: readonly JsonFields[]
  readonly textFor: (type: ReportType) => string
  readonly onMade: (id: string) => void
}

function NewReports({ space, incident, incidentTitle, to, reports, textFor, onMade }: NewProps) {
  const { t } = useTranslation('reports')
  const { say } = useDocumentWords()
  const act = useAct(space)
  const mayWrite = useRefusal('report.write') === null
  const live = reports.filter((fields) => !['void', 'received'].includes(reportState(fields)))
  const has = (type: ReportType): boolean => live.some((fields) => fields['type'] === type)
  const next: readonly ReportType[] = has('initial')
    ? has('final')
      ? ['followUp']
      : ['followUp', 'final']
    : ['initial']
  const make = async (type: ReportType): Promise<void> => {
    const ordinal = live.filter((fields) => fields['type'] === 'followUp').length + 1
    const name = reportName({ type, ordinal }, say)
    const id = await act.run('draftReport', {
      incident,
      type,
      title: say('defaultTitle', { title: incidentTitle, name }),
      text: textFor(type),
      to: [...to],
    })
    if (id !== null) onMade(id)
  }
  return (
    <div className="fs-series-new">
      {next.map((type) => (
        <Button
          key={type}
          type={has('initial') ? 'default' : 'primary'}
          size="small"
          disabled={!mayWrite}
          loading={act.isBusy}
          onClick={() => void make(type)}
        >
          {t(`new.${type}`)}
        </Button>
      ))}
      {act.fault !== null && <Alert type="error" showIcon title={faultWords(act.fault)} />}
    </div>
  )
}

function shownValues(views: { readonly [name: string]: FieldView }): JsonFields {
  return Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view.value]))
}
