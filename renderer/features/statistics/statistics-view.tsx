import './statistics.css'
// Statistics by time of occurrence: the question on top, a chart and its table for each side of it, to be saved and printed.
import { Alert, Button, Empty, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Statistics, StatisticsQuestion } from '../../../shared/rpc/finding.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { printTold, saveTold } from '../../link/told-exports.ts'
import { useNow } from '../../state/clock-store.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { useSpace, useSpaceId, useSpacePart } from '../../state/space-store.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { dayText } from '../../ui/local-time.ts'
import { PrintPage } from '../../ui/print-page.tsx'
import { writeSheets } from '../../ui/spreadsheet.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { WhenInput } from '../../ui/when-input.tsx'
import { Chart } from './chart.tsx'
import { sheetsOf } from './export-sheets.ts'
import { Figures } from './figures.tsx'
import { FIRST_MS, LAST_MS, PERIODS, stretchOf, unitOf } from './periods.ts'
import { setChoice, useChoice } from './statistics-store.ts'
import type { StatisticsTable } from './tables.ts'
import { statisticsTables } from './tables.ts'
import { useStatistics } from './use-statistics.ts'
import { useTableWords } from './use-table-words.ts'

/** Rows of a table on the screen; the export has all. */
const SHOWN = 40
const UNITS = ['hour', 'day', 'month', 'year'] as const
/** "Now" for the stretches of time: they change with the day only. */
const DAY_MS = 86_400_000

export function StatisticsView() {
  const space = useSpaceId()
  return space === null ? null : <View key={space} space={space} />
}

function View({ space }: { readonly space: string }) {
  const { t } = useTranslation('statistics')
  const choice = useChoice()
  const now = Math.floor(useNow() / DAY_MS) * DAY_MS
  const words = useTableWords(space)
  const [isPrinting, setIsPrinting] = useState(false)
  const [saving, setSaving] = useState<string | null>(null)
  const stretch = stretchOf(choice.period, now, choice.from, choice.until)
  const question: StatisticsQuestion | null =
    stretch === null
      ? null
      : {
          space,
          ...stretch,
          division: choice.division,
          category: choice.category,
          divisionDigits: choice.digits,
          unit: choice.unit ?? unitOf(stretch),
        }
  const { statistics: counted, of, fault, isCounting, again } = useStatistics(question)
  // Days the wrong way round: the figures of the question before must not stand below them.
  const statistics = stretch === null ? null : counted
  const tables = statistics === null || of === null ? [] : statisticsTables(statistics, of, words)
  const facts = useFacts(statistics, of)
  const save = async (): Promise<void> => {
    const bytes = await writeSheets(sheetsOf(t('title'), facts, tables, t('rate')))
    const told = { space, what: 'statistics', how: 'xlsx', count: statistics?.total ?? 0 } as const
    const isSaved = await saveTold(told, `${t('file')}-${dayText(statistics?.atMs ?? 0)}.xlsx`, bytes)
    setSaving(isSaved ? t('saved') : null)
  }
  return (
    <section className="fs-statistics" aria-label={t('title')}>
      <QuestionBar unit={question?.unit ?? 'day'} />
      <div className="fs-statistics-bar">
        <Button size="small" onClick={again} loading={isCounting}>
          {t('refresh')}
        </Button>
        <Button size="small" disabled={statistics === null} onClick={() => void save()}>
          {t('exportXlsx')}
        </Button>
        <Button size="small" disabled={statistics === null} onClick={() => setIsPrinting(true)}>
          {t('print')}
        </Button>
        {statistics !== null && <small>{t('asOf', { at: dateTimeText(statistics.atMs) })}</small>}
        <span aria-live="polite">{saving}</span>
      </div>
      {stretch === null && <Alert type="warning" showIcon title={t('wrongPeriod')} />}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {statistics === null && isCounting && <Waiting label={t('loading')} />}
      {statistics !== null && <Summary statistics={statistics} />}
      {statistics !== null && statistics.total === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('empty')}>
          {choice.period !== 'all' && (
            <Button size="small" onClick={() => setChoice({ period: 'all', unit: null })}>
              {t('lookAtAll')}
            </Button>
          )}
        </Empty>
      )}
      <div className="fs-statistics-parts">
        {tables.map((table) => (
          <Part key={table.id} table={table} isEmpty={statistics?.total === 0} />
        ))}
      </div>
      {isPrinting && (
        <PrintPage
          isUpright
          onPrint={() => printTold({ space, what: 'statistics', count: statistics?.total ?? 0 })}
          onDone={() => setIsPrinting(false)}
        >
          <Paper facts={facts} tables={tables} />
        </PrintPage>
      )}
    </section>
  )
}

function QuestionBar({ unit }: { readonly unit: StatisticsQuestion['unit'] }) {
  const { t, i18n } = useTranslation('statistics')
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const reference = useReferenceData()
  const { period, from, until, division, category, digits } = useChoice()
  const isChinese = i18n.language !== 'en'
  const day = (field: 'from' | 'until', value: string | null) => (
    <span>
      <span aria-hidden>{t(field)}</span>{' '}
      <WhenInput kind="day" isSmall label={t(field)} value={value} onValue={(next) => setChoice({ [field]: next })} />
    </span>
  )
  return (
    <section className="fs-statistics-bar" aria-label={t('period')}>
      <span>{t('period')}</span>
      <Segmented
        size="small"
        value={period}
        onChange={(next) => setChoice({ period: next, unit: null })}
        options={PERIODS.map((one) => ({ value: one, label: t(`periods.${one}`) }))}
      />
      {period === 'own' && (
        <>
          {day('from', from)}
          {day('until', until)}
        </>
      )}
      <Select
        size="small"
        className="fs-statistics-choice"
        aria-label={t('unit')}
        value={unit}
        onChange={(next) => setChoice({ unit: next })}
        options={UNITS.map((one) => ({ value: one, label: `${t('unit')}${isChinese ? '' : ' '}${t(`units.${one}`)}` }))}
      />
      <Select
        size="small"
        className="fs-statistics-choice"
        aria-label={t('division')}
        showSearch={{ optionFilterProp: 'label' }}
        value={division}
        onChange={(next) => setChoice({ division: next, digits: next.length >= 4 ? 6 : digits })}
        options={[
          { value: '', label: t('allDivisions') },
          ...reference.divisions
            .filter(({ level }) => level === 'city' || level === 'county')
            .map(({ code, level }) => ({
              value: level === 'city' ? code.slice(0, 4) : code,
              label: names.division(code),
            })),
        ]}
      />
      <Select
        size="small"
        className="fs-statistics-choice"
        aria-label={t('category')}
        showSearch={{ optionFilterProp: 'label' }}
        value={category}
        onChange={(next) => setChoice({ category: next })}
        options={[
          { value: '', label: t('allCategories') },
          ...reference.codes
            .filter(({ code }) => code.endsWith('00'))
            .map((code) => ({
              value: code.code.endsWith('000') ? code.code.slice(0, 2) : code.code.slice(0, 3),
              label: `${code.code} ${isChinese ? code.name : code.nameEn}`,
            })),
        ]}
      />
      <Segmented<4 | 6>
        size="small"
        value={digits}
        onChange={(next) => setChoice({ digits: next })}
        options={[
          { value: 4, label: t('cities') },
          { value: 6, label: t('counties') },
        ]}
      />
    </section>
  )
}

function Summary({ statistics }: { readonly statistics: Statistics }) {
  const { t } = useTranslation(['statistics', 'model'])
  const { total, byReceipt, voided, sensitive, byLevel, casualties, deliveries, receiptsLeftOut } = statistics
  const figure = (name: string, value: string | number) => (
    <div key={name}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <>
      <dl className="fs-statistics-sums">
        {figure(t('total'), total)}
        {([1, 2, 3, 4, 0] as const).map((level) =>
          figure(t(level === 0 ? 'model:level.0' : `model:levelShort.${level}`), byLevel[level]),
        )}
        {figure(t('sensitive'), sensitive)}
        {(['dead', 'missing', 'injured', 'trapped', 'evacuated'] as const).map((name) =>
          figure(t(`model:field.${name}`), casualties[name]),
        )}
        {figure(t('sent'), deliveries.sent)}
        {figure(t('unconfirmed'), deliveries.sent - deliveries.confirmed)}
        {deliveries.medianMinutes !== null &&
          figure(t('median'), t('minutes', { count: Math.round(deliveries.medianMinutes) }))}
      </dl>
      <small>
        {[
          ...(byReceipt > 0 ? [t('byReceipt', { count: byReceipt })] : []),
          ...(voided > 0 ? [t('voided', { count: voided })] : []),
          ...(byLevel[0] > 0 ? [t('ungradedNote')] : []),
          ...(receiptsLeftOut > 0 ? [`${t('receiptsLeftOut')} ${receiptsLeftOut}`] : []),
        ].join(' · ')}
      </small>
    </>
  )
}

/** What was asked and the sums, one line each: for the spreadsheet and for paper. */
function useFacts(
  statistics: Statistics | null,
  of: StatisticsQuestion | null,
): readonly (readonly [string, string | number])[] {
  const { t, i18n } = useTranslation(['statistics', 'model', 'app'])
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const space = useSpace()
  if (statistics === null || of === null) return []
  const { total, byReceipt, voided, casualties, deliveries, receiptsLeftOut, atMs } = statistics
  const name = (i18n.language === 'en' ? space?.nameEn : space?.name) ?? ''
  return [
    // A spreadsheet of a demonstration or an exercise must say so wherever it is passed on to.
    [t('app:space'), `${name} · ${t(`app:spaceKind.${space?.kind ?? 'live'}`)}`],
    [t('from'), of.fromMs === FIRST_MS ? t('noLimit') : dayText(of.fromMs)],
    [t('until'), of.toMs === LAST_MS ? t('noLimit') : dayText(of.toMs - 1)],
    [t('division'), of.division === '' ? t('allDivisions') : names.division(of.division.padEnd(6, '0'))],
    [t('category'), of.category === '' ? t('allCategories') : of.category],
    [t('asOf', { at: '' }).trim(), dateTimeText(atMs)],
    [t('total'), total],
    [t('byReceiptName'), byReceipt],
    [t('voidedName'), voided],
    ...(['dead', 'missing', 'injured', 'trapped', 'evacuated'] as const).map(
      (name) => [t(`model:field.${name}`), casualties[name]] as const,
    ),
    [t('sent'), deliveries.sent],
    [t('confirmed'), deliveries.confirmed],
    ...(receiptsLeftOut === 0 ? [] : [[t('receiptsLeftOut'), receiptsLeftOut] as const]),
  ]
}

interface PartProps {
  readonly table: StatisticsTable
  readonly isEmpty: boolean
}

function Part({ table, isEmpty }: PartProps) {
  const { t } = useTranslation('statistics')
  const isDeadline = table.id === 'reports' || table.id === 'receipts'
  if (isEmpty && table.id !== 'receipts') return null
  if (table.rows.length === 0 && !isDeadline) return null
  return (
    <section className="fs-statistics-part" aria-label={table.title} data-wide={table.id === 'byTime' ? '' : undefined}>
      <h2>{table.title}</h2>
      {table.rows.length === 0 ? (
        <p>{t(table.id === 'reports' ? 'noClocks' : 'noReceipts')}</p>
      ) : (
        <div className="fs-statistics-pair">
          <Chart table={table} />
          <div className="fs-statistics-figures">
            <Figures table={table} limit={SHOWN} />
          </div>
        </div>
      )}
    </section>
  )
}

interface PaperProps {
  readonly facts: readonly (readonly [string, string | number])[]
  readonly tables: readonly StatisticsTable[]
}

function Paper({ facts, tables }: PaperProps) {
  const { t } = useTranslation(['statistics', 'app'])
  const kind = useSpacePart((space) => space?.kind ?? 'live')
  return (
    <>
      <h1>{t('title')}</h1>
      {kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${kind}`)}</p>}
      <table className="fs-page-form">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tables
        .filter(({ rows }) => rows.length > 0)
        .map((table) => (
          <section key={table.id}>
            <h2>{table.title}</h2>
            <Figures table={table} />
          </section>
        ))}
    </>
  )
}
