// A message in quarantine as it came.
import { useCallback } from 'react'
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import { saveTold } from '../../link/told-exports.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { bytesOf } from '../../ui/base64.ts'
import { OriginalDialog } from '../../ui/original-dialog.tsx'
import { orderGateway } from './gateway-orders.ts'

interface Props {
  readonly gateway: string
  readonly item: string
  readonly name: string
  readonly onClose: () => void
}

export function QuarantinedOriginal({ gateway, item, name, onClose }: Props) {
  const space = useSpaceId() ?? ''
  const read = useCallback(async (): Promise<Result<Uint8Array>> => {
    const done = await orderGateway({ order: 'original', gateway, item })
    return done.ok ? ok(bytesOf(done.value.original ?? '')) : done
  }, [gateway, item])
  const file = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || item
  return (
    <OriginalDialog
      name={name}
      read={read}
      onSave={(bytes) =>
        saveTold({ space, what: 'original', how: 'file', count: 1, subject: name.slice(0, 100) }, file, bytes)
      }
      onClose={onClose}
    />
  )
}
