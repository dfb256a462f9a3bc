import '../../ui/desk-view.css'
import './roster.css'
// The roster: week and month, one agency at a time (one's own at first), what is wrong with it, a week copied forward,
// spreadsheets in and out.
import { LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons'
import { Alert, App, Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { doubledOf, gapsOf } from '../../../shared/model/roster.ts'
import type { ShiftRole } from '../../../shared/model/shift.ts'
import { saveTold } from '../../link/told-exports.ts'
import { viewHost } from '../../link/view-host.ts'
import { useNow } from '../../state/clock-store.ts'
import { useDeskSpaces } from '../../state/desk-spaces.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { dayStart, dayText, weekStart } from '../../ui/local-time.ts'
import { readSheet, writeSheet } from '../../ui/spreadsheet.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { DAY_MS, MonthGrid, WeekGrid } from './calendar.tsx'
import { CopyDialog } from './copy-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { useRosterOfficers } from './officers.ts'
import { ProblemList } from './problem-list.tsx'
import { RosterPage } from './roster-page.tsx'
import type { ReadRow } from './roster-sheet.ts'
import { COLUMN_WIDTHS, SHEET_COLUMNS, readRoster, sheetRows } from './roster-sheet.ts'
import { SHEET_LANGUAGES, sheetWords } from './roster-words.ts'
import type { ShiftStart } from './shift-dialog.tsx'
import { ShiftDialog } from './shift-dialog.tsx'
import { useShifts } from './use-shifts.ts'

type Mode = 'week' | 'month'
const HOUR_MS = 3_600_000

/** Where a calendar begins and how many days it has. */
function spanOf(mode: Mode, anchorMs: number): { readonly fromMs: number; readonly days: number } {
  if (mode === 'week') return { fromMs: weekStart(anchorMs), days: 7 }
  const first = dayStart(`${dayText(anchorMs).slice(0, 7)}-01`) ?? anchorMs
  const fromMs = weekStart(first)
  const last = dayStart(`${dayText(first + 31 * DAY_MS).slice(0, 7)}-01`) ?? first
  return { fromMs, days: Math.ceil((last - fromMs) / (7 * DAY_MS)) * 7 }
}

export function RosterView() {
  const space = useSpaceId()
  const officer = useOfficer()
  return space === null || officer === null ? null : <Roster key={space} space={space} own={officer.agency} />
}

interface Imported {
  readonly name: string
  readonly lines: readonly ReadRow[]
}

function Roster({ space, own }: { readonly space: string; readonly own: string }) {
  const { t } = useTranslation('roster')
  const { message } = App.useApp()
  const { language } = usePreferences()
  const nowMs = useNow(60_000)
  const agencies = useAgencies()
  const officers = useRosterOfficers()
  const [agency, setAgency] = useState(own)
  const [mode, setMode] = useState<Mode>('week')
  const [anchorMs, setAnchorMs] = useState(nowMs)
  const [start, setStart] = useState<ShiftStart | null>(null)
  const [isCopying, setIsCopying] = useState(false)
  const [imported, setImported] = useState<Imported | null>(null)
  const [isPrinting, setIsPrinting] = useState(false)
  const isAdministrator = useOfficer()?.role === 'administrator'
  const mayWrite = useRefusal('roster.write') === null && (agency === own || isAdministrator)
  const { fromMs, days } = spanOf(mode, anchorMs)
  const toMs = fromMs + days * DAY_MS
  const spaces = useDeskSpaces()
  const { shifts, isLoading, beyond } = useShifts(spaces, agency, fromMs, toMs)
  // Somebody may stand on two agencies' rosters.
  const everywhere = useShifts(spaces, null, fromMs, toMs)
  const doubled = doubledOf(everywhere.shifts).filter(
    ({ first, second }) => first.agency === agency || second.agency === agency,
  )
  const doubledIds = new Set(doubled.flatMap(({ first, second }) => [first.id, second.id]))
  // What is copied forward is written here; the rosters of other spaces are looked at and amended there.
  const kept = shifts.filter((shift) => shift.space === space)
  const title =
    mode === 'week'
      ? `${dayText(fromMs)} – ${dayText(toMs - DAY_MS).slice(5)}`
      : dayText(fromMs + 15 * DAY_MS).slice(0, 7)
  // What is past cannot be filled any more.
  const todayMs = dayStart(dayText(nowMs)) ?? nowMs
  const gapsFromMs = todayMs < toMs ? Math.max(fromMs, todayMs) : fromMs
  const name = agencyName(agencies, agency, language)
  const step = (by: number): void => setAnchorMs(mode === 'week' ? fromMs + by * 7 * DAY_MS : monthBy(fromMs, by))
  const add = (dayMs: number, role: ShiftRole): void =>
    setStart({ shift: null, role, ...usualHours(shifts, role, dayMs) })
  const exportSheet = async (): Promise<void> => {
    const words = sheetWords(language)
    const columns = SHEET_COLUMNS.map((column) => ({ title: words.column[column], width: COLUMN_WIDTHS[column] }))
    const inSpan = shifts.filter((shift) => shift.fromMs >= fromMs)
    const bytes = await writeSheet(t('sheet'), columns, sheetRows(inSpan, words, officers))
    const told = { space, what: 'roster', how: 'xlsx', count: inSpan.length } as const
    const isSaved = await saveTold(told, `roster-${dayText(fromMs)}-${dayText(toMs - DAY_MS)}.xlsx`, bytes)
    if (isSaved) message.success(t('exported', { count: inSpan.length }))
  }
  const importSheet = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: ['xlsx'], multiple: false })
    if (file === undefined) return
    const cells = await readSheet(file.bytes)
    const lines = cells === null ? null : readRoster(cells, SHEET_LANGUAGES, officers)
    if (lines === null) message.error(t(cells === null ? 'noSheet' : 'noColumns'))
    else if (lines.length === 0) message.error(t('emptySheet'))
    else setImported({ name: file.name, lines })
  }
  return (
    <section className="fs-desk" aria-label={t('title')}>
      <div className="fs-desk-bar">
        <Select
          aria-label={t('agency')}
          className="fs-roster-agency"
          showSearch={{ optionFilterProp: 'label' }}
          value={agency}
          options={agencies.map(({ id }) => ({ value: id, label: agencyName(agencies, id, language) }))}
          onChange={setAgency}
        />
        <Segmented<Mode>
          value={mode}
          options={[
            { value: 'week', label: t('week') },
            { value: 'month', label: t('month') },
          ]}
          onChange={setMode}
        />
        <span className="fs-desk-day">
          <Button
            aria-label={t('earlier')}
            title={t('earlier')}
            icon={<LeftOutlined aria-hidden />}
            onClick={() => step(-1)}
          />
          <strong className="fs-roster-title">{title}</strong>
          <Button
            aria-label={t('later')}
            title={t('later')}
            icon={<RightOutlined aria-hidden />}
            onClick={() => step(1)}
          />
          <Button onClick={() => setAnchorMs(Date.now())}>{t('now')}</Button>
        </span>
        <span className="fs-grow" />
        <Button type="primary" disabled={!mayWrite} onClick={() => add(Math.max(fromMs, todayMs), 'dutyOfficer')}>
          {t('add')}
        </Button>
        {mode === 'week' && (
          <Button disabled={!mayWrite || kept.length === 0} onClick={() => setIsCopying(true)}>
            {t('copy')}
          </Button>
        )}
        <Button disabled={shifts.length === 0} onClick={() => void exportSheet()}>
          {t('export')}
        </Button>
        <Button disabled={!mayWrite} onClick={() => void importSheet()}>
          {t('import')}
        </Button>
        <Button
          icon={<PrinterOutlined aria-hidden />}
          aria-label={t('print')}
          title={t('print')}
          disabled={shifts.length === 0}
          onClick={() => setIsPrinting(true)}
        />
      </div>
      <div className="fs-desk-scroll">
        {beyond > 0 && <Alert type="warning" showIcon title={t('beyond', { count: beyond })} />}
        {isLoading ? (
          <Waiting label={t('common:loading')} />
        ) : shifts.length === 0 ? (
          <Alert type="info" showIcon title={t('empty', { agency: name })} />
        ) : (
          <ProblemList
            gaps={gapsOf(shifts, gapsFromMs, toMs)}
            doubled={doubled}
            conflicts={shifts.filter(({ conflicts }) => conflicts.length > 0)}
          />
        )}
        {mode === 'week' ? (
          <WeekGrid
            {...{ fromMs, days, nowMs, shifts, mayWrite }}
            doubled={doubledIds}
            onOpen={(shift) => setStart({ shift, ...shift })}
            onAdd={add}
          />
        ) : (
          <MonthGrid
            {...{ fromMs, days, nowMs, shifts, mayWrite }}
            doubled={doubledIds}
            onOpen={(shift) => setStart({ shift, ...shift })}
            onAdd={add}
          />
        )}
      </div>
      {start !== null && (
        <ShiftDialog
          space={start.shift?.space ?? space}
          agency={agency}
          start={start}
          mayWrite={mayWrite}
          onClose={() => setStart(null)}
        />
      )}
      {isCopying && (
        <CopyDialog
          {...{ space, agency, fromMs }}
          shifts={kept}
          onClose={() => setIsCopying(false)}
          onDone={() => {
            setIsCopying(false)
            step(1)
          }}
        />
      )}
      {imported !== null && (
        <ImportDialog
          {...{ space, agency }}
          fileName={imported.name}
          lines={imported.lines}
          onClose={() => setImported(null)}
          onDone={(firstMs) => {
            setImported(null)
            setAnchorMs(firstMs)
          }}
        />
      )}
      {isPrinting && <RosterPage {...{ space, shifts, title }} agency={name} onDone={() => setIsPrinting(false)} />}
    </section>
  )
}

/** A day in the month before or after the one a grid shows. */
function monthBy(gridMs: number, by: number): number {
  const middle = gridMs + 15 * DAY_MS
  const first = dayStart(`${dayText(middle).slice(0, 7)}-01`) ?? middle
  return by < 0 ? first - DAY_MS : first + 32 * DAY_MS
}

/** The hours shifts of a role have here, else twelve from eight. */
function usualHours(
  shifts: readonly { readonly role: ShiftRole; readonly fromMs: number; readonly toMs: number }[],
  role: ShiftRole,
  dayMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const like = shifts.find((shift) => shift.role === role)
  if (like === undefined) return { fromMs: dayMs + 8 * HOUR_MS, toMs: dayMs + 20 * HOUR_MS }
  const fromMs = dayMs + (like.fromMs - (dayStart(dayText(like.fromMs)) ?? like.fromMs))
  return { fromMs, toMs: fromMs + (like.toMs - like.fromMs) }
}
