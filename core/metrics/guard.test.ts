/** Who may read the metrics. */
import { expect, it } from "@jest/globals";
import { type MetricsVisit, refuseVisit } from "./guard.ts";

const listen = { host: "127.0.0.1", port: 9464 };
const visit = (more: Partial<MetricsVisit>) =>
  refuseVisit(
    {
      ...{ method: "GET", target: "/metrics", host: "127.0.0.1:9464", origin: undefined, fetchSite: undefined },
      ...{ hasBody: false, ...more },
    },
    listen,
  );

it("a program of this machine reads them, by whichever name of it", () => {
  for (const host of ["127.0.0.1:9464", "LocalHost:9464", "[::1]:9464"]) expect(visit({ host })).toBeUndefined();
  expect(visit({ method: "HEAD", target: "/metrics?name=x" })).toBeUndefined();
});

it.each([
  ["another name for this machine", { host: "metrics.example:9464" }, 403, "host"],
  ["no name", { host: undefined }, 403, "host"],
  ["another port", { host: "127.0.0.1:80" }, 403, "host"],
  ["a page of another site", { origin: "http://evil.example" }, 403, "origin"],
  ["a page without a name", { origin: "null" }, 403, "origin"],
  ["a picture on another site", { fetchSite: "cross-site" }, 403, "origin"],
  ["another path", { target: "/" }, 404, "path"],
  ["another method", { method: "POST" }, 405, "method"],
  ["a body", { hasBody: true }, 400, "body"],
])("refuses %s", (_, more, status, reason) => {
  expect(visit(more)).toMatchObject({ status, reason });
});
