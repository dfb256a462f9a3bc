// Tells whether a key belongs to a field someone types in.

/** True when keys go into a field. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLElement> | null
  const name = element?.tagName?.toLowerCase()
  return name === 'input' || name === 'textarea' || name === 'select' || element?.isContentEditable === true
}
