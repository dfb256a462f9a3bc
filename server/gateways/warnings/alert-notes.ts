// What must be remembered of warnings besides the picture: which messages came, which chain of messages each belongs to, which
// records a chain has, and which messages were replaced before they came. Keys name what they hold: `m:` a message, `s:` a
// replaced one, `c:` a chain by the name of its first message, `i:` a record that was made here.
import { canonicalJson } from '../../../shared/base/json.ts'
import type { MessageName } from '../../../shared/interop/alert/alert-reading.ts'
import { nameKey } from '../../../shared/interop/alert/alert-reading.ts'
import type { Notes } from '../gateway.ts'

/** Records of a chain. */
export interface Chain {
  readonly alerts: readonly { readonly slot: string; readonly id: string }[]
  /** When the newest message that was applied was sent. */
  readonly sentMs: number
}

/** A message that was replaced by another. */
export interface Known {
  readonly by: string
  readonly root: string
  /** When it was lifted and why; null when it was only updated. */
  readonly lifted: { readonly at: string; readonly reason: string } | null
}

export class AlertNotes {
  readonly #notes: Notes

  constructor(notes: Notes) {
    this.#notes = notes
  }

  /** Beginning of the chain of a message that came; undefined when it did not. */
  known(key: string): string | undefined {
    return this.#notes.get(`m:${key}`)
  }

  setKnown(key: string, root: string): void {
    this.#notes.set(`m:${key}`, root)
  }

  /** Beginning of the chain a reference names: its sender or time may be missing. */
  rootOf(name: MessageName): string | undefined {
    const exact = this.known(nameKey(name)) ?? this.superseded(nameKey(name))?.root
    if (exact !== undefined || (name.sender !== '' && name.sentMs !== null)) return exact
    const prefix = `m:${name.identifier}\n${name.sender === '' ? '' : `${name.sender}\n`}`
    const [first] = this.#notes.keys(prefix)
    return first === undefined ? undefined : this.#notes.get(first)
  }

  isMine(id: string): boolean {
    return this.#notes.get(`i:${id}`) !== undefined
  }

  setMine(id: string): void {
    this.#notes.set(`i:${id}`, '')
  }

  chain(root: string): Chain | undefined {
    const text = this.#notes.get(`c:${root}`)
    return text === undefined ? undefined : (JSON.parse(text) as Chain)
  }

  setChain(root: string, chain: Chain): void {
    const alerts = chain.alerts.map(({ slot, id }) => ({ slot, id }))
    this.#notes.set(`c:${root}`, canonicalJson({ alerts, sentMs: chain.sentMs }))
  }

  /** What replaced a message, when something did; also where only its identifier was named. */
  superseded(key: string): Known | undefined {
    const [identifier = ''] = key.split('\n')
    const text =
      this.#notes.get(`s:${key}`) ?? this.#notes.get(`s:${nameKey({ sender: '', identifier, sentMs: null })}`)
    return text === undefined ? undefined : (JSON.parse(text) as Known)
  }

  /** All of these are replaced. */
  supersede(names: readonly MessageName[], by: Known): void {
    const text = canonicalJson({ by: by.by, root: by.root, lifted: by.lifted === null ? null : { ...by.lifted } })
    for (const name of names) this.#notes.set(`s:${nameKey(name)}`, text)
  }
}
