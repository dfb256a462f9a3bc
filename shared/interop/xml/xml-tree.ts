// An XML document as a tree: elements with their namespace, children and text in the order they came. Prefixes are kept
// for showing only; code asks for local names and namespaces.

export interface XmlAttribute {
  /** Local name. */
  readonly name: string
  readonly namespace: string
  readonly value: string
}

export interface XmlElement {
  /** Local name. */
  readonly name: string
  readonly prefix: string
  /** '' where there is none. */
  readonly namespace: string
  /** Without the declarations of namespaces. */
  readonly attributes: readonly XmlAttribute[]
  /** Namespaces this element declares, by prefix ('' for the default one). Nobody who reads needs them; signatures do. */
  readonly declares?: ReadonlyMap<string, string>
  /** Text next to text is one string; CDATA is text. */
  readonly children: readonly XmlNode[]
}

export type XmlNode = XmlElement | string

/** Child elements, in order; with `name` only those of that local name, with `namespace` only those of that one. */
export function childElements(of: XmlElement, name?: string, namespace?: string): readonly XmlElement[] {
  return of.children.filter(
    (child): child is XmlElement =>
      typeof child !== 'string' &&
      (name === undefined || child.name === name) &&
      (namespace === undefined || child.namespace === namespace),
  )
}

/** The first child element of that local name. */
export function childElement(of: XmlElement, name: string, namespace?: string): XmlElement | undefined {
  return childElements(of, name, namespace)[0]
}

/** All text inside, as it stands. */
export function textOf(of: XmlElement): string {
  let text = ''
  const waiting: XmlNode[] = of.children.toReversed()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node === 'string') text += node
    else for (const child of node.children.toReversed()) waiting.push(child)
  }
  return text
}

/** Trimmed text of the first child element of that name; undefined when there is none, '' when it is empty. */
export function childText(of: XmlElement, name: string): string | undefined {
  const child = childElement(of, name)
  return child === undefined ? undefined : textOf(child).trim()
}

/** Value of the attribute of that local name: without a namespace, or of the namespace that is given. */
export function attributeOf(of: XmlElement, name: string, namespace = ''): string | undefined {
  return of.attributes.find((attribute) => attribute.name === name && attribute.namespace === namespace)?.value
}

/** Every element of that local name at any depth, outermost and first first; `of` itself counts. */
export function elementsNamed(of: XmlElement, name: string): readonly XmlElement[] {
  const found: XmlElement[] = []
  const waiting: XmlElement[] = [of]
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (element.name === name) found.push(element)
    for (const child of childElements(element).toReversed()) waiting.push(child)
  }
  return found
}
