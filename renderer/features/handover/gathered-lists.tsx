// What a handover hands over, list by list; an empty list says so. On the screen every line opens what it names.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Gathered } from '../../../shared/model/handover.ts'
import { waitingCount } from '../../../shared/model/handover.ts'
import { officeName } from '../../i18n/office-names.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { dateTimeText } from '../../ui/time-text.ts'

/** What a line names: a record, a report deadline (`clock`) or a linked system (`system`). */
export interface Handed {
  readonly kind: string
  readonly id: string
  readonly incident: string | null
  readonly rule?: string | null
}

/** Opens what a line names. */
export type OpenHanded = (handed: Handed) => void

interface Props {
  readonly gathered: Gathered
  /** Absent on paper. */
  readonly onOpen?: OpenHanded
}

export function GatheredLists({ gathered, onOpen }: Props) {
  const { t } = useTranslation(['handover', 'model'])
  const { incidents, incidentsBeyond, clocks, clocksBeyond, matters, due, dueBeyond, silent } = gathered
  const time = (iso: string): string => dateTimeText(Date.parse(iso)).slice(0, 16)
  const atMs = Date.parse(gathered.at)
  const waits = waitingCount(gathered)
  const open = onOpen === undefined ? {} : { onOpen }
  const dueWords = (iso: string): ReactNode => (
    <>
      {time(iso)}
      {Date.parse(iso) < atMs && <strong> {t('overdue')}</strong>}
    </>
  )
  return (
    <div className="fs-gathered">
      <p className="fs-gathered-sum">
        {[
          `${t('incidents')} ${incidents.length + incidentsBeyond}`,
          `${t('clocks')} ${clocks.length + clocksBeyond}`,
          `${t('waiting')} ${waits}`,
          `${t('due')} ${due.length + dueBeyond}`,
          `${t('silent')} ${silent.length}`,
        ].join(' · ')}
      </p>
      <List title={t('incidents')} count={incidents.length + incidentsBeyond} beyond={incidentsBeyond}>
        {incidents.map(({ id, number, title, level, status }) => (
          <tr key={id}>
            <td className="fs-page-short">{t(`model:levelShort.${level ?? 0}`)}</td>
            <td>
              <Name handed={{ kind: 'incident', id, incident: id }} words={title} {...open} />
            </td>
            <td className="fs-page-short">{t(`model:status.${status}`)}</td>
            <td className="fs-page-short">{number}</td>
          </tr>
        ))}
      </List>
      <List title={t('clocks')} count={clocks.length + clocksBeyond} beyond={clocksBeyond}>
        {clocks.map(({ incident, number, title, rule, to, dueAt }) => (
          <tr key={`${incident} ${rule ?? to} ${dueAt}`}>
            <td className="fs-page-short">{dueWords(dueAt)}</td>
            <td>
              <Name handed={{ kind: 'clock', id: incident, incident, rule }} words={title} {...open} />
            </td>
            <td>{t('reportTo', { to: officeName(to) })}</td>
            <td className="fs-page-short">{number}</td>
          </tr>
        ))}
      </List>
      <List title={t('waiting')} count={waits} beyond={0}>
        {matters.map(({ kind, id, incident, state, title, with: side, dueAt }, at) => (
          // One directive may wait for several receivers.
          <tr key={`${kind} ${id} ${at}`}>
            <Stands kind={kind} state={state} />
            <td>
              <Name handed={{ kind, id, incident }} words={title || id} {...open} />
            </td>
            <td>{side !== null && <Side kind={kind} side={side} />}</td>
            <td className="fs-page-short">{dueAt !== null && dueWords(dueAt)}</td>
          </tr>
        ))}
        {unlisted(gathered).map(({ kind, state, count, isMore }) => (
          <tr key={`${kind} ${state}`}>
            <Stands kind={kind} state={state} />
            <td colSpan={3}>{isMore ? t('beyond', { count }) : count}</td>
          </tr>
        ))}
      </List>
      <List title={t('due')} count={due.length + dueBeyond} beyond={dueBeyond}>
        {due.map(({ kind, id, incident, title, dueAt }, at) => (
          <tr key={`${kind} ${id} ${at}`}>
            <td className="fs-page-short">{dueWords(dueAt)}</td>
            <td className="fs-page-short">{t(`kind.${kind}`, { defaultValue: kind })}</td>
            <td>
              <Name handed={{ kind, id, incident }} words={title} {...open} />
            </td>
          </tr>
        ))}
      </List>
      <List title={t('silent')} count={silent.length} beyond={0}>
        {silent.map(({ kind, id, name, since }) => (
          <tr key={`${kind} ${name} ${since}`}>
            <td>
              {kind === 'server' ? (
                t('server')
              ) : (
                <Name handed={{ kind: 'system', id: id ?? '', incident: null }} words={name} {...open} />
              )}
            </td>
            <td>{since === null ? t('neverHeard') : t('heard', { time: time(since) })}</td>
          </tr>
        ))}
      </List>
    </div>
  )
}

/** What it is and where it stands. */
function Stands({ kind, state }: { readonly kind: string; readonly state: string }) {
  const { t } = useTranslation('handover')
  return (
    <>
      <td className="fs-page-short">{t(`kind.${kind}`, { defaultValue: kind })}</td>
      <td className="fs-page-short">{t(`state.${kind}.${state}`, { defaultValue: state })}</td>
    </>
  )
}

/** What is counted and not listed: beyond the room there is, or listed elsewhere, as deadlines of closed incidents are. */
function unlisted({ waiting, matters }: Gathered) {
  return waiting.flatMap(({ kind, state, count }) => {
    const listed = matters.filter((one) => one.kind === kind && one.state === state).length
    return listed >= count ? [] : [{ kind, state, count: count - listed, isMore: listed > 0 }]
  })
}

interface NameProps {
  readonly handed: Handed
  readonly words: string
  readonly onOpen?: OpenHanded
}

/** What it is called; opens it where there is a way to. */
function Name({ handed, words, onOpen }: NameProps) {
  if (onOpen === undefined) return words
  return (
    <button type="button" className="fs-gathered-open" onClick={() => onOpen(handed)}>
      {words}
    </button>
  )
}

/** The other side of what waits: from whom, or to whom. */
function Side({ kind, side }: { readonly kind: string; readonly side: string }) {
  const { t } = useTranslation('handover')
  const { language } = usePreferences()
  const name = agencyName(useAgencies(), side, language)
  return t(kind === 'issued' || kind === 'delivery' ? 'sideTo' : 'sideFrom', { name })
}

interface ListProps {
  readonly title: string
  readonly count: number
  readonly beyond: number
  readonly children: ReactNode
}

function List({ title, count, beyond, children }: ListProps) {
  const { t } = useTranslation('handover')
  return (
    <section>
      <h2>
        {title} <span className="fs-gathered-count">{count}</span>
      </h2>
      {count === 0 ? (
        <p className="fs-gathered-none">{t('none')}</p>
      ) : (
        <table>
          <tbody>{children}</tbody>
        </table>
      )}
      {beyond > 0 && <p>{t('beyond', { count: beyond })}</p>}
    </section>
  )
}
