// Playing a recording into a gateway of an exercise or a demonstration, as if it came in now. The server refuses a live space.
import { Alert, Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import { useTask } from '../../ui/use-task.ts'
import { orderGateway } from './gateway-orders.ts'

/** Kinds that take recordings. */
export const REPLAYED: ReadonlySet<string> = new Set(['geojson', 'quake', 'storm'])
const MAX_SPEED = 10_000

export function ReplayPanel({ gateway, isLive }: { readonly gateway: string; readonly isLive: boolean }) {
  const { t } = useTranslation('systems')
  const task = useTask()
  const [file, setFile] = useState('')
  const [speed, setSpeed] = useState(10)
  const [done, setDone] = useState<'started' | 'stopped' | null>(null)
  const order = async (question: 'replay' | 'stopReplay'): Promise<void> => {
    setDone(null)
    const input = question === 'replay' ? { file: file.trim(), speed } : {}
    const answer = await task.run(() => orderGateway({ order: 'ask', gateway, question, input }))
    if (answer !== null) setDone(question === 'replay' ? 'started' : 'stopped')
  }
  if (isLive) return <p className="fs-note">{t('replay.live')}</p>
  return (
    <section className="fs-system-part" aria-label={t('part.replay')}>
      <p className="fs-note">{t('replay.note')}</p>
      <div className="fs-systems-bar">
        <Input
          aria-label={t('replay.file')}
          placeholder={t('replay.file')}
          maxLength={1_000}
          value={file}
          onChange={(event) => setFile(event.target.value)}
        />
        <InputNumber
          aria-label={t('replay.speed')}
          prefix="×"
          min={0.1}
          max={MAX_SPEED}
          value={speed}
          onChange={(value) => setSpeed(value ?? 1)}
        />
        <Button type="primary" loading={task.isBusy} disabled={file.trim() === ''} onClick={() => void order('replay')}>
          {t('replay.start')}
        </Button>
        <Button onClick={() => void order('stopReplay')}>{t('replay.stop')}</Button>
      </div>
      {task.fault !== null && (
        <Alert
          type="error"
          showIcon
          title={faultWords(task.fault)}
          description={<small>{t('technical', { message: task.fault.message })}</small>}
        />
      )}
      {done !== null && <Alert type="success" showIcon title={t(`replay.${done}`)} />}
    </section>
  )
}
