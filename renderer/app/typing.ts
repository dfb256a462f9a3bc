// Tells whether a key belongs to what has the focus: a field someone types in, or a control that uses the arrows itself.

/** True when keys go into a field. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLElement> | null
  const name = element?.tagName?.toLowerCase()
  return name === 'input' || name === 'textarea' || name === 'select' || element?.isContentEditable === true
}

const ARROW_USERS = [
  'menu',
  'menubar',
  'listbox',
  'tree',
  'tablist',
  'radiogroup',
  'slider',
  'separator',
  'combobox',
  'grid',
].map((role) => `[role="${role}"]`)

/** True when the arrow keys mean something to the control that has the focus. */
export function usesArrows(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLElement> | null
  return isTyping(target) || (element?.closest?.([...ARROW_USERS, '.fs-resize'].join(',')) ?? null) !== null
}
