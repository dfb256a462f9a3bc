import './detail.css'
// One incident: every field in words and amended in place, its duty log, the history of every change with the way back.
import { Alert, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, runCommand } from '../../link/station.ts'
import { useSelectedIncident } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import { LogLines } from '../../ui/log-lines.tsx'
import { unsavedUnder } from '../../ui/unsaved-text.ts'
import type { DetailDesk } from './detail-desk.ts'
import { valueOf } from './detail-desk.ts'
import { DetailField } from './detail-field.tsx'
import type { DetailFieldProps, OpenEditors } from './detail-field.tsx'
import { DetailHead } from './detail-head.tsx'
import { DetailTimeline, UndoBar } from './detail-timeline.tsx'
import { SameEventSection } from './same-event-section.tsx'

export interface IncidentDetailProps {
  /** What other features put between fields and log. */
  readonly more?: (space: string, incident: string) => ReactNode
}

export function IncidentDetail({ more }: IncidentDetailProps) {
  const { t } = useTranslation('incidents')
  const space = useSpaceId()
  const incident = useSelectedIncident()
  if (space === null || incident === null) return <Empty description={t('choose')} style={{ marginTop: 40 }} />
  return (
    <Detail key={`${space} ${incident}`} space={space} incident={incident}>
      {more?.(space, incident)}
    </Detail>
  )
}

interface DetailProps {
  readonly space: string
  readonly incident: string
  readonly children: ReactNode
}

const SECTIONS: readonly {
  readonly word: 'what' | 'where' | 'when' | 'source' | 'casualties' | 'parties'
  readonly fields: readonly (readonly [string, DetailFieldProps['span']])[]
}[] = [
  {
    word: 'what',
    fields: [
      ['category', 6],
      ['description', 6],
    ],
  },
  {
    word: 'casualties',
    fields: [
      ['dead', 1],
      ['missing', 1],
      ['injured', 1],
      ['trapped', 1],
      ['evacuated', 2],
    ],
  },
  {
    word: 'where',
    fields: [
      ['place', 3],
      ['division', 3],
      ['position', 3],
      ['area', 3],
    ],
  },
  {
    word: 'when',
    fields: [
      ['occurredAt', 2],
      ['receivedAt', 2],
      ['recordedAt', 2],
    ],
  },
  {
    word: 'source',
    fields: [
      ['sourceKind', 3],
      ['sourceChannel', 3],
      ['sourceName', 3],
      ['sourceTelephone', 3],
    ],
  },
  {
    word: 'parties',
    fields: [
      ['agencies', 6],
      ['agencyInCharge', 3],
      ['sensitive', 3],
      ['linkedSystem', 3],
      ['linkedNumber', 3],
    ],
  },
]

function Detail({ space, incident, children }: DetailProps) {
  const { t, i18n } = useTranslation(['detail', 'incidents', 'model'])
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const sources: FieldSources = { ...names, word: (key, values) => t(`model:${key}`, { ...values }) }
  const officer = useOfficer()
  const amending = useRefusal('incident.amend')
  const logging = useRefusal('log.add')
  const [fault, setFault] = useState<Fault | null>(null)
  const unsaved = `${officer?.id ?? ''} ${space} ${incident} `
  const [open, setOpen] = useState<OpenEditors>(() =>
    Object.fromEntries(unsavedUnder(unsaved).map((field) => [field, 'edit' as const])),
  )
  const record = useWatch('record', { space, kind: 'incident', id: incident })
  const timeline = useWatch('timeline', { space, kind: 'incident', id: incident })
  const log = useWatch('log', { space, incident })
  const newest = timeline.rows.at(-1)?.key
  // Whoever looks at it has seen it, also what comes in while it is open.
  useEffect(() => {
    if (newest === undefined) return
    void call('markSeen', { space, incidents: [incident] })
  }, [space, incident, newest])

  const fields = record.rows[0]?.fields
  if (fields === undefined) {
    if (record.phase === 'fault' && record.fault !== null)
      return <Alert type="error" title={faultWords(record.fault)} className="fs-detail" />
    const isMissing = record.phase === 'live'
    return <Empty description={t(isMissing ? 'notHere' : 'loading')} style={{ marginTop: 40 }} />
  }
  const isVoid = valueOf({ fields }, 'status') === 'void'
  const role = officer === null ? '' : t(`model:role.${officer.role}`)
  const why = (kind: typeof amending, ownWords: string): string | null =>
    kind === null ? null : kind === 'notAllowed' ? ownWords : faultWords(faultOfKind(kind, ''))
  const desk: DetailDesk = {
    space,
    incident,
    fields,
    names,
    sources,
    unsaved,
    refusal: isVoid ? t('isVoid') : why(amending, t('mayNotAmend', { role })),
    take: (result) => {
      setFault(result.ok ? null : result.fault)
      return result.ok
    },
  }
  const onOpen = (field: string, how: 'edit' | 'pick' | undefined): void =>
    setOpen((before) => ({ ...before, [field]: how }))
  return (
    <article className="fs-detail">
      <DetailHead
        desk={desk}
        isWaiting={timeline.rows.some(({ state }) => state === 'saved' || state === 'sent')}
        open={open}
        onOpen={onOpen}
      />
      {desk.refusal !== null && !isVoid && <p className="fs-detail-note">{desk.refusal}</p>}
      {fault !== null && (
        <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: () => setFault(null) }} />
      )}
      <UndoBar desk={desk} />
      <SameEventSection space={space} incident={incident} />
      {SECTIONS.map(({ word, fields: shown }) => (
        <section key={word} aria-label={t(word)}>
          <h3>{t(word)}</h3>
          <dl className="fs-grid">
            {shown.map(([field, span]) => (
              <DetailField key={field} desk={desk} field={field} span={span} open={open} onOpen={onOpen} />
            ))}
          </dl>
        </section>
      ))}
      {children}
      <section aria-label={t('incidents:log')}>
        <h3>{t('incidents:log')}</h3>
        <LogLines
          unsavedKey={`log ${unsaved}`}
          rows={log.rows}
          isLoading={log.phase === 'loading'}
          refusal={why(logging, t('mayNotLog'))}
          onAdd={(text, at) =>
            runCommand(space, 'addLogEntry', { incident, text, ...(at === null ? {} : { at }) }).then(desk.take)
          }
          onCorrect={(id, text, reason) =>
            runCommand(space, 'correctLogEntry', { id, text, ...(reason === '' ? {} : { reason }) }).then(desk.take)
          }
        />
      </section>
      <DetailTimeline desk={desk} />
    </article>
  )
}
