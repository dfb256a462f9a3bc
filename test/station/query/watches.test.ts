// What each watch shows and what the desk's methods do, on a real store.
import { describe, expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { IncidentFilter } from '../../../shared/rpc/watches.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import type { QueryDesk } from './query-desk.ts'
import { CHEN, FUJIAN, START_MS, View, incident, queryDesk } from './query-desk.ts'

function keysOf(desk: QueryDesk, filter: IncidentFilter): readonly string[] {
  const window = { sort: 'received', descending: false, offset: 0, limit: 500 } as const
  const view = new View(desk, 'incidents', { space: FUJIAN, filter, ...window })
  expect(view.meta.total).toBe(view.rows.length)
  return view.rows.map((row) => row.key).toSorted()
}

describe('filters', () => {
  test('every filter, alone and with text, before and after words are indexed', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    const filler = Array.from({ length: 60 }, (_, index) => far.write('logEntry', `f${index}`, { text: '线' }))
    const given = [
      incident({ title: '台风杜苏芮', category: '11B01', level: 1, status: 'responding', division: '350203' }),
      incident({ title: '仓库火灾', category: '12A03', level: null, division: '350102001' }),
      incident({ title: 'Tanker aground', category: '12C01', status: 'void', position: { lon: 120, lat: 27 } }),
      incident({ title: '聚集', category: '14A01', receivedAt: '2023-07-29T00:00:00Z', position: null }),
    ].map((fields, index) => far.write('incident', `i${index}`, fields))
    desk.receive([...filler, ...given])
    for (const round of ['pending', 'indexed']) {
      expect(keysOf(desk, {}), round).toEqual(['i0', 'i1', 'i3'])
      expect(keysOf(desk, { withVoid: true })).toEqual(['i0', 'i1', 'i2', 'i3'])
      expect(keysOf(desk, { statuses: ['void'] })).toEqual(['i2'])
      expect(keysOf(desk, { text: '火' })).toEqual(['i1'])
      expect(keysOf(desk, { text: '杜苏' })).toEqual(['i0'])
      expect(keysOf(desk, { text: 'tank', withVoid: true })).toEqual(['i2'])
      expect(keysOf(desk, { text: '火 台' })).toEqual([])
      expect(keysOf(desk, { text: '  ' })).toEqual(['i0', 'i1', 'i3'])
      expect(keysOf(desk, { levels: [0] })).toEqual(['i1'])
      expect(keysOf(desk, { levels: [1, 3] })).toEqual(['i0', 'i3'])
      expect(keysOf(desk, { categories: ['11', '14A'] })).toEqual(['i0', 'i3'])
      expect(keysOf(desk, { divisions: ['350102'] })).toEqual(['i1', 'i3'])
      expect(keysOf(desk, { divisions: ['3502'] })).toEqual(['i0'])
      expect(keysOf(desk, { box: [119, 26, 119.5, 26.5] })).toEqual(['i0', 'i1'])
      expect(keysOf(desk, { box: [110, 20, 130, 30], withVoid: true })).toEqual(['i0', 'i1', 'i2'])
      expect(keysOf(desk, { onlyWithoutPosition: true })).toEqual(['i3'])
      expect(keysOf(desk, { onlyWithoutPosition: true, text: '火' })).toEqual([])
      expect(keysOf(desk, { onlyNowhere: true })).toEqual([])
      expect(keysOf(desk, { receivedFromMs: Date.parse('2023-07-28T12:00:00Z') })).toEqual(['i3'])
      expect(keysOf(desk, { receivedToMs: Date.parse('2023-07-28T12:00:00Z') })).toEqual(['i0', 'i1'])
      while (desk.drainWords(1_000) > 0);
    }
  })

  test('[FI-13] the map gets what has a position, else its area, else its division; what has none is told apart', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    const area = [
      [119, 26],
      [119.5, 26],
      [119.5, 26.5],
      [119, 26],
    ]
    desk.receive([
      far.write('incident', 'exact', incident({ area })),
      far.write('incident', 'area', incident({ position: null, area })),
      far.write('incident', 'broken', incident({ position: null, area: [[1, 2]] })),
      far.write('incident', 'division', incident({ position: null })),
      far.write('incident', 'nowhere', incident({ position: null, division: null })),
    ])
    const view = new View(desk, 'points', { space: FUJIAN, filter: {} })
    const rough = (): readonly unknown[] =>
      [...view.byKey]
        .map(([key, row]) => [key, row[1], row[7]])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    expect(rough()).toEqual([
      ['area', null, JSON.stringify(area)],
      ['broken', null, '350102'],
      ['division', null, '350102'],
      ['exact', 119.3, null],
    ])
    expect(keysOf(desk, { onlyNowhere: true })).toEqual(['nowhere'])
    expect(keysOf(desk, { onlyWithoutPosition: true })).toEqual(['area', 'broken', 'division', 'nowhere'])
    view.ack()
    desk.write('incident', 'nowhere', { area })
    desk.write('incident', 'area', { area: null })
    desk.write('incident', 'division', { division: null })
    desk.settle()
    expect(rough()).toEqual([
      ['area', null, '350102'],
      ['broken', null, '350102'],
      ['exact', 119.3, null],
      ['nowhere', null, JSON.stringify(area)],
    ])
  })

  test('unread until seen; an officer has seen what that officer wrote', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    desk.receive([far.write('incident', 'a', incident({})), far.write('incident', 'b', incident({}))])
    desk.write('incident', 'c', incident({}))
    expect(keysOf(desk, { onlyUnread: true })).toEqual(['a', 'b'])
    desk.hub.methods.markSeen(CHEN, FUJIAN, ['a'])
    expect(keysOf(desk, { onlyUnread: true })).toEqual(['b'])
    desk.hub.methods.markSeen(CHEN, FUJIAN, null)
    expect(keysOf(desk, { onlyUnread: true })).toEqual([])
    desk.receive([far.write('incident', 'a', { place: 'elsewhere' })])
    expect(keysOf(desk, { onlyUnread: true })).toEqual(['a'])
  })
})

describe('what watches show', () => {
  test('a timeline tells from what to what, by whom, and how far it has come', async () => {
    const desk = await queryDesk()
    desk.store.ensureSpace(DIRECTORY)
    const view = new View(desk, 'timeline', { space: FUJIAN, kind: 'incident', id: 'a' })
    view.ack()
    desk.write('incident', 'a', incident({}))
    const change = desk.write('incident', 'a', { level: 2 })
    const states = (): readonly string[] => view.rows.map((row) => row.state)
    const settle = (): void => {
      desk.settle()
      view.ack()
      desk.settle()
    }
    settle()
    expect(states()).toEqual(['saved', 'saved'])
    desk.store.outboxPage(FUJIAN, 10, 1e6)
    settle()
    expect(states()).toEqual(['sent', 'sent'])
    desk.store.markAgreed(
      FUJIAN,
      desk.store.tips(FUJIAN).map((tip) => ({ ...tip, seq: 1 })),
    )
    settle()
    expect(states()).toEqual(['agreed', 'sent'])
    expect(view.rows[1]).toMatchObject({
      key: change.id,
      sets: [{ field: 'level', from: [3], to: 2 }],
      officerName: 'chen',
      undoable: true,
      doubtful: false,
    })
    expect(view.rows[0]?.undoable).toBe(false)
    desk.write('officer', 'chen', { displayName: '陈晓', agency: 'x' }, '', DIRECTORY)
    settle()
    expect(view.rows[1]).toMatchObject({ officerName: '陈晓', agencyName: 'x', agencyNameEn: 'x' })
    desk.write('agency', 'x', { name: '水利厅', nameEn: 'Water Resources' }, '', DIRECTORY)
    settle()
    expect(view.rows[1]).toMatchObject({ agencyName: '水利厅', agencyNameEn: 'Water Resources' })
    expect(view.meta.complete).toBe(true)
  })

  test('two officers who did not see each other are a conflict, until it is settled', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    far.see(desk.write('incident', 'a', incident({})))
    const view = new View(desk, 'conflicts', { space: FUJIAN })
    view.ack()
    desk.write('incident', 'a', { level: 2 })
    desk.receive([far.write('incident', 'a', { level: 1 })])
    desk.settle()
    expect([...view.byKey.values()]).toMatchObject([{ key: 'incident/a/level', title: '火情', field: 'level' }])
    expect([...view.byKey.values()][0]?.heads.map((head) => head.value).toSorted()).toEqual([1, 2])
    view.ack()
    desk.write('incident', 'a', { level: 1 })
    desk.settle()
    expect(view.byKey.size).toBe(0)
  })

  test('a stamp far ahead of its arrival is doubtful, a late arrival is not', async () => {
    const desk = await queryDesk()
    const ahead = new ChainAuthor(FUJIAN, START_MS + 6 * 60_000)
    const late = new ChainAuthor(FUJIAN, START_MS - 3 * 86_400_000)
    desk.receive([ahead.write('incident', 'ahead', incident({})), late.write('incident', 'late', incident({}))])
    const doubtful = (id: string): unknown =>
      new View(desk, 'timeline', { space: FUJIAN, kind: 'incident', id }).rows[0]?.doubtful
    expect(doubtful('ahead')).toBe(true)
    expect(doubtful('late')).toBe(false)
  })

  test('a refused change leaves the picture and stands in the outbox with its reason', async () => {
    const desk = await queryDesk()
    const server = new ChainAuthor(FUJIAN, START_MS)
    const status = new View(desk, 'status', {})
    status.ack()
    const outbox = new View(desk, 'outbox', { limit: 10 })
    outbox.ack()
    desk.write('incident', 'a', incident({}))
    const bad = desk.write('incident', 'a', { level: 1 })
    desk.receive([server.write('verdict', bad.id, { fault: 'notAllowed', message: 'no right', about: 'incident/a' })])
    desk.settle()
    expect(outbox.rows[0]).toMatchObject({
      key: bad.id,
      state: 'refused',
      refusal: { kind: 'notAllowed', message: 'no right' },
    })
    expect(outbox.meta.refused).toBe(1)
    expect([...status.byKey.values()][0]).toMatchObject({ refused: 1, spaces: [{ id: 'fujian', conflicts: 0 }] })
    const record = new View(desk, 'record', { space: FUJIAN, kind: 'incident', id: 'a' })
    expect([...record.byKey.values()][0]?.fields['level']?.value).toBe(3)
  })

  test('[CM-7] a corrected log line names its correction, newest last', async () => {
    const desk = await queryDesk()
    const line = (text: string, minute: number, corrects: string | null): Parameters<QueryDesk['write']>[2] => ({
      incident: null,
      text,
      at: new Date(START_MS + minute * 60_000).toISOString(),
      corrects,
    })
    const view = new View(desk, 'log', { space: FUJIAN, incident: null })
    view.ack()
    desk.write('logEntry', 'l2', line('second', 2, null))
    desk.write('logEntry', 'l1', line('first', 1, null))
    desk.write('logEntry', 'l3', line('second, rather', 2, 'l2'))
    desk.settle()
    expect(view.rows.map((row) => [row.key, row.correctedBy])).toEqual([
      ['l1', null],
      ['l2', 'l3'],
      ['l3', null],
    ])
  })

  test('a notice stays until somebody acknowledges it, by name', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    const view = new View(desk, 'notices', { space: FUJIAN, limit: 10 })
    view.ack()
    desk.receive([far.write('incident', 'a', incident({}))])
    desk.settle()
    expect(view.rows).toMatchObject([{ incident: 'a', acknowledgedMs: null }])
    view.ack()
    desk.hub.methods.acknowledge(CHEN, [view.rows[0]?.key ?? ''])
    desk.settle()
    expect(view.rows).toMatchObject([{ incident: 'a', acknowledgedMs: START_MS, acknowledgedBy: 'chen' }])
  })
})

describe('desk methods', () => {
  test('undo gives back what was, once, and never a report', async () => {
    const desk = await queryDesk()
    const report = desk.write('incident', 'a', incident({}))
    const amend = desk.write('incident', 'a', { level: 2, place: 'x' })
    const undo = (change: string, viewer = CHEN): unknown => desk.hub.methods.undoDraft(viewer, FUJIAN, change)
    expect(undo(amend.id)).toEqual({
      ok: true,
      value: { kind: 'incident', id: 'a', fields: { level: 3, place: '福州市鼓楼区' } },
    })
    expect(undo(report.id)).toMatchObject({ ok: false, fault: { kind: 'cannotUndo' } })
    expect(undo('00'.repeat(16))).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
    expect(undo(amend.id, { officer: asId('v'), role: 'viewer' })).toMatchObject({ fault: { kind: 'notAllowed' } })
    desk.write('incident', 'a', { level: 1 })
    expect(undo(amend.id)).toMatchObject({ ok: false, fault: { kind: 'cannotUndo' } })
  })

  test('nearby: what is close in place, time and kind comes first; void and far ones do not come', async () => {
    const desk = await queryDesk()
    const at = (lon: number, category: string, status = INCIDENT_STATUSES[0] as string): ReturnType<typeof incident> =>
      incident({ position: { lon, lat: 26 }, category, status })
    desk.write('incident', 'same', at(119.301, '12A01'))
    desk.write('incident', 'other', at(119.3, '14A01'))
    desk.write('incident', 'void', at(119.3, '12A01', 'void'))
    desk.write('incident', 'far', at(119.9, '12A01'))
    const found = desk.hub.methods.nearby(CHEN, {
      space: FUJIAN,
      position: { lon: 119.3, lat: 26 },
      division: null,
      category: '12A01',
      atMs: START_MS + 600_000,
      radiusM: 2_000,
      withinMs: 3_600_000,
    })
    expect(found.map(({ row, agoMs }) => [row.key, agoMs])).toEqual([
      ['same', 600_000],
      ['other', 600_000],
    ])
    expect(found[0]?.distanceM).toBeGreaterThan(90)
  })

  test('[FI-11] nearby: without a position, what is of one division and family within 12 hours, and says why', async () => {
    const desk = await queryDesk()
    const HOUR = 3_600_000
    const at = (division: string, category: string, hours = 0, more = {}): ReturnType<typeof incident> => {
      const when = new Date(START_MS - hours * HOUR).toISOString().replace('Z', '+00:00')
      return incident({ position: null, division, category, receivedAt: when, occurredAt: null, ...more })
    }
    desk.write('incident', 'same', at('350102', '12A01', 2))
    desk.write('incident', 'street', at('350102003', '12A02', 1))
    desk.write('incident', 'city', at('350100', '12A01'))
    desk.write('incident', 'province', at('350000', '12A01'))
    desk.write('incident', 'neighbour', at('350103', '12A01'))
    desk.write('incident', 'otherFamily', at('350102', '12B01'))
    desk.write('incident', 'old', at('350102', '12A01', 13))
    desk.write('incident', 'void', at('350102', '12A01', 0, { status: 'void' }))
    desk.write('incident', 'placed', at('350102', '12A01', 0, { position: { lon: 119.9, lat: 26 } }))
    const asked = { space: FUJIAN, division: '350102', category: '12A01', atMs: START_MS, radiusM: 20_000 }
    const found = desk.hub.methods.nearby(CHEN, { ...asked, position: null, withinMs: 24 * HOUR })
    expect(found.map(({ row, distanceM, division, agoMs }) => [row.key, distanceM, division, agoMs])).toEqual([
      ['same', null, 'same', 2 * HOUR],
      ['city', null, 'around', 0],
      ['street', null, 'inside', HOUR],
    ])
    const placed = { ...asked, position: { lon: 119.3, lat: 26 }, withinMs: 12 * HOUR }
    expect(desk.hub.methods.nearby(CHEN, placed).map(({ row }) => row.key)).toEqual(['same', 'city', 'street'])
    expect(desk.hub.methods.nearby(CHEN, { ...placed, category: null })).toEqual([])
  })

  test('[FI-11] likely pairs: also two without a position in one division', async () => {
    const desk = await queryDesk()
    const near = { division: '350102', category: '12A01', occurredAt: null }
    const later = new Date(START_MS + 40 * 60_000).toISOString().replace('Z', '+00:00')
    const first = new Date(START_MS).toISOString().replace('Z', '+00:00')
    const lost = { ...near, position: null }
    desk.write('incident', 'a', incident({ ...lost, receivedAt: first }))
    desk.write('incident', 'b', incident({ ...lost, receivedAt: later }))
    desk.write('incident', 'city', incident({ ...lost, division: '350100', receivedAt: first, category: '12A02' }))
    desk.write('incident', 'placed', incident({ ...near, position: { lon: 119.3, lat: 26 }, receivedAt: first }))
    desk.write('incident', 'far', incident({ ...lost, division: '350203', receivedAt: first }))
    const pairs = desk.hub.methods.likelyPairs(CHEN, FUJIAN)
    expect(
      pairs
        .map(({ incident: one, other, distanceM, division, apartMs }) =>
          [[one.key, other.key].join(), distanceM, division, apartMs / 60_000].join(' '),
        )
        .toSorted(),
    ).toEqual(['b,a  same 40', 'b,city  around 40', 'b,placed  same 40', 'city,a  inside 0', 'placed,a  same 0'])
  })

  test('drafts are an officer’s own; settings are kept apart from the station’s names', async () => {
    const { hub, store } = await queryDesk()
    hub.methods.saveDraft(CHEN, 'd', { title: '火' })
    hub.methods.saveDraft(CHEN, 'd', { title: '火灾' })
    expect(hub.methods.drafts(CHEN)).toEqual([{ id: 'd', savedMs: START_MS, content: { title: '火灾' } }])
    expect(hub.methods.drafts({ officer: asId('lin'), role: 'viewer' })).toEqual([])
    hub.methods.dropDraft(CHEN, 'd')
    expect(hub.methods.drafts(CHEN)).toEqual([])
    store.setMeta('servers', ['https://x'])
    expect(hub.methods.setting('servers')).toBeNull()
    hub.methods.saveSetting('language', 'zh-CN')
    expect(hub.methods.setting('language')).toBe('zh-CN')
    expect(hub.methods.digest(FUJIAN)).toMatchObject({ records: 0 })
  })
})
