// What is still open of an incident, by kind.
import { useTranslation } from 'react-i18next'
import type { OpenItem } from './use-open-matters.ts'

const SHOWN = 6

export function OpenList({ open }: { readonly open: readonly OpenItem[] }) {
  const { t } = useTranslation(['archive', 'model'])
  return (
    <ul className="fs-open-matters">
      {open.map(({ matter, items }) => (
        <li key={matter}>
          <strong>{t(`archive:open.${matter}`)}</strong> {t('archive:count', { count: items.length })}
          <ul>
            {items.slice(0, SHOWN).map((text, index) => (
              // Items are texts and may be alike; the list is never reordered while it is shown.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>{matter === 'conflicts' ? t(`model:field.${text}`) : text}</li>
            ))}
            {items.length > SHOWN && <li>…</li>}
          </ul>
        </li>
      ))}
    </ul>
  )
}
