// Agencies and officers of the demonstration. Officers are invented; agencies are named after real bodies so that the
// demonstration reads naturally, and have no part in it.

import type { Role } from '../../../shared/model/role.ts'

/** Id of the space everything of the demonstration lies in. */
export const DEMO_SPACE = 'demo-doksuri'

export interface DemoAgency {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly kind: string
  readonly division: string
}

const PROVINCE: readonly (readonly [code: string, name: string, nameEn: string, kind: string])[] = [
  ['FJZB', '福建省人民政府总值班室', 'Fujian Government Duty Office', 'government'],
  // Code, id and names are those every new server begins with, so that the demonstration's centre is the server's own.
  ['FJYJ', '福建省应急指挥中心', 'Fujian Provincial Emergency Command Centre', 'commandCentre'],
  ['FJFX', '福建省防汛抗旱指挥部办公室', 'Fujian Flood Control Headquarters Office', 'floodControl'],
  ['FJXF', '福建省消防救援总队', 'Fujian Fire and Rescue Corps', 'fire'],
  ['FJGA', '福建省公安厅指挥中心', 'Fujian Police Command Centre', 'police'],
  ['FJJJ', '福建省公安厅交通警察总队', 'Fujian Traffic Police Corps', 'traffic'],
  ['FJWJ', '福建省卫生健康委员会应急办', 'Fujian Health Commission Emergency Office', 'health'],
  ['FJHS', '福建海事局（省海上搜救中心）', 'Fujian Maritime Safety Administration', 'maritime'],
  ['FJQX', '福建省气象局', 'Fujian Meteorological Bureau', 'weather'],
  ['FJDZ', '福建省地震局', 'Fujian Earthquake Agency', 'earthquake'],
  ['FJLY', '福建省林业局', 'Fujian Forestry Bureau', 'forestry'],
  ['FJSL', '福建省水利厅', 'Fujian Water Resources Department', 'water'],
  ['FJZR', '福建省自然资源厅', 'Fujian Natural Resources Department', 'naturalResources'],
  ['FJJT', '福建省交通运输厅', 'Fujian Transport Department', 'transport'],
  ['FJHY', '福建省海洋与渔业局', 'Fujian Ocean and Fisheries Bureau', 'fisheries'],
  ['FJST', '福建省生态环境厅', 'Fujian Ecology and Environment Department', 'environment'],
  ['FJDL', '国网福建省电力有限公司', 'State Grid Fujian', 'power'],
  ['FJTX', '福建省通信管理局', 'Fujian Communications Administration', 'telecommunications'],
]

const CITIES: readonly (readonly [code: string, name: string, nameEn: string, division: string])[] = [
  ['FZYJ', '福州市应急指挥中心', 'Fuzhou Emergency Command Centre', '350100'],
  ['XMYJ', '厦门市应急指挥中心', 'Xiamen Emergency Command Centre', '350200'],
  ['PTYJ', '莆田市应急指挥中心', 'Putian Emergency Command Centre', '350300'],
  ['SMYJ', '三明市应急指挥中心', 'Sanming Emergency Command Centre', '350400'],
  ['QZYJ', '泉州市应急指挥中心', 'Quanzhou Emergency Command Centre', '350500'],
  ['ZZYJ', '漳州市应急指挥中心', 'Zhangzhou Emergency Command Centre', '350600'],
  ['NPYJ', '南平市应急指挥中心', 'Nanping Emergency Command Centre', '350700'],
  ['LYYJ', '龙岩市应急指挥中心', 'Longyan Emergency Command Centre', '350800'],
  ['NDYJ', '宁德市应急指挥中心', 'Ningde Emergency Command Centre', '350900'],
  ['JJYJ', '晋江市应急指挥中心', 'Jinjiang Emergency Command Centre', '350582'],
]

const AMBULANCE: readonly (readonly [code: string, name: string, nameEn: string, division: string])[] = [
  ['FZ120', '福州市急救中心', 'Fuzhou Ambulance Centre', '350100'],
  ['QZ120', '泉州市急救指挥中心', 'Quanzhou Ambulance Command Centre', '350500'],
]

/** All agencies. */
export const AGENCIES: readonly DemoAgency[] = [
  ...PROVINCE.map(([code, name, nameEn, kind]) => ({ code, name, nameEn, kind, division: '350000' })),
  ...CITIES.map(([code, name, nameEn, division]) => ({ code, name, nameEn, kind: 'emergency', division })),
  ...AMBULANCE.map(([code, name, nameEn, division]) => ({ code, name, nameEn, kind: 'health', division })),
]

/** Record id of an agency, as incidents name it. */
export function agencyId(code: string): string {
  return code.toLowerCase()
}

/** Record id of an officer. */
export function officerId(signInName: string): string {
  return `demo-${signInName.replaceAll('.', '-')}`
}

/** Who is signed in when the demonstration opens: a duty officer of the provincial centre. */
export const SIGN_IN = 'ye.qing'

type OfficerRow = readonly [name: string, displayName: string, agency: string, role: Role]

const OFFICER_ROWS: readonly OfficerRow[] = [
  ['chen.jing', '陈静', 'FJZB', 'dutyOfficer'],
  ['lin.hao', '林浩', 'FJZB', 'dutyOfficer'],
  ['zheng.guoan', '郑国安', 'FJZB', 'commander'],
  ['demo.viewer', '观摩席', 'FJZB', 'viewer'],
  ['demo.admin', '演示管理员', 'FJZB', 'administrator'],
  ['ye.qing', '叶青', 'FJYJ', 'dutyOfficer'],
  ['su.ming', '苏明', 'FJFX', 'dutyOfficer'],
  ['he.zhijian', '何志坚', 'FJXF', 'dutyOfficer'],
  ['fang.yu', '方宇', 'FJGA', 'dutyOfficer'],
  ['xu.lei', '许磊', 'FJJJ', 'dutyOfficer'],
  ['pan.yun', '潘芸', 'FJWJ', 'dutyOfficer'],
  ['weng.hai', '翁海', 'FJHS', 'dutyOfficer'],
  ['gao.yi', '高逸', 'FJQX', 'dutyOfficer'],
  ['luo.shui', '罗水清', 'FJSL', 'dutyOfficer'],
  ['tong.qing', '童清', 'FJST', 'dutyOfficer'],
  ['jiang.shan', '江山', 'FJZR', 'dutyOfficer'],
  ['wu.lan', '吴岚', 'FZYJ', 'dutyOfficer'],
  ['cai.ning', '蔡宁', 'XMYJ', 'dutyOfficer'],
  ['dai.xin', '戴欣', 'PTYJ', 'dutyOfficer'],
  ['deng.feng', '邓峰', 'SMYJ', 'dutyOfficer'],
  ['huang.min', '黄敏', 'QZYJ', 'dutyOfficer'],
  ['zhuang.yan', '庄岩', 'QZYJ', 'commander'],
  ['you.bin', '游斌', 'ZZYJ', 'dutyOfficer'],
  ['lan.xi', '蓝溪', 'NPYJ', 'dutyOfficer'],
  ['qiu.tao', '邱涛', 'LYYJ', 'dutyOfficer'],
  ['miao.shu', '缪舒', 'NDYJ', 'dutyOfficer'],
  ['shi.kun', '施坤', 'JJYJ', 'dutyOfficer'],
  ['yan.fei', '颜菲', 'FZ120', 'dutyOfficer'],
  ['liao.wen', '廖雯', 'QZ120', 'dutyOfficer'],
]

export interface DemoOfficer {
  readonly name: string
  readonly displayName: string
  readonly agency: string
  readonly role: Role
}

/** All officers. No passwords: the server draws one for the officer who is signed in, the others have none. */
export const OFFICERS: readonly DemoOfficer[] = OFFICER_ROWS.map(([name, displayName, agency, role]) => ({
  name,
  displayName,
  agency,
  role,
}))

/** The officer of an agency who writes in the story. Throws when there is none. */
export function officerOf(agency: string, role: Role = 'dutyOfficer'): DemoOfficer {
  const found = OFFICERS.find((officer) => officer.agency === agency && officer.role === role)
  if (found === undefined) throw new Error(`${agency} has no ${role}`)
  return found
}
