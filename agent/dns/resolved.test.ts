/** Tests of how systemd-resolved is told of us. */
import { describe, expect, it } from "@jest/globals";
import { asksResolved, isTold, LINK, linkSteps, resolvedSteps } from "./resolved.ts";

const STUB = "# by resolved\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n";
const NSS = "passwd: files\nhosts: files resolve [!UNAVAIL=return] dns\n";
const server = { host: "127.0.0.1", port: 1053 };

describe("systemd-resolved", () => {
  it("is asked where the resolver's file names it, or where name services have it and it runs", () => {
    const other = "nameserver 192.0.2.53\n";
    expect(asksResolved({ resolvConf: STUB, nsswitch: "", runs: false })).toBe(true);
    expect(asksResolved({ resolvConf: other, nsswitch: NSS, runs: true })).toBe(true);
    expect(asksResolved({ resolvConf: other, nsswitch: NSS, runs: false })).toBe(false);
    expect(asksResolved({ resolvConf: other, nsswitch: "hosts: files dns\n", runs: true })).toBe(false);
  });

  it("is told the server last, so that the link is never asked for everything", () => {
    const steps = resolvedSteps(server, ["corp.example", "64.100.in-addr.arpa"]);
    expect(steps.at(0)?.args).toEqual(["default-route", LINK, "no"]);
    expect(steps.at(-2)?.args).toEqual(["domain", LINK, "~corp.example", "~64.100.in-addr.arpa"]);
    expect(steps.at(-1)?.args).toEqual(["dns", LINK, "127.0.0.1:1053"]);
    expect(linkSteps.every(({ args }) => args.includes(LINK))).toBe(true);
  });

  it("has kept what it was told when it prints the same domains, in any order, and the same server", () => {
    const printed = {
      dns: `Link 7 (${LINK}): 127.0.0.1:1053\n`,
      domain: `Link 7 (${LINK}):\n  ~b.example\n  ~a.example\n`,
    };
    expect(isTold(printed, server, ["a.example", "b.example"])).toBe(true);
    expect(isTold(printed, server, ["a.example"])).toBe(false);
    expect(isTold(printed, { ...server, port: 53 }, ["a.example", "b.example"])).toBe(false);
    expect(isTold({ dns: `Link 7 (${LINK}):\n`, domain: `Link 7 (${LINK}):\n` }, server, ["a.example"])).toBe(false);
    const six = { ...printed, dns: `Link 7 (${LINK}): [::1]:53\n` };
    expect(isTold(six, { host: "::1", port: 53 }, ["a.example", "b.example"])).toBe(true);
  });
});
