/**
 * A daemon's identity for as long as it runs: read or enrolled for at the start, renewed before it ends, enrolled for
 * anew as soon as the token file holds another token.
 */
import { renewAtMs, retryWaitMs, type Standing, standingAt } from "../core/renewal.ts";
import { clock } from "./clock.ts";
import {
  type Applicant,
  EnrolFault,
  enrol,
  identityOrEnrol,
  keep,
  mayPass,
  readToken,
  rejected,
  renew,
} from "./enrol.ts";
import { die } from "./entropy.ts";
import { errorText } from "./errors.ts";
import { CallFailed } from "./grpc/status.ts";
import type { JsonLog } from "./json-log.ts";
import { BACKDATED_MS } from "./pki/authority.ts";
import { makeKey } from "./pki/csr.ts";
import { type Identity, readTrust, type Trust } from "./pki/identity.ts";
import { spiffeText } from "./pki/spiffe.ts";

/** Wall clocks are stepped and machines sleep: nothing longer is slept through without a look. */
const LOOK_MS = 60_000;
/** A person who has put a new token there waits for it. */
const TOKEN_LOOK_MS = 2_000;
/** Between two certificates at least: a signer whose clock is off must not be asked without rest. */
const REST_MS = 1_000;

/** What the configurations of both roles say of it. */
export interface IdentityConfig {
  /** Folder of key and chain. */
  readonly identity: string;
  /** Folder of the root and the roles' intermediates. */
  readonly trust: string;
  readonly gateways: readonly string[];
  readonly tokenFile: string | undefined;
}

export interface KeptIdentity {
  readonly trust: Trust;
  /** For the next connection. */
  current(): Identity;
  /** In force no more: gateways take no new connection of ours. */
  expired(): boolean;
  /** A new certificate is there: connections that show the old one are to be replaced. */
  onRenewed(f: () => void): void;
  /** For `status.json`. */
  status(): Record<string, unknown>;
  close(): void;
}

/** Of its certificate, by the names of `core/metrics/process-rows.ts`. */
export function certificateReadings(identity: KeptIdentity): Record<string, number> {
  const { failed } = identity.status();
  return {
    certificate_not_after_s: identity.current().leaf.validToDate.getTime() / 1000,
    certificate_failed: Number(failed),
  };
}

/** Throws EnrolFault and IdentityFault; rejects when `signal` aborts. */
export async function openIdentity(
  role: Applicant["role"],
  config: IdentityConfig,
  log: JsonLog,
  signal: AbortSignal,
): Promise<KeptIdentity> {
  const { identity: folder, gateways, tokenFile } = config;
  const applicant: Applicant = { role, folder, gateways, tokenFile, trust: readTrust(config.trust) };
  return new IdentityKeeper(applicant, await identityOrEnrol(applicant, log, signal), log);
}

class IdentityKeeper implements KeptIdentity {
  readonly #o: Applicant;
  readonly #log: JsonLog;
  readonly #listeners: (() => void)[] = [];
  #identity: Identity;
  /** Where in its time to be renewed this certificate is. */
  #spread = die();
  #failed = 0;
  /** Monotonic. */
  #restUntil = 0;
  /** The token that was used, or was there when we needed none. */
  #spent: string | undefined;
  /** What the token file held at the last look: another token is tried without rest. */
  #seen: string | undefined;
  #tokenFault = "";
  #fault: string | undefined;
  #toldExpired = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(o: Applicant, identity: Identity, log: JsonLog) {
    this.#o = o;
    this.#identity = identity;
    this.#log = log;
    this.#spent = this.#seen = this.#token();
    this.#arm();
  }

  get trust(): Trust {
    return this.#o.trust;
  }

  current(): Identity {
    return this.#identity;
  }

  expired(): boolean {
    return this.#standing() === "expired";
  }

  onRenewed(f: () => void): void {
    this.#listeners.push(f);
  }

  status(): Record<string, unknown> {
    return {
      not_after: this.#identity.leaf.validToDate.toISOString(),
      renew_at: new Date(renewAtMs(this.#life(), this.#spread)).toISOString(),
      standing: this.#standing(),
      failed: this.#failed,
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Our authority dates a leaf back, and what it is dated back by is no part of its life. */
  #life() {
    const { validFromDate, validToDate } = this.#identity.leaf;
    const untilMs = validToDate.getTime();
    const fromMs = validFromDate.getTime();
    return { fromMs: fromMs + BACKDATED_MS < untilMs ? fromMs + BACKDATED_MS : fromMs, untilMs };
  }

  #standing(): Standing {
    return standingAt(this.#life(), this.#spread, Date.now());
  }

  #arm(): void {
    if (this.#closed) return;
    const look = this.#o.tokenFile === undefined ? LOOK_MS : TOKEN_LOOK_MS;
    this.#timer = setTimeout(() => void this.#turn(), Math.max(1, Math.ceil(Math.min(look, this.#untilRenewal()))));
  }

  #untilRenewal(): number {
    switch (this.#standing()) {
      case "valid":
        return renewAtMs(this.#life(), this.#spread) - Date.now();
      case "due":
        return this.#restUntil - clock.now();
      case "expired":
        return LOOK_MS;
    }
  }

  async #turn(): Promise<void> {
    const standing = this.#standing();
    if (standing === "expired" && !this.#toldExpired) this.#tellExpired();
    const token = this.#token();
    if (token !== this.#seen) this.#restUntil = 0;
    this.#seen = token;
    if (clock.now() >= this.#restUntil) {
      if (token !== undefined && token !== this.#spent) await this.#enrolAnew(token);
      else if (standing === "due") await this.#renew();
    }
    this.#arm();
  }

  #tellExpired(): void {
    this.#toldExpired = true;
    // It may never have been used; now it is all there is.
    this.#spent = undefined;
    const { folder, tokenFile } = this.#o;
    const remedy = `put a new one-time token into ${tokenFile ?? "a file and name it in enrol.token_file"}`;
    this.#log.error("the certificate has expired", { folder, not_after: this.#identity.leaf.validTo, remedy });
  }

  async #renew(): Promise<void> {
    try {
      this.#take(await renew(this.#o, this.#identity), "the certificate was renewed");
    } catch (error) {
      this.#tellFailed("the certificate could not be renewed", error);
    }
  }

  async #enrolAnew(token: string): Promise<void> {
    const was = this.#identity.spiffe;
    try {
      const identity = await enrol(this.#o, token, makeKey());
      this.#spent = token;
      if (spiffeText(identity.spiffe) !== spiffeText(was))
        throw new EnrolFault(
          `the token was one for ${identity.spiffe.id}, and this is ${was.id}: it needs one of its own`,
        );
      this.#take(identity, "enrolled anew");
    } catch (error) {
      if (!mayPass(error)) this.#spent = token;
      const told = error instanceof CallFailed && !mayPass(error) ? rejected(this.#o.tokenFile!, error) : error;
      this.#tellFailed("could not enrol anew", told);
    }
  }

  #take(identity: Identity, said: string): void {
    // On disk first: what is used must be there after a crash.
    keep(this.#o, identity);
    this.#identity = identity;
    this.#spread = die();
    this.#failed = 0;
    this.#fault = undefined;
    this.#toldExpired = false;
    this.#restUntil = clock.now() + REST_MS;
    this.#log.info(said, { id: identity.spiffe.id, not_after: identity.leaf.validTo });
    if (!this.#closed) for (const f of this.#listeners) f();
  }

  #tellFailed(said: string, error: unknown): void {
    this.#failed += 1;
    this.#fault = errorText(error);
    const leftMs = this.#life().untilMs - Date.now();
    const waitMs = Math.round(retryWaitMs(this.#failed, leftMs, die()));
    this.#restUntil = clock.now() + waitMs;
    const not_after = this.#identity.leaf.validTo;
    this.#log.warn(said, { not_after, failed: this.#failed, again_in_ms: waitMs, error });
  }

  /** Undefined: there is no file, or none that may be used; then what is wrong with it is told once. */
  #token(): string | undefined {
    const { tokenFile } = this.#o;
    if (tokenFile === undefined) return undefined;
    try {
      return readToken(tokenFile);
    } catch (error) {
      const { message, cause } = error as EnrolFault;
      // That there is none is the ordinary case: it was used, and put away.
      if (cause === undefined && message !== this.#tokenFault) this.#log.warn(message);
      this.#tokenFault = message;
      return undefined;
    }
  }
}
