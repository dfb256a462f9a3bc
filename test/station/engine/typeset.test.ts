// Official documents as PDF: the text is there, whole and in order, over several pages; nothing is set without a font.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LaidBlock, LaidPaper, TypesetQuestion } from '../../../shared/rpc/paper.ts'
import { typesetApart } from '../../../station/engine/apart.ts'
import { paperFonts } from '../../../station/engine/paper-fonts.ts'
import { typeset } from '../../../station/engine/typeset.ts'

const hasFont = paperFonts() !== undefined
const hasReader = spawnSync('pdftotext', ['-v']).status === 0
if (!hasFont) console.log('not run: this machine has no Chinese font (fonts-noto-cjk)')
if (!hasReader) console.log('not run: pdftotext is not installed (poppler-utils)')

const paper = {
  head: '突发事件信息专报',
  number: '第2026-7期',
  from: '报送单位：福建省应急指挥中心值班室',
  date: '2026年11月26日',
  title: '关于晋安区化工仓库火灾的报告',
  paragraphs: ['一、基本情况。11月26日13时许，<A&B> 仓库起火，2人受伤。', '二、处置情况。'],
  foot: ['报送：省应急管理厅', '抄送：市委值班室、市政府值班室', '编辑：叶青　联系电话：0591-1234567　签发：陈主任'],
}

async function set(given: TypesetQuestion): Promise<Uint8Array> {
  const done = await typeset(given)
  if (!done.ok) throw new Error(done.fault.message)
  return done.value
}

function textOf(pdf: Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'fengsui-pdf-')), 'a.pdf')
  writeFileSync(path, pdf)
  return spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout
}

test.runIf(hasFont && hasReader)('everything stands in it as it was written, in order', async () => {
  const text = textOf(await set(paper)).replaceAll(/\s+/g, '')
  const wanted = [paper.head, paper.number, paper.from, paper.date, paper.title, ...paper.paragraphs, ...paper.foot]
  let at = -1
  for (const line of wanted) {
    const found = text.indexOf(line.replaceAll(/\s+/g, ''), at + 1)
    expect(found, line).toBeGreaterThan(at)
    at = found
  }
})

test.runIf(hasFont && hasReader)('a long text goes on over pages and loses nothing', async () => {
  const paragraphs = Array.from({ length: 120 }, (_, index) => `第${index}段：${'情况正在核实。'.repeat(6)}`)
  const text = textOf(await set({ ...paper, paragraphs })).replaceAll(/\s+/g, '')
  expect((text.match(/情况正在核实。/g) ?? []).length).toBe(720)
  expect(text).toContain('第119段')
})

test.runIf(hasFont)('it is a PDF with its font inside, small enough to travel', async () => {
  const pdf = await set(paper)
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  expect(Buffer.from(pdf).toString('latin1')).toContain('/FontFile')
  expect(pdf.length).toBeLessThan(300 * 1024)
})

test.runIf(hasFont)('a thread of its own sets the same, while this one goes on', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 5)
  const apart = await typesetApart(paper)
  clearInterval(timer)
  expect(apart.ok && Buffer.from(apart.value.subarray(0, 5)).toString()).toBe('%PDF-')
  expect(turns).toBeGreaterThan(10)
})

const run = { sizePt: 16, isBold: false, colour: '000000', face: 'text' } as const
const block: LaidBlock = {
  ...{ align: 'left', firstPt: 0, leftPt: 0, beforePt: 0, afterPt: 0, linePt: 28, lineFactor: 1 },
  ...{ above: null, below: null, isOnNewPage: false, runs: [], right: [] },
}
const laid = (blocks: LaidPaper['blocks']): LaidPaper => ({
  title: '快报',
  page: { widthPt: 595, heightPt: 842, topPt: 100, rightPt: 72, bottomPt: 100, leftPt: 72 },
  blocks,
})

test.runIf(hasFont && hasReader)(
  'what a template lays out stands where it says: middle, right edge, lines in order',
  async () => {
    const pdf = await set(
      laid([
        {
          ...{ ...block, align: 'center', linePt: null, below: { colour: 'C00000', widthPt: 1 } },
          runs: [
            { ...run, text: '闽侯县', isBold: true, face: 'head', sizePt: 30 },
            { ...run, text: '值班快报' },
          ],
        },
        { ...block, runs: [{ ...run, text: '报送单位：值班室' }], right: [{ ...run, text: '2026年11月28日' }] },
        { ...block },
        { ...block, align: 'both', firstPt: 32, runs: [{ ...run, text: '情况正在核实。'.repeat(20) }] },
        { ...block, isOnNewPage: true, runs: [{ ...run, text: '附件' }] },
      ]),
    )
    const pages = textOf(pdf).split('\f')
    expect(pages[1]?.trim()).toBe('附件')
    const lines = (pages[0] ?? '').split('\n').filter((line) => line.trim() !== '')
    expect(lines[0]?.replaceAll(/\s/g, '')).toBe('闽侯县值班快报')
    expect(lines[0]?.search(/\S/)).toBeGreaterThan(5)
    expect(lines[1]?.trim().split(/\s{2,}/)).toEqual(['报送单位：值班室', '2026年11月28日'])
    expect(lines.slice(2).join('').replaceAll(/\s/g, '')).toBe('情况正在核实。'.repeat(20))
  },
)

test.runIf(hasFont && hasReader)('many paragraphs go on over pages, 22 lines on each of a page so high', async () => {
  const blocks = Array.from({ length: 60 }, (_, n) => ({ ...block, runs: [{ ...run, text: `第${n}段` }] }))
  const pages = textOf(await set(laid(blocks)))
    .split('\f')
    .filter((page) => page.trim() !== '')
  expect(pages.map((page) => (page.match(/第\d+段/g) ?? []).length)).toEqual([22, 22, 16])
})
