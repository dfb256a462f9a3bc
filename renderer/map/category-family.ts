// Which drawn symbol an event code has: the 380 codes fall into families that look alike on a map.
// Codes are those of event_codes (domain.md 3.2): 2 digits of class, a letter of kind, 2 digits. Unknown codes are `other`.

export const FAMILIES = [
  'other',
  'wind',
  'rain',
  'water',
  'landslide',
  'earthquake',
  'sea',
  'fire',
  'forestFire',
  'traffic',
  'vessel',
  'rail',
  'air',
  'chemical',
  'power',
  'building',
  'mine',
  'pollution',
  'radiation',
  'medical',
  'food',
  'animal',
  'crowd',
  'security',
  'cold',
  'plant',
  'network',
] as const
export type Family = (typeof FAMILIES)[number]

/** Longest beginning that fits wins. Built from the names in seeds/event-codes. */
const BY_PREFIX: Readonly<Record<string, Family>> = __TABLE__

/** The family of an event code. */
export function familyOf(code: string): Family {
  return BY_PREFIX[code] ?? BY_PREFIX[code.slice(0, 3)] ?? BY_PREFIX[code.slice(0, 2)] ?? 'other'
}
