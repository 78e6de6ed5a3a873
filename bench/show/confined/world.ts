/**
 * A small machine for one run, made inside the namespaces that hold it: users, a network, a place for the program.
 *
 * The users are its own, the network is a loopback and a way out that leads nowhere, and the program's folder stands
 * where every user can read it.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const ROLES = ["gateway", "agent", "publisher", "app", "person"] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  readonly role: Role;
  readonly uid: number;
  /** Its private folder, mode 0700. */
  readonly home: string;
}

export interface World {
  /** The program's folder: all may read it, nobody write. */
  readonly program: string;
  readonly wayleave: string;
  users(form: string): Readonly<Record<Role, User>>;
}

/** Where the publisher's network keeps its name server. */
export const RESOLVER = "127.0.0.53";
const CHECKOUT = join(import.meta.dirname, "..", "..", "..");
/** Numbers that neither distributions nor systemd hand out. */
const FIRST_UID = 60_580;
const RUNS = 100;
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export const sh = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

export function makeWorld(folder: string, pid: number): World {
  sh("mount", "-t", "tmpfs", "-o", "mode=0755,size=1g", "wayleave", folder);
  process.chdir(folder);
  const program = join(folder, "program");
  mkdirSync(program);
  sh("mount", "--bind", CHECKOUT, program);
  sh("mount", "-o", "remount,bind,ro", program);
  const firstUid = FIRST_UID + (pid % RUNS) * ROLES.length;
  makeUsers(join(folder, "etc"), firstUid, pid);
  makeNetwork();
  return {
    program,
    wayleave: join(program, "wayleave"),
    users: (form) => {
      mkdirSync(join(folder, form), { mode: 0o755 });
      const entries = ROLES.map((role, at) => {
        const user: User = { role, uid: firstUid + at, home: join(folder, form, role) };
        mkdirSync(user.home, { mode: 0o700 });
        chownSync(user.home, user.uid, user.uid);
        return [role, user] as const;
      });
      return Object.fromEntries(entries) as Record<Role, User>;
    },
  };
}

/** Users and the resolver's configuration, as the processes of this run alone see them. */
function makeUsers(etc: string, firstUid: number, pid: number): void {
  mkdirSync(etc, { mode: 0o755 });
  const rows = ROLES.map((role, at) => ({ name: `wl-${role}-${pid}`, uid: firstUid + at }));
  const passwd = rows.map(({ name, uid }) => `${name}:x:${uid}:${uid}::/nonexistent:/usr/sbin/nologin\n`).join("");
  const group = rows.map(({ name, uid }) => `${name}:x:${uid}:\n`).join("");
  overlay(etc, "passwd", (text) => text + passwd);
  overlay(etc, "group", (text) => text + group);
  overlay(etc, "hosts", () => "127.0.0.1 localhost\n::1 localhost\n");
  overlay(etc, "resolv.conf", () => `nameserver ${RESOLVER}\n`);
  // Some systems ask a daemon over a Unix socket, which leads out of the network namespace.
  overlay(etc, "nsswitch.conf", () => "passwd: files\ngroup: files\nhosts: files dns\n");
}

function overlay(etc: string, name: string, change: (text: string) => string): void {
  const target = `/etc/${name}`;
  if (!existsSync(target)) {
    if (name === "nsswitch.conf") return;
    throw new Error(`${target} is missing: there is nothing to put this run's own in place of`);
  }
  const own = join(etc, name);
  writeFileSync(own, change(readFileSync(target, "utf8")));
  chmodSync(own, 0o644);
  sh("mount", "--bind", own, realpathSync(target));
}

/** Without a way out a connection to the world would fail before any rule could see and count it. */
function makeNetwork(): void {
  sh("ip", "link", "set", "lo", "up");
  try {
    sh("ip", "link", "add", "out0", "type", "veth", "peer", "name", "out1");
    sh("ip", "link", "set", "out1", "up");
  } catch {
    sh("ip", "link", "add", "out0", "type", "dummy");
  }
  sh("ip", "address", "add", "198.18.0.1/15", "dev", "out0");
  sh("ip", "-6", "address", "add", "2001:2::1/48", "dev", "out0", "nodad");
  sh("ip", "link", "set", "out0", "up");
  sh("ip", "route", "add", "default", "via", "198.18.0.2");
  sh("ip", "-6", "route", "add", "default", "via", "2001:2::2");
}

/** A command as it is started for a user: no group, no capability, no way to gain one, an environment of its own. */
export function asUser(user: User, command: string, args: readonly string[]): [string, string[]] {
  const id = String(user.uid);
  const drop = ["--reuid", id, "--regid", id, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];
  const clean = ["env", "-i", `PATH=${SYSTEM_PATH}`, `HOME=${user.home}`, "LANG=C.UTF-8"];
  return ["setpriv", [...drop, "--no-new-privs", ...clean, command, ...args]];
}

/** A file that its user alone may read. */
export function give(user: User, name: string, text: string): string {
  const path = join(user.home, name);
  writeFileSync(path, text, { mode: 0o600 });
  chownSync(path, user.uid, user.uid);
  return path;
}

/** A folder that its user alone may enter. */
export function giveFolder(user: User, name: string): void {
  const path = join(user.home, name);
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, user.uid, user.uid);
}
