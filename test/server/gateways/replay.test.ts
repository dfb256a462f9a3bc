// Recordings are played into gateways where nothing is for real, at their own speed or faster, and stop when they are told.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { replay } from '../../../server/gateways/replay.ts'
import type { ReplayPlan } from '../../../server/gateways/replay.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { readRecordedLine, recordedLine } from '../../../shared/interop/recording.ts'
import { feedServer } from '../../support/feed-server.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

/** On a busy machine. */
const PATIENCE = { timeout: 10_000 }

function recording(lines: readonly string[]): string {
  const file = join(scratchFolder(), 'recording.ndjson')
  writeFileSync(file, lines.join('\n'))
  return file
}

function planOf(file: string, more: Partial<ReplayPlan> = {}) {
  const taken: string[] = []
  const bad: string[] = []
  const plan: ReplayPlan = {
    ...{ file, speed: 1_000, spaceKind: 'exercise', signal: new AbortController().signal },
    take(bytes) {
      taken.push(new TextDecoder().decode(bytes))
      return Promise.resolve(ok(null))
    },
    refused: ({ message }) => bad.push(message),
    ...more,
  }
  return { plan, taken, bad }
}

test('what is recorded is read back byte for byte', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(1_000_000),
      fc.string({ maxLength: 20 }),
      (bytes, atMs, name) => {
        expect(readRecordedLine(recordedLine({ atMs, name, bytes }))).toEqual({
          ok: true,
          value: { atMs, name, bytes },
        })
      },
    ),
  )
  expect(
    readRecordedLine(recordedLine({ atMs: 0, name: '', bytes: new Uint8Array([0xef, 0xbb, 0xbf, 0x31]) })),
  ).toMatchObject({ value: { bytes: new Uint8Array([0xef, 0xbb, 0xbf, 0x31]) } })
})

test('messages come in order, remarks are passed over, bad lines are named and do not stop it', async () => {
  const file = recording([
    '# 演练',
    '{"atMs":0,"text":"一"}',
    '',
    'kaputt',
    '{"atMs":5}',
    '{"atMs":10,"base64":"5LqM"}',
    '{"atMs":11,"text":"三","base64":""}',
  ])
  const { plan, taken, bad } = planOf(file)
  expect(await replay(plan)).toEqual({ ok: true, value: { taken: 2, refused: 3, isWhole: true } })
  expect(taken).toEqual(['一', '二'])
  expect(bad).toEqual([
    'line 4: the line is no JSON',
    'line 5: either text or base64 is needed',
    'line 7: either text or base64 is needed',
  ])
})

test('it keeps the time between messages, shortened by its speed', async () => {
  const file = recording(['{"atMs":0,"text":"a"}', '{"atMs":400,"text":"b"}'])
  const { plan } = planOf(file, { speed: 4 })
  const beganMs = performance.now()
  expect(await replay(plan)).toMatchObject({ value: { taken: 2 } })
  // Timers may fire a millisecond early.
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(98)
})

test('a refused message does not stop it; told to stop, it stops in the middle of a wait', async () => {
  const file = recording(['{"atMs":0,"text":"a"}', '{"atMs":1,"text":"b"}', '{"atMs":86400000,"text":"c"}'])
  const life = new AbortController()
  const { plan, bad } = planOf(file, {
    ...{ signal: life.signal, speed: 1 },
    take(bytes) {
      if (new TextDecoder().decode(bytes) === 'a') return Promise.resolve(refuse('malformed', 'no'))
      life.abort()
      return Promise.resolve(ok(null))
    },
  })
  expect(await replay(plan)).toEqual({ ok: true, value: { taken: 1, refused: 1, isWhole: false } })
  expect(bad).toEqual(['line 1: no'])
})

test('never into a live space, never at no speed, never from a file that is not there', async () => {
  const file = recording(['{"atMs":0,"text":"a"}'])
  expect(await replay(planOf(file, { spaceKind: 'live' }).plan)).toMatchObject({
    ok: false,
    fault: { kind: 'notAllowed' },
  })
  for (const speed of [0, -1, Number.NaN, 1e9])
    expect(await replay(planOf(file, { speed }).plan)).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
  expect(await replay(planOf('/nowhere').plan)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})

test('an administrator plays a recorded feed into a gateway of an exercise: the picture fills, once; a live one refuses', async () => {
  const now = Date.now()
  const quake = (id: string) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          id,
          properties: { mag: 5, time: now, updated: now, place: '演练' },
          geometry: { type: 'Point', coordinates: [119.4, 26, 5] },
        },
      ],
    })
  const bytes = (text: string) => new TextEncoder().encode(text)
  const file = recording([
    'kaputt',
    ...[0, 1, 2].map((at) =>
      recordedLine({ atMs: at * 1_000, name: '', bytes: bytes(quake(at === 2 ? 'q1' : `q${String(at)}`)) }),
    ),
  ])
  const feed = await feedServer(() => ({ status: 503 }))
  for (const spaceKind of ['exercise', 'live'] as const) {
    const world = await gatewayWorld({ spaceKind })
    const saved = await world.order({
      order: 'save',
      kind: 'quake',
      name: '地震',
      agency: asId('fjyj'),
      space: world.space,
      settings: { url: `${feed.url}/x`, everyMinutes: 60 },
    })
    const order = { order: 'ask', gateway: saved.id, question: 'replay', input: { file, speed: 1_000 } } as const
    const done = await world.server.gateways.order(order, asId(''))
    if (spaceKind === 'live') {
      expect(done).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
      expect(await world.records('incident')).toEqual([])
    } else {
      expect(done).toMatchObject({ ok: true })
      await vi.waitFor(async () => expect(await world.records('incident')).toHaveLength(2), PATIENCE)
      // A line that is no recording is kept as one that is refused, as the form says.
      const quarantined = async () => (await world.order({ order: 'quarantine', gateway: saved.id })).quarantine ?? []
      const [kept] = await quarantined()
      expect(kept).toMatchObject({ bytes: 6, fault: { message: 'line 1: the line is no JSON' } })
      const long = recording(['{"atMs":86400000,"text":"nie"}'])
      const play = (file: string) => world.server.gateways.order({ ...order, input: { file, speed: 1 } }, asId(''))
      // The first one may still be at its last message.
      await vi.waitFor(
        async () => expect(await play('/nowhere')).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } }),
        PATIENCE,
      )
      expect(await play(long)).toMatchObject({ ok: true })
      expect(await play(long)).toMatchObject({ ok: false, fault: { kind: 'busy' } })
      await world.order({ order: 'ask', gateway: saved.id, question: 'stopReplay', input: null })
      await vi.waitFor(async () => expect(await play(long)).toMatchObject({ ok: true }), PATIENCE)
    }
  }
})
