// The last step: what was written, every row that was not and why, as a table to keep; and the way back, which is voiding.
import { Alert, Button, Input, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveTold } from '../../link/told-exports.ts'
import { useMay } from '../../state/use-status.ts'
import { writeSheets } from '../../ui/spreadsheet.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import type { BroughtTable } from './import-dialog.tsx'
import type { ImportOutcome } from './import-session.ts'
import { voidImported } from './import-session.ts'
import type { ReadRow } from './read-rows.ts'
import { useRefusedRows } from './refused-rows.ts'

interface Props {
  readonly space: string
  readonly file: BroughtTable
  readonly rows: readonly ReadRow[]
  readonly outcome: ImportOutcome
  readonly onClose: () => void
}

export function ReportStep({ space, file, rows, outcome, onClose }: Props) {
  const { t } = useTranslation('importing')
  const refused = useRefusedRows(file.table, rows, outcome)
  const { written, left } = outcome
  const save = async (): Promise<void> => {
    const columns = [
      { title: t('shown.line'), width: 8 },
      { title: t('why'), width: 60 },
      ...file.table.columns.map((title) => ({ title, width: 16 })),
    ]
    const lines = refused.map(({ line, why, cells }) => [line, why, ...cells])
    const at = dateTimeText(Date.now()).replaceAll(/\D/g, '').slice(0, 12)
    await saveTold(
      { space, what: 'importRefused', how: 'xlsx', count: lines.length },
      `import-refused-${at}.xlsx`,
      await writeSheets([{ name: t('refusedRows'), columns, rows: lines }]),
    )
  }
  return (
    <div className="fs-import">
      <Alert
        type={refused.length === 0 && left.length === 0 ? 'success' : 'warning'}
        showIcon
        title={t('done', { written: written.length, refused: refused.length, count: written.length })}
        {...(left.length === 0 ? {} : { description: t('left', { count: left.length }) })}
      />
      {refused.length > 0 && (
        <section className="fs-import-rows" aria-label={t('refusedRows')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('shown.line')}</th>
                <th scope="col">{t('shown.title')}</th>
                <th scope="col">{t('why')}</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ key, line, title, why }) => (
                <tr key={key}>
                  <td>{line}</td>
                  <td>{title}</td>
                  <td>{why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {written.length > 0 && <WayBack space={space} outcome={outcome} />}
      <footer className="fs-import-foot">
        <Button disabled={refused.length === 0} onClick={() => void save()}>
          {t('saveRefused')}
        </Button>
        <Button type="primary" onClick={onClose}>
          {t('close')}
        </Button>
      </footer>
    </div>
  )
}

const MIN_REASON = 2

/** Reports cannot be undone, only voided; who may not is told who may. */
function WayBack({ space, outcome }: { readonly space: string; readonly outcome: ImportOutcome }) {
  const { t } = useTranslation('importing')
  const mayVoid = useMay('incident.void')
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [voided, setVoided] = useState<number | null>(null)
  if (!mayVoid) return <p>{t('askToVoid')}</p>
  if (voided !== null) return <output>{t('voided', { count: voided })}</output>
  const run = async (): Promise<void> => {
    setIsBusy(true)
    setVoided(await voidImported(space, outcome.written, reason.trim()))
    setIsBusy(false)
  }
  return (
    <Space.Compact>
      <Input
        aria-label={t('voidReason')}
        placeholder={t('voidReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button danger disabled={reason.trim().length < MIN_REASON} loading={isBusy} onClick={() => void run()}>
        {t('voidAll', { count: outcome.written.length })}
      </Button>
    </Space.Compact>
  )
}
