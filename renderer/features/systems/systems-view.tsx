import './systems.css'
// The view of linked systems: everyone sees how they are; administrators link, pause, test and mend them.
import { PlusOutlined, ReloadOutlined } from '@ant-design/icons'
import { Alert, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import { useSystemBook } from '../../state/linked-systems.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { Catalogue } from './catalogue.tsx'
import { refreshGateways, useGateways } from './gateway-orders.ts'
import { useListed } from './listed.ts'
import { SetupDialog } from './setup-dialog.tsx'
import { SystemDetail } from './system-detail.tsx'
import { SystemList } from './system-list.tsx'
import type { SystemsTab } from './systems-store.ts'
import { openSystem, showTab, useSystemsChoice } from './systems-store.ts'

const TABS: readonly SystemsTab[] = ['systems', 'catalogue']

export function SystemsView() {
  const { t } = useTranslation('systems')
  const space = useSpaceId()
  const book = useSystemBook(space)
  const known = useGateways()
  const listed = useListed(book, known.gateways, space)
  const { tab, open } = useSystemsChoice()
  const [isAdding, setIsAdding] = useState(false)
  if (space === null) return null
  const shown = listed.find(({ row }) => row.id === open)
  const hint = known.isAdministrator ? known.why : t('onlyAdministrators')
  return (
    <section className="fs-systems" aria-label={t('title')}>
      <div className="fs-systems-bar">
        <h2>{t('title')}</h2>
        <Segmented
          value={tab}
          onChange={showTab}
          aria-label={t('title')}
          options={TABS.map((one) => ({ value: one, label: t(`tab.${one}`) }))}
        />
        <output className="fs-systems-count">
          {t('count', { count: book.systems.length })}
          {book.troubled.length > 0 && (
            <span className="fs-warn"> · {t('troubled', { count: book.troubled.length })}</span>
          )}
        </output>
        <span className="fs-grow" />
        {known.isAdministrator && (
          <Button
            icon={<ReloadOutlined aria-hidden />}
            loading={known.isAsking}
            disabled={known.why !== null}
            title={known.why ?? ''}
            onClick={() => void refreshGateways()}
          >
            {t('refresh')}
          </Button>
        )}
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          disabled={hint !== null}
          title={hint ?? ''}
          onClick={() => setIsAdding(true)}
        >
          {t('add')}
        </Button>
      </div>
      {book.isStale && <Alert type="warning" showIcon title={t('stale')} />}
      {known.isAdministrator && known.why === null && known.fault !== null && (
        <Alert type="warning" showIcon title={faultWords(known.fault)} />
      )}
      {book.isLoading && <Waiting label={t('loading')} />}
      {tab === 'systems' ? (
        <SystemList systems={listed} space={space} isLoading={book.isLoading} onOpen={openSystem} />
      ) : (
        <Catalogue systems={listed} isLoading={book.isLoading} onOpen={openSystem} />
      )}
      {shown !== undefined && (
        <SystemDetail
          key={shown.row.id}
          system={shown}
          gateway={known.gateways.find(({ id }) => id === shown.row.id) ?? null}
          hint={hint}
          onClose={() => openSystem(null)}
        />
      )}
      {isAdding && <SetupDialog gateway={null} kinds={known.kinds} space={space} onClose={() => setIsAdding(false)} />}
    </section>
  )
}
