// That the agency a report went to signed for it: which, who, when.
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { partField } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { deliveredTo } from '../../../shared/model/report.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function ReceivedTag({ fields }: { readonly fields: JsonFields }) {
  const { t, i18n } = useTranslation('reports')
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const officers = useOfficerNames()
  const received = partField(fields, 'received')
  const by = received === null ? null : textField(received, 'by')
  const atMs = received === null ? null : timeField(received, 'at')
  if (by === null || atMs === null) return null
  return (
    <Tag color="green">
      {t('receivedWords', {
        agency: names.agency(deliveredTo(fields) ?? ''),
        name: officers.get(by) ?? by,
        at: dateTimeText(atMs),
      })}
    </Tag>
  )
}
