// To whom a call was reported and when, as its field tells.
import type { JsonFields } from '../../../shared/base/json.ts'
import { reportedToSchema } from '../../../shared/model/call.ts'

export interface Reported {
  readonly to: string
  readonly atMs: number
}

export function reportedOf(fields: JsonFields): readonly Reported[] {
  const list = fields['reportedTo']
  if (!Array.isArray(list)) return []
  return list.flatMap((one) => {
    const read = reportedToSchema.safeParse(one)
    return read.success ? [{ to: read.data.to, atMs: Date.parse(read.data.at) }] : []
  })
}
