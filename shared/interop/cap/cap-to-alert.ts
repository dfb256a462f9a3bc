// A CAP message as alerts of our picture. One info per language is the same alert in other words: the language people here
// read is taken. Several infos of one language are several alerts (other areas, other levels). What our fields cannot hold is
// kept as facts in the message's own words; what had to be put differently is said as odd.
import type { Received, SignatureFinding } from '../../model/alert.ts'
import type { AlertReading, MessageName } from '../alert/alert-reading.ts'
import { nameKey, withSlots } from '../alert/alert-reading.ts'
import { readTime } from '../alert/alert-time.ts'
import { Odd, cut } from '../alert/odd.ts'
import type { CategoryRule } from './cap-categories.ts'
import type { CapInfo, CapMessage, CapReference, CapStatus } from './cap-model.ts'
import { alertOfInfo } from './info-to-alert.ts'
import { OWN, OWN_CODE, parameterOf, readOrigin } from './own-words.ts'
import { DEFAULT_LANGUAGE } from './read-cap-info.ts'
import type { ReadCap } from './read-cap.ts'

export interface CapInOptions {
  /** Languages people here read, best first; compared by their beginnings (`zh` fits `zh-CN`). */
  readonly languages: readonly string[]
  readonly categories: readonly CategoryRule[]
  /** Level of alerts whose severity is Unknown, where the law demands a level. */
  readonly levelOfUnknown: 1 | 2 | 3 | 4
  readonly signature: SignatureFinding
  /** What was found of signatures beyond that word. */
  readonly signatureFacts: Received['facts']
  /** Name of the kept original. */
  readonly original: string
  /** For messages that do not say when they were sent. */
  readonly nowMs: number
}

/** What the message says to our picture. */
export function readingOfCap({ message, odd: found }: ReadCap, options: CapInOptions): AlertReading {
  const odd = new Odd()
  for (const line of found) odd.add(line)
  if (message.status === 'Draft') odd.add('status', 'Draft')
  const infos = infosOf(message, options.languages)
  const said = message.sent === '' ? new Date(options.nowMs).toISOString() : message.sent
  const own = ownOf(message)
  const sent = readTime(own.version ?? '')?.iso ?? said
  const name = nameOfCap(message)
  const parts = infos.map((info) => alertOfInfo(message, info, said, options, odd))
  return {
    name,
    kind: kindOf(message),
    use: useOf(message.status),
    references: referencesOf(message, own.origin, name),
    // What was odd is complete only now: every alert of the message says all of it.
    items: withSlots(parts, [...odd.lines]),
    sent,
    note: message.note ?? '',
    odd: odd.lines,
    line: lineOf(message, infos),
  }
}

/** The infos that count. An alert without any still says that there is one: its note or number must do as words. */
function infosOf(message: CapMessage, languages: readonly string[]): readonly CapInfo[] {
  if (message.infos.length > 0) return infosInOneLanguage(message.infos, languages)
  const isAboutItself = message.msgType === 'Alert' || (message.msgType === 'Update' && message.references.length === 0)
  if (!isAboutItself || isPlaceholder(message)) return []
  return [
    {
      language: languages[0] ?? DEFAULT_LANGUAGE,
      categories: [],
      event: message.note ?? message.identifier,
      responses: [],
      urgency: 'Unknown',
      severity: 'Unknown',
      certainty: 'Unknown',
      eventCodes: [],
      parameters: [],
      resources: [],
      areas: [],
    },
  ]
}

/** Feeds without alerts hold one named `!` (NWS). */
function isPlaceholder({ identifier }: CapMessage): boolean {
  return identifier !== '' && !/[\p{L}\p{N}]/u.test(identifier)
}

/** Without an identifier the headline and time must do, so that the same message read twice stays one. */
export function nameOfCap(message: CapMessage): MessageName {
  const first = message.infos[0]
  const substitute = first?.headline ?? first?.event ?? first?.areas[0]?.areaDesc ?? ''
  return {
    sender: message.sender,
    identifier: message.identifier === '' ? `unnamed ${cut(substitute, 120)}` : message.identifier,
    sentMs: message.sent === '' ? null : Date.parse(message.sent),
  }
}

/** What our own messages say of where the alert began. */
function ownOf(message: CapMessage): {
  readonly origin?: CapReference | undefined
  readonly version?: string | undefined
} {
  const parameters = message.infos[0]?.parameters ?? []
  if (!message.codes.includes(OWN_CODE)) return {}
  return { origin: readOrigin(parameterOf(parameters, OWN.origin)), version: parameterOf(parameters, OWN.version) }
}

/** Oldest first, each once; the beginning of the alert is one of them, unless this message is it. */
function referencesOf(
  message: CapMessage,
  origin: CapReference | undefined,
  name: MessageName,
): readonly MessageName[] {
  const all = [...message.references, ...(origin === undefined ? [] : [origin])].map(nameOfReference)
  const byKey = new Map(all.map((one) => [nameKey(one), one]))
  byKey.delete(nameKey(name))
  return [...byKey.values()].toSorted((a, b) => (a.sentMs ?? 0) - (b.sentMs ?? 0))
}

function nameOfReference({ sender, identifier, sent }: CapReference): MessageName {
  return { sender, identifier, sentMs: readTime(sent)?.ms ?? null }
}

function kindOf(message: CapMessage): AlertReading['kind'] {
  const { status, msgType } = message
  if (status === 'System' || isPlaceholder(message)) return 'system'
  if (status === 'Draft') return 'draft'
  return msgType === 'Alert'
    ? 'alert'
    : msgType === 'Update'
      ? 'update'
      : msgType === 'Cancel'
        ? 'cancel'
        : msgType === 'Ack'
          ? 'ack'
          : 'error'
}

function useOf(status: CapStatus): AlertReading['use'] {
  return status === 'Actual' ? 'actual' : status === 'Exercise' ? 'exercise' : 'test'
}

/** The infos of the language read best here; of none of them, those of the first info's language. */
export function infosInOneLanguage(infos: readonly CapInfo[], languages: readonly string[]): readonly CapInfo[] {
  const first = infos[0]
  if (first === undefined) return []
  const wanted = languages.find((language) => infos.some((info) => isLanguage(info.language, language)))
  return infos.filter((info) => isLanguage(info.language, wanted ?? first.language))
}

function isLanguage(language: string, wanted: string): boolean {
  const [is, of] = [language.toLowerCase().replaceAll('_', '-'), wanted.toLowerCase().replaceAll('_', '-')]
  return is === of || is.startsWith(`${of}-`)
}

function lineOf(message: CapMessage, infos: readonly CapInfo[]): string {
  const info = infos[0]
  const what = info === undefined ? 'no info' : `${info.severity} ${info.headline ?? info.event}`
  return cut(
    `CAP ${message.version} ${message.status} ${message.msgType} ${message.sender} ${message.identifier} ${message.sent}: ${what}`,
    300,
  )
}
