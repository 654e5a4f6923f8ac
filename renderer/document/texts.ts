/** Texts of films as files: taking in, saving, opening, recovering; a part of renderer/texts.ts. */
import { count } from '../words.ts';

export const fileTexts = {
  waiting: (n: number) => `${count(n, 'file waits', 'files wait')} until Entracte is ready…`,
  adding: (n: number) => `Taking in ${count(n, 'file', 'files')}…`,
  added: (n: number) => `${count(n, 'file', 'files')} added`,
  adds: (n: number, pictures: number) =>
    `Add ${pictures === n ? count(n, 'picture', 'pictures') : count(n, 'file', 'files')}`,
  saved: 'Saved',
  saveAs: 'Save as',
  saveFirst: 'Save the film',
  saveFirstNote: 'It has never been saved under a name. It goes into Entracte, among your documents.',
  saveAsNote: 'The film stays as it is; you go on with the copy.',
  saveAsName: 'Name',
  relinked: (name: string) => `${name} is back`,
  readOnlySave: 'This film is read only here.',
  readOnlyRemedy: 'Save it under another name to keep your changes.',
  leftOut: (n: number) => `${count(n, 'file was', 'files were')} left out`,
};

export const projectTexts = {
  title: 'Films',
  about: 'Images on a timeline become a film.',
  recent: 'Recent',
  noRecent: 'Films you save appear here.',
  start: 'New film',
  sample: 'Sample film',
  browse: 'Open a file…',
  missing: 'file is gone',
  draft: 'never saved',
  unlist: (name: string) => `Remove “${name}” from the list`,
  untitled: 'Untitled film',
  recoveryTitle: 'Changes were never saved',
  recovery: (at: string) =>
    `The film was left, or Entracte ended, before they were saved. Edits from ${at} were kept aside.`,
  recover: 'Go on with them',
  discard: 'Use the saved film',
};
