// A dialog that gives one order: fields with their problems beside them, what will follow in plain words, and nothing lost
// when the link goes while it is open. Enter gives the order, Esc leaves.
import { Alert, Form, Modal } from 'antd'
import type { FormInstance } from 'antd'
import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { MethodAnswer } from '../../../shared/rpc/methods.ts'
import type { AdminOrder } from '../../../shared/sync/protocol.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { giveOrder, isUnsure, useGate } from './orders.ts'
import { refreshOverview } from './overview-store.ts'

interface Props<Values extends object> {
  readonly title: string
  readonly okText: string
  readonly initial: Values
  /** The field the cursor is in to begin with. */
  readonly first?: keyof Values & string
  /** What follows, said before it is done. */
  readonly notes?: readonly string[]
  /** Said louder: it concerns the administrator. */
  readonly warning?: string | null
  readonly isDanger?: boolean
  readonly toOrder: (values: Values) => AdminOrder
  /** Words for a refusal that belongs to a field, by `field kind`; the others get the common words of the fault. */
  readonly problems?: Readonly<Record<string, string>>
  readonly onDone: (answer: MethodAnswer<'admin'>, values: Values) => void
  readonly onClose: () => void
  readonly children?: (form: FormInstance<Values>) => ReactNode
}

/** Open while mounted. */
export function OrderDialog<Values extends object>({
  title,
  okText,
  initial,
  first,
  notes = [],
  warning = null,
  isDanger = false,
  toOrder,
  problems = {},
  onDone,
  onClose,
  children,
}: Props<Values>) {
  const { t } = useTranslation('admin')
  const [form] = Form.useForm<Values>()
  const id = useId()
  const { why } = useGate()
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const give = async (values: Values): Promise<void> => {
    if (why !== null || isBusy) return
    setIsBusy(true)
    setFault(null)
    const answer = await giveOrder(toOrder(values))
    setIsBusy(false)
    if (answer.ok) {
      void refreshOverview()
      onDone(answer.value, values)
      return
    }
    const field = answer.fault.detail?.['field']
    const words = problems[`${String(field)} ${answer.fault.kind}`]
    if (typeof field === 'string' && field in initial) {
      form.setFields([{ name: field as never, errors: [words ?? faultWords(answer.fault)] }])
      form.focusField(field)
    } else setFault(answer.fault)
  }
  return (
    <Modal
      open
      title={title}
      okText={okText}
      // Outside the form, yet its button: Enter in a field presses it.
      okButtonProps={{ danger: isDanger, disabled: why !== null, htmlType: 'submit', form: id }}
      cancelText={t('common:cancel')}
      confirmLoading={isBusy}
      mask={{ closable: false }}
      width={460}
      afterOpenChange={(isOpen) => {
        if (isOpen && first !== undefined) form.focusField(first)
      }}
      onCancel={onClose}
    >
      <Form<Values>
        name={id}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(values) => void give(values)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit()
        }}
      >
        {notes.map((note) => (
          <p key={note} className="fs-note">
            {note}
          </p>
        ))}
        {warning !== null && <Alert type="warning" showIcon title={warning} className="fs-admin-gap" />}
        {children?.(form)}
        {why !== null && <Alert type="info" showIcon title={why} />}
        {fault !== null && why === null && (
          <Alert type="warning" showIcon title={isUnsure(fault) ? t('unsure') : faultWords(fault)} />
        )}
      </Form>
    </Modal>
  )
}
