/** Before something is written into a file that anybody can open. */
export const exportText = {
  title: 'This file is not encrypted',
  audit: 'It holds names of staff, NHS numbers and who looked at what.',
  safety: 'No patient is named by Duty Desk in it, but what people wrote about incidents may.',
  open: 'Anybody who can open the exports folder can read it. Move it to where it is needed and delete it here.',
  recorded: 'That you wrote it is recorded in the audit.',
  write: 'Write the file',
  cancel: 'Cancel',
};
