// Why a base map pack is not taken in: the `why` of a refusal (`fileUnreadable`), with words in renderer/i18n
// (`map:packProblems`). The refusal's own sentence says the particulars, for those who look for the cause.
export const PACK_PROBLEMS = [
  'notAPack',
  'notMbtiles',
  'notPmtiles',
  'damaged',
  'cutShort',
  'noTiles',
  'noIndex',
  'notPlainView',
  'formNotDrawn',
  'formMixed',
  'formOther',
  'tileTooLarge',
  'zooms',
  'bounds',
  'notAFile',
  'beingWritten',
] as const
export type PackProblem = (typeof PACK_PROBLEMS)[number]
