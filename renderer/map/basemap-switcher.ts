// Shows the base map an officer chose and tells what became of it. Changing opacity or language does not load it anew.
import type { GridLayer, Map as LeafletMap } from 'leaflet'
import type { MapSourceRow } from '../../shared/rpc/rows.ts'
import { basemapChoiceStore, basemapStateStore, BUILT_IN } from './basemap-choice.ts'
import type { BasemapReason } from './basemap-reason.ts'
import { RasterBasemapLayer } from './raster-basemap-layer.ts'
import type { TilePorts } from './tile-ports.ts'
import { BUILT_IN_PACK, VectorBasemapLayer } from './vector-basemap-layer.ts'

export class BasemapSwitcher {
  readonly #map: LeafletMap
  readonly #ports: TilePorts
  /** null until the station has told them. */
  #sources: readonly MapSourceRow[] | null = null
  #language: 'zh' | 'en'
  #layer: GridLayer | null = null
  /** What is shown, so that unchanged wishes change nothing. */
  #shown = ''

  constructor(map: LeafletMap, ports: TilePorts, language: 'zh' | 'en') {
    this.#map = map
    this.#ports = ports
    this.#language = language
    this.#show()
  }

  /** The station's map sources changed. */
  setSources(sources: readonly MapSourceRow[]): void {
    this.#sources = sources
    this.#show()
  }

  setLanguage(language: 'zh' | 'en'): void {
    if (language === this.#language) return
    this.#language = language
    if (this.#layer instanceof VectorBasemapLayer) this.#layer.setLanguage(language)
  }

  /** The choice changed: another map, or only its opacity. */
  follow(): void {
    this.#show()
    this.#layer?.setOpacity(basemapChoiceStore.getState().opacity)
  }

  /** Loads the chosen map anew, after a problem. */
  retry(): void {
    this.#shown = ''
    this.#show()
  }

  end(): void {
    this.#layer?.remove()
    this.#layer = null
  }

  #show(): void {
    const { basemap } = basemapChoiceStore.getState()
    const row = this.#sources?.find((source) => source.key === basemap)
    const wanted = basemap === BUILT_IN ? BUILT_IN : JSON.stringify(row ?? (this.#sources === null ? 'asked' : null))
    if (wanted === this.#shown) return
    this.#shown = wanted
    this.#layer?.remove()
    this.#layer = null
    basemapStateStore.setState({ phase: 'opening', attribution: row?.attribution ?? '', reason: null })
    if (basemap !== BUILT_IN && row === undefined) {
      if (this.#sources !== null) basemapStateStore.setState({ phase: 'problem', reason: 'gone' })
      return
    }
    if (row !== undefined && row.fault !== null) {
      basemapStateStore.setState({ phase: 'problem', reason: row.fault })
      return
    }
    this.#layer = this.#makeLayer(row)
    this.#layer.addTo(this.#map)
  }

  #makeLayer(row: MapSourceRow | undefined): GridLayer {
    const { opacity } = basemapChoiceStore.getState()
    const wanted = this.#shown
    const events = {
      onReady: (attribution: string) => {
        if (this.#shown !== wanted) return
        const { attribution: known } = basemapStateStore.getState()
        basemapStateStore.setState({
          phase: 'ready',
          attribution: attribution === '' ? known : attribution,
          reason: null,
        })
      },
      onProblem: (reason: BasemapReason) => {
        if (this.#shown === wanted) basemapStateStore.setState({ phase: 'problem', reason })
      },
    }
    if (row?.format === 'raster') return new RasterBasemapLayer(row, opacity, this.#ports, events)
    return new VectorBasemapLayer(
      {
        source:
          row === undefined
            ? { kind: 'file', url: BUILT_IN_PACK }
            : { kind: row.source === 'pmtiles' ? 'pack' : 'tiles', maxZoom: row.maxZoom },
        key: row?.key ?? null,
        language: this.#language,
        system: row?.system ?? 'WGS84',
        opacity,
        minZoom: row?.minZoom ?? 0,
      },
      this.#ports,
      events,
    )
  }
}
