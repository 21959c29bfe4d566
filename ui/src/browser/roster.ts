/** Staff and workstations of the practice in memory: enough of the core's rules for every state of their pages. */
import type { Change, DeviceRow, Failure, JoinRequest, JoinState, StaffRow, StaffView } from '../api.gen';
import type { Doubled as Host } from './doubled';
import { everybody, userName } from './staff';

const KIT = 'K7QF 2MXT 9RWD H4PA 6CZE T8VN 3JYB 5ASG 003G W58W 4CN3 2E1Z 8S6N 8PV2';
export const JOIN_CODE = '4821 9034';
const QR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#fff"/>${Array.from({ length: 81 }, (_, n) => (((n * 2654435761) >>> 7) % 5 < 2 ? `<rect x="${n % 9}" y="${Math.floor(n / 9)}" width="1" height="1"/>` : '')).join('')}</svg>`;
const authenticator = { totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', totpQrSvg: QR };
const id = (n: number) => `de5c0000-0000-4000-8000-00000000000${n}`;

interface Around {
  scenes: Set<string>;
  answer: <T>(make: () => T) => Promise<T>;
  failure: (code: Failure['code'], more?: Partial<Failure>) => Failure;
  now: () => number;
  me: () => StaffView;
  tell: (change: Change) => void;
}

type Part = Pick<
  Host,
  | 'beginJoin'
  | 'joining'
  | 'cancelJoin'
  | 'beginRestore'
  | 'finishRestore'
  | 'acceptRevocation'
  | 'staff'
  | 'beginStaff'
  | 'beginReset'
  | 'finishStaff'
  | 'changeRoles'
  | 'setExpiry'
  | 'staffLeaves'
  | 'unlockAccount'
  | 'changePassword'
  | 'devices'
  | 'logPlace'
  | 'joinRequests'
  | 'confirmJoin'
  | 'refuseJoin'
  | 'renameDevice'
  | 'revokeDevice'
  | 'rotateKeys'
  | 'checkKit'
  | 'beginKit'
  | 'finishKit'
>;

export function rosterHost({ scenes, answer, failure, now, me, tell }: Around): Part {
  const iso = (at: number) => new Date(at).toISOString();
  const people: StaffRow[] = everybody.map((one) => ({
    id: one.id,
    name: one.name,
    signature: one.name,
    userName: userName(one),
    roles: one.roles,
    current: true,
    you: false,
    expires: null,
    lockedUntil: null,
  }));
  if (scenes.has('lockedout')) people[1]!.lockedUntil = iso(now() + 15 * 60_000);
  const devices: DeviceRow[] = [
    { id: id(1), name: 'RECEP-02, front desk', this: true, current: true },
    { id: id(2), name: 'NURSE-01', this: false, current: true },
    { id: id(3), name: 'LAPTOP-07', this: false, current: false },
  ];
  let asking: JoinRequest[] = scenes.has('asks')
    ? [{ attempt: id(9), workstation: 'RECEP-03, window', since: iso(now() - 60_000) }]
    : [];
  let begun: { row: StaffRow; isNew: boolean } | null = null;
  let join: JoinState = { kind: 'notAsked' };
  const changed = () => queueMicrotask(() => tell({ kind: 'roster' }));
  const manager = () => {
    if (!me().roles.includes('manager'))
      throw failure('refused', { refusal: { kind: 'notAllowed', action: 'manageStaff' } });
  };
  const person = (staff: string) => {
    manager();
    const row = people.find((one) => one.id === staff && one.current);
    if (!row) throw failure('notFound');
    return row;
  };
  const aManagerStays = (row: StaffRow) => {
    if (!people.some((one) => one.current && one.id !== row.id && one.roles.includes('manager')))
      throw failure('lastManager');
  };
  const device = (wanted: string) => {
    manager();
    const row = devices.find((one) => one.id === wanted);
    if (!row) throw failure('notFound');
    return row;
  };
  const weak = (password: string) => {
    if (/^(password|kettle){2}/.test(password)) throw failure('passwordCommon');
  };
  return {
    beginJoin: (form) =>
      answer(() => {
        join = form.log.includes('nowhere') ? { kind: 'failed', why: 'noLog' } : { kind: 'looking' };
        setTimeout(
          () =>
            (join =
              join.kind === 'looking' ? { kind: 'code', practice: 'Hollin Lane Surgery', code: JOIN_CODE } : join),
          300,
        );
        return null;
      }),
    joining: () => answer(() => join),
    cancelJoin: () => answer(() => void (join = { kind: 'notAsked' })),
    beginRestore: (form) =>
      answer(() => {
        if (form.recoveryKit.replace(/[\s-]/g, '').length !== 56) throw failure('kitLength');
        weak(form.password);
        return {
          practice: 'Hollin Lane Surgery',
          devices: devices.slice(0, 2).map((one) => ({ ...one, this: false })),
          people: people
            .filter((one) => one.roles.includes('manager'))
            .map(({ id, name, roles }) => ({ id, name, roles })),
          authenticator,
        };
      }),
    finishRestore: (code) =>
      answer(() => {
        if (code === '000000') throw failure('codeWrong');
        scenes.delete('setup');
        return null;
      }),
    acceptRevocation: () =>
      answer(() => {
        const here = new URL(location.href);
        here.searchParams.delete('blocked');
        history.replaceState(null, '', here);
        scenes.add('setup');
        return null;
      }),
    staff: () => answer(() => (manager(), people.map((one) => ({ ...one, you: one.id === me().id })))),
    beginStaff: (form) =>
      answer(() => {
        manager();
        weak(form.password);
        const row: StaffRow = {
          ...form,
          id: `5afe0000-0000-4000-8000-0000000000${people.length + 10}`,
          signature: form.signature || form.name,
          current: true,
          you: false,
          lockedUntil: null,
          roles: form.roles,
        };
        begun = { row, isNew: true };
        return authenticator;
      }),
    beginReset: (staff, name, password) =>
      answer(() => {
        weak(password);
        begun = { row: { ...person(staff), userName: name }, isNew: false };
        return authenticator;
      }),
    finishStaff: (code) =>
      answer(() => {
        if (!begun) throw failure('internal');
        if (code === '000000') throw failure('codeWrong');
        const { row, isNew } = begun;
        if (people.some((one) => one.current && one.id !== row.id && one.userName === row.userName))
          throw failure('userNameTaken');
        if (isNew) people.push(row);
        begun = null;
        changed();
        return row.id;
      }),
    changeRoles: (staff, roles) =>
      answer(() => {
        const row = person(staff);
        if (!roles.includes('manager')) aManagerStays(row);
        row.roles = roles;
        changed();
      }),
    setExpiry: (staff, expires) => answer(() => void ((person(staff).expires = expires), changed())),
    staffLeaves: (staff) =>
      answer(() => {
        const row = person(staff);
        if (row.id === me().id) throw failure('own');
        aManagerStays(row);
        Object.assign(row, { current: false, roles: [] });
        changed();
      }),
    unlockAccount: (staff) => answer(() => void ((person(staff).lockedUntil = null), changed())),
    changePassword: (current) =>
      answer(() => {
        if (current === 'wrong') throw failure('wrongCredentials');
        return null;
      }),
    devices: () => answer(() => (manager(), devices.map((one) => ({ ...one })))),
    logPlace: () => answer(() => '/var/lib/duty-desk/practice/queue'),
    joinRequests: () => answer(() => (manager(), asking)),
    confirmJoin: (attempt, code) =>
      answer(() => {
        manager();
        const one = asking.find((row) => row.attempt === attempt);
        if (!one) throw failure('notFound');
        asking = [];
        if (code !== JOIN_CODE.replace(' ', '')) throw failure('codesDiffer');
        devices.push({ id: id(9), name: one.workstation, this: false, current: true });
        changed();
      }),
    refuseJoin: () => answer(() => void ((asking = []), changed())),
    renameDevice: (wanted, name) => answer(() => void ((device(wanted).name = name), changed())),
    revokeDevice: (wanted) => answer(() => void ((device(wanted).current = false), changed())),
    rotateKeys: () => answer(() => manager()),
    checkKit: (typed) =>
      answer(() => {
        const plain = typed.replace(/[\s-]/g, '').toUpperCase();
        if (plain.length !== 56) return 'length' as const;
        if (plain.includes('U')) return 'character' as const;
        if (plain === KIT.replace(/ /g, '')) return 'opens' as const;
        return plain.startsWith('K7QF') ? ('mistyped' as const) : ('anotherKit' as const);
      }),
    beginKit: () => answer(() => ({ practice: 'Hollin Lane Surgery', recoveryKit: KIT })),
    finishKit: (last) =>
      answer(() => {
        if (last.toUpperCase() !== '8PV2') throw failure('kitWrong');
        return null;
      }),
  };
}
