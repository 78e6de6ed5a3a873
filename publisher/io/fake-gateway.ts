/** The other side of a publisher, for its tests: a gateway that takes its tunnel and binds flows to its streams. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clock } from "../../io/clock.ts";
import { randomBytes, uuidv7Bytes } from "../../io/entropy.ts";
import { openListener } from "../../io/grpc/listener.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../../io/grpc/status.ts";
import { initAuthority, issue, readIssuer, signCsr } from "../../io/pki/authority.ts";
import { type Identity, readIdentity, readTrust } from "../../io/pki/identity.ts";
import { type SignedPermit, signPermit } from "../../io/pki/permit.ts";
import { TrialReports } from "../../io/report/trial-reports.ts";
import {
  ACCEPT_PATH,
  ATTACH_PATH,
  ATTACHMENT_KEY,
  attachMessage,
  MEASURE_PATH,
  measureResponse,
  PROBE_NAMES,
  publisherMessage,
} from "../../io/wire/attach.ts";
import { ENROL_PATH, enrolRequest, enrolResponse } from "../../io/wire/enrol.ts";
import { decodeFrame, encodeFrame, type Frame, isAck, isData, PROTOCOL } from "../../io/wire/frame.ts";
import type { PublishedApp } from "../allow.ts";

export const TOKEN = "one-time-token";

/** A development authority with the identities of two gateways. */
export async function makePki(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "wayleave-publisher-"));
  await initAuthority(dir, "wayleave.local");
  for (const id of ["gw-1", "gw-2", "gw-3"])
    await issue({ authority: dir, role: "gateway", tenant: "demo", id, folder: join(dir, id) });
  return dir;
}

export interface Asked {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  /** As `Open.protocol`; TCP where nothing is said. */
  readonly protocol?: number;
  readonly dialHost?: string;
  readonly dialPort?: number;
  /** What the permit says otherwise than it should. */
  readonly forged?: Record<string, unknown>;
  /** In place of one that is signed for this. */
  readonly permit?: SignedPermit;
  /** Default: a new flow's, and its first part and attempt. */
  readonly flowId?: Buffer;
  readonly segment?: number;
  readonly attempt?: number;
}

export interface Answer {
  readonly frame: Frame;
  readonly stream: RawStream;
  readonly flowId: Buffer;
  /** What the open bore. */
  readonly permit: SignedPermit;
}

export class FakeGateway {
  readonly idle: RawStream[] = [];
  readonly reports = new TrialReports();
  readonly heard: ReturnType<typeof publisherMessage.decode>[] = [];
  port = 0;
  attachments = 0;
  /** A gateway that says nothing any more, on a connection that stands. */
  mute = false;
  readonly identity: Identity;
  apps: readonly PublishedApp[] = [];
  draining = false;
  /** Answers to who measures come so late. */
  farMs = 0;
  close: () => Promise<void> = async () => {};
  readonly #tunnels = new Set<RawStream>();
  readonly #pki: string;
  readonly #name: string;

  constructor(pki: string, name: "gw-1" | "gw-2" | "gw-3" = "gw-1") {
    this.#pki = pki;
    this.#name = name;
    this.identity = readIdentity(join(pki, name));
  }

  async listen(port = 0): Promise<this> {
    const trust = readTrust(join(this.#pki, "trust"));
    const listener = await openListener({
      ...{ host: "127.0.0.1", port, identity: this.identity, trust, onRefused: () => {} },
      services: [
        this.reports.service("publisher"),
        { path: ENROL_PATH, roles: ["none"], kind: "unary", serve: (request) => this.#enrol(request) },
        { path: ATTACH_PATH, roles: ["publisher"], kind: "stream", serve: (stream) => this.#attach(stream) },
        {
          ...{ path: MEASURE_PATH, roles: ["publisher"] as const, kind: "unary" as const },
          serve: async () => {
            await new Promise((resolve) => setTimeout(resolve, this.farMs));
            return measureResponse.encode({ gateway: this.#name, draining: this.draining });
          },
        },
        {
          ...{ path: ACCEPT_PATH, roles: ["publisher"] as const, kind: "stream" as const },
          serve: (stream, _peer, metadata) => this.#accept(stream, metadata.get(ATTACHMENT_KEY) ?? ""),
        },
      ],
    });
    this.port = listener.port;
    this.close = () => listener.close();
    return this;
  }

  publish(apps: readonly PublishedApp[]): void {
    this.apps = apps;
    for (const tunnel of this.#tunnels) this.#sendApps(tunnel);
  }

  drain(does = true): void {
    this.draining = does;
    for (const tunnel of this.#tunnels) tunnel.send(attachMessage.encode({ drain: { graceMs: 0, over: !does } }));
  }

  /** Tunnels that hang here now. */
  get tunnels(): number {
    return this.#tunnels.size;
  }

  /** Which flow an open is for, and its permit: both are made where they are not stated. */
  sign(asked: Asked): { readonly flowId: Buffer; readonly permit: SignedPermit } {
    const { app, host, port, dialHost = host, dialPort = port } = asked;
    const { flowId = uuidv7Bytes(), segment = 0, attempt = 0 } = asked;
    const where = { publisher: "pub-1", gateway: this.#name, tenant: "demo", protocol: asked.protocol ?? PROTOCOL.tcp };
    const to = { app, host, port, dialHost, dialPort, ...where };
    const signed = { flowId, segment, attempt, ...to, issuedAtUs: clock.wallUs(), ...asked.forged };
    return { flowId, permit: asked.permit ?? signPermit(signed, this.identity) };
  }

  /** Binds a flow to an idle stream, and resolves with the answer. */
  async open(asked: Asked): Promise<Answer> {
    const stream = this.idle.pop();
    if (stream === undefined) throw new Error("no idle stream");
    const { flowId, permit } = this.sign(asked);
    const answer = new Promise<Answer>((resolve) => {
      stream.onMessage((message) => {
        if (isData(message) || isAck(message)) return;
        resolve({ frame: decodeFrame(message), stream, flowId, permit });
      });
    });
    const { host, port, segment = 0, protocol = PROTOCOL.tcp } = asked;
    stream.send(encodeFrame("open", { flowId, segment, host, port, protocol, acks: true, permit }));
    return answer;
  }

  #attach(stream: RawStream): void {
    stream.onEnd(() => {
      this.#tunnels.delete(stream);
      stream.end();
    });
    stream.onLost(() => this.#tunnels.delete(stream));
    stream.onMessage((message) => {
      if (this.mute) return;
      const said = publisherMessage.decode(message);
      this.heard.push(said);
      if (said.hello) {
        this.attachments += 1;
        this.#tunnels.add(stream);
        const attachment = randomBytes(16).toString("hex");
        stream.send(attachMessage.encode({ attached: { attachment, gateway: this.#name, idleTarget: 8 } }));
        this.#sendApps(stream);
      } else if (said.ping) {
        stream.send(attachMessage.encode({ pong: { sequence: said.ping.sequence ?? 0 } }));
      }
    });
  }

  #sendApps(stream: RawStream): void {
    const apps = this.apps.map((app) => {
      return { ...app, hosts: [...app.hosts], ports: [...app.ports], probe: PROBE_NAMES.indexOf(app.probe) };
    });
    stream.send(attachMessage.encode({ apps: { version: this.attachments, apps } }));
  }

  #accept(stream: RawStream, attachment: string): void {
    if (attachment.length !== 32) return stream.end();
    this.idle.push(stream);
    const gone = () => {
      const at = this.idle.indexOf(stream);
      if (at >= 0) this.idle.splice(at, 1);
      stream.end();
    };
    stream.onEnd(gone);
    stream.onLost(gone);
    stream.onMessage(gone);
  }

  async #enrol(request: Buffer): Promise<Buffer> {
    const { token, csr } = enrolRequest.decode(request);
    const issuer = readIssuer(join(this.#pki, "publisher"));
    const issued = token === TOKEN ? await signCsr({ issuer, csr: csr!, tenant: "demo", id: "pub-1" }) : undefined;
    if (issued === undefined) throw new CallFailed(STATUS.PERMISSION_DENIED, "token unknown, spent or expired");
    return enrolResponse.encode({ chain: [...issued.chain], spiffeId: issued.spiffeId });
  }
}
