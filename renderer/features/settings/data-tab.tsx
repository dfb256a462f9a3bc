// The station's data: backup, a space as a file out and in, and the check that all of it still holds.
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useMay, useOfficer } from '../../state/use-status.ts'
import type { Slip } from '../../ui/once-dialog.tsx'
import { BackupList } from './backup-list.tsx'
import { BackupPlace } from './backup-place.tsx'
import { BackupState } from './backup-state.tsx'
import { DatabaseEncryption } from './database-encryption.tsx'
import { LIMIT_MS, bringPack, readExport } from './pack-transfer.ts'
import { VerifyPanel } from './verify-panel.tsx'

interface Props {
  readonly onClose: () => void
  /** Shows a code that is told once. */
  readonly onCode: (slip: Slip) => void
}

/** Backup, export, import, verification and encryption. */
export function DataTab({ onClose, onCode }: Props) {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const space = useSpaceId()
  const isSignedIn = useOfficer() !== null
  const mayExport = useMay('space.export')
  const mayImport = useMay('space.import')
  const [busy, setBusy] = useState<string | null>(null)
  const [lines, setLines] = useState<readonly string[]>([])
  const [placesSet, setPlacesSet] = useState(0)

  if (!isSignedIn) return <p className="fs-note">{t('set.needSignIn')}</p>

  const carryOut = async <T,>(
    name: string,
    work: () => Promise<Result<T>>,
    words: (value: T) => readonly string[],
  ): Promise<void> => {
    setBusy(name)
    setLines([])
    try {
      const done = await work()
      if (done.ok) setLines(words(done.value))
      else message.error(faultWords(done.fault))
    } finally {
      setBusy(null)
    }
  }
  const backup = (): Promise<void> =>
    carryOut(
      'backup',
      () => call('backup', { path: null }, LIMIT_MS),
      ({ path, bytes }) => [t('set.backupDone', { path, size: (bytes / 1_048_576).toFixed(1) })],
    )
  const exportSpace = async (): Promise<void> => {
    if (space === null) return
    setBusy('export')
    setLines([])
    const done = await readExport(space)
    setBusy(null)
    if (!done.ok) {
      message.error(faultWords(done.fault))
      return
    }
    const { name, files, missing } = done.value.report
    if (!(await viewHost().saveFile(name, done.value.bytes))) return
    setLines([
      t('set.exported', { name, files, count: files }),
      ...(missing === 0 ? [] : [t('set.exportMissing', { missing, count: missing })]),
    ])
  }
  const importSpace = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: [], multiple: false })
    if (file === undefined) return
    await carryOut(
      'import',
      () => bringPack(file.bytes),
      ({ added, known, files, problems }) => [
        t('set.imported', { added, known, files, count: files }),
        ...problems.map(({ kind, what }) => t(`set.importProblem.${kind}`, { what })),
      ],
    )
  }
  const actions = [
    { name: 'backup', act: backup, allowed: true },
    { name: 'export', act: exportSpace, allowed: mayExport && space !== null },
    { name: 'import', act: importSpace, allowed: mayImport },
  ] as const
  // What is known of the backups is asked for anew when one was made, and when they got another second place.
  const backups = `${busy === 'backup'} ${placesSet}`
  return (
    <div className="fs-set">
      {actions.map(({ name, act, allowed }) => (
        <div key={name}>
          <Button
            disabled={!allowed || (busy !== null && busy !== name)}
            loading={busy === name}
            onClick={() => void act()}
          >
            {t(`set.${name}`)}
          </Button>
          <div className="fs-note">{t(`set.${name}Note`)}</div>
          {name === 'backup' && (
            <>
              <BackupState key={`state ${backups}`} />
              <BackupList key={`list ${backups}`} onRestart={onClose} />
            </>
          )}
        </div>
      ))}
      <output>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </output>
      <BackupPlace onSet={() => setPlacesSet((before) => before + 1)} />
      <VerifyPanel />
      <DatabaseEncryption onCode={onCode} />
    </div>
  )
}
