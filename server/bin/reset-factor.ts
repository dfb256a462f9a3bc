// `npm run server -- reset-factor`: takes a second factor off on the server's machine, beside a running server too: for the only
// administrator whose telephone is lost.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { leaveReset } from '../access/factor-resets.ts'
import { Factors, officersWithFactor } from '../access/factors.ts'
import { openAccessStore } from '../log/open-access-store.ts'

/** Takes it off; refused when nobody of that sign-in name has one. */
export async function resetFactor(folder: string, name: string, store?: string): Promise<Result<null>> {
  const opened = await openAccessStore(folder, store)
  if (!opened.ok) return opened
  const { access, close } = opened.value
  try {
    const found = (await officersWithFactor(access)).filter((one) => one.name === name.trim().toLowerCase())
    if (found.length === 0) return refuse('notFound', `nobody named ${name} has a second factor`, { field: 'name' })
    const factors = new Factors(access, Date.now)
    for (const { officer } of found) {
      await factors.reset(officer)
      await access.endSessionsOf(officer)
      await leaveReset(access, officer, Date.now())
    }
    return ok(null)
  } finally {
    await close()
  }
}
