// The path of the storm as a line for the map. Drawn by hand for this project from general knowledge, a point every half
// day. Against JMA's best track (which may not be shipped here; test/seeds/track.test.ts compares where it lies) the landfall
// is 4 km off, the other points up to 1.5 degrees (150 km), the half day before the landfall among the worst (134 km).

type Fix = readonly [at: string, lon: number, lat: number, windMs: number, name: string]

/** Times are UTC; winds are rough ten-minute means. */
const FIXES: readonly Fix[] = [
  ['2023-07-21T12:00Z', 132, 14.5, 18, '热带风暴'],
  ['2023-07-22T12:00Z', 130, 15, 20, '热带风暴'],
  ['2023-07-23T12:00Z', 128, 15.5, 28, '强热带风暴'],
  ['2023-07-24T12:00Z', 125, 17, 48, '强台风'],
  ['2023-07-25T12:00Z', 122.5, 18.5, 52, '超强台风'],
  ['2023-07-26T12:00Z', 120.5, 19.5, 45, '强台风'],
  ['2023-07-27T00:00Z', 119.8, 21.5, 42, '强台风'],
  ['2023-07-27T12:00Z', 119.2, 23, 48, '强台风'],
  ['2023-07-28T01:55Z', 118.6, 24.55, 50, '强台风'],
  ['2023-07-28T06:00Z', 118.2, 25.5, 33, '台风'],
  ['2023-07-28T12:00Z', 117.5, 27, 23, '热带风暴'],
  ['2023-07-29T00:00Z', 116.5, 30, 15, '热带低压'],
]

/** GeoJSON of the path: one line, and its points with time, rough wind and grade. WGS-84. */
export function trackGeoJson(): string {
  const line = {
    type: 'Feature',
    properties: { name: '杜苏芮', nameEn: 'Doksuri', number: '2305', demonstration: true },
    geometry: { type: 'LineString', coordinates: FIXES.map(([, lon, lat]) => [lon, lat]) },
  }
  const points = FIXES.map(([at, lon, lat, windMs, grade]) => ({
    type: 'Feature',
    properties: { at: at.replace('Z', ':00Z'), windMs, grade, demonstration: true },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }))
  const rows = [line, ...points].map((feature) => `    ${JSON.stringify(feature)}`).join(',\n')
  const note =
    "Drawn by hand for a demonstration: 4 km from JMA's best track at the landfall, elsewhere up to 1.5 degrees (150 km) away from it; not fit for any other use."
  return `{\n  "type": "FeatureCollection",\n  "note": ${JSON.stringify(note)},\n  "features": [\n${rows}\n  ]\n}\n`
}
