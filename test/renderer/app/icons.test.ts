// Icons of the console are pictures for the eye: what a control is called stands in its text or its label. An icon left to
// itself is read out by its English file name, before the words: "plus 新建事件".
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../support/run-tool.ts'

const ICON = /<[A-Z]\w*(?:Outlined|Filled)\b[^>]*\/>/g

test('no icon is read out by its file name', () => {
  const named = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .flatMap((path) =>
      [...readFileSync(join(ROOT, 'renderer', path), 'utf8').matchAll(ICON)]
        .filter(([icon]) => !/\baria-(?:hidden|label)\b/.test(icon))
        .map(([icon]) => `${path}: ${icon}`),
    )
  expect(named).toEqual([])
})
