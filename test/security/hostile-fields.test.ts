// An altered program writes nonsense into every field of every kind, and the server, which keeps what newer programs write,
// lets it through: every station still opens, and answers every list and detail.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { KINDS } from '../../shared/model/kinds.ts'
import { CHEN, FUJIAN, View, queryDesk } from '../station/query/query-desk.ts'

const WATCH_KINDS = [...DESK_KINDS.keys()]
const INCIDENTS = { space: FUJIAN, filter: {}, descending: true, offset: 0, limit: 500 } as const

const nasty: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'i0',
    '__proto__',
    'constructor',
    '2023-13-45T99:99:99Z',
    "'; DROP TABLE change; --",
    '<img src=x onerror=alert(1)>',
    '\u0000\ud800\u202e',
    'x'.repeat(20_000),
    [],
    {},
    { lon: 'x', lat: null },
    { lon: 1e9, lat: -1e9 },
    [[[[[[]]]]]],
    { toString: 'x', length: -1, __proto__: null },
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
)

const write = fc.constantFrom(...Object.keys(KINDS)).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    id: fc.constantFrom('i0', 'i1', '__proto__', "o'brien", '../../x', '%00'),
    fields: fc.dictionary(fc.constantFrom(...Object.keys(KINDS[kind]?.fields ?? {})), nasty, { maxKeys: 30 }),
  }),
)

test('nonsense in any field of any kind stops no list, no detail, no search at a station', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
      const desk = await queryDesk()
      const views = openAll(desk)
      for (const { kind, id, fields } of writes) {
        for (const space of [FUJIAN, DIRECTORY]) {
          desk.store.ensureSpace(space)
          if (Object.keys(fields).length > 0) desk.write(kind, id, { ...fields }, 'chen', space)
        }
        desk.settle()
        for (const view of views) view.ack()
      }
      desk.settle()
      for (const view of [...views, ...openAll(desk)]) view.watch.close()
      for (const { kind, id } of writes) {
        new View(desk, 'record', { space: FUJIAN, kind, id }).watch.close()
        new View(desk, 'timeline', { space: FUJIAN, kind, id }).watch.close()
        new View(desk, 'attachments', { space: FUJIAN, incident: id }).watch.close()
        new View(desk, 'log', { space: FUJIAN, incident: id }).watch.close()
      }
      const at = { lon: 119.3, lat: 26.08 }
      desk.hub.methods.nearby(CHEN, {
        space: FUJIAN,
        position: at,
        division: '35',
        category: '11',
        atMs: 0,
        radiusM: 1e5,
        withinMs: 1e15,
      })
    }),
    { numRuns: 60, interruptAfterTimeLimit: 15_000 },
  )
}, 60_000)

test('what an officer types into a search is data: quotes, wildcards and operators find themselves or nothing', async () => {
  const desk = await queryDesk()
  const texts = [
    "o'brien",
    '" OR 1=1 --',
    "'; DROP TABLE change; --",
    '100%',
    'a_b',
    'NEAR("x")',
    'title:*',
    '( AND )',
    '\\',
    '^*-',
  ]
  for (const [index, text] of texts.entries()) desk.write('incident', `i${index}`, { title: text, status: 'reported' })
  desk.settle()
  for (const text of [...texts, '*', '"', "'", '\u0000', 'x AND', '){']) {
    const view = new View(desk, 'incidents', { ...INCIDENTS, sort: 'title', filter: { text } })
    for (const { title } of view.rows) expect(texts).toContain(title)
    view.watch.close()
  }
  const all = new View(desk, 'incidents', { ...INCIDENTS, sort: 'received' })
  expect(all.rows).toHaveLength(texts.length)
  await expect(
    fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60, unit: 'grapheme' }), async (text) => {
        new View(desk, 'incidents', { ...INCIDENTS, sort: 'received', filter: { text } }).watch.close()
        for (const kind of WATCH_KINDS)
          new View(desk, 'items', {
            space: FUJIAN,
            kind,
            filter: { text, states: [text.slice(0, 40)] },
            sort: 'at',
            descending: false,
            offset: 0,
            limit: 5,
          }).watch.close()
        await Promise.resolve()
      }),
      { numRuns: 100, interruptAfterTimeLimit: 5_000 },
    ),
  ).resolves.toBeUndefined()
  expect(desk.store.read(FUJIAN, 'incident', asId('i0'))).toBeDefined()
}, 60_000)

interface AnyView {
  readonly watch: { close(): void }
  ack(): void
}

function openAll(desk: Awaited<ReturnType<typeof queryDesk>>): readonly AnyView[] {
  const items = WATCH_KINDS.map(
    (kind) =>
      new View(desk, 'items', {
        space: FUJIAN,
        kind,
        filter: {},
        sort: 'due',
        descending: true,
        offset: 0,
        limit: 500,
      }),
  )
  const lists = [
    ...(['received', 'occurred', 'level', 'status', 'number', 'changed', 'title'] as const).map(
      (sort) => new View(desk, 'incidents', { ...INCIDENTS, sort }),
    ),
    new View(desk, 'points', { space: FUJIAN, filter: {} }),
    new View(desk, 'log', { space: FUJIAN, incident: null }),
    new View(desk, 'conflicts', { space: FUJIAN }),
    new View(desk, 'notices', { space: FUJIAN, limit: 500 }),
    new View(desk, 'outbox', { limit: 500 }),
    ...(['agency', 'officer', 'station', 'space'] as const).map((kind) => new View(desk, 'directory', { kind })),
  ]
  return [...items, ...lists]
}
