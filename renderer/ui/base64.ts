// Bytes as base64 and back, as the station's calls carry files.

/** The bytes `base64` stands for. Throws on text that is not base64. */
export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** Base64 of `bytes`, made by the browser without a string per byte. */
export function toBase64(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      // Read as an address, so it is text.
      const address = typeof reader.result === 'string' ? reader.result : ''
      resolve(address.slice(address.indexOf(',') + 1))
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('bytes cannot be read')))
    reader.readAsDataURL(new Blob([new Uint8Array(bytes)]))
  })
}
