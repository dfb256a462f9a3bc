// An official document as PDF (A4; margins and sizes after GB/T 9704-2012 as far as it is known here: 公文 are set in size 3
// FangSong, 28 characters by 22 lines). Words come ready from the console; nothing of a journal is read here.
import PdfDocument from 'pdfkit'
import type { Result } from '../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../shared/base/fault.ts'
import type { PaperQuestion, TypesetQuestion } from '../../shared/rpc/paper.ts'
import { paperFonts } from './paper-fonts.ts'
import { setLaid } from './typeset-laid.ts'

const MM = 72 / 25.4
const MARGINS = { top: 37 * MM, left: 28 * MM, bottom: 35 * MM, right: 26 * MM }
const BODY = 16
const LINE_GAP = 10
const RED = '#b00000'

/** Sets it; refused when this machine has no Chinese font. */
export async function typeset(paper: TypesetQuestion): Promise<Result<Uint8Array>> {
  const fonts = paperFonts()
  if (fonts === undefined) return refuse('notFound', 'this machine has no Chinese font', { what: 'font' })
  const document = new PdfDocument({ ...sheetOf(paper), bufferPages: true, lang: 'zh-CN' })
  const parts: Uint8Array[] = []
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (part: Uint8Array) => parts.push(part))
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    document.on('error', reject)
  })
  try {
    document.registerFont('text', fonts.text.path, fonts.text.face)
    document.registerFont('head', fonts.head.path, fonts.head.face)
    if ('blocks' in paper) setLaid(document, paper)
    else setPaper(document, paper)
    document.end()
    return ok(await whole)
  } catch (error) {
    return {
      ok: false,
      fault: fault('fileUnreadable', `${fonts.text.path}: ${(error as Error).message}`, { path: fonts.text.path }),
    }
  }
}

function sheetOf(paper: TypesetQuestion): PDFKit.PDFDocumentOptions {
  if (!('blocks' in paper)) return { size: 'A4', margins: MARGINS, info: { Title: paper.title || paper.head } }
  const { widthPt, heightPt, topPt, rightPt, bottomPt, leftPt } = paper.page
  const margins = { top: topPt, right: rightPt, bottom: bottomPt, left: leftPt }
  return { size: [widthPt, heightPt], margins, info: { Title: paper.title } }
}

/** In this program's own form. */
function setPaper(
  document: PDFKit.PDFDocument,
  { head, number, from, date, title, paragraphs, foot }: PaperQuestion,
): void {
  document.font('head').fontSize(30).fillColor(RED).text(head, { align: 'center' })
  document.font('text').fontSize(BODY).fillColor('black').moveDown(0.3).text(number, { align: 'center' }).moveDown(0.5)
  const { y } = document
  document.text(from, { continued: false })
  const after = document.y
  document.text(date, MARGINS.left, y, { align: 'right' })
  document.y = Math.max(after, document.y)
  rule(document, RED, 1.5)
  document.moveDown(0.8)
  if (title !== '')
    document.font('head').fontSize(20).text(title, MARGINS.left, document.y, { align: 'center' }).moveDown(0.6)
  document.font('text').fontSize(BODY)
  for (const paragraph of paragraphs)
    document.text(paragraph, MARGINS.left, document.y, { indent: 2 * BODY, lineGap: LINE_GAP, align: 'justify' })
  document.moveDown(1)
  rule(document, 'black', 0.7)
  document.moveDown(0.3)
  for (const line of foot) document.text(line, MARGINS.left, document.y, { lineGap: 4 })
  document.moveDown(0.2)
  rule(document, 'black', 0.7)
}

function rule(document: PDFKit.PDFDocument, colour: string, width: number): void {
  const right = document.page.width - MARGINS.right
  document.moveTo(MARGINS.left, document.y).lineTo(right, document.y).lineWidth(width).strokeColor(colour).stroke()
}
