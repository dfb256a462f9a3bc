// Signed reports given upward over a link: what goes, what never does, and that the series of the upper server is its own.
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { LISTABLE, LISTED_AT_FIRST } from '../../../shared/interop/link/terms.ts'
import { linkSettings } from '../../../shared/interop/settings/link.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { unsentReports } from '../../../shared/model/open-matters.ts'
import { reportState } from '../../../shared/model/report.ts'
import { incident, linkServer, linkUp } from '../../support/link-world.ts'

const KINDS = ['incident', 'report', 'logEntry'] as const
const AT = '2026-11-26T09:00:00+08:00'

function draft(title: string) {
  return {
    ...{
      incident: 'fire',
      type: 'initial',
      ordinal: 0,
      agency: 'a',
      title,
      text: `${title}正文`,
      copyTo: ['省委办公厅'],
    },
    ...{ editor: '编辑上官', telephone: '059112345678', writtenAt: AT, step: 'draft', stepReason: null },
  }
}

function signed(title: string) {
  const facts = { title: '火灾', sourceName: '报警人欧阳慕容', place: '马尾' }
  return { signed: { title, text: `${title}正文`, facts, signer: 'officer-of-the-city', at: AT }, number: '2026-1' }
}

test('[LK-13] a signed report goes up without the facts, names and ids it holds; a draft stays until it is signed', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const lists = { give: [...KINDS], take: [...KINDS], giveFields: [...LISTABLE], takeFields: [...LISTABLE] }
  const link = await linkUp(province, city, lists, lists)
  await link.agreed()
  await city.write('report', 'first', draft('尚未签发的初报'))
  await city.write('incident', 'fire', incident('火灾', { sourceName: '报警人欧阳慕容' }))
  await province.until('incident', 'fire', 'title', '火灾')
  await link.same()
  expect(province.diskHolds('尚未签发的初报')).toBe(false)
  await city.write('report', 'first', { title: '仓库火灾初报', text: '仓库火灾初报正文', ...signed('仓库火灾初报') })
  await province.until('report', 'first', 'title', '仓库火灾初报')
  await link.same()
  const there = (await province.shown('report', 'first')) ?? {}
  expect(there).toMatchObject({ incident: 'fire', copyTo: ['省委办公厅'], number: '2026-1', editor: '' })
  expect(there['signed']).toEqual({ title: '仓库火灾初报', text: '仓库火灾初报正文', facts: {}, signer: '-', at: AT })
  expect([reportState(there), reportState((await city.shown('report', 'first')) ?? {})]).toEqual(['received', 'signed'])
  // It doubles no number of ours and is no matter left open here.
  expect(DESK_KINDS.get('report')?.(there)).toMatchObject({ state: 'received', number: null })
  expect(unsentReports([{ id: 'first', fields: there }], new Set())).toEqual([])
  await province.stop()
  for (const text of ['报警人欧阳慕容', '编辑上官', '059112345678', 'officer-of-the-city', '尚未签发的初报'])
    expect([text, province.diskHolds(text), city.diskHolds(text)]).toEqual([text, false, true])
})

test('[LK-13] the upper server begins a series of its own beside what it received, and sends on nothing that is not its own', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const terms = { give: [...KINDS], take: [...KINDS] }
  await (await linkUp(province, city, terms, terms)).agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await city.write('report', 'first', { ...draft('初报'), ...signed('初报') })
  await province.until('report', 'first', 'title', '初报')
  const { log } = province.world.server
  const [received] = await log.records(province.space, 'report')
  const fire = await log.record(province.space, 'incident', asId('fire'))
  const context: CommandContext = {
    ...{ nowMs: Date.now(), station: asId('S'), officer: asId('o'), role: 'commander' },
    ...{ agency: asId('p'), agencyCode: 'P' },
    newId: () => asId('own'),
    nextCount: () => 1,
    read: (kind) => (kind === 'incident' ? fire : received),
    list: () => (received === undefined ? [] : [received]),
  }
  expect(decide('draftReport', context, { incident: 'fire', type: 'initial' })).toMatchObject({ ok: true })
  expect(decide('draftReport', context, { incident: 'fire', type: 'followUp' })).toMatchObject({
    ok: false,
    fault: { kind: 'wrongState' },
  })
  const send = { report: 'first', channel: 'telephone', to: '国办', takenBy: '' }
  expect(decide('sendReport', context, send)).toMatchObject({ ok: false, fault: { kind: 'wrongState' } })
})

test('[LK-6] a report goes to a third server only when its giver agreed, whole and the same there', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const county = await linkServer('county')
  const terms = { give: [...KINDS], take: [...KINDS] }
  await (await linkUp(province, city, terms, { ...terms, passOn: true })).agreed()
  const below = await linkUp(city, county, terms, { ...terms, passOn: true })
  await below.agreed()
  await county.write('incident', 'fire', incident('火灾'))
  await county.write('report', 'first', { ...draft('初报'), ...signed('初报') })
  await province.until('report', 'first', 'title', '初报')
  expect((await province.shown('report', 'first'))?.['signed']).toEqual(
    (await city.shown('report', 'first'))?.['signed'],
  )
  await below.same()
})

test('[LK-14] what is written about an incident marked sensitive after it was given stays', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const terms = { give: [...KINDS], take: [...KINDS] }
  const link = await linkUp(province, city, terms, terms)
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  await city.write('incident', 'fire', { sensitive: true })
  await city.write('report', 'first', { ...draft('初报'), ...signed('不得外传之初报') })
  await city.write('logEntry', 'line', { incident: 'fire', text: '不得外传之日志', at: AT, corrects: null })
  await city.write('incident', 'other', incident('另一起'))
  await province.until('incident', 'other', 'title', '另一起')
  await link.same()
  for (const text of ['不得外传之初报', '不得外传之日志'])
    expect([text, province.diskHolds(text)]).toEqual([text, false])
  await city.write('incident', 'fire', { sensitive: false, place: '可以说了' })
  await province.until('logEntry', 'line', 'text', '不得外传之日志')
})

test('[LK-3] reports go only where both sides chose them, their editor and telephone only as personal data', () => {
  const settings = linkSettings.parse({})
  expect([settings.give, settings.take].flat()).not.toContain('report')
  expect(LISTED_AT_FIRST).not.toContain('report.editor')
  expect(LISTED_AT_FIRST).not.toContain('report.telephone')
  expect(LISTABLE).not.toContain('report.agency')
  expect(LISTABLE).not.toContain('report.step')
})
