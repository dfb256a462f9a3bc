// The XML reader and writer: what is written is read back, hostile documents are refused with a reason, pieces do not matter.
import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeXml } from '../../../shared/interop/xml/decode-xml.ts'
import { XmlReader, readXml, readXmlText } from '../../../shared/interop/xml/read-xml.ts'
import { treeToXml } from '../../../shared/interop/xml/tree-to-xml.ts'
import type { XmlOut } from '../../../shared/interop/xml/write-xml.ts'
import { writeXml, xml } from '../../../shared/interop/xml/write-xml.ts'
import type { XmlElement } from '../../../shared/interop/xml/xml-tree.ts'
import {
  attributeOf,
  childElement,
  childElements,
  childText,
  elementsNamed,
  textOf,
} from '../../../shared/interop/xml/xml-tree.ts'
import { samples } from '../../support/samples.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function rootOf(text: string): XmlElement {
  const read = readXmlText(text)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

/** The text XML can hold: no control characters, no half pairs. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter(
  (value) =>
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u.test(value),
)
const name = fc.constantFrom('a', 'b', '预警', 'x-1', 'é')
const { tree } = fc.letrec<{ tree: XmlOut }>((tie) => ({
  tree: fc.record({
    tag: name,
    attributes: fc.dictionary(name, text, { maxKeys: 3 }),
    children: fc.array(fc.oneof({ maxDepth: 4 }, text, tie('tree')), { maxLength: 4 }),
  }),
}))

/** What a reader is to see of what was written: neighbouring texts are one. */
function expected(out: XmlOut): unknown {
  const children: unknown[] = []
  for (const child of out.children) {
    if (typeof child !== 'string') children.push(expected(child))
    else if (typeof children.at(-1) === 'string') children.push(String(children.pop()) + child)
    else children.push(child)
  }
  return { tag: out.tag, attributes: { ...out.attributes }, children }
}

function seen(element: XmlElement): unknown {
  return {
    tag: element.name,
    attributes: Object.fromEntries(element.attributes.map((attribute) => [attribute.name, attribute.value])),
    children: element.children.map((child) => (typeof child === 'string' ? child : seen(child))),
  }
}

describe('writing and reading XML', () => {
  it('reads back every tree it wrote', () => {
    fc.assert(
      fc.property(tree, (out) => {
        expect(seen(rootOf(writeXml(out, { newline: '' })))).toEqual(expected(out))
      }),
      { numRuns: 300 },
    )
  })

  it('reads the same from any cut into pieces', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.nat(200), { maxLength: 6 }), (out, cuts) => {
        const whole = writeXml(out)
        const reader = new XmlReader()
        let from = 0
        for (const cut of cuts.toSorted((a, b) => a - b)) {
          reader.write(whole.slice(from, cut))
          from = Math.max(from, cut)
        }
        reader.write(whole.slice(from))
        const read = reader.end()
        expect(read.ok && seen(read.value)).toEqual(seen(rootOf(whole)))
      }),
      { numRuns: 200 },
    )
  })

  it('breaks lines only where no text stands', () => {
    const out = xml('a', { n: '1"<\n' }, [xml('b', {}, ['x & <y> ]]>\r']), undefined, xml('c')])
    expect(writeXml(out)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a n="1&quot;&lt;&#10;">\n  <b>x &amp; &lt;y&gt; ]]&gt;&#13;</b>\n  <c/>\n</a>\n',
    )
  })

  it('writes what XML cannot hold as a visible mark', () => {
    expect(writeXml(xml('a', {}, ['\u0000\uD800x']), { declaration: false, newline: '' })).toBe('<a>\uFFFD\uFFFDx</a>')
    expect(() => writeXml(xml('a b'))).toThrow('no name')
  })

  it('tells elements by local name and namespace, whatever the prefix', () => {
    const root = rootOf(
      '<p:a xmlns:p="urn:1" xmlns="urn:2"><p:b q="1" p:q="2"> x </p:b><b/><c><b>y<!-- --><![CDATA[<z>]]></b></c></p:a>',
    )
    expect([root.name, root.namespace, root.prefix]).toEqual(['a', 'urn:1', 'p'])
    expect(childElements(root, 'b').map((child) => child.namespace)).toEqual(['urn:1', 'urn:2'])
    expect(childText(root, 'b')).toBe('x')
    expect(attributeOf(childElement(root, 'b') as XmlElement, 'q')).toBe('1')
    expect(attributeOf(childElement(root, 'b') as XmlElement, 'q', 'urn:1')).toBe('2')
    expect(elementsNamed(root, 'b').map(textOf)).toEqual([' x ', '', 'y<z>'])
  })
})

describe('encodings', () => {
  const document = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>`
  const ascii = (value: string) => Array.from(value, (letter) => letter.charCodeAt(0))
  const utf16 = (value: string, little: boolean) =>
    ascii(value).flatMap((unit) => {
      return little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]
    })
  const gb = [0xb1, 0xa9, 0xd3, 0xea] // 暴雨
  const cases: readonly (readonly [string, readonly number[], string])[] = [
    ['GB2312', [...ascii(document('GB2312')), ...gb, ...ascii('</a>')], '暴雨'],
    ['GB18030 with four bytes', [...ascii(document('GB18030')), 0x95, 0x32, 0x82, 0x36, ...ascii('</a>')], '𠀀'],
    ['ISO-8859-1', [...ascii(document('ISO-8859-1')), 0xe9, ...ascii('</a>')], 'é'],
    ['UTF-8 with mark', [0xef, 0xbb, 0xbf, ...bytes('<a>雨</a>')], '雨'],
    ['UTF-16LE with mark', [0xff, 0xfe, ...utf16('<a>雨</a>', true)], '雨'],
    ['UTF-16BE with mark', [0xfe, 0xff, ...utf16('<a>雨</a>', false)], '雨'],
    ['UTF-16LE without mark', utf16('<a>雨</a>', true), '雨'],
    ['UTF-8 that says UTF-16', [...bytes(`${document('UTF-16')}雨</a>`)], '雨'],
    ['white space before the declaration', [...bytes(`\r\n ${document('utf-8')}雨</a>`)], '雨'],
  ]
  it.each(cases)('reads %s', (_, input, wanted) => {
    const read = readXml(Uint8Array.from(input))
    expect(read.ok && textOf(read.value)).toBe(wanted)
  })

  it('refuses bytes that are not what they are said to be, and encodings it does not know', () => {
    const wrong = decodeXml(Uint8Array.from([...ascii('<a>'), ...gb, ...ascii('</a>')]))
    expect(wrong.ok ? undefined : wrong.fault.message).toBe('the bytes are not utf-8')
    const unknown = decodeXml(bytes('<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>'))
    expect(unknown.ok ? undefined : unknown.fault.detail).toEqual({ encoding: 'ebcdic-cp-us' })
    expect(decodeXml(Uint8Array.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])).ok).toBe(false)
  })
})

describe('hostile documents', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, index) => `<!ENTITY a${index} "${'&a;'.repeat(10)}">`).join('')}]><lolz>&a8;</lolz>`
  const xxe = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
  const refused: readonly (readonly [string, string, string, string])[] = [
    ['an entity bomb', bomb, 'malformed', 'DOCTYPE'],
    ['an external entity', xxe, 'malformed', 'DOCTYPE'],
    ['a DOCTYPE that never ends', '<!DOCTYPE a [', 'malformed', 'not well-formed'],
    ['an entity nobody declared', '<a>&x;</a>', 'malformed', 'not well-formed'],
    ['deep nesting', '<a>'.repeat(10_000), 'tooLarge', 'depth'],
    [
      'many attributes',
      `<a ${Array.from({ length: 65 }, (_, index) => `b${index}="1"`).join(' ')}/>`,
      'tooLarge',
      'attributes',
    ],
    ['a long attribute', `<a b="${'x'.repeat(70_000)}"/>`, 'tooLarge', 'attribute'],
    ['a long name', `<${'a'.repeat(300)}/>`, 'tooLarge', 'name'],
    ['an unbound prefix', '<p:a/>', 'malformed', 'not well-formed'],
    ['half a document', '<a><b>', 'malformed', 'not well-formed'],
    ['two roots', '<a/><b/>', 'malformed', 'not well-formed'],
    ['a null character', '<a>\u0000</a>', 'malformed', 'not well-formed'],
    ['nothing', '', 'malformed', ''],
  ]
  it.each(refused)('[WA-11] refuses %s', (_, document, kind, words) => {
    const read = readXmlText(document)
    if (read.ok) throw new Error('was taken')
    expect(read.fault.kind).toBe(kind)
    expect(read.fault.message).toContain(words)
  })

  it('refuses too many bytes before it decodes them, and too many elements', () => {
    const large = readXml(bytes(`<a>${'x'.repeat(200)}</a>`), { maxBytes: 100 })
    expect(large.ok ? undefined : large.fault.detail).toEqual({ what: 'bytes', max: 100 })
    const many = readXmlText(`<a>${'<b/>'.repeat(50)}</a>`, { maxElements: 50 })
    expect(many.ok ? undefined : many.fault.detail).toEqual({ what: 'elements', max: 50 })
  })

  it('passes over a DOCTYPE without definitions and processing instructions only where it is told to', () => {
    const plain = '<!DOCTYPE gpx><?xml-stylesheet href="a"?><a/>'
    expect(readXmlText(plain).ok).toBe(false)
    expect(readXmlText(plain, { doctype: 'skip' }).ok).toBe(true)
    expect(readXmlText(plain, { doctype: 'skip', processingInstructions: 'refuse' }).ok).toBe(false)
    expect(readXmlText(bomb, { doctype: 'skip' }).ok).toBe(false)
  })

  it('keeps the first fault: later pieces change nothing', () => {
    const reader = new XmlReader()
    const first = reader.write('<a></b>')
    expect(first.ok).toBe(false)
    expect(reader.write('<a/>')).toEqual(first)
    expect(reader.end()).toEqual(first)
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        expect(typeof readXml(input).ok).toBe('boolean')
      }),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<',
            '>',
            '/',
            'a',
            '"',
            '=',
            '&',
            ';',
            '!',
            '[',
            ']',
            '--',
            '<?xml',
            '?>',
            '雨',
            ' ',
            'CDATA',
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          expect(typeof readXmlText(parts.join('')).ok).toBe('boolean')
        },
      ),
      { numRuns: 500 },
    )
  })
})

const XEE = samples('cap/google-xee.cap')
if (!existsSync(XEE)) console.log('xml.test: the samples are not here; the attack file of Google is not read')
describe.skipIf(!existsSync(XEE))('the attack file of the samples', () => {
  it('is refused', () => {
    const read = readXml(readFileSync(XEE))
    expect(read.ok ? undefined : read.fault.detail).toEqual({ found: 'doctype' })
  })
})

describe('an element taken out of its document', () => {
  it('means the same as a document of its own', () => {
    const document =
      '<f xmlns="urn:feed" xmlns:p="urn:p" xmlns:q="urn:q"><p:a p:x="1" y="2" xml:lang="zh"><b xmlns="urn:b"/><b xmlns="" q:z="3">雨 &amp; 风</b></p:a></f>'
    const inner = childElements(rootOf(document))[0] as XmlElement
    const again = rootOf(treeToXml(inner))
    const plain = (element: XmlElement): unknown => ({
      ...{ name: element.name, namespace: element.namespace, prefix: element.prefix, attributes: element.attributes },
      children: element.children.map((child) => (typeof child === 'string' ? child : plain(child))),
    })
    expect(plain(again)).toEqual(plain(inner))
  })
})
