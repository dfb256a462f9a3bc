// The first step: a file is chosen or dropped.
import { InboxOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { viewHost } from '../../link/view-host.ts'
import { IMPORT_EXTENSIONS } from './source-table.ts'
import { useDrop } from './use-drop.ts'

interface Props {
  readonly fault: Fault | null
  readonly isBusy: boolean
  readonly onFile: (name: string, bytes: Uint8Array) => void
}

export function ChooseStep({ fault, isBusy, onFile }: Props) {
  const { t } = useTranslation('importing')
  const { part, isOver } = useDrop(onFile)
  const choose = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: IMPORT_EXTENSIONS, multiple: false })
    if (file !== undefined) onFile(file.name, file.bytes)
  }
  return (
    <>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} description={fault.message} />}
      <section ref={part} className="fs-import-drop" aria-label={t('drop')} data-over={isOver ? true : undefined}>
        <InboxOutlined aria-hidden />
        <p>{t('drop')}</p>
        <Button type="primary" loading={isBusy} onClick={() => void choose()}>
          {t('choose')}
        </Button>
        <small>{t('formats')}</small>
      </section>
    </>
  )
}
