// Officers and stations of a live server, as an administrator would have made them.
import { expect } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import type { LiveServer } from './live-server.ts'
import { scratchFolder } from './scratch.ts'
import type { SyncStation } from './sync-station.ts'
import { syncStation } from './sync-station.ts'

const PASSWORD = 'a long password'

/** An officer whom the directory knows. */
export async function officer(
  server: LiveServer,
  name: string,
  role = 'dutyOfficer',
  agency: string = CENTRE,
): Promise<OfficerId> {
  const fields = { name, displayName: name, agency, role, active: true, credentialVersion: 1 }
  await server.access.setPassword(name, PASSWORD, 1, false)
  await server.access.setUp([{ kind: OFFICER, id: asId(name), fields }])
  return asId(name)
}

/** A joined and linked station. */
export async function joined(server: LiveServer, name: string, folder = scratchFolder()): Promise<SyncStation> {
  const station = await syncStation({ folder, servers: [], name })
  const answer = await station.client.join(server.url, server.code())
  expect(answer).toEqual({ ok: true, value: null })
  await station.until(() => station.status().state === 'linked')
  return station
}

/** Signs an officer made above in at a station. */
export async function signedIn(station: SyncStation, name: string): Promise<void> {
  const answer = await station.client.request('signIn', { name, password: PASSWORD })
  expect(answer.ok).toBe(true)
}
