/**
 * The sessions that this Client Gateway has admitted: an owned table, bounded, one owner.
 */
import type { Protocol } from "../../core/net/port-range.ts";
import type { SessionInputs } from "../../core/policy/verdict.ts";

export interface SessionFacts {
  /** Hex, 16 bytes. */
  readonly id: string;
  readonly tenant: string;
  readonly user: string;
  readonly device: string;
  readonly inputs: SessionInputs;
  /** Hex, 16 bytes: what the record calls these inputs. */
  readonly inputsHash: string;
  /** When it was admitted, by the wall clock, microseconds: for people to read. */
  readonly sinceUs: number;
}

export interface SrpState {
  readonly version: number;
  readonly hash: string;
  readonly apps: number;
  /** What the agent says it steers by. */
  readonly acked: number;
}

interface Entry {
  readonly facts: SessionFacts;
  srp: SrpState;
  flows: number;
  associations: number;
}

/** One gateway's memory for sessions: about 4 KiB each with its SRP reference, so 80 MiB at the bound. */
export const SESSIONS_MAX = 20_000;
/** A device has one agent and, while that changes gateways or restarts, a second session for a moment. */
export const SESSIONS_PER_DEVICE_MAX = 8;
/** Flows at once of one session; past it CGW_LIMIT_USER. */
export const FLOWS_PER_SESSION_MAX = 10_000;
/** UDP associations among them; an agent keeps to half of that, so that those which end have their time. */
export const ASSOCIATIONS_PER_SESSION_MAX = 8_192;

export class Sessions {
  readonly #byId = new Map<string, Entry>();
  readonly #byDevice = new Map<string, Set<Entry>>();

  /** False at a bound: the caller refuses the session with CGW_LIMIT_OVERLOAD or CGW_LIMIT_USER. */
  admit(facts: SessionFacts): "admitted" | "CGW_LIMIT_OVERLOAD" | "CGW_LIMIT_USER" {
    if (this.#byId.size >= SESSIONS_MAX) return "CGW_LIMIT_OVERLOAD";
    if (this.ofDevice(facts.tenant, facts.device).length >= SESSIONS_PER_DEVICE_MAX) return "CGW_LIMIT_USER";
    const entry: Entry = { facts, srp: { version: -1, hash: "", apps: 0, acked: -1 }, flows: 0, associations: 0 };
    this.#byId.set(facts.id, entry);
    this.#byDevice.set(deviceOf(facts), (this.#byDevice.get(deviceOf(facts)) ?? new Set()).add(entry));
    return "admitted";
  }

  leave(id: string): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) return;
    this.#byId.delete(id);
    const siblings = this.#byDevice.get(deviceOf(entry.facts));
    siblings?.delete(entry);
    if (siblings?.size === 0) this.#byDevice.delete(deviceOf(entry.facts));
  }

  /** The session, if it is this device's: a session id is no secret, the certificate is what counts. */
  find(id: string, tenant: string, device: string): SessionFacts | undefined {
    const entry = this.#byId.get(id);
    return entry?.facts.tenant === tenant && entry.facts.device === device ? entry.facts : undefined;
  }

  srpOf(id: string): SrpState | undefined {
    return this.#byId.get(id)?.srp;
  }

  served(id: string, srp: Omit<SrpState, "acked">): void {
    const entry = this.#byId.get(id);
    if (entry) entry.srp = { ...entry.srp, ...srp };
  }

  acked(id: string, version: number): void {
    const entry = this.#byId.get(id);
    if (entry) entry.srp = { ...entry.srp, acked: version };
  }

  /** False when the session is gone or at its bound. */
  flowOpened(id: string, protocol: Protocol): boolean {
    const entry = this.#byId.get(id);
    if (entry === undefined || entry.flows >= FLOWS_PER_SESSION_MAX) return false;
    if (protocol === "udp" && entry.associations >= ASSOCIATIONS_PER_SESSION_MAX) return false;
    entry.flows += 1;
    if (protocol === "udp") entry.associations += 1;
    return true;
  }

  flowEnded(id: string, protocol: Protocol): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) return;
    entry.flows -= 1;
    if (protocol === "udp") entry.associations -= 1;
  }

  ofDevice(tenant: string, device: string): SessionFacts[] {
    return [...(this.#byDevice.get(deviceOf({ tenant, device })) ?? [])].map((entry) => entry.facts);
  }

  all(): { facts: SessionFacts; srp: SrpState; flows: number }[] {
    return [...this.#byId.values()];
  }
}

const deviceOf = ({ tenant, device }: { readonly tenant: string; readonly device: string }) => `${tenant}/${device}`;
