import './archive.css'
// The archive bundle of an incident: one file with everything, made by the station, saved where the officer says.
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT, ALERT_LINK } from '../../../shared/model/alert.ts'
import type { ArchiveQuestion, ArchiveReport } from '../../../shared/rpc/finding.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { gatherItems, shownOf } from '../../state/desk-items.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { useMay } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { bytesOf } from '../../ui/base64.ts'
import { archiveWords } from './archive-words.ts'

/** Everything of an incident may take a while. */
const LIMIT_MS = 600_000

export type BundleDocuments = {
  readonly documents: ArchiveQuestion['documents']
  /** Reports that could not be filled from the template. */
  readonly failed: number
}

export interface ArchiveSectionProps {
  readonly space: string
  readonly incident: string
  /** Documents of the signed reports, filled from the office's template by whoever knows how. */
  readonly documentsOf: (space: string, incident: string) => Promise<BundleDocuments>
}

interface Made {
  readonly report: ArchiveReport
  readonly isSaved: boolean
  readonly failed: number
}

export function ArchiveSection({ space, incident, documentsOf }: ArchiveSectionProps) {
  const { t } = useTranslation('archive')
  const mayExport = useMay('space.export')
  const reference = useReferenceData()
  const record = useWatch('record', { space, kind: 'incident', id: incident })
  const [isBusy, setIsBusy] = useState(false)
  const [outcome, setOutcome] = useState<Result<Made> | null>(null)
  const make = async (): Promise<void> => {
    setIsBusy(true)
    const fields = Object.entries(record.rows[0]?.fields ?? {}).map(([name, { value }]) => [name, value] as const)
    const { documents, failed } = await documentsOf(space, incident)
    const words = archiveWords(reference, [Object.fromEntries(fields), ...(await alertsOf(space, incident))])
    const written = await readBundle(space, incident, documents, words)
    setIsBusy(false)
    if (!written.ok) {
      setOutcome(written)
      return
    }
    const { report, bytes } = written.value
    setOutcome(ok({ report, failed, isSaved: await viewHost().saveFile(report.name, bytes) }))
  }
  return (
    <section className="fs-archive" aria-label={t('bundle')}>
      <h3>{t('bundle')}</h3>
      <p className="fs-archive-note">
        {t('explain')} {t('noPdf')}
      </p>
      <p className="fs-archive-note">{t('personal')}</p>
      <Button
        loading={isBusy}
        disabled={!mayExport}
        title={mayExport ? undefined : t('mayNot')}
        onClick={() => void make()}
      >
        {isBusy ? t('making') : t('make')}
      </Button>
      {outcome !== null && <Outcome outcome={outcome} />}
    </section>
  )
}

function Outcome({ outcome }: { readonly outcome: Result<Made> }) {
  const { t } = useTranslation('archive')
  if (!outcome.ok) return <Alert type="error" showIcon title={faultWords(outcome.fault)} />
  const { report, isSaved, failed } = outcome.value
  const { records, changes, files, missing, name } = report
  const isWhole = missing === 0 && failed === 0 && isSaved
  return (
    <Alert
      type={isWhole ? 'success' : 'warning'}
      showIcon
      title={
        <>
          {t('done', { records, changes, files })} {isSaved ? t('saved', { name }) : t('notSaved')}
          {missing > 0 && <> {t('missing', { count: missing })}</>}
          {failed > 0 && <> {t('documentsFailed', { count: failed })}</>}
        </>
      }
    />
  )
}

/** What is said of the alerts that have to do with the incident. */
async function alertsOf(space: string, incident: string): Promise<readonly JsonFields[]> {
  const links = (await gatherItems(space, ALERT_LINK, { incident, states: ['linked'] })) ?? []
  if (links.length === 0) return []
  const ids = new Set(links.map((row) => shownOf(row)['alert']))
  return ((await gatherItems(space, ALERT, {})) ?? []).filter(({ key }) => ids.has(key)).map(shownOf)
}

/** Has the station write the bundle and reads it. */
async function readBundle(
  space: string,
  incident: string,
  documents: ArchiveQuestion['documents'],
  words: ArchiveQuestion['words'],
): Promise<Result<{ readonly report: ArchiveReport; readonly bytes: Uint8Array }>> {
  const made = await call('archive', { space, incident, documents, words }, LIMIT_MS)
  if (!made.ok) return made
  const report = made.value
  const bytes = new Uint8Array(report.bytes)
  for (let offset = 0; offset < bytes.length;) {
    const part = await call('exportBytes', { pack: report.pack, offset, length: FILE_PART_BYTES })
    if (!part.ok) return part
    const content = bytesOf(part.value.base64)
    if (content.length === 0) return refuse('fileUnreadable', 'the written file ends too early')
    bytes.set(content, offset)
    offset += content.length
  }
  return ok({ report, bytes })
}
