import type { XmlOut } from './write-xml.ts'
import { writeXml } from './write-xml.ts'
// An element that was read, written again as a document of its own: what stood around it is gone, what it means is the same.
// Prefixes and declarations stay as they were, so that a signature over the element still fits its canonical form.
import type { XmlElement } from './xml-tree.ts'

const XML = 'http://www.w3.org/XML/1998/namespace'

/** The document, without a declaration of its encoding. */
export function treeToXml(root: XmlElement): string {
  return writeXml(outOf(root, new Map([['xml', XML]])), { declaration: false, newline: '' })
}

function outOf(element: XmlElement, around: ReadonlyMap<string, string>): XmlOut {
  const scope = new Map(around)
  const attributes: Record<string, string> = {}
  const declare = (prefix: string, namespace: string) => {
    scope.set(prefix, namespace)
    attributes[prefix === '' ? 'xmlns' : `xmlns:${prefix}`] = namespace
  }
  for (const [prefix, namespace] of element.declares ?? []) declare(prefix, namespace)
  if ((scope.get(element.prefix) ?? '') !== element.namespace) declare(element.prefix, element.namespace)
  for (const { name, namespace, value } of element.attributes)
    attributes[namespace === '' ? name : `${prefixFor(namespace, scope, declare)}:${name}`] = value
  return {
    tag: element.prefix === '' ? element.name : `${element.prefix}:${element.name}`,
    attributes,
    children: element.children.map((child) => (typeof child === 'string' ? child : outOf(child, scope))),
  }
}

/** A prefix in scope that means the namespace; a new one is declared where there is none. */
function prefixFor(
  namespace: string,
  scope: ReadonlyMap<string, string>,
  declare: (prefix: string, namespace: string) => void,
): string {
  for (const [prefix, means] of scope) if (means === namespace && prefix !== '') return prefix
  const prefix = `n${String(scope.size)}`
  declare(prefix, namespace)
  return prefix
}
