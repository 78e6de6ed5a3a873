/** A tenant of many apps and rules as objects that operators apply. */
import type { ConfigObject } from "../../../core/config/object.ts";
import { policyWorld } from "../../policy-world.ts";

export interface StormWorld {
  readonly apps: number;
  readonly rules: number;
  readonly seed: number;
}

/** What names others comes after them. */
export function stormWorld({ apps, rules, seed }: StormWorld): readonly ConfigObject[] {
  const world = policyWorld({ apps, rules, users: 0 }, seed);
  const groups = new Set([...world.policies.values()].flatMap((spec) => spec.groups));
  return [
    ...[...world.networks].map(([name, spec]) => ({ kind: "Network", name, spec }) as const),
    ...["p1", "p2"].map(
      (name) => ({ kind: "Publisher", name, spec: { weight: 1, revoked: false, description: "" } }) as const,
    ),
    ...[...groups].map((name) => ({ kind: "Group", name, spec: { description: "", externalId: "" } }) as const),
    ...[...world.apps].map(([name, spec]) => ({ kind: "App", name, spec }) as const),
    ...[...world.policies].map(
      ([name, spec]) => ({ kind: "Policy", name, spec: { ...spec, order: spec.order + 10 } }) as const,
    ),
  ];
}
