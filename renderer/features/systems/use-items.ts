// A list only the server keeps (quarantine, undelivered), page by page: asked when it is shown, when its count has changed,
// and after an order about it.
import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/base/fault.ts'
import type { GatewayOrderInput, GatewaysResult } from '../../../shared/rpc/gateway-orders.ts'
import { orderGateway } from './gateway-orders.ts'

type What = 'quarantine' | 'dead'
type Row<Of extends What> = NonNullable<GatewaysResult[Of]>[number]

/** Orders take so many items at once. */
const MOST_ITEMS = 500

export interface Items<Of extends What> {
  readonly rows: readonly Row<Of>[]
  readonly isBusy: boolean
  readonly fault: Fault | null
  readonly clear: () => void
  /** There are earlier ones. */
  readonly hasMore: boolean
  readonly more: () => void
  /** Gives an order about items and reads the list anew; true when it was carried out. */
  readonly act: (order: GatewayOrderInput) => Promise<boolean>
}

interface Known<Of extends What> {
  readonly rows: readonly Row<Of>[]
  readonly fault: Fault | null
  readonly isWhole: boolean
}

/** `count` is how many there are said to be. */
export function useItems<Of extends What>(what: Of, gateway: string, count: number): Items<Of> {
  const [known, setKnown] = useState<Known<Of>>({ rows: [], fault: null, isWhole: true })
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    let isHere = true
    // Another count means another list; how many there are is not asked for.
    void readPage(what, gateway, []).then((page) => {
      if (isHere) setKnown({ ...page, isWhole: page.isWhole || page.rows.length >= count })
    })
    return () => {
      isHere = false
    }
  }, [what, gateway, count])
  const more = async (): Promise<void> => {
    setIsBusy(true)
    setKnown(await readPage(what, gateway, known.rows))
    setIsBusy(false)
  }
  return {
    ...known,
    isBusy,
    clear: () => setKnown({ ...known, fault: null }),
    hasMore: !known.isWhole && known.rows.length < count,
    more: () => void more(),
    async act(order) {
      setIsBusy(true)
      const done = await orderGateway(order)
      if (done.ok) setKnown(await readPage(what, gateway, []))
      else setKnown({ ...known, fault: done.fault })
      setIsBusy(false)
      return done.ok
    },
  }
}

async function readPage<Of extends What>(what: Of, gateway: string, old: readonly Row<Of>[]): Promise<Known<Of>> {
  const before = old.at(-1)?.item
  const answer = await orderGateway({ order: what, gateway, ...(before === undefined ? {} : { before }) })
  if (!answer.ok) return { rows: old, fault: answer.fault, isWhole: true }
  const page = (answer.value[what] ?? []) as readonly Row<Of>[]
  return { rows: [...old, ...page], fault: null, isWhole: page.length === 0 }
}

/** Ids for an order about many. */
export function idsOf(rows: readonly { readonly item: string }[]): string[] {
  return rows.slice(0, MOST_ITEMS).map(({ item }) => item)
}
