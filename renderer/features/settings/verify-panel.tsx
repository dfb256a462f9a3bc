// Verifies everything this station holds, beside the work: how far it is, a way to stop it, and what came out in plain words.
import { App, Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VerifyProblem, VerifyReport } from '../../../shared/rpc/verify.ts'
import { problemsIn } from '../../../shared/rpc/verify.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useStatus } from '../../state/use-status.ts'
import { problemWords, resultWords } from './verify-words.ts'

/** A large station takes minutes; whoever waits sees it move and can stop it. */
const LIMIT_MS = 24 * 3_600_000

/** Leaving stops what was begun here. */
export function VerifyPanel() {
  const { t, i18n } = useTranslation('verify')
  const { message } = App.useApp()
  const progress = useStatus()?.verifying ?? null
  const [isRunning, setRunning] = useState(false)
  const [report, setReport] = useState<VerifyReport | null>(null)
  const [isStopped, setStopped] = useState(false)
  const isBegun = useRef(false)
  useEffect(
    () => () => {
      if (isBegun.current) void call('stopVerify', {})
    },
    [],
  )

  const start = async (): Promise<void> => {
    isBegun.current = true
    setRunning(true)
    setReport(null)
    setStopped(false)
    const done = await call('verify', {}, LIMIT_MS)
    isBegun.current = false
    setRunning(false)
    if (!done.ok) message.error(faultWords(done.fault))
    else if (done.value === null) setStopped(true)
    else setReport(done.value)
  }
  return (
    <div>
      <div className="fs-verify">
        <Button loading={isRunning} onClick={() => void start()}>
          {t('start')}
        </Button>
        {(isRunning || progress !== null) && (
          <>
            <output>{progress === null ? t('beginning') : t('progress', { ...progress })}</output>
            <Button onClick={() => void call('stopVerify', {})}>{t('stop')}</Button>
          </>
        )}
      </div>
      <div className="fs-note">{t('note')}</div>
      <output>
        {isStopped && <span>{t('stopped')}</span>}
        {report !== null && resultWords(report, t, i18n.language).map((line) => <span key={line}>{line}</span>)}
      </output>
      {problemsIn(report).map((problem) => (
        <Problem key={`${problem.space} ${problem.chain} ${problem.seq} ${problem.message}`} problem={problem} />
      ))}
    </div>
  )
}

function Problem({ problem }: { readonly problem: VerifyProblem }) {
  const { t, i18n } = useTranslation('verify')
  const { title, lines, trace } = problemWords(problem, t, i18n.language)
  return (
    <section className="fs-verify-problem">
      <h3>{title}</h3>
      <dl>
        {lines.map(({ label, text }) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {trace !== null && <p className="fs-verify-trace">{trace}</p>}
    </section>
  )
}
