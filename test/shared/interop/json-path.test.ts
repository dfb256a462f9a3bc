// The small subset of JSONPath with which mapping files say where a value stands.
import { expect, test } from 'vitest'
import type { Json } from '../../../shared/base/json.ts'
import { parsePath, valueAt, valuesAt } from '../../../shared/interop/mapping/json-path.ts'

const TREE: Json = {
  head: { 编号: '350100-1', '@v': '2' },
  list: [
    { n: 1, tags: ['a', 'b'] },
    { n: 2, tags: ['c'] },
  ],
  'odd name': null,
  one: { n: 7 },
}

function at(text: string): readonly Json[] {
  const path = parsePath(text)
  if (!path.ok) throw new Error(path.fault.message)
  return valuesAt(TREE, path.value)
}

test('names, quoted names, places and every item', () => {
  expect(at('$.head.编号')).toEqual(['350100-1'])
  expect(at('$.head.@v')).toEqual(['2'])
  expect(at('$.list[1].n')).toEqual([2])
  expect(at('$.list[*].tags[*]')).toEqual(['a', 'b', 'c'])
  expect(at("$['odd name']")).toEqual([null])
  expect(at('$["head"]["@v"]')).toEqual(['2'])
  expect(at('$')).toEqual([TREE])
})

test('one thing where a list is expected counts as a list of one', () => {
  expect(at('$.one[*].n')).toEqual([7])
  expect(at('$.one[0].n')).toEqual([7])
})

test('what is not there is nothing, and inherited members are not there', () => {
  for (const text of [
    '$.nobody',
    '$.list[9]',
    '$.head.编号.x',
    '$.list.n',
    '$.constructor',
    '$.__proto__',
    '$.list.length',
  ])
    expect(at(text)).toEqual([])
  const path = parsePath('$.list[*].n')
  expect(path.ok && valueAt(TREE, path.value)).toBe(1)
})

test('what is no path is refused with its place', () => {
  for (const text of ['', 'head', '$..head', '$.', '$[', '$[-1]', '$[?(@.n>1)]', '$.a b', `$${'.a'.repeat(21)}`]) {
    const path = parsePath(text)
    expect(path.ok, text).toBe(false)
    if (!path.ok) expect(path.fault.detail).toEqual({ path: text })
  }
})
