// How a DOCX lays its text out, as far as it can be shown and printed here: page and margins, paragraphs with alignment, indents,
// spacing and edges, letters with size, weight, colour and kind of face, styles included. What it cannot is named, so that the
// officer knows that it stands in the DOCX alone.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { readXmlText } from '../../../shared/interop/xml/read-xml.ts'
import type { XmlElement } from '../../../shared/interop/xml/xml-tree.ts'
import { childElement, childElements, elementsNamed, textOf } from '../../../shared/interop/xml/xml-tree.ts'
import type { LaidBlock, LaidPaper, LaidRun } from '../../../shared/rpc/paper.ts'
import type { RunFormat } from './docx-styles.ts'
import { DocxStyles, pointsOf, valueOf } from './docx-styles.ts'

/** What a template may have that stands in its DOCX alone. */
export const LOST = ['table', 'picture', 'header', 'numbering'] as const
export type Lost = (typeof LOST)[number]

export interface DocxLayout {
  readonly paper: LaidPaper
  readonly lost: readonly Lost[]
}

/** Elements that hold runs or paragraphs and say nothing of their own. */
const THROUGH: ReadonlySet<string> = new Set([
  ...['sdt', 'sdtContent', 'hyperlink', 'ins', 'smartTag', 'tbl', 'tr', 'tc', 'fldSimple'],
])
const MAX_BLOCKS = 5_000
const LIMITS = { maxBytes: 50 * 1024 * 1024, maxDepth: 200, maxAttributes: 200 }

/** The layout of a filled document. */
export async function layOut(docx: Uint8Array, title: string): Promise<Result<DocxLayout>> {
  const { default: PizZip } = await import('pizzip')
  const files = new PizZip(docx)
  const read = (name: string): Result<XmlElement> => readXmlText(files.file(name)?.asText() ?? '', LIMITS)
  const document = read('word/document.xml')
  if (!document.ok) return document
  const body = childElement(document.value, 'body')
  if (body === undefined) return refuse('fileUnreadable', 'the document has no body')
  const said = read('word/styles.xml')
  const styles = new DocxStyles(said.ok ? said.value : undefined)
  const blocks = paragraphsIn(body).map((paragraph) => blockOf(paragraph, styles))
  if (blocks.length > MAX_BLOCKS)
    return refuse('tooLarge', 'the document has too many paragraphs', { limit: MAX_BLOCKS })
  const section = elementsNamed(body, 'sectPr').at(-1)
  const has: Readonly<Record<Lost, boolean>> = {
    table: elementsNamed(body, 'tbl').length > 0,
    picture: elementsNamed(body, 'drawing').length + elementsNamed(body, 'pict').length > 0,
    header: ['headerReference', 'footerReference'].some((name) => elementsNamed(body, name).length > 0),
    numbering: elementsNamed(body, 'numPr').length > 0,
  }
  return ok({ paper: { title, page: pageOf(section), blocks }, lost: LOST.filter((one) => has[one]) })
}

function paragraphsIn(of: XmlElement): readonly XmlElement[] {
  return childElements(of).flatMap((one) => (one.name === 'p' ? [one] : THROUGH.has(one.name) ? paragraphsIn(one) : []))
}

function runsIn(of: XmlElement): readonly XmlElement[] {
  return childElements(of).flatMap((one) => (one.name === 'r' ? [one] : THROUGH.has(one.name) ? runsIn(one) : []))
}

function blockOf(paragraph: XmlElement, styles: DocxStyles): LaidBlock {
  const { block, hasRightTab, run: base } = styles.ofParagraph(childElement(paragraph, 'pPr'))
  const runs: LaidRun[] = []
  const right: LaidRun[] = []
  let isOnNewPage = block.isOnNewPage
  let isRight = false
  const put = (text: string, format: RunFormat): void => {
    if (text !== '') join(isRight ? right : runs, text, format)
  }
  for (const run of runsIn(paragraph)) {
    const format = styles.ofRun(base, childElement(run, 'rPr'))
    for (const part of childElements(run))
      if (part.name === 't') put(textOf(part), format)
      else if (part.name === 'br' && valueOf(part, 'type') === 'page') isOnNewPage = true
      else if (part.name === 'br' || part.name === 'cr') put('\n', format)
      else if (part.name === 'tab' && hasRightTab && !isRight) isRight = true
      else if (part.name === 'tab') put('\u3000\u3000', format)
  }
  // An empty paragraph is as high as its letters would be.
  if (runs.length === 0) join(runs, '', base)
  return { ...block, runs, right, isOnNewPage }
}

/** Adds text; what is formatted as the text before becomes one with it. */
function join(runs: LaidRun[], text: string, { sizePt, isBold, colour, face }: RunFormat): void {
  const last = runs.at(-1)
  const isSame = last?.sizePt === sizePt && last.isBold === isBold && last.colour === colour && last.face === face
  if (last !== undefined && isSame) runs[runs.length - 1] = { ...last, text: last.text + text }
  else runs.push({ text, sizePt, isBold, colour, face })
}

/** A4 and an inch around where nothing is said. */
function pageOf(section: XmlElement | undefined): LaidPaper['page'] {
  const size = section && childElement(section, 'pgSz')
  const margin = section && childElement(section, 'pgMar')
  const inch = 72
  return {
    widthPt: pointsOf(size, 'w') ?? 595.3,
    heightPt: pointsOf(size, 'h') ?? 841.9,
    topPt: Math.abs(pointsOf(margin, 'top') ?? inch),
    rightPt: pointsOf(margin, 'right') ?? inch,
    bottomPt: Math.abs(pointsOf(margin, 'bottom') ?? inch),
    leftPt: pointsOf(margin, 'left') ?? inch,
  }
}
