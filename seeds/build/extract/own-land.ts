// The part of the land that belongs to the province: land rings cut with the province's outline.
// Promise: rings wholly inside are kept as they are; only those that cross the outline go through the clipper.

import { intersection } from 'polyclip-ts';
import { signedArea2 } from './close-land.ts';
import type { Box } from './close-land.ts';

type Ring = [number, number][];
type Polygons = Ring[][];

function cutAtSide(ring: Ring, inside: (p: [number, number]) => boolean, cross: (a: [number, number], b: [number, number]) => [number, number]): Ring {
  const out: Ring = [];
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1]!;
    const b = ring[i]!;
    if (inside(a) !== inside(b)) out.push(cross(a, b));
    if (inside(b)) out.push(b);
  }
  if (out.length > 0) out.push(out[0]!);
  return out;
}

/** Sutherland-Hodgman: edges may run along the box, which is harmless as the box lies outside the province. */
function cutToBox(ring: Ring, box: Box): Ring {
  const atX = (x: number) => (a: [number, number], b: [number, number]): [number, number] => [x, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])];
  const atY = (y: number) => (a: [number, number], b: [number, number]): [number, number] => [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]), y];
  let cut = cutAtSide(ring, (p) => p[0] >= box.west, atX(box.west));
  cut = cutAtSide(cut, (p) => p[0] <= box.east, atX(box.east));
  cut = cutAtSide(cut, (p) => p[1] >= box.south, atY(box.south));
  return cutAtSide(cut, (p) => p[1] <= box.north, atY(box.north));
}

/** True when the point lies inside the polygons (holes count as outside). */
export function isInside([x, y]: readonly [number, number], polygons: Polygons): boolean {
  let inside = false;
  for (const polygon of polygons) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1]!;
        const [bx, by] = ring[i]!;
        if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
      }
    }
  }
  return inside;
}

/** Land rings (outer rings only) cut with the province. */
export function landOf(rings: readonly Ring[], province: Polygons, box: Box): Polygons {
  const result: Polygons = [];
  for (const ring of rings) {
    const cut = cutToBox(ring, box);
    if (cut.length < 4 || Math.abs(signedArea2(cut)) < 1e-9) continue;
    const within = cut.map((p) => isInside(p, province));
    if (within.every(Boolean)) result.push([cut]);
    else if (within.some(Boolean)) result.push(...(intersection([cut] as never, province as never) as Polygons));
  }
  return result.filter((polygon) => Math.abs(signedArea2(polygon[0]!)) > 2e-7);
}
