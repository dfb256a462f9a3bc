// The general duty log of the space.
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { LogLines } from '../../ui/log-lines.tsx'

export function LogPanel() {
  const { t } = useTranslation('incidents')
  const space = useSpaceId()
  const [fault, setFault] = useState<Fault | null>(null)
  const { rows } = useWatch('log', space === null ? null : { space, incident: null })
  if (space === null) return null
  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  return (
    <div style={{ padding: 12, overflowY: 'auto', height: '100%' }}>
      <h2 style={{ margin: 0, fontSize: 16 }}>{t('log')}</h2>
      {fault !== null && <Alert type="error" title={faultWords(fault)} />}
      <LogLines
        rows={rows}
        words={{ add: t('addLog'), correct: t('correct'), state: (state) => t(`state.${state}`) }}
        onAdd={(text) => runCommand(space, 'addLogEntry', { incident: null, text }).then(take)}
        onCorrect={(id, text) => runCommand(space, 'correctLogEntry', { id, text }).then(take)}
      />
    </div>
  )
}
