import 'leaflet.markercluster/dist/MarkerCluster.css'
import 'leaflet.markercluster/dist/MarkerCluster.Default.css'
import Leaflet from 'leaflet'
import iconUrl from 'leaflet/dist/images/marker-icon.png'
// The page of the map bench: shows the same incidents on the same base map in one of three ways and records frame times.
//   fengsui      renderer/map as the console uses it
//   markers      plain Leaflet markers
//   markercluster  leaflet.markercluster
// Driven from bench/map.ts through `globalThis.bench`.
import { ConsoleMap } from '../../renderer/map/console-map.ts'
import { FUJIAN_BOX } from '../../renderer/map/map-style.ts'
import type { TilePorts } from '../../renderer/map/tile-ports.ts'
import { BUILT_IN_PACK, VectorBasemapLayer } from '../../renderer/map/vector-basemap-layer.ts'
import { must } from '../../shared/base/assert.ts'
import { ROWS_PER_PAGE } from '../../shared/rpc/watches.ts'
import { benchPoints } from './points.ts'

const holder = must(document.querySelector<HTMLElement>('#map'), '#map')
const noStation: TilePorts = {
  tile: async () => null,
  packBytes: async () => {
    throw new Error('no station in this bench')
  },
}
let frames: number[] = []
const recorder = { isOn: false }

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Two frames after the last change something is on the screen. */
async function painted(): Promise<void> {
  await nextFrame()
  await nextFrame()
}

async function startFengsui(count: number): Promise<void> {
  const points = benchPoints(count)
  const map = new ConsoleMap(holder, noStation)
  for (let from = 0; from < count; from += ROWS_PER_PAGE) {
    const put = points.slice(from, from + ROWS_PER_PAGE)
    map.applyPoints({ reset: from === 0, done: from + ROWS_PER_PAGE >= count, put, del: [] }, () => null)
  }
  const canvas = must(holder.querySelector<HTMLCanvasElement>('.leaflet-incidents-pane canvas'), 'the incidents')
  while (Number(canvas.dataset['incidents'] ?? 0) < count) await nextFrame()
}

async function startPeer(count: number, isClustered: boolean): Promise<void> {
  Object.assign(globalThis, { L: Leaflet })
  if (isClustered) await import('leaflet.markercluster')
  const points = benchPoints(count)
  const map = Leaflet.map(holder, { zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: 18 })
  map.createPane('basemap').style.zIndex = '200'
  const [west, south, east, north] = FUJIAN_BOX
  map.fitBounds([
    [south, west],
    [north, east],
  ])
  const source = { kind: 'file', url: BUILT_IN_PACK } as const
  const quiet = { onReady: () => undefined, onProblem: () => undefined }
  const basemap = { source, key: null, language: 'zh', system: 'WGS84', opacity: 1, minZoom: 0 } as const
  map.addLayer(new VectorBasemapLayer(basemap, noStation, quiet))
  const icon = Leaflet.icon({ iconUrl, iconSize: [25, 41], iconAnchor: [12, 41] })
  const markers = points.map(([, lon, lat]) => Leaflet.marker([lat ?? 0, lon ?? 0], { icon }))
  if (isClustered) map.addLayer(Leaflet.markerClusterGroup().addLayers(markers))
  else map.addLayer(Leaflet.layerGroup(markers))
}

async function record(): Promise<void> {
  let before = await nextFrame()
  while (recorder.isOn) {
    const now = await nextFrame()
    frames.push(now - before)
    before = now
  }
}

const bench = {
  /** Milliseconds until everything is on the screen, from a page that has only been loaded. */
  async start(mode: string, count: number): Promise<number> {
    const startMs = performance.now()
    if (mode === 'fengsui') await startFengsui(count)
    else await startPeer(count, mode === 'markercluster')
    await painted()
    return performance.now() - startMs
  },
  record(): void {
    frames = []
    recorder.isOn = true
    void record()
  },
  stop(): readonly number[] {
    recorder.isOn = false
    return frames
  },
}
export type MapBench = typeof bench
Object.assign(globalThis, { bench })
