// Rules about the shape of a module: no barrels, and nothing impure in shared.
import { type Context, nameOf, nodeOf, type Node, pathOf, type Rule } from './rule.ts'

/** A module that only passes on others' exports hides where things live and loads what nobody asked for. */
export const noBarrel: Rule = {
  create: (context: Context) => {
    const path = pathOf(context)
    return {
      Program: (node) => {
        if (/(^|\/)index\.[cm]?tsx?$/.test(path)) {
          context.report({ node, message: 'No index files; import the module that holds the thing.' })
          return
        }
        const body = node['body'] as readonly Node[]
        const passesOn = body.some((part) => part.type.startsWith('Export') && nodeOf(part['source']) !== undefined)
        const owns = body.some((part) => part.type !== 'ImportDeclaration' && nodeOf(part['source']) === undefined)
        if (passesOn && !owns) {
          context.report({ node, message: 'No barrels; import the module that holds the thing.' })
        }
      },
      ExportAllDeclaration: (node) =>
        context.report({ node, message: 'No export *; import the module that holds the thing.' }),
    }
  },
}

const IMPURE_NAMES = new Set([
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'navigator',
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'XMLHttpRequest',
  'WebSocket',
  'Worker',
  'console',
  'crypto',
  'globalThis',
  'require',
  'Buffer',
])

const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random'])

/** shared never touches time, randomness, disk, network or timers: they are passed in, so that tests can drive them. */
export const pureShared: Rule = {
  create: (context: Context) => {
    if (!pathOf(context).startsWith('shared/')) return {}
    const say = (node: Node, what: string): void =>
      context.report({
        node,
        message: `${what} is impure; shared has time, randomness and I/O passed in as arguments.`,
      })
    const isName = (node: Node | undefined): string | undefined => {
      const name = nameOf(node)
      return name !== undefined && IMPURE_NAMES.has(name) ? name : undefined
    }
    const expression = (node: Node | undefined): void => {
      const name = isName(node)
      if (node !== undefined && name !== undefined) say(node, name)
    }
    return {
      MemberExpression: (node) => {
        const path = `${nameOf(node['object'])}.${nameOf(node['property'])}`
        if (IMPURE_MEMBERS.has(path)) say(node, `${path}()`)
        expression(nodeOf(node['object']))
      },
      CallExpression: (node) => {
        expression(nodeOf(node['callee']))
        for (const argument of node['arguments'] as readonly unknown[]) expression(nodeOf(argument))
        if (nameOf(node['callee']) === 'Date') say(node, 'Date()')
      },
      NewExpression: (node) => {
        expression(nodeOf(node['callee']))
        const given = node['arguments'] as readonly unknown[]
        if (nameOf(node['callee']) === 'Date' && given.length === 0) say(node, 'new Date()')
      },
      VariableDeclarator: (node) => expression(nodeOf(node['init'])),
      AssignmentPattern: (node) => expression(nodeOf(node['right'])),
      UnaryExpression: (node) => expression(nodeOf(node['argument'])),
      SpreadElement: (node) => expression(nodeOf(node['argument'])),
      ReturnStatement: (node) => expression(nodeOf(node['argument'])),
    }
  },
}
