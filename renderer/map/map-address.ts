// Checks an address template for map tiles before it is given to the station, and writes the placeholders of other
// programs the way the station reads them: {z}, {x}, {y} (or {-y} for TMS), {s}, {r}. Pure.

export type AddressProblem = 'notAnAddress' | 'notHttp' | 'noZ' | 'noX' | 'noY' | 'unknownPlaceholder'

export type AddressReading =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly problem: AddressProblem }

/** WMTS capabilities write these for zoom, row and column. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  tilematrix: 'z',
  tilerow: 'y',
  tilecol: 'x',
  zoom: 'z',
  level: 'z',
  row: 'y',
  col: 'x',
}
const KNOWN = new Set(['z', 'x', 'y', '-y', 's', 'r'])

/** Reads a template; placeholders may be written {z}, ${z} or {TileMatrix}. */
export function readMapAddress(text: string): AddressReading {
  const address = text
    .trim()
    .replace(/\$\{/g, '{')
    .replace(/\{([^{}]*)\}/g, (_whole, name: string) => {
      const plain = name.trim().toLowerCase()
      return `{${OTHER_NAMES[plain] ?? plain}}`
    })
  const names = [...address.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
  const url = URL.parse(address.replace(/\{[^{}]*\}/g, '0'))
  if (url === null) return { ok: false, problem: 'notAnAddress' }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { ok: false, problem: 'notHttp' }
  if (names.some((name) => !KNOWN.has(name))) return { ok: false, problem: 'unknownPlaceholder' }
  if (!names.includes('z')) return { ok: false, problem: 'noZ' }
  if (!names.includes('x')) return { ok: false, problem: 'noX' }
  if (!names.includes('y') && !names.includes('-y')) return { ok: false, problem: 'noY' }
  return { ok: true, address }
}

export const TIANDITU_KINDS = ['tiandituVector', 'tiandituImage', 'tiandituTerrain'] as const
export type TiandituKind = (typeof TIANDITU_KINDS)[number]

const TIANDITU_LAYERS: Readonly<Record<TiandituKind, string>> = {
  tiandituVector: 'vec',
  tiandituImage: 'img',
  tiandituTerrain: 'ter',
}

/** Tianditu's WMTS in Web Mercator (CGCS2000, equal to WGS-84 for a map), with the officer's own key. */
export function tiandituAddress(kind: TiandituKind, key: string): string {
  const layer = TIANDITU_LAYERS[kind]
  return (
    `https://t0.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}` +
    `&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key.trim())}`
  )
}
