/**
 * The one table of pages: what the rail and the narrow bar offer, who may open each, what stands there and what takes
 * the focus. A new page is a row here and its component. Offering a page only to those who may open it is a courtesy;
 * the core refuses the others.
 */
import type { Component } from 'svelte';
import type { Action as Permission, Counts, Role } from './api.gen';
import type { Action } from './keys';
import type { IconName } from './parts/Icon.svelte';
import AuditPage from './screens/audit/AuditPage.svelte';
import BriefingAgain from './screens/briefing/BriefingAgain.svelte';
import BriefingPage from './screens/briefing/BriefingPage.svelte';
import Filing from './screens/desk/Filing.svelte';
import NeedsYouPage from './screens/desk/NeedsYouPage.svelte';
import DevicesPage from './screens/devices/DevicesPage.svelte';
import HelpPage from './screens/help/HelpPage.svelte';
import RestrictedPage from './screens/restricted/RestrictedPage.svelte';
import RotaPage from './screens/rota/RotaPage.svelte';
import SafetyPage from './screens/safety/SafetyPage.svelte';
import StaffPage from './screens/staff/StaffPage.svelte';
import type { Desk } from './state/desk.svelte';
import { briefingPageText, restrictedPageText } from './text/access';
import { briefingText } from './text/attest';
import { auditText } from './text/audit';
import { helpText } from './text/bar';
import { needsYouText } from './text/desk';
import { queueWords } from './text/terms';
import { devicesText, staffText } from './text/roster';
import { rotaText } from './text/rota';
import { safetyText } from './text/safety';

/** What every page is given; it takes what it needs. */
export interface PageProps {
  desk: Desk;
  /** Opens a conversation. */
  onopen: (id: string) => void;
}

interface PageFacts {
  icon: IconName;
  /** The name in the rail, which is the page's heading too. */
  words: string;
  /** The permission it takes; none where everybody may. */
  may?: Permission;
  /** Only for people in this role. */
  role?: Role;
  /** Messages, the rest of the practice, or the person's own settings: a line in the rail between the first two. */
  group: 'messages' | 'practice' | 'own';
  /** How many wait there. */
  count?: keyof Counts;
  /** A count that asks for nothing is grey, one that must not wait is red. */
  tone?: 'quiet' | 'hot';
  /** The shortcut that leads here. */
  action?: Action;
  /** What fills the window. A page without one is a list with the conversation beside it. */
  component?: Component<PageProps>;
  /** What stands beside the list while no conversation is open. */
  beside?: Component<PageProps>;
  /** What takes the focus instead of the heading. */
  focus?: string;
}

/** A page that needs nothing. */
const alone =
  (page: Component<Record<string, never>>): Component<PageProps> =>
  (internals) =>
    page(internals, {});

const table = {
  needsTriage: {
    icon: 'inbox',
    words: queueWords.needsTriage,
    may: 'readMessages',
    group: 'messages',
    count: 'needsTriage',
    action: 'needsTriage',
  },
  mine: {
    icon: 'user',
    words: queueWords.mine,
    may: 'readMessages',
    group: 'messages',
    count: 'mine',
    action: 'mine',
  },
  dutyList: {
    icon: 'duty',
    words: queueWords.dutyList,
    may: 'readMessages',
    group: 'messages',
    count: 'dutyList',
    action: 'dutyList',
  },
  waiting: {
    icon: 'hour',
    words: queueWords.waiting,
    may: 'readMessages',
    group: 'messages',
    count: 'waiting',
    tone: 'quiet',
  },
  toFile: {
    icon: 'file',
    words: queueWords.toFile,
    may: 'readMessages',
    group: 'messages',
    count: 'toFile',
    action: 'toFile',
    beside: Filing,
  },
  needsYou: {
    icon: 'tri',
    words: needsYouText.title,
    may: 'readMessages',
    group: 'messages',
    count: 'needsYou',
    tone: 'hot',
    action: 'needsYou',
    component: NeedsYouPage,
  },
  search: {
    icon: 'search',
    words: queueWords.search,
    may: 'readMessages',
    group: 'messages',
    action: 'search',
    focus: 'search-field',
  },
  rota: { icon: 'cal', words: rotaText.title, group: 'practice', component: RotaPage },
  safety: { icon: 'dia', words: safetyText.title, may: 'readSafety', group: 'practice', component: SafetyPage },
  staff: { icon: 'people', words: staffText.title, may: 'manageStaff', group: 'practice', component: alone(StaffPage) },
  devices: {
    icon: 'app',
    words: devicesText.title,
    may: 'manageDevices',
    group: 'practice',
    component: DevicesPage,
  },
  briefing: {
    icon: 'clip',
    words: briefingPageText.title,
    may: 'changePolicy',
    group: 'practice',
    component: BriefingPage,
  },
  restricted: {
    icon: 'lock',
    words: restrictedPageText.title,
    may: 'manageStaff',
    group: 'practice',
    component: alone(RestrictedPage),
  },
  audit: { icon: 'shield', words: auditText.title, may: 'readAudit', group: 'practice', component: AuditPage },
  briefingAgain: {
    icon: 'info',
    words: briefingText.again,
    role: 'locum',
    group: 'practice',
    component: alone(BriefingAgain),
  },
  help: { icon: 'keys', words: helpText.title, group: 'own', action: 'help', component: HelpPage },
} satisfies Record<string, PageFacts>;

export type PageName = keyof typeof table;
export type PageRow = PageFacts & { page: PageName };

export const pages: readonly PageRow[] = (Object.keys(table) as PageName[]).map(pageRow);
export function pageRow(page: PageName): PageRow {
  return { page, ...table[page] };
}
/** The pages a person may open, in the order of the rail. */
export const pagesFor = (may: (what: Permission) => boolean, roles: readonly Role[]): PageRow[] =>
  pages.filter((row) => (!row.may || may(row.may)) && (!row.role || roles.includes(row.role)));
