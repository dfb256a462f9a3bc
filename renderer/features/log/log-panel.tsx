// The general duty log of the space.
import { Alert } from 'antd'
import { useEffect, useRef, useState } from 'react'
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

/** This near the end still counts as the end. */
const END_PX = 40

export function LogPanel() {
  const { t } = useTranslation(['incidents', 'detail'])
  const space = useSpaceId()
  const [fault, setFault] = useState<Fault | null>(null)
  const { rows, phase } = useWatch('log', space === null ? null : { space, incident: null })
  const refusal = useRefusal('log.add')
  const officer = useOfficer()
  const panel = useRef<HTMLElement>(null)
  const newest = rows.at(-1)?.key
  // The newest line stands last: in sight when the log is opened, and again when one comes in, unless the officer reads above.
  const isAtEnd = useRef(true)
  useEffect(() => {
    const element = panel.current
    if (element === null) return undefined
    if (isAtEnd.current && newest !== undefined) element.scrollTop = element.scrollHeight
    const onScroll = (): void => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX
    }
    element.addEventListener('scroll', onScroll)
    return () => element.removeEventListener('scroll', onScroll)
  }, [newest])
  if (space === null) return null
  const take = (result: Result<unknown>): boolean => {
    setFault(result.ok ? null : result.fault)
    return result.ok
  }
  return (
    <section ref={panel} aria-label={t('log')} className="fs-log-panel">
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
