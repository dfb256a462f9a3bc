// Incidents of the map bench: seeded, crowded around the nine cities of Fujian as real ones are.
import type { JsonFields } from '../../shared/base/json.ts'
import { OPEN_STATUSES } from '../../shared/model/incident.ts'
import { seeded } from '../lib/workload.ts'

const CITIES: readonly (readonly [number, number])[] = [
  [119.3, 26.08],
  [118.6, 24.9],
  [118.1, 24.5],
  [117.65, 24.5],
  [119.0, 25.45],
  [118.18, 26.64],
  [117.6, 26.26],
  [117.02, 25.08],
  [119.55, 26.66],
]
const CODES = ['11B01', '11B03', '11A52', '11D01', '12H02', '12G01', '12J01', '13B03', '14A01', '12P08']
const START_MS = Date.UTC(2023, 6, 28)

/** The fields of the incident of this number; the same for the same number. */
export function mapIncident(index: number): JsonFields {
  const random = seeded(index + 1)
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const [lon, lat] = pick(CITIES)
  const reach = random() < 0.7 ? 0.25 : 0.8
  const level = Math.floor(random() * 5)
  const at = new Date(START_MS + index * 1_000).toISOString()
  return {
    number: `FJYJ-${String(index).padStart(6, '0')}`,
    title: `事件 ${index}`,
    category: pick(CODES),
    level: level === 0 ? null : level,
    status: pick(OPEN_STATUSES),
    position: { lon: lon + (random() + random() - 1) * reach, lat: lat + (random() + random() - 1) * reach },
    place: '',
    occurredAt: at,
    receivedAt: at,
    sensitive: false,
    demonstration: true,
    description: '',
  }
}
