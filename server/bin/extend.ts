// `npm run server -- extend`: the code that opens a station that closed for want of a link, made on the server's machine.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { extensionCode } from '../access/closing.ts'
import { openAccessStore } from '../log/open-access-store.ts'

/** `number` is what the station shows. Whether the station was revoked is for whoever gives the code to know. */
export async function extend(
  folder: string,
  station: string | undefined,
  number: number,
  store?: string,
): Promise<Result<string>> {
  if (station === undefined || !/^[0-9A-Z]{16}$/.test(station))
    return refuse('invalidInput', '--station: the 16 letters the station shows', { field: 'station' })
  if (!Number.isInteger(number) || number < 0)
    return refuse('invalidInput', '--number: the number the station shows', { field: 'number' })
  const opened = await openAccessStore(folder, store)
  if (!opened.ok) return opened
  try {
    return ok(extensionCode(opened.value.sign, station, number))
  } finally {
    await opened.value.close()
  }
}
