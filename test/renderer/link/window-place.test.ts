// Where a browser window of one view opens: where it was left, or at a first place when nothing fit to use was kept.
import { afterEach, expect, test, vi } from 'vitest'
import { placeFeatures } from '../../../renderer/link/window-place.ts'

afterEach(() => vi.unstubAllGlobals())

function kept(text: string | null): void {
  vi.stubGlobal('localStorage', { getItem: (name: string) => (name === 'fengsui.place.map' ? text : null) })
}

test('a window opens at the place it was left at, also on a screen to the left, and never too small to use', () => {
  kept(JSON.stringify({ left: -1900, top: 40, width: 1500, height: 900 }))
  expect(placeFeatures('map')).toBe('popup,left=-1900,top=40,width=1500,height=900')
  expect(placeFeatures('log')).toBe('popup,width=1280,height=800')
  kept(JSON.stringify({ left: 0, top: 0, width: 1, height: 1 }))
  expect(placeFeatures('map')).toBe('popup,left=0,top=0,width=480,height=320')
})

test.each([null, 'nonsense', '{}', '[]', '{"left":"0,menubar","top":0,"width":800,"height":600}', '{"left":1e9}'])(
  'what was kept and does not fit (%s) is not used',
  (text) => {
    kept(text)
    expect(placeFeatures('map')).toBe('popup,width=1280,height=800')
  },
)
