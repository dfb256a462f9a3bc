// What came in and could not be taken: why, the original as it came, taking it again, discarding it.
import { Alert, App, Button, Empty, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import { sizeText } from '../../ui/original-bytes.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { QuarantinedOriginal } from './quarantined-original.tsx'
import { troubleWords } from './system-words.ts'
import { idsOf, useItems } from './use-items.ts'

interface Props {
  readonly gateway: string
  readonly count: number
}

export function QuarantineList({ gateway, count }: Props) {
  const { t } = useTranslation('systems')
  const { message } = App.useApp()
  const { rows, isBusy, fault, clear, hasMore, more, act } = useItems('quarantine', gateway, count)
  const [seen, setSeen] = useState<{ readonly item: string; readonly name: string } | null>(null)
  const retake = async (item: string): Promise<void> => {
    if (await act({ order: 'retake', gateway, item })) message.success(t('quarantine.retaken'))
  }
  const drop = async (items: string[]): Promise<void> => {
    await act({ order: 'drop', gateway, items })
  }
  return (
    <section className="fs-system-part" aria-label={t('part.quarantine', { count })}>
      <p className="fs-note">{t('quarantine.note')}</p>
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          title={faultWords(fault)}
          description={<small>{t('technical', { message: fault.message })}</small>}
          closable={{ onClose: clear }}
        />
      )}
      {rows.length === 0 && !isBusy && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('quarantine.none')} />
      )}
      <ul className="fs-system-items">
        {rows.map(({ item, atMs, name, bytes, fault: why }) => (
          <li key={item}>
            <div>
              <strong>{troubleWords(why)}</strong>
              <small>
                {dateTimeText(atMs)} · {name} · {sizeText(bytes)}
              </small>
              <small>{t('technical', { message: why.message })}</small>
            </div>
            <span className="fs-system-acts">
              <Button size="small" onClick={() => setSeen({ item, name })}>
                {t('quarantine.view')}
              </Button>
              <Button size="small" disabled={isBusy} onClick={() => void retake(item)}>
                {t('quarantine.retake')}
              </Button>
              <Popconfirm title={t('quarantine.dropSure')} onConfirm={() => drop([item])}>
                <Button size="small" danger disabled={isBusy}>
                  {t('quarantine.drop')}
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
          <Popconfirm title={t('quarantine.dropSure')} onConfirm={() => drop(idsOf(rows))}>
            <Button size="small" danger disabled={isBusy}>
              {t('quarantine.dropAll')}
            </Button>
          </Popconfirm>
        )}
      </div>
      {seen !== null && (
        <QuarantinedOriginal gateway={gateway} item={seen.item} name={seen.name} onClose={() => setSeen(null)} />
      )}
    </section>
  )
}
