// `npm run server -- invite`: a one-time code for one more station, made on the server's machine, beside a running server too.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { markedCode } from '../../shared/sync/join-code.ts'
import { codeHash, newCode } from '../access/secrets.ts'
import { CENTRE } from '../admin/first-start.ts'
import { openAccessStore } from '../log/open-access-store.ts'

/** Makes and keeps a code; gives it in readable form. */
export async function invite(
  folder: string,
  name: string,
  agency: string | undefined,
  minutes: number,
  store?: string,
): Promise<Result<string>> {
  if (!Number.isFinite(minutes) || minutes < 1 || minutes > 7 * 24 * 60)
    return refuse('invalidInput', '--minutes: 1 to 10080', { field: 'minutes' })
  const opened = await openAccessStore(folder, store)
  if (!opened.ok) return opened
  const { access, server, close } = opened.value
  try {
    const code = newCode()
    await access.addJoinCode({
      codeHash: codeHash(code),
      agency: agency ?? CENTRE,
      name,
      purpose: 'station',
      expiresMs: Date.now() + minutes * 60_000,
    })
    return ok(markedCode(code, server))
  } finally {
    await close()
  }
}
