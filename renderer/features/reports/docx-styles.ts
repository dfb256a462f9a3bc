// Formats of a DOCX: what a paragraph and its letters look like, from the document's defaults, the chain of styles, and what
// stands in the paragraph and the run themselves, each over the one before.
import type { XmlElement } from '../../../shared/interop/xml/xml-tree.ts'
import { childElement, childElements } from '../../../shared/interop/xml/xml-tree.ts'
import type { LaidBlock, LaidRun } from '../../../shared/rpc/paper.ts'

export type RunFormat = Omit<LaidRun, 'text'>
type BlockFormat = Omit<LaidBlock, 'runs' | 'right'>

export interface Formats {
  readonly block: BlockFormat
  /** A tab leads to the right edge. */
  readonly hasRightTab: boolean
  readonly run: RunFormat
}

/** What Word takes where nothing is said. */
const PLAIN: Formats = {
  block: {
    ...{ align: 'left', firstPt: 0, leftPt: 0, beforePt: 0, afterPt: 0, linePt: null, lineFactor: 1 },
    ...{ above: null, below: null, isOnNewPage: false },
  },
  hasRightTab: false,
  run: { sizePt: 10, isBold: false, colour: '000000', face: 'text' },
}
const ALIGNS: Readonly<Record<string, LaidBlock['align']>> = {
  ...{ left: 'left', start: 'left', center: 'center', right: 'right', end: 'right', both: 'both', distribute: 'both' },
}
/** Faces for heads: bold ones by their make. */
const HEAD_FACE = /黑|标宋|hei|bold/iu
const MAX_CHAIN = 20
const SINGLE_LINE = 240

export class DocxStyles {
  readonly #styles = new Map<string, XmlElement>()
  readonly #plain: Formats
  readonly #normal: string | undefined

  constructor(root: XmlElement | undefined) {
    const styles = root === undefined ? [] : childElements(root, 'style')
    for (const style of styles) {
      const id = valueOf(style, 'styleId')
      if (id !== undefined) this.#styles.set(id, style)
    }
    const normal = styles.find((one) => valueOf(one, 'type') === 'paragraph' && isOn(valueOf(one, 'default')))
    this.#normal = normal && valueOf(normal, 'styleId')
    const defaults = root && childElement(root, 'docDefaults')
    const of = (outer: string, inner: string): XmlElement | undefined => {
      const part = defaults && childElement(defaults, outer)
      return part && childElement(part, inner)
    }
    this.#plain = over(PLAIN, of('pPrDefault', 'pPr'), of('rPrDefault', 'rPr'))
  }

  /** Formats of a paragraph with these properties, and of letters in it that say nothing themselves. */
  ofParagraph(properties: XmlElement | undefined): Formats {
    const named = properties && childElement(properties, 'pStyle')
    const styled = this.#styled(this.#plain, (named && valueOf(named, 'val')) ?? this.#normal)
    return over(styled, properties, undefined)
  }

  /** Format of letters of a run with these properties. */
  ofRun(base: RunFormat, properties: XmlElement | undefined): RunFormat {
    const named = properties && childElement(properties, 'rStyle')
    const styled = this.#styled({ ...this.#plain, run: base }, named && valueOf(named, 'val'))
    return over(styled, undefined, properties).run
  }

  #styled(base: Formats, id: string | undefined): Formats {
    const chain: XmlElement[] = []
    for (let at = id; at !== undefined && chain.length < MAX_CHAIN;) {
      const style = this.#styles.get(at)
      if (style === undefined) break
      chain.unshift(style)
      const below = childElement(style, 'basedOn')
      at = below && valueOf(below, 'val')
    }
    return chain.reduce((so, style) => over(so, childElement(style, 'pPr'), childElement(style, 'rPr')), base)
  }
}

/** A value of an element, whatever its namespace is called. */
export function valueOf(of: XmlElement, name: string): string | undefined {
  return of.attributes.find((one) => one.name === name)?.value
}

/** A length in twentieths of a point, as points. */
export function pointsOf(of: XmlElement | undefined, name: string): number | undefined {
  const value = of === undefined ? Number.NaN : Number.parseFloat(valueOf(of, name) ?? '')
  return Number.isFinite(value) ? Math.max(-500, Math.min(1_600, value / 20)) : undefined
}

function over(before: Formats, pPr: XmlElement | undefined, rPr: XmlElement | undefined): Formats {
  const { block, run } = before
  return {
    block: pPr === undefined ? block : blockOver(block, pPr),
    hasRightTab: before.hasRightTab || (pPr !== undefined && hasRightTab(childElement(pPr, 'tabs'))),
    run: rPr === undefined ? run : runOver(run, rPr),
  }
}

function blockOver(before: BlockFormat, pPr: XmlElement): BlockFormat {
  const part = (name: string): XmlElement | undefined => childElement(pPr, name)
  const [spacing, indent, edges] = [part('spacing'), part('ind'), part('pBdr')]
  const align = part('jc')
  const hanging = pointsOf(indent, 'hanging')
  const positive = (value: number | undefined, otherwise: number): number =>
    value === undefined ? otherwise : Math.max(0, value)
  return {
    align: (align && ALIGNS[valueOf(align, 'val') ?? '']) ?? before.align,
    firstPt: hanging === undefined ? (pointsOf(indent, 'firstLine') ?? before.firstPt) : -hanging,
    leftPt: positive(pointsOf(indent, 'left') ?? pointsOf(indent, 'start'), before.leftPt),
    beforePt: positive(pointsOf(spacing, 'before'), before.beforePt),
    afterPt: positive(pointsOf(spacing, 'after'), before.afterPt),
    ...lineOver(before, spacing),
    above: edgeOver(before.above, edges, 'top'),
    below: edgeOver(before.below, edges, 'bottom'),
    isOnNewPage: part('pageBreakBefore') === undefined ? before.isOnNewPage : true,
  }
}

function lineOver(
  { linePt, lineFactor }: BlockFormat,
  spacing: XmlElement | undefined,
): Pick<BlockFormat, 'linePt' | 'lineFactor'> {
  const line = pointsOf(spacing, 'line')
  if (spacing === undefined || line === undefined || line <= 0) return { linePt, lineFactor }
  const rule = valueOf(spacing, 'lineRule') ?? 'auto'
  return rule === 'auto'
    ? { linePt: null, lineFactor: Math.max(0.5, Math.min(10, (line * 20) / SINGLE_LINE)) }
    : { linePt: line, lineFactor: 1 }
}

function edgeOver(before: LaidBlock['above'], edges: XmlElement | undefined, name: string): LaidBlock['above'] {
  const edge = edges && childElement(edges, name)
  if (edge === undefined) return before
  const kind = valueOf(edge, 'val') ?? 'none'
  if (kind === 'none' || kind === 'nil') return null
  // Eighths of a point.
  const width = Number.parseFloat(valueOf(edge, 'sz') ?? '4') / 8
  return { colour: colourOf(valueOf(edge, 'color')) ?? '000000', widthPt: Number.isFinite(width) ? width : 0.5 }
}

function hasRightTab(tabs: XmlElement | undefined): boolean {
  return (
    tabs !== undefined && childElements(tabs, 'tab').some((one) => ['right', 'end'].includes(valueOf(one, 'val') ?? ''))
  )
}

function runOver(before: RunFormat, rPr: XmlElement): RunFormat {
  const part = (name: string): XmlElement | undefined => childElement(rPr, name)
  const [size, bold, colour, fonts] = [part('sz'), part('b'), part('color'), part('rFonts')]
  const halves = size === undefined ? Number.NaN : Number.parseFloat(valueOf(size, 'val') ?? '')
  const name = fonts && (valueOf(fonts, 'eastAsia') ?? valueOf(fonts, 'ascii'))
  return {
    sizePt: Number.isFinite(halves) ? Math.max(4, Math.min(200, halves / 2)) : before.sizePt,
    isBold: bold === undefined ? before.isBold : isOn(valueOf(bold, 'val')),
    colour: (colour && colourOf(valueOf(colour, 'val'))) ?? before.colour,
    face: name === undefined ? before.face : HEAD_FACE.test(name) ? 'head' : 'text',
  }
}

/** Absent says yes. */
function isOn(value: string | undefined): boolean {
  return value === undefined || !['0', 'false', 'off', 'none'].includes(value)
}

function colourOf(value: string | undefined): string | undefined {
  return value !== undefined && /^[0-9a-f]{6}$/iu.test(value) ? value.toUpperCase() : undefined
}
