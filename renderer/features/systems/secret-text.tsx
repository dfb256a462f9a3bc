// Something that is told once: a key, an invitation. It can be copied, and is gone when it is put away.
import { CopyOutlined } from '@ant-design/icons'
import { Alert, App, Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly title: string
  readonly text: string
  readonly onClose: () => void
}

export function SecretText({ title, text, onClose }: Props) {
  const { t } = useTranslation('common')
  const { message } = App.useApp()
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      message.success(t('copied'))
    } catch {
      message.error(t('copyFailed'))
    }
  }
  return (
    <Alert
      type="success"
      showIcon
      title={title}
      closable={{ onClose, 'aria-label': t('close') }}
      description={
        <div className="fs-system-secret">
          <Input.TextArea aria-label={title} readOnly autoSize={{ minRows: 1, maxRows: 6 }} value={text} />
          <Button size="small" icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
            {t('copy')}
          </Button>
        </div>
      }
    />
  )
}
