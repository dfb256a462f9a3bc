// Windows of one seat follow each other over a real BroadcastChannel: selection where the space is the same, the map on request.
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { askMap, mapIntentStore, mapViewStore } from '../../../renderer/state/map-intent-store.ts'
import { select, selectionStore } from '../../../renderer/state/selection-store.ts'
import { chooseSpace } from '../../../renderer/state/space-store.ts'
import { provideWatches, watchStore } from '../../../renderer/state/watch-store.ts'
import { linkWindows } from '../../../renderer/state/window-link.ts'

/** This window, another window's end of the channel, and what it hears. */
function twoWindows(): { readonly other: BroadcastChannel; readonly heard: () => Promise<unknown> } {
  const name = `test-${crypto.randomUUID()}`
  const other = new BroadcastChannel(name)
  const stop = linkWindows(new BroadcastChannel(name))
  onTestFinished(() => {
    stop()
    other.close()
  })
  return {
    other,
    heard: () =>
      new Promise((resolve) => {
        other.addEventListener('message', ({ data }: MessageEvent<unknown>) => resolve(data), { once: true })
      }),
  }
}

function changed(store: { subscribe(listener: () => void): () => void }): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(() => {
      stop()
      resolve()
    })
  })
}

let release: () => void
beforeEach(() => {
  provideWatches((_name, _params, listener) => {
    const row = { key: 'status', spaces: [{ id: 'fujian', kind: 'live', records: 1 }] }
    listener.onRows({ t: 'rows', watch: 1, seq: 1, reset: true, done: true, put: [row], del: [] } as never)
    return () => undefined
  })
  release = watchStore('status', {}).subscribe(() => undefined)
  chooseSpace('fujian')
  mapViewStore.setState({ view: null })
  selectionStore.setState({ incident: null })
})
afterEach(() => {
  release()
  provideWatches(null)
})

test('a selection is told to the others and not told back by them', async () => {
  const { other, heard } = twoWindows()
  const told = heard()
  select('i1', 'list')
  expect(await told).toEqual({ space: 'fujian', selected: 'i1' })
  const taken = changed(selectionStore)
  const echo = heard()
  other.postMessage({ space: 'fujian', selected: 'i2' })
  await taken
  expect(selectionStore.getState()).toMatchObject({ incident: 'i2', origin: 'window' })
  select('i3', 'list')
  expect(await echo).toEqual({ space: 'fujian', selected: 'i3' })
})

test('a window of another space, and what is no message of ours, change nothing', async () => {
  const { other } = twoWindows()
  const taken = changed(selectionStore)
  other.postMessage({ space: 'exercise', selected: 'i8' })
  other.postMessage('hello')
  other.postMessage({ space: 'fujian', selected: 'i9' })
  await taken
  expect(selectionStore.getState().incident).toBe('i9')
})

test('a window without a map asks those that have one; with one it carries out itself', async () => {
  const { other, heard } = twoWindows()
  const told = heard()
  askMap({ kind: 'showIncident', incident: 'i1' })
  expect(await told).toEqual({ space: 'fujian', map: { kind: 'showIncident', incident: 'i1' } })
  mapViewStore.setState({ view: { box: [118, 24, 120, 26], zoom: 8 } })
  const asked = changed(mapIntentStore)
  other.postMessage({ space: 'fujian', map: { kind: 'showIncident', incident: 'i2' } })
  await asked
  expect(mapIntentStore.getState().intent).toEqual({ kind: 'showIncident', incident: 'i2' })
})
