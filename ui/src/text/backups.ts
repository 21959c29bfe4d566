/** The copies of the log, and the second place they go to. */
import type { BackupLies, BackupTrouble, SecondCopy } from '../api.gen';
import { fullWhen } from './when';

export const backupsText = {
  title: 'Copies of the messages',
  lead: 'A sealed copy of everything is made every day beside the messages. A second place keeps it when this computer’s disk is lost or stolen.',
  elsewhere: 'Another computer keeps the messages: its copies are looked after there.',
  lastHere: (at: string, now: number) => `Last copy on this computer: ${fullWhen(at, now)}.`,
  noneHere: 'There is no copy on this computer yet.',
  none: 'No second place has been named.',
  place: (folder: string) => `Second place: ${folder}`,
  arrived: (at: string, now: number) => `Last copy there: ${fullWhen(at, now)}.`,
  notYet: 'No copy has arrived there yet.',
  failing: (since: string, now: number) => `No copy has reached it since ${fullWhen(since, now)}.`,
  name: 'Name a second place',
  change: 'Change',
  folder: 'Folder on another disk, a share or a USB stick',
  folderHint: 'It must be there and may be written. A stick stays plugged in.',
  check: 'Check and use it',
  missing: 'Name a folder.',
  leave: 'Leave it as it is',
  remind: 'The messages are on this computer’s disk alone.',
  remindMore:
    'If that disk is lost or stolen, everything that is not filed is gone. Name a second place for the daily copy.',
  later: 'Later',
};

/** What is known of where it lies; nothing where the system cannot say. */
export const backupLies: Record<BackupLies, string> = {
  sameDrive:
    'It is on the same drive as the messages: if that drive is lost, so are the copies. Better is another disk, a share or a stick.',
  otherDrive: 'It is on another drive of this computer. Two drives can be parts of one disk; IT support can tell.',
  networkShare: 'It is on another computer.',
  hostFolder: 'It is a folder of the system around this virtual machine.',
  programDrive: 'It is on a drive that a program provides; where that keeps it, this computer cannot tell.',
  syncedFolder: 'A program copies it to other computers; whether it has done so, this computer cannot tell.',
};
export const backupTrouble: Record<BackupTrouble, string> = {
  notThere: 'The place is not there: plugged out, switched off or renamed.',
  full: 'The place is full.',
  closed: 'The place may not be written.',
  failed: 'The place does not answer as it should, or gave back something else than was written.',
};

/** The bar’s words; none where there is nothing to say. Naming a place is the manager’s, so only they are told that none is. */
export function secondCopyWords(copy: SecondCopy, mayName: boolean, now: number): string | null {
  if (copy.kind === 'failing') return `No second copy since ${fullWhen(copy.since, now)}`;
  if (!mayName || copy.kind === 'fine') return null;
  return copy.kind === 'noPlace' ? 'No second place for copies' : 'Second copy is on the same drive';
}
