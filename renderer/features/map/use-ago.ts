// How long ago, in the words of linked systems.
import { useTranslation } from 'react-i18next'
import { agoOf } from '../../ui/age-words.ts'

/** "4 min ago", by two times of the same clock. */
export function useAgo(): (atMs: number, nowMs: number) => string {
  const { t } = useTranslation('systems')
  return (atMs, nowMs) => {
    const { word, count } = agoOf(nowMs - atMs)
    return t(`ago.${word}`, { count })
  }
}
