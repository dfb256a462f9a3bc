import './archive.css'
// Personal data of a closed incident: the order to destroy it, how far it was carried out, and the certificate.
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useMay } from '../../state/use-status.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { CertificateDialog } from './certificate-dialog.tsx'
import type { Told } from './certificate.ts'
import { standingOf } from './certificate.ts'
import { DestroyDialog } from './destroy-dialog.tsx'
import { useErasures, useIncidentFields, useOrders, useStationNames } from './use-destruction.ts'

interface Props {
  readonly space: string
  readonly incident: string
}

export function DestructionSection({ space, incident }: Props) {
  const { t } = useTranslation('destruction')
  const mayDestroy = useMay('personal.destroy')
  const fields = useIncidentFields(space, incident)
  const orders = useOrders(space, incident)
  const [isOpen, setIsOpen] = useState(false)
  const refusal = !mayDestroy ? t('mayNot') : fields['status'] === 'closed' ? undefined : t('notClosed')
  return (
    <section className="fs-archive" aria-label={t('title')}>
      <h3>{t('title')}</h3>
      <p className="fs-archive-note">{t('explain')}</p>
      {orders.map((order) => (
        <Order key={order.key} space={space} order={order} incident={incident} />
      ))}
      <Button danger disabled={refusal !== undefined} title={refusal} onClick={() => setIsOpen(true)}>
        {t('order')}
      </Button>
      {isOpen && <DestroyDialog space={space} incident={incident} fields={fields} onClose={() => setIsOpen(false)} />}
    </section>
  )
}

function Order({ space, incident, order }: Props & { readonly order: Told }) {
  const { t } = useTranslation('destruction')
  const officers = useOfficerNames()
  const erasures = useErasures(space, order.key)
  const stations = useStationNames()
  const [isOpen, setIsOpen] = useState(false)
  const { done, open } = standingOf(erasures, stations)
  const by = textField(order.fields, 'by') ?? ''
  const values = {
    at: dateTimeText(timeField(order.fields, 'at') ?? 0),
    officer: officers.get(by) ?? by,
    done,
    all: done + open.length,
  }
  return (
    <p className="fs-archive-order">
      <span>{t('list.ordered', values)}</span>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t('list.certificate')}
      </Button>
      {isOpen && <CertificateDialog space={space} incident={incident} order={order} onClose={() => setIsOpen(false)} />}
    </p>
  )
}
