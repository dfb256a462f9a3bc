// Every backup this station can be put back on, each with what is known of it: try it in a scratch folder, or take it.
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupList as List, BackupRow, RestoreReport } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useMay } from '../../state/use-status.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { LIMIT_MS } from './pack-transfer.ts'

/** The list, newest first; empty until there is one. */
export function BackupList({ onRestart }: { readonly onRestart: () => void }) {
  const { t } = useTranslation('app')
  const { message, modal } = App.useApp()
  const mayProve = useMay('space.export')
  const mayRestore = useMay('station.setUp')
  const [list, setList] = useState<List | null>(null)
  const [busy, setBusy] = useState<string | null>(null)

  const look = async (): Promise<void> => {
    const answer = await call('backupList', {})
    if (answer.ok) setList(answer.value)
  }
  useEffect(() => {
    let isShown = true
    void call('backupList', {}).then((answer) => {
      if (isShown && answer.ok) setList(answer.value)
    })
    return () => {
      isShown = false
    }
  }, [])
  if (list === null || (list.rows.length === 0 && list.restored === null)) return null

  const prove = async ({ path, madeMs }: BackupRow): Promise<void> => {
    setBusy(`prove ${path}`)
    const done = await call('proveBackup', { path }, LIMIT_MS)
    setBusy(null)
    if (done.ok) message.success(t('set.proveDone', { time: dateTimeText(madeMs) }))
    else message.error(faultWords(done.fault))
    await look()
  }
  const restore = ({ path, madeMs }: BackupRow): void => {
    modal.confirm({
      title: t('set.restoreTitle', { time: dateTimeText(madeMs) }),
      content: <RestoreTerms />,
      okText: t('set.restoreNow'),
      okButtonProps: { danger: true },
      cancelText: t('common:cancel'),
      async onOk() {
        setBusy(`restore ${path}`)
        const done = await call('restoreBackup', { path }, LIMIT_MS)
        setBusy(null)
        if (!done.ok) {
          message.error(faultWords(done.fault))
          return
        }
        message.info(t('set.restoreBegun'))
        onRestart()
      },
    })
  }
  return (
    <>
      {list.restored !== null && <Restored report={list.restored} />}
      <table className="fs-backups">
        <caption>{t('set.backupList')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('set.backupTime')}</th>
            <th scope="col">{t('set.backupSize')}</th>
            <th scope="col">{t('set.backupWhere')}</th>
            <th scope="col">{t('set.backupTried')}</th>
            <th scope="col">
              <span className="fs-unseen">{t('set.backupActions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.rows.map((row) => (
            <tr key={row.path}>
              <td title={row.path}>{dateTimeText(row.madeMs)}</td>
              <td>{t('set.megabytes', { size: (row.bytes / 1_048_576).toFixed(1) })}</td>
              <td>{row.isElsewhere ? t('set.backupAway') : t('set.backupHere')}</td>
              <td>{row.isProved ? t('set.backupHeld') : t('set.backupUntried')}</td>
              <td>
                <Button
                  size="small"
                  disabled={!mayProve || busy !== null}
                  loading={busy === `prove ${row.path}`}
                  onClick={() => void prove(row)}
                  aria-label={t('set.proveOf', { time: dateTimeText(row.madeMs) })}
                >
                  {t('set.prove')}
                </Button>{' '}
                <Button
                  size="small"
                  danger
                  disabled={!mayRestore || busy !== null}
                  loading={busy === `restore ${row.path}`}
                  title={mayRestore ? undefined : t('set.restoreNotAllowed')}
                  onClick={() => restore(row)}
                  aria-label={t('set.restoreOf', { time: dateTimeText(row.madeMs) })}
                >
                  {t('set.restore')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** What it means, before it is done. */
function RestoreTerms() {
  const { t } = useTranslation('app')
  return (
    <ul className="fs-restore">
      <li>{t('set.restoreTried')}</li>
      <li>{t('set.restoreKept')}</li>
      <li>{t('set.restoreBack')}</li>
      <li>{t('set.restoreAgain')}</li>
    </ul>
  )
}

function Restored({ report }: { readonly report: RestoreReport }) {
  const { atMs, from, kept, takenOver, archivesAway = [], fault } = report
  const { t } = useTranslation('app')
  const values = { time: dateTimeText(atMs), from: nameOf(from), kept: nameOf(kept ?? ''), count: takenOver }
  return (
    <>
      <p className={fault === null ? 'fs-note' : 'fs-warn'} title={`${from}\n${kept ?? ''}`}>
        {fault === null ? t('set.restored', values) : t('set.restoreFailed', { ...values, reason: faultWords(fault) })}
      </p>
      {archivesAway.length > 0 && (
        <p className="fs-warn">{t('set.restoreLacks', { files: archivesAway.join(', ') })}</p>
      )}
    </>
  )
}

/** The last part of a path, of any system. */
function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
