// What a handover names, as it is gathered for one space; how large it may be; which handovers are one act.
import { expect, test } from 'vitest'
import type { SpaceAnswers } from '../../../renderer/features/handover/gather-space.ts'
import { gatherSpace } from '../../../renderer/features/handover/gather-space.ts'
import { actsOf, handoverOf } from '../../../renderer/features/handover/handovers.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import {
  MAX_GATHERED,
  MAX_GATHERED_BYTES,
  boundedGathered,
  gatheredSchema,
  waitingCount,
} from '../../../shared/model/handover.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'

const NOW_MS = Date.parse('2023-07-28T20:00:00+08:00')
const WHEN = { agency: 'centre', nowMs: NOW_MS, untilMs: Date.parse('2023-07-29T08:00:00+08:00') }
const EMPTY: SpaceAnswers = {
  incidents: [],
  incidentsTotal: 0,
  clocks: [],
  unmet: 0,
  unmetOfClosed: 0,
  explained: { rows: [], byState: {} },
  waiting: new Map(),
  missing: [],
  due: [],
  alerts: [],
  troubled: [],
  serverSilent: null,
  titles: new Map(),
}

function row(kind: string, key: string, fields: JsonFields): ItemRow {
  const by = { officer: 'lin', officerName: '林岚', agencyName: '', agencyNameEn: '', station: 's', stationName: 's' }
  const views = Object.entries(fields).map(([name, value]) => [name, { value, atMs: NOW_MS, conflict: false }])
  return {
    ...{
      ...by,
      key,
      kind,
      number: null,
      numberDoubtful: false,
      fields: Object.fromEntries(views) as ItemRow['fields'],
    },
    ...{ writtenMs: NOW_MS, changedMs: NOW_MS, receivedMs: NOW_MS, state: 'agreed' },
  }
}

const receipt = (key: string, fields: JsonFields): ItemRow =>
  row('receipt', key, {
    ...{ directive: `d-${key}`, incident: null, title: `令 ${key}`, priority: 'urgent', dueAt: null },
    ...{ issuedAt: '2023-07-28T18:00:00+08:00', from: 'centre', agency: 'fuzhou', officer: null },
    ...fields,
  })
const listed = (rows: readonly ItemRow[]) => ({
  rows,
  byState: Object.fromEntries(
    [...Map.groupBy(rows, (one) => DESK_KINDS.get(one.kind)?.(shown(one)).state ?? '')].map(([state, of]) => [
      state,
      of.length,
    ]),
  ),
})
const shown = (one: ItemRow): JsonFields =>
  Object.fromEntries(Object.entries(one.fields).map(([name, { value }]): [string, Json] => [name, value]))
const signed = { by: 'chen', at: '2023-07-28T19:00:00+08:00' }

test('[CM-37] what waits is named one by one: what we have to sign for, and what others have not signed of ours', () => {
  const toUs = receipt('in', { from: 'province', agency: 'centre', dueAt: '2023-07-28T23:00:00+08:00' })
  const ours = receipt('out', { delivered: true })
  const taken = receipt('taken', { delivered: true, signed, dueAt: '2023-07-29T06:00:00+08:00' })
  const theirs = receipt('theirs', { from: 'province', agency: 'fuzhou' })
  const sent = { channel: 'telephone', to: '省政府', takenBy: '周', at: '2023-07-28T19:00:00+08:00' }
  const delivery = row('delivery', 'del', { report: 'r1', incident: 'i1', sent, note: '' })
  const gathered = gatherSpace(
    {
      ...EMPTY,
      waiting: new Map([
        ['receipt', listed([toUs])],
        ['delivery', listed([delivery])],
      ]),
      missing: [toUs, ours, taken, theirs],
      due: [toUs],
      titles: new Map([['i1', '风暴潮漫堤']]),
    },
    WHEN,
  )
  expect(gatheredSchema.parse(gathered)).toEqual(gathered)
  expect(gathered.matters.map(({ kind, id, state, title, with: side }) => [kind, id, state, title, side])).toEqual([
    ['receipt', 'd-in', 'sent', '令 in', 'province'],
    ['issued', 'd-out', 'delivered', '令 out', 'fuzhou'],
    ['delivery', 'del', 'sent', '风暴潮漫堤', '省政府'],
  ])
  expect(waitingCount(gathered)).toBe(gathered.matters.length)
  // An answer others owe us within the next shift is due as well.
  expect(gathered.due.map(({ kind, id, dueAt }) => [kind, id, dueAt])).toEqual([
    ['directive', 'd-in', '2023-07-28T23:00:00+08:00'],
    ['directive', 'd-taken', '2023-07-29T06:00:00+08:00'],
  ])
})

test('[CM-37] however much is open it fits one change, and what is left out is counted', () => {
  const many = Array.from({ length: 3 * MAX_GATHERED }, (_, at) => at)
  const title = '台'.repeat(300)
  const gathered = boundedGathered({
    at: '2023-07-28T20:00:00+08:00',
    incidents: many.map((at) => ({ id: `i${at}`, number: 'FJYJ', title, level: 1, status: 'reported' })),
    incidentsBeyond: 7,
    clocks: many.map((at) => ({ incident: `i${at}`, number: '', title, rule: 'r', to: '省', dueAt: WHEN_AT })),
    clocksBeyond: 0,
    waiting: [{ kind: 'receipt', state: 'sent', count: many.length }],
    matters: many.map((at) => ({
      ...{ kind: 'receipt', id: `d${at}`, incident: null, state: 'sent', title, with: null, dueAt: null },
    })),
    due: many.map((at) => ({ kind: 'directive', id: `d${at}`, incident: null, title, dueAt: WHEN_AT })),
    dueBeyond: 0,
    silent: [],
  })
  expect(gatheredSchema.parse(gathered)).toEqual(gathered)
  expect(new TextEncoder().encode(JSON.stringify(gathered)).length).toBeLessThanOrEqual(MAX_GATHERED_BYTES)
  expect(gathered.incidents.length + gathered.incidentsBeyond).toBe(many.length + 7)
  expect(gathered.clocks.length + gathered.clocksBeyond).toBe(many.length)
  expect(gathered.due.length + gathered.dueBeyond).toBe(many.length)
  for (const { length } of [gathered.incidents, gathered.clocks, gathered.matters, gathered.due])
    expect(length).toBeGreaterThan(MAX_GATHERED / 4)
})
const WHEN_AT = '2023-07-29T06:00:00+08:00'

test('[CM-37] a handover signed before it named what waits is read as it was', () => {
  const before = {
    ...{ at: '2023-07-28T20:00:00+08:00', incidents: [], incidentsBeyond: 0, clocksBeyond: 0 },
    clocks: [{ incident: 'i1', title: '漫堤', to: 'x', dueAt: WHEN_AT }],
    waiting: [{ kind: 'receipt', state: 'delivered', count: 2 }],
    due: [{ kind: 'receipt', id: 'r1', title: '令', dueAt: WHEN_AT }],
    silent: [{ kind: 'system', name: '119', since: null }],
  }
  expect(gatheredSchema.parse(before)).toMatchObject({ ...before, matters: [], dueBeyond: 0 })
})

test('[CM-37] the handover of one space and its parts in others are one, unsettled while one of them is', () => {
  const of = (space: string, key: string, fields: JsonFields) =>
    handoverOf({ space, row: row('handover', key, fields) })
  const given = { outgoingSigned: { officer: 'lin' } }
  const taken = { ...given, incomingSigned: { officer: 'chen' } }
  const acts = actsOf([
    of('few', 'p', { act: 'm', ...given }),
    of('region', 'm', taken),
    of('region', 'n', taken),
    of('few', 'lone', { act: 'not here', ...given }),
  ])
  expect(acts.map(({ id, main, members, state }) => [id, main.id, members.length, state])).toEqual([
    ['m', 'm', 2, 'given'],
    ['n', 'n', 1, 'taken'],
    ['not here', 'lone', 1, 'given'],
  ])
})
