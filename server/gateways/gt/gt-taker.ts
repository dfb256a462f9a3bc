// One message of China's warning form from outside: kept as it came and given to the book.
import type { Result } from '../../../shared/base/fault.ts'
import { convertPosition } from '../../../shared/geo/coordinate-systems.ts'
import type { CoordinateSystem } from '../../../shared/geo/coordinate-systems.ts'
import { gtFileName } from '../../../shared/interop/gt/gt-model.ts'
import { readingOfGt } from '../../../shared/interop/gt/gt-to-alert.ts'
import { readGt } from '../../../shared/interop/gt/read-gt.ts'
import type { GtSettings } from '../../../shared/interop/settings/gt.ts'
import type { Position } from '../../../shared/model/incident.ts'
import type { Reading } from '../gateway.ts'
import type { AlertBook } from '../warnings/alert-book.ts'
import type { Originals } from '../warnings/originals.ts'

export interface GtTakerParts {
  readonly book: AlertBook
  readonly originals: Originals
  readonly settings: GtSettings
  readonly nowMs: () => number
  /** True for a message we sent ourselves, come back. */
  readonly isOwn: (identifier: string) => boolean
}

/** CGCS2000 and WGS-84 differ by centimetres. */
export function systemOf(datum: GtSettings['datum']): CoordinateSystem {
  return datum === 'CGCS2000' ? 'WGS84' : datum
}

export class GtTaker {
  readonly #parts: GtTakerParts

  constructor(parts: GtTakerParts) {
    this.#parts = parts
  }

  /** Takes a document; with `dryRun` nothing is kept or written. `file`: the name of a file, which says what is in it. */
  async take(bytes: Uint8Array, file: string | undefined, dryRun: boolean): Promise<Result<Reading>> {
    const { book, originals, settings, nowMs, isOwn } = this.#parts
    const read = readGt(bytes, { maxBytes: settings.maxMegabytes * 1024 * 1024 })
    if (!read.ok) return read
    const { message, odd } = read.value
    if (isOwn(message.identifier))
      return { ok: true, value: { lines: [`${message.identifier}: our own message`], odd: [] } }
    const named = file === undefined || !file.includes('_') || sameName(file, gtFileName(message))
    const original = dryRun ? '' : await originals.keep(bytes)
    const reading = readingOfGt(
      { message, odd: named ? odd : [...odd, `file-name: ${file}`] },
      {
        levelOfUnknown: settings.levelOfUnknown,
        toWgs84: (point: Position) => convertPosition(point, systemOf(settings.datum), 'WGS84'),
        original,
        nowMs: nowMs(),
      },
    )
    return book.take(reading, dryRun)
  }
}

/** Colours and kinds of messages are written in large or small letters. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
