// Random changes, filters, acknowledgements and foreign writers: what a view shows is what a fresh answer gives.
import { describe, expect, test } from 'vitest'
import type { JsonFields } from '../../../shared/base/json.ts'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { IncidentFilter, WatchName, WatchParams } from '../../../shared/rpc/watches.ts'
import { INCIDENT_SORTS } from '../../../shared/rpc/watches.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { seededChance } from '../../support/seeded.ts'
import { CHEN, FUJIAN, START_MS, View, incident, queryDesk } from './query-desk.ts'
import type { QueryDesk } from './query-desk.ts'

const WORDS = ['台风', '火', '山洪', '危化品泄漏', 'Minjiang', '沉船', '林火', '火灾']
const DIVISIONS = ['350102', '350203', '350524', '350981']
const CODES = ['11B01', '11A02', '12C03', '13A01', '14A01']

interface AnyView {
  readonly name: WatchName
  readonly params: WatchParams<WatchName>
  readonly view: View<WatchName>
  isOrdered: boolean
}

describe('differences', () => {
  test.each([1, 2, 3, 4])('[RP-5] every frame applied equals a fresh answer (seed %i)', async (seed) => {
    const desk = await queryDesk()
    const chance = seededChance(seed)
    const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T
    const far = new ChainAuthor(FUJIAN, START_MS)
    const ids = Array.from({ length: 12 }, (_, index) => `i${index}`)
    const fields = (): JsonFields =>
      incident({
        title: `${pick(WORDS)}${pick(WORDS)} ${Math.floor(chance() * 5)}`,
        category: pick(CODES),
        level: pick([null, 1, 2, 3, 4]),
        status: pick(INCIDENT_STATUSES),
        division: pick(DIVISIONS),
        position: chance() < 0.2 ? null : { lon: 117 + chance() * 3, lat: 24 + chance() * 3 },
        receivedAt: new Date(START_MS + Math.floor(chance() * 20) * 60_000).toISOString(),
        occurredAt: chance() < 0.5 ? null : new Date(START_MS - Math.floor(chance() * 1e7)).toISOString(),
      })
    const filter = (): IncidentFilter => ({
      ...(chance() < 0.4 ? { text: pick([...WORDS, '泄', 'min', '火 350']) } : {}),
      ...(chance() < 0.3 ? { levels: [pick([0, 1, 2, 3, 4]), 3] } : {}),
      ...(chance() < 0.3 ? { statuses: [pick(INCIDENT_STATUSES), 'reported' as const] } : {}),
      ...(chance() < 0.3 ? { categories: [pick(['11', '12C', '14A01'])] } : {}),
      ...(chance() < 0.3 ? { divisions: [pick(['35', '3501', '350524'])] } : {}),
      ...(chance() < 0.3
        ? { box: [117.5, 24.2, 117.5 + pick([1, 2.5]), 25.6] as [number, number, number, number] }
        : {}),
      ...(chance() < 0.2 ? { receivedFromMs: START_MS + 300_000 } : {}),
      ...(chance() < 0.2 ? { onlyUnread: true } : {}),
      ...(chance() < 0.2 ? { onlyConflicts: true } : {}),
      ...(chance() < 0.3 ? { withVoid: true } : {}),
    })
    const views: AnyView[] = []
    const open = <Name extends WatchName>(name: Name, params: WatchParams<Name>, isOrdered: boolean): void => {
      const view = new View(desk, name, params)
      views.push({ name, params, view, isOrdered })
    }
    const openAll = (): void => {
      for (let n = 0; n < 6; n += 1) {
        const window = { offset: pick([0, 0, 3]), limit: pick([2, 5, 50]) }
        open(
          'incidents',
          { space: FUJIAN, filter: filter(), sort: pick(INCIDENT_SORTS), descending: chance() < 0.5, ...window },
          true,
        )
        open('points', { space: FUJIAN, filter: filter() }, false)
      }
      for (const id of ids.slice(0, 2)) {
        open('record', { space: FUJIAN, kind: 'incident', id }, false)
        open('timeline', { space: FUJIAN, kind: 'incident', id }, true)
        open('log', { space: FUJIAN, incident: id }, true)
        open('attachments', { space: FUJIAN, incident: id }, true)
      }
      open('log', { space: FUJIAN, incident: null }, true)
      open('conflicts', { space: FUJIAN }, false)
      open('notices', { space: FUJIAN, limit: 5 }, true)
      open('outbox', { limit: 20 }, true)
      open('directory', { kind: 'agency' }, false)
      open('status', {}, false)
    }
    openAll()
    for (let step = 0; step < 90; step += 1) {
      const id = pick(ids)
      const [name, value] = pick(Object.entries(fields()))
      switch (Math.floor(chance() * 10)) {
        case 0:
        case 1:
          desk.write(
            'incident',
            id,
            desk.store.read(FUJIAN, 'incident', id as never) ? { [name]: value, place: `p${step}` } : fields(),
          )
          break
        case 2: {
          const incidentId = chance() < 0.3 ? null : id
          const corrects = chance() < 0.5 ? `l${step - 9}` : null
          desk.write('logEntry', `l${step}`, {
            incident: incidentId,
            text: `t${step}`,
            at: '2023-07-28T10:00:00+08:00',
            corrects,
          })
          break
        }
        case 3:
        case 4:
          desk.clock.nowMs += 500
          desk.receive([far.write('incident', id, { ...fields(), place: `far ${step}` })])
          break
        case 5:
          for (const change of desk.store.history(FUJIAN, { kind: 'incident', id: id as never })) far.see(change.change)
          break
        case 6:
          desk.hub.methods.markSeen(CHEN, FUJIAN, chance() < 0.2 ? null : [id])
          desk.hub.methods.acknowledge(CHEN, [String(1 + Math.floor(chance() * 6))])
          break
        case 7:
          if (chance() < 0.5) desk.store.outboxPage(FUJIAN, 5, 1e6)
          else desk.store.markAgreed(FUJIAN, agreedNow(desk))
          break
        case 8: {
          // Also what no command writes: moved to another incident, voided twice, of a size no file has.
          const file = { name: `${pick(WORDS)}.jpg`, bytes: pick([0, 10, 20]), sha256: 'ab'.repeat(32) }
          const moved = { incident: pick(ids.slice(0, 3)), voidReason: pick([null, 'a', 'b']) }
          desk.write('attachment', `f${step % 7}`, { ...file, ...moved, note: `n${step}` })
          break
        }
        default:
          desk.drainWords(50)
      }
      if (chance() < 0.5) desk.settle()
      for (const { view } of views) if (chance() < 0.6) view.ack()
      if (step === 45) openAll()
    }
    for (let round = 0; round < 3; round += 1) {
      desk.settle()
      for (const { view } of views) view.ack()
    }
    desk.settle()
    for (const { name, params, view, isOrdered } of views) {
      const fresh = new View(desk, name, params)
      const what = `${name} ${JSON.stringify(params)}`
      if (isOrdered) expect(view.rows, what).toEqual(fresh.rows)
      expect(view.byKey, what).toEqual(fresh.byKey)
      expect(view.meta, what).toEqual(fresh.meta)
    }
  })

  test('[RP-6] one difference is unacknowledged, what follows merges into the next', async () => {
    const desk = await queryDesk()
    const view = new View(desk, 'points', { space: FUJIAN, filter: {} })
    desk.write('incident', 'a', incident({}))
    desk.settle()
    expect(view.deltas).toBe(0)
    view.ack()
    desk.settle()
    expect(view.deltas).toBe(1)
    desk.write('incident', 'b', incident({}))
    desk.settle()
    desk.write('incident', 'c', incident({}))
    desk.settle()
    expect(view.deltas).toBe(1)
    view.ack()
    desk.settle()
    expect(view.deltas).toBe(2)
    expect([...view.byKey.keys()]).toEqual(['a', 'b', 'c'])
  })

  test('[RP-7] a closed watch hears nothing more', async () => {
    const desk = await queryDesk()
    const view = new View(desk, 'points', { space: FUJIAN, filter: {} })
    view.ack()
    desk.write('incident', 'a', incident({}))
    view.watch.close()
    desk.settle()
    view.ack()
    desk.settle()
    expect(view.deltas).toBe(0)
  })

  test('[RP-4] pages hold at most 1,000 rows, a batch of 2,100 changes is one difference', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    const before = new View(desk, 'points', { space: FUJIAN, filter: {} })
    before.ack()
    desk.receive(Array.from({ length: 2_100 }, (_, index) => far.write('incident', `n${index}`, incident({}))))
    desk.settle()
    expect(before.deltas).toBe(1)
    expect(before.byKey.size).toBe(2_100)
    expect(new View(desk, 'points', { space: FUJIAN, filter: {} }).pages).toEqual([1_000, 1_000, 100])
  })

  test('a change between two pages of a first answer is in the first difference', async () => {
    const desk = await queryDesk()
    const far = new ChainAuthor(FUJIAN, START_MS)
    desk.receive(Array.from({ length: 1_500 }, (_, index) => far.write('incident', `n${index}`, incident({}))))
    desk.settle()
    const watch = desk.hub.open('points', { space: FUJIAN, filter: {} }, CHEN)
    const gone: string[] = []
    watch.onDelta(({ del }) => gone.push(...del))
    for (const { done } of watch.first()) if (!done) desk.write('incident', 'n3', { status: 'void' })
    watch.ack()
    desk.settle()
    expect(gone).toEqual(['n3'])
  })
})

function agreedNow(desk: QueryDesk): readonly { station: never; chain: number; branch: string; seq: number }[] {
  return desk.store
    .tips(FUJIAN)
    .map(({ station, chain, branch, seq }) => ({ station: station as never, chain, branch, seq }))
}
