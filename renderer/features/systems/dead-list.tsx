// What could not be delivered after several tries: sending it again, or giving it up.
import { Alert, App, Button, Empty, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { troubleWords } from './system-words.ts'
import { idsOf, useItems } from './use-items.ts'

interface Props {
  readonly gateway: string
  readonly count: number
}

export function DeadList({ gateway, count }: Props) {
  const { t } = useTranslation('systems')
  const { message } = App.useApp()
  const { rows, isBusy, fault, clear, hasMore, more, act } = useItems('dead', gateway, count)
  const resend = async (items: string[]): Promise<void> => {
    if (await act({ order: 'resend', gateway, items })) message.success(t('dead.resent'))
  }
  const forget = async (item: string): Promise<void> => {
    await act({ order: 'forget', gateway, items: [item] })
  }
  return (
    <section className="fs-system-part" aria-label={t('part.dead', { count })}>
      <p className="fs-note">{t('dead.note')}</p>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: clear }} />}
      {rows.length === 0 && !isBusy && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('dead.none')} />}
      <ul className="fs-system-items">
        {rows.map(({ item, atMs, about, attempts, fault: why }) => (
          <li key={item}>
            <div>
              <strong>{about}</strong>
              <small>
                {dateTimeText(atMs)} · {t('dead.attempts', { count: attempts })}
                {why !== null && ` · ${troubleWords(why)}`}
              </small>
              {why !== null && <small>{t('technical', { message: why.message })}</small>}
            </div>
            <span className="fs-system-acts">
              <Button size="small" disabled={isBusy} onClick={() => void resend([item])}>
                {t('dead.resend')}
              </Button>
              <Popconfirm title={t('dead.forgetSure')} onConfirm={() => forget(item)}>
                <Button size="small" danger disabled={isBusy}>
                  {t('dead.forget')}
                </Button>
              </Popconfirm>
            </span>
          </li>
        ))}
      </ul>
      <div className="fs-systems-bar">
        {hasMore && (
          <Button size="small" loading={isBusy} onClick={more}>
            {t('quarantine.more')}
          </Button>
        )}
        <span className="fs-grow" />
        {rows.length > 1 && (
          <Button size="small" disabled={isBusy} onClick={() => void resend(idsOf(rows))}>
            {t('dead.resendAll')}
          </Button>
        )}
      </div>
    </section>
  )
}
