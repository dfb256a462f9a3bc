// Both languages say the same things: same keys, same places to fill in, and a sentence for every refusal.
import { expect, test } from 'vitest'
import { WORDS, faultWords, i18n, setLanguage } from '../../../renderer/i18n/i18n.ts'
import { FAULTS } from '../../../shared/base/fault.ts'
import { incidentFields, INCIDENT_STATUSES, SOURCE_CHANNELS, SOURCE_KINDS } from '../../../shared/model/incident.ts'
import { ROLES } from '../../../shared/model/role.ts'

type Tree = { readonly [key: string]: string | Tree }

function flat(tree: Tree, before = ''): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') words.set(before + key, value)
    else for (const [path, text] of flat(value, `${before}${key}.`)) words.set(path, text)
  }
  return words
}

const blanks = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((hit) => hit[1] ?? '').toSorted()
const zh = flat(WORDS['zh-CN'])
const en = flat(WORDS.en)

test('both languages have the same keys', () => {
  expect([...en.keys()].toSorted()).toEqual([...zh.keys()].toSorted())
})

test('no sentence is empty, and both fill in the same values', () => {
  for (const [key, text] of zh) {
    const other = en.get(key) ?? ''
    expect(text.trim(), key).not.toBe('')
    expect(other.trim(), key).not.toBe('')
    expect(blanks(other), key).toEqual(blanks(text))
  }
})

test('[BA-1] every refusal is worded in Chinese and in English', () => {
  for (const kind of Object.keys(FAULTS)) {
    expect(zh.get(`fault.${kind}`), kind).toMatch(/[\u4e00-\u9fff]/)
    expect(en.get(`fault.${kind}`), kind).toMatch(/^[A-Z].*\.$/)
  }
  expect([...zh.keys()].filter((key) => key.startsWith('fault.'))).toHaveLength(Object.keys(FAULTS).length)
})

test('every status, level, field, source, channel and role has a word', () => {
  const keys = [
    ...INCIDENT_STATUSES.map((name) => `status.${name}`),
    ...[0, 1, 2, 3, 4].map((level) => `level.${level}`),
    ...Object.keys(incidentFields).map((name) => `field.${name}`),
    ...SOURCE_KINDS.map((name) => `source.${name}`),
    ...SOURCE_CHANNELS.map((name) => `channel.${name}`),
    ...ROLES.map((name) => `role.${name}`),
  ]
  expect(keys.filter((key) => !zh.has(`model.${key}`))).toEqual([])
})

test('the language can be switched without a reload', () => {
  expect(i18n.t('model:level.1')).toBe('特别重大')
  setLanguage('en')
  expect(i18n.t('model:level.1')).toBe('Level I')
  expect(faultWords({ kind: 'notSignedIn', message: '' })).toBe('Sign in first.')
  setLanguage('zh-CN')
  expect(faultWords({ kind: 'notSignedIn', message: '' })).toBe('请先登录。')
})
