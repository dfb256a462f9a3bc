// Who may do what, read from the one table everything judges by.
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Action } from '../../../shared/commands/rights.ts'
import { ACTIONS, may } from '../../../shared/commands/rights.ts'
import { ROLES } from '../../../shared/model/role.ts'

interface Row {
  readonly action: Action
}

/** What no role may do is done by the server itself. */
function isServers(action: Action): boolean {
  return !ROLES.some((role) => may(role, action))
}

export function RightsTab() {
  const { t } = useTranslation('admin')
  return (
    <>
      <p className="fs-note">{t('rights.note')}</p>
      <Table<Row>
        size="small"
        rowKey="action"
        pagination={false}
        dataSource={ACTIONS.map((action) => ({ action }))}
        columns={[
          {
            title: t('rights.action'),
            rowScope: 'row',
            render: (_, { action }) => (
              <>
                {t(`rights.actions.${action}`)}
                {isServers(action) && <span className="fs-dim"> ({t('rights.server')})</span>}
              </>
            ),
          },
          ...ROLES.map((role) => ({
            title: t(`model:role.${role}`),
            key: role,
            width: 120,
            align: 'center' as const,
            render: (_: unknown, { action }: Row) =>
              may(role, action) ? (
                <span className="fs-may">
                  <span aria-hidden>✓</span>
                  <span className="fs-unseen">{t('rights.yes')}</span>
                </span>
              ) : (
                <span className="fs-dim">
                  <span aria-hidden>–</span>
                  <span className="fs-unseen">{t('rights.no')}</span>
                </span>
              ),
          })),
        ]}
      />
    </>
  )
}
