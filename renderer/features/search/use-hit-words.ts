// What kinds, states and fields of what was found are called. A kind or state of a newer program is shown by its own name.
import { useTranslation } from 'react-i18next'

export interface HitWords {
  readonly kind: (kind: string) => string
  readonly state: (state: string) => string
  readonly field: (field: string) => string
}

/** States that say nothing worth a mark. */
const PLAIN_STATES: readonly string[] = ['line', 'entry', '']

export function useHitWords(): HitWords {
  const { t, i18n } = useTranslation(['search', 'model'])
  const word = (keys: readonly string[], otherwise: string): string => {
    const known = keys.find((key) => i18n.exists(key))
    return known === undefined ? otherwise : t(known)
  }
  return {
    kind: (kind) => word([`search:kind.${kind}`], kind),
    state: (state) => (PLAIN_STATES.includes(state) ? '' : word([`search:state.${state}`], state)),
    field: (field) => word([`search:field.${field}`, `model:field.${field}`], field),
  }
}
