// The sign of a unit as the map draws it, for lists and legends.
import { DISTRESS } from '../../map/linked/track-look.ts'
import { UNIT_SHAPES, colorOf } from '../../map/linked/track-sprites.ts'

interface Props {
  readonly sort: number
  readonly isDistress?: boolean
  readonly isOld?: boolean
}

export function UnitSign({ sort, isDistress = false, isOld = false }: Props) {
  return (
    <svg viewBox="-15 -15 30 30" width="18" height="18" className="fs-linked-sign" aria-hidden="true">
      {isDistress && <circle r="13.5" fill="none" stroke={DISTRESS} strokeWidth="2" />}
      <path
        d={UNIT_SHAPES[sort] ?? UNIT_SHAPES[4]}
        fill={isDistress ? DISTRESS : colorOf(sort)}
        opacity={isOld ? 0.5 : 1}
        stroke="#0b1420"
      />
      {isOld && <path d="M-9 9L9 -9" stroke="#f2f6fa" strokeWidth="2" />}
    </svg>
  )
}
