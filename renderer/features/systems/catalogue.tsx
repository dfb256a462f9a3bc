// The directory of what is linked: which agency offers what, in which format, since when.
import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { GATEWAY_FORMS } from '../../../shared/interop/gateways.ts'
import type { LinkedSystem } from '../../state/linked-systems.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { HealthSign } from './health-sign.tsx'
import { useSystemWords } from './system-words.ts'

interface Props {
  readonly systems: readonly LinkedSystem[]
  readonly isLoading: boolean
  readonly onOpen: (system: string) => void
}

export function Catalogue({ systems, isLoading, onOpen }: Props) {
  const { t } = useTranslation('systems')
  const words = useSystemWords()
  if (!isLoading && systems.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('catalogue.none')} />
  const columns = ['agency', 'system', 'offers', 'format', 'direction', 'since', 'state'] as const
  const sorted = systems.toSorted(
    (a, b) =>
      agencyWords(a.row).localeCompare(agencyWords(b.row), 'zh-CN') || a.row.name.localeCompare(b.row.name, 'zh-CN'),
  )
  return (
    <>
      <p className="fs-note">{t('catalogue.note')}</p>
      <div className="fs-systems-scroll">
        <table className="fs-systems-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`catalogue.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ row, health }, at) => {
              const agency = agencyWords(row)
              const before = sorted[at - 1]
              return (
                <tr key={row.id}>
                  <td>{before !== undefined && agencyWords(before.row) === agency ? '' : agency}</td>
                  <th scope="row">
                    <button type="button" className="fs-systems-name" onClick={() => onOpen(row.id)}>
                      {row.name}
                    </button>
                  </th>
                  <td className="fs-systems-wrap">{words.about(row.kind)}</td>
                  <td>{words.format(row.kind)}</td>
                  <td>{t(`direction.${GATEWAY_FORMS.get(row.kind)?.direction ?? 'both'}`)}</td>
                  <td className="fs-systems-age">{dateTimeText(row.since).slice(0, 16)}</td>
                  <td>
                    <HealthSign health={health} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}
