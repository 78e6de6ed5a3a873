/** A gateway's configuration: what is taken, and every mistake at once, with its line. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { judgeGatewayConfig, SPOOL_BYTES, STALLED_BYTES_MAX } from "./config.ts";

const GOOD = {
  ...{ name: "g1", tenant: "demo", listen: "127.0.0.1:8443", log: { embedded: "l" } },
  ...{ identity: "i", trust: "t", status_file: "s", spool: { folder: "f" } },
};

describe("gateway config", () => {
  it("takes the least there must be, with defaults", () => {
    expect(judgeGatewayConfig(GOOD)).toEqual({
      mistakes: [],
      config: {
        ...{
          name: "g1",
          tenant: "demo",
          roles: ["client", "publisher"],
          log: { embedded: "l" },
          identity: "i",
          trust: "t",
        },
        ...{ listenHost: "127.0.0.1", listenPort: 8443, advertise: "127.0.0.1:8443", issuers: {}, statusFile: "s" },
        ...{ stalledBytesMax: STALLED_BYTES_MAX, spool: { folder: "f", boundBytes: SPOOL_BYTES, sync: "group" } },
        pairsHomeAfterMs: 300_000,
      },
    });
  });

  it("takes all that there can be", () => {
    const all = { ...GOOD, roles: ["publisher"], listen: "[::1]:8443", advertise: "gw.example:443" };
    const more = { issuers: { device: "d", publisher: "p" }, limits: { stalled_bytes: 2_000_000, udp_idle_s: 20 } };
    const spool = { folder: "f", bytes: 4_000_000, sync: "each" };
    expect(judgeGatewayConfig({ ...all, ...more, spool, routing: { home_after_s: 9 } }).config).toMatchObject({
      pairsHomeAfterMs: 9_000,
      spool: { folder: "f", boundBytes: 4_000_000, sync: "each" },
      ...{ roles: ["publisher"], listenHost: "::1", advertise: "gw.example:443" },
      ...{
        issuers: { device: "d", publisher: "p" },
        stalledBytesMax: 2_000_000,
        udpIdle: { exchangeMs: 20_000, questionMs: 20_000 },
      },
    });
  });

  it("serves its metrics on loopback, and pushes them where it is told to", () => {
    const otlp = { endpoint: "http://127.0.0.1:4318/v1/metrics" };
    const { config } = judgeGatewayConfig({ ...GOOD, metrics: { listen: "127.0.0.1:9466", otlp } });
    expect(config?.metrics).toMatchObject({ listen: { port: 9466 }, otlp: { endpoint: otlp.endpoint, everyS: 60 } });
    const { mistakes } = judgeGatewayConfig({ ...GOOD, metrics: { listen: "0.0.0.0:9466" } });
    expect(mistakes.map(({ field }) => field)).toEqual(["metrics.listen"]);
  });

  it("hears directories in the clear on loopback alone", () => {
    const tls = { certificate_file: "c", key_file: "k" };
    const judged = (scim: object) => judgeGatewayConfig({ ...GOOD, scim });
    expect(judged({ listen: "127.0.0.1:8600" }).config?.scim).toEqual({
      ...{ host: "127.0.0.1", port: 8600, hosts: [], tls: undefined },
    });
    expect(judged({ listen: "0.0.0.0:8600", ...tls, hosts: ["SCIM.corp.example"] }).config?.scim).toEqual({
      ...{ host: "0.0.0.0", port: 8600, hosts: ["scim.corp.example"], tls: { certificate: "c", key: "k" } },
    });
    const wrong = (scim: object) => judged(scim).mistakes.map(({ field }) => field);
    expect(wrong({ listen: "0.0.0.0:8600" })).toEqual(["scim.certificate_file"]);
    expect(wrong({ listen: "127.0.0.1:8600", key_file: "k" })).toEqual(["scim.certificate_file"]);
    expect(wrong({ listen: "here", hosts: ["a b"], colour: 1 })).toEqual([
      "scim.colour",
      "scim.listen",
      "scim.hosts[0]",
    ]);
  });

  it("names every mistake at once, by field", () => {
    const { config, mistakes } = judgeGatewayConfig({
      ...{ name: 7, roles: ["client", "king", "client"], listen: "nowhere", advertise: 1, log: { kavka: "k" } },
      ...{
        identity: "",
        trust: "t",
        issuers: { device: 5, user: "u" },
        limits: { stalled_bytes: 12, udp_idle_s: 0 },
        colour: "red",
      },
      ...{ spool: { bytes: 7, sync: "sometimes", size: 1 }, routing: { home_after_s: 0 } },
    });
    expect(config).toBeUndefined();
    expect(mistakes.map(({ field }) => field).sort()).toEqual([
      ...[
        "advertise",
        "colour",
        "identity",
        "issuers.device",
        "issuers.user",
        "limits.stalled_bytes",
        "limits.udp_idle_s",
        "listen",
      ],
      ...["log.embedded", "log.kavka", "name", "roles[1]", "roles[2]", "routing.home_after_s", "spool.bytes"],
      ...["spool.folder", "spool.size", "spool.sync", "status_file", "tenant"],
    ]);
    expect(mistakes.find(({ field }) => field === "roles[1]")!.text).toBe('must be client or publisher, is "king"');
  });

  it("says once what a file must hold that holds no mapping", () => {
    for (const value of [null, "text", [1], undefined]) {
      expect(judgeGatewayConfig(value).mistakes).toEqual([
        { field: "", text: expect.stringMatching(/^must be a mapping with name, tenant, roles, listen/) },
      ]);
    }
  });

  it("is told with file, line and field, all at once, by the daemon itself", () => {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-gateway-config-"));
    const file = join(folder, "g.yaml");
    writeFileSync(file, "name: g1\nlisten: here\nroles:\n  - client\n  - king\nlog:\n  kavka: k\nlimits: many\n");
    const ran = spawnSync("./wayleave", ["gateway", "--config", file], { encoding: "utf8", timeout: 30_000 });
    rmSync(folder, { recursive: true });
    expect(ran.status).toBe(1);
    const lines = ran.stderr.trim().split("\n");
    expect(lines).toContain(`${file}:2: listen: must be host:port, is "here"`);
    expect(lines).toContain(`${file}:5: roles[1]: must be client or publisher, is "king"`);
    expect(lines).toContain(`${file}:7: log.kavka: unknown field; known are embedded, kafka`);
    expect(lines).toContain(`${file}:8: limits: must be a mapping with stalled_bytes, udp_idle_s, is "many"`);
    expect(lines).toContain(`${file}:1: spool: must be a mapping with folder, bytes, sync, is missing`);
    expect(lines).toContain(`${file}:1: tenant: must be a tenant's name, is missing`);
    expect(lines.every((line) => /^\S+:\d+: \S/.test(line))).toBe(true);
  });
});
