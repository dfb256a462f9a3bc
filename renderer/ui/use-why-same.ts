// Why an incident is offered as the same event, in words: how far it is, or how its division lies to the other's, and how much
// earlier or later it was.
import { useTranslation } from 'react-i18next'
import type { DivisionMatch } from '../../shared/model/same-event.ts'

const MINUTE_MS = 60_000

export interface Nearness {
  /** How far it is, in words; null when nobody knows. */
  readonly distance: string | null
  readonly match: DivisionMatch | null
  /** Name of the division of the one that is offered. */
  readonly division: string
}

export interface WhySame {
  readonly where: (nearness: Nearness) => string
  /** `ms` is how much earlier the offered one was; below zero it was later. */
  readonly when: (ms: number) => string
}

/** Words in the language in use. */
export function useWhySame(): WhySame {
  const { t } = useTranslation('incidents')
  return {
    where({ distance, match, division }) {
      if (distance !== null) return t('same.away', { distance })
      return match === null ? '' : t(`same.division.${match}`, { division })
    },
    when(ms) {
      const minutes = Math.round(Math.abs(ms) / MINUTE_MS)
      if (minutes < 1) return t('same.atOnce')
      const side = ms > 0 ? 'earlier' : 'later'
      return minutes < 120
        ? t(`same.${side}.minutes`, { count: minutes })
        : t(`same.${side}.hours`, { count: Math.round(minutes / 60) })
    },
  }
}
