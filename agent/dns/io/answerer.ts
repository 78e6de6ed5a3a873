/** One question to its answer: decided by what is pure, brought by the lease file, a publisher or a resolver. */
import { after, type Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import type { Agent } from "../../agent.ts";
import {
  addressRecord,
  EDE,
  pointerRecord,
  publisherRecord,
  type Query,
  RCODE,
  type Reply,
  readQuery,
  TTL_S,
  whyText,
  writeReply,
} from "../../io/dns-message.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import type { Resolved } from "../../resolve.ts";
import { ASK_MS } from "../ask-publisher.ts";
import type { AskPublisher } from "./asking.ts";
import { type Forwarder, failedReply } from "./forwarder.ts";

/** Questions that wait for a disk, a publisher or a resolver; past it one gets no answer, and is asked again. */
export const PENDING_MAX = 4_096;
/** Of them, from one address: another machine leaves room for this one's programs. */
export const PENDING_EACH_MAX = 2_048;
/** A question for what was private before waits so long for the first SRP; resolver libraries wait for 5 s. */
const FIRST_SRP_MS = 2_000;
/** A publisher's absence of records is believed for at most so long: seconds. */
const NEGATIVE_TTL_MAX_S = 60;

export interface Client {
  readonly over: "udp" | "tcp";
  readonly address: string;
  readonly port: number;
}

export interface AnswererOptions {
  readonly agent: Agent;
  readonly leases: LeaseFile;
  readonly forwarder: Forwarder;
  /** Undefined: no publisher can be asked. */
  readonly ask?: AskPublisher | undefined;
}

type Fetched = Exclude<Resolved, { kind: "ask-publisher" | "forward" }>;

export class Answerer {
  readonly #o: AnswererOptions;
  #pending = 0;
  readonly #pendingOf = new Map<string, number>();

  constructor(o: AnswererOptions) {
    this.#o = o;
  }

  /** Undefined: no answer is given. */
  answer(bytes: Buffer, client: Client): Buffer | undefined | Promise<Buffer | undefined> {
    const { agent } = this.#o;
    const cameAt = clock.now();
    const query = readQuery(bytes);
    if (query.kind !== "question") {
      agent.refuse("dns", query.reason);
      return query.kind === "wrong" ? query.answer : undefined;
    }
    const of = this.#pendingOf.get(client.address) ?? 0;
    if (this.#pending >= PENDING_MAX || of >= PENDING_EACH_MAX) {
      agent.refuse("dns", "too-many");
      return undefined;
    }
    const resolved = agent.resolve(query, cameAt);
    if (isAtHand(resolved)) return writeReply(query, this.#replyOf(query, resolved), client.over);
    // Most questions are of names with a lease; what they wait for is nothing.
    if (resolved.kind === "stub" && resolved.fresh === undefined && this.#o.leases.isSettled()) {
      agent.answered(resolved.name, clock.now() - cameAt);
      return writeReply(query, this.#replyOf(query, resolved), client.over);
    }
    this.#pending += 1;
    this.#pendingOf.set(client.address, of + 1);
    return this.#bring(query, resolved, bytes, client, cameAt).finally(() => {
      this.#pending -= 1;
      const left = (this.#pendingOf.get(client.address) ?? 1) - 1;
      if (left === 0) this.#pendingOf.delete(client.address);
      else this.#pendingOf.set(client.address, left);
    });
  }

  async #bring(query: Query, at: Resolved, bytes: Buffer, client: Client, cameAt: Instant): Promise<Buffer> {
    const resolved = isEarly(at) ? await this.#once(query) : at;
    if (resolved.kind === "forward") return this.#forward(query, bytes, client);
    const found = resolved.kind === "ask-publisher" ? await this.#ask(query, resolved, cameAt) : resolved;
    const reply = await this.#kept(query, found as Fetched, cameAt);
    if (found.kind === "records" && found.records.length > 0 && resolved.kind === "ask-publisher")
      this.#o.agent.answered(resolved.question.name, clock.now() - cameAt, "publisher");
    return writeReply(query, reply, client.over);
  }

  /** There is an SRP, or the time is over. */
  async #once(query: Query): Promise<Resolved> {
    const { agent } = this.#o;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        unhear();
        resolve();
      }, FIRST_SRP_MS);
      const unhear = agent.onSrp(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    const resolved = agent.resolve(query, clock.now());
    if (isEarly(resolved)) agent.refuse("dns", resolved.code);
    return resolved;
  }

  async #ask(query: Query, ask: Extract<Resolved, { kind: "ask-publisher" }>, cameAt: Instant): Promise<Resolved> {
    const answer = await (this.#o.ask?.(ask.question, after(cameAt, ASK_MS)) ??
      ({ kind: "unreachable", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE" } as const));
    return this.#o.agent.resolveAsked(query, ask, answer, clock.now());
  }

  /** A stub is told once its lease is kept. */
  async #kept(query: Query, resolved: Fetched, cameAt: Instant): Promise<Reply> {
    if (resolved.kind !== "stub") return this.#replyOf(query, resolved);
    const { agent, leases } = this.#o;
    try {
      // A lease that another question has just made may not be on disk either.
      await (resolved.fresh === undefined ? leases.settled() : leases.lease(resolved.fresh));
    } catch {
      agent.refuse("dns", "lease-not-kept");
      const text = "The address could not be kept on this device's disk.";
      return { rcode: RCODE.SERVFAIL, authoritative: false, why: { ede: EDE.other, text } };
    }
    agent.answered(resolved.name, clock.now() - cameAt);
    return this.#replyOf(query, resolved);
  }

  #replyOf(query: Query, resolved: Fetched): Reply {
    const soa = (zone: string, ttl = TTL_S) => ({ zone, serial: this.#o.agent.srpVersion ?? 0, ttl });
    switch (resolved.kind) {
      case "stub":
        return { rcode: RCODE.NOERROR, records: [addressRecord(resolved.ip)], authoritative: true };
      case "pointer":
        return { rcode: RCODE.NOERROR, records: [pointerRecord(resolved.name)], authoritative: true };
      case "no-data-type":
        return { rcode: RCODE.NOTIMP, authoritative: false };
      case "nodata":
        return { rcode: RCODE.NOERROR, soa: soa(resolved.zone), authoritative: true };
      case "nxdomain": {
        const why = resolved.code && { ede: EDE.prohibited, text: whyText(resolved.code) };
        return { rcode: RCODE.NXDOMAIN, soa: soa(resolved.zone), authoritative: true, why };
      }
      case "servfail":
        return {
          ...{ rcode: RCODE.SERVFAIL, authoritative: false },
          why: { ede: EDE.noAuthority, text: whyText(resolved.code, resolved.denialId) },
        };
      case "records": {
        const { rcode, records, zone, code, denialId, negativeTtl = TTL_S } = resolved;
        const isEmpty = records.length === 0 && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN);
        return {
          ...{ rcode, records: records.map((one) => publisherRecord(query.name, one)), authoritative: false },
          soa: isEmpty ? soa(zone, Math.min(negativeTtl, NEGATIVE_TTL_MAX_S)) : undefined,
          why: code && { ede: EDE.prohibited, text: whyText(code, denialId) },
        };
      }
    }
  }

  async #forward(query: Query, bytes: Buffer, { over, port }: Client): Promise<Buffer> {
    const { agent, forwarder } = this.#o;
    const end = 12 + query.raw.length;
    const inCircle = over === "udp" && forwarder.isOwnPort(port);
    const forwarded = inCircle
      ? ({ kind: "failed", why: "loop" } as const)
      : await forwarder.forward({ bytes, end, over });
    if (forwarded.kind === "answer") return forwarded.bytes;
    agent.refuse("dns", `resolver-${forwarded.why}`);
    return writeReply(query, failedReply(forwarded.why), over);
  }
}

const isEarly = (resolved: Resolved): resolved is Resolved & { kind: "servfail" } =>
  resolved.kind === "servfail" && resolved.early === true;

/** Nothing needs to be waited for. */
const isAtHand = (resolved: Resolved): resolved is Exclude<Fetched, { kind: "stub" }> =>
  !["forward", "ask-publisher", "stub"].includes(resolved.kind) && !isEarly(resolved);
