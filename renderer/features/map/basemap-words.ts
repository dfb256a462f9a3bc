// Why a base map cannot be used or shown, in the officer's words: what the map found, the reason where a refusal gives one,
// else the kind of refusal.
import type { Fault } from '../../../shared/base/fault.ts'
import { PACK_PROBLEMS } from '../../../shared/model/pack-problems.ts'
import { TILE_PROBLEMS } from '../../../shared/model/tile-problems.ts'
import { faultWords, i18n } from '../../i18n/i18n.ts'
import type { BasemapReason } from '../../map/basemap-reason.ts'

/** In the language shown now. */
export function basemapWords(reason: BasemapReason): string {
  return typeof reason === 'string' ? i18n.t(`map:basemapProblems.${reason}`) : refusalWords(reason)
}

function refusalWords(fault: Fault): string {
  const why = fault.detail?.['why']
  const pack = PACK_PROBLEMS.find((one) => one === why)
  if (pack !== undefined) return i18n.t(`map:packProblems.${pack}`)
  const tile = TILE_PROBLEMS.find((one) => why === `tile.${one}`)
  return tile === undefined ? faultWords(fault) : i18n.t(`map:tileProblems.${tile}`, fault.detail ?? {})
}
