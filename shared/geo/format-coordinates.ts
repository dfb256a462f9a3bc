// Coordinates as people read them aloud: decimal degrees or degrees, minutes, seconds. Language-free: N/S/E/W letters.
import type { LonLat } from './distance.ts'

/** How coordinates are written. */
export type CoordinateStyle = 'decimal' | 'dms'

/** 5 decimals are about one metre. */
const DECIMALS = 5

function dms(value: number, positive: string, negative: string): string {
  // Whole tenths of a second first, so that 59.96″ carries over instead of printing 60.0″.
  const tenths = Math.round(Math.abs(value) * 36_000)
  const degrees = Math.floor(tenths / 36_000)
  const minutes = Math.floor((tenths % 36_000) / 600)
  const seconds = (tenths % 600) / 10
  const letter = value < 0 && tenths > 0 ? negative : positive
  return `${degrees}°${String(minutes).padStart(2, '0')}′${seconds.toFixed(1).padStart(4, '0')}″${letter}`
}

/** Latitude first, as it is spoken: "26.07530, 119.29650" or "26°04′31.1″N 119°17′47.4″E". */
export function formatCoordinates(point: LonLat, style: CoordinateStyle): string {
  if (style === 'decimal') return `${point.lat.toFixed(DECIMALS)}, ${point.lon.toFixed(DECIMALS)}`
  return `${dms(point.lat, 'N', 'S')} ${dms(point.lon, 'E', 'W')}`
}
