// The sign of a level as the map draws it: shape and colour.
import { levelColor } from '../../map/map-style.ts'
import { shapeOf } from '../../map/symbol.ts'
import type { SymbolShape } from '../../map/symbol.ts'

const PATHS: Readonly<Record<SymbolShape, string>> = {
  octagon: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  diamond: 'M8 .6L15.4 8L8 15.4L.6 8z',
  square: 'M2.4 2.4h11.2v11.2H2.4z',
  circle: 'M8 1.8a6.2 6.2 0 1 0 .01 0z',
  dashedCircle: 'M8 1.8a6.2 6.2 0 1 0 .01 0z',
}

/** Decorative: the words of the level stand beside it. */
export function LevelSign({ level }: { readonly level: number }) {
  const shape = shapeOf(level)
  const color = levelColor(level)
  const isSolid = level === 1 || level === 2
  return (
    <svg className="fs-map-level" viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path
        d={PATHS[shape]}
        fill={isSolid ? color : 'none'}
        stroke={color}
        strokeWidth="2"
        {...(shape === 'dashedCircle' ? { strokeDasharray: '3.2 2.4' } : {})}
      />
    </svg>
  )
}
