// The few names outside the language that shared may use: the same, and pure, in Node, Electron and every browser.
// Anything else (clock, randomness, disk, network, timers) is passed in; see tools/lint/shape-rules.ts.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  /** Encodings other systems send; the same in Node (full ICU) and in every browser. */
  constructor(
    label?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'iso-8859-1',
    options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
  )
  decode(bytes?: ArrayBufferView | ArrayBuffer): string
}
