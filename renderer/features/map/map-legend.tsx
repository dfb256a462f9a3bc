// What the signs on the map mean. Drawn from the same tables as the map itself.
import { useTranslation } from 'react-i18next'
import { READING_STATES, UNIT_SORTS } from '../../../shared/model/ambient.ts'
import { hatchId } from '../../map/alert-layer.ts'
import { CONFLICT, UNREAD, UNSURE, WAITING, levelColor } from '../../map/map-style.ts'
import { LevelSign } from './level-sign.tsx'
import { UnitSign } from './unit-sign.tsx'

export function MapLegend() {
  const { t } = useTranslation(['map', 'alerts', 'systems'])
  return (
    <aside className="fs-map-legend" aria-label={t('legend')}>
      <h4>{t('legend')}</h4>
      <ul>
        {([1, 2, 3, 4, 0] as const).map((level) => (
          <li key={level}>
            <LevelSign level={level} /> {t(`levels.${level}`)}
          </li>
        ))}
      </ul>
      <h4>{t('legendRough')}</h4>
      <ul>
        <li>
          <svg viewBox="0 0 18 18" width="16" height="16" aria-hidden="true">
            <circle cx="9" cy="9" r="3.4" fill="none" stroke={levelColor(4)} strokeWidth="1.6" />
            <circle cx="9" cy="9" r="7.8" fill="none" stroke={UNSURE} strokeWidth="1.6" strokeDasharray="4 2.6" />
          </svg>{' '}
          {t('legendDivision')}
        </li>
        <li>
          <svg viewBox="0 0 18 16" width="18" height="16" aria-hidden="true">
            <path d="M1.5 5L8 1.2l8.4 4.4-2.6 8.6H4z" fill={levelColor(3)} fillOpacity="0.2" stroke={levelColor(3)} />
            <circle cx="9" cy="8" r="2.6" fill="none" stroke={levelColor(3)} strokeWidth="1.4" />
          </svg>{' '}
          {t('legendArea')}
        </li>
      </ul>
      <h4>{t('legendAlerts')}</h4>
      <ul>
        {([1, 2, 3, 4] as const).map((level) => (
          <li key={level}>
            <svg viewBox="0 0 18 13" width="18" height="13" aria-hidden="true">
              <rect
                x="0.6"
                y="0.6"
                width="16.8"
                height="11.8"
                fill={`url(#${hatchId(level)})`}
                stroke={levelColor(level)}
              />
            </svg>{' '}
            {t(`alerts:level.${level}`)}
          </li>
        ))}
      </ul>
      <h4>{t('systems:map.legend')}</h4>
      <ul>
        {UNIT_SORTS.map((sort, at) => (
          <li key={sort}>
            <UnitSign sort={at} /> {t(`systems:map.sort.${sort}`)}
          </li>
        ))}
        <li>
          <UnitSign sort={0} isOld /> {t('systems:map.stale')}
        </li>
        <li>
          <UnitSign sort={0} isDistress /> {t('systems:map.distress')}
        </li>
        {READING_STATES.map((state) => (
          <li key={state}>
            <span className="fs-linked-state" data-state={state}>
              12.5
            </span>{' '}
            {t(`systems:map.${state}`)}
          </li>
        ))}
        <li>
          <span className="fs-linked-state" data-state="normal" data-old>
            12.5 · {t('systems:ago.hours', { count: 3 })}
          </span>{' '}
          {t('systems:map.staleReading')}
        </li>
      </ul>
      <h4>{t('legendMarks')}</h4>
      <ul>
        <li>
          <Mark path="M8 4a4 4 0 1 0 .01 0z" color={UNREAD} /> {t('hover.unread')}
        </li>
        <li>
          <Mark path="M8 2l6 11H2z" color={CONFLICT} /> {t('hover.conflict')}
        </li>
        <li>
          <Mark path="M8 2a6 6 0 1 0 .01 0zM8 12V5M5 8l3-3l3 3" color={WAITING} /> {t('hover.waiting')}
        </li>
        <li>{t('legendClosed')}</li>
        <li>{t('legendVoid')}</li>
      </ul>
    </aside>
  )
}

function Mark({ path, color }: { readonly path: string; readonly color: string }) {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d={path} fill={color} stroke="#0b1420" strokeWidth="1.2" />
    </svg>
  )
}
