// What a handover hands over, list by list; an empty list says so.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Gathered } from '../../../shared/model/handover.ts'
import { officeName } from '../../i18n/office-names.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function GatheredLists({ gathered }: { readonly gathered: Gathered }) {
  const { t } = useTranslation(['handover', 'model'])
  const { incidents, incidentsBeyond, clocks, clocksBeyond, waiting, due, silent } = gathered
  const time = (iso: string): string => dateTimeText(Date.parse(iso)).slice(0, 16)
  const atMs = Date.parse(gathered.at)
  return (
    <div className="fs-gathered">
      <p className="fs-gathered-sum">
        {[
          `${t('incidents')} ${incidents.length + incidentsBeyond}`,
          `${t('clocks')} ${clocks.length + clocksBeyond}`,
          `${t('waiting')} ${waiting.reduce((sum, { count }) => sum + count, 0)}`,
          `${t('due')} ${due.length}`,
          `${t('silent')} ${silent.length}`,
        ].join(' · ')}
      </p>
      <List title={t('incidents')} count={incidents.length + incidentsBeyond} beyond={incidentsBeyond}>
        {incidents.map(({ id, number, title, level, status }) => (
          <tr key={id}>
            <td className="fs-page-short">{t(`model:levelShort.${level ?? 0}`)}</td>
            <td>{title}</td>
            <td className="fs-page-short">{t(`model:status.${status}`)}</td>
            <td className="fs-page-short">{number}</td>
          </tr>
        ))}
      </List>
      <List title={t('clocks')} count={clocks.length + clocksBeyond} beyond={clocksBeyond}>
        {clocks.map(({ incident, title, to, dueAt }) => (
          <tr key={`${incident} ${to} ${dueAt}`}>
            <td className="fs-page-short">
              {time(dueAt)}
              {Date.parse(dueAt) < atMs && <strong> {t('overdue')}</strong>}
            </td>
            <td>{title}</td>
            <td>{t('reportTo', { to: officeName(to) })}</td>
          </tr>
        ))}
      </List>
      <List title={t('waiting')} count={waiting.reduce((sum, { count }) => sum + count, 0)} beyond={0}>
        {waiting.map(({ kind, state, count }) => (
          <tr key={`${kind} ${state}`}>
            <td>{t(`kind.${kind}`, { defaultValue: kind })}</td>
            <td>{t(`state.${kind}.${state}`, { defaultValue: state })}</td>
            <td className="fs-page-short">{count}</td>
          </tr>
        ))}
      </List>
      <List title={t('due')} count={due.length} beyond={0}>
        {due.map(({ kind, id, title, dueAt }) => (
          <tr key={id}>
            <td className="fs-page-short">
              {time(dueAt)}
              {Date.parse(dueAt) < atMs && <strong> {t('overdue')}</strong>}
            </td>
            <td>{t(`kind.${kind}`, { defaultValue: kind })}</td>
            <td>{title}</td>
          </tr>
        ))}
      </List>
      <List title={t('silent')} count={silent.length} beyond={0}>
        {silent.map(({ kind, name, since }) => (
          <tr key={`${kind} ${name} ${since}`}>
            <td>{kind === 'server' ? t('server') : name}</td>
            <td>{since === null ? t('neverHeard') : t('heard', { time: time(since) })}</td>
          </tr>
        ))}
      </List>
    </div>
  )
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
