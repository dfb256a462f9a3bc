// Reading CAP 1.0, 1.1 and 1.2 leniently (interop.md 2.2, 2.3): by local names, whatever the prefix or namespace; elements in
// any order; what is missing, misspelt or unreadable is left out and said. Refused is only what is no alert at all: an alert
// that is odd is still an alert.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { readTime } from '../alert/alert-time.ts'
import { Odd, cut } from '../alert/odd.ts'
import type { XmlLimits } from '../xml/read-xml.ts'
import { readXml } from '../xml/read-xml.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { childElements, elementsNamed } from '../xml/xml-tree.ts'
import type { CapMessage, CapReference, CapVersion } from './cap-model.ts'
import { CAP_MSG_TYPES, CAP_NAMESPACES, CAP_SCOPES, CAP_STATUSES, DSIG } from './cap-model.ts'
import { readInfo } from './read-cap-info.ts'
import { firstText, texts, wordOf } from './read-words.ts'

/** More alerts than this in one document are not read. */
const MAX_ALERTS = 5_000
const MAX_INFOS = 500
const MAX_REFERENCES = 1_000

export interface ReadCap {
  readonly message: CapMessage
  /** The alert as it stood in its document. */
  readonly element: XmlElement
  /** True when the document is this alert and nothing around it. */
  readonly isWhole: boolean
  readonly odd: readonly string[]
}

/** Every alert of a document: one, several in a common root, or inside an envelope (EDXL-DE, a feed's entry). */
export function readCap(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): Result<readonly ReadCap[]> {
  const root = readXml(bytes, limits)
  return root.ok ? readCapTree(root.value) : root
}

/** The same of a document that was read already. */
export function readCapTree(root: XmlElement): Result<readonly ReadCap[]> {
  const alerts = elementsNamed(root, 'alert').filter((element) => !isInside(root, element))
  if (alerts.length === 0)
    return refuse('malformed', `<${cut(root.name, 60)}> holds no alert`, { found: cut(root.name, 60) })
  if (alerts.length > MAX_ALERTS) return refuse('tooLarge', `more alerts than ${MAX_ALERTS}`, { max: MAX_ALERTS })
  if (alerts.every(isChineseForm))
    return refuse('malformed', "this is China's warning form, not CAP: its gateway is `gt`", { found: 'gt' })
  return ok(alerts.filter((alert) => !isChineseForm(alert)).map((alert) => readAlert(alert, alert === root)))
}

/** China's form has no namespace and other names for sender and time (interop.md 2.7). */
export function isChineseForm(alert: XmlElement): boolean {
  return (
    alert.namespace === '' &&
    (firstText(alert, 'senderCode') !== undefined || firstText(alert, 'sendTime') !== undefined)
  )
}

/** True for an alert inside another: only the outer counts. */
function isInside(root: XmlElement, alert: XmlElement): boolean {
  return root.name === 'alert' && alert !== root
}

function readAlert(alert: XmlElement, isWhole: boolean): ReadCap {
  const odd = new Odd()
  const known = CAP_NAMESPACES.get(alert.namespace)
  if (known === undefined) odd.add('namespace', alert.namespace === '' ? 'none' : alert.namespace)
  const version: CapVersion = known ?? '1.2'
  const references = readReferences(texts(alert, 'references'), odd)
  const sent = readSent(alert, odd)
  const infos = childElements(alert, 'info')
  if (infos.length === 0) odd.add('no-info')
  if (infos.length > MAX_INFOS) odd.add('too-many-infos', infos.length)
  const identifier = firstText(alert, 'identifier') ?? ''
  if (identifier === '') odd.add('no-identifier')
  else if (/[\s,<&]/.test(identifier)) odd.add('identifier-form', identifier)
  const sender = firstText(alert, 'sender') ?? ''
  if (sender === '') odd.add('no-sender')
  else if (/[\s,<&]/.test(sender)) odd.add('sender-form', sender)
  const msgType = wordOf(alert, 'msgType', CAP_MSG_TYPES, odd) ?? (references.length > 0 ? 'Update' : 'Alert')
  if (msgType !== 'Alert' && references.length === 0) odd.add('no-references', msgType)
  return {
    element: alert,
    isWhole,
    message: {
      version,
      identifier,
      sender,
      sent,
      status: wordOf(alert, 'status', CAP_STATUSES, odd) ?? 'Actual',
      msgType,
      source: firstText(alert, 'source'),
      scope: wordOf(alert, 'scope', CAP_SCOPES, odd) ?? 'Public',
      restriction: firstText(alert, 'restriction'),
      addresses: quotedList(texts(alert, 'addresses')),
      codes: texts(alert, 'code').filter((code) => code !== ''),
      note: firstText(alert, 'note'),
      references,
      incidents: quotedList(texts(alert, 'incidents')),
      infos: infos.slice(0, MAX_INFOS).map((info) => readInfo(info, odd)),
      signatures: childElements(alert, 'Signature', DSIG).length,
    },
    odd: odd.lines,
  }
}

function readSent(alert: XmlElement, odd: Odd): string {
  const text = firstText(alert, 'sent')
  if (text === undefined) {
    odd.add('no-sent')
    return ''
  }
  const time = readTime(text)
  if (time === undefined) odd.add('sent-unreadable', text)
  else if (time.odd !== undefined) odd.add(`sent-${time.odd}`, text)
  return time?.iso ?? ''
}

/** `sender,identifier,sent` triples between blanks; what is no triple is kept as an identifier alone. */
function readReferences(all: readonly string[], odd: Odd): readonly CapReference[] {
  const words = all.flatMap((text) => text.split(/\s+/, MAX_REFERENCES + 1)).filter((word) => word !== '')
  if (words.length > MAX_REFERENCES) odd.add('too-many-references', words.length)
  return words.slice(0, MAX_REFERENCES).map((word) => {
    const parts = word.split(',')
    const [sender, identifier, ...sent] = parts
    if (parts.length === 3 && sender !== undefined && identifier !== undefined)
      return { sender, identifier, sent: sent.join(',') }
    odd.add('reference-form', word)
    return { sender: '', identifier: word, sent: '' }
  })
}

/** Words between blanks; one with blanks stands between quotes (CAP 1.2, `addresses`). */
function quotedList(all: readonly string[]): readonly string[] {
  return all.flatMap((text) =>
    Array.from(text.slice(0, 20_000).matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? ''),
  )
}
