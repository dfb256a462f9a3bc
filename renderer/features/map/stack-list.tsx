// Incidents on one spot, listed for choosing: zooming cannot tell them apart.
import { CloseOutlined } from '@ant-design/icons'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { openIncident } from '../../map/map-targets.ts'
import type { MapToolState } from '../../map/map-tool-store.ts'
import { closeMapPopups, mapToolStore } from '../../map/map-tool-store.ts'
import { IncidentTitle, RoughNote } from './incident-title.tsx'
import { useBeside } from './use-beside.ts'
import { useIncidentFields } from './use-incident-fields.ts'

/** Each listed incident is watched; more than this nobody reads in a small list. */
const LISTED = 20

export function StackList() {
  const stack = useStore(mapToolStore, (state) => state.stack)
  return stack === null ? null : <OpenStack key={`${stack.x} ${stack.y}`} stack={stack} />
}

function OpenStack({ stack }: { readonly stack: NonNullable<MapToolState['stack']> }) {
  const { t } = useTranslation('map')
  const first = useRef<HTMLButtonElement>(null)
  const part = useBeside<HTMLDialogElement>(stack, 12, 8)
  useEffect(() => first.current?.focus(), [])
  const listed = stack.members.slice(0, LISTED)
  return (
    <dialog ref={part} open className="fs-map-stack" aria-label={t('stack.title', { count: stack.count })}>
      <header>
        {t('stack.title', { count: stack.count })}
        <button type="button" aria-label={t('stack.close')} onClick={closeMapPopups}>
          <CloseOutlined aria-hidden />
        </button>
      </header>
      <ul>
        {listed.map(([incident], index) => (
          <li key={incident}>
            <button
              ref={index === 0 ? first : undefined}
              type="button"
              onClick={() => {
                closeMapPopups()
                openIncident(incident)
              }}
            >
              <IncidentTitle incident={incident} />
              <Rough incident={incident} />
            </button>
          </li>
        ))}
      </ul>
      {stack.count > listed.length && <footer>{t('stack.more', { count: stack.count - listed.length })}</footer>}
    </dialog>
  )
}

function Rough({ incident }: { readonly incident: string }) {
  const fields = useIncidentFields(incident)
  return fields === null ? null : <RoughNote fields={fields} />
}
