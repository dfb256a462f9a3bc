// Where a window was left, and whether that place still exists. Screens come and go in a command centre.

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly maximised: boolean
}
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const SMALLEST = { width: 960, height: 600 }
/** At least this much of the title bar must be on some screen for the window to be reachable. */
const REACH = 120

/** The remembered place fitted to the screens there are now; a place on a screen that is gone moves to the first one. */
export function fitPlace(remembered: Place | undefined, screens: readonly Area[]): Place {
  const first = screens[0] ?? { x: 0, y: 0, width: 1366, height: 768 }
  if (remembered === undefined) return { ...first, maximised: true }
  const home = screens.find((screen) => overlaps(remembered, screen)) ?? first
  const width = Math.max(Math.min(remembered.width, home.width), Math.min(SMALLEST.width, home.width))
  const height = Math.max(Math.min(remembered.height, home.height), Math.min(SMALLEST.height, home.height))
  return {
    x: Math.min(Math.max(remembered.x, home.x), home.x + home.width - width),
    y: Math.min(Math.max(remembered.y, home.y), home.y + home.height - height),
    width,
    height,
    maximised: remembered.maximised,
  }
}

function overlaps(place: Area, screen: Area): boolean {
  const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x)
  return across >= REACH && place.y >= screen.y - 20 && place.y < screen.y + screen.height - 40
}
