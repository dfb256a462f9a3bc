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
const all = flat(WORDS.en)
/** English for one thing, beside the plain key, which is then for many. */
const ofOne = new Map([...all].filter(([key]) => key.endsWith('_one')))
const en = new Map([...all].filter(([key]) => !ofOne.has(key)))

test('both languages have the same keys, but for English sentences about one', () => {
  expect([...en.keys()].toSorted()).toEqual([...zh.keys()].toSorted())
  for (const [key, text] of ofOne) {
    const many = key.slice(0, -'_one'.length)
    expect(zh.has(many), key).toBe(true)
    for (const blank of blanks(text)) expect(blanks(en.get(many) ?? ''), key).toContain(blank)
  }
})

/** Namespaces whose sentences that count are held to have one for one. */
const COUNTING = ['app', 'incidents', 'map', 'admin', 'reports', 'detail', 'intake'] as const

test('an English sentence that counts things has a form for one, and says it for one only', () => {
  const counts = /\{\{(?:count|total|files|missing)\}\} (?:[a-z]+ ){0,2}[a-z]{2,}s\b/
  const without = [...en].filter(
    ([key, text]) =>
      COUNTING.some((name) => key.startsWith(`${name}.`)) && counts.test(text) && !ofOne.has(`${key}_one`),
  )
  expect(without).toEqual([])
  const says = i18n.getFixedT('en')
  const total = (count: number): string => says('incidents:total', { count, total: count, unread: 1 })
  expect([0, 1, 2].map(total)).toEqual(['0 incidents, 1 unread', '1 incident, 1 unread', '2 incidents, 1 unread'])
  expect(i18n.getFixedT('zh-CN')('incidents:total', { count: 1, total: 1, unread: 1 })).toBe('共 1 起，未读 1')
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
