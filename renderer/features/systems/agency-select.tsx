// An agency of the directory, chosen by name; empty for none.
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { useClear } from '../../ui/use-clear.tsx'

interface Props {
  // Given by the form item around it.
  readonly id?: string
  readonly value?: string
  readonly onChange?: (agency: string | undefined) => void
  readonly mayBeEmpty?: boolean
}

export function AgencySelect({ mayBeEmpty = true, ...field }: Props) {
  const { i18n } = useTranslation('systems')
  const agencies = useAgencies()
  const clear = useClear()
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  return (
    <Select
      {...field}
      allowClear={mayBeEmpty ? clear : false}
      showSearch={{ optionFilterProp: 'label' }}
      options={agencies.map(({ id }) => ({ value: id, label: agencyName(agencies, id, language) }))}
    />
  )
}
