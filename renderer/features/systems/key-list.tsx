// API keys of a REST gateway: who has one and what it may do, a new one (told this once), one dropped.
import { Alert, App, Button, Checkbox, Empty, Form, Input, InputNumber, Popconfirm, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KEY_RIGHTS, madeKeySchema, newKeySchema, shownKeysSchema } from '../../../shared/interop/api-key.ts'
import type { KeyRight, ShownKey } from '../../../shared/interop/api-key.ts'
import { SOURCE_KINDS } from '../../../shared/model/incident.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useTask } from '../../ui/use-task.ts'
import { isUnsure, orderGateway } from './gateway-orders.ts'

interface Props {
  readonly gateway: string
}

interface Values {
  readonly name: string
  readonly system?: string
  readonly sourceKind: ShownKey['sourceKind']
  readonly rights: KeyRight[]
  readonly perMinute: number
}

const FIRST: Values = { name: '', system: '', sourceKind: 'agency', rights: ['dispatch.tell'], perMinute: 600 }

/** The keys there are; null while nobody knows, or when the gateway did not answer. */
async function readKeys(gateway: string): Promise<readonly ShownKey[] | null> {
  const answer = await orderGateway({ order: 'ask', gateway, question: 'keys', input: {} })
  const read = answer.ok ? shownKeysSchema.safeParse(answer.value.told) : undefined
  return read?.success === true ? read.data.keys : null
}

export function KeyList({ gateway }: Props) {
  const { t } = useTranslation('systems')
  const { t: model } = useTranslation('model')
  const { message } = App.useApp()
  const task = useTask()
  const [form] = Form.useForm<Values>()
  const [keys, setKeys] = useState<readonly ShownKey[] | null>(null)
  const [made, setMade] = useState<string | null>(null)
  useEffect(() => {
    let isHere = true
    void readKeys(gateway).then((known) => {
      if (isHere) setKeys(known)
    })
    return () => {
      isHere = false
    }
  }, [gateway])

  const make = async ({ system, ...values }: Values): Promise<void> => {
    setMade(null)
    const isNamed = system !== undefined && system.trim() !== ''
    const input = { ...values, ...(isNamed ? { system: system.trim() } : {}) }
    const done = await task.run(() => orderGateway({ order: 'ask', gateway, question: 'newKey', input }))
    const read = madeKeySchema.safeParse(done?.told)
    if (read.success) {
      setMade(read.data.key)
      form.resetFields()
    }
    setKeys(await readKeys(gateway))
  }
  const drop = async (id: string): Promise<void> => {
    const done = await task.run(() => orderGateway({ order: 'ask', gateway, question: 'dropKey', input: { id } }))
    if (done !== null) message.success(t('keys.dropped'))
    setKeys(await readKeys(gateway))
  }
  const copy = (key: string): void => {
    void navigator.clipboard.writeText(key).then(
      () => message.success(t('keys.copied')),
      () => message.warning(t('keys.copyFailed')),
    )
  }
  return (
    <section className="fs-system-part" aria-label={t('part.keys')}>
      <p className="fs-note">{t('keys.note')}</p>
      {task.fault !== null && (
        <Alert
          type="error"
          showIcon
          title={isUnsure(task.fault) ? t('unsure') : faultWords(task.fault)}
          closable={{ onClose: task.clear }}
        />
      )}
      {made !== null && (
        <Alert
          type="warning"
          showIcon
          title={t('keys.once')}
          description={<output aria-label={t('keys.key')}>{made}</output>}
          action={
            <Button size="small" onClick={() => copy(made)}>
              {t('keys.copy')}
            </Button>
          }
          closable={{ onClose: () => setMade(null) }}
        />
      )}
      {keys === null && <p className="fs-note">{t('keys.unknown')}</p>}
      {keys?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('keys.none')} />}
      <ul className="fs-system-items">
        {(keys ?? []).map(({ id, name, system, sourceKind, rights, perMinute, madeMs }) => (
          <li key={id}>
            <div>
              <strong>{name}</strong>
              <small>
                {system} · {model(`source.${sourceKind}`)} · {t('keys.rate', { count: perMinute })}
              </small>
              <small>
                {rights.map((right) => t(`keys.right.${right.replace('.', '_')}`)).join(t('keys.and'))} ·{' '}
                {dateTimeText(madeMs)}
              </small>
            </div>
            <span className="fs-system-acts">
              <Popconfirm title={t('keys.dropSure')} onConfirm={() => drop(id)}>
                <Button size="small" danger disabled={task.isBusy} aria-label={t('keys.dropOne', { name })}>
                  {t('keys.drop')}
                </Button>
              </Popconfirm>
            </span>
          </li>
        ))}
      </ul>
      <Form form={form} layout="vertical" initialValues={FIRST} onFinish={(values: Values) => void make(values)}>
        <Form.Item
          name="name"
          label={t('keys.name')}
          rules={[{ required: true, max: 80, message: t('setup.required') }]}
        >
          <Input placeholder={t('keys.nameHint')} maxLength={80} />
        </Form.Item>
        <Form.Item
          name="rights"
          label={t('keys.rights')}
          rules={[{ validator: (_, value: unknown) => refuseUnless(hasSome(value), t('setup.required')) }]}
        >
          <Checkbox.Group
            options={KEY_RIGHTS.map((right) => ({ value: right, label: t(`keys.right.${right.replace('.', '_')}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="system"
          label={t('keys.system')}
          extra={<span className="fs-note">{t('keys.systemHint')}</span>}
          rules={[{ validator: (_, value: unknown) => refuseUnless(isSystem(value), t('keys.systemWrong')) }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="sourceKind" label={t('keys.source')}>
          <Select options={SOURCE_KINDS.map((kind) => ({ value: kind, label: model(`source.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="perMinute" label={t('keys.perMinute')}>
          <InputNumber min={1} max={100_000} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={task.isBusy}>
          {t('keys.make')}
        </Button>
      </Form>
    </section>
  )
}

/** A group of boxes may not be marked as required for screen readers: it is checked by itself. */
function hasSome(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function isSystem(value: unknown): boolean {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || newKeySchema.shape.system.safeParse(text).success
}

function refuseUnless(fits: boolean, words: string): Promise<void> {
  return fits ? Promise.resolve() : Promise.reject(new Error(words))
}
