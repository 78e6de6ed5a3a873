/**
 * Who may ask: a program of this machine that can read the key's file, and no page of the web.
 *
 * A page that makes a browser ask us is told by Host (a name pointed at 127.0.0.1), Origin and Sec-Fetch-Site.
 */
import { type Exception, exception } from "./exception.ts";
import type { Credentials } from "./request.ts";

export interface Visit {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

export interface Refusal {
  readonly reason: string;
  readonly exception: Exception;
}

/** ClickHouse's own name for who says none, and ours. */
const USERS = ["default", "wayleave"];

export function refuseVisit(visit: Visit, listen: { host: string; port: number }): Refusal | undefined {
  const hosts = ["127.0.0.1", "localhost", "[::1]", listen.host].map((name) => `${name}:${listen.port}`);
  const denied = (reason: string, text: string) => ({ reason, exception: exception("ACCESS_DENIED", text) });
  if (visit.host === undefined || !hosts.includes(visit.host.toLowerCase())) {
    return denied("host", `This is not the host that was asked for: say ${hosts[0]}.`);
  }
  const ownOrigin = visit.origin === undefined || hosts.some((host) => visit.origin === `http://${host}`);
  if (!ownOrigin || !["none", "same-origin", undefined].includes(visit.fetchSite)) {
    return denied("origin", "Asked for by a page of another site.");
  }
  return undefined;
}

/** `isKey` compares without telling by its time how much was right. */
export function refuseKey(shown: Credentials | undefined, isKey: (text: string) => boolean): Refusal | undefined {
  const user = shown?.user || "default";
  // Both are always looked at: the time must not tell which one was wrong.
  const right = isKey(shown?.password ?? "");
  if (right && USERS.includes(user)) return undefined;
  const who = USERS.includes(user) ? user : "this user";
  const text = `${who}: Authentication failed: password is incorrect, or there is no user with such name.`;
  return { reason: "key", exception: exception("AUTHENTICATION_FAILED", text) };
}
