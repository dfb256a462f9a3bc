// What has happened that an officer should know, each with what the officer's agency made of it: new incidents, alerts,
// directives to sign for and those sent back, overdue reports. The bell and the notice centre read this one book, so they cannot disagree.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ALERT, cancelOf } from '../../../shared/model/alert.ts'
import { RECEIPT } from '../../../shared/model/directive.ts'
import type { NoticeKind } from '../../../shared/model/disposition.ts'
import { DISPOSITION, ONCE_ONLY, standingOf } from '../../../shared/model/disposition.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { ItemRow, NoticeRow } from '../../../shared/rpc/rows.ts'
import type { AlertItem } from '../../state/alert-book.ts'
import { alertItem, useAlertBook } from '../../state/alert-book.ts'
import { useNow } from '../../state/clock-store.ts'
import { PAGE_ROWS, pageOf, shownOf } from '../../state/desk-items.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { useOfficer, useStatusPart } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useRefusedHappenings } from './refused-happenings.ts'

/** Goes to what a notice is about, in the space it is of; null: the one shown. The app knows the ways. */
export type OpenNotice = (notice: Happening, space: string | null) => void

/** What happened. */
export interface Happening {
  readonly kind: NoticeKind
  readonly subject: string
  /** See disposition.ts. */
  readonly moment: string
  readonly atMs: number
  /** 1 the gravest; null: none, or not known. */
  readonly level: number | null
  readonly title: string
  readonly more: string
  readonly incident: string | null
  /** Directive a receipt belongs to. */
  readonly parent: string | null
  /** Agency and officer it is for; both null: for everyone. */
  readonly agency: string | null
  readonly officer: string | null
  /** This station's own acknowledgement of a new incident. */
  readonly local: { readonly key: string; readonly by: string | null; readonly atMs: number | null } | null
}

export interface DeskNotice extends Happening {
  readonly key: string
  /** The disposition that stands. */
  readonly given: ItemRow | null
  readonly isContradicted: boolean
  readonly isOpen: boolean
}

export interface NoticeBook {
  /** The open ones first, among them the gravest, then the newest. */
  readonly notices: readonly DeskNotice[]
  readonly open: readonly DeskNotice[]
  readonly isLive: boolean
  readonly isStale: boolean
  /** More was disposed of than was compared. */
  readonly beyond: boolean
}

const LIMIT = 500
/** A cancelled alert is told of for so long. */
const CANCELLED_FOR_MS = 24 * 3_600_000
const NOTHING: readonly Happening[] = []

/** The book of one space; `others` brings what features besides this one know. */
export function useNoticeBook(space: string | null, others: readonly Happening[] = NOTHING): NoticeBook {
  const incidents = useWatch(
    'notices',
    useMemo(() => (space === null ? null : { space, limit: LIMIT }), [space]),
  )
  const alerts = useAlertHappenings(space)
  const directives = useDirectiveHappenings(space)
  const refused = useRefusedHappenings(space)
  const said = useDispositions(space)
  const notices = useMemo(() => {
    const all = [...incidents.rows.map(incidentHappening), ...alerts.happenings, ...directives, ...refused, ...others]
    return all.map((one) => noticeOf(one, said.bySubject.get(one.subject) ?? [])).toSorted(openGravestFirst)
  }, [incidents.rows, alerts.happenings, directives, refused, others, said.bySubject])
  const open = useMemo(() => notices.filter(({ isOpen }) => isOpen), [notices])
  return {
    notices,
    open,
    isLive: incidents.phase === 'live' && alerts.isLive && said.isLive,
    isStale: incidents.phase === 'stale',
    beyond: said.beyond,
  }
}

/** A happening with what was made of it. */
export function noticeOf(one: Happening, dispositions: readonly ItemRow[]): DeskNotice {
  const { given, isContradicted, wasGiven } = standingOf(Date.parse(one.moment), dispositions, shownOf)
  // What was acknowledged at this station alone counts until somebody says more.
  const isSeenHere = !wasGiven && one.local !== null && one.local.atMs !== null
  return {
    ...one,
    key: `${one.kind} ${one.subject} ${one.moment}`,
    given,
    isContradicted,
    isOpen: given === null && !isSeenHere,
  }
}

/** Open before settled; among the open the gravest, and ungraded before level 4: it may be grave; then the newest. */
export function openGravestFirst(a: DeskNotice, b: DeskNotice): number {
  const rank = ({ isOpen, level }: DeskNotice): number => (isOpen ? (level ?? 3.5) : 9)
  return rank(a) - rank(b) || b.atMs - a.atMs
}

/** A new incident; every station says the same moment, whenever it heard of it. */
export function incidentHappening(row: NoticeRow): Happening {
  return {
    kind: 'incident',
    subject: row.incident,
    moment: ONCE_ONLY,
    atMs: row.receivedMs,
    level: row.level,
    title: row.title,
    more: row.category,
    incident: row.incident,
    parent: null,
    agency: null,
    officer: null,
    local: { key: row.key, by: row.acknowledgedBy, atMs: row.acknowledgedMs },
  }
}

function useAlertHappenings(space: string | null) {
  const { t } = useTranslation('notices')
  const { alerts, isLoading } = useAlertBook(space)
  const own = useStatusPart((status) => status?.station ?? '')
  const now = useNow(60_000)
  const cancelled = useWatch(
    'items',
    space === null ? null : pageOf(space, ALERT, { states: ['cancelled'] }, { limit: 100 }),
  )
  const happenings = useMemo(() => {
    const ended = cancelled.rows.map((row) => alertItem(row, now))
    return [...alerts, ...ended].flatMap((item) => alertHappening(item, own, now, (key, title) => t(key, { title })))
  }, [alerts, cancelled.rows, own, now, t])
  return { happenings, isLive: !isLoading && cancelled.phase === 'live' }
}

/** An alert, its last adjustment, or its end within a day; one written at this station itself is no news here. */
export function alertHappening(
  { key, row, fields, level, phase }: AlertItem,
  ownStation: string,
  nowMs: number,
  say: (key: 'alertLifted' | 'alertMistaken' | 'alertAdjusted', title: string) => string,
): readonly Happening[] {
  const cancelled = cancelOf(fields)
  const adjusted = textField(fields, 'adjustedAt')
  const title = textField(fields, 'title') ?? ''
  const moment = cancelled?.at ?? adjusted ?? textField(fields, 'issuedAt')
  if (moment === null) return []
  const momentMs = Date.parse(moment)
  if (cancelled !== null && nowMs - momentMs > CANCELLED_FOR_MS) return []
  if (cancelled === null && adjusted === null && row.station === ownStation) return []
  const shown =
    cancelled === null
      ? adjusted === null
        ? title
        : say('alertAdjusted', title)
      : say(phase === 'mistake' ? 'alertMistaken' : 'alertLifted', title)
  const one: Happening = {
    kind: 'alert',
    subject: key,
    moment: isoWithOffset(momentMs),
    atMs: row.changedMs,
    level: cancelled === null ? level : 4,
    title: shown,
    more: textField(fields, 'issuedBy') ?? '',
    incident: null,
    parent: null,
    agency: null,
    officer: null,
    local: null,
  }
  return [one]
}

function useDirectiveHappenings(space: string | null): readonly Happening[] {
  const { t, i18n } = useTranslation('notices')
  const agency = useOfficer()?.agency ?? null
  const agencies = useAgencies()
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const { rows } = useWatch(
    'items',
    space === null || agency === null
      ? null
      : pageOf(space, RECEIPT, { agencies: [agency], states: ['sent', 'delivered'] }),
  )
  return useMemo(
    () =>
      rows.map((row): Happening => {
        const fields = shownOf(row)
        const issuedMs = timeField(fields, 'issuedAt') ?? row.writtenMs
        return {
          kind: 'directive',
          subject: row.key,
          moment: ONCE_ONLY,
          atMs: issuedMs,
          level: null,
          title: t('directiveTitle', { title: textField(fields, 'title') ?? t('untitled') }),
          // Not its author: one that came over a link was written down by the link.
          more: agencyName(agencies, textField(fields, 'from') ?? '', language),
          incident: textField(fields, 'incident'),
          parent: textField(fields, 'directive'),
          agency: textField(fields, 'agency'),
          officer: textField(fields, 'officer'),
          local: null,
        }
      }),
    [rows, t, agencies, language],
  )
}

interface Dispositions {
  readonly bySubject: ReadonlyMap<string, readonly ItemRow[]>
  readonly isLive: boolean
  readonly beyond: boolean
}

/** What the officer's agency has made of notices: the newest of it, two pages. */
function useDispositions(space: string | null): Dispositions {
  const agency = useOfficer()?.agency ?? null
  const isAsked = space !== null && agency !== null
  const filter = useMemo(() => ({ agencies: agency === null ? [] : [agency] }), [agency])
  const first = useWatch('items', isAsked ? pageOf(space, DISPOSITION, filter) : null)
  const total = first.meta?.total ?? 0
  const second = useWatch(
    'items',
    isAsked && total > PAGE_ROWS ? pageOf(space, DISPOSITION, filter, { offset: PAGE_ROWS }) : null,
  )
  const bySubject = useMemo(() => {
    const grouped = new Map<string, ItemRow[]>()
    for (const row of [...first.rows, ...second.rows]) {
      const subject = textField(shownOf(row), 'subject') ?? ''
      const known = grouped.get(subject)
      if (known === undefined) grouped.set(subject, [row])
      else known.push(row)
    }
    return grouped
  }, [first.rows, second.rows])
  return { bySubject, isLive: first.phase === 'live', beyond: total > COMPARED }
}

/** Dispositions compared at most. */
export const COMPARED = 2 * PAGE_ROWS
