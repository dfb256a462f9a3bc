// Feeds of CAP in all shapes they come in (interop.md 2.5): Atom or RSS, an index of links or the alerts themselves inside the
// entries; also a plain CAP document where a feed was expected. One unusable entry is said and never stops the others.
import type { Fault, Result } from '../../base/fault.ts'
import { fault, ok, refuse } from '../../base/fault.ts'
import { cut } from '../alert/odd.ts'
import type { XmlLimits } from '../xml/read-xml.ts'
import { readXml, readXmlText } from '../xml/read-xml.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { attributeOf, childElements, childText, elementsNamed, textOf } from '../xml/xml-tree.ts'
import type { ReadCap } from './read-cap.ts'
import { readCapTree } from './read-cap.ts'

export type FeedShape = 'atom' | 'rss' | 'cap'

export interface FeedEntry {
  /** Id, guid or link; '' when the entry has none. */
  readonly id: string
  readonly title: string
  /** When it was last changed, in the feed's own words; with the id it tells whether it must be fetched again. */
  readonly updated: string
  /** Alerts inside the entry. */
  readonly alerts: readonly ReadCap[]
  /** Where the alert is, when it is not inside: as it stands, to be resolved against the feed's own address. */
  readonly link: string | undefined
}

export interface Feed {
  readonly shape: FeedShape
  readonly title: string
  readonly entries: readonly FeedEntry[]
  /** Entries that hold no alert and lead to none. */
  readonly unusable: readonly Fault[]
}

/** More entries than this are not read. */
const MAX_ENTRIES = 20_000

/** Reads a feed, or a document with alerts as a feed of one entry each. */
export function readFeed(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): Result<Feed> {
  const root = readXml(bytes, limits)
  return root.ok ? readFeedTree(root.value) : root
}

/** The same of a document that was read already. */
export function readFeedTree(root: XmlElement): Result<Feed> {
  const name = root.name.toLowerCase()
  if (name === 'feed') return ok(feedOf('atom', root, childElements(root, 'entry')))
  if (name === 'rss' || name === 'rdf') {
    const channel = childElements(root, 'channel')[0]
    if (channel === undefined) return refuse('malformed', 'the RSS feed has no channel')
    return ok(feedOf('rss', channel, elementsNamed(root, 'item')))
  }
  const alerts = readCapTree(root)
  if (!alerts.ok) return alerts
  const entries = alerts.value.map((alert): FeedEntry => {
    const { identifier, sent } = alert.message
    return { id: identifier, title: '', updated: sent, alerts: [alert], link: undefined }
  })
  return ok({ shape: 'cap', title: '', entries, unusable: [] })
}

function feedOf(shape: 'atom' | 'rss', head: XmlElement, all: readonly XmlElement[]): Feed {
  const entries: FeedEntry[] = []
  const unusable: Fault[] = []
  for (const element of all.slice(0, MAX_ENTRIES)) {
    const read = entryOf(shape, element)
    if (read.ok) entries.push(read.value)
    else unusable.push(read.fault)
  }
  if (all.length > MAX_ENTRIES)
    unusable.push(fault('tooLarge', `more entries than ${MAX_ENTRIES}`, { max: MAX_ENTRIES }))
  return { shape, title: cut(childText(head, 'title') ?? '', 200), entries, unusable }
}

function entryOf(shape: 'atom' | 'rss', element: XmlElement): Result<FeedEntry> {
  const link = shape === 'atom' ? atomLink(element) : rssLink(element)
  const id = childText(element, shape === 'atom' ? 'id' : 'guid') ?? link ?? ''
  const title = cut(childText(element, 'title') ?? '', 200)
  const updated = childText(element, 'updated') ?? childText(element, 'pubDate') ?? childText(element, 'date') ?? ''
  const inside = alertsInside(element)
  if (inside !== undefined && !inside.ok) return inside
  if (inside !== undefined) return ok({ id, title, updated, alerts: inside.value, link: undefined })
  if (link === undefined)
    return refuse('malformed', `the entry "${cut(id === '' ? title : id, 120)}" holds no alert and no link`, {
      entry: cut(id, 120),
    })
  return ok({ id, title, updated, alerts: [], link })
}

/** Alerts as elements in the entry, or as escaped text in its content or description; undefined when there are none. */
function alertsInside(element: XmlElement): Result<readonly ReadCap[]> | undefined {
  if (elementsNamed(element, 'alert').length > 0) return readCapTree(element)
  for (const name of ['content', 'description', 'encoded', 'summary'])
    for (const holder of childElements(element, name)) {
      const text = textOf(holder).trim()
      if (!/^(<\?xml[^>]{0,200}>\s*)?<([\w.-]{1,40}:)?alert[\s>]/.test(text)) continue
      const root = readXmlText(text)
      return root.ok ? readCapTree(root.value) : root
    }
  return undefined
}

/** `type="application/cap+xml"` first, then `rel="alternate"` or no rel; then an id that is an address (NWS). */
function atomLink(entry: XmlElement): string | undefined {
  const links = childElements(entry, 'link').map((link) => ({
    type: attributeOf(link, 'type')?.toLowerCase() ?? '',
    rel: attributeOf(link, 'rel') ?? 'alternate',
    href: attributeOf(link, 'href')?.trim() ?? '',
  }))
  const usable = links.filter(({ href }) => href !== '')
  const cap = usable.find(({ type }) => type.startsWith('application/cap+xml'))
  const alternate = usable.find(({ rel, type }) => rel === 'alternate' && type !== 'text/html')
  const page = usable.find(({ rel }) => rel === 'alternate')
  const source = attributeOf(childElements(entry, 'content')[0] ?? entry, 'src')
  const id = childText(entry, 'id') ?? ''
  return (cap ?? alternate ?? page)?.href ?? source ?? (/^https?:\/\//.test(id) ? id : undefined)
}

/** A link or enclosure of CAP's type first, then the item's link, then a guid that is an address. */
function rssLink(item: XmlElement): string | undefined {
  const typed = childElements(item).find(
    (child) => attributeOf(child, 'type')?.startsWith('application/cap+xml') === true,
  )
  const typedLink = typed === undefined ? undefined : (attributeOf(typed, 'url') ?? attributeOf(typed, 'href'))
  const link = childElements(item, 'link')
    .map((child) => attributeOf(child, 'href') ?? textOf(child).trim())
    .find((text) => text !== '')
  const guid = childText(item, 'guid') ?? ''
  return typedLink ?? link ?? (/^https?:\/\//.test(guid) ? guid : undefined)
}
