// Who has not answered, by name.
import { useTranslation } from 'react-i18next'
import { MISSING_STATES, receiptState } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { fieldsOf } from './questions.ts'
import { useNames } from './use-desk.ts'

export function MissingWords({ rows }: { readonly rows: readonly ItemRow[] }) {
  const { t } = useTranslation(['directives', 'model'])
  const names = useNames()
  if (rows.length === 0) return null
  const owed = rows.map(fieldsOf).filter((fields) => MISSING_STATES.some((state) => state === receiptState(fields)))
  if (owed.length === 0) return <p className="fs-dir-good">{t('missingNone')}</p>
  const list = owed
    .map((fields) => names.receiver(textField(fields, 'agency'), textField(fields, 'officer')))
    .join(t('model:and'))
  return <p className="fs-dir-owed">{t('missingOf', { names: list })}</p>
}
