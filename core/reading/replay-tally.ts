/** What a replay has found: how many flows differ, whose they are, examples. Bounded by users and apps. */
import { DIFFERENCE_KINDS, type DifferenceKind, type RecordedDecision, type Said } from "../policy/replay.ts";

export type Counts = Record<DifferenceKind, number>;

export interface Example {
  readonly flow_id: string;
  readonly kind: DifferenceKind;
  readonly user: string;
  readonly device: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly before: SaidPlain;
  readonly after: SaidPlain;
}

interface SaidPlain {
  readonly action: string;
  readonly app: string | null;
  readonly policy: string | null;
  readonly reason: string | null;
  readonly near_miss: string | null;
}

const plain = ({ action, app, policy, reason, nearMiss }: Said): SaidPlain => ({
  ...{ action, app: app || null, policy: policy || null, reason: reason || null, near_miss: nearMiss || null },
});

export function exampleOf(decision: RecordedDecision, kind: DifferenceKind, before: Said, after: Said): Example {
  const { flowId: flow_id, userTold: user, request } = decision;
  const { device, host, port, protocol } = request;
  return { flow_id, kind, user, device, host, port, protocol, before: plain(before), after: plain(after) };
}

export interface Group extends Counts {
  readonly name: string;
}

export class ReplayTally {
  readonly #perKind: number;
  readonly #counts: Counts = none();
  readonly #users = new Map<string, Counts>();
  readonly #apps = new Map<string, Counts>();
  readonly #examples: Record<DifferenceKind, Example[]> = { allowed: [], cut: [], other: [] };
  decisions = 0;

  /** `perKind`: so many examples of each kind are kept, the first ones. */
  constructor(perKind: number) {
    this.#perKind = perKind;
  }

  /** The app is the one that decides: before where the flow had one, else after. */
  differs(decision: RecordedDecision, kind: DifferenceKind, before: Said, after: Said): void {
    this.#counts[kind] += 1;
    countIn(this.#users, decision.userTold, kind);
    countIn(this.#apps, before.app || after.app, kind);
    const examples = this.#examples[kind];
    if (examples.length < this.#perKind) examples.push(exampleOf(decision, kind, before, after));
  }

  get counts(): Counts {
    return { ...this.#counts };
  }

  get differences(): number {
    return DIFFERENCE_KINDS.reduce((sum, kind) => sum + this.#counts[kind], 0);
  }

  /** Those whom it concerns the most first. */
  get users(): Group[] {
    return ranked(this.#users);
  }

  /** "" stands for destinations that no app has. */
  get apps(): Group[] {
    return ranked(this.#apps);
  }

  get examples(): readonly Example[] {
    return DIFFERENCE_KINDS.flatMap((kind) => this.#examples[kind]);
  }
}

const none = (): Counts => ({ allowed: 0, cut: 0, other: 0 });

function countIn(groups: Map<string, Counts>, name: string, kind: DifferenceKind): void {
  const counts = groups.get(name) ?? none();
  counts[kind] += 1;
  groups.set(name, counts);
}

const total = ({ allowed, cut, other }: Counts): number => allowed + cut + other;

function ranked(groups: ReadonlyMap<string, Counts>): Group[] {
  const all = [...groups].map(([name, counts]) => ({ name, ...counts }));
  return all.sort((a, b) => total(b) - total(a) || (a.name < b.name ? -1 : 1));
}
