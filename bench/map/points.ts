// Incidents for the map bench: seeded, crowded around the nine cities of Fujian as real ones are.
import type { PointRow } from '../../shared/rpc/rows.ts'

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

/** `count` points; the same for the same count. */
export function benchPoints(count: number): readonly PointRow[] {
  let state = 20_230_728
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: count }, (_, index): PointRow => {
    const [lon, lat] = CITIES[Math.floor(random() * CITIES.length)] ?? [119.3, 26.08]
    const reach = random() < 0.7 ? 0.25 : 0.8
    const level = Math.floor(random() * 5)
    const code = CODES[Math.floor(random() * CODES.length)] ?? '19000'
    const flags = random() < 0.05 ? 3 : 0
    return [
      `i${index}`,
      lon + (random() + random() - 1) * reach,
      lat + (random() + random() - 1) * reach,
      level,
      Math.floor(random() * 4),
      code,
      flags,
      null,
    ]
  })
}
