// The compact form in which seeds/sources keeps lines: integers in units of 1/scale degree, each the difference to the one before.
// Promise: decode(encode(line)) differs from line by at most half a unit; equal neighbouring points are dropped.

export type DeltaLine = readonly number[]

/** Flat list x0, y0, dx1, dy1, … of a line of [lon, lat] degrees. */
export function encodeDelta(line: readonly (readonly [number, number])[], scale: number): DeltaLine {
  const out: number[] = []
  let lastX = 0
  let lastY = 0
  for (const [lon, lat] of line) {
    const x = Math.round(lon * scale)
    const y = Math.round(lat * scale)
    if (out.length > 0 && x === lastX && y === lastY) continue
    out.push(x - lastX, y - lastY)
    lastX = x
    lastY = y
  }
  return out
}

/** The [lon, lat] degrees of an encoded line. */
export function decodeDelta(flat: DeltaLine, scale: number): [number, number][] {
  const line: [number, number][] = []
  let x = 0
  let y = 0
  for (let i = 0; i + 1 < flat.length; i += 2) {
    x += flat[i] ?? 0
    y += flat[i + 1] ?? 0
    line.push([x / scale, y / scale])
  }
  return line
}
