// The conditions behind "more": category, division, a span of time, and the six switches.
import { Button, Switch, TreeSelect } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { clearFilter, countConditions, filterStore, setFilter, setTime } from '../../state/filter-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { readMoment, writeMoment } from '../../ui/local-time.ts'
import { useClear } from '../../ui/use-clear.tsx'
import { WhenInput } from '../../ui/when-input.tsx'
import type { CodeBranch } from './code-tree.ts'
import { categoryTree, divisionTree, fitsWords } from './code-tree.ts'

const SWITCHES = ['onlyUnread', 'onlyConflicts', 'onlyWithoutPosition', 'onlyNowhere', 'withVoid', 'inMapView'] as const

/** Content of the popover. */
export function MoreFilters() {
  const { t } = useTranslation('incidents')
  const { language } = usePreferences()
  const reference = useReferenceData()
  const filter = useStore(filterStore, (state) => state.filter)
  return (
    <section className="fs-more" aria-label={t('filter.moreTitle')}>
      <Codes
        label={t('filter.category')}
        value={filter.categories}
        tree={categoryTree(reference.codes, language)}
        onChange={(categories) => setFilter({ categories })}
      />
      <Codes
        label={t('filter.division')}
        value={filter.divisions}
        tree={divisionTree(reference.divisions, language)}
        onChange={(divisions) => setFilter({ divisions })}
      />
      <div className="fs-more-span">
        <Moment
          label={t('filter.from')}
          value={filter.receivedFromMs}
          onChange={(receivedFromMs) => setTime({ receivedFromMs, receivedToMs: filter.receivedToMs })}
        />
        <Moment
          label={t('filter.to')}
          value={filter.receivedToMs}
          onChange={(receivedToMs) => setTime({ receivedFromMs: filter.receivedFromMs, receivedToMs })}
        />
      </div>
      {SWITCHES.map((name) => (
        <label key={name}>
          <Switch size="small" checked={filter[name]} onChange={(isOn) => setFilter({ [name]: isOn })} />{' '}
          {t(`filter.${name}`)}
        </label>
      ))}
      <Button size="small" disabled={countConditions(filter) === 0} onClick={clearFilter}>
        {t('clear')}
      </Button>
    </section>
  )
}

interface CodesProps {
  readonly label: string
  readonly value: readonly string[]
  readonly tree: readonly CodeBranch[]
  readonly onChange: (codes: readonly string[]) => void
}

/** Whole families or single codes; a chosen family stands for everything under it. */
function Codes({ label, value, tree, onChange }: CodesProps) {
  return (
    <TreeSelect<string[], CodeBranch>
      size="small"
      treeCheckable
      showSearch={{
        filterTreeNode: (typed, { words }) => typeof words === 'string' && fitsWords(words, typed),
        autoClearSearchValue: false,
      }}
      showCheckedStrategy={TreeSelect.SHOW_PARENT}
      allowClear={useClear()}
      maxTagCount="responsive"
      aria-label={label}
      placeholder={label}
      style={{ width: '100%' }}
      popupMatchSelectWidth={320}
      listHeight={320}
      value={[...value]}
      treeData={[...tree]}
      onChange={(codes: readonly string[]) => onChange(codes.slice(0, 50))}
    />
  )
}

interface MomentProps {
  readonly label: string
  readonly value: number | null
  readonly onChange: (ms: number | null) => void
}

/** A date and time of day by Beijing time. */
function Moment({ label, value, onChange }: MomentProps) {
  return (
    <div>
      <span aria-hidden>{label}</span>
      <WhenInput
        kind="moment"
        isSmall
        label={label}
        value={value === null ? null : writeMoment(value)}
        onValue={(next) => onChange(next === null ? null : readMoment(next))}
      />
    </div>
  )
}
