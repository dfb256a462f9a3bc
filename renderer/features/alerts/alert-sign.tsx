// The sign of an alert's level: a triangle with the level's numeral, so that colour is not the only sign. Incidents have
// other shapes.
import { useTranslation } from 'react-i18next'
import type { AlertLevel } from '../../../shared/model/alert.ts'
import { levelColor } from '../../map/map-style.ts'

const NUMERALS = { 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' } as const

/** With its words unless they stand beside it. */
export function AlertSign({ level, isMute = false }: { readonly level: AlertLevel | null; readonly isMute?: boolean }) {
  const { t } = useTranslation('alerts')
  const words = isMute ? {} : { role: 'img', 'aria-label': t(`level.${level ?? 0}`) }
  return (
    <svg className="fs-alert-sign" viewBox="0 0 26 22" width="26" height="22" {...words} aria-hidden={isMute}>
      <path
        d="M13 1.5L25 20.5H1z"
        fill={level === 1 || level === 2 ? levelColor(level) : 'none'}
        stroke={levelColor(level ?? 0)}
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <text x="13" y="18" textAnchor="middle" fontSize="11" fill={level === 1 || level === 2 ? '#0b1420' : '#f2f6fa'}>
        {level === null ? '—' : NUMERALS[level]}
      </text>
    </svg>
  )
}
