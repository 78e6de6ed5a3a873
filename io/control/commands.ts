/**
 * Commands: decided one after another in this process, appended behind their guard, decided again where the race with
 * another process was lost.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Basis } from "../../core/command/basis.ts";
import { decideCommand } from "../../core/command/command.ts";
import type { Accepted, Command, Decision } from "../../core/command/decision.ts";
import { refused } from "../../core/command/decision.ts";
import type { By } from "../../core/command/rights.ts";
import type { Fact, Hex } from "../../core/control/event.ts";
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { clock } from "../clock.ts";
import { die, uuidv7Bytes } from "../entropy.ts";
import { type EventLog, LogFault } from "../log/event-log.ts";
import { Bases } from "./bases.ts";
import { readLog } from "./read-log.ts";

/** What commands need of the log that they are written to. */
export interface CommandLog {
  readonly log: EventLog;
  readonly state: () => ControlState;
  /** In one append; the offset of the first, before it is folded. */
  readonly write: (tenant: string, facts: readonly Fact[], actor: string, command: Hex) => Promise<number>;
  readonly folded: (offset: number) => Promise<void>;
}

/** Commands of this process that wait for their turn: with the log away there are no more than these. */
export const COMMANDS_WAITING_MAX = 1_024;
/** Each race lost is a command of somebody else's that was taken. */
const RACES_MAX = 24;
const PAUSE_MS = 10;

export class Commands {
  readonly #o: CommandLog;
  readonly #bases = new Bases();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(o: CommandLog) {
    this.#o = o;
  }

  /** Answers when what was decided is folded. Rejected with a LogFault: the log did not take it. */
  run(tenant: string, command: Command, actor: string, by: By | undefined): Promise<Decision> {
    if (this.#waiting >= COMMANDS_WAITING_MAX)
      return Promise.reject(new LogFault("WL_LOG_OVERLOADED", "too many commands wait for the control log"));
    this.#waiting += 1;
    const turn = this.#last
      .then(() => this.#decided(tenant, command, actor, by))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** What would be decided now; nothing is written. */
  tried(tenant: string, command: Command, by: By | undefined): Promise<Decision> {
    const { state } = this.#o;
    const decide = (basis: Basis) => decideCommand(command, state(), tenant, by, clock.wallUs(), basis);
    return this.#bases.with(tenant, command, state, decide);
  }

  async #decided(tenant: string, command: Command, actor: string, by: By | undefined): Promise<Decision> {
    for (let lost = 0; lost < RACES_MAX; lost += 1) {
      // Among many writers the one who comes at once loses again: each waits a while of its own.
      if (lost > 1) await pause(die() * PAUSE_MS * 2 ** Math.min(lost, 6));
      const decision = await this.tried(tenant, command, by);
      if (!("facts" in decision) || decision.facts.length === 0) return decision;
      const at = await this.#taken(factsTenant(tenant, command), decision, actor);
      if (at !== undefined) return { ...decision, at };
    }
    return refused(`others wrote ${RACES_MAX} times meanwhile: try again when they are done`);
  }

  /** Where the first fact stands; undefined: the race was lost, another has written what the decision was made on. */
  async #taken(tenant: string, { facts, expected }: Accepted, actor: string): Promise<number | undefined> {
    const { log, state, write, folded } = this.#o;
    const command = uuidv7Bytes().toString("hex");
    // Facts of gateways are no tenant's and have no guard: the newest holds.
    const guard: Fact[] = tenant === "" ? [] : [{ type: "command-guarded", expected }];
    const from = state().asOf + 1;
    const written = [...guard, ...facts];
    const base = await write(tenant, written, actor, guard.length === 0 ? "" : command).catch((error: unknown) =>
      storedAt(log, from, command, error),
    );
    // Decided anew under another id: if this one comes late after all, it finds its objects written, and is dropped.
    if (base === undefined) return undefined;
    await folded(base + written.length - 1);
    const won = !state().lostCommands.includes(command) && spentHere(facts, state(), tenant, base);
    return won ? base + guard.length : undefined;
  }
}

/** Where a command stands whose append had no answer, by the log itself; undefined: it is not there. */
async function storedAt(log: EventLog, from: number, command: Hex, error: unknown): Promise<number | undefined> {
  if (!(error instanceof LogFault) || error.stored === "no") throw error;
  const records = await readLog(log, from, Number.POSITIVE_INFINITY).catch(() => {
    throw new LogFault(
      error.code,
      `${error.message}; whether the command stands there is not known: look before you repeat it`,
      {
        stored: "unknown",
        cause: error,
      },
    );
  });
  return records.find(({ event }) => event.command === command)?.offset;
}

/** A token is spent by the first who spends it, whatever its object's revision says. */
function spentHere(facts: readonly Fact[], state: ControlState, tenant: string, from: number): boolean {
  return facts.every((fact) => {
    if (fact.type !== "token-spent") return true;
    const at = tenantOf(state, tenant).tokens.get(fact.tokenHash)?.spentAt ?? -1;
    return at >= from && at <= from + facts.length;
  });
}

/** What is said of a gateway is no tenant's. */
const factsTenant = (tenant: string, command: Command): string =>
  command.type === "drain" && command.kind === "gateway" ? "" : tenant;
