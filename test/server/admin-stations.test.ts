// Administration and the ends of sessions between real stations, seen through their windows, and a real server.
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import { SESSION_IDLE_MS } from '../../shared/model/session-rules.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import type { LiveStation } from '../support/live-station.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'

// Passwords are made to cost time, and each test signs in several officers: on a busy machine that adds up.
vi.setConfig({ testTimeout: 60_000 })

const PASSWORD = 'a long password'
const kindOf = (answer: Result<unknown>): string => (answer.ok ? 'ok' : answer.fault.kind)
const must = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(`${answer.fault.kind}: ${answer.fault.message}`)
  return answer.value
}

/** A joined station at which the officer is signed in with a password of their own. */
async function seat(server: LiveServer, name: string, officer: string, given: string): Promise<LiveStation> {
  const station = await liveStation(scratchFolder(), name)
  must(await station.call('join', { server: server.url, code: server.code(), stationName: name }))
  await station.until(({ link, spaces }) => link === 'linked' && spaces.length > 0)
  const signed = must(await station.call('signIn', { name: officer, password: given }))
  if (signed.mustChangePassword) must(await station.call('changePassword', { password: given, newPassword: PASSWORD }))
  await station.until((status) => status.officer?.mustChangePassword === false)
  return station
}

interface World {
  readonly folder: string
  readonly server: LiveServer
  readonly admin: LiveStation
  /** wang, a duty officer, at another station. */
  readonly wang: LiveStation
  readonly wangId: string
}

async function world(): Promise<World> {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const admin = await seat(server, 'A', 'admin', server.adminPassword ?? '')
  const fields = { name: 'wang', displayName: '王', agency: 'fjyj', role: 'dutyOfficer' }
  const made = must(await admin.call('admin', { order: { order: 'saveOfficer', fields } }))
  const wang = await seat(server, 'B', 'wang', made.password ?? '')
  return { folder, server, admin, wang, wangId: made.id }
}

const report = (station: LiveStation, callId: string, space = 'fujian') =>
  station.call('run', { space, command: 'reportIncident', callId, input: { title: callId, category: '11B01' } })

test('[SE-2] ended by order: the station hears it at once, says why, and the officer goes on by password', async () => {
  const { admin, wang, wangId } = await world()
  must(await admin.call('admin', { order: { order: 'endSessions', officer: wangId } }))
  const ended = await wang.until(({ officer }) => officer === null)
  expect(ended.sessionEnd).toMatchObject({ officer: wangId, name: 'wang', displayName: '王', why: 'ordered' })
  expect(kindOf(await report(wang, 'refused'))).toBe('notSignedIn')
  expect(kindOf(await wang.call('signIn', { name: 'wang', password: PASSWORD }))).toBe('ok')
  expect(kindOf(await report(wang, 'taken'))).toBe('ok')
  expect(wang.status().sessionEnd).toBeNull()
})

test('[SE-2] switched off while cut off: the officer works on apart, and is signed out when the station links again', async () => {
  const { admin, wang, wangId } = await world()
  must(await wang.call('setCutOff', { cutOff: true }))
  must(await admin.call('admin', { order: { order: 'saveOfficer', officer: wangId, fields: { active: false } } }))
  expect(kindOf(await report(wang, 'apart'))).toBe('ok')
  must(await wang.call('setCutOff', { cutOff: false }))
  const ended = await wang.until(({ officer }) => officer === null)
  expect(ended.sessionEnd?.why).toBe('switchedOff')
  expect(kindOf(await wang.call('signIn', { name: 'wang', password: PASSWORD }))).toBe('officerInactive')
})

test('[SE-2] a password changed at one station ends the session at the other, not at its own', async () => {
  const { server, wang } = await world()
  const other = await seat(server, 'C', 'wang', PASSWORD)
  must(await other.call('changePassword', { password: PASSWORD, newPassword: 'quite another' }))
  const ended = await wang.until(({ officer }) => officer === null)
  expect(ended.sessionEnd?.why).toBe('ordered')
  expect(other.status().officer?.name).toBe('wang')
  expect(kindOf(await wang.call('signIn', { name: 'wang', password: PASSWORD }))).toBe('wrongCredentials')
})

test('[SE-3] a revoked station signs its officer out at once and lets nobody in again, linked or cut off', async () => {
  const { admin, wang } = await world()
  const order = { order: 'revokeStation', station: wang.engine.store.station, reason: 'stolen' } as const
  must(await admin.call('admin', { order }))
  const ended = await wang.until(({ officer }) => officer === null)
  expect(ended.sessionEnd?.why).toBe('revoked')
  await wang.until(({ link, linkFault }) => link === 'refused' && linkFault?.kind === 'stationRevoked')
  expect(kindOf(await wang.call('signIn', { name: 'wang', password: PASSWORD }))).toBe('stationRevoked')
  // Pulling the plug does not help: it was said over a proven link.
  wang.engine.sync.setCutOff(true)
  await wang.until(({ link }) => link === 'cutOff')
  expect(kindOf(await wang.call('signIn', { name: 'wang', password: PASSWORD }))).toBe('stationRevoked')
})

test('[SE-3] a station revoked while it was cut off is told when it links, and its officer is signed out then', async () => {
  const { admin, wang } = await world()
  must(await wang.call('setCutOff', { cutOff: true }))
  const order = { order: 'revokeStation', station: wang.engine.store.station, reason: 'lost' } as const
  must(await admin.call('admin', { order }))
  expect(wang.status().officer?.name).toBe('wang')
  must(await wang.call('setCutOff', { cutOff: false }))
  const ended = await wang.until(({ officer, link }) => officer === null && link === 'refused')
  expect([ended.sessionEnd?.why, ended.linkFault?.kind]).toEqual(['revoked', 'stationRevoked'])
})

test('[SE-5] orders need the link and the server’s own word; after signing in from memory the password is asked once', async () => {
  const { admin } = await world()
  const order = { order: { order: 'overview' } } as const
  must(await admin.call('setCutOff', { cutOff: true }))
  expect(kindOf(await admin.call('admin', order))).toBe('offline')
  must(await admin.call('signOut', {}))
  expect(must(await admin.call('signIn', { name: 'admin', password: PASSWORD })).offline).toBe(true)
  must(await admin.call('setCutOff', { cutOff: false }))
  await admin.until(({ link }) => link === 'linked')
  expect(kindOf(await admin.call('admin', order))).toBe('sessionEnded')
  expect(must(await admin.call('signIn', { name: 'admin', password: PASSWORD })).offline).toBe(false)
  expect(kindOf(await admin.call('admin', order))).toBe('ok')
})

test('[SB-3] administrators are told of the server’s backups, when they were made and whether they restore', async () => {
  const { server, admin } = await world()
  const order = { order: { order: 'overview' } } as const
  expect(must(await admin.call('admin', order)).overview).not.toHaveProperty('backup')
  await server.backups.look()
  const { last, proved } = server.backups.state
  expect(must(await admin.call('admin', order)).overview?.backup).toEqual({
    madeMs: last?.madeMs,
    provedMs: proved?.madeMs,
    problem: null,
    lacks: [],
  })
})

test('[SL-25] administrators are told of a damaged database and of journal archives that are away', async () => {
  const { server, admin, folder } = await world()
  const order = { order: { order: 'overview' } } as const
  expect(must(await admin.call('admin', order)).overview?.disk).toEqual({ trouble: null, archivesAway: [] })
  const damage = fault('storeCorrupt', 'the check beside the work found it')
  server.log.checked?.({ ok: false, fault: damage })
  const sqlite = new Sqlite(join(folder, 'server.db'))
  sqlite.exec("INSERT INTO archive VALUES (1, 'x', '/mnt/old/journal.fsarchive', NULL, 1, 1, 1)")
  sqlite.close()
  expect(must(await admin.call('admin', order)).overview?.disk).toEqual({
    trouble: 'storeCorrupt',
    archivesAway: ['/mnt/old/journal.fsarchive'],
  })
})

test('[SE-5] a role that may not administrate is refused by its own station', async () => {
  const { wang } = await world()
  expect(kindOf(await wang.call('admin', { order: { order: 'overview' } }))).toBe('notAllowed')
})

test('[SE-6] a closed space takes nothing new; what was written in it apart still comes in', async () => {
  const { server, admin, wang } = await world()
  must(await wang.call('setCutOff', { cutOff: true }))
  must(await admin.call('admin', { order: { order: 'saveSpace', space: 'fujian', fields: { closed: true } } }))
  await admin.until(({ spaces }) => spaces.every(({ closed }) => closed))
  expect(kindOf(await report(admin, 'too late'))).toBe('spaceClosed')
  const apart = must(await report(wang, 'apart'))
  must(await wang.call('setCutOff', { cutOff: false }))
  await wang.until(({ spaces }) => spaces.every(({ closed, waiting }) => closed && waiting === 0))
  expect(wang.status().refused).toBe(0)
  const records = await server.log.records('fujian' as never, 'incident')
  expect(records.map(({ id }) => id)).toEqual([apart.id])
})

test('[SE-1] without use the window is told when the session ends, and it does; the draft is there afterwards', async () => {
  const { wang } = await world()
  must(await wang.call('saveDraft', { id: 'intake', content: { title: 'half a sentence' } }))
  const endMs = wang.status().officer?.idleEndMs ?? 0
  wang.clock.shiftMs = endMs - Date.now() - 60_000
  must(await wang.call('stillHere', {}))
  const later = await wang.until(({ officer }) => (officer?.idleEndMs ?? 0) > endMs)
  expect(later.officer?.idleEndMs).toBeGreaterThanOrEqual(endMs + SESSION_IDLE_MS - 61_000)
  wang.clock.shiftMs += SESSION_IDLE_MS + 60_000
  const ended = await wang.until(({ officer }) => officer === null)
  expect(ended.sessionEnd?.why).toBe('idle')
  must(await wang.call('signIn', { name: 'wang', password: PASSWORD }))
  expect(must(await wang.call('drafts', {})).map(({ content }) => content)).toEqual([{ title: 'half a sentence' }])
})
