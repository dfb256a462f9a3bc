// How our alert fields that CAP has no element for stand in messages we write: as parameters, so that reading them back loses
// nothing. Other readers see ordinary CAP and may show or ignore them.
import { ALERT_LEVELS } from '../../model/alert.ts'
import type { AlertLevel } from '../../model/alert.ts'
import type { CapPair, CapReference, CapSeverity } from './cap-model.ts'

/** `code` of messages that follow these words. */
export const OWN_CODE = 'fengsui:alert:1'
/** valueName of a division's code in `geocode`. */
export const DIVISION_NAME = 'GB/T 2260'

export const OWN = {
  /** red, orange, yellow, blue, none. */
  level: 'fengsui:level',
  /**
   * `sender,identifier,sent` of the first message about the alert, wherever it was sent: servers that pass alerts on to each
   * other know by it that two messages are about one alert.
   */
  origin: 'fengsui:origin',
  /** Since when the alert says what it says, where the message only passes it on: an older word never replaces a newer one. */
  version: 'fengsui:version',
  /** The issuer's own number. */
  number: 'fengsui:number',
  issuedAt: 'fengsui:issuedAt',
  /** Only where CAP's time is not the very text. */
  startsAt: 'fengsui:startsAt',
  endsAt: 'fengsui:endsAt',
  adjustedAt: 'fengsui:adjustedAt',
  /** areaDesc is not the issuer's words but made of the divisions. */
  madeArea: 'fengsui:areaDesc',
  radiusM: 'fengsui:radiusM',
  cancelledHow: 'fengsui:cancelled:how',
  cancelledAt: 'fengsui:cancelled:at',
  cancelledBy: 'fengsui:cancelled:by',
  cancelledReason: 'fengsui:cancelled:reason',
} as const

/** 一级 red … 四级 blue (突发事件应对法 art. 63), and CAP's severity for each. */
const LEVELS: readonly { readonly level: AlertLevel; readonly colour: string; readonly severity: CapSeverity }[] = [
  { level: 1, colour: 'red', severity: 'Extreme' },
  { level: 2, colour: 'orange', severity: 'Severe' },
  { level: 3, colour: 'yellow', severity: 'Moderate' },
  { level: 4, colour: 'blue', severity: 'Minor' },
]

export function severityOf(level: AlertLevel | null): CapSeverity {
  return LEVELS.find((item) => item.level === level)?.severity ?? 'Unknown'
}

export function colourOf(level: AlertLevel | null): string {
  return LEVELS.find((item) => item.level === level)?.colour ?? 'none'
}

/** The level CAP's severity stands for; null for Unknown. */
export function levelOfSeverity(severity: CapSeverity): AlertLevel | null {
  return LEVELS.find((item) => item.severity === severity)?.level ?? null
}

/** The level of a colour in any letters; null for `none`; undefined when it is no colour of a level. */
export function levelOfColour(colour: string): AlertLevel | null | undefined {
  const wanted = colour.trim().toLowerCase()
  if (wanted === 'none') return null
  return ALERT_LEVELS.find((level) => colourOf(level) === wanted)
}

/** The triple of an origin; undefined when it is none. */
export function readOrigin(text: string | undefined): CapReference | undefined {
  const [sender, identifier, sent, ...rest] = (text ?? '').split(',')
  const isWhole = sender !== undefined && identifier !== undefined && sent !== undefined && rest.length === 0
  return isWhole ? { sender, identifier, sent } : undefined
}

/** Value of the parameter of that name. */
export function parameterOf(parameters: readonly CapPair[], name: string): string | undefined {
  return parameters.find((pair) => pair.name === name)?.value
}
