// The one function of vt-pbf 3.1.3 that the base map uses; the package ships no types.
declare module 'vt-pbf' {
  interface VtPbf {
    fromGeojsonVt(
      layers: Readonly<Record<string, { readonly features: readonly unknown[] }>>,
      options: { readonly version: 2; readonly extent: number },
    ): Uint8Array
  }
  const vtPbf: VtPbf
  export = vtPbf
}
