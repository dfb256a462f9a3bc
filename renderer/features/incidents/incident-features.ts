// The list as geodata: the rows' own fields under their names, codes as codes beside their words, so that another program
// can filter by the one and people read the other. Rows hold no telephone and no caller.
import type { JsonFields } from '../../../shared/base/json.ts'
import type { FeatureJson } from '../../../shared/interop/geojson/write-geojson.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import type { CsvWords } from './incident-csv.ts'

export type FeatureWords = Pick<CsvWords, 'level' | 'status' | 'category' | 'division'>

/** WGS-84; an incident without a position has no geometry. */
export function incidentFeatures(rows: readonly IncidentRow[], words: FeatureWords): readonly FeatureJson[] {
  return rows.map((row) => {
    const { key, lon, lat, conflicts: _conflicts, unread: _unread, waiting: _waiting, changedMs, ...fields } = row
    const properties: JsonFields = {
      name: row.title,
      ...fields,
      categoryName: words.category(row.category),
      levelName: words.level(row.level ?? 0),
      statusName: words.status(row.status),
      ...(row.division === null ? {} : { divisionName: words.division(row.division) }),
      changedAt: new Date(changedMs).toISOString(),
    }
    const geometry = lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] }
    return { type: 'Feature', id: key, geometry, properties }
  })
}

/** GeoJSON (RFC 7946) of features. */
export function geojsonText(features: readonly FeatureJson[]): string {
  return `${JSON.stringify({ type: 'FeatureCollection', features }, null, 1)}\n`
}
