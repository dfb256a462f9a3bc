// The certificate of a destruction, in both languages: a store whose journal archive was away says so on the paper.
import i18next from 'i18next'
import { expect, test } from 'vitest'
import { certificateOf } from '../../../renderer/features/archive/certificate.ts'
import { destruction as en } from '../../../renderer/i18n/en/destruction.ts'
import { destruction as zh } from '../../../renderer/i18n/zh-CN/destruction.ts'

const AT = '2024-07-01T08:00:00+08:00'
const ORDER = {
  ...{ incident: 'i1', basis: '个人信息保护法第四十七条', reason: '事件办结', by: 'o1', at: AT, evidence: [] },
  erases: [{ kind: 'incident', id: 'i1', changes: ['0'.repeat(32)] }],
}

test.each([
  ['zh-CN', zh, '甲席：t，销毁 4 项，原本没有 0 项', '；其中 3 项当时仍在'],
  ['en', en, '甲席: t, 4 changes destroyed, 0 had never been there', '; of these, 3 still lay'],
])('%s: what a store destroyed, and what lay in an archive that was away', async (lng, words, plain, waiting) => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng, resources: { [lng]: { destruction: words } }, interpolation: { escapeValue: false } })
  const t = i18n.getFixedT(lng, 'destruction')
  const line = (fields: { readonly waiting?: number }): string | undefined =>
    certificateOf({
      order: { key: 'd1', stationName: '', fields: ORDER },
      erasures: [{ key: 'e1', stationName: '', fields: { station: 's1', at: AT, erased: 4, absent: 0, ...fields } }],
      stations: [{ id: 's1', name: '甲席', isActive: true }],
      audits: [],
      attachments: new Set(),
      incident: { title: '山洪', number: '1' },
      officer: (id) => id,
      time: () => 't',
      nowMs: 0,
      say: (key, values) => t(key, { ...values }),
    })?.paragraphs.find((text) => text.startsWith('甲席'))
  expect(line({})).toBe(plain)
  expect(line({ waiting: 3 })).toContain(`${plain}${waiting}`)
})

test.each([
  ['zh-CN', zh, '删除附件文件 1 个，另有 2 个', '旧版本', '附件 f2（立案）', '电话记录 c1（证言）', 'r1（含隐私）'],
  [
    'en',
    en,
    '1 attachment files removed, 2 kept',
    'an older version',
    'attachment f2 (立案)',
    'call c1 (证言)',
    'r1 (含隐私)',
  ],
])(
  '%s: files and reports of an order: what went, what stayed, and where an older version left them',
  async (lng, words, ...said) => {
    const i18n = i18next.createInstance()
    await i18n.init({ lng, resources: { [lng]: { destruction: words } }, interpolation: { escapeValue: false } })
    const t = i18n.getFixedT(lng, 'destruction')
    const erasure = (station: string, fields: object) => ({
      ...{ key: station, stationName: '' },
      fields: { station, at: AT, erased: 4, absent: 0, ...fields },
    })
    const paper = certificateOf({
      order: {
        ...{ key: 'd1', stationName: '' },
        fields: {
          ...ORDER,
          files: [{ id: 'f1', sha256: 'a'.repeat(64) }],
          reports: [{ id: 'r1', reason: '含隐私' }],
          evidence: [
            { id: 'f2', reason: '立案' },
            { id: 'c1', reason: '证言' },
          ],
        },
      },
      erasures: [erasure('s1', { files: 1, filesKept: 2 }), erasure('s2', {})],
      stations: [],
      audits: [],
      attachments: new Set(['f1', 'f2']),
      incident: { title: '山洪', number: '1' },
      officer: (id) => id,
      time: () => 't',
      nowMs: 0,
      say: (key, values) => t(key, { ...values }),
    })
    for (const text of said) expect(paper?.paragraphs.join('\n')).toContain(text)
  },
)
