// Features as KML 2.2 for field teams and map programs. Names and descriptions are what `name` and `description` say.
import { toKML } from '@placemarkio/tokml'
import type { FeatureJson } from '../geojson/write-geojson.ts'

/** What XML 1.0 cannot hold. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

export function writeKml(features: readonly FeatureJson[]): string {
  const sound = JSON.parse(JSON.stringify(features), (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(IMPOSSIBLE, '\uFFFD') : value,
  ) as Parameters<typeof toKML>[0]['features']
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toKML({ type: 'FeatureCollection', features: sound })}`
}
