import { expect, test } from 'vitest'
import { startOptions } from '../../tools/start-options.ts'

test('without options: Electron or browser, the usual folder, nothing for the station', () => {
  expect(startOptions([], '/usual')).toEqual({ browser: false, electron: false, open: true, data: '/usual', rest: [] })
})

test('own options are taken out, all others go on in their order', () => {
  expect(
    startOptions(['--port', '4001', '--browser', '--data', '/there', '--no-open', '--server', 'http://s'], '/usual'),
  ).toEqual({
    browser: true,
    electron: false,
    open: false,
    data: '/there',
    rest: ['--port', '4001', '--server', 'http://s'],
  })
  expect(startOptions(['--data=/there', '--electron', 'word'], '/usual')).toMatchObject({
    electron: true,
    data: '/there',
    rest: ['word'],
  })
})
