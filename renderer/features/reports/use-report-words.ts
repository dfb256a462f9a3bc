// The words of reports as a plain function, for pure functions that say things.
import { useTranslation } from 'react-i18next'

export type Say = (key: string, values?: { readonly [name: string]: string | number }) => string

export function useReportWords(): Say {
  const { t } = useTranslation('reports')
  return (key, values) => t(key, { ...values })
}
