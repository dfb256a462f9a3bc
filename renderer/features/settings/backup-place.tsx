// Where copies of the backups go outside this station, and the passphrase they are encrypted with.
import { App, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { BackupPlaceState } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useMay } from '../../state/use-status.ts'
import { LIMIT_MS } from './pack-transfer.ts'

interface Values {
  readonly folder?: string
  readonly passphrase?: string
  readonly again?: string
}

const WHYS = ['notAbsolute', 'missing', 'inside', 'notWritable', 'full', 'weak', 'again'] as const
type Why = (typeof WHYS)[number]

interface Props {
  /** It was set, and what is there was copied. */
  readonly onSet: () => void
}

/** Asked once, when it is shown. */
export function BackupPlace({ onSet }: Props) {
  const [state, setState] = useState<BackupPlaceState | null>(null)
  useEffect(() => {
    let isShown = true
    void call('backupPlace', {}).then((answer) => {
      if (isShown && answer.ok) setState(answer.value)
    })
    return () => {
      isShown = false
    }
  }, [])
  return state === null ? null : (
    <PlaceForm
      key={JSON.stringify(state)}
      state={state}
      onState={(set) => {
        setState(set)
        onSet()
      }}
    />
  )
}

function PlaceForm({
  state,
  onState,
}: {
  readonly state: BackupPlaceState
  readonly onState: (state: BackupPlaceState) => void
}) {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const maySetUp = useMay('station.setUp')
  const [form] = Form.useForm<Values>()
  const [isBusy, setIsBusy] = useState(false)
  const { folder, isEncrypted, isGiven } = state
  const send = async (params: {
    readonly folder: string | null
    readonly passphrase?: string | null
  }): Promise<void> => {
    setIsBusy(true)
    const done = await call('setBackupPlace', params, LIMIT_MS)
    setIsBusy(false)
    if (done.ok) {
      message.success(t(done.value.folder === null ? 'set.place.gone' : 'set.place.saved'))
      onState(done.value)
      return
    }
    const { field, why } = problemOf(done.fault)
    if (field === undefined || why === undefined) message.error(faultWords(done.fault))
    else form.setFields([{ name: field, errors: [t(`set.place.why.${why}`)] }])
  }
  const save = ({ folder: typed = '', passphrase = '' }: Values): Promise<void> =>
    send({ folder: typed.trim(), ...(passphrase === '' ? {} : { passphrase }) })
  return (
    <section>
      <h2>{t('set.place.title')}</h2>
      <p className="fs-note">{t('set.place.note')}</p>
      <PlaceState state={state} />
      {!isGiven && (
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={!maySetUp || isBusy}
          initialValues={{ folder: folder ?? '' }}
          onFinish={(values) => void save(values)}
        >
          <Form.Item
            name="folder"
            label={t('set.place.folder')}
            rules={[{ required: true, whitespace: true, message: t('set.place.why.missing') }]}
          >
            <Input maxLength={1_000} placeholder={'/mnt/backup  ·  \\\\server\\share  ·  E:\\'} />
          </Form.Item>
          <Form.Item
            name="passphrase"
            label={t(isEncrypted ? 'set.place.another' : 'set.place.passphrase')}
            extra={t('set.place.keep')}
          >
            <Input.Password maxLength={1_000} autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t('set.place.again')}
            dependencies={['passphrase']}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_rule, value: unknown) =>
                  (value ?? '') === ((getFieldValue('passphrase') as string | undefined) ?? '')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('set.place.differs'))),
              }),
            ]}
          >
            <Input.Password maxLength={1_000} autoComplete="new-password" />
          </Form.Item>
          <Button htmlType="submit" loading={isBusy} title={maySetUp ? undefined : t('set.restoreNotAllowed')}>
            {t('set.place.save')}
          </Button>{' '}
          {folder !== null && <Button onClick={() => void send({ folder: null })}>{t('set.place.forget')}</Button>}{' '}
          {folder !== null && isEncrypted && (
            <Button onClick={() => void send({ folder, passphrase: null })}>{t('set.place.plain')}</Button>
          )}
        </Form>
      )}
    </section>
  )
}

function PlaceState({ state }: { readonly state: BackupPlaceState }) {
  const { t } = useTranslation('app')
  const { folder, isEncrypted, isGiven, isSameDisk, keeper, fault } = state
  if (folder === null && fault === null) return null
  return (
    <ul className="fs-backup">
      {fault !== null && (
        <li className="fs-warn">{t(fault.kind === 'keyLocked' ? 'set.place.locked' : 'set.place.damaged')}</li>
      )}
      {folder !== null && <li>{t(isEncrypted ? 'set.place.sealed' : 'set.place.open', { folder })}</li>}
      {keeper !== null && <li>{t(`set.place.keeper.${keeper}`)}</li>}
      {isSameDisk && <li className="fs-warn">{t('set.place.sameDisk')}</li>}
      {isGiven && <li>{t('set.place.given')}</li>}
    </ul>
  )
}

/** Which field of the form a refusal is about, and why. */
function problemOf({ detail }: Fault): { readonly field?: 'folder' | 'passphrase'; readonly why?: Why } {
  const why = WHYS.find((one) => one === detail?.['why'])
  const field = (['folder', 'passphrase'] as const).find((one) => one === detail?.['field'])
  return { ...(field === undefined ? {} : { field }), ...(why === undefined ? {} : { why }) }
}
