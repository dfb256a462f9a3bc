// Linking a system, or changing how one is linked: its kind, name, agency and space, then the settings of the kind. What is
// wrong is said beside its field before the server is asked; nothing written is lost when the server cannot be reached.
import { Alert, App, Form, Input, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formFields, settingsProblems } from '../../../shared/interop/gateway-form.ts'
import type { GatewayOrderInput } from '../../../shared/rpc/gateway-orders.ts'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useOfficer, useStatusPart } from '../../state/use-status.ts'
import { useTask } from '../../ui/use-task.ts'
import { AgencySelect } from './agency-select.tsx'
import { isUnsure, orderGateway, useObstacle } from './gateway-orders.ts'
import { problemWord } from './setting-words.ts'
import { SettingsFields } from './settings-fields.tsx'
import type { FormValues } from './settings-values.ts'
import { fromForm, toForm } from './settings-values.ts'
import { useSystemWords } from './system-words.ts'
import { openSystem } from './systems-store.ts'

interface Props {
  /** The one to change; null: a new one. */
  readonly gateway: GatewayView | null
  /** Kinds the server can run. */
  readonly kinds: readonly string[]
  readonly space: string
  readonly onClose: () => void
}

type SaveOrder = Extract<GatewayOrderInput, { readonly order: 'save' }>

interface Values {
  readonly kind: string
  readonly name: string
  readonly agency: string
  readonly space: string
  readonly settings?: FormValues
}

export function SetupDialog({ gateway, kinds, space, onClose }: Props) {
  const { t, i18n } = useTranslation('systems')
  const { message } = App.useApp()
  const words = useSystemWords()
  const [form] = Form.useForm<Values>()
  const id = useId()
  const task = useTask()
  const why = useObstacle()
  const officer = useOfficer()
  const spaces = useStatusPart((status) => status?.spaces) ?? []
  const [kind, setKind] = useState(gateway?.kind ?? '')
  const [problems, setProblems] = useState(0)
  const fields = formFields(kind)
  const kept = gateway?.secrets ?? []
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'

  const chooseKind = (chosen: string): void => {
    setKind(chosen)
    setProblems(0)
    form.setFieldsValue({ settings: toForm(formFields(chosen), {}) })
  }
  const save = async (values: Values): Promise<void> => {
    const { settings, wrong } = fromForm(fields, values.settings ?? {}, kept)
    const found = new Map([
      ...(settingsProblems(kind, settings) ?? new Map<string, string>()),
      ...wrong.map((path): [string, string] => [path, t('setup.jsonWrong')]),
    ])
    // A secret that is kept is not said again, whatever its form asks for.
    for (const name of kept) if (settings[name] === '') found.delete(name)
    setProblems(found.size)
    form.setFields(
      [...found].map(([path, reason]) => ({
        name: ['settings', ...path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))] as never,
        errors: [problemWord(kind, path) ?? t('setup.wrong', { reason })],
      })),
    )
    if (found.size > 0) return
    const { name, agency } = values
    const done = await task.run(() =>
      orderGateway({
        order: 'save',
        ...(gateway === null ? {} : { gateway: gateway.id }),
        kind,
        name: name.trim(),
        agency,
        space: values.space,
        // The wire's type of JSON is not read-only.
        settings: settings as SaveOrder['settings'],
      }),
    )
    if (done === null) return
    message.success(t('saved', { name: name.trim() }))
    if (gateway === null && done.id !== '') openSystem(done.id)
    onClose()
  }
  return (
    <Modal
      open
      centered
      width={720}
      styles={{ body: { maxHeight: 'calc(100vh - 170px)', overflowY: 'auto', paddingInlineEnd: 8 } }}
      title={gateway === null ? t('setup.title') : t('setup.edit', { name: gateway.name })}
      okText={t('save')}
      okButtonProps={{ htmlType: 'submit', form: id, disabled: why !== null }}
      cancelText={t('cancel')}
      confirmLoading={task.isBusy}
      closable={{ 'aria-label': t('close') }}
      mask={{ closable: false }}
      onCancel={onClose}
    >
      <Form<Values>
        className="fs-setup"
        id={id}
        form={form}
        layout="vertical"
        initialValues={{
          kind: gateway?.kind,
          name: gateway?.name ?? '',
          agency: gateway?.agency ?? officer?.agency,
          space: gateway?.space ?? space,
          settings: toForm(fields, gateway?.settings ?? {}),
        }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="kind" label={t('setup.kind')} rules={[{ required: true, message: t('setup.required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('setup.chooseKind')}
            disabled={gateway !== null}
            notFoundContent={t('setup.noKinds')}
            onChange={chooseKind}
            options={kinds.map((value) => ({ value, label: words.kind(value) }))}
          />
        </Form.Item>
        {kind !== '' && words.about(kind) !== '' && <p className="fs-note">{words.about(kind)}</p>}
        <Form.Item
          name="name"
          label={t('setup.name')}
          extra={t('setup.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('setup.required') }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <div className="fs-setting-pair">
          <Form.Item name="agency" label={t('setup.agency')} rules={[{ required: true, message: t('setup.required') }]}>
            <AgencySelect mayBeEmpty={false} />
          </Form.Item>
          <Form.Item name="space" label={t('setup.space')} rules={[{ required: true, message: t('setup.required') }]}>
            <Select
              options={spaces.map((one) => ({ value: one.id, label: language === 'en' ? one.nameEn : one.name }))}
            />
          </Form.Item>
        </div>
        <SettingsFields key={kind} kind={kind} fields={fields} at={['settings']} kept={kept} />
        {problems > 0 && <Alert type="warning" showIcon title={t('setup.check', { count: problems })} />}
        {why !== null && <Alert type="info" showIcon title={why} />}
        {task.fault !== null && (
          <Alert
            type="error"
            showIcon
            title={isUnsure(task.fault) ? t('unsure') : faultWords(task.fault)}
            description={<small>{t('technical', { message: task.fault.message })}</small>}
          />
        )}
      </Form>
    </Modal>
  )
}
