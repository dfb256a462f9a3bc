// Positions and lengths as text that is the same in every language: degrees with direction letters, metres and kilometres.
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'

/** `26.07451°N 119.29651°E`, or `26°04′28.2″N 119°17′47.4″E`. */
export function coordinateText({ lon, lat }: LonLat, format: 'decimal' | 'dms'): string {
  const write = format === 'decimal' ? decimal : sexagesimal
  return `${write(lat)}${lat < 0 ? 'S' : 'N'} ${write(lon)}${lon < 0 ? 'W' : 'E'}`
}

/** `850 m`, `3.2 km`, `124 km`. */
export function lengthText(metres: number): string {
  if (metres < 1_000) return `${Math.round(metres)} m`
  const km = metres / 1_000
  return `${km < 100 ? km.toFixed(1).replace(/\.0$/, '') : Math.round(km)} km`
}

function decimal(degrees: number): string {
  return `${Math.abs(degrees).toFixed(5)}°`
}

function sexagesimal(degrees: number): string {
  // In tenths of a second first, so that 59.96″ becomes the next minute and not 60.0″.
  const tenths = Math.round(Math.abs(degrees) * 36_000)
  const minutes = Math.floor(tenths / 600) % 60
  const seconds = (tenths % 600) / 10
  return `${Math.floor(tenths / 36_000)}°${pad(minutes)}′${pad(seconds, 1)}″`
}

function pad(value: number, digits = 0): string {
  return value.toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0')
}
