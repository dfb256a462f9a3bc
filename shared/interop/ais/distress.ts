// Which AIS messages are a call for help: positions of SART, MOB and EPIRB beacons and their safety texts (M.1371-5, annex 9).
// A beacon under test says so by status 15 or by the word TEST; what it says then is no distress.
import type { AisMessage, BeaconSort } from './messages.ts'
import { STATUS_BEACON_ACTIVE, STATUS_UNDEFINED, beaconSort } from './messages.ts'

export interface DistressCall {
  readonly mmsi: string
  readonly sort: BeaconSort
  readonly isTest: boolean
  readonly latitude: number | null
  readonly longitude: number | null
  /** Its safety text, null in a position report. */
  readonly text: string | null
}

/**
 * The call in a message, or undefined. A ship of its own number that sends the status of an active beacon counts as one:
 * better an event too many than one too few.
 */
export function distressCall(message: AisMessage): DistressCall | undefined {
  const { mmsi } = message
  const sort = beaconSort(mmsi)
  if (message.form === 'safety') {
    const words = /^(SART|MOB|EPIRB) (ACTIVE|TEST)/.exec(message.text)
    const said = sort ?? (words?.[2] === 'ACTIVE' ? sortSaid(words[1]) : null)
    if (said === null) return undefined
    const isTest = /\bTEST\b/.test(message.text)
    return { mmsi, sort: said, isTest, latitude: null, longitude: null, text: message.text }
  }
  if (message.form !== 'position') return undefined
  const isActive = message.status === STATUS_BEACON_ACTIVE
  if (sort === null && !isActive) return undefined
  const { latitude, longitude } = message
  const isTest = sort !== null && message.status === STATUS_UNDEFINED
  return { mmsi, sort: sort ?? 'sart', isTest, latitude, longitude, text: null }
}

function sortSaid(word: string | undefined): BeaconSort | null {
  if (word === 'SART') return 'sart'
  if (word === 'MOB') return 'mob'
  return word === 'EPIRB' ? 'epirb' : null
}
