/** What a publisher reports: the lists of apps that it took over. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openJsonLog } from "../../io/json-log.ts";
import { issue } from "../../io/pki/authority.ts";
import type { PublishedApp } from "../allow.ts";
import { judgePublisherConfig } from "../config.ts";
import { FakeGateway, makePki } from "./fake-gateway.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

const PACE = { everyMs: 300, gatherMs: 100 };

let pki: string;
const opened: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  pki = await makePki();
  await issue({ authority: pki, role: "publisher", tenant: "demo", id: "pub-1", folder: join(pki, "pub-1") });
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

describe("a publisher", () => {
  it("tells each list that it took over, with its version; of those that came at once the newest", async () => {
    const gateway = await fake("gw-1", ["one", "two"]);
    const publisher = await begin([gateway]);
    await until(() => gateway.reports.recorded.length === 1);
    expect(gateway.reports.recorded[0]).toMatchObject({
      ...{ source: "pub-1", sequence: 1, appListVersion: 1, srpVersion: 0 },
      fact: { type: "app-list-taken", publisher: "pub-1", apps: 2 },
    });
    // The same list again, as by another tunnel, says nothing new.
    gateway.publish(gateway.apps);
    for (const version of [5, 6]) {
      gateway.attachments = version;
      gateway.publish([...gateway.apps, app(`more-${version}`)]);
    }
    await until(() => gateway.reports.recorded.length === 2);
    expect(gateway.reports.recorded[1]).toMatchObject({ appListVersion: 6, fact: { apps: 4 } });
    await new Promise((resolve) => setTimeout(resolve, 2 * PACE.everyMs));
    expect(gateway.reports.recorded).toHaveLength(2);
    expect(publisher.status()["counters"]).toMatchObject({ reports_taken: 2, reports_refused: 0 });
  });

  it("tells it by another gateway where the first did not acknowledge it", async () => {
    const first = await fake("gw-1", ["one"]);
    const second = await fake("gw-2", ["one"]);
    first.reports.behave = "lost";
    await begin([first, second]);
    await until(() => first.reports.recorded.length > 0);
    await first.close();
    await until(() => second.reports.recorded.length === 1);
    const { boot, sequence, fact } = second.reports.recorded[0]!;
    expect(first.reports.recorded[0]).toMatchObject({ boot, sequence, fact });
  }, 20_000);
});

async function fake(name: "gw-1" | "gw-2", apps: readonly string[]): Promise<FakeGateway> {
  const gateway = await new FakeGateway(pki, name).listen();
  gateway.apps = apps.map(app);
  opened.push(gateway);
  return gateway;
}

async function begin(gateways: readonly FakeGateway[]): Promise<RunningPublisher> {
  const own = mkdtempSync(join(tmpdir(), "wayleave-publisher-own-"));
  const allow = join(own, "allow.yaml");
  writeFileSync(allow, JSON.stringify({ allow: [{ cidr: "127.0.0.1/32" }] }));
  const { config } = judgePublisherConfig({
    gateways: gateways.map(({ port }) => `127.0.0.1:${port}`),
    ...{ identity: join(pki, "pub-1"), trust: join(pki, "trust"), allow, state: join(own, "state") },
  });
  const log = openJsonLog({ service: "publisher", write: () => {} });
  const publisher = await startPublisher(config!, log, new AbortController().signal, PACE);
  opened.push({ close: () => publisher.close(0) });
  await publisher.attached;
  return publisher;
}

const app = (name: string): PublishedApp => ({
  ...{ name, hosts: [`${name}.corp.example`], origin: "", connectTimeoutMs: 0, probe: "off", probeEveryS: 0 },
  ports: [{ protocol: "tcp", from: 80, to: 80 }],
});

async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
