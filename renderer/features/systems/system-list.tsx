// Linked systems in a table: how each stands, when it was last heard, what came and went, and what is wrong.
import { Empty, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Health, LinkedSystem } from '../../state/linked-systems.ts'
import { HEALTHS } from '../../state/linked-systems.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { HealthSign } from './health-sign.tsx'
import { openTroubles, sourcedWords, troubleWords, useSystemWords } from './system-words.ts'

interface Props {
  readonly systems: readonly LinkedSystem[]
  readonly space: string
  readonly isLoading: boolean
  readonly onOpen: (system: string) => void
}

export function SystemList({ systems, space, isLoading, onOpen }: Props) {
  const { t } = useTranslation('systems')
  const words = useSystemWords()
  const [text, setText] = useState('')
  const [healths, setHealths] = useState<Health[]>([])
  const table = useKeys<HTMLTableElement>(moveBetweenRows)
  const wanted = text.trim().toLowerCase()
  const fitting = systems.filter(
    ({ row, health }) =>
      (healths.length === 0 || healths.includes(health)) &&
      [row.name, agencyWords(row), words.kind(row.kind)].some((part) => part.toLowerCase().includes(wanted)),
  )
  if (!isLoading && systems.length === 0)
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')}>
        <p className="fs-note">{t('noneHint')}</p>
      </Empty>
    )
  const columns = [
    'health',
    'name',
    'kind',
    'agency',
    'heard',
    'given',
    'taken',
    'out',
    'refused',
    'waiting',
    'dead',
    'fault',
  ] as const
  return (
    <>
      <div className="fs-systems-bar">
        <Input
          allowClear
          className="fs-systems-search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select<Health[]>
          mode="multiple"
          className="fs-systems-healths"
          aria-label={t('healthFilter')}
          placeholder={t('everyHealth')}
          value={healths}
          onChange={setHealths}
          options={HEALTHS.map((one) => ({ value: one, label: t(`health.${one}`) }))}
        />
      </div>
      {fitting.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noneFitting')} />
      ) : (
        <div className="fs-systems-scroll">
          <table ref={table} className="fs-systems-table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" data-column={column}>
                    {t(`column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fitting.map((system) => (
                <SystemLine key={system.row.id} system={system} space={space} onOpen={onOpen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

interface LineProps {
  readonly system: LinkedSystem
  readonly space: string
  readonly onOpen: (system: string) => void
}

function SystemLine({ system: { row, health }, space, onOpen }: LineProps) {
  const { t, i18n } = useTranslation('systems')
  const words = useSystemWords()
  const now = useServerNow(5_000)
  const elsewhere = useStatusPart((status) => {
    if (row.space === space) return null
    const one = status?.spaces.find(({ id }) => id === row.space)
    return (i18n.language === 'en' ? one?.nameEn : one?.name) ?? row.space
  })
  const age = (atMs: number | null) => (
    <td className="fs-systems-age" title={atMs === null ? '' : dateTimeText(atMs)}>
      {words.ago(atMs, now)}
    </td>
  )
  const number = (count: number, isBad = false) => (
    <td className={isBad && count > 0 ? 'fs-systems-number fs-warn' : 'fs-systems-number'}>{count}</td>
  )
  return (
    <tr data-health={health} onDoubleClick={() => onOpen(row.id)}>
      <td>
        <HealthSign health={health} />
      </td>
      <th scope="row">
        <button type="button" className="fs-systems-name" onClick={() => onOpen(row.id)}>
          {row.name}
        </button>
        {elsewhere !== null && <small> {t('elsewhere', { name: elsewhere })}</small>}
      </th>
      <td>{words.kind(row.kind)}</td>
      <td>{agencyWords(row)}</td>
      {age(row.heardMs)}
      {age(row.gaveMs)}
      {number(row.taken)}
      {number(row.given)}
      {number(row.refused, true)}
      {number(row.waiting)}
      {number(row.dead, true)}
      <TroubleCell row={row} now={now} />
    </tr>
  )
}

/** What is wrong now; else what last was, paler, with its age. */
function TroubleCell({ row, now }: { readonly row: LinkedSystem['row']; readonly now: number }) {
  const { t } = useTranslation('systems')
  const words = useSystemWords()
  const open = openTroubles(row)
  const newest = open.at(-1)
  if (newest !== undefined)
    return (
      <td className="fs-systems-fault" title={open.map(sourcedWords).join('\n')}>
        {sourcedWords(newest)}
        {open.length > 1 && <small> {t('troublesMore', { count: open.length })}</small>}
      </td>
    )
  if (row.fault !== null) return <td className="fs-systems-fault">{troubleWords(row.fault)}</td>
  const last = row.lastTrouble ?? null
  return (
    <td className="fs-systems-fault fs-systems-over" title={last === null ? '' : dateTimeText(last.atMs)}>
      {last === null ? '—' : t('lastTrouble', { age: words.ago(last.atMs, now), what: sourcedWords(last) })}
    </td>
  )
}

/** Up and down go from system to system. */
function moveBetweenRows({ key, currentTarget, target }: KeyboardEvent): boolean {
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !(currentTarget instanceof HTMLElement)) return false
  const names = [...currentTarget.querySelectorAll<HTMLElement>('.fs-systems-name')]
  const at = names.findIndex((name) => name === target)
  if (at < 0) return false
  names[at + (key === 'ArrowDown' ? 1 : -1)]?.focus()
  return true
}
