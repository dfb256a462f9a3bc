// Audit records at a real station: what was done and refused, by whom, in the station's own name, agreed by the server, and not
// to be written or altered by anybody else.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { AUDIT } from '../../../shared/model/audit.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { deskStation, SPACE } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const PASSWORD = 'a long password'

/** event, name, about, refused of every record, oldest first. */
function told(rows: readonly ItemRow[]): readonly (readonly string[])[] {
  return rows.map(({ fields }) => {
    const shown = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
    return ['event', 'name', 'about', 'refused'].map((name) => textField(shown, name) ?? '')
  })
}

test(
  'sign-ins, orders, exports and refusals leave records in the station’s name, which the server takes',
  { timeout: 120_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'lin', 'viewer')
    await officer(server, 'gong', 'administrator')
    const station = await deskStation({ folder: scratchFolder(), name: '甲席', server, agency: CENTRE })
    expect(await station.call('signIn', { name: 'lin', password: 'wrong' })).toMatchObject({ ok: false })
    expect(await station.call('signIn', { name: 'lin', password: PASSWORD })).toMatchObject({ ok: true })
    const report = { title: '山洪', category: '11B01' }
    expect(await station.run('reportIncident', report)).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
    expect(await station.run('reportIncident', report)).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
    expect(await station.call('exportSpace', { space: SPACE })).toMatchObject({ ok: false })
    await station.call('signOut', {})
    await station.call('signIn', { name: 'gong', password: PASSWORD })
    const audits = station.items(AUDIT, {})
    await station.must('reportIncident', report)
    await station.call('admin', { order: { order: 'overview' } })
    await station.call('admin', { order: { order: 'endSessions', officer: 'lin' } })
    const made = { name: 'wu', displayName: '吴新', agency: CENTRE, role: 'viewer' }
    await station.call('admin', { order: { order: 'saveOfficer', fields: made } })
    await station.call('exportSpace', { space: SPACE })
    await audits.until(() => audits.rows().length === 10)
    expect(told(audits.rows())).toEqual([
      ['join', '', server.url, ''],
      ['signIn', 'lin', 'lin', 'wrongCredentials'],
      ['signIn', 'lin', 'lin', ''],
      ['run', 'lin', 'reportIncident', 'notAllowed'],
      ['exportSpace', 'lin', SPACE, 'notAllowed'],
      ['signOut', 'lin', '', ''],
      ['signIn', 'gong', 'gong', ''],
      ['admin', 'gong', 'endSessions lin', ''],
      ['admin', 'gong', 'saveOfficer wu', ''],
      ['exportSpace', 'gong', SPACE, ''],
    ])
    expect(
      audits.rows().every(({ station: at, officer: by }) => at === station.engine.store.station && by === ''),
    ).toBe(true)
    await audits.until(() => audits.rows().every(({ state }) => state === 'agreed'))
    expect(audits.meta().byState).toMatchObject({ refused: 3, signIn: 2, exportSpace: 1 })
  },
)

test(
  'what the console saves and prints, settings, cut-offs and codes leave records; what does not fit is refused unwritten',
  { timeout: 120_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'lin', 'commander')
    const station = await deskStation({ folder: scratchFolder(), name: '甲席', server, agency: CENTRE })
    const list = { space: SPACE, what: 'incidentList', how: 'csv', count: 12 } as const
    expect(await station.call('tellExport', list)).toMatchObject({ ok: false, fault: { kind: 'notSignedIn' } })
    expect(await station.call('extendOpening', { code: '0000-0000-0000' })).toMatchObject({ ok: false })
    await station.call('signIn', { name: 'lin', password: PASSWORD })
    const audits = station.items(AUDIT, {})
    expect(await station.call('tellExport', list)).toMatchObject({ ok: true })
    const paper = { space: SPACE, what: 'report', how: 'paper', count: 1, subject: '第2026-1期' } as const
    expect(await station.call('tellExport', paper)).toMatchObject({ ok: true })
    const made = { ...list, what: 'made up' } as unknown as typeof list
    expect(await station.call('tellExport', made)).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
    expect(await station.call('tellExport', { ...list, count: -1 })).toMatchObject({ ok: false })
    expect(await station.call('tellExport', { ...list, space: 'nowhere' })).toMatchObject({ ok: false })
    await station.call('saveSetting', { name: 'search.saved', value: [{ secret: 'not kept' }] })
    await station.call('saveSetting', { name: 'search.saved', value: [] })
    await station.call('setCutOff', { cutOff: true })
    await station.call('setCutOff', { cutOff: false })
    await station.call('proveBackup', { path: '/nowhere.db' })
    await audits.until(() => audits.rows().some(({ fields }) => fields['event']?.value === 'proveBackup'))
    expect(told(audits.rows()).filter(([event]) => event !== 'join' && event !== 'signIn')).toEqual([
      ['extendOpening', '', '', expect.any(String)],
      ['tellExport', 'lin', 'incidentList csv 12', ''],
      ['tellExport', 'lin', 'report paper 1 第2026-1期', ''],
      ['tellExport', 'lin', 'incidentList csv 12', 'spaceUnknown'],
      ['saveSetting', 'lin', 'search.saved', ''],
      ['setCutOff', 'lin', 'on', ''],
      ['setCutOff', 'lin', 'off', ''],
      ['proveBackup', 'lin', '/nowhere.db', expect.any(String)],
    ])
  },
)

test(
  'no officer writes or alters an audit record: such a change is refused by the server and stands in no picture',
  { timeout: 120_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    const gong = await officer(server, 'gong', 'administrator')
    const station = await deskStation({ folder: scratchFolder(), name: '甲席', server, agency: CENTRE })
    await station.call('signIn', { name: 'gong', password: PASSWORD })
    const audits = station.items(AUDIT, {})
    await audits.until(() => audits.rows().length === 2 && audits.rows()[1]?.state === 'agreed')
    const [, row] = audits.rows()
    const { store } = station.engine
    const alter = (by: string, id: string, fields: Record<string, string>): void => {
      store.commit(asId(SPACE), [{ kind: AUDIT, id: asId(id), fields }], { officer: asId(by), nowMs: Date.now() })
    }
    alter(gong, row?.key ?? '', { name: 'somebody else' })
    alter('', row?.key ?? '', { refused: 'notAllowed' })
    alter(gong, 'made-up', { event: 'signIn', name: 'lin', about: 'lin', refused: '' })
    const stands = async (id: string): Promise<unknown> =>
      (await server.log.record(asId(SPACE), AUDIT, asId(id)))?.fields.get('name')?.heads.map(({ value }) => value)
    await station.until(() => audits.rows().length === 2 && told(audits.rows())[1]?.[1] === 'gong')
    expect(await stands(row?.key ?? '')).toEqual(['gong'])
    expect(await stands('made-up')).toBeUndefined()
    expect(told(audits.rows())).toEqual([
      ['join', '', server.url, ''],
      ['signIn', 'gong', 'gong', ''],
    ])
  },
)

test(
  '[CM-42] each change of what deadlines are counted by leaves a record of who made it',
  { timeout: 120_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'gong', 'administrator')
    const station = await deskStation({ folder: scratchFolder(), name: '甲席', server, agency: CENTRE })
    await station.call('signIn', { name: 'gong', password: PASSWORD })
    const audits = station.items(AUDIT, { states: ['changeRules'] })
    const answered = { name: '陈主任', reason: '来函' }
    await station.must('changeClockRule', { id: 'duty2015-telephone', enabled: true, ...answered })
    await station.must('setReportingRoles', { agency: CENTRE, roles: ['省级人民政府'], reason: '职责' })
    // What changed nothing is no event.
    await station.run('changeClockRule', { id: 'duty2015-telephone', enabled: true, ...answered })
    await audits.until(() => audits.rows().length === 2)
    expect(told(audits.rows())).toEqual([
      ['changeRules', 'gong', 'changeClockRule duty2015-telephone', ''],
      ['changeRules', 'gong', `setReportingRoles ${CENTRE}`, ''],
    ])
  },
)
