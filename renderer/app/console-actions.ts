// Everything an officer can do from anywhere: one list, read by the keys, the command palette and the help. An action that
// cannot be done now says why; it is shown greyed, never hidden.
import { App } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import { openAdmin } from '../features/admin/admin-store.ts'
import { markAllRead, printList, saveListAsCsv, saveListAsMap } from '../features/incidents/list-actions.ts'
import { openCallBook } from '../features/log/log-store.ts'
import { goToSystems } from '../features/systems/systems-store.ts'
import { faultWords } from '../i18n/i18n.ts'
import { call, undoChange } from '../link/station.ts'
import { viewHost } from '../link/view-host.ts'
import { clearFilter, countConditions, filterStore } from '../state/filter-store.ts'
import { openImport } from '../state/import-store.ts'
import { stepList } from '../state/list-step-store.ts'
import { askMap } from '../state/map-intent-store.ts'
import { useLastOwnChange } from '../state/own-changes-store.ts'
import { closePanel, openConflict, openPanel, panelStore, setLayout, usePanel } from '../state/panel-store.ts'
import { setPreferences, usePreferences } from '../state/preferences-store.ts'
import { useSelectedIncident } from '../state/selection-store.ts'
import { useSpaceId, useSpacePart } from '../state/space-store.ts'
import { useOfficer, useStatusPart } from '../state/use-status.ts'
import { showView } from '../state/view-store.ts'

export const ACTION_GROUPS = ['desk', 'map', 'windows', 'seat'] as const

export interface ConsoleAction {
  readonly id: string
  readonly group: (typeof ACTION_GROUPS)[number]
  /** What it is found by besides its label: pinyin initials. */
  readonly initials: string
  /** As shown: N, Ctrl+K. Single letters and signs work as keys. */
  readonly keys: readonly string[]
  /** Why it cannot be done now; null when it can. */
  readonly why: string | null
  readonly run: () => void
}

export interface Openers {
  readonly help: () => void
  readonly palette: () => void
  readonly settings: () => void
}

/** The actions of this window as they stand now. */
export function useConsoleActions(open: Openers): readonly ConsoleAction[] {
  const why = useReasons()
  const { message } = App.useApp()
  const { t } = useTranslation('app')
  const space = useSpaceId()
  const { language } = usePreferences()
  const selected = useSelectedIncident()
  const lastOwn = useLastOwnChange()
  return useMemo(() => {
    const act = (
      id: string,
      group: ConsoleAction['group'],
      initials: string,
      keys: readonly string[],
      reason: string | null,
      run: () => void,
    ): ConsoleAction => ({ id, group, initials, keys, why: reason, run })
    const withList = (work: (space: string) => Promise<string | null>) => (): void => {
      if (space === null) return
      void work(space).then((complaint) => {
        if (complaint !== null) message.error(complaint)
      })
    }
    const undoLast = async (): Promise<void> => {
      if (lastOwn === null) return
      const done = await undoChange(lastOwn.space, lastOwn.change)
      if (done.ok) message.success(t('undone'))
      else message.error(faultWords(done.fault))
    }
    const other = language === 'en' ? 'zh-CN' : 'en'
    return [
      act('newIncident', 'desk', 'xjsj', ['N'], why.report, () => openPanel('intake')),
      act('search', 'desk', 'ss', ['/'], null, () => focusSearch(open.palette)),
      act('next', 'desk', 'xy', ['J', '↓'], null, () => stepList(1)),
      act('previous', 'desk', 'sy', ['K', '↑'], null, () => stepList(-1)),
      act('log', 'desk', 'zbrz', ['L'], why.right('picture.see'), () => openPanel('log')),
      act('conflicts', 'desk', 'ct', ['C'], why.right('picture.see'), () => openConflict(null)),
      act('directives', 'desk', 'zl', ['D'], why.right('picture.see'), () => showView('directives')),
      act('calls', 'desk', 'dhjl', ['T'], why.right('picture.see'), openCallBook),
      act('roster', 'desk', 'pb', [], why.right('picture.see'), () => showView('roster')),
      act('handover', 'desk', 'jjb', ['H'], why.right('picture.see'), () => showView('handover')),
      act('searchAll', 'desk', 'js', ['F'], why.right('picture.see'), () => showView('search')),
      act('statistics', 'desk', 'tj', [], why.right('picture.see'), () => showView('statistics')),
      act('systems', 'desk', 'lwxt', [], why.right('picture.see'), () => goToSystems(null)),
      act('undo', 'desk', 'ch', ['Ctrl+Z'], why.undo, () => void undoLast()),
      act('closePanel', 'desk', 'gb', ['Esc'], why.panel, closePanel),
      act('list', 'desk', 'lb', [], null, () => setLayout({ listOpen: !panelStore.getState().listOpen })),
      act('markAll', 'desk', 'yd', [], why.right('picture.see'), withList(markAllRead)),
      act('clearFilter', 'desk', 'qc', [], why.filter, clearFilter),
      act('exportCsv', 'desk', 'dc', [], why.right('picture.see'), withList(saveListAsCsv)),
      act(
        'exportGeojson',
        'desk',
        'dc',
        [],
        why.right('picture.see'),
        withList((one) => saveListAsMap(one, 'geojson')),
      ),
      act(
        'exportKml',
        'desk',
        'dc',
        [],
        why.right('picture.see'),
        withList((one) => saveListAsMap(one, 'kml')),
      ),
      act('import', 'desk', 'dr', [], why.report, () => {
        if (space !== null) openImport(space)
      }),
      act('print', 'desk', 'dy', ['Ctrl+P'], why.right('picture.see'), withList(printList)),
      act('showOnMap', 'map', 'dt', ['G'], why.selected, () => {
        if (selected !== null) askMap({ kind: 'showIncident', incident: selected })
      }),
      act('wholePicture', 'map', 'qt', ['0'], null, () => askMap({ kind: 'fitAll' })),
      ...VIEW_NAMES.map((view) =>
        act(`window.${view}`, 'windows', 'ck', [], null, () => void viewHost().openView(view)),
      ),
      act('palette', 'seat', 'ml', ['Ctrl+K'], null, open.palette),
      act('help', 'seat', 'kjj', ['?'], null, open.help),
      act('language', 'seat', 'yy', [], null, () => {
        setPreferences({ language: other })
        void viewHost().setLanguage(other)
      }),
      act('settings', 'seat', 'sz', [], null, open.settings),
      act('relink', 'seat', 'lw', [], why.server, () => void call('relink', {})),
      // Others are not told of it.
      ...(why.right('directory.write') === null ? [act('admin', 'seat', 'gl', [], null, openAdmin)] : []),
      act('signOut', 'seat', 'tc', [], null, () => void call('signOut', {})),
    ]
  }, [why, message, t, space, language, selected, lastOwn, open])
}

interface Reasons {
  /** Why the officer at this seat may not do it. */
  readonly right: (action: Action) => string | null
  readonly report: string | null
  readonly undo: string | null
  readonly panel: string | null
  readonly filter: string | null
  readonly selected: string | null
  readonly server: string | null
}

function useReasons(): Reasons {
  const { t } = useTranslation(['app', 'model'])
  const officer = useOfficer()
  const hasOwn = useLastOwnChange() !== null
  const isPanelOpen = usePanel() !== null
  const isNarrowed = useStore(filterStore, (state) => countConditions(state.filter) > 0)
  const isSelected = useSelectedIncident() !== null
  const isClosed = useSpacePart((space) => space?.closed === true)
  const hasServer = useStatusPart((status) => status !== null && status.link !== 'none')
  return useMemo(() => {
    const right = (action: Action): string | null => {
      if (officer === null) return t('app:why.signedOut')
      return may(officer.role, action) ? null : t('app:why.role', { role: t(`model:role.${officer.role}`) })
    }
    const closed = isClosed ? t('fault:spaceClosed') : null
    const unless = (holds: boolean, reason: string): string | null => (holds ? null : t(`app:why.${reason}`))
    return {
      right,
      report: right('incident.report') ?? closed,
      undo: right('change.undo') ?? closed ?? unless(hasOwn, 'nothingToUndo'),
      panel: unless(isPanelOpen, 'panelClosed'),
      filter: unless(isNarrowed, 'noFilter'),
      selected: unless(isSelected, 'nothingSelected'),
      server: unless(hasServer, 'noServer'),
    }
  }, [officer, hasOwn, isPanelOpen, isNarrowed, isSelected, hasServer, isClosed, t])
}

/** The search field belongs to the list; a closed list is opened first. A window without a list searches in the palette. */
function focusSearch(openPalette: () => void): void {
  setLayout({ listOpen: true })
  requestAnimationFrame(() => {
    const field = document.getElementById('incident-search')
    if (field === null) openPalette()
    else field.focus()
  })
}
