// The area of an alert in words: its divisions by name, then what its shapes are, then the issuer's own words.
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { circleSchema } from '../../../shared/model/alert.ts'
import { textField } from '../../../shared/model/fields.ts'
import { areaSchema } from '../../../shared/model/incident.ts'
import { areaFacts } from '../../ui/fields/area-text.ts'
import { codesOf } from './alert-entry.ts'
import { useSources } from './use-sources.ts'

/** Names at most so many divisions in a list. */
const SHOWN = 6

export function AreaWords({ fields, isWhole = false }: { readonly fields: JsonFields; readonly isWhole?: boolean }) {
  const { t } = useTranslation(['alerts', 'model'])
  const { division } = useSources()
  const codes = codesOf(fields)
  const named = (isWhole ? codes : codes.slice(0, SHOWN)).map(division).join(t('model:and'))
  const ring = areaSchema.safeParse(fields['ring'])
  const circle = circleSchema.safeParse(fields['circle'])
  const facts = ring.success ? areaFacts(ring.data) : null
  const parts = [
    codes.length > SHOWN && !isWhole ? `${named}…` : named,
    facts === null
      ? ''
      : t('alerts:cornersShort', { count: facts.corners, size: facts.squareKm.toFixed(facts.squareKm < 10 ? 1 : 0) }),
    circle.success ? t('alerts:radiusShort', { km: circle.data.radiusM / 1_000 }) : '',
    textField(fields, 'areaText') ?? '',
  ]
  return <>{parts.filter((part) => part !== '').join(' · ')}</>
}
