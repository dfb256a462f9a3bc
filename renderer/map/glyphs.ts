// The picture inside an incident's symbol: one per category family, as SVG path data in a 16 × 16 box.
import type { Family } from './category-family.ts'

export interface Glyph {
  readonly path: string
  /** Filled shapes read better small; the others are lines. */
  readonly isFilled: boolean
}

const line = (path: string): Glyph => ({ path, isFilled: false })
const solid = (path: string): Glyph => ({ path, isFilled: true })

export const GLYPHS: Readonly<Record<Family, Glyph>> = {
  other: line('M8 3v6.2M8 12.6v.2'),
  wind: line(
    'M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8M10.4 8c.2-3.8-1.8-5.8-5.2-5.8M5.6 8c-.2 3.8 1.8 5.8 5.2 5.8',
  ),
  rain: line(
    'M4.6 9.2a2.5 2.5 0 0 1 .2-5a3.5 3.5 0 0 1 6.7.8a2.1 2.1 0 0 1 0 4.2zM5.6 11.4l-.9 2.2M8.4 11.4l-.9 2.2M11.2 11.4l-.9 2.2',
  ),
  water: line(
    'M2 5c1.3-1.4 2.7-1.4 4 0s2.7 1.4 4 0s2.7-1.4 4 0M2 8.6c1.3-1.4 2.7-1.4 4 0s2.7 1.4 4 0s2.7-1.4 4 0M2 12.2c1.3-1.4 2.7-1.4 4 0s2.7 1.4 4 0s2.7-1.4 4 0',
  ),
  landslide: line('M1.8 13L6.4 4.2L13.8 13zM10 3.4v.2M12.4 5.6v.2M11.2 8v.2'),
  earthquake: line('M1.4 8.4h2.4l1.6-4.8l2.6 9.4l2-6.8l1.2 2.2h3.4'),
  sea: line('M1.8 12.6c2-1.6 4.2-1.6 6.2 0s4.2 1.6 6.2 0M2.2 9.4c1-5 5.2-7.4 9.4-5.2c-2.6.2-3.8 2-2.6 4.6'),
  fire: solid(
    'M8.2 1.6c.4 2.7 4 4.3 4 7.9a4.2 4.2 0 0 1-8.4.2c0-2 1.4-3 1.7-4.8c1 .6 1.6 1.5 1.6 2.4c.9-1.3 1.4-3.4 1.1-5.7z',
  ),
  forestFire: line(
    'M5.4 2.4L2.4 7.6h6zM5.4 7.6v6M11.4 6c.3 1.7 2.4 2.5 2.4 4.7a2.4 2.4 0 0 1-4.8 0c0-1.2.9-1.8 1.1-2.8',
  ),
  traffic: line('M2.2 11V8.4l1.5-.7L5 4.8h6l1.3 2.9l1.5.7V11zM4.6 12.6v.2M11.4 12.6v.2M4 7.8h8'),
  vessel: line('M2 9.6h12L12.2 13H4zM7.6 9.6V2.6l4.2 4.8H7.6'),
  rail: line('M4.4 2.6h7.2v8H4.4zM4.4 6.8h7.2M4.6 13.6l1.4-3M11.4 13.6l-1.4-3'),
  air: solid('M8 1.4l1 1.4v3.4l5.2 3.2v1.4L9 9.4v2.8l1.6 1.2v1L8 13.8l-2.6.6v-1L7 12.2V9.4l-5.2 1.4V9.4L7 6.2V2.8z'),
  chemical: line('M6 2.2h4M7 2.4v4.2L3.4 13.4h9.2L9 6.6V2.4M5 10.6h6'),
  power: solid('M9.4 1.4L3.6 9h3.6l-.8 5.6L12.4 7H8.6z'),
  building: line('M3.8 13.6V2.8h8.4v10.8zM6.4 5.6v.2M9.6 5.6v.2M6.4 8.4v.2M9.6 8.4v.2M8 13.6v-2.4'),
  mine: line('M2.8 13.4l7-7M4.4 3.6c3.6-1.2 7.8 2.6 8 7'),
  pollution: line('M8 2c2 3 4 5 4 7.8a4 4 0 0 1-8 0C4 7 6 5 8 2zM6.2 10a1.9 1.9 0 0 0 1.8 1.9'),
  radiation: solid(
    'M8 8L5.1 3A5.8 5.8 0 0 1 10.9 3zM8 8h5.8a5.8 5.8 0 0 1-2.9 5zM8 8l-2.9 5A5.8 5.8 0 0 1 2.2 8zM8 6.8a1.2 1.2 0 1 0 .01 0z',
  ),
  medical: solid('M6.2 2.2h3.6v4h4v3.6h-4v4H6.2v-4h-4V6.2h4z'),
  food: line('M4.8 6.6v7.2M2.8 2.2v2.6a2 2 0 0 0 4 0V2.2M4.8 2.2v3M11 13.8V2.4c2.2 1.4 2.4 5.2 0 6.6'),
  animal: solid(
    'M8 7.4c2 0 3.8 2.2 3.8 4.1S10 13 8 13s-3.8.4-3.8-1.5S6 7.4 8 7.4zM3.2 5.8a1.3 1.6 0 1 0 .01 0zM12.8 5.8a1.3 1.6 0 1 0 .01 0zM6.2 2.6a1.3 1.7 0 1 0 .01 0zM9.8 2.6a1.3 1.7 0 1 0 .01 0z',
  ),
  crowd: line(
    'M5.4 3a1.7 1.7 0 1 0 .01 0M10.8 4.4a1.5 1.5 0 1 0 .01 0M2.2 13V11a3.2 3.2 0 0 1 6.4 0v2M10.4 9.6c2-.4 3.4.8 3.4 2.6V13',
  ),
  security: line('M8 1.8l5 1.8v4.2c0 3-2.2 5-5 6.2c-2.8-1.2-5-3.2-5-6.2V3.6zM5.8 7.8l1.6 1.8L10.4 6'),
  cold: line('M8 1.8v12.4M2.6 4.9l10.8 6.2M13.4 4.9L2.6 11.1M6.4 3.2L8 4.6l1.6-1.4M6.4 12.8L8 11.4l1.6 1.4'),
  plant: line('M2.8 13.2C2.4 6.6 6 2.8 13.2 2.8c0 7-3.6 10.6-10.4 10.4zM2.8 13.2L9 7'),
  network: line('M1.8 6.4a8.8 8.8 0 0 1 12.4 0M4.2 9.2a5.4 5.4 0 0 1 7.6 0M8 12.4v.2'),
}
