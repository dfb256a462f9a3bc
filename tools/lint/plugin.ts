// The oxlint plugin `fengsui`: our own rules, each with fixtures in test/tools on which it must fail.
import { layersRule } from './layers-rule.ts'
import type { Rule } from './rule.ts'
import { noBarrel, pureShared } from './shape-rules.ts'
import { noSelectStar, sqlHome, wordsInI18n } from './text-rules.ts'

const rules: Readonly<Record<string, Rule>> = {
  layers: layersRule,
  'no-barrel': noBarrel,
  'no-select-star': noSelectStar,
  'pure-shared': pureShared,
  'sql-home': sqlHome,
  'words-in-i18n': wordsInI18n,
}

// oxlint asks for a default export here.
export default { meta: { name: 'fengsui' }, rules }
