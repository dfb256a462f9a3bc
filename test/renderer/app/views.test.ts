// One table of views: what the host opens, what the window can show, and what the palette calls it are the same list.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { app as en } from '../../../renderer/i18n/en/app.ts'
import { app as zhCn } from '../../../renderer/i18n/zh-CN/app.ts'
import { VIEW_NAMES } from '../../../shared/host/host.ts'
import { ROOT } from '../../support/run-tool.ts'

test('every view has its line in the table, and its words in both languages', () => {
  const table = readFileSync(join(ROOT, 'renderer/app/desk-views.tsx'), 'utf8')
  const lines = [...table.matchAll(/\bname: '(\w+)'/g)].map(([, name]) => name)
  const views: ReadonlySet<string> = new Set(VIEW_NAMES)
  for (const names of [lines, ...[en, zhCn].flatMap(({ view, act }) => [view, act.window].map(Object.keys))])
    expect(new Set(names)).toEqual(views)
})
