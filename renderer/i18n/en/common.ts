// Words used everywhere, English.
import type { Words } from '../words.ts'
import type { common as zh } from '../zh-CN/common.ts'

export const common: Words<typeof zh> = {
  ok: 'OK',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  retry: 'Try again',
  yes: 'Yes',
  no: 'No',
  none: 'None',
  unknown: 'Unknown',
  loading: 'Loading…',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not be copied',
  done: 'Done',
  failed: 'Not done',
  open: 'Open',
  search: 'Search',
  clear: 'Clear',
  more: 'More',
  ofSpace: 'Of the space “{{name}}”',
  once: {
    title: 'Shown this once',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Cannot copy; write it down',
    print: 'Print',
    done: 'I have noted it',
    printed: 'Printed',
  },
}
