// The document of a signed report: what stands in it, and that the template an office may replace is filled with it.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import PizZip from 'pizzip'
import { expect, test } from 'vitest'
import { layOut } from '../../../renderer/features/reports/docx-layout.ts'
import { reportDocument } from '../../../renderer/features/reports/report-document.ts'
import { fillTemplate } from '../../../renderer/features/reports/report-docx.ts'
import { MAX_TEMPLATE_BYTES } from '../../../shared/model/report-template.ts'
import { scratchFolder } from '../../support/scratch.ts'

const hasOffice = [
  ['soffice', '--version'],
  ['pdftotext', '-v'],
].every(([program = '', flag = '']) => spawnSync(program, [flag]).status === 0)
if (!hasOffice)
  console.log('not run: LibreOffice (libreoffice-writer-nogui) or pdftotext (poppler-utils) is not installed')

const template = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../seeds/templates/report.docx')))
const names = { agency: () => '福建省应急指挥中心值班室', officer: () => '陈主任' }
const fields = {
  agency: 'ag1',
  title: '改过的草稿',
  number: '2023-7',
  copyTo: ['市委值班室', '市政府值班室'],
  editor: '叶青',
  telephone: '0591-1234567',
  signed: {
    title: '关于火灾 <A&B> 的报告',
    text: '一、基本情况\n\n二、处置情况',
    facts: {},
    signer: 'of1',
    at: '2023-07-28T23:30:00+08:00',
  },
}

function textOf(docx: Uint8Array): string {
  const xml = new PizZip(docx).file('word/document.xml')?.asText() ?? ''
  const unescape = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)]
    .map(([paragraph]) =>
      unescape([...paragraph.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text).join('')),
    )
    .join('\n')
}

test('what was signed is what stands in it, not what was written about it since', () => {
  const document = reportDocument(fields, ['省应急管理厅', '省应急管理厅'], names)
  expect(document).toEqual({
    number: '2023-7',
    from: '福建省应急指挥中心值班室',
    date: '2023年7月28日',
    title: '关于火灾 <A&B> 的报告',
    paragraphs: ['一、基本情况', '二、处置情况'],
    to: '省应急管理厅',
    copyTo: '市委值班室、市政府值班室',
    editor: '叶青',
    telephone: '0591-1234567',
    signer: '陈主任',
  })
  // Whom it is addressed to stands in it before it is sent anywhere, and whatever it was sent to besides.
  const addressed = { ...fields, to: ['省应急管理厅', '市政府总值班室'] }
  for (const receivers of [[], ['别处']])
    expect(reportDocument(addressed, receivers, names)?.to).toBe('省应急管理厅、市政府总值班室')
  const { signed, ...unsigned } = fields
  expect(signed).toBeDefined()
  expect(reportDocument(unsigned, [], names)).toBeNull()
})

test('the shipped template is filled: head, number, paragraphs each on their own, foot; no brace is left', async () => {
  const document = reportDocument(fields, ['省应急管理厅'], names)
  if (document === null) throw new Error('nothing was signed')
  const filled = await fillTemplate(template, document)
  if (!filled.ok) throw new Error(filled.fault.message)
  const text = textOf(filled.value)
  expect(text.split('\n').filter((line) => line.trim() !== '')).toEqual([
    '突发事件信息专报',
    '第2023-7期',
    '报送单位：福建省应急指挥中心值班室2023年7月28日',
    '关于火灾 <A&B> 的报告',
    '一、基本情况',
    '二、处置情况',
    '报送：省应急管理厅',
    '抄送：市委值班室、市政府值班室',
    '编辑：叶青    联系电话：0591-1234567    签发：陈主任',
  ])
})

test('the lines of the foot are of one size', () => {
  const xml = new PizZip(template).file('word/document.xml')?.asText() ?? ''
  const foot = [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)]
    .map(([one]) => one)
    .filter((one) => /报送：|抄送：|编辑：/.test(one))
  expect(foot.map((one) => /<w:sz w:val="(\d+)"/.exec(one)?.[1])).toEqual(['28', '28', '28'])
})

test.runIf(hasOffice)(
  'LibreOffice opens it and prints every line of it, in order, on one page',
  { timeout: 60_000 },
  async () => {
    const document = reportDocument(fields, ['省应急管理厅'], names)
    if (document === null) throw new Error('nothing was signed')
    const filled = await fillTemplate(template, document)
    if (!filled.ok) throw new Error(filled.fault.message)
    const folder = scratchFolder()
    writeFileSync(join(folder, 'report.docx'), filled.value)
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`
    const convert = ['--headless', profile, '--convert-to', 'pdf', '--outdir', folder, join(folder, 'report.docx')]
    expect(spawnSync('soffice', convert, { encoding: 'utf8' }).stdout).toContain('report.pdf')
    const told = spawnSync('pdfinfo', [join(folder, 'report.pdf')], { encoding: 'utf8' }).stdout
    expect(told).toMatch(/^Pages:\s+1$/m)
    expect(told).toMatch(/^Page size:.*A4/m)
    const text = spawnSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' }).stdout
    const printed = text.replaceAll(/\s+/g, '')
    let at = -1
    for (const line of textOf(filled.value)
      .split('\n')
      .filter((one) => one.trim() !== '')) {
      const found = printed.indexOf(line.replaceAll(/\s+/g, ''), at + 1)
      expect(found, line).toBeGreaterThan(at)
      at = found
    }
  },
)

test.each([
  ['no DOCX', new TextEncoder().encode('hello'), 'fileUnreadable'],
  ['far too large', new Uint8Array(MAX_TEMPLATE_BYTES + 1), 'tooLarge'],
])('a template that is %s is refused', async (_name, bytes, kind) => {
  const document = reportDocument(fields, [], names)
  if (document === null) throw new Error('nothing was signed')
  expect(await fillTemplate(bytes, document)).toMatchObject({ ok: false, fault: { kind } })
})

/** A template made of this body. */
function templateOf(body: string, styles = ''): Uint8Array {
  const zip = new PizZip(template)
  const ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
  zip.file('word/document.xml', `<?xml version="1.0"?><w:document ${ns}><w:body>${body}</w:body></w:document>`)
  if (styles !== '') zip.file('word/styles.xml', `<?xml version="1.0"?><w:styles ${ns}>${styles}</w:styles>`)
  return zip.generate({ type: 'uint8array' })
}

async function laidOf(own: Uint8Array) {
  const document = reportDocument(fields, ['省应急管理厅'], names)
  if (document === null) throw new Error('nothing was signed')
  const filled = await fillTemplate(own, document)
  if (!filled.ok) throw new Error(filled.fault.message)
  const done = await layOut(filled.value, document.title)
  if (!done.ok) throw new Error(done.fault.message)
  return done.value
}

test('preview, print and PDF have the layout of the shipped template: sizes, colours, edges, ends of lines, line heights', async () => {
  const { paper, lost } = await laidOf(template)
  expect(lost).toEqual([])
  expect(paper.page).toMatchObject({ topPt: 104.9, bottomPt: 99.2, leftPt: 79.35, rightPt: 73.7 })
  const [head, number, from] = paper.blocks
  expect(head).toMatchObject({
    align: 'center',
    runs: [{ text: '突发事件信息专报', sizePt: 36, colour: 'C00000', face: 'head' }],
  })
  expect(number?.runs[0]?.text).toBe('第2023-7期')
  expect(from).toMatchObject({
    runs: [{ text: '报送单位：福建省应急指挥中心值班室' }],
    right: [{ text: '2023年7月28日', sizePt: 15 }],
    below: { colour: 'C00000', widthPt: 1 },
  })
  const paragraph = paper.blocks.find(({ runs }) => runs[0]?.text === '一、基本情况')
  expect(paragraph).toMatchObject({ firstPt: 32, linePt: 28, runs: [{ sizePt: 16, face: 'text' }] })
  expect(paper.blocks.find(({ runs }) => runs[0]?.text.startsWith('报送：省'))?.above).toEqual({
    colour: '000000',
    widthPt: 1,
  })
})

test('an office’s own template is laid out as it says: styles over defaults, its own over styles; what cannot be is named', async () => {
  const styles = `<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>
    <w:style w:type="paragraph" w:styleId="a" w:default="1"><w:pPr><w:spacing w:line="480" w:lineRule="auto"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr>
      <w:rPr><w:b/><w:rFonts w:eastAsia="黑体"/><w:color w:val="auto"/></w:rPr></w:style>`
  const body = `<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>闽侯县值班快报 </w:t></w:r>
      <w:r><w:rPr><w:b w:val="0"/><w:sz w:val="60"/></w:rPr><w:t>{编号}</w:t></w:r></w:p>
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>报：{报送}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
    <w:p><w:pPr><w:pageBreakBefore/><w:ind w:left="400" w:hanging="200"/></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>
    <w:sectPr><w:headerReference/><w:pgSz w:w="10000" w:h="12000"/></w:sectPr>`
  const { paper, lost } = await laidOf(templateOf(body, styles))
  expect(lost).toEqual(['table', 'header'])
  expect(paper.page).toMatchObject({ widthPt: 500, heightPt: 600, topPt: 72 })
  expect(paper.blocks).toMatchObject([
    {
      ...{ align: 'center', linePt: null, lineFactor: 2 },
      runs: [
        { text: '闽侯县值班快报 ', sizePt: 12, isBold: true, face: 'head', colour: '000000' },
        { text: '2023-7', sizePt: 30, isBold: false, face: 'head' },
      ],
    },
    { runs: [{ text: '报：省应急管理厅', sizePt: 12 }], lineFactor: 2, align: 'left' },
    { isOnNewPage: true, leftPt: 20, firstPt: -10, runs: [{ text: '甲\u3000\u3000乙\n丙' }] },
  ])
})

test('a document that is no XML is refused, and styles that go round in a ring end', async () => {
  const broken = new PizZip(template)
  broken.file('word/document.xml', '<w:document>')
  expect(await layOut(broken.generate({ type: 'uint8array' }), 'x')).toMatchObject({ ok: false })
  const ring = `<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>
    <w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:sz w:val="40"/></w:rPr></w:style>`
  const body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
  const { paper } = await laidOf(templateOf(body, ring))
  expect(paper.blocks[0]?.runs[0]?.sizePt).toBe(20)
})
