// How a message was read, in plain words of the language on the screen: servers tell it in technical English lines. A pattern
// for each line the readers of shared/interop and the gateways write; what has none is shown as it came.
import { i18n } from '../../i18n/i18n.ts'
import { oddWords } from '../../ui/odd-words.ts'

/** Pattern → word of `systems:reading`; its groups are the values a, b, c. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Any reader.
  [/^not UTF-8, read as GB18030$/, 'gb18030'],
  [/^(.+): cut at (\d+) characters$/, 'cut'],
  [/^(.+): “(.*)” does not fit and is left out$/, 'leftOut'],
  [/^(.+) "(.*)" is no time$/, 'noTime'],
  [/^(.+) is no number$/, 'noNumber'],
  [/^more than (\d+) (?:features|elements)$/, 'tooMany'],
  // CoT.
  [/^event without (.+)$/, 'eventWithout'],
  [/^(\w+) is without zone and read as UTC$/, 'withoutZone'],
  [/^(\w+) has no T$/, 'oddTime'],
  [/^(\w+) has odd milliseconds$/, 'oddTime'],
  [/^event version (.+)$/, 'eventVersion'],
  [/^(\d+) details in one event$/, 'manyDetails'],
  [/^the point is no place on earth$/, 'noPlaceOnEarth'],
  [/^an ellipse without a size$/, 'ellipseWithoutSize'],
  [/^(\d+) corners are no places or too many$/, 'cornersLost'],
  [/^a TAK message without an event$/, 'takWithoutEvent'],
  [/^(.+): ours, and told by us alone$/, 'oursAlone'],
  [/^(.+): something newer is known$/, 'newerKnown'],
  // KML, GPX and their like.
  [/^links to other files, not followed: (\d+)$/, 'linksNotFollowed'],
  [/^without anything to show, left out: (\d+)$/, 'nothingToShow'],
  // Storms.
  [/^storm (.+): its fixes were not in order$/, 'fixesOutOfOrder'],
  // Dispatch systems.
  [/^read as (.+): no address was named$/, 'readAs'],
  [/^no rule reads (.+)$/, 'noRule'],
  [/^position: (.+) is no place$/, 'noPlace'],
  [/^level (.+) left out: (.+) carries no statutory grade$/, 'noGrade'],
  [/^status (.+) left out: it is (.+) already$/, 'statusAlready'],
  [/^(.+) is in conflict here and left to the officers$/, 'inConflict'],
  [/^(.+): only the first (\d+) are taken$/, 'onlyFirst'],
  [/^(.+): (.+) holds no single value$/, 'noSingleValue'],
  [/^(.+): code “(.*)” is not in the table (.+)$/, 'codeNotInTable'],
  [/^(.+): “(.*)” at (.+) is no \S+$/, 'doesNotRead'],
  // GeoJSON and tables.
  [/^features without a geometry: (\d+)$/, 'withoutGeometry'],
  [/^a list of features without their collection$/, 'bareFeatures'],
  [/^names a coordinate reference system, which RFC 7946 no longer does$/, 'namesCrs'],
  [/^the collection does not say that it is one$/, 'unnamedCollection'],
  [/^a geometry without a feature$/, 'bareGeometry'],
  [/^a feature does not say that it is one$/, 'unnamedFeature'],
  [/^longitudes beyond 180 degrees were brought back into the world$/, 'longitudes'],
  [/^coordinates were written as texts$/, 'coordinatesAsText'],
  [/^rings were not closed$/, 'openRings'],
  [/^rings ran against the right-hand rule$/, 'ringDirection'],
  [/^category (.*) is not in the table$/, 'categoryUnknown'],
  [/^level (.*) is not in the table$/, 'levelUnknown'],
  [/^no place$/, 'withoutPlace'],
  [/^cells that are too long were cut$/, 'cellsCut'],
  [/^a quote is never closed$/, 'openQuote'],
  // SL651.
  [/^element (\S+) of (\d+) bytes$/, 'elementSize'],
  [/^element (\S+) is not taken$/, 'elementNotTaken'],
  [/^element (\S+) is not in the table$/, 'elementUnknown'],
  [/^the body ends within element (\S+)$/, 'bodyEnds'],
  [/^element (\S+) holds (.*)$/, 'elementHolds'],
  // AIS.
  [/^MMSI (\d+)$/, 'oddMmsi'],
  [/^a position off the globe: (.+)$/, 'offGlobe'],
  [/^a course of (.+) degrees$/, 'oddCourse'],
  [/^tag block without content$/, 'tagEmpty'],
  [/^tag block without checksum$/, 'tagWithoutSum'],
  [/^tag block with a wrong checksum$/, 'tagWrongSum'],
  [/^no checksum$/, 'noChecksum'],
  // Warnings, and what would be done.
  [/^(.+#\d+) level ([1-4]): (.*)$/, 'alertItem'],
  [/^(.+#\d+) level \S+: (.*)$/, 'alertUngraded'],
  [/^(?:(.+): )?known already$/, 'known'],
  [/^(.+): our own message$/, 'ownMessage'],
  [/^leads to (\S*) ?(.*)$/, 'leadsTo'],
  [/^recorded (.+)$/, 'recorded'],
  [/^adjusted (.+)$/, 'adjusted'],
  [/^lifted (.+)$/, 'lifted'],
  [/^(.+) offline$/, 'offline'],
]

/** What a warning is for, as the gateways say it at the end of its line. */
const PURPOSES: Readonly<Record<string, string>> = {
  new: 'alert',
  update: 'update',
  cancel: 'cancel',
  acknowledged: 'ack',
  'error of the other side': 'error',
  'of the network itself': 'system',
  draft: 'draft',
}

/** One line of what was read, or of what was odd about it. */
export function readingWords(line: string): string {
  const [, about = '', purpose = ''] = /^(.*) \[([a-z ]+)\]$/.exec(line) ?? []
  const kind = PURPOSES[purpose]
  if (kind !== undefined) return `${i18n.t(`systems:reading.purpose.${kind}`)} ${about}`
  for (const [pattern, word] of PATTERNS) {
    const found = pattern.exec(line)
    if (found === null) continue
    const [, a = '', b = '', c = ''] = found
    return i18n.t(`systems:reading.${word}`, { a, b, c }).trim()
  }
  return oddWords(line)
}
