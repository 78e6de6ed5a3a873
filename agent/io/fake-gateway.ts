/** The other side of the agent, for its tests: a gateway that admits one device and dials apps itself. */
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalSrp } from "../../core/policy/srp.ts";
import type { Code } from "../../core/reason.ts";
import { spliceDatagrams } from "../../io/flow/datagram-end.ts";
import { connectUdp } from "../../io/flow/datagram-port.ts";
import type { Spliced } from "../../io/flow/relay.ts";
import { spliceSocket } from "../../io/flow/splice.ts";
import { openListener } from "../../io/grpc/listener.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../../io/grpc/status.ts";
import { initAuthority, issue, readIssuer, signCsr } from "../../io/pki/authority.ts";
import { readIdentity, readTrust } from "../../io/pki/identity.ts";
import { TrialReports } from "../../io/report/trial-reports.ts";
import { ENROL_PATH, enrolRequest, enrolResponse } from "../../io/wire/enrol.ts";
import { dataOf, decodeFrame, encodeFrame, type FrameValues, PROTOCOL } from "../../io/wire/frame.ts";
import { RESOLVE_PATH, resolveResponse } from "../../io/wire/names.ts";
import { agentMessage, FLOW_PATH, gatewayMessage, SESSION_PATH, SRP_ACTION } from "../../io/wire/session.ts";

export const TOKEN = "one-time-token";
/** Each enrols the same device once more. */
export const MORE_TOKENS = ["second-token", "third-token"];

export type Behaviour =
  /** `after`: dialled once so much of the program's has come behind the open. */
  | { readonly app: number; readonly after?: number }
  /** Hears so much, and is gone without an answer. */
  | { readonly lostAfter: number }
  | { readonly code: string; readonly denialId?: string; readonly notice?: string }
  | "silent";

export interface FakeOptions {
  readonly pki: string;
  readonly name?: string;
  readonly port?: number;
  readonly hosts?: readonly string[];
  readonly refuseSession?: string;
  /** By `host:port`; others are refused as unknown apps. */
  readonly behave: (host: string, port: number) => Behaviour;
}

/** A development authority with a gateway's and a device's identity. */
export async function makePki(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "wayleave-agent-"));
  await initAuthority(dir, "wayleave.local");
  for (const [role, id] of [
    ["gateway", "gw-1"],
    ["device", "demo-laptop"],
  ] as const) {
    await issue({ authority: dir, role, tenant: "demo", id, folder: join(dir, id) });
  }
  return dir;
}

type Heard = ReturnType<typeof agentMessage.decode>;

/** Apps here are dialled at one place whatever their names are. */
const EVERY_NAME_EXISTS = resolveResponse.encode({ answer: { rcode: 0 }, servedAtOrigin: true });

/** Listens, and answers until it is closed. */
export async function openFakeGateway(o: FakeOptions): Promise<FakeGateway> {
  const gateway = new FakeGateway(o);
  const identity = readIdentity(join(o.pki, "gw-1"));
  const trust = readTrust(join(o.pki, "trust"));
  const listener = await openListener({
    ...{ host: "127.0.0.1", port: o.port ?? 0, identity, trust, onRefused: () => {} },
    services: [
      { path: SESSION_PATH, roles: ["device"], kind: "stream", serve: (stream) => gateway.serveSession(stream) },
      { path: FLOW_PATH, roles: ["device"], kind: "stream", serve: (stream) => gateway.serveFlow(stream) },
      gateway.reports.service("device"),
      { path: RESOLVE_PATH, roles: ["device"], kind: "unary", serve: async () => EVERY_NAME_EXISTS },
      { path: ENROL_PATH, roles: ["none"], kind: "unary", serve: (request) => gateway.enrol(request) },
    ],
  });
  gateway.port = listener.port;
  gateway.close = () => listener.close();
  return gateway;
}

export class FakeGateway {
  readonly heard: Heard[] = [];
  readonly opens: FrameValues["open"][] = [];
  readonly reports = new TrialReports();
  port = 0;
  close: () => Promise<void> = async () => {};
  readonly #o: FakeOptions;
  readonly #sessions = new Set<RawStream>();
  readonly #associations = new Set<Spliced>();
  #version = 7;
  #hosts: readonly string[];
  #drained = false;
  /** Why no session is admitted; one that enrols clears it. */
  refuses: string | undefined;
  /** How many of the next SRPs state a hash that is not theirs. */
  wrongHashes = 0;
  /** An agent that hashed otherwise gets its SRP again. */
  answersDoubt = true;
  #stated: Buffer = Buffer.alloc(0);

  constructor(o: FakeOptions) {
    this.#o = o;
    this.#hosts = o.hosts ?? [];
  }

  /** A new SRP for all. */
  setHosts(hosts: readonly string[]): void {
    this.#hosts = hosts;
    this.#version += 1;
    for (const session of this.#sessions) this.#sendSrp(session);
  }

  demand(untilUs: number): void {
    for (const session of this.#sessions) session.send(gatewayMessage.encode({ reauth: { untilUs } }));
  }

  /** Ends every session, and admits none until somebody enrols. */
  cut(code: string): void {
    this.refuses = code;
    for (const session of this.#sessions) refuseSession(session, code);
  }

  drain(over = false): void {
    this.#drained = !over;
    for (const session of this.#sessions) session.send(gatewayMessage.encode({ drain: { graceMs: 1000, over } }));
  }

  async enrol(request: Buffer): Promise<Buffer> {
    const { token, csr } = enrolRequest.decode(request);
    if (![TOKEN, ...MORE_TOKENS].includes(token)) throw new CallFailed(STATUS.PERMISSION_DENIED, "token unknown");
    const issuer = readIssuer(join(this.#o.pki, "device"));
    const issued = await signCsr({ issuer, csr, tenant: "demo", id: "enrolled-laptop" });
    this.refuses = undefined;
    return enrolResponse.encode({ chain: [...issued!.chain], spiffeId: issued!.spiffeId });
  }

  serveSession(stream: RawStream): void {
    this.#sessions.add(stream);
    stream.onEnd(() => {
      this.#sessions.delete(stream);
      stream.end();
    });
    stream.onLost(() => this.#sessions.delete(stream));
    stream.onMessage((bytes) => {
      const message = agentMessage.decode(bytes);
      this.heard.push(message);
      if (message.ping) stream.send(gatewayMessage.encode({ pong: { sequence: message.ping.sequence } }));
      if (message.hello) this.#admit(stream);
      const hash = Buffer.from(message.srpAck?.hash ?? []);
      if (this.answersDoubt && hash.length > 0 && !hash.equals(this.#stated)) this.#sendSrp(stream);
    });
  }

  /** Ends every UDP association. */
  endAssociations(code: Code): void {
    for (const one of this.#associations) one.terminate(code);
  }

  serveFlow(stream: RawStream): void {
    stream.onLost(() => {});
    stream.onMessage((bytes) => {
      const frame = decodeFrame(bytes);
      if (frame.kind === "reset") stream.end();
      if (frame.kind === "open") this.#open(stream, frame.value);
    });
  }

  #admit(stream: RawStream): void {
    const { name = "gw-1" } = this.#o;
    const code = this.refuses ?? this.#o.refuseSession;
    if (code !== undefined) return refuseSession(stream, code);
    const facts = { gateway: name, tenant: "demo", user: "sam@corp.example", device: "demo-laptop" };
    const sessionId = Buffer.alloc(16, name.charCodeAt(3));
    stream.send(gatewayMessage.encode({ welcome: { sessionId, ...facts, privateDomains: ["corp.example"] } }));
    this.#sendSrp(stream);
  }

  #sendSrp(stream: RawStream): void {
    const version = this.#version;
    const [hosts, ports, privateDomains] = [
      [...this.#hosts],
      [{ protocol: "tcp" as const, from: 1, to: 65_535 }],
      ["corp.example"],
    ];
    const entry = { app: "app", hosts, ports };
    const plain = {
      version,
      entries: [{ ...entry, action: "allow" as const, usePublisherDns: false }],
      privateDomains,
    };
    this.#stated = createHash("sha256").update(canonicalSrp(plain)).digest();
    if (this.wrongHashes > 0) this.#stated = createHash("sha256").update(this.#stated).digest();
    this.wrongHashes = Math.max(0, this.wrongHashes - 1);
    const entries = [{ ...entry, action: SRP_ACTION.allow }];
    stream.send(gatewayMessage.encode({ srp: { version, hash: this.#stated, entries, privateDomains } }));
  }

  #open(stream: RawStream, open: FrameValues["open"]): void {
    this.opens.push(open);
    const to = this.#drained ? { code: "CGW_FLOW_DRAIN" } : this.#o.behave(open.host, open.port);
    if (to === "silent") stream.onEnd(() => stream.end());
    else if ("lostAfter" in to) hold(stream, to.lostAfter, () => stream.fail(STATUS.UNAVAILABLE, "gone"));
    else if ("code" in to) refuse(stream, to);
    else if (open.protocol === PROTOCOL.udp) void this.#dialUdp(stream, to.app);
    else if (to.after === undefined) dial(stream, to.app);
    else hold(stream, to.after, (early) => dial(stream, to.app, early));
  }

  async #dialUdp(stream: RawStream, port: number): Promise<void> {
    stream.pause();
    const app = await connectUdp({ address: "127.0.0.1", port, localAddress: undefined });
    if (typeof app === "string") return refuse(stream, { code: app });
    stream.send(encodeFrame("opened", { flowId: Buffer.alloc(16, 1), appAddr: `127.0.0.1:${port}` }));
    const spliced = spliceDatagrams(app, stream, { side: "upstream" });
    this.#associations.add(spliced);
    await spliced.done;
    this.#associations.delete(spliced);
  }
}

function refuseSession(stream: RawStream, code: string): void {
  stream.send(gatewayMessage.encode({ refused: { code, notice: "no" } }));
  stream.end();
}

function refuse(
  stream: RawStream,
  { code, denialId = "", notice = "" }: { code: string; denialId?: string; notice?: string },
) {
  stream.send(encodeFrame("refused", { code, denialId, notice }));
  stream.end();
}

/** Keeps what comes until it is so much. */
function hold(stream: RawStream, bytes: number, then: (messages: Buffer[]) => void): void {
  const early: Buffer[] = [];
  stream.onMessage((message) => {
    early.push(message);
    if (early.reduce((sum, one) => sum + (dataOf(one)?.length ?? 0), 0) < bytes) return;
    stream.onMessage(() => {});
    then(early);
  });
}

function dial(stream: RawStream, port: number, early: readonly Buffer[] = []): void {
  stream.pause();
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.once("error", () => refuse(stream, { code: "APP_DIAL_REFUSED", denialId: "AAA-BBB" }));
  socket.once("connect", () => {
    socket.removeAllListeners("error");
    socket.pause();
    stream.send(encodeFrame("opened", { flowId: Buffer.alloc(16, 1), appAddr: `127.0.0.1:${port}`, acks: true }));
    spliceSocket(socket, stream, { side: "upstream", early });
  });
}
