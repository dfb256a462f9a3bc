// What the window decides about files by itself: what it shows, what it refuses before a byte has moved, sizes in words.
import { beforeEach, expect, test } from 'vitest'
import { fileKind, showsAs } from '../../../renderer/features/attachments/file-kind.ts'
import { attachChosen, choose, takeOut, uploadStore } from '../../../renderer/features/attachments/upload-store.ts'
import { byteText, percentOf } from '../../../renderer/ui/byte-text.ts'

const MB = 1024 * 1024

beforeEach(() => uploadStore.setState({ uploads: [] }))

test('sizes are short, and a transfer is never said to be whole before it is', () => {
  expect([0, 812, 34_900, 2.44 * MB, 50 * MB].map(byteText)).toEqual(['0 B', '812 B', '34 KB', '2.4 MB', '50 MB'])
  expect([percentOf(0, 10), percentOf(9_999, 10_000), percentOf(10, 10), percentOf(5, 0)]).toEqual([0, 99, 100, 0])
})

test('only pictures that are decoded and plain texts are shown; nothing that could carry a program', () => {
  const types = ['image/png', 'text/csv', 'application/json', 'image/svg+xml', 'text/html', 'application/pdf', 'x/y']
  expect(types.map(showsAs)).toEqual(['image', 'text', 'text', null, 'text', null, null])
  expect(types.map(fileKind)).toEqual(['image', 'table', 'text', 'image', 'text', 'pdf', 'other'])
})

test('programs, empty and oversize files and too many at once are refused before anything moves, and are not kept in memory', () => {
  choose('fujian', 'i1', [
    { name: '../现场.png', bytes: new Uint8Array(10) },
    { name: '照片.jpg.exe', bytes: new Uint8Array(10) },
    { name: '照片.jpg', bytes: new TextEncoder().encode('MZ\u0090') },
    { name: 'empty.txt', bytes: new Uint8Array(0) },
    { name: 'huge.bin', bytes: new Uint8Array(50 * MB + 1) },
  ])
  const { uploads } = uploadStore.getState()
  expect(uploads.map(({ name, phase, fault, bytes }) => [name, phase, fault?.kind ?? null, bytes.length])).toEqual([
    ['现场.png', 'chosen', null, 10],
    ['照片.jpg.exe', 'failed', 'fileTypeRefused', 0],
    ['照片.jpg', 'failed', 'fileTypeRefused', 0],
    ['empty.txt', 'failed', 'fileUnreadable', 0],
    ['huge.bin', 'failed', 'tooLarge', 0],
  ])
  uploadStore.setState({ uploads: [] })
  choose(
    'fujian',
    'i1',
    Array.from({ length: 8 }, (_, at) => ({ name: `${at}.dat`, bytes: new Uint8Array(49 * MB) })),
  )
  expect(uploadStore.getState().uploads.filter(({ phase }) => phase === 'chosen')).toHaveLength(6)
})

test('nobody signed in attaches nothing in somebody’s name; what is taken out is gone', () => {
  choose('fujian', 'i1', [{ name: 'a.png', bytes: new Uint8Array(10) }])
  attachChosen('fujian', 'i1', 'note')
  const [only] = uploadStore.getState().uploads
  expect(only?.phase).toBe('chosen')
  takeOut(only?.id ?? '')
  expect(uploadStore.getState().uploads).toEqual([])
})
