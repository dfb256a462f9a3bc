// A vehicle's position as a row of everyone's picture.
import { roundDegrees } from '../../geo/coordinate-systems.ts'
import type { TrackRow } from '../../model/ambient.ts'
import type { Datum } from '../datum.ts'
import { toWgs84 } from '../datum.ts'
import type { VehiclePosition } from './messages.ts'
import { LABELS, alarmWords, isEmergency } from './wording.ts'

export interface Vehicle {
  /** Without leading zeros: the same in the headers of 2013 and 2019. */
  readonly phone: string
  readonly name: string
  readonly plate: string
}

/** The same terminal has 12 digits in one edition and 20 in the other. */
export function phoneKey(phone: string): string {
  return phone.replace(/^0+(?=\d)/, '')
}

/** The place in WGS-84; null when the terminal has no fix or stands at 0, 0, which receivers send before their first one. */
export function placeOf(
  position: VehiclePosition,
  datum: Datum,
): { readonly lon: number; readonly lat: number } | null {
  const { isFixed, latitude, longitude } = position
  if (!isFixed || (latitude === 0 && longitude === 0)) return null
  const { lon, lat } = toWgs84({ lon: longitude, lat: latitude }, datum)
  return { lon: roundDegrees(lon), lat: roundDegrees(lat) }
}

/** Row of a vehicle at `place`. */
export function trackOf(
  vehicle: Vehicle,
  position: VehiclePosition,
  place: { readonly lon: number; readonly lat: number },
  how: { readonly gateway: string; readonly heardMs: number; readonly atMs: number; readonly staleMs: number },
): TrackRow {
  const alarms = alarmWords(position.alarms)
  const facts: Record<string, string> = { [LABELS.phone]: vehicle.phone }
  if (vehicle.plate !== '') facts[LABELS.plate] = vehicle.plate
  facts[LABELS.ignition] = (position.status & 1) !== 0 ? LABELS.on : LABELS.off
  if (alarms.length > 0) facts[LABELS.alarms] = alarms.join('、').slice(0, 200)
  if (position.mileageKm !== null) facts[LABELS.mileage] = String(position.mileageKm)
  if (position.fuel !== null) facts[LABELS.fuel] = String(position.fuel)
  return {
    id: `${how.gateway}/${vehicle.phone}`,
    gateway: how.gateway,
    sort: 'vehicle',
    name: vehicle.name,
    latitude: place.lat,
    longitude: place.lon,
    course: position.course,
    speed: Math.min(2_000, Math.round((position.speedKmh / 3.6) * 100) / 100),
    atMs: how.atMs,
    heardMs: how.heardMs,
    staleMs: how.heardMs + how.staleMs,
    isDistress: isEmergency(position.alarms),
    facts,
  }
}
