// The report-clock rules that ship with the program, from domain.md 3.4. Those read in the rule's own text are on; the others
// are off until an administrator puts a name to them. Offices change and add rules as records (kind clockRule).
import type { ClockRule } from './report-clock.ts'

const ORDER_493 = '国务院令第493号《生产安全事故报告和调查处理条例》'
const HEALTH = '《突发公共卫生事件应急条例》第十九、二十条'
const ANIMAL = '《重大动物疫情应急条例》第十七、十八条'

function rule(
  given: Pick<ClockRule, 'id' | 'citation' | 'fromRole' | 'toRole' | 'minutes'> & Partial<ClockRule>,
): ClockRule {
  return {
    categories: [],
    levels: [],
    sensitive: false,
    channel: 'any',
    startsAt: 'received',
    source: 'domain.md 3.4',
    verified: true,
    enabled: true,
    confirmedBy: null,
    ...given,
  }
}

export const SHIPPED_CLOCK_RULES: readonly ClockRule[] = [
  rule({
    id: 'order493-next-level',
    citation: `${ORDER_493}第十一条`,
    categories: ['12'],
    fromRole: '应急管理（安全生产监督管理）部门',
    toRole: '上一级应急管理部门',
    minutes: 120,
  }),
  rule({
    id: 'order493-own-government',
    citation: `${ORDER_493}第十条、第十一条`,
    categories: ['12'],
    fromRole: '应急管理（安全生产监督管理）部门',
    toRole: '本级人民政府',
    minutes: 120,
  }),
  rule({
    id: 'health-county-to-government',
    citation: HEALTH,
    categories: ['13A', '13B', '13C', '13F'],
    fromRole: '县级卫生健康部门',
    toRole: '本级人民政府',
    minutes: 120,
  }),
  rule({
    id: 'health-county-to-city',
    citation: HEALTH,
    categories: ['13A', '13B', '13C', '13F'],
    fromRole: '县级人民政府',
    toRole: '设区的市级人民政府',
    minutes: 120,
  }),
  rule({
    id: 'health-city-to-province',
    citation: HEALTH,
    categories: ['13A', '13B', '13C', '13F'],
    fromRole: '设区的市级人民政府',
    toRole: '省级人民政府',
    minutes: 120,
  }),
  rule({
    id: 'health-province-to-state',
    citation: HEALTH,
    categories: ['13A', '13B', '13C', '13F'],
    fromRole: '省级人民政府',
    toRole: '国务院卫生健康主管部门',
    minutes: 60,
  }),
  rule({
    id: 'animal-county-to-province',
    citation: ANIMAL,
    categories: ['13E'],
    fromRole: '县级动物防疫监督机构',
    toRole: '省级动物防疫监督机构',
    minutes: 120,
  }),
  rule({
    id: 'animal-province-government-to-state',
    citation: ANIMAL,
    categories: ['13E'],
    fromRole: '省级人民政府',
    toRole: '国务院',
    minutes: 240,
  }),
  rule({
    id: 'duty2015-telephone',
    citation: '国务院应急办2015年7月31日值守应急通知（转引，未核原文）',
    levels: [1, 2],
    sensitive: true,
    fromRole: '省级人民政府总值班室',
    toRole: '国务院总值班室',
    channel: 'telephone',
    minutes: 30,
    startsAt: 'occurred',
    verified: false,
    enabled: false,
  }),
  rule({
    id: 'duty2015-writing',
    citation: '国务院应急办2015年7月31日值守应急通知（转引，未核原文）',
    levels: [1, 2],
    sensitive: true,
    fromRole: '省级人民政府总值班室',
    toRole: '国务院总值班室',
    channel: 'writing',
    minutes: 60,
    startsAt: 'occurred',
    verified: false,
    enabled: false,
  }),
  rule({
    id: 'national-plan-4h',
    citation: '《国家突发公共事件总体应急预案》（转引自省级预案，未核2025年版）',
    levels: [1, 2],
    fromRole: '省级人民政府',
    toRole: '国务院',
    minutes: 240,
    startsAt: 'occurred',
    verified: false,
    enabled: false,
  }),
]
