// One sitting at the intake form: fields, keys, the map's answers, saving.
//   Ctrl+Enter saves · Esc closes, the draft stays · Alt+D takes the newest draft up
import { Alert, ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fault } from '../../../shared/base/fault.ts'
import type { Place } from '../../../shared/model/places.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { closePanel, openPanel, panelStore } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useServerClock } from '../../state/server-now.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import { goOnFrom, isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import type { Entered, IntakeField } from './intake-entry.ts'
import { draftId, INTAKE_FIELDS, readIntake } from './intake-entry.ts'
import { Footer, LevelRow, Nearby, PlaceNoteLine, SensitiveRow } from './intake-parts.tsx'
import type { IntakeRowProps } from './intake-row.tsx'
import { inputId, IntakeRow } from './intake-row.tsx'
import type { EntryHelp, Session } from './intake-store.ts'
import { afterEntry, afterPlace, createIntakeStore, fill } from './intake-store.ts'
import { keeperOf, useKeptDraft } from './use-kept-draft.tsx'
import { askForPlace, useMapAnswers } from './use-map-answers.ts'

export interface IntakeSessionProps {
  readonly space: string
  readonly session: Session
  readonly onResumeNewest: () => void
  /** What is offered above the fields. */
  readonly children: ReactNode
}

export function IntakeSession({ space, session, onResumeNewest, children }: IntakeSessionProps) {
  const { t, i18n } = useTranslation(['intake', 'incidents', 'fields', 'model', 'common'])
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const sources: FieldSources = { ...names, word: (key, values) => t(`model:${key}`, { ...values }) }
  const [store] = useState(() => createIntakeStore(session.start, false))
  const [keeper] = useState(() => keeperOf(store, session))
  const refusal = useRefusal('incident.report')
  const mayReport = refusal === null
  useKeptDraft(store, keeper, space, draftId(session.record))

  const serverClock = useServerClock()
  const help = (): EntryHelp => ({
    nowMs: serverClock(),
    codeOf: names.codeOf,
    divisionAt: ({ lon, lat }) => {
      const code = names.counties?.find(lon, lat) ?? null
      return code === null ? '' : `${code} ${names.division(code)}`
    },
    divisionText: (code) => `${code} ${names.division(code)}`,
  })
  const onText = (field: IntakeField, text: string): void => {
    const now = help()
    fill(store, afterEntry(store.getState(), field, text, now), now)
  }
  const onPlace = (place: Place): void => {
    const now = help()
    const name = names.language === 'en' ? place.nameEn : place.name
    fill(store, afterPlace(store.getState(), place, name, now), now)
  }
  useMapAnswers(store, onText)

  const openReported = (): void => {
    select(session.record, 'intake')
    openPanel('detail')
  }
  const lastSent = useRef<Entered | null>(null)
  const save = async (): Promise<void> => {
    if (store.getState().isSaving || !mayReport) return
    const now = help()
    const { entered } = store.getState()
    const read = readIntake(entered, now)
    store.setState({ isTried: true, fault: null, problems: read.ok ? {} : read.problems })
    if (!read.ok) {
      const first = INTAKE_FIELDS.find((field) => read.problems[field] !== undefined)
      if (first !== undefined) document.getElementById(inputId(first))?.focus()
      return
    }
    store.setState({ isSaving: true })
    const done = await runCommand(space, 'reportIncident', { ...read.input, id: session.record })
    // There already: this very form, whose answer was lost on the way. If not, the same draft was saved in another window.
    const isSaved = done.ok || (done.fault.kind === 'alreadyExists' && lastSent.current === entered)
    lastSent.current = entered
    if (!isSaved) {
      store.setState({ isSaving: false, fault: done.fault })
      return
    }
    await keeper.finish()
    if (panelStore.getState().panel === 'intake') openReported()
  }
  const part = useKeys<HTMLFormElement>((event) => {
    if (isStrongEnter(event)) void save()
    else if (event.altKey && event.code === 'KeyD') onResumeNewest()
    else if (event.key === 'Escape' && !isInOpenList(event)) closePanel()
    else {
      // Tab in an open list takes the marked entry and stays; here it goes on as well, as from any other field.
      if (event.key === 'Tab' && isInOpenList(event)) goOnFrom(event)
      return false
    }
    return true
  })
  useEffect(() => document.getElementById(inputId('title'))?.focus(), [])
  const row = (field: IntakeField, span: IntakeRowProps['span'], more: Partial<IntakeRowProps> = {}) => (
    <IntakeRow store={store} field={field} span={span} sources={sources} onText={onText} {...more} />
  )
  return (
    <ConfigProvider componentDisabled={!mayReport}>
      <form
        ref={part}
        className="fs-intake"
        aria-label={t('incidents:newIncident')}
        onSubmit={(event) => event.preventDefault()}
      >
        <header className="fs-intake-head">
          <small>{t('keys')}</small>
        </header>
        <div className="fs-intake-body">
          {children}
          {refusal !== null && (
            <Alert type="info" title={refusal === 'notAllowed' ? t('mayNot') : faultWords(fault(refusal, ''))} />
          )}
          <div className="fs-grid">
            {row('title', 6)}
            {row('category', 4)}
            <LevelRow store={store} row={row} codeOf={names.codeOf} />
            {row('place', 6, { onPlace, hint: <PlaceNoteLine store={store} /> })}
            {row('position', 6, { onMap: () => askForPlace('position') })}
            {row('division', 3)}
            {row('area', 3, { onMap: () => askForPlace('area') })}
          </div>
          <Nearby store={store} space={space} names={names} />
          <div className="fs-grid">
            {row('occurredAt', 3)}
            {row('receivedAt', 3, { placeholder: t('receivedHint') })}
            {row('sourceKind', 3)}
            {row('sourceChannel', 3)}
            {row('sourceName', 3)}
            {row('sourceTelephone', 3)}
          </div>
          <fieldset className="fs-counts">
            <legend>{t('casualties')}</legend>
            {row('dead', 1)}
            {row('missing', 1)}
            {row('injured', 1)}
            {row('trapped', 1)}
            {row('evacuated', 1)}
          </fieldset>
          <div className="fs-grid">
            {row('description', 6)}
            {row('agencies', 6)}
            {row('agencyInCharge', 3)}
            <SensitiveRow store={store} onText={onText} />
            {row('linkedSystem', 3)}
            {row('linkedNumber', 3)}
          </div>
        </div>
        <footer className="fs-intake-foot">
          <Footer
            store={store}
            onSave={() => void save()}
            onDiscard={() => void keeper.finish().then(closePanel)}
            onOpenReported={openReported}
          />
        </footer>
      </form>
    </ConfigProvider>
  )
}
