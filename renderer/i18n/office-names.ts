// Offices of the shipped report rules in English. Rules carry the Chinese name, by which deliveries are matched; an office
// somebody named by hand is shown as it was written.
import { i18n } from './i18n.ts'

const ENGLISH: Readonly<Record<string, string>> = {
  上一级应急管理部门: 'Emergency management department one level up',
  '应急管理（安全生产监督管理）部门': 'Emergency management (work safety) department',
  本级人民政府: 'People’s government of this level',
  县级人民政府: 'County government',
  设区的市级人民政府: 'Prefecture-level city government',
  省级人民政府: 'Provincial government',
  国务院: 'State Council',
  国务院卫生健康主管部门: 'Health authority of the State Council',
  国务院总值班室: 'General duty office of the State Council',
  省级人民政府总值班室: 'General duty office of the provincial government',
  县级卫生健康部门: 'County health department',
  县级动物防疫监督机构: 'County animal epidemic control',
  省级动物防疫监督机构: 'Provincial animal epidemic control',
}

/** The office in the language on the screen. */
export function officeName(office: string, language: string = i18n.language): string {
  return language === 'en' ? (ENGLISH[office] ?? office) : office
}
