// The duty log: lines of every incident and of none, newest last. A new line goes to the incident chosen above.
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import { textField } from '../../../shared/model/fields.ts'
import { movedDeadlinesOf, toldOf } from '../../../shared/model/log-entry.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { LogLine } from '../../ui/log-lines.tsx'
import { LogLines } from '../../ui/log-lines.tsx'
import { incidentWords, useIncidents } from './incident-names.ts'
import { filterOf, logStore } from './log-store.ts'
import { MoreNote } from './more-note.tsx'
import { useNewestInSight } from './use-newest-in-sight.ts'

export function LineBook({ space }: { readonly space: string }) {
  const { t } = useTranslation(['desklog', 'detail'])
  const choice = useStore(logStore)
  const filter = filterOf(choice)
  const { text: _words, ...withoutWords } = filter
  const { rows, phase, meta } = useWatch('items', pageOf(space, 'logEntry', filter))
  // A correction need not hold the words its original was found by.
  const corrections = useWatch('items', pageOf(space, 'logEntry', { ...withoutWords, states: ['correction'] }))
  const incidents = useIncidents(space)
  const [fault, setFault] = useState<Fault | null>(null)
  const refusal = useRefusal('log.add')
  const officer = useOfficer()
  const part = useNewestInSight<HTMLDivElement>(rows[0]?.key)
  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  const correctedBy = new Map(
    corrections.rows.map((row) => [textField(shownOf(row), 'corrects') ?? '', row.key] as const),
  )
  const about = (row: ItemRow): string | null => {
    const incident = textField(shownOf(row), 'incident')
    return incident === null || choice.incident !== null ? null : incidentWords(incidents, incident)
  }
  return (
    <div ref={part} className="fs-log-panel">
      {fault !== null && (
        <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: () => setFault(null) }} />
      )}
      <MoreNote shown={rows.length} total={meta?.total ?? 0} />
      <LogLines
        key={choice.incident ?? ''}
        unsavedKey={`log ${officer?.id ?? ''} ${space} ${choice.incident ?? ''}`}
        rows={rows.toReversed().map((row) => lineOf(row, correctedBy.get(row.key) ?? null, about(row)))}
        isLoading={phase === 'loading'}
        refusal={
          refusal === null
            ? null
            : refusal === 'notAllowed'
              ? t('detail:mayNotLog')
              : faultWords(faultOfKind(refusal, ''))
        }
        onAdd={(words, at) =>
          runCommand(space, 'addLogEntry', {
            incident: choice.incident,
            text: words,
            ...(at === null ? {} : { at }),
          }).then(take)
        }
        onCorrect={(id, words, reason) =>
          runCommand(space, 'correctLogEntry', { id, text: words, ...(reason === '' ? {} : { reason }) }).then(take)
        }
      />
    </div>
  )
}

function lineOf(row: ItemRow, correctedBy: string | null, about: string | null): LogLine {
  const fields = shownOf(row)
  return {
    key: row.key,
    text: textField(fields, 'text') ?? '',
    at: textField(fields, 'at') ?? new Date(row.writtenMs).toISOString(),
    writtenMs: row.writtenMs,
    officerName: row.officerName,
    agencyName: row.agencyName,
    agencyNameEn: row.agencyNameEn,
    stationName: row.stationName,
    corrects: textField(fields, 'corrects'),
    correctedBy,
    deadlines: movedDeadlinesOf(fields['deadlines']),
    told: toldOf(fields['told']),
    state: row.state,
    ...(about === null ? {} : { about }),
  }
}
