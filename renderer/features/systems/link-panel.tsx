// A link between two servers: how it stands, what flows each way by both sides' terms; for administrators the invitation and
// ending it.
import { Alert, Button, Popconfirm } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkState } from '../../../shared/interop/link/link-state.ts'
import { linkStateSchema } from '../../../shared/interop/link/link-state.ts'
import type { Terms } from '../../../shared/interop/link/terms.ts'
import { DIRECTIVE } from '../../../shared/model/directive.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { SecretText } from './secret-text.tsx'
import { valueWord } from './setting-words.ts'
import { troubleWords } from './system-words.ts'
import { useAsked } from './use-asked.ts'

function readState(told: unknown): LinkState | null {
  const read = linkStateSchema.safeParse(told)
  return read.success ? read.data : null
}

interface Props {
  readonly gateway: string
  /** How the system is by now: what is shown is asked for again when this changes. */
  readonly since: string
  /** Whether this officer may invite and end. */
  readonly mayOrder: boolean
}

export function LinkPanel({ gateway, since, mayOrder }: Props) {
  const { t } = useTranslation('systems')
  const { answer, isBusy, fault, ask } = useAsked(gateway, 'state', readState, since)
  const [invitation, setInvitation] = useState<string | null>(null)
  const invite = async (): Promise<void> => {
    const told = await ask('invitation', null)
    if (typeof told === 'string') setInvitation(told)
  }
  return (
    <section className="fs-system-part" aria-label={t('part.link')}>
      {!mayOrder && <h3>{t('part.link')}</h3>}
      <p className="fs-note">{t('link.note')}</p>
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          title={troubleWords(fault)}
          description={<small>{t('technical', { message: fault.message })}</small>}
        />
      )}
      {invitation !== null && answer?.peer === null && (
        <SecretText title={t('link.invited')} text={invitation} onClose={() => setInvitation(null)} />
      )}
      {answer !== null && <Standing state={answer} />}
      {mayOrder && (
        <div className="fs-systems-bar">
          <Button loading={isBusy} disabled={answer === null || answer.peer !== null} onClick={() => void invite()}>
            {t('link.invite')}
          </Button>
          <span className="fs-grow" />
          <Popconfirm title={t('link.endSure')} onConfirm={() => ask('end', null)}>
            <Button danger disabled={isBusy || answer === null || answer.peer === null || answer.isCutOff}>
              {t('link.end')}
            </Button>
          </Popconfirm>
        </div>
      )}
    </section>
  )
}

function Standing({ state }: { readonly state: LinkState }) {
  const { t } = useTranslation('systems')
  const fact = (name: string, value: ReactNode): ReactNode => (
    <div>
      <dt>{t(`link.${name}`)}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <div className="fs-system-facts">
      <Alert
        type={state.isLinked && state.whyNot === null ? 'success' : 'info'}
        showIcon
        title={t(`link.${how(state)}`)}
      />
      <dl>
        {fact('peer', state.theirs?.name ?? state.peer ?? t('never'))}
        {fact('gives', <Flow allowed={state.gives} />)}
        {fact('takes', <Flow allowed={state.takes} />)}
        {fact('termsHere', <TermsWords terms={state.terms} />)}
        {state.theirs !== null && fact('termsThere', <TermsWords terms={state.theirs} />)}
        {state.directives !== undefined && <Agencies {...state.directives} />}
        {fact(
          'carried',
          Object.keys(state.carried).length === 0
            ? t('link.nothing')
            : Object.entries(state.carried).map(([kind, { given, taken }]) => (
                <div key={kind}>{t('link.carriedLine', { kind: valueWord(kind), given, taken })}</div>
              )),
        )}
        <Certificates certificates={state.certificates} />
        {fact('code', <code>{state.code}</code>)}
      </dl>
    </div>
  )
}

/** What one side says beyond kinds and fields: from when until when, and what it agrees to. */
function TermsWords({ terms: { fromMs, untilMs, personal, sensitive, passOn } }: { readonly terms: Terms }) {
  const { t } = useTranslation('systems')
  const time = (ms: number | null, open: string): string => (ms === null ? t(`link.${open}`) : dateTimeText(ms))
  return (
    <>
      <div>{t('link.box', { from: time(fromMs, 'openStart'), until: time(untilMs, 'openEnd') })}</div>
      <small className="fs-system-about">
        {[
          t(personal ? 'link.personal' : 'link.noPersonal'),
          t(sensitive ? 'link.sensitive' : 'link.noSensitive'),
          t(passOn ? 'link.passOn' : 'link.noPassOn'),
        ].join(' · ')}
      </small>
    </>
  )
}

/** Fingerprints to be compared by telephone, in groups; those there are. */
function Certificates({ certificates }: Pick<LinkState, 'certificates'>) {
  const { t } = useTranslation('systems')
  const { named = '', seen = '', own = '' } = certificates ?? {}
  const known = [
    ['certificateNamed', named],
    ['certificateSeen', seen],
    ['certificateOwn', own],
  ].filter(([, text]) => text !== '')
  if (known.length === 0) return null
  return (
    <div>
      <dt>{t('link.certificates')}</dt>
      <dd>
        {known.map(([word, text = '']) => (
          <div key={word}>
            {t(`link.${word}`)} <code className="fs-system-print">{text.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          </div>
        ))}
      </dd>
    </div>
  )
}

/** Which agency is which for directives, on both sides, and how many wait. */
function Agencies({ mine, theirs, waiting }: NonNullable<LinkState['directives']>) {
  const { t } = useTranslation('systems')
  if (mine === null && theirs === null) return null
  return (
    <div>
      <dt>{t('link.directives')}</dt>
      <dd>
        {mine !== null && <div>{t('link.agenciesHere', { ...mine })}</div>}
        {theirs !== null && <div>{t('link.agenciesThere', { ...theirs })}</div>}
        {waiting > 0 && <div className="fs-warn">{t('link.directivesWait', { count: waiting })}</div>}
      </dd>
    </div>
  )
}

/** A word of `link`. */
function how({ isCutOff, isLinked, whyNot }: LinkState): string {
  if (isCutOff) return 'cutOff'
  return whyNot ?? (isLinked ? 'linked' : 'unlinked')
}

function Flow({ allowed }: { readonly allowed: LinkState['gives'] }) {
  const { t } = useTranslation('systems')
  const kinds = Object.entries(allowed ?? {})
  if (kinds.length === 0) return t('link.nothing')
  return kinds.map(([kind, fields]) => (
    <div key={kind}>
      {valueWord(kind)}
      <small className="fs-system-about">
        {kind === DIRECTIVE
          ? t('link.withReceipts')
          : [t('link.always'), ...fields.map((field) => valueWord(`${kind}.${field}`).split(' · ').at(-1))].join(' · ')}
      </small>
    </div>
  ))
}
