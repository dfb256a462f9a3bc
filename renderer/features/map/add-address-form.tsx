// Adds the address of a tile server (XYZ, WMTS), with ready templates for Tianditu and the officer's key.
import { Alert, Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../link/station.ts'
import { readMapAddress, TIANDITU_KINDS, tiandituAddress } from '../../map/map-address.ts'
import type { TiandituKind } from '../../map/map-address.ts'
import { basemapWords } from './basemap-words.ts'
import { SystemChoice } from './system-choice.tsx'

const NONE = 'presetNone'
const TIANDITU_MAX_ZOOM = 18

interface AddressValues {
  readonly preset: TiandituKind | typeof NONE
  readonly key?: string
  readonly name: string
  readonly source: 'xyz' | 'wmts'
  readonly address?: string
  readonly attribution: string
  readonly minZoom: number
  readonly maxZoom: number
  readonly system: 'WGS84' | 'GCJ02'
}
interface AddFormProps {
  readonly onAdded: (key: string, name: string) => void
}

export function AddAddressForm({ onAdded }: AddFormProps) {
  const { t } = useTranslation('map')
  const [form] = Form.useForm<AddressValues>()
  const preset = Form.useWatch('preset', form) ?? NONE
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const fillIn = (chosen: AddressValues['preset']): void => {
    if (chosen === NONE) return
    const words = t(`dialog.${chosen}`)
    form.setFieldsValue({
      name: words,
      source: 'wmts',
      attribution: words,
      minZoom: 1,
      maxZoom: TIANDITU_MAX_ZOOM,
      system: 'WGS84',
    })
  }
  const add = async (values: AddressValues): Promise<void> => {
    const reading = readMapAddress(
      values.preset === NONE ? (values.address ?? '') : tiandituAddress(values.preset, values.key ?? ''),
    )
    if (!reading.ok) {
      setProblem(t(`addressProblems.${reading.problem}`))
      return
    }
    setIsBusy(true)
    const { name, source, attribution, minZoom, maxZoom, system } = values
    const input = { name: name.trim(), source, attribution: attribution.trim(), minZoom, maxZoom, system }
    const done = await call('addMapAddress', { ...input, address: reading.address })
    setIsBusy(false)
    setProblem(done.ok ? null : basemapWords(done.fault))
    if (!done.ok) return
    onAdded(done.value.key, done.value.name)
    form.resetFields()
  }
  const required = (message: string) => [{ required: true, whitespace: true, message }]
  return (
    <Form
      form={form}
      name="map-address"
      size="small"
      layout="vertical"
      requiredMark={false}
      className="fs-map-form"
      initialValues={{
        preset: NONE,
        name: '',
        source: 'xyz',
        attribution: '',
        minZoom: 3,
        maxZoom: TIANDITU_MAX_ZOOM,
        system: 'WGS84',
      }}
      onFinish={(values) => void add(values)}
    >
      <Form.Item name="preset" label={t('dialog.preset')}>
        <Select
          options={[NONE, ...TIANDITU_KINDS].map((kind) => ({
            value: kind,
            label: t(`dialog.${kind as TiandituKind}`),
          }))}
          onChange={fillIn}
        />
      </Form.Item>
      {preset === NONE ? (
        <>
          <Form.Item name="source" label={t('dialog.source')}>
            <Radio.Group
              options={(['xyz', 'wmts'] as const).map((kind) => ({ value: kind, label: t(`dialog.kinds.${kind}`) }))}
            />
          </Form.Item>
          <Form.Item
            name="address"
            className="fs-map-wide"
            label={t('dialog.address')}
            extra={t('dialog.addressHint')}
            rules={[
              {
                validator: async (_rule, value: unknown) => {
                  const reading = readMapAddress(typeof value === 'string' ? value : '')
                  if (!reading.ok) throw new Error(t(`addressProblems.${reading.problem}`))
                },
              },
            ]}
          >
            <Input maxLength={500} />
          </Form.Item>
        </>
      ) : (
        <Form.Item name="key" label={t('dialog.key')} rules={required(t('dialog.keyMissing'))}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('dialog.name')} rules={required(t('dialog.nameMissing'))}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="attribution"
        label={t('dialog.attribution')}
        extra={t('dialog.cached')}
        rules={required(t('dialog.attributionMissing'))}
      >
        <Input maxLength={300} />
      </Form.Item>
      <div className="fs-map-dialog-row">
        <Form.Item
          name="minZoom"
          label={t('dialog.minZoom')}
          rules={[{ required: true, message: t('dialog.minZoom') }]}
        >
          <InputNumber min={0} max={24} precision={0} />
        </Form.Item>
        <Form.Item
          name="maxZoom"
          label={t('dialog.maxZoom')}
          dependencies={['minZoom']}
          rules={[
            { required: true, message: t('dialog.maxZoom') },
            ({ getFieldValue }) => ({
              validator: async (_rule, value: unknown) => {
                if (Number(getFieldValue('minZoom')) > Number(value)) throw new Error(t('dialog.zoomOrder'))
              },
            }),
          ]}
        >
          <InputNumber min={0} max={24} precision={0} />
        </Form.Item>
      </div>
      <SystemChoice />
      {problem !== null && <Alert type="error" showIcon title={problem} />}
      <Button type="primary" htmlType="submit" loading={isBusy}>
        {t('dialog.add')}
      </Button>
    </Form>
  )
}
