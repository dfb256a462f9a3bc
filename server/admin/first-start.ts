// What a new server begins with: the centre's agency, an administrator with a one-time password, the live space, itself.
import type { RecordId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { AGENCY, OFFICER, SPACE, STATION } from '../../shared/model/directory.ts'
import type { Access } from '../access/access.ts'
import { newPassword } from '../access/secrets.ts'
import type { ServerLog } from '../log/server-log.ts'

/** The agency every new server knows. */
export const CENTRE: RecordId = asId('fjyj')
const ADMINISTRATOR: RecordId = asId('admin')

/** Writes the first directory; gives the administrator's one-time password. */
export async function firstStart(log: ServerLog, access: Access): Promise<string> {
  const password = newPassword()
  await access.setPassword(ADMINISTRATOR, password, 1, true)
  await access.setUp([
    {
      kind: AGENCY,
      id: CENTRE,
      fields: {
        code: 'FJYJ',
        name: '福建省应急指挥中心',
        nameEn: 'Fujian Provincial Emergency Command Centre',
        kind: 'commandCentre',
        division: '350000',
        parent: null,
      },
    },
    {
      kind: OFFICER,
      id: ADMINISTRATOR,
      fields: {
        name: 'admin',
        displayName: '系统管理员',
        agency: CENTRE,
        role: 'administrator',
        active: true,
        credentialVersion: 1,
      },
    },
    {
      kind: SPACE,
      id: asId('fujian'),
      fields: { name: '全省态势', nameEn: 'Fujian live picture', kind: 'live', members: '*' },
    },
    {
      kind: STATION,
      id: asId(log.station),
      fields: {
        name: '协同服务器',
        agency: CENTRE,
        role: 'server',
        publicKey: Buffer.from(log.publicKey).toString('base64'),
        active: true,
      },
    },
  ])
  return password
}
