// Words of CoT in what is written into records and shown beside a unit. Chinese, as everything the centre writes down.
import type { CotEvent } from './event.ts'
import { attribute, detailOf } from './event.ts'

/** Labels of facts. */
export const LABELS = {
  uid: 'UID',
  type: 'CoT 类型',
  team: '编组',
  role: '角色',
  battery: '电量（%）',
  device: '设备',
  app: '软件',
  phone: '电话',
  remarks: '备注',
  creator: '标绘人',
  altitude: '高度（米）',
  video: '视频',
  odd: '报文异常',
} as const

const EMERGENCIES: ReadonlyMap<string, string> = new Map([
  ['b-a-o-tbl', '紧急求助（911）'],
  ['b-a-o-pan', '紧急呼叫（Ring The Bell）'],
  ['b-a-o-opn', '遭遇攻击（In Contact）'],
])

/** What kind of emergency it is, in words; its own words stand behind where it has others. */
export function emergencyWords(event: CotEvent): string {
  const said = attribute(detailOf(event, 'emergency'), 'type')
  const known = EMERGENCIES.get(event.type)
  return known ?? (said === '' ? '紧急求助' : `紧急求助：${said}`)
}

export const WORDS = {
  casevac: '伤员后送请求',
  cancelled: (who: string) => `求助已取消：${who}`,
  stillOn: (who: string) => `再次求助：${who}`,
  gone: '发送方已将其撤下（CoT 删除）',
  fence: (who: string) => `电子围栏告警：${who}`,
  chat: (room: string, sender: string, text: string) =>
    room === '' ? `${sender}：${text}` : `[${room}] ${sender}：${text}`,
  alarm: '警情',
  odd: (notes: readonly string[]) => `报文异常：${notes.join('；')}`,
} as const

/** Attributes of `_medevac_` that people read, in the order of the nine lines. */
export const MEDEVAC: readonly (readonly [attribute: string, words: string])[] = [
  ['freq', '频率'],
  ['urgent', '紧急'],
  ['urgent_surgical', '紧急手术'],
  ['priority', '优先'],
  ['routine', '常规'],
  ['convenience', '择便'],
  ['litter', '担架'],
  ['ambulatory', '可行走'],
  ['equipment_detail', '设备'],
  ['security', '现场安全'],
  ['hlz_marking', '起降点标识'],
  ['hlz_remarks', '起降点说明'],
  ['terrain_other_detail', '地形'],
  ['obstacles', '障碍'],
  ['medline_remarks', '说明'],
]
