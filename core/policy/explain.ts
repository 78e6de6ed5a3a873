/**
 * A decision made once more, or one that was never asked for: the function that enforces, given what is on record or
 * what somebody asks about. What was not said is assumed, and every assumption is told.
 */
import { ACCESS_METHODS, UNKNOWN_COUNTRY } from "../config/policy-spec.ts";
import type { Protocol } from "../net/port-range.ts";
import type { Instant } from "../units.ts";
import type { Compiled } from "./compile.ts";
import { decide } from "./decide.ts";
import type { FlowRequest, Verdict } from "./verdict.ts";

/** What is absent is assumed; an empty text is a value. */
export interface Question {
  /** Name of a User object; else an e-mail address. */
  readonly user: string;
  readonly device?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly accessMethod?: string | undefined;
  readonly os?: string | undefined;
  readonly address?: string | undefined;
  readonly country?: string | undefined;
  /** Wall time, microseconds. */
  readonly atUs?: number | undefined;
}

/** A fact that the decision stands on and nobody stated. */
export interface Assumed {
  readonly fact: string;
  readonly value: string;
  readonly why: string;
}

export interface Explanation {
  readonly request: FlowRequest;
  readonly assumed: readonly Assumed[];
  readonly verdict: Verdict;
}

/** By a permit's end nothing of a verdict is judged. */
const NO_INSTANT = 0 as Instant;

/** `momentUs`: of which the question is, where it states no time of its own. */
export function explain(question: Question, compiled: Compiled, momentUs: number): Explanation {
  const assumed: Assumed[] = [];
  const assume = (fact: string, value: string, why: string): string => {
    assumed.push({ fact, value, why });
    return value;
  };
  const user = userOf(question.user, compiled, assume);
  const { protocol, host, port } = question;
  const request: FlowRequest = {
    ...{ user, device: question.device ?? deviceOf(user, compiled, assume), host, port, protocol },
    session: {
      accessMethod: question.accessMethod ?? assume("access_method", ACCESS_METHODS[0]!, "the usual one"),
      os: question.os ?? assume("os", "", "not said: no rule that names a system matches"),
      address: question.address ?? assume("address", "", "not said: it is in no named network"),
      country: question.country ?? assume("country", UNKNOWN_COUNTRY, "not said"),
    },
    atUs: question.atUs ?? momentUs,
  };
  if (question.atUs === undefined) assume("at", timeText(momentUs), "hours and expiry are judged by then");
  return { request, assumed, verdict: decide(request, compiled, NO_INSTANT) };
}

type Assume = (fact: string, value: string, why: string) => string;

function userOf(asked: string, { users }: Compiled, assume: Assume): string {
  if (users.has(asked)) return asked;
  const mail = asked.toLowerCase();
  const [found, ...others] = [...users].filter(([, { email }]) => email.toLowerCase() === mail).map(([name]) => name);
  if (found === undefined) return asked;
  if (others.length > 0) return assume("user", found, `the first of ${others.length + 1} users with this address`);
  return found;
}

function deviceOf(user: string, { devices }: Compiled, assume: Assume): string {
  const own = [...devices].filter(([, spec]) => spec.user === user);
  const good = own.filter(([, spec]) => !spec.revoked);
  const [found] = (good.length > 0 ? good : own).map(([name]) => name).sort();
  if (found === undefined) return assume("device", "", "the user has none");
  if (own.length === 1) return assume("device", found, "the user's only one");
  return assume("device", found, `the first of the user's ${own.length} that is not revoked`);
}

const timeText = (us: number): string => new Date(Math.floor(us / 1000)).toISOString();
