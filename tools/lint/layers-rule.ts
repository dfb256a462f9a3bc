// Rule fengsui/layers: sees every way one module can reach another and asks layers.ts about it. The ways: import,
// export from, export *, import(), the type import('…'), require(), import x = require(), and new Worker(new URL('…')).
import { placeOf, refusal } from './layers.ts'
import { type Context, nameOf, nodeOf, type Node, pathOf, type Rule, textOf } from './rule.ts'

/** True when nothing of the statement is left after types are stripped. */
function isErased(statement: Node): boolean {
  if (statement['importKind'] === 'type' || statement['exportKind'] === 'type') return true
  const parts = statement['specifiers'] as readonly Node[] | undefined
  if (parts === undefined || parts.length === 0) return false
  return parts.every((part) => part['importKind'] === 'type' || part['exportKind'] === 'type')
}

const COMPUTED_ALLOWED = ['test', 'tools', 'bench', 'seeds']

function create(context: Context): Record<string, (node: Node) => void> {
  const from = pathOf(context)

  function check(node: Node, specifier: string | undefined, typeOnly: boolean): void {
    if (specifier === undefined) {
      if (COMPUTED_ALLOWED.includes(from.split('/')[0] ?? '')) return
      context.report({
        node,
        message: `${from} imports by a computed name, which no checker can follow; write it out.`,
      })
      return
    }
    const message = refusal({ from, specifier, typeOnly })
    if (message !== undefined) context.report({ node, message })
  }

  function statement(node: Node): void {
    if (nodeOf(node['source']) !== undefined) check(node, textOf(node['source']), isErased(node))
  }

  return {
    Program: (node) => {
      const isPlaced = !from.includes('/') || from.endsWith('.d.ts') || placeOf(from) !== undefined
      if (!isPlaced) {
        context.report({ node, message: `${from} lies in no folder of the layer table (tools/lint/layer-table.ts).` })
      }
    },
    ImportDeclaration: statement,
    ExportNamedDeclaration: statement,
    ExportAllDeclaration: statement,
    ImportExpression: (node) => check(node, textOf(node['source']), false),
    TSImportType: (node) => check(node, textOf(node['source'] ?? node['argument']), true),
    TSExternalModuleReference: (node) => check(node, textOf(node['expression']), false),
    CallExpression: (node) => {
      const callee = nodeOf(node['callee'])
      const required =
        nameOf(callee) === 'require' || (callee?.type === 'MemberExpression' && nameOf(callee['object']) === 'require')
      if (required) check(node, textOf((node['arguments'] as readonly unknown[])[0]), false)
    },
    NewExpression: (node) => {
      if (nameOf(node['callee'])?.endsWith('Worker') !== true) return
      const address = nodeOf((node['arguments'] as readonly unknown[])[0])
      if (address?.type !== 'NewExpression' || nameOf(address['callee']) !== 'URL') return
      check(node, textOf((address['arguments'] as readonly unknown[])[0]), false)
    },
  }
}

export const layersRule: Rule = { create }
