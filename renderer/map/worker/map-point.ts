// An incident as the map places it. What the station knows only roughly has been given a place by then (rough-points.ts).

/**
 * [incident id, lon, lat, level or 0, status index, event code, flags]. The empty cell is the rough place of a PointRow that has
 * a position: a hundred thousand rows are not copied to be rid of it.
 */
export type MapPoint = readonly [string, number, number, number, number, string, number, null?]

/** Flags the map adds to those of a PointRow: known by its area only, by its division only. */
export const AREA_FLAG = 32
export const DIVISION_FLAG = 64
