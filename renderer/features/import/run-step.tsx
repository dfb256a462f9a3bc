// The third step: rows are being written. It can be stopped; what was written stays.
import { Button, Progress } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportOutcome } from './import-session.ts'
import { runImport } from './import-session.ts'
import type { ReadRow } from './read-rows.ts'

interface Props {
  readonly space: string
  readonly rows: readonly ReadRow[]
  readonly onDone: (outcome: ImportOutcome) => void
}

export function RunStep({ space, rows, onDone }: Props) {
  const { t } = useTranslation('importing')
  const [done, setDone] = useState(0)
  const [life] = useState(() => new AbortController())
  const isBegun = useRef(false)
  const told = useRef(onDone)
  useEffect(() => {
    told.current = onDone
  }, [onDone])
  useEffect(() => {
    // Strict mode mounts twice; an import is written once.
    if (isBegun.current) return
    isBegun.current = true
    void runImport(space, rows, setDone, life.signal).then((outcome) => told.current(outcome))
  }, [space, rows, life])
  return (
    <div className="fs-import">
      <output>{t('writing', { done, count: rows.length })}</output>
      <Progress aria-label={t('progress')} percent={Math.floor((done * 100) / rows.length)} />
      <footer className="fs-import-foot">
        <Button danger onClick={() => life.abort()}>
          {t('stop')}
        </Button>
      </footer>
    </div>
  )
}
