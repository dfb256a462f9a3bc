// Directives between linked servers, for tests: the agencies that stand for the other side, orders as officers write them, and
// how a desk deals with them.
import type { Access } from '../../server/access/access.ts'
import { CENTRE } from '../../server/admin/first-start.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { AGENCY } from '../../shared/model/directory.ts'

export const AT = '2026-11-26T07:00:00+08:00'
/** Agencies: who stands for the city at the province, and for the province at the city. */
export const CITY = 'city-at-province'
export const PROVINCE = 'province-at-city'

/** Makes an agency known. */
export function agency(access: Access, id: string, code: string, name: string): Promise<unknown> {
  const fields = { code, name, nameEn: name, kind: 'emergency', division: null, parent: null }
  return access.setUp([{ kind: AGENCY, id: asId(id), fields }])
}

export interface Order {
  readonly title?: string
  readonly incident?: string | null
  readonly from?: string
  readonly officer?: string
  readonly leader?: string
}

/** A directive as the command writes it. */
export function directiveFields({ title = '立即转移群众', incident = null, ...more }: Order = {}): JsonFields {
  return {
    ...{ type: 'instruction', title, text: `${title}，并报告结果`, incident, priority: 'urgent' },
    ...{ dueAt: '2026-11-26T11:00:00+08:00', issuedAt: AT, supervised: false, leader: more.leader ?? '' },
    ...{ agency: more.from ?? CENTRE, issuedBy: more.officer ?? 'desk-officer' },
  }
}

/** The receipt that goes with it. */
export function receiptFields(directive: string, to: string, order: Order = {}): JsonFields {
  const { title, incident, priority, dueAt, issuedAt, agency: from } = directiveFields(order)
  return {
    ...{
      directive,
      incident: incident ?? null,
      title: title ?? null,
      priority: priority ?? null,
      dueAt: dueAt ?? null,
    },
    ...{ issuedAt: issuedAt ?? null, from: from ?? null, agency: to, officer: null },
  }
}

const by = 'desk-officer'
export const SIGNED = { signed: { by, at: AT } }
export const ANSWERED = { answer: { by, at: AT, text: '已转移三百人', files: [] } }
export const COMPLETED = { closed: { by, at: AT, how: 'completed', text: '已办妥' } }
export const RETURNED = { closed: { by, at: AT, how: 'returned', text: '不属本辖区' } }
