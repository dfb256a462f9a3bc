import './alerts.css'
// In the detail of an incident: the alerts linked to it, and current ones for its division as a suggestion.
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ALERT, ALERT_LINK } from '../../../shared/model/alert.ts'
import { shapeBeginning } from '../../../shared/model/division-shapes.ts'
import { textField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import type { AlertItem } from '../../state/alert-book.ts'
import { alertItem, useAlertBook } from '../../state/alert-book.ts'
import { openAlert } from '../../state/alert-choice.ts'
import { useNow } from '../../state/clock-store.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { useTask } from '../../ui/use-task.ts'
import { codesOf } from './alert-entry.ts'
import { AlertLine } from './alert-list.tsx'

export function IncidentAlerts({ space, incident }: { readonly space: string; readonly incident: string }) {
  const { t } = useTranslation('alerts')
  const task = useTask()
  const now = useNow(60_000)
  const mayWrite = useRefusal('alert.write') === null
  const { rows } = useWatch('items', pageOf(space, ALERT_LINK, { incident, states: ['linked'] }))
  const all = useWatch('items', rows.length === 0 ? null : pageOf(space, ALERT, {}))
  const linked = rows.flatMap((row) => textField(shownOf(row), 'alert') ?? [])
  const { alerts } = useAlertBook(space)
  const division = useWatchPart('record', { space, kind: 'incident', id: incident }, (state) => {
    const value = state.rows[0]?.fields['division']?.value
    return typeof value === 'string' ? value : null
  })
  const shown = all.rows.filter(({ key }) => linked.includes(key)).map((row) => alertItem(row, now))
  const offered = mayWrite ? alerts.filter((one) => !linked.includes(one.key) && isFor(one, division)) : []
  if (shown.length === 0 && offered.length === 0) return null
  const link = (alert: string): void =>
    void task.run(() => runCommand(space, 'linkAlert', { alert, incident, linked: true }))
  return (
    <section className="fs-incident-alerts" aria-label={t('forIncident')}>
      <h3>{t('forIncident')}</h3>
      {task.fault !== null && (
        <Alert type="error" showIcon title={faultWords(task.fault)} closable={{ onClose: task.clear }} />
      )}
      {shown.map((alert) => (
        <AlertLine key={alert.key} alert={alert} onOpen={openAlert} />
      ))}
      {offered.length > 0 && <h4>{t('inArea')}</h4>}
      {offered.map((alert) => (
        <div key={alert.key} className="fs-alert-offer">
          <AlertLine alert={alert} onOpen={openAlert} />
          <Button size="small" onClick={() => link(alert.key)}>
            {t('link')}
          </Button>
        </div>
      ))}
    </section>
  )
}

/** An alert for one of the divisions the incident lies in. */
function isFor({ fields }: AlertItem, division: string | null): boolean {
  return division !== null && codesOf(fields).some((code) => division.startsWith(shapeBeginning(code)))
}
