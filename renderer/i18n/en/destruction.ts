import type { Words } from '../words.ts'
// Words of destroying personal data. English.
import type { destruction as chinese } from '../zh-CN/destruction.ts'

export const destruction: Words<typeof chinese> = {
  title: 'Personal data',
  explain:
    'Once an incident is closed, names, agencies, posts and telephone numbers of who reported and who called, and free texts, attachments and reports that are chosen, can be destroyed as the law orders: also in the journals of every station and server, whose chains still verify.',
  order: 'Destroy personal data…',
  mayNot: 'Only a commander or an administrator may order it.',
  notClosed: 'Close the incident first.',
  dialog: {
    title: 'Destroy personal data: {{title}}',
    goes: 'What goes',
    noNames: 'This incident names nobody who reported or called.',
    texts: 'Free texts',
    textsChosen: '({{count}} of {{of}} chosen)',
    textsHint:
      'Descriptions, log lines and calls may hold names and telephone numbers. Read them; the whole text of those ticked goes too.',
    textOf: { incident: 'Description', call: 'Call', logEntry: 'Log' },
    files: 'Attachments',
    filesHint:
      'Kept as evidence unless ticked. Of those ticked the name, the description and the file go; a file another attachment still names stays.',
    filesKeep: 'Why the {{count}} attachments not ticked are kept as evidence',
    filesKeep_one: 'Why the {{count}} attachment not ticked is kept as evidence',
    filesKeepDefault: 'Evidence of the response',
    papers: 'Reports',
    papersHint:
      'The law keeps signed documents: they stay unless ticked, with a reason. Then title, text, copies and the facts held in it go; number, times, signer and the record of its sending stay.',
    paperReason: 'Why “{{title}}” is destroyed',
    paperReasonHint: 'Why it is destroyed',
    source: 'Incident: reported by {{name}}, telephone {{telephone}}',
    call: 'Call of {{at}}: {{who}}',
    none: '—',
    keep: 'Keep as evidence',
    keepReason: 'Why it is kept',
    keepReasonMissing: 'Say why it is kept',
    basis: 'Legal basis',
    basisDefault: 'Personal Information Protection Law of the PRC, article 47',
    reason: 'Reason',
    basisMissing: 'Name the legal basis (two characters or more)',
    reasonMissing: 'Give a reason (two characters or more)',
    confirm: 'Type the incident number {{number}} to confirm',
    confirmWrong: 'This is not the incident number',
    warning:
      'Nobody can bring it back. Once the server has agreed, every station carries it out as soon as it is linked.',
    outOfReach:
      'Not reached: backups and files exported before, paper, texts, attachments and reports that are not ticked, what linked systems were given (files too). The certificate lists the exports and backups that are known.',
    ok: 'Order the destruction',
    cancel: 'Cancel',
    ordered: 'Destruction ordered',
  },
  list: {
    ordered: 'Ordered by {{officer}}, {{at}} (carried out at {{done}} of {{all}})',
    certificate: 'Certificate',
  },
  paper: {
    head: 'Certificate of destruction of personal data',
    number: 'Certificate {{number}}',
    from: 'Fengsui emergency command system',
    date: 'Made {{date}}',
    title: 'Personal data of “{{title}}” ({{number}})',
    order: 'Order: given by {{officer}}, {{at}}. Legal basis: {{basis}}. Reason: {{reason}}.',
    scope:
      'Scope: {{changes}} changes of {{records}} records. Destroyed are names, agencies, posts and telephone numbers of who reported and who called{{texts}}; everything else was recorded once more, and the chains still verify.',
    scopeTexts: ', and free texts of {{count}} records',
    scopeFiles: ', names, descriptions and files of {{count}} attachments',
    scopeFiles_one: ', name, description and file of {{count}} attachment',
    scopeReports: ', the content of {{count}} reports',
    scopeReports_one: ', the content of {{count}} report',
    reports:
      'Reports destroyed by the order (number, times, signer and the record of sending stay): {{items}}. All others stay.',
    reportItem: '{{id}} ({{reason}})',
    evidenceFile: 'attachment {{id}} ({{reason}})',
    evidenceNone: 'Kept as evidence: nothing.',
    evidence: 'Kept as evidence: {{items}}.',
    evidenceItem: 'call {{id}} ({{reason}})',
    done: 'Carried out at:',
    doneItem: '{{name}}: {{at}}, {{erased}} changes destroyed, {{absent}} had never been there{{waiting}}',
    doneWaiting:
      '; of these, {{waiting}} still lay in a journal archive whose file was away then: destroyed once it is back in its place (“archives” on the command line says how many are left)',
    doneFiles: '; {{files}} attachment files removed',
    doneFilesKept: ', {{kept}} kept because another attachment names the same file',
    doneNoFiles: '; an older version, which left the attachment files: they go once it is updated',
    server: 'coordination server',
    open: 'Not carried out yet (will be, once linked): {{names}}.',
    openNone: 'Carried out at every station that is known.',
    copies: 'Exports, archive bundles and backups that are known (to be destroyed separately):',
    copyItem: '{{at}} {{station}} {{name}}: {{event}}',
    copiesNone: 'The audit records name no export, archive bundle or backup made before.',
    copiesMany: 'And {{count}} more, see Administration, Audit.',
    limits:
      'Outside this certificate: backups and files exported before, paper, texts, attachments and reports the order does not name, what linked systems were given (files too), and cells a storage device keeps for itself.',
    foot: 'Made from the records this station sees; what counts are the records of execution in the chains of stations and servers.',
  },
  event: {
    exportSpace: 'space exported',
    tellExport: 'saved or printed at the console',
    archive: 'archive bundle',
    backup: 'backup',
  },
  certificate: {
    title: 'Certificate of destruction',
    print: 'Print',
    pdf: 'Save as PDF',
    loading: 'Gathering',
  },
}
