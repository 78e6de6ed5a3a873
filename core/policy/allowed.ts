/**
 * An allow as the decision makes it: who asked, for which app, by which rule. What else is told of it follows from
 * these, and is made for whoever reads it.
 */
import { after } from "../units.ts";
import type { Rule } from "./rule.ts";
import type { Trial } from "./trial.ts";
import type { Allow, NearMissWhy, Permit } from "./verdict.ts";

/** An allow is good for this long: routing and the publisher's check of it fit in, a stolen permit hardly does. */
export const PERMIT_LIFETIME_MS = 30_000;

export class Allowed implements Allow {
  readonly kind = "allow";
  readonly considered: Trial;

  /** Of a trial in which a rule was met. */
  constructor(trial: Trial) {
    this.considered = trial;
  }

  private get met(): Rule {
    return this.considered.met!;
  }

  get action(): "allow" | "alert" {
    return this.met.action === "alert" ? "alert" : "allow";
  }

  get app(): string {
    return this.considered.match.app;
  }

  get rule(): string {
    return this.met.name;
  }

  get receivers(): readonly string[] {
    return this.met.receivers;
  }

  get candidates(): readonly string[] {
    return this.considered.match.candidates;
  }

  get nearMiss(): string | undefined {
    return this.considered.match.nearMiss?.app;
  }

  get nearMissWhy(): NearMissWhy | undefined {
    return this.considered.match.nearMiss?.why;
  }

  get asOf(): number {
    return this.considered.compiled.asOf;
  }

  get configRev(): number {
    return this.considered.compiled.configRev;
  }

  get permit(): Permit {
    const { request, match, compiled, now } = this.considered;
    return {
      tenant: compiled.tenant,
      user: request.user,
      device: request.device,
      app: match.app,
      host: request.host,
      port: request.port,
      dialHost: match.origin?.host ?? request.host,
      dialPort: match.origin?.port ?? request.port,
      protocol: request.protocol,
      publishers: match.publishers,
      connectTimeoutMs: match.connectTimeoutMs,
      rule: this.met.name,
      asOf: compiled.asOf,
      expiresAt: after(now, PERMIT_LIFETIME_MS),
    } as Permit;
  }
}
