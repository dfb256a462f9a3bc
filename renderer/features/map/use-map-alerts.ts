// Alerts on the map: those in force or to come, and the open one whatever it is.
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT, alertPhase, isRealAlert, alertLevel } from '../../../shared/model/alert.ts'
import { textField } from '../../../shared/model/fields.ts'
import { alertPolygons } from '../../map/alert-area.ts'
import type { DrawnAlert } from '../../map/alert-layer.ts'
import type { ConsoleMap } from '../../map/console-map.ts'
import { useAlertBook } from '../../state/alert-book.ts'
import { useAlertsOnMap, useOpenAlert } from '../../state/alert-choice.ts'
import { useNow } from '../../state/clock-store.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { useView } from '../../state/view-store.ts'

/** Keeps the alerts of the map up to date while the panel is shown. */
export function useMapAlerts(map: ConsoleMap | null): void {
  const { t } = useTranslation('alerts')
  const space = useSpaceId()
  const { alerts } = useAlertBook(space)
  const isOn = useAlertsOnMap()
  const opened = useOpenAlert()
  const isDesk = useView() === 'alerts'
  const now = useNow(30_000)
  const { countyShapes } = useReferenceData()
  const asked = space === null || opened === null || !isDesk ? null : { space, kind: ALERT, id: opened }
  const record = useWatchPart('record', asked, (state) => state.rows[0]?.fields ?? null)
  const drawn = useMemo(() => {
    const draw = (key: string, fields: JsonFields): DrawnAlert => {
      const level = alertLevel(fields)
      const phase = alertPhase(fields, now)
      const use = isRealAlert(fields) ? '' : `${t(`use.${textField(fields, 'use') ?? 'test'}`)} `
      return {
        key,
        level: level ?? 0,
        polygons: alertPolygons(fields, countyShapes),
        sign: level === null ? '' : t(`mapSign.${level}`),
        label: `${use}${textField(fields, 'title') ?? ''}${phase === 'active' ? '' : ` · ${t(`phase.${phase}`)}`}`,
        isInForce: phase === 'active' && isRealAlert(fields),
      }
    }
    const current = isOn ? alerts.map(({ key, fields }) => draw(key, fields)) : []
    if (record === null || opened === null || current.some(({ key }) => key === opened)) return current
    const fields = Object.fromEntries(Object.entries(record).map(([name, { value }]) => [name, value]))
    return [...current, draw(opened, fields)]
  }, [alerts, isOn, record, opened, countyShapes, now, t])
  useEffect(() => map?.setAlerts(drawn), [map, drawn])
}
