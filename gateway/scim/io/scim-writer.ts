/** Answers what a directory asks, and writes what it wants: one write after another of each tenant. */
import { tenantOf } from "../../../core/control/state.ts";
import { errorText } from "../../../io/errors.ts";
import { LogFault } from "../../../io/log/event-log.ts";
import { changedFact, type Done, doneOf } from "../../changed-fact.ts";
import type { Caller } from "../admit.ts";
import type { Plan } from "../plan.ts";
import { badValue, ScimFault } from "../scim-fault.ts";
import { type ScimAnswer, type ScimRequest, type Served, serve } from "../serve.ts";
import type { ScimListenerOptions } from "./scim-listener.ts";

/** Objects of one command: what one append takes, several times over. */
const OBJECTS_AT_ONCE = 1_000;
/** Writes of a tenant that wait for their turn. */
const WAITING_MAX = 64;
/** Each time somebody else has written the same user or group in the very moment. */
const RACES_MAX = 5;

export class ScimWriter {
  readonly #o: ScimListenerOptions;
  readonly #turns = new Map<string, { last: Promise<unknown>; waiting: number }>();

  constructor(o: ScimListenerOptions) {
    this.#o = o;
  }

  /** Throws a ScimFault, or what the log threw. */
  async answer(request: ScimRequest, caller: Caller, remoteAddr: string): Promise<ScimAnswer> {
    if (request.method === "GET") {
      const served = this.#served(request, caller);
      if ("answer" in served) return served.answer;
    }
    return this.#inTurn(caller.tenant, () => this.#recorded(request, caller, remoteAddr));
  }

  faultOf(error: unknown): ScimFault {
    if (!(error instanceof LogFault)) return new ScimFault(500, "this service failed: its log says of what");
    const said = error.stored === "no" ? "nothing is done" : "it may be done";
    return new ScimFault(503, `${said}: the control log can't be written now (${errorText(error)})`, undefined, 5);
  }

  #served(request: ScimRequest, { tenant }: Caller): Served {
    return serve(request, tenantOf(this.#o.control.state, tenant));
  }

  async #inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(tenant) ?? { last: Promise.resolve(), waiting: 0 };
    this.#turns.set(tenant, turns);
    if (turns.waiting >= WAITING_MAX) throw new ScimFault(429, "too many writes are under way", undefined, 1);
    turns.waiting += 1;
    const turn = turns.last.then(work);
    turns.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      turns.waiting -= 1;
      if (turns.waiting === 0) this.#turns.delete(tenant);
    }
  }

  /** What can't be recorded is not done. */
  async #recorded(request: ScimRequest, caller: Caller, remoteAddr: string): Promise<ScimAnswer> {
    const { recorder } = this.#o;
    const room = recorder.reserve("command");
    if (room === undefined) throw new ScimFault(503, "nothing is done, since it could not be recorded", undefined, 5);
    const asked = { actor: actorOf(caller), verb: `scim ${request.method} ${request.path[0]}`, remoteAddr };
    const record = (done: Done) =>
      recorder.record(changedFact(asked, done), { tenant: caller.tenant }, room).catch(() => {});
    try {
      const { answer, done } = await this.#written(request, caller);
      if (done.changes.length > 0) await record(done);
      this.#o.count("scim_writes");
      return answer;
    } catch (error) {
      await record({ changes: [], mistakes: [errorText(error)], reason: refusalOf(error) });
      throw error;
    } finally {
      room.release();
    }
  }

  async #written(request: ScimRequest, caller: Caller): Promise<{ readonly answer: ScimAnswer; readonly done: Done }> {
    for (let races = 0; races < RACES_MAX; races += 1) {
      // On the state as it is now: what was in the turn before may have changed it.
      const { asOf } = this.#o.control.state;
      const served = this.#served(request, caller);
      if ("answer" in served) return { answer: served.answer, done: NOTHING };
      const changes = await this.#apply(served.plan, caller, asOf);
      if (changes === undefined) continue;
      const answer = served.answered(tenantOf(this.#o.control.state, caller.tenant));
      return { answer, done: { changes, mistakes: [] } };
    }
    throw new ScimFault(409, "others wrote the same meanwhile: try again");
  }

  /** Undefined: somebody else has written one of them. A part that was written by then is found as it should be. */
  async #apply({ objects, deletes }: Plan, caller: Caller, asOf: number): Promise<readonly string[] | undefined> {
    const changes: string[] = [];
    for (let at = 0; at < objects.length || (at === 0 && deletes.length > 0); at += OBJECTS_AT_ONCE) {
      const some = objects.slice(at, at + OBJECTS_AT_ONCE);
      const isLast = at + OBJECTS_AT_ONCE >= objects.length;
      const command = { type: "apply", objects: some, deletes: isLast ? deletes : [], asOf } as const;
      const decision = await this.#o.control.command(caller.tenant, command, actorOf(caller));
      if ("mistakes" in decision && decision.why === "conflict") return undefined;
      if ("mistakes" in decision) throw badValue(decision.mistakes.map(({ text }) => text).join("; "));
      changes.push(...doneOf(decision, decision.at ?? -1).changes);
    }
    return changes;
  }
}

const NOTHING: Done = { changes: [], mistakes: [] };
const actorOf = ({ directory }: Caller): string => `scim/${directory}`;

function refusalOf(error: unknown): NonNullable<Done["reason"]> {
  if (!(error instanceof ScimFault)) return "failed";
  return error.status === 409 || error.status === 412 ? "conflict" : "mistaken";
}
