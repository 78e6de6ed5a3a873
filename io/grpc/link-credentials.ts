/** The client's side of the handshake: TLS 1.3, our root and no other, and a gateway's leaf or nothing. */

import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import tls from "node:tls";
import { CallCredentials, ChannelCredentials } from "@grpc/grpc-js";
import { mayMeet } from "../../core/tenancy.ts";
import type { Identity, Trust } from "../pki/identity.ts";
import { judgeRole } from "../pki/verify.ts";
import { markSocket } from "./http2-limits.ts";
import { watchLiveness } from "./liveness.ts";

type SecureConnector = ReturnType<ChannelCredentials["_createSecureConnector"]>;

/** From a TCP connection to the peer's first HTTP/2 settings. A stopped process accepts and then says nothing. */
export const CONNECT_MS = 5_000;

/** The gateway was reached and is not one, or is not ours. */
export class GatewayUntrusted extends Error {
  override readonly name = "GatewayUntrusted";
  readonly code = "WL_GATEWAY_UNTRUSTED";
}

export class LinkCredentials extends ChannelCredentials {
  readonly #trust: Trust;
  /** Undefined: a caller without a certificate. */
  readonly #tenant: string | undefined;
  readonly #context: tls.SecureContext;
  /** With the address of this machine that each is from. */
  readonly #sockets = new Map<Socket, string>();
  /** How many times a connection got as far as TLS. */
  attempts = 0;
  /** Why the last attempt failed. */
  fault: string | undefined;

  constructor(trust: Trust, identity: Identity | undefined) {
    super();
    this.#trust = trust;
    this.#tenant = identity?.spiffe.tenant;
    this.#context = tls.createSecureContext({
      minVersion: "TLSv1.3",
      ca: trust.root,
      ...(identity ? { key: identity.key, cert: identity.chain } : {}),
    });
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(): SecureConnector {
    return {
      connect: (socket) => this.#secure(socket),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy() {},
    };
  }

  /** Ends the connections under way and those that stand. */
  destroySockets(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  /** Of this machine, from which connections stand or are under way. */
  localAddresses(): string[] {
    return [...this.#sockets.values()];
  }

  #secure(plain: Socket): Promise<{ socket: Socket; secure: boolean }> {
    this.attempts += 1;
    plain.setNoDelay(true);
    return new Promise((resolve, reject) => {
      const socket = tls.connect({
        socket: plain,
        secureContext: this.#context,
        // Not the target's name: who listens in must not learn which of many gateways is meant.
        servername: this.#trust.domain,
        ALPNProtocols: ["h2"],
        checkServerIdentity: (_, certificate) => this.#flaw(certificate.raw),
      });
      const late = setTimeout(() => socket.destroy(new Error("the gateway did not answer in time")), CONNECT_MS);
      this.#sockets.set(socket, (plain.localAddress ?? "").replace(/^::ffff:/, ""));
      socket.on("error", (error) => {
        this.fault = error.message;
        reject(error);
      });
      socket.once("close", () => {
        clearTimeout(late);
        this.#sockets.delete(socket);
        plain.destroy();
        reject(new Error("the gateway closed the connection"));
      });
      socket.once("secureConnect", () => {
        markSocket(socket, (session) => {
          watchLiveness(session, socket);
          session.once("remoteSettings", () => {
            clearTimeout(late);
            this.fault = undefined;
          });
        });
        resolve({ socket, secure: true });
      });
    });
  }

  #flaw(leaf: Buffer): Error | undefined {
    const judged = judgeRole(new X509Certificate(leaf), "gateway", this.#trust, "server", Date.now());
    if (!judged.ok) return new GatewayUntrusted(`the peer is no gateway of ${this.#trust.domain} (${judged.flaw})`);
    const { tenant } = judged.spiffe;
    if (this.#tenant === undefined || mayMeet(this.#tenant, tenant)) return undefined;
    return new GatewayUntrusted(`the peer is a gateway of tenant ${tenant}, and we are of ${this.#tenant}`);
  }
}
