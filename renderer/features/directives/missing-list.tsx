// Who owes a signature or an answer, agency by agency, what is due first before all.
import { Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { textField } from '../../../shared/model/fields.ts'
import type { PlacedRow } from '../../state/desk-items.ts'
import { useItemsOf } from '../../state/desk-items.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { fieldsOf, missingQuestion } from './questions.ts'
import { ReceiptLine } from './receipt-line.tsx'
import { useNames } from './use-desk.ts'

interface Props {
  readonly spaces: readonly string[]
  readonly agency: string
}

export function MissingList({ spaces, agency }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const [onlyOurs, setOnlyOurs] = useState(true)
  const { rows, total, phase } = useItemsOf(spaces, (space) => missingQuestion(space, null))
  const shown = onlyOurs ? rows.filter(({ row }) => fieldsOf(row)['from'] === agency) : rows
  return (
    <div className="fs-dir-scroll">
      <label className="fs-dir-switch">
        <Switch size="small" checked={onlyOurs} onChange={setOnlyOurs} aria-label={t('onlyOurs')} /> {t('onlyOurs')}
      </label>
      {phase === 'loading' && <Waiting label={t('loading')} isSmall />}
      {phase === 'live' && shown.length === 0 && <p className="fs-dir-note">{t('missingEmpty')}</p>}
      {total > rows.length && <p className="fs-dir-note">{t('beyond', { total, shown: rows.length })}</p>}
      {byAgency(shown).map(([of, owed]) => (
        <section key={of} aria-label={names.agency(of)}>
          <h3>
            {names.agency(of)} <small>{owed.length}</small>
          </h3>
          <ul>
            {owed.map(({ space, row }) => (
              <ReceiptLine key={`${space} ${row.key}`} space={space} row={row} shows="owed" />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** Rows by the agency they are addressed to; agencies in the order of what is due first. */
function byAgency(rows: readonly PlacedRow[]): readonly (readonly [string, readonly PlacedRow[]])[] {
  return [...Map.groupBy(rows, ({ row }) => textField(fieldsOf(row), 'agency') ?? '')]
}
