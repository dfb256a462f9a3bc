// What callers and other systems say is text wherever it goes: into a spreadsheet, a document, a printed page, a map.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { csvCell, incidentsCsv } from '../../renderer/features/incidents/incident-csv.ts'
import { fillTemplate } from '../../renderer/features/reports/report-docx.ts'
import { readSheet, writeSheet } from '../../renderer/ui/spreadsheet.ts'
import type { IncidentRow } from '../../shared/rpc/rows.ts'
import { reportSaying } from '../support/report-saying.ts'
import { ROOT } from '../support/run-tool.ts'

const FORMULAS = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '  =1',
  '＝1+1',
  '＋1',
  '－1+1',
  '＠x',
  '=HYPERLINK("http://evil.example","x")',
]
const MARKUP = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd</w:instrText></w:r><w:r><w:t>',
  '{constructor.constructor("return process")()}',
  '{#标题}{/标题}',
  '&lt;b&gt; &amp; ]]>',
]
const isFormula = (cell: string): boolean =>
  /^["\s]*[=+\-@＝＋－＠]/.test(cell) && !/^"?-?\d+(\.\d+)?(, -?\d+(\.\d+)?)?"?$/.test(cell)

describe('spreadsheets', () => {
  test('a text that a spreadsheet would run begins with an apostrophe, also where it reads semicolons, tabs or lines', () => {
    for (const formula of FORMULAS) {
      expect([formula, isFormula(csvCell(formula))]).toEqual([formula, false])
      for (const separator of [';', '\t', '\r\n', '\n', ';"', ' ; ', ';\t'])
        expect([
          formula,
          isFormula(
            csvCell(`harmless${separator}${formula}`)
              .split(/[;\t\r\n]+/)
              .at(-1) ?? '',
          ),
        ]).toEqual([formula, false])
    }
    expect([csvCell('-12.5'), csvCell('26.08, -119.3'), csvCell('a-b = c')]).toEqual([
      '-12.5',
      '"26.08, -119.3"',
      'a-b = c',
    ])
  })

  test('whatever stands in an incident, no field of a line of the file is a formula, in any separator', () => {
    const nasty = fc
      .array(fc.constantFrom(...FORMULAS, ';', ',', '"', '\n', '\t', ' ', "'", 'a', '1', '=', '-', '@'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(nasty, nasty, (title, place) => {
        const file = incidentsCsv([{ ...ROW, title, place }], WORDS)
        const [, ...lines] = file.replace(/^\uFEFF/, '').split('\r\n')
        for (const separator of [';', '\t'])
          for (const line of lines.join('\r\n').split(/[\r\n]+/))
            for (const cell of line.split(separator)) expect([cell, isFormula(cell)]).toEqual([cell, false])
      }),
      { numRuns: 500 },
    )
  })

  test('a written .xlsx holds texts and nothing that is worked out or fetched', async () => {
    const rows = [...FORMULAS, ...MARKUP].map((text) => [text])
    const parts = unzipSync(await writeSheet('表', [{ title: '=title', width: 10 }], rows))
    const xml = Object.values(parts).map((part) => strFromU8(part))
    for (const text of xml) expect(text).not.toMatch(/<f[ >]|<hyperlink|<externalLink|<script>alert/)
    const read = await readSheet(await writeSheet('x', [{ title: 'a', width: 10 }], [['=1+1'], ['<b>&</b>']]))
    expect(read).toEqual([['a'], ['=1+1'], ['<b>&</b>']])
  })
})

test('a report as DOCX: markup, field codes and template braces in what was written stay words', async () => {
  const template = new Uint8Array(readFileSync(join(ROOT, 'seeds/templates/report.docx')))
  const plain = unzipSync(mustBe(await fillTemplate(template, reportSaying('x'))))
  for (const text of MARKUP) {
    const filled = unzipSync(mustBe(await fillTemplate(template, reportSaying(text))))
    expect(Object.keys(filled)).toEqual(Object.keys(plain))
    const xml = strFromU8(filled['word/document.xml'] ?? new Uint8Array())
    const tags = (from: string): readonly string[] => [...new Set(from.match(/<\/?[\w:]+/g) ?? [])].toSorted()
    expect(tags(xml)).toEqual(tags(strFromU8(plain['word/document.xml'] ?? new Uint8Array())))
    expect(xml).not.toMatch(/instrText/.test(text) ? /<w:instrText/ : /<script/)
  }
})

test('no file of ours puts texts into a page as markup, or runs text as a program', () => {
  const forbidden =
    /dangerouslySetInnerHTML|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(|setTimeout\(\s*['"`]|javascript:|srcdoc|\.bindPopup\(|\.bindTooltip\(/i
  const found = ['renderer', 'shared', 'station', 'server', 'electron']
    .flatMap((folder) => sources(join(ROOT, folder)))
    .filter((path) => forbidden.test(readFileSync(path, 'utf8')))
  expect(found).toEqual([])
  expect(forbidden.test('element.innerHTML = title')).toBe(true)
})

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js|mjs|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function mustBe(result: Awaited<ReturnType<typeof fillTemplate>>): Uint8Array {
  if (!result.ok) throw new Error(result.fault.message)
  return result.value
}

const WORDS = {
  field: (name: string) => name,
  level: String,
  status: (status: string) => status,
  category: (code: string) => code,
  division: (code: string) => code,
  time: (iso: string) => iso,
}
const ROW: IncidentRow = {
  key: 'i',
  number: 'FJ-1',
  title: '',
  category: '11A01',
  level: 2,
  status: 'reported',
  lon: -119.3,
  lat: 26.08,
  division: null,
  place: '',
  occurredAt: null,
  receivedAt: '2023-07-28T10:00:00+08:00',
  dead: 1,
  missing: null,
  injured: null,
  trapped: null,
  evacuated: null,
  sensitive: false,
  demonstration: false,
  conflicts: 0,
  unread: false,
  waiting: false,
  changedMs: 0,
}
