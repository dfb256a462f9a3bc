// Whatever the readers of other systems' warnings find odd has words people understand, in both languages.
import { readFileSync, readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { i18n } from '../../../renderer/i18n/i18n.ts'
import { oddWords } from '../../../renderer/ui/odd-words.ts'

/** Every word the codecs say, from their source: `odd.add('word'` and ``odd.add(`no-${name}` ``. */
function words(): readonly string[] {
  const found = new Set<string>()
  for (const folder of ['cap', 'gt'])
    for (const name of readdirSync(`shared/interop/${folder}`)) {
      const source = readFileSync(`shared/interop/${folder}/${name}`, 'utf8')
      for (const [, word = ''] of source.matchAll(/odd\.add\(\s*['`]([^'`]+)['`]/g))
        found.add(word.replace('${time.odd}', 'zone').replaceAll(/\$\{[^}]+\}/g, 'element'))
    }
  return [...found]
}

afterAll(() => i18n.changeLanguage('zh-CN'))

test.each(['zh-CN', 'en'])('in %s', async (language) => {
  await i18n.changeLanguage(language)
  expect(words().length).toBeGreaterThan(40)
  for (const word of words()) {
    const said = oddWords(`${word}: WHAT`)
    expect(said, word).not.toContain(word.includes('-') ? word : 'odd.')
    expect(said, word).not.toBe(`${word}: WHAT`)
  }
  expect(oddWords('something-new: x')).toBe('something-new: x')
})
