// The table of rights, cell by cell: every role and every action, at a real server (a change, or an order, is refused
// exactly where the table says no) and at a real station over its RPC. A new action without an example here does not compile.
import { describe, expect, test } from 'vitest'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { ACTIONS, actionOf, may } from '../../shared/commands/rights.ts'
import { destructionReason } from '../../shared/model/destruction.ts'
import { KINDS } from '../../shared/model/kinds.ts'
import type { Role } from '../../shared/model/role.ts'
import { ROLES } from '../../shared/model/role.ts'
import { SIGN_IN } from '../../shared/model/sign-in.ts'
import type { MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import { flattenChanges } from '../../shared/sync/frame.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { liveServer } from '../support/live-server.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'
import { wireClient } from '../support/wire-client.ts'

const FUJIAN: SpaceId = asId('fujian')
const PASSWORD = 'a long password'

interface Example {
  readonly kind: string
  readonly fields: JsonFields
  /** The record exists before. */
  readonly later?: true
}

/** What a change that amounts to the action looks like; null where an action is no change of its own. */
const EXAMPLES: { readonly [action in Action]: readonly Example[] | null } = {
  'picture.see': null,
  'incident.report': [{ kind: 'incident', fields: { title: 'a' } }],
  'incident.amend': [
    { kind: 'incident', fields: { dead: 2 }, later: true },
    { kind: 'sameEvent', fields: { incident: 'a', other: 'b', state: 'same' } },
  ],
  'incident.void': [{ kind: 'incident', fields: { voidReason: 'doubled', status: 'void' }, later: true }],
  'log.add': [
    { kind: 'logEntry', fields: { text: 'a' } },
    { kind: 'call', fields: { subject: 'a' } },
  ],
  'attachment.add': [{ kind: 'attachment', fields: { name: 'a.png' } }],
  'attachment.void': [{ kind: 'attachment', fields: { voidReason: 'wrong' }, later: true }],
  'report.write': [{ kind: 'report', fields: { text: 'a' } }],
  'report.sign': [
    { kind: 'report', fields: { number: '2023-1' }, later: true },
    { kind: 'report', fields: { signed: { title: 'a', text: 'a', facts: {}, signer: 'x', at: 'y' } } },
  ],
  'report.send': [
    { kind: 'delivery', fields: { to: 'a' } },
    { kind: 'unreported', fields: { rule: 'a', reason: 'b' } },
  ],
  'rule.write': [
    { kind: 'clockRule', fields: { on: true } },
    { kind: 'reportTemplate', fields: { template: null } },
    { kind: 'codeTable', fields: { table: null } },
    { kind: 'reportingRole', fields: { roles: [] } },
  ],
  'directive.issue': [
    { kind: 'directive', fields: { title: 'a' } },
    { kind: 'receipt', fields: { directive: 'd' } },
    { kind: 'receipt', fields: { withdrawn: { reason: 'a' } }, later: true },
    // What makes a forwarding, put beside it by a program that was altered.
    { kind: 'receipt', fields: { withdrawn: { reason: 'a' }, forwards: 'r' }, later: true },
    { kind: 'directive', fields: { supervised: true, dueAt: 'a', forwards: 'r' }, later: true },
  ],
  'directive.handle': [
    { kind: 'directive', fields: { title: 'a', issuedAt: 'b', forwards: 'r' } },
    { kind: 'receipt', fields: { signed: { by: 'a' } }, later: true },
  ],
  'incident.transfer': [{ kind: 'transfer', fields: { reason: 'a' } }],
  'roster.write': [{ kind: 'shift', fields: { note: 'a' } }],
  'handover.write': [{ kind: 'handover', fields: { remarks: 'a' } }],
  'alert.write': [
    { kind: 'alert', fields: { title: 'a' } },
    { kind: 'alertLink', fields: { alert: 'a' } },
  ],
  'notice.dispose': [{ kind: 'disposition', fields: { note: 'a' } }],
  'conflict.settle': null,
  'change.undo': null,
  'space.export': null,
  'space.import': null,
  'map.write': null,
  'station.cutOff': null,
  'station.setUp': null,
  'directory.write': [
    { kind: 'officer', fields: { role: 'administrator' } },
    { kind: 'agency', fields: { name: 'a' } },
    { kind: 'station', fields: { active: true } },
    { kind: 'space', fields: { members: '*' } },
  ],
  'personal.destroy': [{ kind: 'destruction', fields: { incident: 'i', basis: 'law', reason: 'over' } }],
  'audit.write': [
    { kind: 'audit', fields: { event: 'signIn', name: 'a' } },
    { kind: 'erasure', fields: { destruction: 'd' } },
  ],
  'verdict.write': [{ kind: 'verdict', fields: { fault: 'notAllowed' } }],
  'record.import': [
    { kind: 'incident', fields: { title: 'a', imported: [] } },
    { kind: 'incident', fields: { status: 'void', voidReason: 'doubled', imported: [] }, later: true },
    { kind: 'logEntry', fields: { text: 'a', imported: [] } },
    { kind: 'alert', fields: { title: 'a', imported: [] } },
    { kind: 'alertLink', fields: { alert: 'a', imported: [] } },
  ],
  'unknown.write': [{ kind: 'ofANewerProgram', fields: { anything: 1 } }],
}
/** Written by servers alone, whatever the role [SY-16]: an administrator orders, the server writes. */
const SERVERS_ONLY: ReadonlySet<Action> = new Set(['directory.write', 'verdict.write'])

/** What a view asks of its station for an action that is no command. */
const CALLS: {
  readonly [action in Action]?: readonly { [Name in MethodName]: readonly [Name, MethodInput<Name>] }[MethodName][]
} = {
  'space.export': [
    ['exportSpace', { space: 'fujian' }],
    ['exportBytes', { pack: 'ab'.repeat(16), offset: 0, length: 1 }],
    ['backup', { path: '/' }],
  ],
  'space.import': [
    ['putPack', { upload: 'ab'.repeat(16), total: 1, offset: 0, base64: 'AA==' }],
    ['importSpace', { upload: 'cd'.repeat(16) }],
  ],
  'map.write': [
    ['removeMapSource', { source: 'none' }],
    ['addMapPack', { name: 'a', fileName: 'a.mbtiles', base64: null, path: '/none', system: 'WGS84' }],
  ],
  'station.cutOff': [['setCutOff', { cutOff: true }]],
  'directory.write': [['admin', { order: { order: 'overview' } }]],
  'attachment.add': [
    ['putAttachment', { upload: 'ef'.repeat(16), name: 'a.txt', total: 1, offset: 0, base64: 'AA==' }],
  ],
}

test('every example is of its action, every kind has one, and what has none is asked for by a call or a command', () => {
  const kinds = new Set<string>()
  for (const action of ACTIONS)
    for (const { kind, fields, later } of EXAMPLES[action] ?? []) {
      kinds.add(kind)
      expect([action, kind, actionOf(kind, Object.keys(fields), later !== true)]).toEqual([action, kind, action])
    }
  // A first sign-in lies in the directory, where only servers write.
  expect(Object.keys(KINDS).filter((kind) => !kinds.has(kind))).toEqual([SIGN_IN])
  for (const action of ACTIONS)
    expect([action, EXAMPLES[action] !== null || CALLS[action] !== undefined || NO_CALL.has(action)]).toEqual([
      action,
      true,
    ])
})

/**
 * Seeing is what a linked agency's station does at all; settling and undoing are changes, judged by the kind they touch;
 * setting up has a test of its own.
 */
const NO_CALL: ReadonlySet<Action> = new Set(['picture.see', 'conflict.settle', 'change.undo', 'station.setUp'])

describe('at the server', () => {
  test('[CM-3] [SY-15] each role × each action: a change gets a verdict exactly where the table says no', async () => {
    const server = await liveServer(scratchFolder())
    const one = new ChainAuthor(FUJIAN, Date.now() - 3_600_000)
    const client = await wireClient(server.url)
    expect((await client.hello(one.key, server.code())).ok).toBe(true)
    for (const role of ROLES) {
      await officer(server, role.toLowerCase(), role)
      expect((await client.request('signIn', { name: role.toLowerCase(), password: PASSWORD })).ok).toBe(true)
    }
    const cells: { readonly role: Role; readonly action: Action; readonly change: string }[] = []
    for (const role of ROLES)
      for (const action of ACTIONS)
        for (const [index, { kind, fields, later }] of (EXAMPLES[action] ?? []).entries()) {
          const record = `${role}-${action}-${index}`
          if (later === true) one.write(kind, record, { note: 'there before' }, 'administrator')
          const change = one.write(kind, record, fields, role.toLowerCase())
          cells.push({ role, action, change: change.id })
        }
    const pushed = await client.request('push', {
      space: FUJIAN,
      changes: flattenChanges(one.changes),
      seals: [one.seal()],
    })
    if (!pushed.ok) throw new Error(pushed.fault.message)
    const refused = new Map(pushed.value.refused.map(({ change, fault }) => [change, fault.kind]))
    for (const { role, action, change } of cells) {
      const wanted = may(role, action) && !SERVERS_ONLY.has(action) ? undefined : 'notAllowed'
      expect([role, action, refused.get(change)]).toEqual([role, action, wanted])
      refused.delete(change)
    }
    expect([...refused]).toEqual([])
  })

  test('[SY-36] what looks like a forwarding and replaces something is judged without it', async () => {
    const server = await liveServer(scratchFolder())
    const one = new ChainAuthor(FUJIAN, Date.now() - 3_600_000)
    const client = await wireClient(server.url)
    expect((await client.hello(one.key, server.code())).ok).toBe(true)
    for (const [name, role] of [
      ['boss', 'administrator'],
      ['duty', 'dutyOfficer'],
    ] as const) {
      await officer(server, name, role)
      expect((await client.request('signIn', { name, password: PASSWORD })).ok).toBe(true)
    }
    one.write('directive', 'd', { title: 'a', supervised: false }, 'boss')
    const forged = one.write('directive', 'd', { supervised: true, issuedAt: 'b', forwards: 'r' }, 'duty')
    one.write('directive', 'e', { title: 'a', supervised: false, issuedAt: 'b', forwards: 'r' }, 'duty')
    const pushed = await client.request('push', {
      space: FUJIAN,
      changes: flattenChanges(one.changes),
      seals: [one.seal()],
    })
    if (!pushed.ok) throw new Error(pushed.fault.message)
    expect(pushed.value.refused.map(({ change, fault }) => [change, fault.kind])).toEqual([[forged.id, 'notAllowed']])
  })

  test('[CM-34] an order to destroy says once more where values are from: no import for who may give it, one for all others', async () => {
    const server = await liveServer(scratchFolder())
    const one = new ChainAuthor(FUJIAN, Date.now() - 3_600_000)
    const client = await wireClient(server.url)
    expect((await client.hello(one.key, server.code())).ok).toBe(true)
    for (const role of ['commander', 'dutyOfficer'] as const) {
      await officer(server, role.toLowerCase(), role)
      expect((await client.request('signIn', { name: role.toLowerCase(), password: PASSWORD })).ok).toBe(true)
    }
    const fields = { title: '—', imported: [] }
    const [reason, other] = [destructionReason('d'), 'taken over']
    one.write('report', 'r', fields, 'commander', reason)
    const forged = one.write('report', 'r', fields, 'dutyofficer', reason)
    const plain = one.write('report', 'r', fields, 'commander', other)
    const pushed = await client.request('push', {
      space: FUJIAN,
      changes: flattenChanges(one.changes),
      seals: [one.seal()],
    })
    if (!pushed.ok) throw new Error(pushed.fault.message)
    expect(pushed.value.refused.map(({ change, fault }) => [change, fault.kind])).toEqual([
      [forged.id, 'notAllowed'],
      [plain.id, 'notAllowed'],
    ])
  })

  test('[AD-1] each role: an order is carried out exactly where the table says so', async () => {
    const server = await liveServer(scratchFolder())
    const one = new ChainAuthor(FUJIAN, Date.now())
    const client = await wireClient(server.url)
    await client.hello(one.key, server.code())
    for (const role of ROLES) {
      await officer(server, role.toLowerCase(), role)
      const signedIn = await client.request('signIn', { name: role.toLowerCase(), password: PASSWORD })
      if (!signedIn.ok) throw new Error(signedIn.fault.message)
      const answer = await client.request('admin', { token: signedIn.value.token, order: { order: 'overview' } })
      expect([role, answer.ok]).toEqual([role, may(role, 'directory.write')])
    }
  })
})

describe('at the station', () => {
  test('[CM-3] [RP-13] each role × each call that needs a right: refused exactly where the table says no', async () => {
    const server = await liveServer(scratchFolder())
    for (const role of ROLES) await officer(server, role.toLowerCase(), role)
    const station = await liveStation(scratchFolder(), 'A')
    expect((await station.call('join', { server: server.url, code: server.code(), stationName: 'A' })).ok).toBe(true)
    await station.until(({ link }) => link === 'linked')
    for (const role of ROLES) {
      const signedIn = await station.call('signIn', { name: role.toLowerCase(), password: PASSWORD })
      expect([role, signedIn.ok]).toEqual([role, true])
      for (const action of ACTIONS)
        for (const [method, input] of CALLS[action] ?? []) {
          const answer = await station.call(method, input)
          const refused = !answer.ok && answer.fault.kind === 'notAllowed'
          expect([role, method, refused]).toEqual([role, method, !may(role, action)])
        }
      if (may(role, 'station.cutOff')) await station.until(({ link }) => link !== 'linked')
      // Putting the cable back is anybody's.
      expect(await station.call('setCutOff', { cutOff: false })).toMatchObject({ ok: true })
      await station.until(({ link }) => link === 'linked')
      await station.call('signOut', {})
    }
  })

  test('[SE-20] linking a station is open to anyone once; afterwards to each role exactly as the table says', async () => {
    const server = await liveServer(scratchFolder())
    for (const role of ROLES) await officer(server, role.toLowerCase(), role)
    const station = await liveStation(scratchFolder(), 'A')
    const again = { server: server.url, code: server.code(), stationName: 'A' }
    expect(await station.call('setServers', { servers: [] })).toMatchObject({ ok: true })
    expect(await station.call('join', again)).toMatchObject({ ok: true })
    await station.until(({ link }) => link === 'linked')
    // Who signed in has the directory.
    await station.call('signIn', { name: 'viewer', password: PASSWORD })
    await station.call('signOut', {})
    const stranger = { servers: ['http://127.0.0.1:9'] }
    expect(await station.call('setServers', stranger)).toMatchObject({ ok: false, fault: { kind: 'notSignedIn' } })
    expect(await station.call('join', again)).toMatchObject({ ok: false, fault: { kind: 'notSignedIn' } })
    const none = { pem: null }
    expect(await station.call('setAuthority', none)).toMatchObject({ ok: false, fault: { kind: 'notSignedIn' } })
    for (const role of ROLES) {
      expect(await station.call('signIn', { name: role.toLowerCase(), password: PASSWORD })).toMatchObject({ ok: true })
      const answer = await station.call('setServers', { servers: [] })
      expect([role, !answer.ok && answer.fault.kind]).toEqual([role, may(role, 'station.setUp') ? false : 'notAllowed'])
      if (answer.ok) {
        await station.until(({ link }) => link === 'none')
        expect(await station.call('setServers', { servers: [server.url] })).toMatchObject({ ok: true })
        await station.until(({ link }) => link === 'linked')
      }
      await station.call('signOut', {})
    }
  })
})
