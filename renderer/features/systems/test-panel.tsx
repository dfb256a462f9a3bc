// Trying a message: pasted or from a file, read by the server's own gateway without writing anything, and told in lines.
import { FolderOpenOutlined } from '@ant-design/icons'
import { Alert, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatewaysResult } from '../../../shared/rpc/gateway-orders.ts'
import { MAX_ORIGINAL_BYTES } from '../../../shared/sync/gateway-protocol.ts'
import { toBase64 } from '../../ui/base64.ts'
import { sizeText } from '../../ui/original-bytes.ts'
import { useTask } from '../../ui/use-task.ts'
import { orderGateway } from './gateway-orders.ts'
import { readingWords } from './reading-words.ts'
import { troubleWords } from './system-words.ts'

interface Props {
  readonly gateway: string
  readonly canTest: boolean
}

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array
}

export function TestPanel({ gateway, canTest }: Props) {
  const { t } = useTranslation('systems')
  const task = useTask()
  const picker = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [file, setFile] = useState<Chosen | null>(null)
  const [isTooLarge, setIsTooLarge] = useState(false)
  const [reading, setReading] = useState<GatewaysResult['reading'] | null>(null)
  if (!canTest) return <p className="fs-note">{t('test.cannot')}</p>
  const choose = async (chosen: File): Promise<void> => {
    setReading(null)
    task.clear()
    setIsTooLarge(chosen.size > MAX_ORIGINAL_BYTES)
    if (chosen.size > MAX_ORIGINAL_BYTES) return
    setFile({ name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) })
    setText('')
  }
  const bytes = file?.bytes ?? new TextEncoder().encode(text)
  const run = async (): Promise<void> => {
    setReading(null)
    const encoded = await toBase64(bytes)
    const done = await task.run(() =>
      orderGateway({ order: 'test', gateway, name: file?.name ?? '', message: encoded }),
    )
    setReading(done?.reading ?? null)
  }
  return (
    <section className="fs-system-part" aria-label={t('part.test')}>
      <p className="fs-note">{t('test.note')}</p>
      <Input.TextArea
        aria-label={t('test.message')}
        placeholder={t('test.message')}
        className="fs-system-message"
        autoSize={{ minRows: 5, maxRows: 14 }}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setFile(null)
          setReading(null)
          task.clear()
        }}
      />
      <div className="fs-systems-bar">
        <input
          ref={picker}
          type="file"
          hidden
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? []
            if (chosen !== undefined) void choose(chosen)
            // The same file may be chosen again, once it has been mended.
            currentTarget.value = ''
          }}
        />
        <Button icon={<FolderOpenOutlined aria-hidden />} onClick={() => picker.current?.click()}>
          {t('test.file')}
        </Button>
        {file !== null && <span>{t('test.chosen', { name: file.name, size: sizeText(file.bytes.length) })}</span>}
        <span className="fs-grow" />
        <Button type="primary" loading={task.isBusy} disabled={bytes.length === 0} onClick={() => void run()}>
          {t('test.run')}
        </Button>
      </div>
      {isTooLarge && (
        <Alert type="warning" showIcon title={t('test.tooLarge', { size: sizeText(MAX_ORIGINAL_BYTES) })} />
      )}
      {task.fault !== null && (
        <Alert
          type="error"
          showIcon
          title={t('test.refused', { reason: troubleWords(task.fault) })}
          description={<small>{t('technical', { message: task.fault.message })}</small>}
        />
      )}
      {reading !== null && reading !== undefined && (
        <output className="fs-system-reading">
          <h3>{t('test.result')}</h3>
          {reading.lines.length === 0 ? <p>{t('test.nothing')}</p> : <Lines lines={reading.lines} />}
          {reading.odd.length > 0 && (
            <>
              <h3 className="fs-warn">{t('test.odd')}</h3>
              <Lines lines={reading.odd} />
            </>
          )}
        </output>
      )}
    </section>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  // The same line may come twice; their order never changes.
  return (
    <ul>
      {lines.map((line, at) => (
        <li key={`${at} ${line}`}>{readingWords(line)}</li>
      ))}
    </ul>
  )
}
