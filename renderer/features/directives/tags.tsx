// How urgent, said in words; colour only adds to it.
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Priority } from '../../../shared/model/directive.ts'

const COLORS: { readonly [priority in Priority]: string } = { routine: 'default', urgent: 'orange', flash: 'volcano' }

export function PriorityTag({ priority }: { readonly priority: Priority }) {
  const { t } = useTranslation('directives')
  return (
    <Tag color={COLORS[priority]} className="fs-dir-priority">
      {t(`priority.${priority}`)}
    </Tag>
  )
}
