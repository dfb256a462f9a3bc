// "Likely the same as": incidents near in place and time, or of one division and kind, asked anew whenever place, kind or time of the form changes.
import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Position } from '../../../shared/model/incident.ts'
import type { Nearby } from '../../../shared/rpc/methods.ts'
import { call } from '../../link/station.ts'
import { lengthText } from '../../map/coordinate-text.ts'
import { useNow } from '../../state/clock-store.ts'
import { ageWords } from '../../ui/age-words.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { useWhySame } from '../../ui/use-why-same.ts'

const POINT_RADIUS_M = 5_000
/** Around the seat of a division when the position is not known. */
const DIVISION_RADIUS_M = 20_000
const WITHIN_MS = 12 * 3_600_000
const DELAY_MS = 250
const SHOWN = 4

export interface LikelySameProps {
  readonly space: string
  readonly position: Position | null
  /** Where to look when there is no position: the seat of the division. */
  readonly divisionSeat: Position | null
  readonly division: string | null
  readonly divisionName: (code: string) => string
  readonly category: string | null
  /** Time of occurrence, null while it is not known: now. */
  readonly occurredMs: number | null
  readonly onOpen: (incident: string) => void
}

export function LikelySame({
  space,
  position,
  divisionSeat,
  division,
  divisionName,
  category,
  occurredMs,
  onOpen,
}: LikelySameProps) {
  const { t } = useTranslation('intake')
  const now = useNow(30_000)
  const why = useWhySame()
  const [found, setFound] = useState<{ readonly asked: string; readonly rows: readonly Nearby[] }>({
    asked: '',
    rows: [],
  })
  const centre = position ?? divisionSeat
  const radiusM = position === null ? DIVISION_RADIUS_M : POINT_RADIUS_M
  const [lon, lat] = [centre?.lon ?? null, centre?.lat ?? null]
  const isAsked = centre !== null || division !== null
  const asked = isAsked ? JSON.stringify([lon, lat, radiusM, division, category, occurredMs]) : ''
  useEffect(() => {
    if (!isAsked) return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      const atMs = occurredMs ?? Date.now()
      const around = lon === null || lat === null ? null : { lon, lat }
      const near = { position: around, division, category, atMs, radiusM, withinMs: WITHIN_MS }
      void call('nearby', { space, ...near }).then((done) => {
        if (isWanted) setFound({ asked, rows: done.ok ? done.value : [] })
      })
    }, DELAY_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [space, lon, lat, division, category, occurredMs, radiusM, isAsked, asked])

  if (asked === '' || found.asked !== asked || found.rows.length === 0) return null
  return (
    <Alert
      type="warning"
      title={t('near')}
      description={
        <ul className="fs-plain-list">
          {found.rows.slice(0, SHOWN).map((near) => {
            const { row, distanceM, agoMs } = near
            // Away from the seat of a division says less than to be in that division.
            const isRough = position === null && near.division !== null
            const distance = isRough || distanceM === null ? null : lengthText(distanceM)
            const where = why.where({ distance, match: near.division, division: divisionName(row.division ?? '') })
            // The station measures from the time asked about; people think from now.
            const ageMs = agoMs + (occurredMs === null ? 0 : now - occurredMs)
            const { key, count } = ageWords(ageMs)
            const ago = key === 'agoDays' ? shortTimeText(now - ageMs, now) : t(key, { count })
            return (
              <li key={row.key}>
                <Button
                  type="link"
                  size="small"
                  title={t('openIt', { title: row.title })}
                  onClick={() => onOpen(row.key)}
                >
                  {row.title}
                </Button>
                <small>
                  {t(`model:levelShort.${row.level ?? 0}`)} · {t(`model:status.${row.status}`)} ·{' '}
                  {t('nearAway', { where, ago })}
                </small>
              </li>
            )
          })}
        </ul>
      }
    />
  )
}
