// Which key was pressed, as the actions name it, and what the palette finds.
import { expect, test } from 'vitest'
import { saysAll } from '../../../renderer/app/palette-groups.tsx'
import { keyOf } from '../../../renderer/app/use-shortcuts.ts'
import { viewOf } from '../../../renderer/state/view-store.ts'

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test('keys have the names that actions and help show', () => {
  expect([
    keyOf({ ...NONE, key: 'j' }),
    keyOf({ ...NONE, key: 'J', shiftKey: true }),
    keyOf({ ...NONE, key: '?', shiftKey: true }),
    keyOf({ ...NONE, key: 'ArrowDown' }),
    keyOf({ ...NONE, key: 'Escape' }),
    keyOf({ ...NONE, key: 'k', ctrlKey: true }),
    keyOf({ ...NONE, key: 'k', metaKey: true }),
    keyOf({ ...NONE, key: 'ArrowDown', shiftKey: true }),
    keyOf({ ...NONE, key: 'z', ctrlKey: true, shiftKey: true }),
    keyOf({ ...NONE, key: '1', altKey: true }),
    keyOf({ ...NONE, key: 'Tab' }),
  ]).toEqual(['J', 'J', '?', '↓', 'Esc', 'Ctrl+K', 'Ctrl+K', null, null, null, null])
})

test('the palette finds by every word typed, in any order and case', () => {
  const said = 'Export the incident list (CSV) dc'
  expect(['csv', 'LIST export', 'dc', ''].map((typed) => saysAll(said, typed))).toEqual([true, true, true, true])
  expect(saysAll(said, 'export map')).toBe(false)
})

test('a window shows the view of its address, after # or in ?view=, and the console otherwise', () => {
  expect([viewOf('#/map'), viewOf('#map/x'), viewOf('', '?view=log'), viewOf('#/nothing', '?view=nothing')]).toEqual([
    'map',
    'map',
    'log',
    'console',
  ])
})
