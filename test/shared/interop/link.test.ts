// The rules of links between servers, without servers: what both sides agree on, which values are taken and given, and that every
// shape of network sees the same in the end.
import { expect, test } from 'vitest'
import type { JsonFields } from '../../../shared/base/json.ts'
import { readInvitation, writeInvitation } from '../../../shared/interop/link/invitation.ts'
import { readShared, writeShared } from '../../../shared/interop/link/shared-record.ts'
import { LISTABLE, LISTED_AT_FIRST, agree } from '../../../shared/interop/link/terms.ts'
import { linkSettings } from '../../../shared/interop/settings/link.ts'
import { importedSources, importedValue } from '../../../shared/model/imported.ts'
import { incidentFields } from '../../support/link-fields.ts'
import type { ModelServer } from '../../support/link-model.ts'
import { ModelLink, ModelServer as Server, openTerms, recordsOf, settle } from '../../support/link-model.ts'
import { SeededDice } from '../../support/seeded.ts'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const FIRE = 'fire'

function shownBy(servers: readonly ModelServer[], name: string): unknown[] {
  return servers.map((server) => server.shown('incident', FIRE)?.[name])
}

// ---- terms ----

test('[LK-3] what flows is what one side gives and the other takes, and people’s names only when both say so and list them', () => {
  const a = openTerms({ give: ['incident'], giveFields: [...LISTABLE] })
  const b = openTerms({ take: ['incident', 'alert'], takeFields: [...LISTABLE] })
  const agreed = agree(a, b, NOW)
  if (typeof agreed !== 'object') throw new Error(agreed)
  expect([...agreed.gives.keys()]).toEqual(['incident'])
  expect(agreed.gives.get('incident')?.has('place')).toBe(true)
  expect(agreed.gives.get('incident')?.has('sourceTelephone')).toBe(false)
  const personal = agree({ ...a, personal: true }, { ...b, personal: true }, NOW)
  expect(typeof personal === 'object' && personal.gives.get('incident')?.has('sourceTelephone')).toBe(true)
  const half = agree({ ...a, personal: true }, b, NOW)
  expect(typeof half === 'object' && half.gives.get('incident')?.has('sourceName')).toBe(false)
  expect(LISTED_AT_FIRST).not.toContain('incident.sourceName')
  // Free text may name people: given where both list it, and in terms that listed it before.
  expect(LISTED_AT_FIRST).not.toContain('incident.description')
  expect(agreed.gives.get('incident')?.has('description')).toBe(true)
  expect(LISTABLE).not.toContain('incident.agencies')
})

test('[LK-5] [LK-10] nothing flows before the time box, after it, or between what is real and what is practised', () => {
  expect(agree(openTerms({ fromMs: NOW + 1 }), openTerms(), NOW)).toBe('notBegun')
  expect(agree(openTerms(), openTerms({ untilMs: NOW }), NOW)).toBe('over')
  expect(agree(openTerms({ spaceKind: 'exercise' }), openTerms(), NOW)).toBe('spaceKind')
  expect(typeof agree(openTerms({ fromMs: NOW, untilMs: NOW + 1 }), openTerms(), NOW)).toBe('object')
})

test('settings: defaults give no names, a field no link may carry is refused, the invitation is a secret', () => {
  const settings = linkSettings.parse({})
  expect(settings.personal || settings.passOn || settings.sensitive).toBe(false)
  expect(settings.giveFields).toEqual(LISTED_AT_FIRST)
  const before = [...LISTED_AT_FIRST, 'incident.description']
  expect(linkSettings.parse({ giveFields: before }).giveFields).toEqual(before)
  expect(linkSettings.safeParse({ giveFields: ['incident.agencies'] }).success).toBe(false)
  expect(linkSettings.safeParse({ giveFields: ['incident.nothing'] }).success).toBe(false)
  expect(linkSettings.shape.invitation.meta()).toEqual({ secret: true })
})

test('an invitation survives line breaks; a damaged or foreign one is refused', () => {
  const invitation = {
    link: 'abcdefghijk234',
    url: 'https://example.org:7300',
    server: 'S1',
    publicKey: 'ab'.repeat(32),
    code: 'ABCDEFGH12345678',
    expiresMs: NOW,
    certificate: 'cd'.repeat(32),
    terms: openTerms({ name: '福建省' }),
  }
  const text = writeInvitation(invitation)
  expect(readInvitation(` ${text.slice(0, 50)}\n${text.slice(50)}\r\n`)).toEqual({ ok: true, value: invitation })
  for (const bad of [
    '',
    'hello',
    text.slice(0, -2),
    `${text}ff`,
    'fengsui-link-1.zz',
    `fengsui-link-1.${'ff'.repeat(9)}`,
  ])
    expect(readInvitation(bad)).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
})

test('a shared value reads back as it was written; anything else is none', () => {
  const value = {
    value: { lon: 119, lat: 26 },
    stamp: { ms: 5, counter: 1, station: 'A' },
    base: null,
    path: ['S1', 'S2'],
  }
  expect(readShared({ value: writeShared(value) })).toEqual(value)
  for (const odd of [
    null,
    1,
    'x',
    [],
    [1, 2, 3],
    ['v', [1, 0], null, ['S']],
    ['v', [1, 0, 'A'], null, []],
    ['v', [-1, 0, 'A'], null, ['S']],
    ['v', [1, 0, 'A'], null, Array.from({ length: 9 }, () => 'S')],
  ])
    expect(readShared({ value: odd })).toBeUndefined()
})

test('where values are from reads back; equal sources make equal values whatever their order', () => {
  const source = {
    stamp: { ms: 5, counter: 1, station: 'A' },
    base: null,
    path: ['S1'],
    passOn: true,
    link: 'l',
    by: 'G',
  }
  const one = new Map([
    ['title', source],
    ['level', source],
    ['place', { ...source, passOn: false }],
  ])
  const other = new Map([...one].reverse())
  expect(importedValue(one)).toEqual(importedValue(other))
  expect(importedSources(importedValue(one) as never)).toEqual(one)
  expect(importedSources('odd').size).toBe(0)
})

// ---- one link ----

test('[LK-8] edits go both ways; what was seen is replaced, what was not stands beside it for officers to settle', () => {
  const [a, b] = [new Server('A'), new Server('B')]
  const link = new ModelLink(a, b)
  a.edit('incident', FIRE, incidentFields({ place: '马尾' }), NOW)
  settle([link], NOW + 1)
  b.edit('incident', FIRE, { place: '马尾区' }, NOW + 10)
  settle([link], NOW + 11)
  expect(shownBy([a, b], 'place')).toEqual(['马尾区', '马尾区'])
  expect([a.conflicts('incident', FIRE), b.conflicts('incident', FIRE)]).toEqual([[], []])
  // Both write, neither has seen the other.
  link.isCut = true
  a.edit('incident', FIRE, { place: '甲' }, NOW + 20)
  b.edit('incident', FIRE, { place: '乙' }, NOW + 21)
  settle([link], NOW + 22)
  link.isCut = false
  settle([link], NOW + 23)
  expect(shownBy([a, b], 'place')).toEqual(['乙', '乙'])
  expect(a.conflicts('incident', FIRE)).toEqual(['place'])
  // The one whose value stands behind settles it; the other hears.
  a.edit('incident', FIRE, { place: '甲' }, NOW + 30)
  settle([link], NOW + 31)
  expect(shownBy([a, b], 'place')).toEqual(['甲', '甲'])
  expect([a.conflicts('incident', FIRE), b.conflicts('incident', FIRE)]).toEqual([[], []])
})

test('an edit over a value from a clock far ahead is newer all the same, twice', () => {
  const [a, b] = [new Server('A', 240_000), new Server('B', -60_000)]
  const link = new ModelLink(a, b)
  a.edit('incident', FIRE, incidentFields({ place: '一' }), NOW)
  settle([link], NOW + 1)
  for (const place of ['二', '三']) {
    b.edit('incident', FIRE, { place }, NOW + 10)
    settle([link], NOW + 20)
    expect(shownBy([a, b], 'place')).toEqual([place, place])
  }
  expect([a.conflicts('incident', FIRE), b.conflicts('incident', FIRE)]).toEqual([[], []])
})

test('a value dated hours ahead is not taken before its time, and one-way links give nothing back', () => {
  const [a, b] = [new Server('A', 3 * 3_600_000), new Server('B')]
  const link = new ModelLink(a, b, openTerms({ take: [] }))
  a.edit('incident', FIRE, incidentFields(), NOW)
  settle([link], NOW)
  expect(b.shown('incident', FIRE)).toBeUndefined()
  settle([link], NOW + 3 * 3_600_000)
  expect(b.shown('incident', FIRE)?.['title']).toBe('仓库火灾')
  b.edit('incident', FIRE, { place: '本地' }, NOW + 4 * 3_600_000)
  settle([link], NOW + 5 * 3_600_000)
  expect(shownBy([a, b], 'place')).toEqual(['', '本地'])
})

test('[LK-4] [LK-6] sensitive incidents, listed people and what may not be passed on stay where they are', () => {
  const [a, b, c] = [new Server('A'), new Server('B'), new Server('C')]
  const ab = new ModelLink(a, b, openTerms({ passOn: false }))
  const bc = new ModelLink(b, c)
  a.edit('incident', FIRE, incidentFields({ sourceName: '张三丰', sourceTelephone: '13900001111' }), NOW)
  a.edit('incident', 'hidden', incidentFields({ title: '密件', sensitive: true }), NOW)
  b.edit('incident', 'own', incidentFields({ title: '本地火灾' }), NOW)
  settle([ab, bc], NOW + 1)
  expect(b.shown('incident', FIRE)?.['sourceName']).toBe('')
  expect(ab.text(0) + ab.text(1)).not.toMatch(/张三丰|13900001111|密件/)
  expect(c.shown('incident', FIRE)).toBeUndefined()
  expect(c.shown('incident', 'own')?.['title']).toBe('本地火灾')
  // What B itself says about it is not passed on either: of the record nothing else may be.
  b.edit('incident', FIRE, { place: '马尾' }, NOW + 5)
  settle([ab, bc], NOW + 6)
  expect(a.shown('incident', FIRE)?.['place']).toBe('马尾')
  expect(bc.text(0)).not.toContain(FIRE)
})

test('imports made apart after a restore are brought together by the link, not left to officers', () => {
  const [a, b] = [new Server('A'), new Server('B')]
  const link = new ModelLink(a, b)
  a.edit('incident', FIRE, incidentFields(), NOW)
  settle([link], NOW + 1)
  const [old] = b.picture.get(`incident/${FIRE}`)?.fields.get('imported')?.heads ?? []
  a.edit('incident', FIRE, { place: '马尾' }, NOW + 2)
  settle([link], NOW + 3)
  const field = b.picture.get(`incident/${FIRE}`)?.fields.get('imported')
  if (field === undefined || old === undefined) throw new Error('nothing came in')
  // What a station brings back: an import that the one after it, lost here, had replaced.
  field.heads = [...field.heads, old]
  expect(b.conflicts('incident', FIRE)).toEqual(['imported'])
  settle([link], NOW + 4)
  expect(b.conflicts('incident', FIRE)).toEqual([])
  expect(b.shown('incident', FIRE)?.['place']).toBe('马尾')
  a.edit('incident', FIRE, { place: '仓山' }, NOW + 5)
  settle([link], NOW + 6)
  expect(b.shown('incident', FIRE)?.['place']).toBe('仓山')
})

test('an alert stays as it was issued; voiding an incident goes along', () => {
  const [a, b] = [new Server('A'), new Server('B')]
  const link = new ModelLink(a, b)
  a.edit('incident', FIRE, incidentFields(), NOW)
  settle([link], NOW + 1)
  a.edit('incident', FIRE, { status: 'void', voidReason: '误报' }, NOW + 2)
  settle([link], NOW + 3)
  expect([b.shown('incident', FIRE)?.['status'], b.shown('incident', FIRE)?.['voidReason']]).toEqual(['void', '误报'])
})

// ---- networks ----

/** Where servers are and how they are linked. */
const NETWORKS: { readonly [name: string]: readonly (readonly [number, number])[] } = {
  pair: [[0, 1]],
  'three levels': [
    [0, 1],
    [1, 2],
    [1, 3],
  ],
  loop: [
    [0, 1],
    [1, 2],
    [2, 0],
  ],
  diamond: [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ],
  'double diamond': [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
    [3, 4],
    [0, 4],
  ],
}
const SEEDS = 25

test.each(Object.keys(NETWORKS))(
  '[LK-7] %s: after any edits, cuts and orders all see the same, and both copies are equal',
  (name) => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const dice = new SeededDice(seed)
      const pairs = NETWORKS[name] ?? []
      const servers = Array.from(
        { length: Math.max(...pairs.flat()) + 1 },
        (_, index) => new Server(`S${index}`, dice.between(-200_000, 200_000)),
      )
      const links = pairs.map(([one, other]) => new ModelLink(servers[one] as Server, servers[other] as Server))
      let now = NOW
      let count = 0
      for (let step = 0; step < 60; step += 1) {
        now += dice.between(1, 30_000)
        const link = dice.pick(links)
        const act = dice.weighted({ report: 1, edit: 4, cut: 1, carry: 5, reconcile: 8 })
        if (act === 'report')
          dice.pick(servers).edit('incident', `i${count++}`, incidentFields({ title: `t${step}` }), now)
        if (act === 'edit') {
          const server = dice.pick(servers)
          const known = [...server.picture.values()].filter(({ kind }) => kind === 'incident')
          const fields: JsonFields = dice.happens(0.5)
            ? { place: `p${step}` }
            : { dead: dice.below(3), level: dice.between(1, 4) }
          if (known.length > 0) server.edit('incident', dice.pick(known).id, fields, now)
        }
        if (act === 'cut') link.isCut = !link.isCut
        if (act === 'carry') link.carry(dice.between(1, 5))
        if (act === 'reconcile') {
          const at = dice.below(2) as 0 | 1
          const records = recordsOf(link, at)
          if (records.length > 0) link.reconcile(at, ...dice.pick(records), now)
        }
      }
      for (const link of links) link.isCut = false
      settle(links, now + 600_000)
      const pictures = servers.map((server) =>
        Object.fromEntries(
          [...server.picture.keys()].sort().map((key) => {
            const { imported: _trace, ...fields } = server.shown('incident', key.slice('incident/'.length)) ?? {}
            return [key, fields]
          }),
        ),
      )
      for (const picture of pictures) expect(picture, `${name} seed ${seed}`).toEqual(pictures[0])
      for (const link of links) expect(link.codes()[0], `${name} seed ${seed}`).toBe(link.codes()[1])
    }
  },
)
