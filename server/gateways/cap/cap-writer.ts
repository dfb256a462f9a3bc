// Our alerts as CAP documents: those that came as CAP go on as they came, all others in our own words, signed, with where they
// began, so that servers which pass alerts on to each other never make two of one.
import { ok } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { capOfAlert } from '../../../shared/interop/cap/alert-to-cap.ts'
import type { CapReference } from '../../../shared/interop/cap/cap-model.ts'
import { OWN, readOrigin } from '../../../shared/interop/cap/own-words.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { writeCap } from '../../../shared/interop/cap/write-cap.ts'
import type { CapSettings } from '../../../shared/interop/settings/cap.ts'
import type { Received } from '../../../shared/model/alert.ts'
import { cancelOf, receivedSchema } from '../../../shared/model/alert.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { SigningKey } from '../../tls/signing-certificate.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { Names } from '../warnings/names.ts'
import { namesIn, readNames } from '../warnings/names.ts'
import type { Originals } from '../warnings/originals.ts'
import type { SentName, ToTell } from '../warnings/own-alerts.ts'
import { OwnAlerts } from '../warnings/own-alerts.ts'
import type { Published } from './published.ts'
import { signCap } from './sign.ts'

/** What tells alerts of the space by documents that are served. */
export async function ownAlerts(
  here: GatewaySurroundings,
  settings: CapSettings,
  published: Published,
  originals: Originals,
  key: SigningKey | undefined,
): Promise<OwnAlerts> {
  const names = await readNames()
  return new OwnAlerts({
    here,
    passesOn: settings.passesOn,
    tell: async (alert) =>
      (await passedOn(alert, published, originals)) ??
      written(alert, settings, await namesIn(here.picture, names), published, key),
  })
}

/** What came as CAP goes on as it came: its sender's signature stays whole. */
async function passedOn(
  { fields, before }: ToTell,
  published: Published,
  originals: Originals,
): Promise<Result<SentName> | undefined> {
  const received = receivedSchema.safeParse(fields['received'])
  if (!received.success || received.data.form !== 'cap') return undefined
  const bytes = await originals.read(received.data.original)
  const read = bytes === undefined ? undefined : readCap(bytes)
  const message = read?.ok === true ? read.value[0]?.message : undefined
  // The record changed, but not by a message of its sender: then it is ours to say.
  if (bytes === undefined || message === undefined || message.sent === '') return undefined
  if (before.some(({ identifier }) => identifier === message.identifier)) return undefined
  // From an exercise nothing goes out as real, and it cannot be rewritten without breaking it.
  if (message.status === 'Actual' && fields['use'] !== 'actual') return undefined
  await published.add(message, bytes)
  return ok({ sender: message.sender, identifier: message.identifier, sentMs: Date.parse(message.sent) })
}

async function written(
  alert: ToTell,
  settings: CapSettings,
  names: Names,
  published: Published,
  key: SigningKey | undefined,
): Promise<Result<SentName>> {
  const received = receivedSchema.safeParse(alert.fields['received'])
  const message = capOfAlert(alert.fields, {
    sender: settings.sender,
    identifier: `${alert.id}.${String(alert.before.length + 1)}`,
    sentMs: alert.sentMs,
    references: alert.before.map(({ sender, identifier, sentMs }) => ({
      sender,
      identifier,
      sent: isoWithOffset(sentMs),
    })),
    language: 'zh-CN',
    source: received.success ? received.data.sender : undefined,
    ...(received.success ? beginningOf(alert.fields, received.data) : firstOf(alert)),
    eventName: names.event,
    divisionName: names.division,
  })
  const document = writeCap(message)
  if (!document.ok) return document
  const text = key === undefined ? document.value : signCap(document.value, key)
  await published.add(message, new TextEncoder().encode(text))
  return ok({ sender: message.sender, identifier: message.identifier, sentMs: alert.sentMs })
}

/** Of an alert of ours: the first message sent about it. */
function firstOf({ before }: ToTell): { readonly origin?: CapReference } {
  const [first] = before
  return first === undefined ? {} : { origin: { ...first, sent: isoWithOffset(first.sentMs) } }
}

/** Of an alert that is passed on in our words: where it began, and since when it says what it says. */
function beginningOf(
  fields: JsonFields,
  { sender, identifier, facts }: Received,
): { readonly origin: CapReference; readonly version: string } {
  const said = readOrigin(facts.find(([name]) => name === OWN.origin)?.[1])
  const began = {
    sender,
    identifier: textField(fields, 'number') ?? identifier,
    sent: textField(fields, 'issuedAt') ?? '',
  }
  const times = [timeField(fields, 'issuedAt'), timeField(fields, 'adjustedAt'), Date.parse(cancelOf(fields)?.at ?? '')]
  const newestMs = Math.max(0, ...times.filter((ms) => ms !== null && !Number.isNaN(ms)).map(Number))
  return { origin: said ?? began, version: isoWithOffset(newestMs) }
}
