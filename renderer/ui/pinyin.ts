// Pinyin of Chinese names, so that they are found by their first letters. The library is fetched when it is first needed.

export interface Pinyin {
  /** Without tones or gaps: 台风 → taifeng. */
  readonly whole: string
  /** 台风 → tf. */
  readonly initials: string
}

/** Reads names aloud; what is not Chinese passes as it is, in small letters. */
export async function pinyinReader(): Promise<(name: string) => Pinyin> {
  const { pinyin } = await import('pinyin-pro')
  return (name) => {
    const plain = name.replaceAll(/[（）()、，,·\s]/g, '')
    const syllables =
      plain === '' ? [] : pinyin(plain, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })
    return {
      whole: syllables.join('').toLowerCase(),
      initials: syllables
        .map((syllable) => syllable.slice(0, 1))
        .join('')
        .toLowerCase(),
    }
  }
}
