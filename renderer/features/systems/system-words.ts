// Words of a linked system: its kind, how long ago, and what went wrong.
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { FaultKind } from '../../../shared/base/fault.ts'
import { FAULTS } from '../../../shared/base/fault.ts'
import type { SystemRow } from '../../../shared/model/ambient.ts'
import { faultWords, i18n } from '../../i18n/i18n.ts'
import { agoOf } from '../../ui/age-words.ts'

export interface SystemWords {
  readonly kind: (kind: string) => string
  /** What a system of the kind offers, and in which format. */
  readonly about: (kind: string) => string
  readonly format: (kind: string) => string
  /** "4 min ago"; "never" for null. */
  readonly ago: (atMs: number | null, nowMs: number) => string
}

/** Words by kind; a kind this program does not know is named as it is. */
export function useSystemWords(): SystemWords {
  const { t } = useTranslation(['systems', 'gateways'])
  return {
    kind: (kind) => t(`gateways:kinds.${kind}`, { defaultValue: t('systems:unknownKind', { kind }) }),
    about: (kind) => t(`gateways:about.${kind}`, { defaultValue: '' }),
    format: (kind) => t(`gateways:format.${kind}`, { defaultValue: kind }),
    ago: (atMs, nowMs) => agoText(t, atMs, nowMs),
  }
}

function agoText(t: TFunction<['systems', 'gateways']>, atMs: number | null, nowMs: number): string {
  if (atMs === null) return t('systems:never')
  const { word, count } = agoOf(nowMs - atMs)
  return t(`systems:ago.${word}`, { count })
}

export type OpenTrouble = NonNullable<SystemRow['troubles']>[number]

/** What is wrong now, by source, the longest first. An older server tells one trouble without its source. */
export function openTroubles({ state, fault, troubles }: SystemRow): readonly OpenTrouble[] {
  if (troubles !== undefined) return troubles
  return state === 'failed' && fault !== null ? [{ ...fault, source: '', sinceMs: fault.atMs }] : []
}

/** A source of trouble in words: a part of the gateway, else the address or topic as it is; '' for the whole. */
export function sourceWords(source: string): string {
  const key = `systems:source.${source}`
  return /^\w+$/.test(source) && i18n.exists(key) ? i18n.t(key) : source
}

/** A trouble with its source, as one line. */
export function sourcedWords(trouble: Trouble & { readonly source: string }): string {
  const words = troubleWords(trouble)
  return trouble.source === '' ? words : i18n.t('systems:sourced', { source: sourceWords(trouble.source), words })
}

type Trouble = Pick<NonNullable<SystemRow['fault']>, 'kind' | 'message' | 'detail'>

/** A gateway's trouble in plain words: those of linked systems, else the common ones, else the server's. */
export function troubleWords({ kind, message, detail }: Trouble): string {
  const key = `systems:faults.${kind}`
  if (i18n.exists(key)) return i18n.t(key)
  return isKnown(kind) ? faultWords({ kind, message, ...(detail === undefined ? {} : { detail }) }) : message
}

function isKnown(kind: string): kind is FaultKind {
  return kind in FAULTS
}
