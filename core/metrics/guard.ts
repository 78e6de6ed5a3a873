/**
 * Who may read the metrics: every program of this machine, and no page of the web. They hold no name and no secret.
 *
 * A page that makes a browser ask us is told by Host (a name pointed at 127.0.0.1), Origin and Sec-Fetch-Site.
 */

export interface MetricsVisit {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly hasBody: boolean;
}

export interface MetricsRefusal {
  readonly status: 400 | 403 | 404 | 405;
  readonly reason: "host" | "origin" | "method" | "path" | "body";
  readonly text: string;
}

export const METRICS_PATH = "/metrics";

export function refuseVisit(visit: MetricsVisit, listen: { host: string; port: number }): MetricsRefusal | undefined {
  const hosts = ["127.0.0.1", "localhost", "[::1]", listen.host].map((name) => `${name}:${listen.port}`);
  if (visit.host === undefined || !hosts.includes(visit.host.toLowerCase())) {
    return { status: 403, reason: "host", text: `ask for http://${hosts[0]}${METRICS_PATH}` };
  }
  const ownOrigin = visit.origin === undefined || hosts.some((host) => visit.origin === `http://${host}`);
  if (!ownOrigin || !["none", "same-origin", undefined].includes(visit.fetchSite)) {
    return { status: 403, reason: "origin", text: "asked for by a page of another site" };
  }
  if (visit.target.split("?", 1)[0] !== METRICS_PATH) {
    return { status: 404, reason: "path", text: `nothing is here; known: ${METRICS_PATH}` };
  }
  if (visit.method !== "GET" && visit.method !== "HEAD") {
    return { status: 405, reason: "method", text: "only GET and HEAD are known here" };
  }
  return visit.hasBody ? { status: 400, reason: "body", text: "nothing here takes a body" } : undefined;
}
