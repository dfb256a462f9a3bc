// Which drawn symbol lies under the pointer. Pure; targets are in the order they were drawn, so the last one lies on top.
import type { ClusterItem } from './worker/incident-messages.ts'

export type Target = {
  readonly x: number
  readonly y: number
  readonly radiusPx: number
} & ({ readonly incident: string } | { readonly cluster: ClusterItem })

/** Fingers and trembling hands: a symbol is a little larger than it looks. */
const SLACK_PX = 3
/** Symbols nearer to each other than this are one heap. */
const STACK_PX = 6

/** The topmost target whose symbol holds the point; else the nearest within the slack; else null. */
export function hitAt(targets: readonly Target[], x: number, y: number): Target | null {
  let nearest: Target | null = null
  let nearestPx = Infinity
  for (let index = targets.length - 1; index >= 0; index--) {
    const target = targets[index]
    if (target === undefined) continue
    const away = Math.hypot(target.x - x, target.y - y) - target.radiusPx
    if (away <= 0) return target
    if (away <= SLACK_PX && away < nearestPx) [nearest, nearestPx] = [target, away]
  }
  return nearest
}

/** Incidents drawn so close to `target` that a pointer cannot tell them apart, topmost first; at least itself. */
export function stackedWith(targets: readonly Target[], target: Target): readonly string[] {
  return targets
    .flatMap((other) =>
      'incident' in other && Math.hypot(other.x - target.x, other.y - target.y) < STACK_PX ? [other.incident] : [],
    )
    .toReversed()
}
