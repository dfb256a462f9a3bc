// What an AIS message says (ITU-R M.1371-5, annex 8). Decoded: 1, 2, 3 positions, 4 and 11 base stations, 5 voyage, 9 search
// aircraft, 14 safety text, 18 and 19 class B, 21 aids to navigation, 24 class B names, 27 long range. The others are named.
// "Not available" of the standard becomes null; a position off the globe becomes null and is said to be odd.

/** Degrees, WGS-84: the standard fixes the datum. */
export interface AisPosition {
  readonly latitude: number | null
  readonly longitude: number | null
}

interface Sent {
  readonly type: number
  /** Nine digits. */
  readonly mmsi: string
}

/** 1, 2, 3, 9, 18, 19, 27: where something is and how it moves. */
export interface PositionMessage extends Sent, AisPosition {
  readonly form: 'position'
  /** Of the table of navigational states, 0 to 15; null where the type has none. */
  readonly status: number | null
  /** Knots. */
  readonly speedKnots: number | null
  /** Degrees over ground. */
  readonly course: number | null
  readonly heading: number | null
  /** Second of the minute it was taken at. */
  readonly second: number | null
  /** Metres, type 9 only. */
  readonly altitude: number | null
  /** Type 19 brings them along. */
  readonly name: string | null
  readonly shipType: number | null
}

/** 4, 11: a base station's or a ship's clock and place. */
export interface BaseMessage extends Sent, AisPosition {
  readonly form: 'base'
  readonly utcMs: number | null
}

/** 5, 24: who a ship is. A field the type does not bring is null. */
export interface StaticMessage extends Sent {
  readonly form: 'static'
  readonly imo: number | null
  readonly callSign: string | null
  readonly name: string | null
  readonly shipType: number | null
  /** Metres. */
  readonly length: number | null
  readonly beam: number | null
  readonly draught: number | null
  readonly destination: string | null
}

/** 14: words about safety to everyone; what a distress beacon says beside its position. */
export interface SafetyMessage extends Sent {
  readonly form: 'safety'
  readonly text: string
}

/** 21: a buoy, a beacon, a rock; real or only transmitted. */
export interface AidMessage extends Sent, AisPosition {
  readonly form: 'aid'
  readonly aidType: number
  readonly name: string
  readonly isVirtual: boolean
  readonly isOffPosition: boolean
}

/** A type that is known by name and not decoded. */
export interface NamedMessage extends Sent {
  readonly form: 'named'
  readonly title: string
}

export type AisMessage = PositionMessage | BaseMessage | StaticMessage | SafetyMessage | AidMessage | NamedMessage

/** Titles of all message types, by number. */
export const TYPE_TITLES: readonly string[] = [
  '',
  'Position report, scheduled',
  'Position report, assigned',
  'Position report, interrogated',
  'Base station report',
  'Ship static and voyage data',
  'Binary addressed message',
  'Binary acknowledge',
  'Binary broadcast message',
  'Search and rescue aircraft position',
  'UTC and date inquiry',
  'UTC and date response',
  'Addressed safety message',
  'Safety acknowledge',
  'Safety broadcast message',
  'Interrogation',
  'Assignment mode command',
  'Differential corrections',
  'Class B position',
  'Class B extended position',
  'Data link management',
  'Aid to navigation',
  'Channel management',
  'Group assignment',
  'Static data report',
  'Single slot binary message',
  'Multiple slot binary message',
  'Long range position',
]

export type BeaconSort = 'sart' | 'mob' | 'epirb'

/** Which distress beacon an MMSI belongs to (M.1371-5, M.585): 970 search and rescue transmitter, 972 person overboard, 974 EPIRB. */
export function beaconSort(mmsi: string): BeaconSort | null {
  if (mmsi.startsWith('970')) return 'sart'
  if (mmsi.startsWith('972')) return 'mob'
  return mmsi.startsWith('974') ? 'epirb' : null
}

/** Navigational status of an active beacon. */
export const STATUS_BEACON_ACTIVE = 14
/** Not defined; what a beacon under test sends. */
export const STATUS_UNDEFINED = 15
