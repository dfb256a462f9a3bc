// A document set as PDF as a template lays it out. Faces are those of this machine: one for text, one for heads and what is bold.
import type { LaidBlock, LaidPaper, LaidRun } from '../../shared/rpc/paper.ts'

type Line = Pick<LaidBlock, 'runs'>['runs']

/** Sets every block; fonts `text` and `head` have been registered. */
export function setLaid(document: PDFKit.PDFDocument, { page, blocks }: LaidPaper): void {
  const [left, right] = [page.leftPt, page.widthPt - page.rightPt]
  for (const block of blocks) {
    if (block.isOnNewPage && document.y > page.topPt) document.addPage()
    document.y += block.beforePt
    edge(document, block.above, left, right)
    setBlock(document, block, left, right)
    edge(document, block.below, left, right)
    document.y += block.afterPt
  }
}

function setBlock(document: PDFKit.PDFDocument, block: LaidBlock, pageLeft: number, right: number): void {
  const left = Math.min(pageLeft + block.leftPt, right - 50)
  const width = right - left
  const height = lineHeight(document, block)
  // A line that would go beyond the margin begins on the next page, with what stands at its right edge.
  if (document.y + height > document.page.height - document.page.margins.bottom) document.addPage()
  const { y } = document
  const page = document.bufferedPageRange().count
  const text = block.runs.map((run) => run.text).join('')
  const taken = widthOf(document, block.runs)
  if (text === '') document.y += height
  else if (block.runs.length > 1 && !text.includes('\n') && taken + block.firstPt <= width) {
    const offset = { left: block.firstPt, both: block.firstPt, center: (width - taken) / 2, right: width - taken }
    setLine(document, block.runs, left + offset[block.align])
    document.y = y + height
  } else {
    const isMixed = block.runs.length > 1
    // Formats that change within a line of several are set ragged: nothing else keeps them in their places.
    const align = isMixed ? 'left' : ALIGN[block.align]
    setRuns(document, block.runs, left, { lineGap: lineGap(document, block), width, align, indent: block.firstPt })
  }
  if (block.right.length === 0 || document.bufferedPageRange().count !== page) return
  const after = document.y
  document.y = y
  setLine(document, block.right, Math.max(left, right - widthOf(document, block.right)))
  document.y = Math.max(after, y + height)
}

/** One line on one base, whatever the sizes of its letters. */
function setLine(document: PDFKit.PDFDocument, runs: Line, x: number): void {
  const { y } = document
  const base = Math.max(...runs.map((run) => ascentOf(document, run)))
  let at = x
  for (const run of runs) {
    take(document, run)
    document.text(run.text, at, y + base, { lineBreak: false, baseline: 'alphabetic' })
    at += document.widthOfString(run.text)
  }
}

/** From the top of a line down to the base of its letters. */
function ascentOf(document: PDFKit.PDFDocument, run: LaidRun): number {
  take(document, run)
  // Its types leave the font out that is taken.
  const font = Reflect.get(document, '_font') as { readonly ascender: number }
  return (font.ascender / 1_000) * run.sizePt
}

interface Setting {
  readonly lineGap: number
  readonly width: number
  readonly align: 'left' | 'center' | 'right' | 'justify'
  readonly indent: number
}
const ALIGN = { left: 'left', center: 'center', right: 'right', both: 'justify' } as const

function setRuns(document: PDFKit.PDFDocument, runs: Line, x: number, setting: Setting): void {
  for (const [at, run] of runs.entries()) {
    take(document, run)
    const continued = at < runs.length - 1
    if (at === 0) document.text(run.text, x, document.y, { ...setting, continued })
    else document.text(run.text, { continued })
  }
}

function take(document: PDFKit.PDFDocument, { face, isBold, sizePt, colour }: Omit<LaidRun, 'text'>): void {
  document
    .font(face === 'head' || isBold ? 'head' : 'text')
    .fontSize(sizePt)
    .fillColor(`#${colour}`)
}

function widthOf(document: PDFKit.PDFDocument, runs: Line): number {
  return runs.reduce((sum, run) => {
    take(document, run)
    return sum + document.widthOfString(run.text)
  }, 0)
}

/** How high a line of the block is by its greatest letters. */
function ownHeight(document: PDFKit.PDFDocument, { runs, right }: LaidBlock): number {
  return Math.max(
    0,
    ...[...runs, ...right].map((run) => {
      take(document, run)
      return document.currentLineHeight(false)
    }),
  )
}

function lineHeight(document: PDFKit.PDFDocument, block: LaidBlock): number {
  return block.linePt ?? ownHeight(document, block) * block.lineFactor
}

/** What is added to a line to make it as high as it is to be; less than nothing where it is to be tighter. */
function lineGap(document: PDFKit.PDFDocument, block: LaidBlock): number {
  return lineHeight(document, block) - ownHeight(document, block)
}

function edge(document: PDFKit.PDFDocument, line: LaidBlock['above'], left: number, right: number): void {
  if (line === null) return
  document.moveTo(left, document.y).lineTo(right, document.y).lineWidth(line.widthPt).strokeColor(`#${line.colour}`)
  document.stroke()
  document.y += line.widthPt
}
