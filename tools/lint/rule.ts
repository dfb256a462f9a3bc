// The small part of the ESLint plugin API that our rules use, typed here because oxlint ships no types for it.

/** A syntax node; rules look at the few members they know. */
export interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/** What a rule is given for one file. */
export interface Context {
  readonly filename: string
  readonly cwd: string
  report(problem: { readonly node: Node; readonly message: string }): void
}

/** One rule: handlers by node type. */
export interface Rule {
  create(context: Context): Readonly<Record<string, (node: Node) => void>>
}

/** Path of the file from the root of the tree being linted, with `/` on every system. */
export function pathOf(context: Context): string {
  const file = context.filename.replaceAll('\\', '/')
  const root = `${context.cwd.replaceAll('\\', '/').replace(/\/$/, '')}/`
  return file.startsWith(root) ? file.slice(root.length) : file
}

/** `value` as a node, or undefined. */
export function nodeOf(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : undefined
}

/** Text of a string literal or of a template without holes; undefined for everything else. */
export function textOf(value: unknown): string | undefined {
  const node = nodeOf(value)
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node?.type === 'TSLiteralType') return textOf(node['literal'])
  if (node?.type === 'TemplateLiteral') {
    const quasis = node['quasis'] as readonly Node[]
    return quasis.length === 1 ? cooked(quasis[0]) : undefined
  }
  return undefined
}

/** Text of one piece of a template literal. */
export function cooked(quasi: Node | undefined): string | undefined {
  const value = quasi?.['value'] as { readonly cooked?: string | null; readonly raw?: string } | undefined
  return value?.cooked ?? value?.raw
}

/** Name of an identifier, or undefined. */
export function nameOf(value: unknown): string | undefined {
  const node = nodeOf(value)
  return node?.type === 'Identifier' ? (node['name'] as string) : undefined
}
