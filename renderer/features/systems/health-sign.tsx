// How a system stands, as sign and word: never by colour alone.
import { useTranslation } from 'react-i18next'
import type { Health } from '../../state/linked-systems.ts'

const SIGNS: { readonly [health in Health]: string } = {
  failed: '✕',
  silent: '◌',
  paused: '❚❚',
  idle: '○',
  running: '●',
}

export function HealthSign({ health }: { readonly health: Health }) {
  const { t } = useTranslation('systems')
  return (
    <span className="fs-health" data-health={health}>
      <span aria-hidden="true">{SIGNS[health]}</span> {t(`health.${health}`)}
    </span>
  )
}
