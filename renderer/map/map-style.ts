// Colours and measures of what the map draws over the base map. Colour is never the only sign: levels differ in shape too.

/** Index is the level; 0 stands for ungraded. */
const LEVEL_COLORS: readonly string[] = ['#9aa7b8', '#ff4d4f', '#ff8a3d', '#f5c242', '#4aa3ff']

/** Dark plate under symbols, near the colour of the background. */
export const PLATE = '#0d1723'
export const INK = '#0b1420'
export const TEXT = '#f2f6fa'
export const SELECTED = '#ffffff'
export const CONFLICT = '#e879f9'
export const UNREAD = '#ffffff'
export const WAITING = '#ffd666'
/** What is not known exactly. */
export const UNSURE = '#c9d6e4'
export const DRAFT = '#5ad8a6'
export const TRACK = '#8fd3ff'

/** Colour of a level; 0 is ungraded. */
export function levelColor(level: number): string {
  return LEVEL_COLORS[level] ?? '#9aa7b8'
}

/** Whole map of Fujian with its sea: [west, south, east, north]. */
export const FUJIAN_BOX = [115.7, 23.4, 120.9, 28.4] as const
export const MIN_ZOOM = 5
export const MAX_ZOOM = 18
