// Writing XML: a small tree to text that every reader reads back as the same tree. What XML 1.0 cannot hold (most control
// characters, halves of surrogate pairs) becomes U+FFFD, visibly.
import { assert } from '../../base/assert.ts'

/** An element to write. `tag` and names of attributes may carry a prefix that an attribute `xmlns:…` declares. */
export interface XmlOut {
  readonly tag: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: readonly (XmlOut | string)[]
}

/** Makes an element; children that are undefined are left out, so that optional ones can be written in place. */
export function xml(
  tag: string,
  attributes: { readonly [name: string]: string | undefined } = {},
  children: readonly (XmlOut | string | undefined)[] = [],
): XmlOut {
  return {
    tag,
    attributes: Object.fromEntries(
      Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    children: children.filter((child) => child !== undefined),
  }
}

const NAME = /^[\p{L}_][\p{L}\p{N}._-]*(:[\p{L}_][\p{L}\p{N}._-]*)?$/u
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

export interface WriteXmlOptions {
  /** False for a piece of a stream or of another document. */
  readonly declaration?: boolean
  /** What ends lines between elements; '' writes one line. Elements with text inside are never broken. */
  readonly newline?: '' | '\n' | '\r\n'
}

/** The document as text, to be encoded as UTF-8. */
export function writeXml(root: XmlOut, { declaration = true, newline = '\n' }: WriteXmlOptions = {}): string {
  const parts: string[] = declaration ? [`<?xml version="1.0" encoding="UTF-8"?>`, newline] : []
  writeElement(parts, root, newline, '')
  parts.push(newline)
  return parts.join('')
}

function writeElement(parts: string[], element: XmlOut, newline: string, indent: string): void {
  parts.push(`<${checkedName(element.tag)}`)
  for (const [name, value] of Object.entries(element.attributes))
    parts.push(` ${checkedName(name)}="${escapeAttribute(value)}"`)
  if (element.children.length === 0) {
    parts.push('/>')
    return
  }
  parts.push('>')
  const isBroken = newline !== '' && element.children.every((child) => typeof child !== 'string')
  const inner = isBroken ? `${indent}  ` : ''
  for (const child of element.children) {
    if (isBroken) parts.push(newline, inner)
    if (typeof child === 'string') parts.push(escapeText(child))
    else writeElement(parts, child, isBroken ? newline : '', inner)
  }
  if (isBroken) parts.push(newline, indent)
  parts.push(`</${element.tag}>`)
}

/** Text between tags. A carriage return is written as a reference: readers make a bare one a line feed. */
export function escapeText(text: string): string {
  return text
    .replaceAll(IMPOSSIBLE, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** Value between double quotes. White space is written as references: readers make it blanks otherwise. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
}

function checkedName(name: string): string {
  assert(NAME.test(name), `"${name}" is no name of XML`)
  return name
}
