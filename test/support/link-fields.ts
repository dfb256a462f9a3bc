// An incident's fields as a duty officer would have written them.
import type { JsonFields } from '../../shared/base/json.ts'
import { BLANK_INCIDENT } from '../../shared/commands/incident-commands.ts'

export function incidentFields(more: JsonFields = {}): JsonFields {
  return {
    ...BLANK_INCIDENT,
    number: 'FJYJ-20261126-0001',
    title: '仓库火灾',
    category: '11A01',
    level: 3,
    status: 'reported',
    receivedAt: '2026-11-26T08:00:00+08:00',
    recordedAt: '2026-11-26T08:00:00+08:00',
    demonstration: false,
    voidReason: null,
    ...more,
  }
}
