// A picture as a camera might have taken it, made here: a real PNG of any size that every browser decodes.
import { crc32, deflateSync } from 'node:zlib'

/** A PNG of a dark sea below a sky, with a light on it; `seed` moves the light. */
export function pngPicture(width: number, height: number, seed = 1): Uint8Array {
  const raw = Buffer.alloc((width * 3 + 1) * height)
  const [lightX, lightY] = [((seed * 37) % 80) / 100 + 0.1, ((seed * 53) % 40) / 100 + 0.1]
  for (let y = 0; y < height; y += 1) {
    const row = y * (width * 3 + 1)
    for (let x = 0; x < width; x += 1) {
      const away = Math.hypot(x / width - lightX, y / height - lightY)
      const glow = Math.max(0, 1 - away * 3)
      const sea = y > height * 0.6 ? 0.45 : 1
      const wave = y > height * 0.6 ? Math.sin(y * 0.35 + Math.sin(x * 0.02) * 3) * 14 : 0
      const at = row + 1 + x * 3
      raw[at] = clamp(40 * sea + 200 * glow + wave)
      raw[at + 1] = clamp(80 * sea + 150 * glow + wave)
      raw[at + 2] = clamp(130 * sea + 60 * glow + wave)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [mark, chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat(parts))
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}
