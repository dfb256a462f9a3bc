// Going through the list from anywhere: whoever shows the list (or follows it unseen) offers the step; keys and palette use it.
import { createStore } from 'zustand/vanilla'

interface ListStep {
  /** Selects the incident `by` places on in the list's order; null while nobody follows a list. */
  readonly step: ((by: number) => void) | null
}

const listStepStore = createStore<ListStep>(() => ({ step: null }))

/** Offers the step. Returns the way to withdraw it. */
export function offerStep(step: (by: number) => void): () => void {
  listStepStore.setState({ step })
  return () => {
    if (listStepStore.getState().step === step) listStepStore.setState({ step: null })
  }
}

/** Goes `by` incidents on; false when no list is followed. */
export function stepList(by: number): boolean {
  const { step } = listStepStore.getState()
  step?.(by)
  return step !== null
}
