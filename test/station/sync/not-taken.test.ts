// A server that answers but stores nothing just now: the station keeps its changes, asks again with pauses, and its officers
// hear of it once.
import { expect, test } from 'vitest'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import type { AnswerOf } from '../../../shared/sync/protocol.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scriptedServer } from '../../support/scripted-server.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const nothing: AnswerOf<'push'> = { agreed: [], refused: [], gaps: [], forks: [] }

test.for([
  { what: 'a full disk', answer: (why: Fault) => ({ ok: false as const, fault: why }), kind: 'diskFull' as const },
  {
    what: 'too much waiting for its seal',
    answer: (why: Fault) => ok({ ...nothing, refused: [{ change: 'c', fault: why }] }),
    kind: 'rateLimited' as const,
  },
])('$what: told once, asked again with pauses, sent in the end', async ({ answer, kind }) => {
  let asked = 0
  let isFull = true
  const server = await scriptedServer({
    follow: () => ok({ epoch: 'e', tip: 0, mode: 'live' }),
    have: () => ok({ epoch: 'e', tip: 0, tips: [] }),
    push(request) {
      asked += 1
      if (isFull) return answer(fault(kind, 'not now'))
      return ok({
        ...nothing,
        agreed: request.seals.map(({ station, chain, seq }) => ({ station, chain, branch: '' as const, seq })),
      })
    },
  })
  const station = await syncStation({ folder: scratchFolder(), servers: [server.url], chance: () => 0 })
  station.write('incident', 'i', { title: 'kept here' })
  await station.until(() => asked >= 3)
  expect(station.store.facts(FUJIAN).waiting).toBe(1)
  const told = station.notices.filter(({ notice }) => notice === 'notTaken')
  expect(told).toMatchObject([{ notice: 'notTaken', space: FUJIAN, fault: { kind } }])
  expect(station.notices.some(({ notice }) => notice === 'refused')).toBe(false)
  isFull = false
  await station.until(() => station.store.facts(FUJIAN).waiting === 0)
  // With pauses: a server that cannot store is not asked as fast as it answers.
  expect(asked).toBeLessThan(10)
})
