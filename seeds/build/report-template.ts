// The template of 突发事件信息专报 as a DOCX an office can open, change and put in its place: names in braces are filled in.
// Layout: domain.md 3.6; typefaces and sizes of GB/T 9704 are not verified, so common Chinese faces with fallbacks stand here.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AlignmentType, BorderStyle, Document, LineRuleType, Packer, Paragraph, Tab, TabStopType, TextRun } from 'docx'
import PizZip from 'pizzip'

const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋', cs: 'Times New Roman' }
const HEAD = { ...SONG, eastAsia: '方正小标宋简体' }
/** 28 points: 22 lines on a page. */
const LINE = { line: 560, lineRule: LineRuleType.EXACT } as const
const RIGHT_EDGE_TWIPS = 8_840
/** A fixed date: the same input gives the same bytes. */
const MADE = new Date('2024-01-01T00:00:00Z')

/** Writes seeds/templates/report.docx. */
export async function buildReportTemplate(): Promise<void> {
  const line = (text: string, options: { readonly bold?: boolean; readonly after?: number } = {}): Paragraph =>
    new Paragraph({
      spacing: { after: options.after ?? 0, ...LINE },
      children: [new TextRun({ text, size: 32, font: SONG, bold: options.bold ?? false })],
    })
  const rule = { style: BorderStyle.SINGLE, size: 8, color: 'C00000', space: 6 }
  const document = new Document({
    creator: 'Fengsui',
    title: '突发事件信息专报',
    sections: [
      {
        properties: { page: { margin: { top: 2_098, bottom: 1_984, left: 1_587, right: 1_474 } } },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            children: [new TextRun({ text: '突发事件信息专报', size: 72, color: 'C00000', font: HEAD, bold: true })],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { before: 160 },
            children: [new TextRun({ text: '第{编号}期', size: 32, font: SONG })],
          }),
          new Paragraph({
            tabStops: [{ type: TabStopType.RIGHT, position: RIGHT_EDGE_TWIPS }],
            border: { bottom: rule },
            spacing: { before: 200, after: 320 },
            children: [
              new TextRun({ text: '报送单位：{报送单位}', size: 30, font: SONG }),
              new TextRun({ children: [new Tab(), '{日期}'], size: 30, font: SONG }),
            ],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 320 },
            children: [new TextRun({ text: '{标题}', size: 44, font: HEAD, bold: true })],
          }),
          line('{#正文}'),
          new Paragraph({
            indent: { firstLine: 640 },
            spacing: LINE,
            children: [new TextRun({ text: '{.}', size: 32, font: SONG })],
          }),
          line('{/正文}', { after: 400 }),
          new Paragraph({
            border: { top: { ...rule, color: '000000' } },
            spacing: { before: 400 },
            children: [new TextRun({ text: '报送：{报送}', size: 28, font: SONG })],
          }),
          new Paragraph({ children: [new TextRun({ text: '抄送：{抄送}', size: 28, font: SONG })] }),
          new Paragraph({
            border: { bottom: { ...rule, color: '000000' } },
            children: [
              new TextRun({ text: '编辑：{编辑}    联系电话：{联系电话}    签发：{签发}', size: 28, font: SONG }),
            ],
          }),
        ],
      },
    ],
  })
  writeFileSync(join(import.meta.dirname, '../templates/report.docx'), settled(await Packer.toBuffer(document)))
}

/** The same document with every date in it fixed. */
function settled(bytes: Uint8Array): Uint8Array {
  const zip = new PizZip(bytes)
  const out = new PizZip()
  for (const name of Object.keys(zip.files).toSorted()) {
    const file = zip.file(name)
    if (file === null || file.dir) continue
    const isText = name.endsWith('.xml') || name.endsWith('.rels')
    const text = file.asText().replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2024-01-01T00:00:00Z')
    out.file(name, isText ? text : file.asUint8Array(), { date: MADE, createFolders: false })
  }
  return out.generate({ type: 'uint8array', compression: 'DEFLATE' })
}
