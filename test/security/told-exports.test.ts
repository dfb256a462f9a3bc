// Nothing of the journal leaves the console unwritten: files are saved and pages printed through one place, which tells the station.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WORDS } from '../../renderer/i18n/i18n.ts'
import { EXPORTED, EXPORT_FORMS } from '../../shared/model/audit.ts'
import { ROOT } from '../support/run-tool.ts'

/** Those that may: what the station writes out is written down there, and secrets told once are no record. */
const DIRECT = [
  // exportSpace, archive
  ['renderer/features/archive/archive-section.tsx', 'saveFile'],
  ['renderer/features/settings/data-tab.tsx', 'saveFile'],
  // One-time passwords, join codes, recovery codes.
  ['renderer/features/admin/admin-screen.tsx', 'print'],
  ['renderer/features/settings/settings-drawer.tsx', 'print'],
  ['renderer/features/sign-in/factor-dialog.tsx', 'print'],
  ['renderer/link/told-exports.ts', 'print'],
  ['renderer/link/told-exports.ts', 'saveFile'],
]

test('a file saved or a page printed by the console goes through the place that tells the station', () => {
  const found = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
    .map((path) => `renderer/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return [...text.matchAll(/viewHost\(\)\s*\.(saveFile|print)\b/g)].map(([, call = '']) => [path, call])
    })
  const sorted = (pairs: readonly (readonly string[])[]): readonly string[] =>
    pairs.map((pair) => pair.join(' ')).sort()
  expect(sorted(found)).toEqual(sorted(DIRECT))
})

test('every kind and form of what is told has words in both languages', () => {
  for (const { admin } of Object.values(WORDS)) {
    expect(Object.keys(admin.audit.exported).sort()).toEqual([...EXPORTED].sort())
    expect(Object.keys(admin.audit.form).sort()).toEqual([...EXPORT_FORMS].sort())
  }
})
