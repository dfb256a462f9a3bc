// Joining a server with a code, and the order in which servers are tried. Works before anyone has signed in.
import { Alert, App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isOpenToRead } from '../../../shared/base/loopback.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useStatus } from '../../state/use-status.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { Authority } from './authority.tsx'

const JOIN_LIMIT_MS = 60_000

interface Values {
  readonly server: string
  readonly code: string
  readonly stationName: string
}

/** The servers of this station. */
export function ServersTab() {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const status = useStatus()
  const [isBusy, setIsBusy] = useState(false)
  const [form] = Form.useForm<Values>()
  const servers = status?.servers ?? []
  const typed = Form.useWatch('server', form)
  const join = async (values: Values): Promise<void> => {
    setIsBusy(true)
    const done = await call(
      'join',
      { server: values.server.trim(), code: values.code.trim(), stationName: values.stationName.trim() },
      JOIN_LIMIT_MS,
    )
    setIsBusy(false)
    if (!done.ok) {
      message.error(faultWords(done.fault))
      return
    }
    message.success(t('set.joined'))
    // It is good for one station only.
    form.resetFields(['code'])
  }
  return (
    <div className="fs-set">
      <div>
        {t('set.server', { server: status?.server ?? t('common:none') })}{' '}
        <Button size="small" onClick={() => void call('relink', {})}>
          {t('bar.relink')}
        </Button>
      </div>
      {status !== null && status.linkFault !== null && (
        <span className="fs-level-1">{faultWords(status.linkFault)}</span>
      )}
      {status !== null && status.closing !== null && (
        <p className={status.closing.isSoon ? 'fs-warn' : 'fs-note'}>
          {t('set.closes', { time: dateTimeText(status.closing.closesMs) })}
        </p>
      )}
      <h2>{t('set.joinTitle')}</h2>
      <Form<Values>
        layout="vertical"
        form={form}
        requiredMark={false}
        initialValues={{ server: servers[0] ?? '', stationName: status?.stationName ?? '' }}
        onFinish={(values) => void join(values)}
      >
        <Form.Item name="server" label={t('set.address')} rules={[{ validator: addressRule(t('set.addressMissing')) }]}>
          <Input placeholder="https://" maxLength={300} />
        </Form.Item>
        <PlainWarning addresses={[typed ?? '']} />
        <Form.Item
          name="code"
          label={t('set.code')}
          rules={[{ required: true, whitespace: true, min: 4, message: t('set.codeMissing') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="stationName"
          label={t('set.stationName')}
          rules={[{ required: true, whitespace: true, message: t('set.stationNameMissing') }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('set.join')}
        </Button>
      </Form>
      <Authority />
      <ServerOrder key={servers.join('\n')} known={servers} />
    </div>
  )
}

/** Begins with all that are known: what is saved takes the place of all of them. */
function ServerOrder({ known }: { readonly known: readonly string[] }) {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const [text, setText] = useState(known.join('\n'))
  const servers = text.split(/\s+/).filter((line) => line !== '')
  const isGood = servers.length <= 8 && servers.every(isAddress)
  const saveOrder = async (): Promise<void> => {
    const done = await call('setServers', { servers })
    if (done.ok) message.success(t('set.saved'))
    else message.error(faultWords(done.fault))
  }
  return (
    <>
      <h2>{t('set.order')}</h2>
      <Input.TextArea
        rows={3}
        value={text}
        status={isGood ? '' : 'error'}
        aria-label={t('set.order')}
        onChange={(event) => setText(event.target.value)}
      />
      <PlainWarning addresses={servers} />
      <Button disabled={!isGood} onClick={() => void saveOrder()}>
        {t('set.saveOrder')}
      </Button>
    </>
  )
}

/** Said before anything is sent there. */
function PlainWarning({ addresses }: { readonly addresses: readonly string[] }) {
  const { t } = useTranslation('app')
  if (!addresses.some(isOpenToRead)) return null
  return <Alert type="warning" showIcon title={t('set.plain')} className="fs-set-gap" />
}

function addressRule(words: string) {
  return (_rule: unknown, value: unknown): Promise<void> =>
    typeof value === 'string' && isAddress(value.trim()) ? Promise.resolve() : Promise.reject(new Error(words))
}

function isAddress(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'http:' || protocol === 'https:'
}
