// Words of settings: those of the kind, else those many kinds share; of fixed values, else of the fields they name.
import { useTranslation } from 'react-i18next'
import { i18n } from '../../i18n/i18n.ts'

export interface SettingWords {
  /** `path` as in shared/interop/gateway-form.ts. */
  readonly of: (path: string, name: string) => { readonly label: string; readonly hint: string }
  readonly value: (value: string | number) => string
}

export function useSettingWords(kind: string): SettingWords {
  // Renders again when the language changes.
  useTranslation('gateways')
  return {
    of: (path, name) => ({
      label: wordOf([`gateways:${kind}.${path}`, `gateways:common.${path}`]) ?? name,
      hint: wordOf([`gateways:${kind}.${path}_hint`, `gateways:common.${path}_hint`]) ?? '',
    }),
    value: (value) => valueWord(String(value)),
  }
}

/** What is wrong with a setting, where its kind has words for it. */
export function problemWord(kind: string, path: string): string | null {
  return wordOf([`gateways:${kind}.${path.replaceAll('.', '_')}_problem`])
}

/** A fixed value in words: one of its own, else the field of a record it names (`title`, `incident.title`). */
export function valueWord(value: string): string {
  const [kind = '', field] = value.split('.')
  const own = wordOf([`gateways:values.${value.replace('.', '_')}`])
  if (own !== null) return own
  if (field === undefined) return wordOf([`model:field.${value}`]) ?? value
  const kindWord = wordOf([`gateways:values.${kind}`]) ?? kind
  const fieldWord = wordOf([
    kind === 'alert' ? `alerts:field.${field}` : `model:field.${field}`,
    `gateways:values.${field}`,
  ])
  return `${kindWord} · ${fieldWord ?? field}`
}

function wordOf(keys: readonly string[]): string | null {
  const key = keys.find((one) => i18n.exists(one))
  return key === undefined ? null : i18n.t(key)
}
