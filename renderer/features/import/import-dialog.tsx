import './import.css'
// A file from elsewhere becomes incidents: chosen or dropped, its columns mapped to fields, every row shown with what it
// comes to, then written row by row, and a report of each row that was refused.
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { closeImport, useImportSpace } from '../../state/import-store.ts'
import { ChooseStep } from './choose-step.tsx'
import type { ImportOutcome } from './import-session.ts'
import { MapStep } from './map-step.tsx'
import type { ReadRow } from './read-rows.ts'
import { ReportStep } from './report-step.tsx'
import { RunStep } from './run-step.tsx'
import type { SourceTable } from './source-table.ts'
import { browserXml, readSource } from './source-table.ts'

/** Shown while an import is open. */
export function ImportDialog() {
  const space = useImportSpace()
  return space === null ? null : <Dialog key={space} space={space} />
}

export interface BroughtTable {
  readonly name: string
  readonly table: SourceTable
}

type Step =
  | { readonly at: 'choose'; readonly fault: Fault | null; readonly isBusy: boolean }
  | { readonly at: 'map'; readonly file: BroughtTable }
  | { readonly at: 'run'; readonly file: BroughtTable; readonly rows: readonly ReadRow[] }
  | {
      readonly at: 'report'
      readonly file: BroughtTable
      readonly rows: readonly ReadRow[]
      readonly outcome: ImportOutcome
    }

function Dialog({ space }: { readonly space: string }) {
  const { t } = useTranslation('importing')
  const [step, setStep] = useState<Step>({ at: 'choose', fault: null, isBusy: false })
  const onFile = async (name: string, bytes: Uint8Array): Promise<void> => {
    setStep({ at: 'choose', fault: null, isBusy: true })
    const read = await readSource(name, bytes, browserXml)
    setStep(
      read.ok ? { at: 'map', file: { name, table: read.value } } : { at: 'choose', fault: read.fault, isBusy: false },
    )
  }
  return (
    <Modal
      open
      width={1080}
      style={{ top: 24 }}
      title={step.at === 'choose' ? t('title') : t('titleOf', { name: step.file.name })}
      footer={null}
      // While rows are written the step itself has the button that stops.
      closable={step.at !== 'run'}
      mask={{ closable: false }}
      keyboard={step.at !== 'run'}
      onCancel={closeImport}
    >
      {step.at === 'choose' && <ChooseStep {...step} onFile={(name, bytes) => void onFile(name, bytes)} />}
      {step.at === 'map' && (
        <MapStep
          file={step.file}
          onBack={() => setStep({ at: 'choose', fault: null, isBusy: false })}
          onRun={(rows) => setStep({ at: 'run', file: step.file, rows })}
        />
      )}
      {step.at === 'run' && (
        <RunStep
          space={space}
          rows={step.rows.filter(({ input }) => input !== null)}
          onDone={(outcome) => setStep({ at: 'report', file: step.file, rows: step.rows, outcome })}
        />
      )}
      {step.at === 'report' && <ReportStep space={space} {...step} onClose={closeImport} />}
    </Modal>
  )
}
