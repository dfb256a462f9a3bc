// Why a tile of a base map does not come: the `why` of a refusal of `tile`, with words in renderer/i18n
// (`map:tileProblems`). The refusal's own sentence says the particulars, for those who look for the cause.
export const TILE_PROBLEMS = [
  /** Nobody answers at the address: no network, or the map server is gone. */
  'noAnswer',
  /** The server does not take the key or the address (401, 403, Tianditu's 418). */
  'keyRefused',
  /** The server answered with another `status`. */
  'answered',
  'notAPicture',
  'tooLarge',
  'damaged',
] as const
export type TileProblem = (typeof TILE_PROBLEMS)[number]
