// The incidents an alert has to do with: linked ones, a search for more, and open incidents in its area as a suggestion.
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT_LINK } from '../../../shared/model/alert.ts'
import { shapeBeginning } from '../../../shared/model/division-shapes.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { runCommand } from '../../link/station.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import type { Task } from '../../ui/use-task.ts'
import { codesOf } from './alert-entry.ts'

const OFFERED = 8

interface Props {
  readonly space: string
  readonly alert: string
  readonly fields: JsonFields
  readonly task: Task
}

export function AlertLinks({ space, alert, fields, task }: Props) {
  const { t } = useTranslation('alerts')
  const [text, setText] = useState('')
  const mayWrite = useRefusal('alert.write') === null
  const { rows } = useWatch('items', pageOf(space, ALERT_LINK, { parent: alert, states: ['linked'] }))
  const linked = rows.flatMap((row) => textField(shownOf(row), 'incident') ?? [])
  const link = (incident: string, isLinked: boolean): void =>
    void task.run(() => runCommand(space, 'linkAlert', { alert, incident, linked: isLinked }))
  return (
    <section className="fs-alert-links" aria-label={t('links')}>
      <h3>{t('links')}</h3>
      {linked.length === 0 && <p className="fs-alert-hint">{t('noLinks')}</p>}
      <ul>
        {linked.map((incident) => (
          <Linked
            key={incident}
            space={space}
            incident={incident}
            onUnlink={mayWrite ? () => link(incident, false) : null}
          />
        ))}
      </ul>
      {mayWrite && (
        <>
          <Input.Search allowClear aria-label={t('linkSearch')} placeholder={t('linkSearch')} onSearch={setText} />
          <Offered
            space={space}
            text={text}
            divisions={codesOf(fields)}
            linked={linked}
            onLink={(incident) => link(incident, true)}
          />
        </>
      )}
    </section>
  )
}

function Linked({
  space,
  incident,
  onUnlink,
}: {
  readonly space: string
  readonly incident: string
  readonly onUnlink: (() => void) | null
}) {
  const { t } = useTranslation('alerts')
  const fields = useWatchPart('record', { space, kind: 'incident', id: incident }, (state) => state.rows[0]?.fields)
  const said = (name: string): string => {
    const value = fields?.[name]?.value
    return typeof value === 'string' ? value : ''
  }
  return (
    <li>
      <Incident id={incident} title={said('title') || incident} number={said('number')} />
      {onUnlink !== null && (
        <Button size="small" onClick={onUnlink}>
          {t('unlink')}
        </Button>
      )}
    </li>
  )
}

interface OfferedProps {
  readonly space: string
  readonly text: string
  readonly divisions: readonly string[]
  readonly linked: readonly string[]
  readonly onLink: (incident: string) => void
}

/** What is searched for; without a search, open incidents of the alert's divisions. */
function Offered({ space, text, divisions, linked, onLink }: OfferedProps) {
  const { t } = useTranslation('alerts')
  const isSearch = text.trim() !== ''
  const filter = isSearch
    ? { text: text.trim() }
    : {
        divisions: divisions.map(shapeBeginning),
        statuses: ['reported' as const, 'verified' as const, 'responding' as const, 'contained' as const],
      }
  const { rows } = useWatch(
    'incidents',
    !isSearch && divisions.length === 0
      ? null
      : { space, filter, sort: 'received', descending: true, offset: 0, limit: OFFERED + linked.length },
  )
  const offered = rows.filter(({ key }) => !linked.includes(key)).slice(0, OFFERED)
  if (offered.length === 0) return null
  return (
    <>
      {!isSearch && <h4>{t('suggested')}</h4>}
      <ul>
        {offered.map((row: IncidentRow) => (
          <li key={row.key}>
            <Incident id={row.key} title={row.title} number={row.number} />
            <Button size="small" onClick={() => onLink(row.key)}>
              {t('link')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Incident({ id, title, number }: { readonly id: string; readonly title: string; readonly number: string }) {
  return (
    <button
      type="button"
      className="fs-alert-incident"
      onClick={() => {
        select(id, 'list')
        openPanel('detail')
      }}
    >
      {title} <small>{number}</small>
    </button>
  )
}
