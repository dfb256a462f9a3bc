// The agencies directives go between in simulated worlds.
import type { AgencyId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'

export const AGENCIES: readonly AgencyId[] = ['fjyj', 'fzyj', 'xmyj'].map((id) => asId<AgencyId>(id))
