/**
 * Who may see the console: a program of this machine that can read the key's file, a browser that was given the key.
 *
 * A page of another site that makes the browser ask us is told by Host (a name pointed at 127.0.0.1) and Origin.
 */

export interface Visit {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  /** A browser says `navigate` where a person opened the address. */
  readonly fetchMode: string | undefined;
}

export type Admission =
  | {
      readonly kind: "refused";
      readonly status: 400 | 401 | 403 | 404 | 405;
      readonly reason: string;
      readonly text: string;
    }
  /** The key came in the address of a browser: it moves into a cookie, and out of the address bar. */
  | { readonly kind: "moved"; readonly path: string }
  | { readonly kind: "page"; readonly path: Page; readonly setCookie: boolean };

export const PAGES = ["/", "/status.json"] as const;
export type Page = (typeof PAGES)[number];

export interface Door {
  readonly port: number;
  /** Compares without telling by its time how much was right. */
  readonly isKey: (text: string) => boolean;
}

/** Cookies don't tell ports apart: two systems on one machine must not overwrite each other's. */
export const cookieName = (port: number): string => `wayleave_console_${port}`;

export function admit(visit: Visit, door: Door): Admission {
  const stranger = strangerOf(visit, door.port);
  if (stranger === "host") return refused(403, "host", `open this page as http://127.0.0.1:${door.port}/`);
  if (stranger === "origin") return refused(403, "origin", "asked for by a page of another site");
  if (visit.method !== "GET" && visit.method !== "HEAD")
    return refused(405, "method", "only GET and HEAD are known here");
  const [path = "", query = ""] = split(visit.target, "?");
  const shown = queryKey(query);
  const byQuery = shown !== undefined && door.isKey(shown);
  if (!byQuery && !cookies(visit.cookie, cookieName(door.port)).some(door.isKey)) {
    return refused(401, "key", "a key is needed: wayleave up prints the address that holds it");
  }
  const page = PAGES.find((one) => one === path);
  if (page === undefined) return refused(404, "path", `nothing is here; known: ${PAGES.join(", ")}`);
  if (byQuery && visit.fetchMode === "navigate") return { kind: "moved", path };
  return { kind: "page", path: page, setCookie: byQuery };
}

/** Of a loopback listener: which header says that somebody else's page or name brought the caller here. */
export function strangerOf(
  { host, origin }: { readonly host: string | undefined; readonly origin: string | undefined },
  port: number,
): "host" | "origin" | undefined {
  const hosts = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase())) return "host";
  return origin === undefined || hosts.some((own) => origin === `http://${own}`) ? undefined : "origin";
}

const refused = (status: 400 | 401 | 403 | 404 | 405, reason: string, text: string): Admission => ({
  kind: "refused",
  status,
  reason,
  text,
});

function split(text: string, at: string): [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}

/** Keys are base64url: nothing in them is escaped. */
const queryKey = (query: string): string | undefined =>
  query
    .split("&")
    .find((pair) => pair.startsWith("key="))
    ?.slice("key=".length);

const cookies = (header: string | undefined, name: string): string[] =>
  (header ?? "")
    .split(";")
    .map((pair) => split(pair.trim(), "="))
    .filter(([key]) => key === name)
    .map(([, value]) => value);
