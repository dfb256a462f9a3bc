// Templates of tile addresses: {z} {x} {y} as maps on the web write them, {-y} for rows from the south, the names of WMTS,
// {s} for servers numbered 0 to 7. Pure.

/** Why an address cannot be one of tiles; undefined when it can. */
export function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return 'it must begin with http(s)://'
  const has = (...names: readonly string[]): boolean =>
    names.some((name) => address.toLowerCase().includes(`{${name.toLowerCase()}}`))
  if (!has('z', 'TileMatrix') || !has('x', 'TileCol') || !has('y', '-y', 'TileRow'))
    return 'it must name {z}, {x} and {y} (or {TileMatrix}, {TileCol} and {TileRow})'
  return undefined
}

/** The address of one tile. */
export function tileAddress(template: string, z: number, x: number, y: number): string {
  const values: { readonly [name: string]: number | string } = {
    z,
    x,
    y,
    '-y': 2 ** z - 1 - y,
    s: (x + y) % 8,
    r: '',
    tilematrix: z,
    tilecol: x,
    tilerow: y,
  }
  return template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const key = name.toLowerCase()
    return Object.hasOwn(values, key) ? String(values[key]) : whole
  })
}
