// One document from outside, whatever it is (CAP, several alerts, a feed with alerts inside, an archive): every alert in it is
// checked for signatures, kept as it came and given to the book. One bad alert never stops the others.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { AlertReading } from '../../../shared/interop/alert/alert-reading.ts'
import type { CapMessage } from '../../../shared/interop/cap/cap-model.ts'
import { nameOfCap, readingOfCap } from '../../../shared/interop/cap/cap-to-alert.ts'
import type { ReadCap } from '../../../shared/interop/cap/read-cap.ts'
import type { FeedEntry } from '../../../shared/interop/cap/read-feed.ts'
import { readFeedTree } from '../../../shared/interop/cap/read-feed.ts'
import type { CapSettings } from '../../../shared/interop/settings/cap.ts'
import { decodeXml } from '../../../shared/interop/xml/decode-xml.ts'
import { treeToXml } from '../../../shared/interop/xml/tree-to-xml.ts'
import type { AlertBook } from '../warnings/alert-book.ts'
import type { Originals } from '../warnings/originals.ts'
import { readInPieces } from '../warnings/read-in-pieces.ts'
import type { Pinned, SignatureReport } from './signature.ts'
import { checkSignatures } from './signature.ts'
import { isZip, unpack } from './unpack.ts'

export interface TakerParts {
  readonly book: AlertBook
  readonly originals: Originals
  readonly pinned: Pinned
  readonly settings: CapSettings
  readonly nowMs: () => number
  /** True for a message about an alert of this space, come back by way of another system. */
  readonly isOwn: (message: CapMessage) => Promise<boolean>
}

export interface Refused {
  readonly fault: Fault
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Taken {
  /** Alerts that were sound. */
  readonly count: number
  readonly lines: readonly string[]
  readonly odd: readonly string[]
  readonly refused: readonly Refused[]
  /** Entries of a feed that lead elsewhere. */
  readonly links: readonly FeedEntry[]
}

const NOTHING: Taken = { count: 0, lines: [], odd: [], refused: [], links: [] }

export class CapTaker {
  readonly #parts: TakerParts

  constructor(parts: TakerParts) {
    this.#parts = parts
  }

  /** Takes a document; with `dryRun` nothing is kept or written. Refused when there is nothing of use in it. */
  async take(bytes: Uint8Array, name: string, dryRun: boolean): Promise<Result<Taken>> {
    const maxBytes = this.#parts.settings.maxMegabytes * 1024 * 1024
    if (!isZip(bytes)) return this.#document(bytes, name, dryRun)
    const files = unpack(bytes, maxBytes)
    if (!files.ok) return files
    let all = NOTHING
    for (const file of files.value) {
      const one = await this.#document(file.bytes, `${name}/${file.name}`, dryRun)
      const next = one.ok
        ? one.value
        : { ...NOTHING, refused: [{ fault: one.fault, name: file.name, bytes: file.bytes }] }
      // Archives hold documents: a feed in one leads nowhere.
      all = joined(all, { ...next, links: [] })
    }
    return ok(all)
  }

  async #document(bytes: Uint8Array, name: string, dryRun: boolean): Promise<Result<Taken>> {
    const { maxMegabytes } = this.#parts.settings
    const root = await readInPieces(bytes, { maxBytes: maxMegabytes * 1024 * 1024 })
    if (!root.ok) return root
    const feed = readFeedTree(root.value)
    if (!feed.ok) return feed
    const { entries, unusable, shape } = feed.value
    let all: Taken = {
      ...NOTHING,
      refused: unusable.map((fault) => ({ fault, name, bytes: new TextEncoder().encode(fault.message) })),
      links: entries.filter(({ link }) => link !== undefined),
    }
    // Feeds list the newest first; a chain is taken from its beginning.
    for (const { alerts } of shape === 'cap' ? entries : entries.toReversed())
      for (const alert of alerts)
        all = joined(all, await this.#alert(alert, alert.isWhole ? bytes : undefined, name, dryRun))
    return ok(all)
  }

  /** `whole`: the document's bytes, where it is nothing but this alert. */
  async #alert(alert: ReadCap, whole: Uint8Array | undefined, name: string, dryRun: boolean): Promise<Taken> {
    const { book, originals, settings, nowMs, isOwn } = this.#parts
    const { identifier } = alert.message
    if (await isOwn(alert.message)) return { ...NOTHING, count: 1, lines: [`${identifier}: our own message`] }
    // Feeds that change repeat what they said before: that costs no signature and no file.
    if (!dryRun && book.isKnown(nameOfCap(alert.message)))
      return { ...NOTHING, count: 1, lines: [`${identifier}: known already`] }
    const text = whole === undefined ? treeToXml(alert.element) : textOf(whole)
    const bytes = whole ?? new TextEncoder().encode(text)
    const original = dryRun ? '' : await originals.keep(bytes)
    const { finding, facts } = this.#signatures(alert, text)
    const reading: AlertReading = readingOfCap(alert, {
      languages: settings.languages,
      categories: settings.categories,
      levelOfUnknown: settings.levelOfUnknown,
      signature: finding,
      signatureFacts: facts,
      original,
      nowMs: nowMs(),
    })
    const done = await book.take(reading, dryRun)
    if (!done.ok) return { ...NOTHING, refused: [{ fault: done.fault, name, bytes }] }
    const lines = [...done.value.lines, ...facts.map(([what, words]) => `${what}: ${words}`)]
    return { ...NOTHING, count: 1, lines, odd: done.value.odd }
  }

  #signatures(alert: ReadCap, text: string): SignatureReport {
    if (alert.message.signatures === 0) return { finding: 'none', facts: [] }
    return checkSignatures(text, this.#parts.pinned)
  }
}

/** What the alert's own reader read. */
function textOf(bytes: Uint8Array): string {
  const decoded = decodeXml(bytes)
  return decoded.ok ? decoded.value.text.trimStart() : ''
}

function joined(a: Taken, b: Taken): Taken {
  return {
    count: a.count + b.count,
    lines: [...a.lines, ...b.lines],
    odd: [...a.odd, ...b.odd],
    refused: [...a.refused, ...b.refused],
    links: [...a.links, ...b.links],
  }
}
