// What officers do to an incident and take back, at a real station and server: the lines of the log that tell what became of the
// deadlines, at the other station too.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { movedDeadlinesOf } from '../../../shared/model/log-entry.ts'
import type { DeskList } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const hours = (list: DeskList): unknown =>
  list
    .rows()
    .map(({ fields }) =>
      movedDeadlinesOf(fields['deadlines']?.value).map(({ rule, from, until }) => [
        rule,
        from?.slice(11, 16) ?? null,
        until?.slice(11, 16) ?? null,
      ]),
    )

test('[CM-31] a reclassified accident and taking that back are two lines; taking back is about the accident alone', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin')
  const at = await deskStation({ folder: scratchFolder(), name: 'A', server, agency: CENTRE })
  const elsewhere = await deskStation({ folder: scratchFolder(), name: 'B', server, agency: CENTRE })
  for (const station of [at, elsewhere])
    expect(await station.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
  const receivedAt = '2026-11-27T08:00:00+08:00'
  const incident = await at.must('reportIncident', { title: '爆燃', category: '12G01', receivedAt })
  const changed = await at.run('amendIncident', { id: incident, fields: { category: '11B01' } })
  if (!changed.ok) throw new Error(changed.fault.message)
  expect(changed.value).toMatchObject({ kind: 'incident', id: incident })
  const [change = '', ...others] = changed.value.changes
  expect(others).toEqual([])
  const undone = await at.call('undo', { space: SPACE, change, callId: 'u1' })
  expect(undone).toMatchObject({ ok: true, value: { changes: [expect.any(String)] } })
  const log = elsewhere.items('logEntry', { incident })
  await log.until(() => log.rows().length === 2)
  expect(hours(log)).toEqual([
    [
      ['order493-next-level', '10:00', null],
      ['order493-own-government', '10:00', null],
    ],
    [
      ['order493-next-level', null, '10:00'],
      ['order493-own-government', null, '10:00'],
    ],
  ])
})
