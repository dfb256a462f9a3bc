// What can be wrong with the chosen base map besides what the station refuses; words in renderer/i18n (`map:basemapProblems`).
export const BASEMAP_PROBLEMS = [
  /** It was removed at this station, by this or another window. */
  'gone',
  /** The file that ships with the program is not there. */
  'builtInMissing',
  'damaged',
  'notAPicture',
  /** This window cannot draw it, whatever the map is. */
  'cannotDraw',
] as const
export type BasemapProblem = (typeof BASEMAP_PROBLEMS)[number]
