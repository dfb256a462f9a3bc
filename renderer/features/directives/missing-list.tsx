// Who owes a signature or an answer, agency by agency, what is due first before all.
import { Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { useWatch } from '../../state/use-watch.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { fieldsOf, missingQuestion } from './questions.ts'
import { ReceiptLine } from './receipt-line.tsx'
import { useNames } from './use-desk.ts'

interface Props {
  readonly space: string
  readonly agency: string
}

export function MissingList({ space, agency }: Props) {
  const { t } = useTranslation('directives')
  const names = useNames()
  const [onlyOurs, setOnlyOurs] = useState(true)
  const { rows, meta, phase } = useWatch('items', missingQuestion(space, null))
  const shown = onlyOurs ? rows.filter((row) => fieldsOf(row)['from'] === agency) : rows
  const total = meta?.total ?? 0
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
            {owed.map((row) => (
              <ReceiptLine key={row.key} row={row} shows="owed" />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** Rows by the agency they are addressed to; agencies in the order of what is due first. */
export function byAgency(rows: readonly ItemRow[]): readonly (readonly [string, readonly ItemRow[]])[] {
  const groups = new Map<string, ItemRow[]>()
  for (const row of rows) {
    const agency = textField(fieldsOf(row), 'agency') ?? ''
    const known = groups.get(agency)
    if (known === undefined) groups.set(agency, [row])
    else known.push(row)
  }
  return [...groups]
}
