// Where a received alert came from: the form, what is known of its signature, what was odd about it, and what the message says
// beyond our fields, in its own words.
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { SignatureFinding } from '../../../shared/model/alert.ts'
import { receivedSchema } from '../../../shared/model/alert.ts'
import { textField } from '../../../shared/model/fields.ts'
import { oddWords } from '../../ui/odd-words.ts'
import { AlertOriginal } from './alert-original.tsx'

const COLOURS: Readonly<Record<SignatureFinding, string>> = {
  none: 'default',
  valid: 'green',
  keyUnknown: 'gold',
  broken: 'red',
}

/** Nothing where an officer recorded the alert. */
export function AlertReceived({ space, fields }: { readonly space: string; readonly fields: JsonFields }) {
  const { t } = useTranslation('alerts')
  const received = receivedSchema.safeParse(fields['received'])
  if (!received.success) return null
  const { form, sender, identifier, sent, signature, odd, facts, original } = received.data
  return (
    <section className="fs-alert-links" aria-label={t('received.title')}>
      <h3>{t('received.title')}</h3>
      <div className="fs-alert-bar">
        <Tag>{t(`received.form.${form}`)}</Tag>
        {(form === 'cap' || signature !== 'none') && (
          <Tag color={COLOURS[signature]}>{t(`received.signature.${signature}`)}</Tag>
        )}
      </div>
      <small>{t('received.message', { sender, identifier, sent })}</small>
      {odd.length > 0 && (
        <ul className="fs-alert-odd" aria-label={t('received.odd')}>
          {odd.map((line) => (
            <li key={line}>{oddWords(line)}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t('received.facts')}</summary>
        <dl className="fs-alert-facts">
          {facts.map(([name, value], index) => (
            // Names may repeat: a message gives one parameter several times. Nothing here ever moves.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {original !== '' && (
        <AlertOriginal space={space} original={original} title={textField(fields, 'title') ?? identifier} />
      )}
    </section>
  )
}
