// A received alert as it came, byte for byte, from the linked system that keeps it; every officer of the space may look.
import { FileTextOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import { keptAnswer } from '../../../shared/sync/gateway-protocol.ts'
import { call } from '../../link/station.ts'
import { saveTold } from '../../link/told-exports.ts'
import { useWatch } from '../../state/use-watch.ts'
import { bytesOf } from '../../ui/base64.ts'
import { OriginalDialog } from '../../ui/original-dialog.tsx'

/** Kinds of linked systems that keep messages as they came. */
const KEEPING: ReadonlySet<string> = new Set(['cap', 'gt'])

interface Props {
  readonly space: string
  /** The name the message is kept by. */
  readonly original: string
  readonly title: string
}

export function AlertOriginal({ space, original, title }: Props) {
  const { t } = useTranslation('alerts')
  const { rows } = useWatch('systems', { space })
  const [isOpen, setIsOpen] = useState(false)
  const keepers = rows
    .filter(({ kind }) => KEEPING.has(kind))
    .map(({ id }) => id)
    .join(' ')
  const read = useCallback(() => readKept(keepers === '' ? [] : keepers.split(' '), original), [keepers, original])
  if (keepers === '') return <small className="fs-alert-hint">{t('received.originalElsewhere')}</small>
  return (
    <>
      <Button size="small" icon={<FileTextOutlined aria-hidden />} onClick={() => setIsOpen(true)}>
        {t('received.showOriginal')}
      </Button>
      {isOpen && (
        <OriginalDialog
          name={title}
          read={read}
          onSave={(bytes) =>
            saveTold({ space, what: 'original', how: 'file', count: 1, subject: title.slice(0, 100) }, original, bytes)
          }
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

/** Asks one system after the other: which of them took the alert is not written in it, and its name is of one alone. */
async function readKept(keepers: readonly string[], original: string): Promise<Result<Uint8Array>> {
  let refusal = fault('notFound', 'nothing of that name is kept', { id: original })
  for (const gateway of keepers) {
    const done = await call('gateways', { order: { order: 'ask', gateway, question: 'kept', input: original } })
    const kept = done.ok ? keptAnswer.safeParse(done.value.told) : undefined
    if (kept?.success === true) return ok(bytesOf(kept.data.base64))
    if (!done.ok) refusal = done.fault
  }
  return { ok: false, fault: refusal }
}
