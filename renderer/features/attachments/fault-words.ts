// Refusals about files in words: a full disk stops files, not the recording of events.
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { MAX_ATTACHMENT_BYTES } from '../../../shared/model/attachment.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { byteText } from '../../ui/byte-text.ts'

/** The words of a refusal. */
export function useFileFaultWords(): (fault: Fault) => string {
  const { t } = useTranslation('attachments')
  return (fault) => {
    if (fault.kind === 'diskFull') return t('diskFull')
    if (fault.kind === 'tooLarge') return t('tooLarge', { limit: byteText(MAX_ATTACHMENT_BYTES) })
    if (fault.detail?.['empty'] === true) return t('empty')
    return fault.detail?.['tooMany'] === true ? t('tooMany') : faultWords(fault)
  }
}
