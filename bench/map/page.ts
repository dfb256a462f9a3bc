// The page of the map bench: asks the station for its incidents as the console does, shows them on the same base map in one
// of three ways and records frame times.
//   fengsui      renderer/map as the console uses it
//   markers      plain Leaflet markers
//   markercluster  leaflet.markercluster
// Driven from bench/map.ts through `globalThis.bench`.
import 'leaflet.markercluster/dist/MarkerCluster.css'
import 'leaflet.markercluster/dist/MarkerCluster.Default.css'
import Leaflet from 'leaflet'
import iconUrl from 'leaflet/dist/images/marker-icon.png'
import { rawWatch, startStation } from '../../renderer/link/station.ts'
import { ConsoleMap } from '../../renderer/map/console-map.ts'
import { FUJIAN_BOX } from '../../renderer/map/map-style.ts'
import type { StationFrame } from '../../renderer/map/rough-points.ts'
import type { TilePorts } from '../../renderer/map/tile-ports.ts'
import { BUILT_IN_PACK, VectorBasemapLayer } from '../../renderer/map/vector-basemap-layer.ts'
import { must } from '../../shared/base/assert.ts'
import type { PointRow } from '../../shared/rpc/rows.ts'

const holder = must(document.querySelector<HTMLElement>('#map'), '#map')
/** The built-in base map needs no tiles of the station. */
const noTiles: TilePorts = {
  tile: async () => null,
  packBytes: async () => {
    throw new Error('this bench has no other base maps')
  },
}
/** Incidents of the demonstration: some lie beyond the view, or have no position. */
const DEMONSTRATION = 68
let frames: number[] = []
const recorder = { isOn: false }

export interface MapStart {
  /** Milliseconds until the station had sent every incident, and until all were on the screen. */
  readonly sentMs: number
  readonly usableMs: number
  readonly incidents: number
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Two frames after the last change something is on the screen. */
async function painted(): Promise<void> {
  await nextFrame()
  await nextFrame()
}

/** Asks for every incident; resolves with how many came when the answer is whole. */
function watchPoints(space: string, onRows: (frame: StationFrame) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    rawWatch(
      'points',
      { space, filter: {} },
      {
        onRows: ({ reset, done, put, del }) => {
          count += put.length
          onRows({ reset, done, put: put as unknown as readonly PointRow[], del })
          if (done) resolve(count)
        },
        onFault: ({ kind, message }) => reject(new Error(`${kind}: ${message}`)),
        onStale: () => undefined,
      },
    )
  })
}

async function startFengsui(space: string): Promise<Omit<MapStart, 'usableMs'>> {
  const startMs = performance.now()
  const map = new ConsoleMap(holder, noTiles)
  // What is known by its division only is not among these incidents.
  const incidents = await watchPoints(space, (frame) => map.applyPoints(frame, () => null))
  const sentMs = performance.now() - startMs
  const canvas = must(holder.querySelector<HTMLCanvasElement>('.leaflet-incidents-pane canvas'), 'the incidents')
  while (Number(canvas.dataset['incidents'] ?? 0) < incidents - DEMONSTRATION) await nextFrame()
  return { sentMs, incidents }
}

async function startPeer(space: string, limit: number, isClustered: boolean): Promise<Omit<MapStart, 'usableMs'>> {
  const startMs = performance.now()
  Object.assign(globalThis, { L: Leaflet })
  if (isClustered) await import('leaflet.markercluster')
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
  map.addLayer(new VectorBasemapLayer(basemap, noTiles, quiet))
  const rows: PointRow[] = []
  await watchPoints(space, ({ put }) => rows.push(...put))
  const sentMs = performance.now() - startMs
  const icon = Leaflet.icon({ iconUrl, iconSize: [25, 41], iconAnchor: [12, 41] })
  const markers = rows
    .flatMap(([, lon, lat]) => (lon === null || lat === null ? [] : [Leaflet.marker([lat, lon], { icon })]))
    .slice(0, limit)
  if (isClustered) map.addLayer(Leaflet.markerClusterGroup().addLayers(markers))
  else map.addLayer(Leaflet.layerGroup(markers))
  return { sentMs, incidents: markers.length }
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
  /** Shows the incidents of a space, from a page that has only been loaded; peers show `limit` of them at most. */
  async start(mode: string, space: string, limit: number): Promise<MapStart> {
    const startMs = performance.now()
    startStation()
    const shown =
      mode === 'fengsui' ? await startFengsui(space) : await startPeer(space, limit, mode === 'markercluster')
    await painted()
    return { ...shown, usableMs: performance.now() - startMs }
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
