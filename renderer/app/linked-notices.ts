// What linked systems bring as notices: systems gone silent or failed, units in distress, readings in danger. None of it is
// journaled; what agencies make of it is. A system's notice is of one outage: it began when the system was last heard.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ONCE_ONLY } from '../../shared/model/disposition.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { ReadingView, TrackPoint } from '../../shared/rpc/rows.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { sourceWords } from '../features/systems/system-words.ts'
import type { Health, LinkedSystem } from '../state/linked-systems.ts'
import { useAlarming, useSystemBook } from '../state/linked-systems.ts'
import { useSpaceId } from '../state/space-store.ts'
import { agencyWords } from '../ui/author-words.ts'

/** A disposition names its subject in so many characters. */
const SUBJECT_LENGTH = 160
const EVERYONE = { incident: null, parent: null, agency: null, officer: null, local: null } as const

/** The notices of the shown space. */
export function useLinkedNotices(): readonly Happening[] {
  const { t } = useTranslation(['systems', 'gateways'])
  const space = useSpaceId()
  const { troubled } = useSystemBook(space)
  const { distress, danger } = useAlarming(space)
  return useMemo(
    () => [
      ...troubled.map((system) =>
        systemHappening(system, (how, name, source) =>
          t(`systems:notice.${how}`, { name, source: sourceWords(source) }),
        ),
      ),
      ...distress.map((row) => distressHappening(row, (name) => t('systems:notice.distress', { name }))),
      ...danger.map((row) =>
        readingHappening(
          row,
          t('systems:notice.reading', {
            name: row.name,
            quantity: t(`gateways:quantity.${row.quantity}`, { defaultValue: row.quantity }),
            value: row.value,
            unit: row.unit,
          }),
        ),
      ),
    ],
    [troubled, distress, danger, t],
  )
}

/**
 * A system that is not heard, since it was last heard, or that does not work, since the newest outage began: what goes well
 * elsewhere in it makes no new notice. Every station says the same moment.
 */
export function systemHappening(
  { row, health, lastMs }: LinkedSystem,
  say: (how: 'silent' | 'failed' | 'failedPart', name: string, source: string) => string,
): Happening {
  const newest = health === 'failed' ? row.troubles?.at(-1) : undefined
  const atMs = newest?.sinceMs ?? lastMs ?? row.since
  return {
    ...EVERYONE,
    kind: 'system',
    subject: row.id.slice(0, SUBJECT_LENGTH),
    moment: isoWithOffset(atMs),
    atMs: newest === undefined && health === 'failed' && row.fault !== null ? row.fault.atMs : atMs,
    level: 3,
    title: say(howOf(health, newest?.source ?? ''), row.name, newest?.source ?? ''),
    more: agencyWords(row),
  }
}

function howOf(health: Health, source: string): 'silent' | 'failed' | 'failedPart' {
  if (health !== 'failed') return 'silent'
  return source === '' ? 'failed' : 'failedPart'
}

/** A unit that calls for help. */
export function distressHappening(row: TrackPoint, say: (name: string) => string): Happening {
  const [id, , , , , , distressMs, , , , name] = row
  return {
    ...EVERYONE,
    kind: 'distress',
    subject: id.slice(0, SUBJECT_LENGTH),
    moment: distressMs > 1 ? isoWithOffset(distressMs) : ONCE_ONLY,
    atMs: distressMs,
    level: 1,
    title: say(name === '' ? id.slice(id.indexOf('/') + 1) : name),
    more: '',
  }
}

/** A quantity that has reached what its system calls danger. */
export function readingHappening({ id, stateMs }: ReadingView, title: string): Happening {
  return {
    ...EVERYONE,
    kind: 'reading',
    subject: id.slice(0, SUBJECT_LENGTH),
    moment: stateMs > 0 ? isoWithOffset(stateMs) : ONCE_ONLY,
    atMs: stateMs,
    level: 2,
    title,
    more: '',
  }
}
