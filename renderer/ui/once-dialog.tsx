import './once-dialog.css'
// A password or code that is told once: big enough to be read out, to be copied, and printed as a slip to hand over.
import { Alert, App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dateTimeText } from './time-text.ts'

/** A password or code that is told once, and what is printed with it. */
export interface Slip {
  /** Title of the dialog. */
  readonly title: string
  /** Head of the printed slip. */
  readonly head: string
  readonly secretName: string
  readonly secret: string
  /** Name and value of what else the receiver needs. */
  readonly lines: readonly (readonly [name: string, value: string])[]
  /** What is to be done with it now. */
  readonly note: string
}

interface Props {
  readonly slip: Slip
  readonly onPrint: () => void
  readonly onClose: () => void
}

/** Open while mounted; only the button closes it, so that nothing is lost by a stray click. The slip shows on paper only. */
export function OnceDialog({ slip, onPrint, onClose }: Props) {
  const { t } = useTranslation('common')
  const { message } = App.useApp()
  const [madeMs] = useState(() => Date.now())
  const copy = (): void => {
    void navigator.clipboard.writeText(slip.secret).then(
      () => message.success(t('once.copied')),
      () => message.warning(t('once.copyFailed')),
    )
  }
  return (
    <>
      <Modal
        open
        title={slip.title}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        width={460}
        footer={[
          <Button key="copy" onClick={copy}>
            {t('once.copy')}
          </Button>,
          <Button key="print" onClick={onPrint}>
            {t('once.print')}
          </Button>,
          <Button key="done" type="primary" onClick={onClose}>
            {t('once.done')}
          </Button>,
        ]}
      >
        <output className="fs-secret" aria-label={slip.secretName}>
          {slip.secret}
        </output>
        <dl className="fs-slip-lines">
          {slip.lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Alert type="warning" showIcon title={t('once.title')} description={slip.note} />
      </Modal>
      <section className="fs-slip" aria-hidden>
        <h1>{slip.head}</h1>
        <dl>
          {[...slip.lines, [slip.secretName, slip.secret] as const].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p>
          {t('once.printed')} {dateTimeText(madeMs)}
        </p>
      </section>
    </>
  )
}
