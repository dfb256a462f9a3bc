// One-time join codes: making one for a new station, told once; and those not used yet, which can be withdrawn.
import { Alert, App, Empty, Form, Input, InputNumber, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { Overview } from '../../../shared/sync/protocol.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useNow } from '../../state/clock-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { dateTimeText, shortTimeText } from '../../ui/time-text.ts'
import { showSlip } from './admin-store.ts'
import { useAgencyOptions, useAgencyWords } from './directory.ts'
import { OrderButton } from './order-button.tsx'
import { OrderDialog } from './order-dialog.tsx'
import { giveOrder, isUnsure, useGate } from './orders.ts'
import { refreshOverview, useKnownOverview } from './overview-store.ts'

const MINUTE_MS = 60_000
const LONGEST_MINUTES = 7 * 24 * 60

interface Entered {
  readonly agency: string
  readonly name: string
  readonly minutes: number
}
type Code = Overview['codes'][number]

export function CodesTab() {
  const { t } = useTranslation('admin')
  return (
    <>
      <h3>{t('code.title')}</h3>
      <p className="fs-note">{t('code.note')}</p>
      <CodeForm />
      <h3>{t('code.open')}</h3>
      <OpenCodes />
    </>
  )
}

function CodeForm() {
  const { t } = useTranslation('admin')
  const [form] = Form.useForm<Entered>()
  const agencies = useAgencyOptions()
  const agencyWords = useAgencyWords()
  const { why } = useGate()
  const server = useStatusPart((status) => status?.server ?? null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const make = async (values: Entered): Promise<void> => {
    if (why !== null || isBusy) return
    setIsBusy(true)
    const name = values.name.trim()
    const { agency, minutes } = values
    const answer = await giveOrder({ order: 'inviteStation', agency, name, minutes })
    setIsBusy(false)
    setFault(answer.ok ? null : answer.fault)
    if (!answer.ok || answer.value.joinCode === undefined) return
    form.resetFields(['name'])
    void refreshOverview()
    showSlip({
      title: t('code.shown', { name }),
      head: t('code.slip'),
      note: t('onceNote'),
      secretName: t('code.code'),
      secret: answer.value.joinCode,
      lines: [
        [t('code.name'), name],
        [t('code.agency'), agencyWords(agency)],
        ...(server === null ? [] : [[t('code.server'), server] as const]),
        [t('code.until'), dateTimeText(Date.now() + minutes * MINUTE_MS)],
      ],
    })
  }
  return (
    <Form<Entered>
      form={form}
      name="code"
      layout="vertical"
      requiredMark={false}
      className="fs-code-form"
      initialValues={{ minutes: 60 }}
      onFinish={(values) => void make(values)}
    >
      <Form.Item
        name="agency"
        label={t('code.agency')}
        rules={[{ required: true, message: t('officer.agencyMissing') }]}
      >
        <Select showSearch={{ optionFilterProp: 'label' }} options={[...agencies]} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('code.name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="minutes"
        label={t('code.minutes')}
        rules={[{ type: 'integer', required: true, min: 1, max: LONGEST_MINUTES, message: t('code.minutesHint') }]}
      >
        <InputNumber precision={0} changeOnWheel={false} />
      </Form.Item>
      <Form.Item label=" ">
        <OrderButton isPrimary isSubmit isBusy={isBusy}>
          {t('code.make')}
        </OrderButton>
      </Form.Item>
      {fault !== null && why === null && (
        <Alert type="warning" showIcon title={isUnsure(fault) ? t('unsure') : faultWords(fault)} />
      )}
    </Form>
  )
}

function OpenCodes() {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const overview = useKnownOverview()
  const agencyWords = useAgencyWords()
  const now = useNow(10_000)
  const [withdrawn, setWithdrawn] = useState<Code | null>(null)
  const codes = overview?.codes.filter(({ expiresMs }) => expiresMs > now) ?? []
  return (
    <>
      <Table<Code>
        size="small"
        rowKey="code"
        dataSource={codes}
        pagination={false}
        locale={{ emptyText: <Empty description={t(overview === null ? 'code.unknownOpen' : 'code.empty')} /> }}
        columns={[
          { title: t('code.name'), render: (_, { name }) => name },
          { title: t('code.agency'), render: (_, { agency }) => agencyWords(agency) },
          {
            title: t('code.expires'),
            render: (_, { expiresMs }) =>
              `${shortTimeText(expiresMs, now)} (${t('code.left', { minutes: Math.ceil((expiresMs - now) / MINUTE_MS) })})`,
          },
          {
            title: t('actions'),
            width: 100,
            render: (_, code) => (
              <OrderButton isSmall label={`${t('code.withdraw')} ${code.name}`} onClick={() => setWithdrawn(code)}>
                {t('code.withdraw')}
              </OrderButton>
            ),
          },
        ]}
      />
      {withdrawn !== null && (
        <OrderDialog
          title={t('code.withdrawTitle', { name: withdrawn.name })}
          okText={t('code.withdraw')}
          isDanger
          notes={[t('code.withdrawNote')]}
          initial={{}}
          toOrder={() => ({ order: 'withdrawCode', code: withdrawn.code })}
          onDone={() => {
            message.success(t('code.withdrawn'))
            setWithdrawn(null)
          }}
          onClose={() => setWithdrawn(null)}
        />
      )}
    </>
  )
}
