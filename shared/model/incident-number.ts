// The number people read out: agency, local date, station, counter: FJZB-20230728-7K2Q-003.
// Unique without any server, because the station's four characters are part of it and the station counts by itself. Once a
// station may be a copy of another (a restored backup, a second machine), two more follow its own: FJZB-20230728-7K2QB7-001.

/** Minutes east of UTC in which the number's date is read: China Standard Time has no daylight saving. */
export const CHINA_OFFSET_MINUTES = 480

/** Local date of `ms` as YYYYMMDD. */
export function dateKey(ms: number, offsetMinutes = CHINA_OFFSET_MINUTES): string {
  return new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 10).replaceAll('-', '')
}

/** The human number of the `counter`-th incident of that day under the station's characters: the station's `counter`-th incident of that day. */
export function incidentNumber(agencyCode: string, station: string, ms: number, counter: number): string {
  return `${agencyCode}-${dateKey(ms)}-${station}-${String(counter).padStart(3, '0')}`
}

/** ISO 8601 text of `ms` with the given zone: 2023-07-28T09:55:00+08:00. */
export function isoWithOffset(ms: number, offsetMinutes = CHINA_OFFSET_MINUTES): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const absolute = Math.abs(offsetMinutes)
  const hours = String(Math.trunc(absolute / 60)).padStart(2, '0')
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${hours}:${String(absolute % 60).padStart(2, '0')}`
}
