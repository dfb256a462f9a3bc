// Words of AIS in what is written into records and shown beside a unit. Chinese, as everything the centre writes down;
// tables of ITU-R M.1371-5 (navigational status: table 45; types of ships: table 53) by their usual Chinese terms.
import type { BeaconSort } from './messages.ts'

const STATUS: readonly string[] = [
  '在航（机动）',
  '锚泊',
  '失控',
  '操纵能力受限',
  '吃水限制',
  '系泊',
  '搁浅',
  '从事捕捞',
  '在航（风帆）',
  '',
  '',
  '拖带（顶推在前）',
  '拖带（尾拖）',
  '',
  '遇险示位标启动',
  '',
]

/** Navigational status in words; empty for reserved and undefined ones. */
export function statusWords(status: number): string {
  return STATUS[status] ?? ''
}

const SHIP_TYPES: readonly (readonly [from: number, upTo: number, words: string])[] = [
  [20, 29, '地效翼船'],
  [30, 30, '渔船'],
  [31, 32, '拖带船'],
  [33, 33, '疏浚或水下作业船'],
  [34, 34, '潜水作业船'],
  [35, 35, '军用船舶'],
  [36, 36, '帆船'],
  [37, 37, '游艇'],
  [40, 49, '高速船'],
  [50, 50, '引航船'],
  [51, 51, '搜救船'],
  [52, 52, '拖船'],
  [53, 53, '港口供应船'],
  [54, 54, '防污染船'],
  [55, 55, '执法船'],
  [58, 58, '医疗运送船'],
  [60, 69, '客船'],
  [70, 79, '货船'],
  [80, 89, '油船'],
  [90, 99, '其他船舶'],
]

/** Type of a ship in words; the second digit 1 to 4 says that it carries dangerous goods (table 53). */
export function shipTypeWords(type: number): string {
  const words = SHIP_TYPES.find(([from, upTo]) => type >= from && type <= upTo)?.[2]
  if (words === undefined) return String(type)
  const hazard = type % 10
  const carries = type >= 40 && type !== 50 && Math.floor(type / 10) !== 5 && hazard >= 1 && hazard <= 4
  return carries ? `${words}（危险品 ${'ABCD'[hazard - 1]}类）` : words
}

const BEACON: Readonly<Record<BeaconSort, string>> = {
  sart: '搜救应答器（AIS-SART）',
  mob: '人员落水示位标（MOB）',
  epirb: '应急无线电示位标（EPIRB）',
}

/** What kind of beacon it is, in words. */
export function beaconWords(sort: BeaconSort): string {
  return BEACON[sort]
}

/** Labels of facts. */
export const LABELS = {
  mmsi: 'MMSI',
  imo: 'IMO',
  callSign: '呼号',
  shipType: '船舶类型',
  status: '航行状态',
  size: '船长×船宽（米）',
  draught: '吃水（米）',
  destination: '目的港',
  heading: '船首向',
  altitude: '高度（米）',
  safety: '安全电文',
  aid: '助航标志',
  virtual: '虚拟标志',
  offPosition: '移位',
  yes: '是',
  base: '基站',
} as const
