// Where a card, menu or list beside a point of the map lies: right and below of it, and on the other side where the map
// ends, so that nothing of it is cut off.

export interface PopupSize {
  readonly width: number
  readonly height: number
}

export interface PopupPoint {
  readonly x: number
  readonly y: number
}

/** Left and upper edge of a popup of `size` beside `at` in a map of `frame`, `gap` away; all in CSS pixels. */
export function besidePoint(at: PopupPoint, gap: PopupPoint, size: PopupSize, frame: PopupSize): PopupPoint {
  return {
    x: beside(at.x, gap.x, size.width, frame.width),
    y: beside(at.y, gap.y, size.height, frame.height),
  }
}

function beside(at: number, gap: number, length: number, end: number): number {
  const after = at + gap
  if (after + length <= end) return after
  const before = at - gap - length
  // Too large for either side: as far back as it goes, its beginning in sight.
  return before >= 0 ? before : Math.max(0, end - length)
}
