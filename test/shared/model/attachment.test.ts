// What may be said of a file: names that lead nowhere else, types told from bytes, programs recognised.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachmentFields, cleanFileName, namedFile } from '../../../shared/model/attachment.ts'
import { PREVIEW_TYPES, UNKNOWN_TYPE, isProgram, typeOf } from '../../../shared/model/file-types.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values)
const NONE = new Uint8Array(0)

test('names that are paths, hide their ending or mean a device become plain file names', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\现场.jpg', '现场.jpg'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['con', '_con'],
    ['LPT1.txt', '_LPT1.txt'],
    ['a<b>:"|?*.png', 'a_b______.png'],
    ['..', 'file'],
    ['', 'file'],
    ['   .hidden', 'hidden'],
    ['name. . ', 'name'],
    ['灾情 汇总（第3期）.docx', '灾情 汇总（第3期）.docx'],
  ]
  expect(cases.map(([given]) => [given, cleanFileName(given)])).toEqual(cases)
  const long = cleanFileName(`${'长'.repeat(300)}.pdf`)
  expect([long.length, long.endsWith('.pdf')]).toEqual([120, true])
})

test('a cleaned name stays as it is, has no path and fits the journal, whatever was given', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom('../', '..\\', '.', ' ', 'con', '\u202E', '\uD83D', '.exe', 'e\u200D\u0301'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const name = cleanFileName(pieces.join(''))
      expect(cleanFileName(name)).toBe(name)
      expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u)
      expect(['', '.', '..']).not.toContain(name)
      expect(attachmentFields.name.safeParse(name).success).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('programs are recognised by their ending, also behind another one or with dots after it, and by their beginning', () => {
  const named = ['a.exe', 'a.jpg.exe', 'A.EXE', 'a.exe. ', 'run.sh', 'x.lnk', 'y.hta', 'z.desktop', 'w.ps1', 'i.iso']
  expect(named.filter((name) => !isProgram(name, NONE))).toEqual([])
  const begun = [text('MZ\u0090'), bytes(0x7f, 0x45, 0x4c, 0x46), text('#!/bin/sh'), bytes(0xcf, 0xfa, 0xed, 0xfe)]
  expect(begun.filter((head) => !isProgram('photo.jpg', head))).toEqual([])
  const fine = ['photo.jpg', '通告.pdf', 'no ending', 'notes.txt', '.exe-list.txt', 'data.csv', 'plan.docx']
  expect(fine.filter((name) => isProgram(name, text('hello')))).toEqual([])
})

test('the type is told from the bytes; what nothing tells is unknown and never shown', () => {
  const png = bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  expect([
    typeOf('a.png', png),
    typeOf('a.txt', png),
    typeOf('a.png', text('<svg onload=alert(1)>')),
    typeOf('a.svg', text('<svg>')),
    typeOf('a.html', text('<html>')),
    typeOf('a.docx', bytes(0x50, 0x4b, 3, 4)),
    typeOf('a.zip', bytes(0x50, 0x4b, 3, 4)),
    typeOf('a.txt', text('BMW stolen at the gate, seen again at 10:00')),
    typeOf('a.txt', bytes(0, 1, 2)),
    typeOf('a.pdf', text('%PDF-1.7')),
    typeOf('constructor', text('x')),
    typeOf('a.constructor', text('x')),
  ]).toEqual([
    'image/png',
    'image/png',
    UNKNOWN_TYPE,
    UNKNOWN_TYPE,
    UNKNOWN_TYPE,
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/zip',
    'text/plain',
    UNKNOWN_TYPE,
    'application/pdf',
    UNKNOWN_TYPE,
    UNKNOWN_TYPE,
  ])
  expect(PREVIEW_TYPES).not.toContain('image/svg+xml')
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 64 }), (name, head) => {
      expect(attachmentFields.mime.safeParse(typeOf(name, head)).success).toBe(true)
    }),
  )
})

test('fields of another machine name a file only when size and hash can be one; their name is cleaned', () => {
  const hash = 'a'.repeat(64)
  expect(namedFile({ name: '../x.jpg', bytes: 5, sha256: hash })).toEqual({ name: 'x.jpg', bytes: 5, sha256: hash })
  const bad = [
    { name: 'x', bytes: 0, sha256: hash },
    { name: 'x', bytes: 60 * 1024 * 1024, sha256: hash },
    { name: 'x', bytes: 5, sha256: '../../x' },
    { name: 'x', bytes: 5, sha256: hash.toUpperCase() },
    { name: 5, bytes: 5, sha256: hash },
    {},
  ]
  expect(bad.map((fields) => namedFile(fields))).toEqual(bad.map(() => undefined))
})
