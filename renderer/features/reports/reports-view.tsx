import './reports.css'
// The view of reports up the chain: the board of clocks, all reports, the rules; and the series of one incident.
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showSpace } from '../../state/desk-spaces.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { ClockBoard } from './clock-board.tsx'
import { ReportInbox, useUnsignedReports } from './report-inbox.tsx'
import { ReportList } from './report-list.tsx'
import { openSeries, useOpenSeries } from './report-store.ts'
import { RulesTable } from './rules-table.tsx'
import { Series } from './series.tsx'

const TABS = ['board', 'reports', 'inbox', 'rules'] as const

export function ReportsView() {
  const { t } = useTranslation('reports')
  const space = useSpaceId()
  const { incident, rule } = useOpenSeries()
  const unsigned = useUnsignedReports(space)
  const [tab, setTab] = useState<(typeof TABS)[number]>('board')
  if (space === null) return null
  if (incident !== null)
    return (
      <div className="fs-reports">
        <Series
          key={`${space} ${incident}`}
          space={space}
          incident={incident}
          presetRule={rule}
          onBack={() => openSeries(null)}
        />
      </div>
    )
  return (
    <div className="fs-reports">
      <div className="fs-reports-bar">
        <Segmented
          aria-label={t('parts')}
          value={tab}
          onChange={setTab}
          options={TABS.map((one) => ({
            value: one,
            label: one === 'inbox' && unsigned > 0 ? `${t(one)} ${unsigned}` : t(one),
          }))}
        />
      </div>
      {tab === 'board' && (
        <ClockBoard
          onReport={({ space: of, incident: about, rule: by }) => {
            showSpace(of)
            openSeries(about, by)
          }}
        />
      )}
      {tab === 'reports' && <ReportList space={space} onOpen={(of) => openSeries(of)} />}
      {tab === 'inbox' && <ReportInbox space={space} onOpen={(of) => openSeries(of)} />}
      {tab === 'rules' && <RulesTable space={space} />}
    </div>
  )
}
