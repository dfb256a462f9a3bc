// The form of a language's words: the same keys as the Chinese ones, any sentence. Chinese says one and many alike; a
// language that does not puts its sentence for one beside the plain one, which is then for many: `total_one` and `total`.
export type Words<T> = {
  readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]>
} & { readonly [Key in keyof T & string as T[Key] extends string ? `${Key}_one` : never]?: string }
