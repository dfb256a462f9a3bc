// Reads seeds/sources and writes seeds/*. Promise: same input, same bytes (stable order, no time of building inside).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const ROOT = new URL('../', import.meta.url)

/** Text of a file of seeds/sources. */
export function sourceText(name: string): string {
  return readFileSync(new URL(`sources/${name}`, ROOT), 'utf8')
}

/** A JSON file of seeds/sources. The extract scripts of this project wrote it, so its form is taken as given. */
export function sourceJson<T>(name: string): T {
  return JSON.parse(sourceText(name)) as T
}

/** Rows of a tab-separated file of seeds/sources, without its heading line when `heading` is true. */
export function sourceRows(name: string, heading: boolean): string[][] {
  const rows = sourceText(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
  return heading ? rows.slice(1) : rows
}

/** Writes bytes or text below seeds/ and says so. */
export function writeSeed(path: string, content: string | Uint8Array): void {
  const url = new URL(path, ROOT)
  mkdirSync(new URL('.', url), { recursive: true })
  writeFileSync(url, content)
  console.log(`seeds/${path}  ${(content.length / 1024).toFixed(0)} KB`)
}

/** JSON with one element of `rows` per line, so that a change of data is a change of lines. */
export function jsonWithRows(head: Readonly<Record<string, unknown>>, key: string, rows: readonly unknown[]): string {
  const opening = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
  const body = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  return `{\n${opening.join('')}  ${JSON.stringify(key)}: [\n${body}\n  ]\n}\n`
}
