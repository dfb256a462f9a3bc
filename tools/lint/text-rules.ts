// Rules about text in code: SQL stands only where the database is, names its columns, and words that people read in
// the interface stand only in renderer/i18n.
import { type Context, cooked, type Node, pathOf, type Rule } from './rule.ts'

const SQL =
  /\b(select\s[\s\S]+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(virtual\s+|unique\s+|temp\s+)?(table|index|trigger|view)\s|pragma\s+\w+\s*[=(;])/i
const SELECT_STAR = /\bselect\s+(distinct\s+)?(\w+\.)?\*/i
const SQL_HOMES = ['station/store/', 'server/log/', 'shared/archive/']
const PROGRAMS = /^(shared|station|server|electron|renderer)\//
const HAN = /\p{Script=Han}/u

type Report = (node: Node, text: string) => void

/** Calls `report` with every piece of text in a file: strings, templates, text between JSX tags. */
function eachText(report: Report): Record<string, (node: Node) => void> {
  return {
    Literal: (node) => {
      if (typeof node['value'] === 'string') report(node, node['value'])
    },
    TemplateLiteral: (node) => {
      const quasis = node['quasis'] as readonly Node[]
      report(node, quasis.map((quasi) => cooked(quasi) ?? '').join('?'))
    },
    JSXText: (node) => report(node, String(node['value'])),
  }
}

/** `SELECT *` breaks when a column is added; columns are named everywhere. */
export const noSelectStar: Rule = {
  create: (context) =>
    eachText((node, text) => {
      if (SELECT_STAR.test(text))
        context.report({ node, message: 'Name the columns; a star breaks when one is added.' })
    }),
}

/** SQL only in station/store, server/log and shared/archive, which both use (tests, benches and tools may look into a database). */
export const sqlHome: Rule = {
  create: (context: Context) => {
    const path = pathOf(context)
    if (!PROGRAMS.test(path) || SQL_HOMES.some((home) => path.startsWith(home))) return {}
    return eachText((node, text) => {
      if (SQL.test(text)) {
        context.report({
          node,
          message: 'SQL text belongs in station/store, server/log or shared/archive; call a function there.',
        })
      }
    })
  },
}

/** Chinese text in the interface only through renderer/i18n, so that both languages stay complete. */
export const wordsInI18n: Rule = {
  create: (context: Context) => {
    const path = pathOf(context)
    if (!path.startsWith('renderer/') || path.startsWith('renderer/i18n/')) return {}
    return eachText((node, text) => {
      if (HAN.test(text))
        context.report({ node, message: 'Words people see belong in renderer/i18n, in both languages.' })
    })
  },
}
