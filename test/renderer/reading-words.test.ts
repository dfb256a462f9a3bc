// How a tried message is told: every line the readers write about what was odd has words in both languages.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readingWords } from '../../renderer/features/systems/reading-words.ts'
import { i18n } from '../../renderer/i18n/i18n.ts'
import { ROOT } from '../support/run-tool.ts'

/** Readers whose lines are told when a message is tried; a mapping file is no message. */
const FOLDERS = ['shared/interop', 'server/gateways']
const OTHERS = /mapping-file\.ts$/
/** What is added as it stands: a sentence that says nothing of its own. */
const CALLS =
  /(?:\bsay|\bsource\.say|odd\.push|odd\.add)\(\s*(?:[\w ?.<]+\? )?(?:'([^'\n]+)'|`([^`\n]+)`)(?: : '([^'\n]+)')?/g

function sentences(): string[] {
  return (
    FOLDERS.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !OTHERS.test(path))
        .flatMap((path) => [...readFileSync(join(ROOT, folder, path), 'utf8').matchAll(CALLS)])
        .flatMap(([, plain, made, other]) => [plain, made, other].filter((text) => text !== undefined)),
    )
      .map((text) => text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '7'))
      // Sentences made of parts that stand elsewhere: words of warnings (alert-odd.test.ts), times of CoT (below).
      .filter((text) => !/^[\d\W]*$|^sent-7$|\$\{/.test(text))
  )
}

describe('what is odd about a message that is tried', () => {
  afterAll(() => i18n.changeLanguage('zh-CN'))

  test('has words in both languages, whichever reader says it', async () => {
    const found = sentences()
    expect(found.length).toBeGreaterThan(50)
    found.push('element FF02 is not in the table', 'time has no T', 'stale is without zone and read as UTC')
    await i18n.changeLanguage('zh-CN')
    const unsaid = found.filter((line) => !/[\p{Script=Han}]/u.test(readingWords(line)))
    expect(unsaid).toEqual([])
  })

  test('keeps what the message says, and leaves alone what is data', async () => {
    await i18n.changeLanguage('zh-CN')
    expect(readingWords('text: cut at 4000 characters')).toBe('text太长，只取前 4000 个字')
    expect(readingWords('MIN FU YU 3 26.1, 119.5')).toBe('MIN FU YU 3 26.1, 119.5')
    expect(readingWords('CAP 1.2 Actual Alert wx A 2026: Severe Gale [new]')).toMatch(/^新预警： CAP 1\.2/)
    expect(readingWords('11B06#1 level 2: Gale (a – b) Coast')).toContain('2 级：Gale')
    await i18n.changeLanguage('en')
    expect(readingWords('level: code “9” is not in the table levels')).toBe('level: the table levels has no code “9”')
    expect(readingWords('known already')).toBe('Known already')
  })
})
