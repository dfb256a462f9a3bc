// KML (2.2, also in a KMZ) and GPX (1.0, 1.1) as GeoJSON. What is dangerous in XML is refused before anything is built of it;
// links to other files are never followed. The document itself is parsed by whoever reads: a browser, or @xmldom/xmldom.
import { gpx, kml } from '@tmcw/togeojson'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { GeoJsonLimits, GeoJsonReading } from '../geojson/read-geojson.ts'
import { GEOJSON_LIMITS, readGeoJsonValue } from '../geojson/read-geojson.ts'
import { decodeXml } from '../xml/decode-xml.ts'
import { readXmlText } from '../xml/read-xml.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { isZip, unpackKmz } from './kmz.ts'

/** Makes a document of XML that was found sound. */
export type ParseXml = (text: string) => unknown

export type MarkupFormat = 'kml' | 'gpx'

export interface MarkupReading extends GeoJsonReading {
  readonly format: MarkupFormat
}

/** Reads a file of either format; the root says which it is. */
export function readMarkup(
  bytes: Uint8Array,
  parse: ParseXml,
  given: Partial<GeoJsonLimits> = {},
): Result<MarkupReading> {
  const limits = { ...GEOJSON_LIMITS, ...given }
  if (bytes.length > limits.maxBytes)
    return refuse('tooLarge', `${String(bytes.length)} bytes are more than ${String(limits.maxBytes)}`)
  const unpacked = isZip(bytes) ? unpackKmz(bytes, { maxBytes: limits.maxBytes }) : ok(bytes)
  if (!unpacked.ok) return unpacked
  const decoded = decodeXml(unpacked.value)
  if (!decoded.ok) return decoded
  const text = decoded.value.text.replace(/^\uFEFF/, '')
  const sound = readXmlText(text, { maxBytes: limits.maxBytes })
  if (!sound.ok) return sound
  const root = sound.value
  const format =
    root.name === 'kml' || root.name === 'Document' || root.name === 'Placemark' || root.name === 'Folder'
      ? 'kml'
      : root.name
  if (format !== 'kml' && format !== 'gpx')
    return refuse('malformed', `neither KML nor GPX: ${root.name.slice(0, 40)}`, { root: root.name.slice(0, 40) })
  return convert(format, text, root, parse, limits)
}

function convert(
  format: MarkupFormat,
  text: string,
  root: XmlElement,
  parse: ParseXml,
  limits: GeoJsonLimits,
): Result<MarkupReading> {
  let features: readonly unknown[]
  try {
    // An encoding that was read already must not be read again.
    const tree = parse(text.replace(/^\s*<\?xml[^?]{0,300}\?>/, '')) as Parameters<typeof kml>[0]
    withoutLinks(tree)
    ;({ features } = format === 'kml' ? kml(tree) : gpx(tree))
  } catch (error) {
    return refuse(
      'malformed',
      `the document cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : ''}`,
    )
  }
  const read = readGeoJsonValue({ type: 'FeatureCollection', features: features.map(plain) }, limits)
  if (!read.ok) return read
  const links = countOf(root, 'NetworkLink')
  const odd = [...read.value.odd]
  if (links > 0) odd.push(`links to other files, not followed: ${String(links)}`)
  const names = format === 'kml' ? ['Placemark', 'GroundOverlay'] : ['wpt', 'trk', 'rte']
  const lost = names.reduce((sum, name) => sum + countOf(root, name), 0) - features.length
  // Tracks without two points, placemarks of a link: the library leaves them out without a word.
  if (lost > 0) odd.push(`without anything to show, left out: ${String(lost)}`)
  return ok({ ...read.value, odd, format })
}

/** What of a document is needed to take its links out: togeojson shows a link as the region it covers. */
interface LinkedDocument {
  getElementsByTagName(name: string): ArrayLike<LinkedNode>
}
interface LinkedNode {
  readonly parentNode: { removeChild(node: LinkedNode): unknown } | null
}

function withoutLinks(tree: LinkedDocument): void {
  for (const node of Array.from(tree.getElementsByTagName('NetworkLink'))) node.parentNode?.removeChild(node)
}

/** JSON of what the library made: times in lists, no undefined, styles left out. */
function plain(feature: unknown): unknown {
  const { id, properties, geometry } = JSON.parse(JSON.stringify(feature)) as {
    readonly id?: unknown
    readonly properties?: Readonly<Record<string, unknown>> | null
    readonly geometry?: unknown
  }
  const told = Object.entries(properties ?? {}).filter(([name]) => !STYLES.test(name))
  return { type: 'Feature', ...(id === undefined ? {} : { id }), properties: Object.fromEntries(told), geometry }
}

const STYLES =
  /^(styleUrl|styleHash|styleMapHash|icon|icon-.*|label-.*|stroke|stroke-.*|fill|fill-.*|coordinateProperties|@geometry-type)$/

function countOf(root: XmlElement, name: string): number {
  let count = 0
  const waiting: XmlElement[] = [root]
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (element.name === name) count += 1
    for (const child of element.children) if (typeof child !== 'string') waiting.push(child)
  }
  return count
}
