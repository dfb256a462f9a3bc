import '../../ui/desk-view.css'
import './log.css'
// The books of the duty desk in one view: the duty log and the telephone log book, by day, incident and words; printed by
// day and by incident.
import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { printTold } from '../../link/told-exports.ts'
import { gatherItems } from '../../state/desk-items.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { PrintPage } from '../../ui/print-page.tsx'
import { CallBook } from './call-book.tsx'
import { LineBook } from './line-book.tsx'
import { LogConditions } from './log-conditions.tsx'
import type { BookSheet } from './log-paper.tsx'
import { LogPaper } from './log-paper.tsx'
import { filterOf, logStore } from './log-store.ts'

export function LogView() {
  const { t } = useTranslation('desklog')
  const space = useSpaceId()
  const choice = useStore(logStore)
  const [sheet, setSheet] = useState<BookSheet | null>(null)
  const [isFailed, setIsFailed] = useState(false)
  if (space === null) return null
  const print = async (): Promise<void> => {
    const filter = filterOf(choice)
    const [lines, calls] = await Promise.all([
      gatherItems(space, 'logEntry', filter),
      gatherItems(space, 'call', filter),
    ])
    setIsFailed(lines === null || calls === null)
    if (lines !== null && calls !== null) setSheet({ lines, calls, choice, atMs: Date.now() })
  }
  return (
    <section className="fs-desk" aria-label={t('title')}>
      <div className="fs-desk-bar">
        <Segmented<'lines' | 'calls'>
          value={choice.book}
          options={[
            { value: 'lines', label: t('lines') },
            { value: 'calls', label: t('calls') },
          ]}
          onChange={(book) => logStore.setState({ book })}
        />
        <LogConditions space={space} />
        <Button icon={<PrinterOutlined aria-hidden />} title={t('printHint')} onClick={() => void print()}>
          {t('print')}
        </Button>
      </div>
      {isFailed && <Alert type="error" showIcon title={t('printFailed')} />}
      {choice.book === 'lines' ? <LineBook key={space} space={space} /> : <CallBook key={space} space={space} />}
      {sheet !== null && (
        <PrintPage
          onPrint={() => printTold({ space, what: 'log', count: sheet.lines.length + sheet.calls.length })}
          onDone={() => setSheet(null)}
        >
          <LogPaper space={space} sheet={sheet} />
        </PrintPage>
      )}
    </section>
  )
}
