// A spreadsheet brought into the roster: every line shown first with what it comes to, refused ones with the reason; only
// then written.
import { Alert, Modal, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Placing } from '../../../shared/model/roster.ts'
import { placeRows } from '../../../shared/model/roster.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useTask } from '../../ui/use-task.ts'
import { rowInput } from './copy-dialog.tsx'
import type { ReadRow } from './roster-sheet.ts'
import { SHEET_COLUMNS } from './roster-sheet.ts'
import { useOne, useShifts } from './use-shifts.ts'

/** Rows one go can write; more are brought in by halves. */
const MAX_ROWS = 500

interface Props {
  readonly space: string
  readonly agency: string
  readonly fileName: string
  readonly lines: readonly ReadRow[]
  /** Shows the week the rows begin in. */
  readonly onDone: (fromMs: number) => void
  readonly onClose: () => void
}

export function ImportDialog({ space, agency, fileName, lines, onDone, onClose }: Props) {
  const { t } = useTranslation('roster')
  const rows = lines.flatMap(({ row }) => row ?? [])
  const begins = rows.map(({ fromMs }) => fromMs)
  const [firstMs, lastMs] = rows.length === 0 ? [0, 1] : [Math.min(...begins), Math.max(...begins) + 1]
  const standing = useShifts(useOne(space), agency, firstMs, lastMs)
  const { fault, isBusy, run } = useTask()
  const placed = placeRows(agency, rows, standing.shifts)
  const said = placed.filter(({ what }) => what !== 'same')
  const refused = lines.length - rows.length
  const isTooMany = said.length > MAX_ROWS
  const write = async (): Promise<void> => {
    const reason = t('importReason', { name: fileName }).slice(0, 200)
    const input = { agency, rows: said.map(({ row }) => rowInput(row)), reason }
    if ((await run(() => runCommand(space, 'writeRoster', input))) !== null) onDone(firstMs)
  }
  return (
    <Modal
      open
      width={980}
      title={t('importTitle', { name: fileName })}
      okText={t('write', { count: said.length })}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: said.length === 0 || isTooMany || standing.isLoading, loading: isBusy }}
      onOk={() => void write()}
      onCancel={onClose}
    >
      <p>
        {t('importWords', {
          added: placed.filter(({ what }) => what === 'new').length,
          changed: placed.filter(({ what }) => what === 'changed').length,
          same: placed.length - said.length,
          refused,
        })}
      </p>
      {isTooMany && <Alert type="error" showIcon title={t('tooMany', { count: MAX_ROWS })} />}
      {standing.beyond > 0 && <Alert type="error" showIcon title={t('tooMany', { count: MAX_ROWS })} />}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <div className="fs-import-rows">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              {SHEET_COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`column.${column}`)}
                </th>
              ))}
              <th scope="col">{t('outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.line} data-refused={line.problem === null ? undefined : true}>
                <td>{line.line}</td>
                {SHEET_COLUMNS.map((column, at) => (
                  <td key={column}>{line.cells[at]}</td>
                ))}
                <td>
                  <Outcome line={line} placing={placed.find(({ row }) => row === line.row)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  )
}

function Outcome({ line, placing }: { readonly line: ReadRow; readonly placing: Placing | undefined }) {
  const { t } = useTranslation('roster')
  if (line.problem !== null) return <Tag color="red">{t('refused', { why: t(`problem.${line.problem}`) })}</Tag>
  if (placing === undefined || placing.what === 'same') return <Tag>{t('same')}</Tag>
  if (placing.what === 'new') return <Tag color="green">{t('new')}</Tag>
  const before = placing.before?.holder?.name ?? t('open')
  const isOther = before !== (placing.row.holder?.name ?? t('open'))
  return <Tag color="gold">{isOther ? t('replaces', { name: before }) : t('changes')}</Tag>
}
