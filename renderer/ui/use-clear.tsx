// What empties a select: the sign and its name in the language in use. By itself the library calls it "Clear" in any language.
import { CloseCircleFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'

/** For `allowClear` of a select. */
export function useClear() {
  const { t } = useTranslation('common')
  return { clearIcon: <CloseCircleFilled aria-hidden />, label: t('clear') }
}
