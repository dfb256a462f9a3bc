// The general duty log of the space.
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { LogLines } from '../../ui/log-lines.tsx'

export function LogPanel() {
  const { t } = useTranslation(['incidents', 'detail'])
  const space = useSpaceId()
  const [fault, setFault] = useState<Fault | null>(null)
  const { rows, phase } = useWatch('log', space === null ? null : { space, incident: null })
  const refusal = useRefusal('log.add')
  const officer = useOfficer()
  if (space === null) return null
  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  return (
    <section aria-label={t('log')} style={{ padding: 12, overflowY: 'auto', height: '100%', boxSizing: 'border-box' }}>
      <h2 className="fs-panel-title">{t('log')}</h2>
      {fault !== null && (
        <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: () => setFault(null) }} />
      )}
      <LogLines
        key={space}
        unsavedKey={`log ${officer?.id ?? ''} ${space}`}
        rows={rows}
        isLoading={phase === 'loading'}
        refusal={
          refusal === null
            ? null
            : refusal === 'notAllowed'
              ? t('detail:mayNotLog')
              : faultWords(faultOfKind(refusal, ''))
        }
        onAdd={(text, at) =>
          runCommand(space, 'addLogEntry', { incident: null, text, ...(at === null ? {} : { at }) }).then(take)
        }
        onCorrect={(id, text, reason) =>
          runCommand(space, 'correctLogEntry', { id, text, ...(reason === '' ? {} : { reason }) }).then(take)
        }
      />
    </section>
  )
}
