// How the vector base map is drawn: dark and calm, so that incidents are the brightest thing on the screen.
// The sea is darker than the land, boundaries are hairlines by rank, names follow the language of the interface.
// Layer names of the built-in pack (seeds/basemap) come first; packs in the Protomaps or OpenMapTiles schema are drawn by
// the same few rules. A layer that a pack does not have costs nothing.
import {
  CenteredTextSymbolizer,
  LineSymbolizer,
  PolygonSymbolizer,
  type Feature,
  type LabelRule,
  type PaintRule,
} from 'protomaps-leaflet'

/** Language of the names on the map. */
export type MapLanguage = 'zh' | 'en'

/** Water around everything; also the colour of an empty map. */
export const SEA = '#0b141d'

const LAND = '#141d26'
const OWN_LAND = '#1a2530'
const WATER = '#0d1b29'
const RIVER = '#17334a'
const COUNTY_LINE = '#2c3a48'
const CITY_LINE = '#43566a'
const PROVINCE_LINE = '#71889f'
const ROAD = '#2a3642'
const MAIN_ROAD = '#3a4654'
const RAIL = '#333f4c'
const GREEN = '#16231f'
const HALO = '#0d151dd9'
const FONTS =
  '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",system-ui,sans-serif'

const isKind =
  (...kinds: readonly string[]) =>
  (_zoom: number, feature: Feature): boolean =>
    kinds.some((kind) => feature.props['kind'] === kind || feature.props['class'] === kind)

/** Features say themselves from which zoom they are worth showing; packs of others say nothing. */
const isDue = (zoom: number, feature: Feature): boolean => {
  const from = feature.props['min_zoom']
  return typeof from !== 'number' || zoom >= from - 1
}

function line(layer: string, color: string, width: (zoom: number) => number, more: Partial<PaintRule> = {}): PaintRule {
  return {
    dataLayer: layer,
    symbolizer: new LineSymbolizer({ color, width, lineJoin: 'round', lineCap: 'round' }),
    filter: isDue,
    ...more,
  }
}

function fill(layer: string, color: string, more: Partial<PaintRule> = {}): PaintRule {
  return { dataLayer: layer, symbolizer: new PolygonSymbolizer({ fill: color }), ...more }
}

const thin = (from: number, perZoom: number) => (zoom: number) => Math.max(0.4, from + (zoom - 8) * perZoom)

/** What is drawn, back to front. */
export function paintRules(): PaintRule[] {
  return [
    // Protomaps schema
    fill('earth', LAND),
    fill('landuse', GREEN, { filter: isKind('forest', 'wood', 'park', 'nature_reserve') }),
    // OpenMapTiles has no land polygon: its layers are drawn on the land colour (see landBehind).
    fill('landcover', GREEN, { filter: isKind('wood', 'forest') }),
    // built-in pack
    fill('land', LAND),
    fill('own_land', OWN_LAND),
    fill('water', WATER),
    line('river', RIVER, thin(0.9, 0.22)),
    line('waterway', RIVER, thin(0.6, 0.2)),
    line('rail', RAIL, thin(0.5, 0.1), { minzoom: 8 }),
    line('road', MAIN_ROAD, thin(0.6, 0.18), { minzoom: 7 }),
    line('roads', ROAD, thin(0.3, 0.15), { minzoom: 9 }),
    line('roads', MAIN_ROAD, thin(0.6, 0.2), { minzoom: 6, filter: isKind('highway', 'major_road') }),
    line('transportation', ROAD, thin(0.3, 0.15), { minzoom: 9 }),
    line('transportation', MAIN_ROAD, thin(0.6, 0.2), { minzoom: 6, filter: isKind('motorway', 'trunk', 'primary') }),
    fill('buildings', '#202b36', { minzoom: 14 }),
    fill('building', '#202b36', { minzoom: 14 }),
    line('admin_line', COUNTY_LINE, thin(0.6, 0.08), { minzoom: 8, filter: isKind('county') }),
    line('admin_line', CITY_LINE, thin(0.75, 0.12), { minzoom: 6, filter: isKind('city') }),
    line('admin_line', CITY_LINE, thin(0.7, 0.1), { filter: isKind('neighbour') }),
    {
      dataLayer: 'admin_line',
      symbolizer: new LineSymbolizer({ color: PROVINCE_LINE, width: thin(1.1, 0.14), dash: [7, 2.5, 1.5, 2.5] }),
      filter: isKind('province'),
    },
    line('boundaries', CITY_LINE, thin(0.6, 0.1)),
    line('boundary', CITY_LINE, thin(0.6, 0.1)),
  ]
}

interface NameStyle {
  readonly size: number | ((zoom: number) => number)
  readonly color: string
  readonly weight?: number
  readonly italic?: boolean
  readonly spacing?: number
  readonly halo?: number
}

/** Names of one layer, one look. */
function names(layer: string, language: MapLanguage, style: NameStyle, more: Partial<LabelRule>): LabelRule {
  return {
    dataLayer: layer,
    symbolizer: new CenteredTextSymbolizer({
      labelProps: language === 'en' ? ['name_en', 'name:en', 'name'] : ['name', 'name:zh', 'name_en'],
      fontFamily: FONTS,
      fontSize: style.size,
      fontWeight: style.weight ?? 400,
      ...(style.italic === true ? { fontStyle: 'italic' } : {}),
      ...(style.spacing === undefined ? {} : { letterSpacing: style.spacing }),
      fill: style.color,
      stroke: HALO,
      width: style.halo ?? 3,
      maxLineChars: 22,
      lineHeight: 1.35,
    }),
    ...more,
  }
}

const named =
  (kind: string, more: (feature: Feature, zoom: number) => boolean = () => true) =>
  (zoom: number, feature: Feature): boolean =>
    feature.props['kind'] === kind && isDue(zoom, feature) && more(feature, zoom)

const rankOf = (feature: Feature): number => Number(feature.props['rank'] ?? 9)

/** Names, the ones that matter most first: later ones give way. */
export function labelRules(language: MapLanguage): LabelRule[] {
  const place = (style: NameStyle, more: Partial<LabelRule>) => names('place', language, style, more)
  const byZoom = (base: number, perZoom: number) => (zoom: number) => Math.min(base + 5, base + (zoom - 7) * perZoom)
  return [
    place(
      { size: byZoom(14, 0.7), color: '#cfd9e3', weight: 600 },
      { filter: named('city', (feature) => rankOf(feature) === 0), maxzoom: 13 },
    ),
    place({ size: byZoom(12.5, 0.7), color: '#b3c0cc', weight: 500 }, { filter: named('city'), maxzoom: 13 }),
    place(
      { size: 15, color: '#7f95ab', weight: 600, spacing: language === 'zh' ? 6 : 2 },
      { filter: named('province', (feature) => rankOf(feature) === 0), maxzoom: 5 },
    ),
    place(
      { size: 13, color: '#5f7387', spacing: language === 'zh' ? 4 : 1 },
      { filter: named('province', (feature) => rankOf(feature) > 0), maxzoom: 8 },
    ),
    place(
      { size: byZoom(13, 0.5), color: '#3f6183', italic: true, spacing: language === 'zh' ? 5 : 1, halo: 0 },
      { filter: named('sea') },
    ),
    place({ size: byZoom(11, 0.4), color: '#8796a5' }, { filter: named('neighbour_city'), maxzoom: 13 }),
    place({ size: byZoom(11, 0.55), color: '#93a3b2' }, { minzoom: 9, filter: named('county') }),
    place({ size: 11, color: '#4c7ba6', italic: true, halo: 2 }, { filter: named('river') }),
    place({ size: 11, color: '#7f8f9e', italic: true }, { filter: named('island') }),
    place({ size: 11, color: '#8d9bab' }, { filter: named('airport') }),
    place({ size: byZoom(9.5, 0.4), color: '#74838f' }, { minzoom: 11, filter: named('township') }),
    // Packs of others: names as they come, biggest first by their own order.
    names('places', language, { size: 12, color: '#a3b1be' }, { minzoom: 4 }),
    names('pois', language, { size: 10.5, color: '#74838f' }, { minzoom: 15 }),
    names(
      'place',
      language,
      { size: 12, color: '#a3b1be' },
      { filter: (_zoom, feature) => feature.props['class'] !== undefined },
    ),
  ]
}
