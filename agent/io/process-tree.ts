/**
 * What of /proc tells whose a socket is. Most of what is asked for is not there, or another user's: that is no error
 * here, and is read through libc where it can be, since an exception costs three times what the reading does.
 */
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { libcCalls } from "../../io/libc.ts";

export interface ProcessTree {
  /** Process numbers. */
  pids(): number[];
  /** -1: it has gone. */
  uidOf(pid: number): number;
  /** None where it has gone, or is not ours to see. */
  descriptors(pid: number): number[];
  /** The number of the socket that a descriptor is; -1: it is none, or not there. */
  socket(pid: number, descriptor: number): number;
  /** The path of its program; "": it has gone. */
  program(pid: number): string;
}

/** `socket:[` and a number of 64 bits. */
const LINK_BYTES = 32;

const readlinkOf = libcCalls((libc) => libc.func("long readlink(const char *path, _Out_ void *bytes, size_t length)"));

/** Undefined: there is none. */
function read<T>(one: () => T): T | undefined {
  try {
    return one();
  } catch {
    return undefined;
  }
}

function linkReader(): (path: string) => string {
  const bytes = Buffer.alloc(LINK_BYTES);
  const readlink = read(readlinkOf);
  if (readlink === undefined) return (path) => read(() => readlinkSync(path)) ?? "";
  return (path) => bytes.toString("latin1", 0, Math.max(0, Number(readlink(path, bytes, LINK_BYTES))));
}

export function openProcessTree(): ProcessTree {
  const link = linkReader();
  return {
    pids: () => readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])),
    uidOf: (pid) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? -1,
    descriptors: (pid) => (read(() => readdirSync(`/proc/${pid}/fd`)) ?? []).map(Number),
    socket: (pid, descriptor) => socketOf(link(`/proc/${pid}/fd/${descriptor}`)),
    program: (pid) => read(() => readlinkSync(`/proc/${pid}/exe`)) ?? "",
  };
}

const socketOf = (link: string): number => (link.startsWith("socket:[") ? Number(link.slice(8, -1)) : -1);
