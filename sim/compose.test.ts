/** deploy/compose.yaml without Docker: every part reads its own file, and every path in it is one that is mounted. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { judgeAnalyticsConfig } from "../analytics/config.ts";
import { located, type Plain } from "../core/config/located.ts";
import { judgeGatewayConfig } from "../gateway/config.ts";
import { judgePublisherConfig } from "../publisher/config.ts";

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
}

const DEPLOY = join(import.meta.dirname, "../deploy");
const read = (path: string): unknown => parse(readFileSync(join(DEPLOY, path), "utf8"), { merge: true });
const compose = read("compose.yaml") as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const PARTS = ["gateway-1", "gateway-2", "analytics", "publisher"] as const;
/** Made by the part itself, or by an operator later. */
const MADE_LATER = /\/(status\.json|identity|token|wayleave)$/;

let estate: string;
beforeAll(() => {
  estate = join(mkdtempSync(join(tmpdir(), "wayleave-compose-")), "estate");
  execFileSync(join(DEPLOY, "compose/prepare"), [estate], { stdio: "ignore" });
}, 120_000);
afterAll(() => rmSync(join(estate, ".."), { recursive: true, force: true }));

/** Where a service's path lies on the host, with the estate just made in place of the one beside compose.yaml. */
function onHost(service: Service, path: string): string | undefined {
  for (const volume of service.volumes ?? []) {
    const [from, to] = volume.split(":") as [string, string];
    if (path !== to && !path.startsWith(`${to}/`)) continue;
    if (!from.startsWith(".")) return from;
    return join(DEPLOY, from).replace(join(DEPLOY, "compose/estate"), estate) + path.slice(to.length);
  }
  return undefined;
}

function mistakesOf(name: string, config: unknown): readonly unknown[] {
  if (name.startsWith("gateway")) return judgeGatewayConfig(config).mistakes;
  if (name === "publisher") return judgePublisherConfig(config).mistakes;
  return judgeAnalyticsConfig(located(config as Plain)).mistakes;
}

const pathsIn = (value: unknown): string[] => JSON.stringify(value).match(/\/var\/lib\/wayleave[^"]*/g) ?? [];

describe.each(PARTS)("%s of compose.yaml", (name) => {
  const service = compose.services[name]!;
  const config = read(`compose/${name}.yaml`);

  it("is started with a file that it reads without a mistake", () => {
    expect(service.command?.slice(0, 2)).toEqual([name.replace(/-\d$/, ""), "--config"]);
    expect(onHost(service, service.command![2]!)).toBe(join(DEPLOY, `compose/${name}.yaml`));
    expect(mistakesOf(name, config)).toEqual([]);
  });

  it("finds each path that its file names", () => {
    expect(pathsIn(config).length).toBeGreaterThan(3);
    for (const path of pathsIn(config)) {
      const host = onHost(service, path);
      expect([path, host]).not.toContain(undefined);
      if (!(name === "publisher" && MADE_LATER.test(path)) && !path.endsWith("status.json"))
        expect([host, existsSync(host!)]).toEqual([host, true]);
    }
  });
});

it("services depend on services, and named volumes are declared", () => {
  for (const { depends_on: needed = [], volumes = [] } of Object.values(compose.services)) {
    for (const other of needed) expect(Object.keys(compose.services)).toContain(other);
    const named = volumes.map((volume) => volume.split(":")[0]!).filter((from) => /^\w/.test(from));
    for (const volume of named) expect(Object.keys(compose.volumes)).toContain(volume);
  }
});

it("its broker is the one that the suites run on, with the settings that the log asks for", () => {
  const { image, environment = {} } = compose.services["kafka"]!;
  const pinned = /<kafka.version>(.+)<\/kafka.version>/.exec(
    readFileSync(join(DEPLOY, "local/kafka/pom.xml"), "utf8"),
  )!;
  expect(image).toBe(`apache/kafka:${pinned[1]}`);
  expect(environment).toMatchObject({
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
    KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: "false",
    KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE: "LogAppendTime",
    KAFKA_OFFSET_METADATA_MAX_BYTES: 65536,
    KAFKA_OFFSETS_RETENTION_MINUTES: 525600,
  });
});
