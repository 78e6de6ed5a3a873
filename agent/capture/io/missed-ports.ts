/**
 * Tries of ports that no app offers: the packet filter refuses and notes them, no gateway hears of them by itself. They
 * are looked for now and then, and told once each time that somebody tries anew.
 */
import { printHostPort } from "../../../core/net/ip.ts";
import type { Srp } from "../../../core/policy/srp.ts";
import type { PortMissed } from "../../../core/record/report.ts";
import { clock } from "../../../io/clock.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Agent } from "../../agent.ts";
import { missedApps } from "../missed.ts";
import { type Missed, missedIn, TABLE } from "../rules.ts";
import { run } from "./system.ts";

export interface MissedPortsOptions {
  readonly agent: Agent;
  readonly srp: () => Srp | undefined;
  readonly onMissed: (missed: PortMissed) => void;
  readonly log: JsonLog;
}

export const MISSED_EVERY_MS = 10_000;
const REASON = "AGT_STEER_PORT_MISS";
const SETS = ["missed4", "missed6"] as const;

export class MissedPorts {
  readonly #o: MissedPortsOptions;
  /** Notes of the filter that were told of, by set: as many as its sets hold. */
  readonly #told: Record<(typeof SETS)[number], ReadonlySet<string>> = { missed4: new Set(), missed6: new Set() };

  constructor(o: MissedPortsOptions) {
    this.#o = o;
  }

  /** Rejects where the filter can't be asked. */
  async look(): Promise<void> {
    for (const name of SETS) {
      const noted = missedIn(await run(["nft", ["-j", "list", "set", "inet", TABLE, name]]));
      const before = this.#told[name];
      this.#told[name] = new Set(noted.map(keyOf));
      for (const one of noted) if (!before.has(keyOf(one))) this.#tell(one);
    }
  }

  #tell({ address, protocol, port }: Missed): void {
    const { agent, srp, onMissed, log } = this.#o;
    agent.refuse("capture", REASON);
    const to = agent.destination(address, clock.now());
    const [host, apps] = to.kind === "gateway" ? [to.host, missedApps(srp(), to.host)] : [address, []];
    log.debug("a port that no app offers was tried", { to: printHostPort(host, port), protocol, apps });
    const [app] = apps;
    if (app !== undefined) onMissed({ type: "near-miss", host, port, protocol, app, reason: REASON });
  }
}

const keyOf = ({ address, protocol, port }: Missed): string => `${protocol} ${address} ${port}`;
