// What this station knows of its backups: the newest, whether it was put back as a test, a copy elsewhere, what went wrong.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupReport } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { dateTimeText } from '../../ui/time-text.ts'

/** Asked once, when it is shown. */
export function BackupState() {
  const { t } = useTranslation('app')
  const [report, setReport] = useState<BackupReport | null>(null)
  useEffect(() => {
    let isShown = true
    void call('backups', {}).then((answer) => {
      if (isShown && answer.ok) setReport(answer.value)
    })
    return () => {
      isShown = false
    }
  }, [])
  if (report === null) return null
  const { last, proved, elsewhere, problem } = report
  return (
    <ul className="fs-backup">
      {problem !== null && (
        <li className="fs-warn">
          {t('set.backupProblem', { time: dateTimeText(problem.atMs), reason: faultWords(problem.fault) })}
        </li>
      )}
      <li>
        {last === null
          ? t('set.backupNone')
          : t('set.backupLast', { time: dateTimeText(last.madeMs), size: (last.bytes / 1_048_576).toFixed(1) })}
      </li>
      {last !== null && (
        <li>
          {proved === null ? t('set.backupNotProved') : t('set.backupProved', { time: dateTimeText(proved.madeMs) })}
        </li>
      )}
      {last?.lacks !== undefined && last.lacks.length > 0 && (
        <li className="fs-warn">{t('set.backupLacks', { files: last.lacks.join(', ') })}</li>
      )}
      <li>
        {elsewhere === null
          ? t('set.backupNoPlace')
          : t('set.backupElsewhere', { time: dateTimeText(elsewhere.madeMs) })}
      </li>
    </ul>
  )
}
