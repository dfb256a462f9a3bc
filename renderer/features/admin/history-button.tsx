// The way to a record's history; needs no link.
import { HistoryOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Subject } from './history-dialog.tsx'
import { HistoryDialog } from './history-dialog.tsx'

export function HistoryButton(subject: Subject) {
  const { t } = useTranslation('admin')
  const [isOpen, setIsOpen] = useState(false)
  const label = t('history.title', { name: subject.name })
  return (
    <>
      <Button
        size="small"
        icon={<HistoryOutlined aria-hidden />}
        title={t('history.open')}
        aria-label={label}
        onClick={() => setIsOpen(true)}
      />
      {isOpen && <HistoryDialog subject={subject} onClose={() => setIsOpen(false)} />}
    </>
  )
}
