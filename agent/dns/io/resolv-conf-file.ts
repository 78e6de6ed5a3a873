/**
 * Points /etc/resolv.conf at us, and back.
 *
 * A link is replaced, not followed: the file that it names is another program's. What another program writes there
 * afterwards is that program's, and is never undone.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { errnoOf } from "../../../io/errors.ts";
import type { Before } from "../resolver-journal.ts";

/** What it says, through links; "" where there is none. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}

export function beforeOf(path: string): Before {
  let stat: ReturnType<typeof lstatSync>;
  try {
    stat = lstatSync(path)!;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return { kind: "none" };
    throw error;
  }
  const mounted = isMounted(path);
  // What is mounted where a link leads to is reached by the link, and by nothing else.
  if (stat.isSymbolicLink() && !mounted) return { kind: "link", target: readlinkSync(path) };
  const { mode, uid, gid } = stat;
  return { kind: "file", text: textOf(path), mode: mode & 0o777, uid, gid, mounted };
}

export function put(path: string, text: string, before: Before): void {
  if (before.kind === "file" && before.mounted) return writeInPlace(path, text);
  const beside = `${path}.wayleave`;
  writeFileSync(beside, text, { mode: 0o644 });
  // The umask may have taken bits off: all programs read it.
  chmodSync(beside, before.kind === "file" ? before.mode : 0o644);
  if (before.kind === "file") chownSync(beside, before.uid, before.gid);
  renameSync(beside, path);
}

/** False: it is another program's by now, and stays. */
export function putBack(path: string, ours: string, before: Before): boolean {
  rmSync(`${path}.wayleave`, { force: true });
  if (textOf(path) !== ours) return false;
  if (before.kind === "none") rmSync(path, { force: true });
  else if (before.kind === "file") put(path, before.text, before);
  else {
    symlinkSync(before.target, `${path}.wayleave`);
    renameSync(`${path}.wayleave`, path);
  }
  return true;
}

function writeInPlace(path: string, text: string): void {
  const fd = openSync(path, "r+");
  try {
    // Written before it is cut: at no time is it empty.
    writeSync(fd, text, 0);
    ftruncateSync(fd, Buffer.byteLength(text));
  } finally {
    closeSync(fd);
  }
}

function isMounted(path: string): boolean {
  try {
    const real = realpathSync(path);
    const points = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
    return points.some((line) => line.split(" ")[4] === real);
  } catch {
    return false;
  }
}
