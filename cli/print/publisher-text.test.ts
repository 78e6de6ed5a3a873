import { expect, it } from "@jest/globals";
import { publisherText } from "./publisher-text.ts";

it("says who the publisher is, how each gateway was found, whether TLS came about, and what names resolve to", () => {
  const text = publisherText({
    ...{ enrolled_as: "spiffe://x/demo/publisher/p", certificate_until: "2027-01-01T00:00:00.000Z", running: false },
    gateways: [
      { gateway: "gw.example:8443", found: "dns", addresses: ["192.0.2.1", "192.0.2.2"], fault: null },
      { gateway: "192.0.2.9:8443", found: "address", addresses: ["192.0.2.9"], fault: "connect ECONNREFUSED" },
    ],
    ...{ tunnels: [], apps: ["wiki"] },
    resolved: [{ name: "wiki.internal", addresses: [], fault: "not resolved (ENOTFOUND)" }],
  });
  expect(text).toBe(`enrolled as spiffe://x/demo/publisher/p, certificate until 2027-01-01T00:00:00.000Z
NOT running, or without a tunnel, 0 tunnels, 1 apps
apps: wiki

GATEWAY          ADDRESS              FOUND          TLS
gw.example:8443  192.0.2.1 192.0.2.2  by DNS         ok
192.0.2.9:8443   192.0.2.9            as configured  connect ECONNREFUSED

NAME           RESOLVED HERE
wiki.internal  not resolved (ENOTFOUND)
`);
});
