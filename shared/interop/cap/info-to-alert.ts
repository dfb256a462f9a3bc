// One info of a CAP message as the fields of one alert.
import { alertFields as f } from '../../model/alert.ts'
import { isGraded } from '../../model/level.ts'
import type { AlertItem } from '../alert/alert-reading.ts'
import type { Odd } from '../alert/odd.ts'
import { cut, isLonger } from '../alert/odd.ts'
import { areaOfInfo } from './area-to-alert.ts'
import { categoryOf } from './cap-categories.ts'
import { factsOf } from './cap-facts.ts'
import type { CapInfo, CapMessage } from './cap-model.ts'
import type { CapInOptions } from './cap-to-alert.ts'
import { OWN, OWN_CODE, levelOfColour, levelOfSeverity, parameterOf } from './own-words.ts'

/** Stands where the law's eight items need words and the message has none. */
export const NOT_SAID = '—'

type Part = Pick<AlertItem, 'fields' | 'cancelled' | 'adjustedAt'>

/** The alert, and how it was cancelled where one of our own messages says so. */
export function alertOfInfo(message: CapMessage, info: CapInfo, sent: string, options: CapInOptions, odd: Odd): Part {
  const isOwn = message.codes.includes(OWN_CODE)
  const own = (name: string) => (isOwn ? parameterOf(info.parameters, name) : undefined)
  const category = categoryOf(info, options.categories)
  if (category.isGuess) odd.add('category-guessed', `${info.event} = ${category.code}`)
  const text = (value: string | undefined, max: number, what: string, missing = NOT_SAID) => {
    if (value !== undefined && isLonger(value, max)) odd.add('text-cut', what)
    if (value === undefined && missing === NOT_SAID && !isOwn) odd.add(`no-${what}`)
    return value === undefined ? (isOwn ? '' : missing) : cut(value, max)
  }
  const issuedAt = timeOr(own(OWN.issuedAt), sent)
  const times = timesOf(info, sent, own, odd)
  const area = areaOfInfo(info, own, odd)
  const number = own(OWN.number) ?? message.identifier
  const headline = info.headline ?? (info.event === '' ? undefined : info.event)
  const description = info.description ?? (isOwn ? undefined : headline)
  const instruction = info.instruction ?? (info.responses.length > 0 && !isOwn ? info.responses.join(', ') : undefined)
  return {
    fields: {
      category: category.code,
      level: levelOf(info, category.code, own(OWN.level), options, odd),
      title: text(headline, 120, 'headline'),
      use: message.status === 'Actual' ? 'actual' : message.status === 'Exercise' ? 'exercise' : 'test',
      number: isLonger(number, 60) ? '' : number,
      ...times,
      ...area,
      warnings: text(description, 4_000, 'description'),
      measures: text(instruction, 4_000, 'instruction'),
      issuedBy: text(info.senderName ?? message.source ?? (message.sender || undefined), 120, 'senderName'),
      issuedAt,
      telephone: text(info.contact, 60, 'contact', ''),
      received: {
        form: 'cap',
        sender: cut(message.sender, 200),
        identifier: cut(message.identifier, 300),
        sent: cut(message.sent, 60),
        signature: options.signature,
        odd: [],
        facts: [...options.signatureFacts, ...factsOf(message, info)].slice(0, 60),
        original: options.original,
      },
    },
    cancelled: cancelledOf(own),
    adjustedAt: own(OWN.adjustedAt),
  }
}

function levelOf(
  info: CapInfo,
  category: string,
  own: string | undefined,
  options: CapInOptions,
  odd: Odd,
): 1 | 2 | 3 | 4 | null {
  const said = own === undefined ? undefined : levelOfColour(own)
  if (said !== undefined && (said !== null) === isGraded(category)) return said
  if (!isGraded(category)) {
    if (info.severity !== 'Unknown') odd.add('level-not-graded', info.severity)
    return null
  }
  const level = levelOfSeverity(info.severity)
  if (level === null) odd.add('severity-unknown', `level ${String(options.levelOfUnknown)}`)
  return level ?? options.levelOfUnknown
}

type Own = (name: string) => string | undefined

/** Start and end; a message that ends before it starts starts when it was sent, or a minute before its end. */
function timesOf(info: CapInfo, sent: string, own: Own, odd: Odd): { startsAt: string; endsAt: string | null } {
  const startsAt = timeOr(own(OWN.startsAt), info.onset ?? info.effective ?? sent)
  const end = own(OWN.endsAt) ?? info.expires
  const endsAt = end === undefined ? null : timeOr(end, null)
  if (endsAt === null || Date.parse(endsAt) > Date.parse(startsAt)) return { startsAt, endsAt }
  odd.add('expires-before-start', endsAt)
  if (Date.parse(sent) < Date.parse(endsAt)) return { startsAt: sent, endsAt }
  return { startsAt: new Date(Date.parse(endsAt) - 60_000).toISOString(), endsAt }
}

/** `text` where it is a time our records can hold. */
function timeOr<Else>(text: string | undefined, otherwise: Else): string | Else {
  return text !== undefined && f.issuedAt.safeParse(text).success ? text : otherwise
}

function cancelledOf(own: Own): AlertItem['cancelled'] {
  const [how, at, reason] = [own(OWN.cancelledHow), own(OWN.cancelledAt), own(OWN.cancelledReason)]
  const read = f.cancelled.safeParse({ how, at, reason, by: own(OWN.cancelledBy) ?? NOT_SAID })
  return read.success ? read.data : undefined
}
