// A report through the system: the agency it went to finds it in its list, signs for it, and its sender sees that, also when
// both were apart.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { AGENCY } from '../../../shared/model/directory.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const CITY = 'fz'

test('[CM-41] it comes to the agency it went to, which signs for it while cut off; the sender sees who and when', async () => {
  const server = await liveServer(scratchFolder())
  const agency = { code: 'FZYJ', name: '福州市应急管理局', nameEn: 'Fuzhou', division: '350100', parent: CENTRE }
  await server.access.setUp([{ kind: AGENCY, id: asId(CITY), fields: agency }])
  await officer(server, 'lin', 'dutyOfficer')
  await officer(server, 'wu', 'commander', CITY)
  const [province, city] = await Promise.all(
    [
      { name: '省席', of: CENTRE, who: 'lin' },
      { name: '市席', of: CITY, who: 'wu' },
    ].map(async ({ name, of, who }) => {
      const seat = await deskStation({ folder: scratchFolder(), name, server, agency: of })
      expect(await seat.call('signIn', { name: who, password: 'a long password' })).toMatchObject({ ok: true })
      return seat
    }),
  )
  if (province === undefined || city === undefined) throw new Error('no seats')
  const incident = await city.must('reportIncident', { title: '爆燃', category: '12G01' })
  const report = await city.must('draftReport', { incident, type: 'initial', title: '专报', text: '一、基本情况' })
  await city.must('signReport', { id: report })
  const inbox = province.items(DELIVERY, { agencies: [CENTRE], states: ['sent'] })
  const others = city.items(DELIVERY, { agencies: [CITY] })
  const sent = await city.must('sendReport', { report, channel: 'system', to: '省', agency: CENTRE, takenBy: '' })
  await inbox.until(() => inbox.meta().total === 1)
  expect(inbox.rows().map(({ key }) => key)).toEqual([sent])
  expect(others.meta().total).toBe(0)
  await province.call('setCutOff', { cutOff: true })
  await province.must('receiveReport', { id: sent })
  await inbox.until(() => inbox.meta().total === 0)
  const own = city.items(DELIVERY, { incident })
  await own.until(() => own.rows().length === 1)
  expect(own.meta().byState).toEqual({ sent: 1 })
  await province.call('setCutOff', { cutOff: false })
  await own.until(() => own.meta().byState['confirmed'] === 1)
  expect(own.rows()[0]?.fields['received']?.value).toMatchObject({ by: province.engine.sessions.view()?.id })
})
