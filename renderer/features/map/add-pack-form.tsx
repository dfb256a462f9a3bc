// Adds an officer's own pack (PMTiles, MBTiles) to this station.
import { FolderOpenOutlined } from '@ant-design/icons'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChosenFile } from '../../../shared/host/host.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { basemapWords } from './basemap-words.ts'
import { SystemChoice } from './system-choice.tsx'

/** What fits into one frame of the link. The desktop program gives paths instead, of any size; so does the command line. */
const LIMIT_MB = 160
const TIME_LIMIT_MS = 300_000
const EXTENSIONS = ['pmtiles', 'mbtiles']

interface PackValues {
  readonly name: string
  readonly system: 'WGS84' | 'GCJ02'
}
interface AddFormProps {
  readonly onAdded: (key: string, name: string) => void
}

export function AddPackForm({ onAdded }: AddFormProps) {
  const { t } = useTranslation('map')
  const [form] = Form.useForm<PackValues>()
  const [file, setFile] = useState<ChosenFile | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const choose = async (): Promise<void> => {
    const [chosen] = await viewHost().chooseFiles({ extensions: EXTENSIONS, multiple: false, pathOnly: true })
    if (chosen === undefined) return
    const isKnown = EXTENSIONS.some((extension) => chosen.name.toLowerCase().endsWith(`.${extension}`))
    const isTooBig = chosen.bytes.byteLength > LIMIT_MB * 1024 * 1024
    if (isKnown && !isTooBig) {
      setFile(chosen)
      setProblem(null)
      if (!form.isFieldTouched('name')) form.setFieldValue('name', chosen.name.replace(/\.[^.]*$/, ''))
      return
    }
    setFile(null)
    setProblem(isKnown ? t('dialog.fileTooBig', { limit: LIMIT_MB }) : t('dialog.fileKind'))
  }
  const add = async ({ name, system }: PackValues): Promise<void> => {
    if (file === null) {
      setProblem(t('dialog.fileMissing'))
      return
    }
    setIsBusy(true)
    const path = file.path ?? null
    const base64 = path === null ? await base64Of(file.bytes) : null
    const done = await call(
      'addMapPack',
      { name: name.trim(), fileName: file.name, base64, path, system },
      TIME_LIMIT_MS,
    )
    setIsBusy(false)
    setProblem(done.ok ? null : basemapWords(done.fault))
    if (!done.ok) return
    onAdded(done.value.key, done.value.name)
    setFile(null)
    form.resetFields()
  }
  return (
    <Form
      form={form}
      name="map-pack"
      size="small"
      layout="vertical"
      requiredMark={false}
      className="fs-map-form"
      initialValues={{ name: '', system: 'WGS84' }}
      onFinish={(values) => void add(values)}
    >
      <Form.Item label={t('dialog.file')}>
        <Button icon={<FolderOpenOutlined aria-hidden />} onClick={() => void choose()}>
          {file === null ? t('dialog.chooseFile') : file.name}
        </Button>
      </Form.Item>
      <Form.Item
        name="name"
        label={t('dialog.name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('dialog.nameMissing') }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <SystemChoice />
      {problem !== null && <Alert type="error" showIcon title={problem} />}
      <Button type="primary" htmlType="submit" loading={isBusy}>
        {t('dialog.add')}
      </Button>
    </Form>
  )
}

/** Base64 by the browser itself: it does not hold up the page as a loop over megabytes would. */
function base64Of(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const text = typeof reader.result === 'string' ? reader.result : ''
      resolve(text.slice(text.indexOf(',') + 1))
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')))
    reader.readAsDataURL(new Blob([new Uint8Array(bytes)]))
  })
}
