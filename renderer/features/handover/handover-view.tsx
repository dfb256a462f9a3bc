import '../../ui/desk-view.css'
import './handover.css'
// Handovers of one's own agency: the list on the left, the one looked at on the right.
import { Alert, Button, Empty, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UNSETTLED } from '../../../shared/model/handover.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { shiftOf } from '../../../shared/model/roster.ts'
import { MAX_SHIFT_MS, SHIFT } from '../../../shared/model/shift.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import type { PlacedRow } from '../../state/desk-items.ts'
import { pageOf, shownOf, useItemsOf } from '../../state/desk-items.ts'
import { useDeskSpaces, useSpaceMarks } from '../../state/desk-spaces.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer } from '../../state/use-status.ts'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { useTask } from '../../ui/use-task.ts'
import { Waiting } from '../../ui/waiting.tsx'
import type { Handed } from './gathered-lists.tsx'
import { HandoverDetail } from './handover-detail.tsx'
import type { Act } from './handovers.ts'
import { actsOf, allQuestion, handoverOf, unsettledQuestion } from './handovers.ts'
import { nextShift } from './next-shift.ts'

const HOUR_MS = 3_600_000

interface ViewProps {
  /** Opens what a handover names, in its space. */
  readonly onOpen: (space: string, handed: Handed) => void
}

export function HandoverView({ onOpen }: ViewProps) {
  const space = useSpaceId()
  const officer = useOfficer()
  if (space === null || officer === null) return null
  return <Handovers key={officer.id} space={space} officer={officer.id} agency={officer.agency} onOpen={onOpen} />
}

interface Props extends ViewProps {
  /** Where a handover is begun: the space shown. */
  readonly space: string
  readonly officer: string
  readonly agency: string
}

function Handovers({ space, officer, agency, onOpen }: Props) {
  const { t } = useTranslation('handover')
  const names = useOfficerNames()
  const nowMs = useNow(60_000)
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  const spaces = useDeskSpaces()
  const unsettled = useItemsOf(spaces, (of) => unsettledQuestion(of, agency))
  const all = useItemsOf(spaces, (of) => allQuestion(of, agency))
  const roster = useItemsOf(spaces, (of) =>
    pageOf(
      of,
      SHIFT,
      { agencies: [agency], states: ['held'], fromMs: hourMs - MAX_SHIFT_MS, toMs: hourMs + 48 * HOUR_MS },
      { descending: false },
    ),
  )
  const mayWrite = useRefusal('handover.write') === null
  const [opened, setOpened] = useState<string | null>(null)
  const { fault, isBusy, run } = useTask()
  const list = listOf(unsettled.rows, all.rows)
  const shown = list.find(({ id }) => id === opened) ?? list[0]
  const own = list.find(({ main }) => main.state === 'draft' && main.outgoing === officer)
  const begin = async (): Promise<void> => {
    const shifts = roster.rows.flatMap(({ row }) => shiftOf(row.key, shownOf(row)) ?? [])
    const { atMs, untilMs, incoming } = nextShift(shifts, officer, Date.now())
    const input = { at: isoWithOffset(atMs), until: isoWithOffset(untilMs), incoming }
    const done = await run(() => runCommand(space, 'draftHandover', input))
    if (done !== null) setOpened(done.id)
  }
  return (
    <section className="fs-desk" aria-label={t('title')}>
      <div className="fs-desk-bar">
        <Button
          type="primary"
          disabled={!mayWrite || own !== undefined}
          title={own === undefined ? '' : t('ownDraft')}
          loading={isBusy}
          onClick={() => void begin()}
        >
          {t('begin')}
        </Button>
        <span className="fs-note fs-handover-note">{t('note')}</span>
      </div>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <div className="fs-handovers">
        <nav aria-label={t('list')}>
          {all.phase === 'loading' && <Waiting label={t('common:loading')} />}
          {all.phase === 'live' && list.length === 0 && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noneYet')} />
          )}
          {list.map((one) => (
            <ListButton
              key={one.id}
              act={one}
              names={names}
              isMine={one.members.some(({ waitsFor }) => waitsFor === officer)}
              isShown={one.id === shown?.id}
              onOpen={() => setOpened(one.id)}
            />
          ))}
        </nav>
        {shown !== undefined && (
          <HandoverDetail
            key={shown.id}
            officer={officer}
            act={shown}
            mayWrite={mayWrite}
            names={names}
            onOpen={onOpen}
          />
        )}
      </div>
    </section>
  )
}

/** Acts that are not settled first, then the newest. */
function listOf(unsettled: readonly PlacedRow[], all: readonly PlacedRow[]): readonly Act[] {
  const rows = new Map([...unsettled, ...all].map((placed) => [`${placed.space} ${placed.row.key}`, placed]))
  const acts = actsOf([...rows.values()].map(handoverOf)).toSorted((a, b) => b.main.atMs - a.main.atMs)
  const isOpen = ({ state }: Act): boolean => UNSETTLED.includes(state)
  return [...acts.filter(isOpen), ...acts.filter((act) => !isOpen(act))]
}

interface ListProps {
  readonly act: Act
  readonly names: ReadonlyMap<string, string>
  readonly isMine: boolean
  readonly isShown: boolean
  readonly onOpen: () => void
}

const STATE_COLOURS = { draft: 'gold', given: 'gold', taken: 'green', void: 'default' } as const

function ListButton({ act, names, isMine, isShown, onOpen }: ListProps) {
  const { t } = useTranslation('handover')
  const mark = useSpaceMarks()
  const { main, members, state } = act
  const { atMs, outgoing, incoming, taken } = main
  const to = taken?.officer ?? incoming
  return (
    <button type="button" className="fs-handover-link" aria-current={isShown ? true : undefined} onClick={onOpen}>
      <time dateTime={new Date(atMs).toISOString()}>{dateTimeText(atMs).slice(0, 16)}</time>
      <Tag color={STATE_COLOURS[state]}>{t(`step.${state}`)}</Tag>
      <span>
        {names.get(outgoing) ?? outgoing} → {to === null ? t('anybody') : (names.get(to) ?? to)}
      </span>
      {members.map(({ space }) => (
        <SpaceMark key={space} name={mark(space)} />
      ))}
      {isMine && <strong className="fs-handover-mine">{t('waitsForYou')}</strong>}
    </button>
  )
}
