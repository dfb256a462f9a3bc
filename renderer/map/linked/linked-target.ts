// What of linked systems lies under the pointer, by its id.
export type LinkedTarget = { readonly unit: string } | { readonly reading: string } | { readonly feature: string }

/** Equal for the same thing. */
export function sameLinked(a: LinkedTarget, b: object): boolean {
  return Object.entries(a).every(([name, id]) => (b as { readonly [name: string]: unknown })[name] === id)
}
