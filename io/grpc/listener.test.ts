/** The one TLS port against whoever should not get in, over real sockets. */

import { X509Certificate } from "node:crypto";
import http2 from "node:http2";
import net from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { readIssuer, signCsr } from "../pki/authority.ts";
import { makeCsr, makeKey } from "../pki/csr.ts";
import type { Identity } from "../pki/identity.ts";
import { STRANGER_CALL_MS, STRANGERS_MAX } from "./admission.ts";
import { DEVICE_RESET_BURST } from "./http2-limits.ts";
import { STATUS } from "./status.ts";
import { DOUBLE, ECHO, ENROL, echo, ended, openTrial, TALK, type Trial, until } from "./trial.ts";

let trial: Trial;
let device: Identity;
let gateway: Identity;

beforeAll(async () => {
  trial = await openTrial();
  device = await trial.identity("device", "laptop");
  gateway = await trial.identity("gateway", "gw-2");
});
afterAll(() => trial.close());
afterEach(() => {
  expect(trial.faults).toEqual([]);
});

const pem = (der: readonly Buffer[]) => der.map((one) => new X509Certificate(one).toString()).join("");

/** A bare TLS connection; resolves with how it ended or that it lives. */
function knock(options: tls.ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      ...{ host: "127.0.0.1", port: trial.listener.port, ca: trial.trust.root, servername: "wayleave.local" },
      ...{ checkServerIdentity: () => undefined, ALPNProtocols: ["h2"], ...options },
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on("close", () => resolve("closed"));
    socket.on("secureConnect", () =>
      setTimeout(() => {
        resolve("lives");
        socket.destroy();
      }, 300),
    );
  });
}

const refusals = async (reason: string, act: () => Promise<unknown>, times = 1) => {
  const before = trial.refused.filter((one) => one === reason).length;
  await act();
  await until(
    `refused: ${reason}, but ${trial.refused.slice(-5)}`,
    () => trial.refused.filter((one) => one === reason).length === before + times,
  );
  expect(trial.listener.counts()[`refused_${reason}`]).toBe(before + times);
};

describe("a connection", () => {
  it("of TLS 1.2 is refused", async () => {
    await refusals("tls-version", async () => {
      expect(
        await knock({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2", key: device.key, cert: device.chain }),
      ).toMatch(/ALERT_PROTOCOL_VERSION/);
    });
  });

  it("that is not TLS at all is refused", async () => {
    for (const garbage of ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-x\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]) {
      await refusals("tls-garbage", () => throwAt(garbage));
    }
  });

  it("without HTTP/2 is refused", async () => {
    await refusals("tls-alpn", () => knock({ ALPNProtocols: ["http/1.1"], key: device.key, cert: device.chain }));
    await refusals("tls-alpn", () => knock({ ALPNProtocols: undefined as never, key: device.key, cert: device.chain }));
  });

  it("that sends nothing is closed after 5 s", async () => {
    const started = performance.now();
    await refusals("tls-timeout", () => silence(), 1);
    expect(performance.now() - started).toBeLessThan(7_000);
  }, 10_000);

  it("with a certificate of another authority is closed", async () => {
    const stranger = await trial.identity("device", "laptop", await trial.rogue());
    await refusals("cert-issuer", async () => {
      expect(await knock({ key: stranger.key, cert: stranger.chain })).toMatch(/closed|ECONNRESET/);
    });
  });

  it("with a role that its intermediate may not give is closed, with genuine certificates beside it", async () => {
    // Who holds the device intermediate mints a gateway, and presents genuine certificates with it.
    const key = makeKey();
    const issuer = { ...readIssuer(join(trial.authority, "device")), role: "gateway" as const };
    const forged = await signCsr({ issuer, csr: await makeCsr(key), tenant: "demo", id: "gw-2" });
    const [leaf, intermediate] = forged!.chain as [Buffer, Buffer];
    const genuine = trial.trust.intermediates.gateway.raw;
    for (const cert of [
      pem([leaf, intermediate]),
      pem([leaf, genuine]),
      pem([leaf, intermediate, genuine, gateway.leaf.raw]),
      pem([leaf, gateway.leaf.raw, genuine]),
    ]) {
      await refusals("cert-issuer", () => knock({ key, cert }));
    }
  });

  it("is one of 512 in their handshake: a later one costs the oldest its place", async () => {
    const idle = await Promise.all(Array.from({ length: 512 }, () => connected()));
    const closed = new Promise((resolve) => idle[0]!.once("close", resolve));
    await refusals("handshakes-full", () => knock({ key: device.key, cert: device.chain }));
    await closed;
    expect(idle.filter((socket) => socket.destroyed).length).toBe(1);
    for (const socket of idle) socket.destroy();
  });

  it("without a certificate is one of 64: a later one costs the oldest that asks for nothing its place", async () => {
    const [busy, ...idle] = await Promise.all(Array.from({ length: STRANGERS_MAX }, (_, n) => strange(n === 0)));
    await until("64 strangers", () => trial.listener.counts().sessions_none === STRANGERS_MAX);
    const link = trial.link();
    await refusals("strangers-full", async () => {
      expect((await link.unary(ENROL, Buffer.from("csr"), 2_000)).toString()).toBe("csr");
    });
    await until("one was closed", () => idle.filter(({ destroyed }) => destroyed).length === 1);
    expect(busy!.destroyed).toBe(false);
    link.close();
    for (const session of [busy!, ...idle]) session.destroy();
    await until("they left", () => trial.listener.counts().sessions_none === undefined);
  });

  it("without a certificate keeps no place by a call that it never ends", async () => {
    const from = performance.now();
    const busy = await Promise.all(Array.from({ length: STRANGERS_MAX }, () => strange(true)));
    await until("64 calls", () => trial.listener.counts()["streams"] === STRANGERS_MAX);
    // All are within their time, on a machine that is not too slow to tell.
    const early = await knock({});
    if (performance.now() - from < STRANGER_CALL_MS) expect(early).not.toBe("lives");
    await until("their time is over", () => performance.now() - from > STRANGER_CALL_MS + 500, 10_000);
    expect(await knock({})).toBe("lives");
    for (const session of busy) session.destroy();
    await until("they left", () => trial.listener.counts().sessions_none === undefined);
  }, 20_000);

  it("without its intermediate is taken: we have it pinned", async () => {
    expect(await knock({ key: device.key, cert: device.leaf.toString() })).toBe("lives");
  });
});

describe("a role", () => {
  it("reaches its own services and no others", async () => {
    const link = trial.link(gateway);
    await refusals("role", async () => {
      await expect(link.unary(DOUBLE, Buffer.from("x"), 2_000)).rejects.toMatchObject({
        code: STATUS.PERMISSION_DENIED,
      });
    });
    await refusals("unknown-path", async () => {
      await expect(link.unary("/trial.Trial/Nothing", Buffer.from("x"), 2_000)).rejects.toMatchObject({
        code: STATUS.UNIMPLEMENTED,
      });
    });
    const stream = link.stream(ECHO);
    stream.onMessage(() => {});
    stream.end();
    await ended(stream);
    link.close();
  });

  it("is none without a certificate, and that only enrols", async () => {
    const link = trial.link();
    expect((await link.unary(ENROL, Buffer.from("csr"), 2_000)).toString()).toBe("csr");
    await refusals("role", async () => {
      await expect(link.unary(DOUBLE, Buffer.from("x"), 2_000)).rejects.toMatchObject({
        code: STATUS.PERMISSION_DENIED,
      });
    });
    await refusals("role", () =>
      expect(ended(listening(link.stream(ECHO)))).rejects.toMatchObject({ code: STATUS.PERMISSION_DENIED }),
    );
    expect(trial.listener.counts().sessions_none).toBe(1);
    link.close();
    await until("the stranger is gone", () => trial.listener.counts().sessions_none === undefined);
  });

  it("comes with tenant, id, address and leaf of the handshake, and metadata", async () => {
    const link = trial.link(device);
    const seen = new Promise((resolve) => {
      trial.talk = (stream, peer, metadata) => {
        resolve({ ...peer, leaf: peer.leaf?.fingerprint256, attachment: metadata.get("wayleave-attachment") });
        echo(stream);
      };
    });
    const stream = listening(link.stream(TALK, { "wayleave-attachment": "abc" }));
    stream.end();
    await ended(stream);
    const expected = {
      role: "device",
      tenant: "demo",
      id: "laptop",
      spiffe: "spiffe://wayleave.local/demo/device/laptop",
    };
    expect(await seen).toMatchObject({ ...expected, leaf: device.leaf.fingerprint256, attachment: "abc" });
    link.close();
  });
});

describe("a peer's bounds", () => {
  it("a message of 256 KiB passes, one byte more is refused and hurts nobody else", async () => {
    const link = trial.link(device);
    expect((await link.unary(DOUBLE, Buffer.alloc(262_144), 5_000)).length).toBe(524_288);
    await expect(link.unary(DOUBLE, Buffer.alloc(262_145), 5_000)).rejects.toMatchObject({
      code: STATUS.RESOURCE_EXHAUSTED,
    });
    expect((await link.unary(DOUBLE, Buffer.from("x"), 5_000)).toString()).toBe("xx");
    link.close();
  });

  it("a device that resets streams in a burst loses its connection; a gateway does not", async () => {
    await refusals("reset-flood", async () => expect(await flood(device, DEVICE_RESET_BURST + 200)).toBe("closed"));
    expect(await flood(gateway, 5_000)).toBe("lives");
  }, 20_000);

  it("a device may open so many streams at once as the settings say, and headers so long", async () => {
    const session = await connectRaw(device);
    await until("settings", () => session.remoteSettings.maxConcurrentStreams === 10_240);
    expect(session.remoteSettings).toMatchObject({ initialWindowSize: 8 * 1024 * 1024, maxHeaderListSize: 8_192 });
    await until("connection window", () => (session.state.remoteWindowSize ?? 0) > 15 * 1024 * 1024);
    const stream = session.request({ ...head(ECHO), padding: "x".repeat(20_000) });
    const code = await new Promise((resolve) => {
      stream.on("error", () => {});
      stream.on("response", (headers) => resolve(headers[":status"]));
      stream.on("close", () => resolve(stream.rstCode));
    });
    expect(code).not.toBe(200);
    session.destroy();
  });
});

const listening = <T extends { onMessage(f: () => void): void }>(stream: T): T => {
  stream.onMessage(() => {});
  return stream;
};

const throwAt = (bytes: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = net.connect(trial.listener.port, "127.0.0.1", () => socket.write(bytes));
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });

const connected = (): Promise<net.Socket> =>
  new Promise((resolve) => {
    const socket = net.connect(trial.listener.port, "127.0.0.1", () => resolve(socket));
    socket.on("error", () => {});
    // An end that nobody reads is not seen.
    socket.resume();
  });

const silence = (): Promise<void> =>
  new Promise((resolve) => {
    const socket = net.connect(trial.listener.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });

const head = (path: string) => ({
  ":method": "POST",
  ":path": path,
  "content-type": "application/grpc",
  te: "trailers",
});

/** A connection without a certificate, with an enrolment that it never finishes or with none. */
async function strange(calls: boolean): Promise<http2.ClientHttp2Session> {
  const session = await connectRaw();
  if (calls) session.request(head(ENROL), { endStream: false }).on("error", () => {});
  return session;
}

function connectRaw(who?: Identity): Promise<http2.ClientHttp2Session> {
  const session = http2.connect(`https://127.0.0.1:${trial.listener.port}`, {
    ...(who ? { key: who.key, cert: who.chain } : {}),
    ...{
      ca: trial.trust.root,
      checkServerIdentity: () => undefined,
      servername: "wayleave.local",
    },
  });
  session.on("error", () => {});
  return new Promise((resolve) => session.once("remoteSettings", () => resolve(session)));
}

/** Opens streams and resets each at once, then asks whether the connection still answers. */
async function flood(who: Identity, count: number): Promise<string> {
  const session = await connectRaw(who);
  for (let n = 0; n < count && !session.destroyed; n++) {
    const stream = session.request(head(ECHO));
    stream.on("error", () => {});
    setImmediate(() => stream.close(http2.constants.NGHTTP2_CANCEL));
    if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  const answer = trial.listener.counts()[`sessions_${who.spiffe.role}`] === 1 ? "lives" : "closed";
  session.destroy();
  return answer;
}
