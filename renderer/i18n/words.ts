// The form of a language's words: the same keys as the Chinese ones, any sentence.
export type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> }
