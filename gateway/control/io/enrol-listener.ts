/**
 * Enrolment: a one-time token and a signing request become a certificate; a certificate that nears its end a new one.
 */
import { createHash } from "node:crypto";
import type { Code } from "../../../core/reason.ts";
import { servesTenant } from "../../../core/tenancy.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { type Issued, type Issuer, signCsr } from "../../../io/pki/authority.ts";
import { spiffeText } from "../../../io/pki/spiffe.ts";
import {
  ENROL_PATH,
  enrolRequest,
  enrolResponse,
  RENEW_PATH,
  renewRequest,
  renewResponse,
} from "../../../io/wire/enrol.ts";
import { type Asked, changedFact, type Done } from "../../changed-fact.ts";
import type { Recorder } from "../../io/recorder.ts";

export interface EnrolListenerOptions {
  readonly control: ControlLog;
  readonly recorder: Pick<Recorder, "record">;
  /** This gateway's: it enrols whom it serves. */
  readonly tenant: string;
  readonly issuers: { readonly device?: Issuer; readonly publisher?: Issuer };
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

/** Whom a token enrols. */
interface Found {
  readonly tenant: string;
  readonly role: "device" | "publisher";
  readonly name: string;
}

export class EnrolListener {
  readonly #o: EnrolListenerOptions;

  constructor(o: EnrolListenerOptions) {
    this.#o = o;
  }

  services(): Service[] {
    return [
      { path: ENROL_PATH, roles: ["none"], kind: "unary", serve: (request, peer) => this.#enrol(request, peer) },
      {
        path: RENEW_PATH,
        roles: ["device", "publisher"],
        kind: "unary",
        needsValidLeaf: true,
        serve: (request, peer) => this.#renew(request, peer),
      },
    ];
  }

  async #enrol(request: Buffer, peer: Peer): Promise<Buffer> {
    const { token, csr } = enrolRequest.decode(request);
    const tokenHash = createHash("sha256")
      .update(token ?? "")
      .digest("hex");
    const found = this.#tokenOf(tokenHash);
    // What strangers try is counted and not recorded: nobody may fill the record without a token or certificate.
    if (found === undefined) return this.#reject("the enrolment token is unknown, spent or expired");
    const { tenant, role, name } = found;
    const domain = this.#o.control.state.trustDomain;
    const asked = {
      tenant,
      actor: spiffeText({ domain, tenant, role, id: name }),
      verb: "enrol",
      remoteAddr: peer.address,
    };
    return this.#recorded(asked, `${role}/${name} enrolled`, () => this.#enrolAs(found, tokenHash, csr));
  }

  async #enrolAs({ tenant, role, name }: Found, tokenHash: string, csr: Uint8Array | undefined): Promise<Buffer> {
    const issued = await this.#sign(tenant, role, name, csr ?? new Uint8Array());
    // Spent before the answer: a token that was seen twice enrols once, though its first answer be lost.
    const spent = await this.#o.control.command(
      tenant,
      { type: "spend-token", tokenHash, spiffeId: issued.spiffeId, nowUs: clock.wallUs() },
      "enrol",
    );
    if ("mistakes" in spent) return this.#reject(spent.mistakes[0]?.text ?? "the enrolment token was spent");
    await this.#issued(tenant, issued);
    this.#o.log.info("enrolled", { spiffe: issued.spiffeId });
    return enrolResponse.encode({ chain: [...issued.chain], spiffeId: issued.spiffeId });
  }

  #renew(request: Buffer, peer: Peer): Promise<Buffer> {
    const asked = { tenant: peer.tenant, actor: peer.spiffe, verb: "renew", remoteAddr: peer.address };
    return this.#recorded(asked, `${peer.role}/${peer.id} renewed`, () => this.#renewFor(request, peer));
  }

  async #renewFor(request: Buffer, peer: Peer): Promise<Buffer> {
    const role = peer.role === "publisher" ? "publisher" : "device";
    const tenant = this.#o.control.enforced.tenants.get(peer.tenant);
    const known = role === "publisher" ? tenant?.publishers.get(peer.id) : tenant?.devices.get(peer.id);
    if (known === undefined || known.revoked) return this.#reject("this identity is not known or was revoked");
    const issued = await this.#sign(peer.tenant, role, peer.id, renewRequest.decode(request).csr ?? new Uint8Array());
    await this.#issued(peer.tenant, issued);
    return renewResponse.encode({ chain: [...issued.chain] });
  }

  #tokenOf(hash: string): Found | undefined {
    for (const [tenant, state] of this.#o.control.state.tenants) {
      const token = servesTenant(this.#o.tenant, tenant) ? state.tokens.get(hash) : undefined;
      if (token && token.spentBy === "" && token.expiresAtUs > clock.wallUs()) return { tenant, ...token };
    }
    return undefined;
  }

  async #sign(tenant: string, role: "device" | "publisher", id: string, csr: Uint8Array): Promise<Issued> {
    const issuer = this.#o.issuers[role];
    if (issuer === undefined) throw new CallFailed(STATUS.FAILED_PRECONDITION, `this gateway enrols no ${role}`);
    const issued = await signCsr({ csr, issuer, tenant, id });
    if (issued === undefined)
      throw new CallFailed(STATUS.INVALID_ARGUMENT, "the signing request is malformed or not of a P-256 key");
    return issued;
  }

  /** On record before it is answered, taken or refused. */
  async #recorded(
    { tenant, ...asked }: Asked & { readonly tenant: string },
    change: string,
    serve: () => Promise<Buffer>,
  ): Promise<Buffer> {
    const record = (done: Done) => this.#o.recorder.record(changedFact(asked, done), { tenant }).catch(() => {});
    try {
      const answer = await serve();
      await record({ changes: [change], mistakes: [] });
      return answer;
    } catch (error) {
      const reason = error instanceof CallFailed ? "denied" : "failed";
      await record({ changes: [], mistakes: [error instanceof Error ? error.message : String(error)], reason });
      throw error;
    }
  }

  async #issued(tenant: string, issued: Issued): Promise<void> {
    const fingerprint = issued.fingerprint.toString("hex");
    const notAfterUs = Math.round(issued.notAfterMs * 1000);
    const fact = { type: "certificate-issued", spiffeId: issued.spiffeId, fingerprint, notAfterUs } as const;
    await this.#o.control.append(tenant, [fact], "enrol");
  }

  #reject(text: string): never {
    const code: Code = "AGT_ENROL_TOKEN_REJECTED";
    this.#o.count("enrolments_refused");
    throw new CallFailed(STATUS.PERMISSION_DENIED, `${code}: ${text}`);
  }
}
