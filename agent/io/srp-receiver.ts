/**
 * The SRP of one session as it comes over the wire: its hash is checked before anything is steered by it.
 *
 * What was hashed otherwise than here is asked for in full, by an ack that says which hash came out. The agent decides
 * no access, so an SRP that comes whole twice with the same doubt is better steered by than none: two versions that
 * hash differently must not take a person's applications away.
 */
import { createHash } from "node:crypto";
import { canonicalSrp, type Srp, type SrpEntry } from "../../core/policy/srp.ts";
import { type gatewayMessage, SRP_ACTION } from "../../io/wire/session.ts";

/** A gateway that knows the ask answers within a round trip; an older one never does. */
export const FULL_WAIT_MS = 5_000;
/** So often the gateway hears again what is steered by, so that a difference cannot last. */
export const RECHECK_MS = 15 * 60_000;

export type SrpMessage = NonNullable<ReturnType<typeof gatewayMessage.decode>["srp"]>;

export interface SrpHands {
  ack(ack: { version: number; hash: Uint8Array }): void;
  /** Steer by this one. */
  take(srp: Srp, hash: string): void;
  /** `taken`: steered by all the same. */
  doubt(more: { version: number; stated: string; computed: string; taken: boolean }): void;
}

export class SrpReceiver {
  readonly #hands: SrpHands;
  /** The stated hash of what was asked for in full. */
  #asked: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #recheck: ReturnType<typeof setInterval> | undefined;

  constructor(hands: SrpHands) {
    this.#hands = hands;
  }

  hear(message: SrpMessage): void {
    clearTimeout(this.#timer);
    const srp = srpOf(message);
    const hash = createHash("sha256").update(canonicalSrp(srp)).digest();
    const stated = Buffer.from(message.hash ?? []).toString("hex");
    const computed = hash.toString("hex");
    // A gateway that states none leaves nothing to check.
    if (stated === "" || stated === computed) return this.#take(srp, hash);
    const taken = this.#asked === stated;
    this.#hands.doubt({ version: srp.version, stated, computed, taken });
    if (taken) return this.#take(srp, hash);
    this.#asked = stated;
    this.#hands.ack({ version: srp.version, hash });
    this.#timer = setTimeout(() => this.#take(srp, hash), FULL_WAIT_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#recheck);
  }

  #take(srp: Srp, hash: Buffer): void {
    const { version } = srp;
    this.#hands.take(srp, hash.toString("hex"));
    this.#hands.ack({ version, hash });
    clearInterval(this.#recheck);
    this.#recheck = setInterval(() => this.#hands.ack({ version, hash }), RECHECK_MS);
  }
}

/** What we can't read (a newer gateway's action) is read as the nearest that we can: then the hashes differ. */
function srpOf({ version, entries, privateDomains }: SrpMessage): Srp {
  return {
    version: Number(version),
    entries: (entries ?? []).map(
      (entry): SrpEntry => ({
        ...{ app: entry.app ?? "", hosts: entry.hosts ?? [], usePublisherDns: entry.usePublisherDns ?? false },
        action: entry.action === SRP_ACTION.remediate ? "remediate" : "allow",
        ports: (entry.ports ?? []).map(({ protocol, from, to }) => {
          return { protocol: protocol === "udp" ? "udp" : "tcp", from: from ?? 0, to: to ?? 0 };
        }),
      }),
    ),
    privateDomains: privateDomains ?? [],
  };
}
