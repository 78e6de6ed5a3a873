/** A process's own log: JSON lines on stderr. Nothing per buffer or frame; flows at debug; names never above it. */
import { writeSync } from "node:fs";
import { clock } from "./clock.ts";
import { errnoOf, errorText } from "./errors.ts";

export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];
export type Fields = Readonly<Record<string, unknown>>;

export interface JsonLog {
  debug(msg: string, fields?: Fields): void;
  info(msg: string, fields?: Fields): void;
  warn(msg: string, fields?: Fields): void;
  error(msg: string, fields?: Fields): void;
  /** A log whose every line bears these fields too. */
  with(fields: Fields): JsonLog;
}

/** For lines about one flow: by its trace they are found among those of other parts. "": it has none. */
export const traced = (traceId: string): Fields => (traceId === "" ? {} : { trace_id: traceId });

export interface JsonLogOptions {
  readonly service: string;
  readonly level?: Level;
  readonly write?: (line: string) => void;
}

export function openJsonLog(o: JsonLogOptions): JsonLog {
  const level = o.level ?? levelOf(process.env.WAYLEAVE_LOG_LEVEL) ?? "info";
  return bearing({ service: o.service }, LEVELS.indexOf(level), o.write ?? toStderr);
}

export const levelOf = (text: string | undefined): Level | undefined => LEVELS.find((level) => level === text);

function bearing(own: Fields, least: number, write: (line: string) => void): JsonLog {
  const at = (level: Level) => (msg: string, fields?: Fields) => {
    if (LEVELS.indexOf(level) < least) return;
    write(lineOf({ time: timeText(clock.wallUs()), level, msg, ...own, ...fields }));
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (fields) => bearing({ ...own, ...fields }, least, write),
  };
}

/** RFC 3339 in UTC with microseconds. */
export function timeText(us: number): string {
  const whole = new Date(Math.floor(us / 1000)).toISOString();
  return `${whole.slice(0, -1)}${String(us % 1000).padStart(3, "0")}Z`;
}

function lineOf(fields: Fields): string {
  try {
    return `${JSON.stringify(fields, plain)}\n`;
  } catch (error) {
    // A log line must not be what brings a process down, whatever was put into it.
    return `${JSON.stringify({ level: "error", msg: "a log line could not be written", error: errorText(error) })}\n`;
  }
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, text: errorText(value), errno: errnoOf(value) };
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}

function toStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads stderr any more, or its pipe is full: a lost line is better than a blocked or dead process.
  }
}
