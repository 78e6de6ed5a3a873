/** Links over real sockets: whom they take for a gateway, how they find a dead one out, and how they come back. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { issue } from "../pki/authority.ts";
import type { Identity } from "../pki/identity.ts";
import { GrpcLink, openLink } from "./link.ts";
import { openListener } from "./listener.ts";
import { STATUS } from "./status.ts";
import { DOUBLE, ECHO, echo, ended, gather, lostOf, openRoad, openTrial, pair, type Trial, until } from "./trial.ts";

let trial: Trial;
let device: Identity;

beforeAll(async () => {
  trial = await openTrial();
  device = await trial.identity("device", "laptop");
});
afterAll(() => trial.close());

/** A gateway in a process of its own, which can be stopped. */
const STOPPED = `
  const { FOLDER, TRUST, HERE } = process.env;
  const { openListener } = await import(HERE + "/listener.ts");
  const { echo, ECHO } = await import(HERE + "/trial.ts");
  const { readIdentity, readTrust } = await import(HERE + "/../pki/identity.ts");
  const services = [{ path: ECHO, roles: ["device"], kind: "stream", serve: echo }];
  const own = { identity: readIdentity(FOLDER), trust: readTrust(TRUST) };
  const { port } = await openListener({ host: "127.0.0.1", port: 0, ...own, onRefused() {}, services });
  console.log(port);
`;

describe("the gateway", () => {
  it("must be one: any other role of ours is no server to us", async () => {
    const imposter = await trial.identity("device", "imposter");
    await expectUntrusted(imposter, /unsuitable certificate purpose/);
  });

  it("must be ours", async () => {
    await expectUntrusted(await trial.identity("gateway", "gw-1", await trial.rogue()), /certificate|signature|cert-/);
  });

  async function expectUntrusted(identity: Identity, why: RegExp): Promise<void> {
    const other = await openListener({
      ...{ host: "127.0.0.1", port: 0, identity, trust: trial.trust },
      onRefused() {},
      services: [],
    });
    const to = trial.link(device, other.port);
    await expect(to.unary(DOUBLE, Buffer.from("x"), 3_000)).rejects.toMatchObject({ code: STATUS.UNAVAILABLE });
    expect(to.isUp()).toBe(false);
    expect(to.fault()).toMatch(why);
    to.close();
    await other.close();
  }
});

describe("a dead peer", () => {
  it("is known at both ends within 10 s when the road drops everything, and the link comes back with it", async () => {
    const road = await openRoad(trial.listener.port);
    const through = trial.link(device, road.port);
    const states: boolean[] = [];
    through.onState((up) => states.push(up));
    const { client, server } = await pair(trial, through);
    gather(client);
    gather(server);
    const lost = Promise.all([lostOf(client), lostOf(server)]);
    road.block();
    const started = performance.now();
    await lost;
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(states).toEqual([true, false]);
    road.clear();
    await until("up again", () => through.isUp(), 10_000);
    expect((await through.unary(DOUBLE, Buffer.from("x"), 2_000)).toString()).toBe("xx");
    through.close();
    road.close();
  }, 30_000);

  it("that is stopped but not dead is known within 10 s, and found again when it goes on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-stopped-"));
    await issue({ authority: trial.authority, role: "gateway", tenant: "demo", id: "gw-5", folder });
    const child = spawn(
      process.execPath,
      ["--input-type=module", "--disable-warning=ExperimentalWarning", "-e", STOPPED],
      {
        env: { ...process.env, FOLDER: folder, TRUST: join(trial.authority, "trust"), HERE: import.meta.dirname },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const port = Number(await new Promise((resolve) => child.stdout.once("data", resolve)));
    const to = trial.link(device, port);
    await until("up", () => to.isUp());
    const stream = to.stream(ECHO);
    gather(stream);
    const lost = lostOf(stream);
    child.kill("SIGSTOP");
    const started = performance.now();
    await lost;
    expect(performance.now() - started).toBeLessThan(10_000);
    // The kernel still takes connections for it: that is not up.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(to.isUp()).toBe(false);
    child.kill("SIGCONT");
    await until("up again", () => to.isUp(), 10_000);
    to.close();
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }, 40_000);

  it("that is killed is known at once, and the next one at its place is found within 2 s", async () => {
    const identity = await trial.identity("gateway", "gw-3");
    const services = [{ path: ECHO, roles: ["device" as const], kind: "stream" as const, serve: echo }];
    const options = { host: "127.0.0.1", identity, trust: trial.trust, onRefused() {}, services };
    const first = await openListener({ ...options, port: 0 });
    const to = trial.link(device, first.port);
    await until("up", () => to.isUp());
    const stream = to.stream(ECHO);
    gather(stream);
    const lost = lostOf(stream);
    await first.close();
    await lost;
    await until("down", () => !to.isUp());
    const second = await openListener({ ...options, port: first.port });
    const started = performance.now();
    await until("up again", () => to.isUp());
    expect(performance.now() - started).toBeLessThan(2_000);
    to.close();
    await second.close();
  });
});

describe("a link", () => {
  it("opens both windows to its gateway: 8 MiB a stream, 16 MiB a connection", async () => {
    const { key, chain: cert } = await trial.identity("gateway", "gw-6");
    const server = http2.createSecureServer({ key, cert });
    const arrived = new Promise<http2.ServerHttp2Session>((resolve) => server.on("session", resolve));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const to = trial.link(device, (server.address() as AddressInfo).port);
    const session = await arrived;
    await until("connection window", () => (session.state.remoteWindowSize ?? 0) === 16 * 1024 * 1024);
    expect(session.remoteSettings).toMatchObject({ initialWindowSize: 8 * 1024 * 1024, enablePush: false });
    to.close();
    server.close();
  });

  it("to nobody fails its calls soon, with a status", async () => {
    const to = trial.link(device, 1);
    await expect(to.unary(DOUBLE, Buffer.from("x"), 5_000)).rejects.toMatchObject({ code: STATUS.UNAVAILABLE });
    const stream = to.stream(ECHO);
    expect(await lostOf(stream)).toMatchObject({ code: STATUS.UNAVAILABLE });
    to.close();
  });

  it("that is closed loses its streams and opens no more", async () => {
    const to = openLink({ target: `127.0.0.1:${trial.listener.port}`, identity: device, trust: trial.trust });
    const { client } = await pair(trial, to);
    gather(client);
    to.close();
    await lostOf(client);
    expect(await lostOf(to.stream(ECHO))).toMatchObject({ code: STATUS.CANCELLED });
  });

  it("moves to a fresh connection before its stream ids run out, and drops nothing", async () => {
    const to = new GrpcLink({ target: `127.0.0.1:${trial.listener.port}`, identity: device, trust: trial.trust }, 20);
    const states: boolean[] = [];
    to.onState((up) => states.push(up));
    const { client, server } = await pair(trial, to);
    const heard = gather(client);
    gather(server);
    for (let n = 0; n < 100; n++) expect((await to.unary(DOUBLE, Buffer.from("x"), 2_000)).toString()).toBe("xx");
    server.send(Buffer.from("still here"));
    await until("the oldest stream", () => heard.length === 1);
    expect(states).toEqual([true]);
    expect(trial.listener.counts().sessions_device).toBe(2);
    client.end();
    server.end();
    await ended(client);
    to.close();
  });

  it("sees a new identity of the gateway on its next connection, and streams of the old one live", async () => {
    const identity = await trial.identity("gateway", "gw-4");
    const services = [{ path: ECHO, roles: ["device" as const], kind: "stream" as const, serve: echo }];
    const options = { host: "127.0.0.1", port: 0, identity, trust: trial.trust, onRefused() {}, services };
    const listener = await openListener(options);
    const old = trial.link(device, listener.port);
    const stream = old.stream(ECHO);
    const heard = gather(stream);
    await until("up", () => old.isUp());
    listener.rotate(await trial.identity("gateway", "gw-4", await trial.rogue()));
    const fresh = trial.link(device, listener.port);
    await until("the rogue's leaf is seen", () => fresh.fault() !== undefined);
    stream.send(Buffer.from("x"));
    await until("the old stream lives", () => heard.length === 1);
    old.close();
    fresh.close();
    await listener.close();
  });
});
