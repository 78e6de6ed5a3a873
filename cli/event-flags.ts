/** The flags of `wayleave events` as what is asked of the record: each is what was meant, or what is wrong with it. */

import type { FlowFilters } from "../core/reading/flows-query.ts";
import { hasFilter, KINDS, type Kind, type KindFilter, type KindFilters } from "../core/reading/kinds.ts";
import { isCode } from "../core/reason.ts";
import { type Read, readDuration } from "./args.ts";

export const EVENT_FORMATS = ["table", "json", "jsonl", "csv"] as const;
export type EventFormat = (typeof EVENT_FORMATS)[number];

export const EVENT_KINDS = ["flow", ...KINDS] as const;

export interface EventFlags {
  readonly kind?: "flow" | Kind;
  readonly question?: string;
  readonly since?: number;
  readonly until?: number;
  readonly user?: string;
  readonly device?: string;
  readonly app?: string;
  readonly host?: string;
  readonly port?: number;
  readonly policy?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly publisher?: string;
  readonly status?: string;
  readonly denial?: string;
  readonly flow?: string;
  readonly limit?: number;
  readonly probes?: boolean;
  readonly attempts?: boolean;
  readonly follow?: boolean;
  readonly changes?: boolean;
  readonly output: EventFormat;
}

export interface EventsAsked {
  readonly kind: "flow" | Kind;
  /** Of flows. */
  readonly filters: FlowFilters;
  /** Of another kind. */
  readonly ofKind: KindFilters;
  readonly format: EventFormat;
  readonly follow: "no" | "closed" | "changes";
  /** With `follow`: what was there before is printed first. */
  readonly backlog: boolean;
  /** The limit is ours: who wants more must hear that there is more. */
  readonly limitByDefault: boolean;
}

const SINCE_DEFAULT_US = 15 * 60 * 1_000_000;
/** Without a time range of their own, people look at a screen. */
export const LIMIT_DEFAULT = 1000;
/** They are held at once; who wants more names a time and no limit. */
export const LIMIT_MOST = 100_000;

export function judgeEvents(flags: EventFlags, nowUs: number): Read<EventsAsked> {
  const { follow = false, changes = false, output } = flags;
  if (changes && !follow) return { wrong: "--changes says what --follow prints: give both" };
  if (follow && output === "json")
    return { wrong: "-o json is one array, which --follow would never end: use -o jsonl" };
  for (const name of ["until", "limit"] as const) {
    if (follow && flags[name] !== undefined) return { wrong: `--follow has no end: leave --${name} out` };
  }
  const { since, until, kind = "flow" } = flags;
  if (kind !== "flow") {
    const stray =
      OF_FLOWS.find((name) => flags[name]) ?? OF_KINDS.find((name) => flags[name] && !hasFilter(kind, name));
    if (stray !== undefined) return { wrong: `--${stray} is of no ${kind} event: leave it out, or --kind ${kind}` };
  }
  if (since !== undefined && until !== undefined && until <= since)
    return { wrong: "--until is not after --since: no flow can be in between" };
  // An id names its flow: nobody who has one knows how long ago it was.
  const byId = [flags.denial, flags.flow, flags.question].some((id) => id !== undefined);
  const sinceUs = since ?? (byId ? undefined : Math.min(nowUs, until ?? nowUs) - SINCE_DEFAULT_US);
  const limitByDefault = since === undefined && flags.limit === undefined && !follow;
  const filters: FlowFilters = {
    ...{ sinceUs, untilUs: until, user: flags.user, device: flags.device, app: flags.app, host: flags.host },
    ...{ port: flags.port, policy: flags.policy, action: flags.action, reason: flags.reason },
    ...{ publisher: flags.publisher, status: flags.status, denialId: flags.denial, questionId: flags.question },
    flowIds: flags.flow === undefined ? undefined : [flags.flow],
    ...{ probes: flags.probes ?? false, attempts: flags.attempts ?? false },
    limit: limitByDefault ? LIMIT_DEFAULT : flags.limit,
  };
  const { user, device, app, host, reason, publisher, port, denial, flow, question } = flags;
  const { limit } = filters;
  const ofKind = {
    sinceUs,
    untilUs: until,
    user,
    device,
    app,
    host,
    reason,
    publisher,
    port,
    denial,
    flow,
    question,
    limit,
  };
  const following = follow ? (changes ? "changes" : "closed") : "no";
  const how = { format: output, follow: following, backlog: since !== undefined, limitByDefault } as const;
  return { value: { kind, filters, ofKind, ...how } };
}

const OF_FLOWS = ["policy", "action", "status", "probes", "attempts", "changes"] as const;
const OF_KINDS: readonly KindFilter[] = [
  ...(["user", "device", "app", "host", "reason", "publisher", "port", "denial", "flow", "question"] as const),
];

/** As `question_id` and `lease_id` are printed. */
export function readQuestionId(text: string): Read<string> {
  const value = text.toLowerCase();
  const is = `must be a question_id or lease_id, 32 hex digits; is ${JSON.stringify(text)}`;
  return /^[0-9a-f]{32}$/.test(value) ? { value } : { wrong: is };
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:\d\d)$/;

/** `5m`: that long ago; else a time with its offset. In wall microseconds. */
export function readMoment(text: string, nowUs: number): Read<number> {
  const ago = readDuration(text);
  if ("value" in ago) return { value: nowUs - ago.value * 1000 };
  const found = RFC_3339.exec(text);
  const [, date, time, fraction = "", offset] = found ?? [];
  const ms = found === null ? Number.NaN : Date.parse(`${date}T${time}${offset!.toUpperCase()}`);
  if (Number.isFinite(ms)) return { value: ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0")) };
  const forms = "a duration such as 90s, 5m, 2h or 7d, or a time such as 2026-01-31T09:30:00Z";
  return { wrong: `must be ${forms}; is ${JSON.stringify(text)}` };
}

export function readOneOf<T extends string>(words: readonly T[]): (text: string) => Read<T> {
  return (text) => {
    const value = words.find((word) => word === text.toLowerCase());
    return value === undefined ? { wrong: `must be ${words.join(", ")}; is ${JSON.stringify(text)}` } : { value };
  };
}

/** A code, or a pattern of codes. */
export function readReason(text: string): Read<string> {
  const code = text.toUpperCase();
  if (text.includes("%") || isCode(code)) return { value: code };
  return { wrong: `${JSON.stringify(text)} is no code of the catalogue; a pattern needs %, such as CGW_POLICY_%` };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readFlowId(text: string): Read<string> {
  const value = text.toLowerCase();
  return UUID.test(value) ? { value } : { wrong: `must be a flow_id as events prints it; is ${JSON.stringify(text)}` };
}

/** An empty name would be asked for by nobody: an unset variable of a script is. */
export const readName = (text: string): Read<string> =>
  text.trim() === "" ? { wrong: "is empty: name it, or leave the flag out" } : { value: text };
