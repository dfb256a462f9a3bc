// What a duty desk writes about its incidents, for a bench: of ten records three log lines, two reports, two deliveries, one
// directive and the receipts of its two receivers. Nearly all of it is long settled; some still waits.
import type { JsonFields } from '../../shared/base/json.ts'
import { DIRECTIVE, RECEIPT } from '../../shared/model/directive.ts'
import { LOG_ENTRY } from '../../shared/model/log-entry.ts'
import { DELIVERY, REPORT } from '../../shared/model/report.ts'
import { idOf } from './workload.ts'

export const PLACES = [
  ...['台江区', '鼓楼区', '马尾区', '思明区', '集美区'],
  ...['晋江市', '石狮市', '新罗区', '延平区', '霞浦县'],
] as const
export const EVENTS = [
  ...['火情', '内涝', '滑坡', '车辆追尾', '危化品泄漏'],
  ...['停电', '溺水', '食物中毒', '渔船失联', '坍塌'],
] as const
const AGENCIES = 30
/** The agency whose desk is measured: it issues half of the directives and receives its share of the others. */
export const OWN_AGENCY = 'agency-0'
const HOUR_MS = 3_600_000

const ROUND = [
  LOG_ENTRY,
  REPORT,
  DELIVERY,
  LOG_ENTRY,
  REPORT,
  DELIVERY,
  LOG_ENTRY,
  DIRECTIVE,
  RECEIPT,
  RECEIPT,
] as const

interface Written {
  readonly id: string
  readonly kind: string
  readonly fields: JsonFields
}

interface Options {
  /** 0 to 1. */
  readonly random: () => number
  readonly incidents: number
  /** When an incident was received. */
  readonly atOf: (incident: number) => number
}

/** The records in order: index → record. Each is to be asked for once, from 0 on. */
export function deskWork({ random, incidents, atOf }: Options): (index: number) => Written {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const iso = (ms: number): string => new Date(ms).toISOString()
  const agency = (): string => `agency-${Math.floor(random() * AGENCIES)}`
  let order: JsonFields = {}
  let orderMs = 0

  const directive = (of: JsonFields, at: number, words: string): JsonFields => {
    orderMs = at
    order = {
      ...of,
      title: `${words}：请立即处置`,
      priority: pick(['routine', 'routine', 'urgent', 'flash']),
      dueAt: random() < 0.6 ? iso(at + 2 * HOUR_MS) : null,
      issuedAt: iso(at),
    }
    return {
      ...order,
      type: 'instruction',
      text: `${words}。请组织力量赶赴现场，两小时内回报处置情况。`,
      leader: '',
      agency: random() < 0.5 ? OWN_AGENCY : agency(),
      issuedBy: 'bench',
      supervised: random() < 0.02,
      ...(random() < 0.01 ? { withdrawn: { by: 'bench', at: iso(at + HOUR_MS), reason: '情况有变' } } : {}),
    }
  }

  /** Of a hundred two are nowhere near done. */
  const receipt = (directiveId: string, from: string): JsonFields => {
    const done = random()
    const sign = (minutes: number) => ({ by: 'bench', at: iso(orderMs + minutes * 60_000) })
    return {
      ...order,
      directive: directiveId,
      from,
      agency: agency(),
      officer: null,
      ...(done > 0.005 ? { delivered: true } : {}),
      ...(done > 0.01 ? { signed: sign(5) } : {}),
      ...(done > 0.015 ? { answer: { ...sign(50), text: '已到现场，正在处置。', files: [] } } : {}),
      ...(done > 0.02 ? { closed: { ...sign(180), how: done > 0.04 ? 'completed' : 'returned', text: '已办结' } } : {}),
    }
  }

  let from: string = OWN_AGENCY
  return (index) => {
    const kind = ROUND[index % ROUND.length] ?? LOG_ENTRY
    const id = `${kind}-${index}`
    if (kind === RECEIPT) {
      const directiveId = `${DIRECTIVE}-${index - (index % ROUND.length) + ROUND.indexOf(DIRECTIVE)}`
      return { id, kind, fields: receipt(directiveId, from) }
    }
    const incident = Math.floor(random() * incidents)
    const at = atOf(incident) + Math.floor(random() * 6 * HOUR_MS)
    const of = { incident: idOf(incident) }
    const words = `${pick(PLACES)}${pick(EVENTS)}，${pick(['人员已疏散', '道路中断', '现场可控', '请求增援'])}`
    switch (kind) {
      case LOG_ENTRY:
        return { id, kind, fields: { ...of, text: words, at: iso(at), corrects: null } }
      case REPORT:
        return {
          id,
          kind,
          fields: {
            ...of,
            type: 'initial',
            ordinal: 0,
            agency: agency(),
            title: `关于${words}的报告`,
            text: `一、基本情况：${words}。`,
            writtenAt: iso(at),
            step: random() < 0.99 ? 'void' : 'draft',
          },
        }
      case DELIVERY:
        return {
          id,
          kind,
          fields: {
            ...of,
            report: `${REPORT}-${index - 1}`,
            sent: {
              ...{ channel: 'writing', takenBy: '陈', at: iso(at), rule: null, lateReason: null },
              to: pick(['本级人民政府', '上一级应急管理部门', '省应急管理厅']),
            },
            note: '',
            ...(random() < 0.98 ? { confirmed: { by: '林', at: iso(at + 600_000), how: 'telephone' } } : {}),
          },
        }
      default: {
        const fields = directive(of, at, words)
        from = typeof fields['agency'] === 'string' ? fields['agency'] : OWN_AGENCY
        return { id, kind, fields }
      }
    }
  }
}
