/** Which files of others a user can reach: every path is tried as that user, and each must be refused. */
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "../estate.ts";
import type { Tried, Wanted } from "./attempt.ts";
import { asUser, ROLES, type Role, type User, type World } from "./world.ts";

type Path = Wanted["paths"][number];
type Users = Readonly<Record<Role, User>>;

const REFUSED = "EACCES";

export async function attempt(world: World, user: User, wanted: Partial<Wanted>): Promise<Tried> {
  const script = join(world.program, "bench", "show", "confined", "attempt.ts");
  const node = join(world.program, "bin", "node");
  const [program, args] = asUser(user, node, [script]);
  const ran = await run(program, args, 60_000, JSON.stringify({ paths: [], connections: [], ...wanted }));
  if (ran.exit !== 0) throw new Error(`the attempts of ${user.role} could not be made: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Tried;
}

/** A folder and all that is in it, as root sees it. */
function walk(path: string): Path[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // Replaced in between: status files are, each second.
  if (found === undefined) return [];
  // A link is tried as what it leads to; what lies behind is walked where it stands.
  if (found.isSymbolicLink()) {
    const there = statSync(path, { throwIfNoEntry: false });
    return there === undefined ? [] : [{ path, folder: there.isDirectory() }];
  }
  const folder = found.isDirectory();
  return [{ path, folder }, ...(folder ? readdirSync(path).flatMap((name) => walk(join(path, name))) : [])];
}

const isSocket = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true;
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** What the system shows of a process to its own user alone: environment, memory, open files. */
const processPaths = (pid: number): Path[] => [
  ...["environ", "maps", "mem"].map((name) => ({ path: `/proc/${pid}/${name}`, folder: false })),
  { path: `/proc/${pid}/fd`, folder: true },
];

export interface Processes {
  readonly pid: number;
  readonly uid: number;
}

export interface Reach {
  /** Paths of others that were tried, and how many of them could be read or written. */
  readonly foreign: number;
  readonly reached: number;
  /** Files and folders of its own that it can read. */
  readonly own: number;
}

export async function reaches(
  world: World,
  users: Users,
  processes: readonly Processes[],
  fail: (text: string) => void,
): Promise<Record<string, Reach>> {
  const reach: Record<string, Reach> = {};
  for (const role of ROLES) {
    const user = users[role];
    // A socket is connected to, not read.
    const own = walk(user.home).filter(({ path }) => !isSocket(path));
    const theirs = ROLES.filter((other) => other !== role).flatMap((other) => walk(users[other].home));
    const running = processes.filter(({ uid }) => uid !== user.uid).flatMap(({ pid }) => processPaths(pid));
    const foreign = await attempt(world, user, { paths: [...theirs, ...running] });
    const reached = foreign.paths.filter(({ read, write }) => read !== REFUSED || write !== REFUSED);
    const mine = (await attempt(world, user, { paths: own })).paths;
    // What its part has taken away meanwhile is no loss: a temporary file, a body that waited for the engine.
    const lost = mine.filter(({ path, read }) => read !== "ok" && (read !== "ENOENT" || isThere(path)));
    reach[role] = { foreign: foreign.paths.length, reached: reached.length, own: mine.length - lost.length };
    const open = openBehindTheDoor(user);
    if (open.length > 0) fail(`${role}: its folder alone keeps others from ${open.slice(0, SHOWN).join(", ")}`);
    if (reached.length > 0) fail(`${role} reaches what is not its own: ${list(reached)}`);
    if (lost.length > 0 || mine.length === 0) fail(`${role} can't read its own: ${list(lost)}`);
  }
  return reach;
}

/** The second lock, behind the folder's: of a user's files only certificates are open to others by their own mode. */
function openBehindTheDoor(user: User): string[] {
  const files = walk(user.home).filter(({ folder }) => !folder);
  return files.map(({ path }) => path).filter((path) => isOpen(path) && !isPublic(path));
}

/** Of a link the mode says nothing: what it leads to is looked at where it stands. */
function isOpen(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isSymbolicLink() && (found.mode & 0o077) !== 0;
}

function isPublic(path: string): boolean {
  const text = readFileSync(path, "latin1");
  return text.startsWith("-----BEGIN CERTIFICATE-----") && !text.includes("PRIVATE KEY");
}

const SHOWN = 10;

const list = (all: readonly { path: string; read: string; write: string }[]): string =>
  [
    ...all.slice(0, SHOWN).map(({ path, read, write }) => `${path} (read ${read}, write ${write})`),
    ...(all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : []),
  ].join("; ");

/** With doors that stand open the same attempts must find what lies behind; the doors are shut again. */
export async function openDoorIsSeen(world: World, users: Users, fail: (text: string) => void): Promise<number> {
  const data = users.gateway.home;
  const doors = [
    { path: data, open: 0o755, shut: 0o700 },
    { path: join(data, "config"), open: 0o755, shut: 0o700 },
    { path: join(data, "config", "gateway-1.yaml"), open: 0o644, shut: 0o600 },
  ];
  for (const { path, open } of doors) chmodSync(path, open);
  const quiet: string[] = [];
  const reach = await reaches(world, users, [], (text) => quiet.push(text));
  for (const { path, shut } of doors) chmodSync(path, shut);
  const found = reach["agent"]?.reached ?? 0;
  if (found < doors.length) fail(`opened ${doors.length} paths of DATA to everybody, and the attempts found ${found}`);
  return found;
}
