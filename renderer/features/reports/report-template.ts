// The template documents are filled from: the office's own where it has one, else the one that ships.
import { call } from '../../link/station.ts'
import { bytesOf } from '../../ui/base64.ts'

/** Setting of the station that holds the office's own template, base64. */
export const TEMPLATE_SETTING = 'reports.template'

export async function builtInTemplate(): Promise<Uint8Array> {
  const answer = await fetch(new URL('../../../seeds/templates/report.docx', import.meta.url))
  return new Uint8Array(await answer.arrayBuffer())
}

export async function officeTemplate(): Promise<Uint8Array> {
  const own = await call('setting', { name: TEMPLATE_SETTING })
  return own.ok && typeof own.value === 'string' ? bytesOf(own.value) : builtInTemplate()
}
