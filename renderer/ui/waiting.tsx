// The sign that something is on its way, with a name for those who hear the page.
import { Spin } from 'antd'

interface Props {
  readonly label: string
  readonly isSmall?: boolean
}

/** A turning sign. The name stands on an `output` (role status): an element without a role must not have one (WAI-ARIA 1.2). */
export function Waiting({ label, isSmall = false }: Props) {
  return <output aria-label={label}>{isSmall ? <Spin size="small" /> : <Spin />}</output>
}
