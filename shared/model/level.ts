// Grades of an incident: 特别重大 (1), 重大 (2), 较大 (3), 一般 (4), or none.
// 突发事件应对法 art. 3: only natural disasters, accidents and public health events are graded; social-security
// events (class 14) have no statutory grade, and the program never invents one.

export const LEVELS = [1, 2, 3, 4] as const
export type Level = (typeof LEVELS)[number]

/** True when events of this code carry a statutory grade. */
export function isGraded(eventCode: string): boolean {
  return /^1[123]/.test(eventCode)
}
