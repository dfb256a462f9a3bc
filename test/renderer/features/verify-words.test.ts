// What verifying found, in both languages: every kind of problem says what is wrong, about what, by whom and when, and what to do.
import i18next from 'i18next'
import { expect, test } from 'vitest'
import { problemWords, resultWords } from '../../../renderer/features/settings/verify-words.ts'
import type { Language } from '../../../renderer/i18n/i18n.ts'
import { WORDS } from '../../../renderer/i18n/i18n.ts'
import type { VerifyProblem, VerifyReport } from '../../../shared/rpc/verify.ts'
import { PROBLEM_KINDS } from '../../../shared/rpc/verify.ts'

const PROBLEM: VerifyProblem = {
  kind: 'content',
  space: 'fujian',
  spaceName: '福建',
  spaceNameEn: 'Fujian',
  station: 's1',
  stationName: '甲席',
  chain: 77,
  seq: 7,
  expected: 9,
  change: 'abc',
  record: {
    kind: 'logEntry',
    id: 'l1',
    title: '桥断了',
    incident: { number: 'FJZB-20230728-7K2Q-003', title: '泉州山洪' },
  },
  officer: 'o1',
  officerName: '林岚',
  atMs: Date.UTC(2023, 6, 28, 1, 55),
  archive: { number: 3, file: 'archives/journal-3.fsarchive' },
  message: 'for logs',
}

async function translated(lng: Language) {
  const i18n = i18next.createInstance()
  await i18n.init({ lng, resources: { [lng]: WORDS[lng] }, interpolation: { escapeValue: false } })
  return i18n.getFixedT(lng)
}

test('[VF-4] an altered change, in Chinese', async () => {
  const { title, lines, trace } = problemWords(PROBLEM, await translated('zh-CN'), 'zh-CN')
  expect([title, ...lines.map(({ label, text }) => `${label}：${text}`)]).toEqual([
    '第 7 条变更的内容与当初写下的不符',
    '涉及：日志 · 桥断了（事件 FJZB-20230728-7K2Q-003 泉州山洪）',
    '作者：林岚 · 甲席，2023-07-28 09:55:00',
    '位置：“福建”中“甲席”的日志链',
    expect.stringMatching(/^处理：本席位的数据库被改动或已损坏。.*由改动之前的备份恢复/),
  ])
  expect(trace).toBe('空间 fujian，席位 s1，链 77，第 7 条，变更 abc')
})

test('[VF-4] an altered change, in English', async () => {
  const incident = { number: 'FJZB-20230728-7K2Q-003', title: '泉州山洪' }
  const record = { kind: 'incident', id: 'i1', title: '泉州山洪', incident }
  const { title, lines } = problemWords({ ...PROBLEM, record }, await translated('en'), 'en')
  expect([title, ...lines.map(({ label, text }) => `${label}: ${text}`)]).toEqual([
    'What change 7 says is not what was written',
    'About: Incident · FJZB-20230728-7K2Q-003 泉州山洪',
    'Written by: 林岚 · 甲席, 2023-07-28 09:55:00',
    'Where: the chain of “甲席” in “Fujian”',
    expect.stringMatching(/^What to do: This station’s database was altered or is damaged\..*put back a backup/),
  ])
})

test.for(['zh-CN', 'en'] as const)('[VF-4] in %s every kind says something of its own and what to do', async (lng) => {
  const t = await translated(lng)
  const all = PROBLEM_KINDS.map((kind) => problemWords({ ...PROBLEM, kind }, t, lng))
  expect(new Set(all.map(({ title }) => title)).size).toBe(PROBLEM_KINDS.length)
  for (const { title, lines } of all) {
    expect([title, ...lines.map(({ text }) => text)].join(' ')).not.toMatch(/verify:|\{\{|undefined|null|for logs/)
    expect(lines.at(-1)?.label).toBe(t('verify:todo'))
  }
  const [away] = all.filter((_, index) => PROBLEM_KINDS[index] === 'archive')
  expect(away?.title).toContain('archives/journal-3.fsarchive')
  expect(away?.lines.at(-1)?.text).toContain('--number 3')
})

test.for([
  ['zh-CN', '校验通过：1 条日志链、12 条变更', '其中 2 条变更的内容已依法销毁', '发现 4 处问题', '“福建”的态势未比对'],
  [
    'en',
    'Everything holds: 1 chain, 12 changes',
    '2 of the changes had',
    '4 problems were found',
    'picture of “Fujian”',
  ],
] as const)('[VF-4] in %s: the whole in a few lines', async ([lng, good, erased, bad, notCompared]) => {
  const t = await translated(lng)
  const chain = { space: 'fujian', station: 's1', chain: 1, branch: '', changes: 12, erased: 2, sealed: true }
  const whole: VerifyReport = {
    chains: [{ ...chain, problem: null }],
    pictureProblems: [],
    more: 0,
    notCompared: [],
  }
  expect(resultWords(whole, t, lng)).toEqual([expect.stringContaining(good), expect.stringContaining(erased)])
  const broken = { ...whole, chains: [{ ...chain, problem: PROBLEM }], more: 3, notCompared: ['fujian'] }
  const lines = resultWords(broken, t, lng).join('\n')
  for (const one of [bad, notCompared]) expect(lines).toContain(one)
})
