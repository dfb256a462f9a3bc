import './alerts.css'
// The view of alerts: the list, one alert or the form on the left, the map on the right. The map is brought by the app.
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { openAlert, useOpenAlert } from '../../state/alert-choice.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { AlertDetail } from './alert-detail.tsx'
import { AlertForm } from './alert-form.tsx'
import { AlertList } from './alert-list.tsx'

type Form = { readonly id: string; readonly fields: JsonFields } | 'new' | null

export function AlertsView({ map }: { readonly map: ReactNode }) {
  const { t } = useTranslation('alerts')
  const space = useSpaceId()
  const alert = useOpenAlert()
  const [form, setForm] = useState<Form>(null)
  if (space === null) return null
  return (
    <div className="fs-alerts">
      <div className="fs-alerts-side" key={space}>
        {form !== null ? (
          <AlertForm
            space={space}
            adjusted={form === 'new' ? null : form}
            onDone={(done) => {
              setForm(null)
              if (done !== null) openAlert(done)
            }}
          />
        ) : alert === null ? (
          <AlertList space={space} onOpen={openAlert} onRecord={() => setForm('new')} />
        ) : (
          <AlertDetail
            key={alert}
            space={space}
            alert={alert}
            onBack={() => openAlert(null)}
            onAdjust={(fields) => setForm({ id: alert, fields })}
          />
        )}
      </div>
      <section className="fs-alerts-map" aria-label={t('map')}>
        {map}
      </section>
    </div>
  )
}
