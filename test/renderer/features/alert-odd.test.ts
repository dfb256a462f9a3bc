// Whatever the readers of other systems' warnings find odd has words people understand, in both languages.
import { readFileSync, readdirSync } from 'node:fs'
import i18next from 'i18next'
import { expect, test } from 'vitest'
import { oddWords } from '../../../renderer/features/alerts/odd-words.ts'
import { alerts as en } from '../../../renderer/i18n/en/alerts.ts'
import { alerts as zh } from '../../../renderer/i18n/zh-CN/alerts.ts'

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

test.each([
  ['zh-CN', zh],
  ['en', en],
])('in %s', async (lng, alerts) => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng, resources: { [lng]: { alerts } }, interpolation: { escapeValue: false } })
  const t = i18n.getFixedT(lng, 'alerts')
  expect(words().length).toBeGreaterThan(40)
  for (const word of words()) {
    const said = oddWords(t, `${word}: WHAT`)
    expect(said, word).not.toContain(word.includes('-') ? word : 'odd.')
    expect(said, word).not.toBe(`${word}: WHAT`)
  }
  expect(oddWords(t, 'something-new: x')).toBe('something-new: x')
})
