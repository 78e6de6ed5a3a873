/** The worked example of docs/configuration.md: applied as it stands, with every kind and every field. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { decideCommand } from "../../core/command/command.ts";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import { judgeDocuments } from "../../core/config/judge.ts";
import { KINDS } from "../../core/config/object.ts";
import { toPlain } from "../../core/config/print.ts";
import { emptyState } from "../../core/control/state.ts";
import { printYaml, readYaml } from "../../io/yaml.ts";

const FILE = join(import.meta.dirname, "..", "..", "docs", "configuration.md");
const text = /^```yaml\n([\s\S]*?)^```$/m.exec(readFileSync(FILE, "utf8"))?.[1] ?? "";
const read = readYaml(FILE, text);
const judged = judgeDocuments(read.documents);
const objects = judged.objects.map(({ object }) => object);

it("is taken as it stands, and without a warning but for what it shows on purpose", () => {
  expect([read.mistakes, judged.mistakes]).toEqual([[], []]);
  const decision = decideCommand({ type: "apply", objects }, emptyState(), "demo", {
    operator: "ann",
    runsGateways: true,
  });
  expect("mistakes" in decision ? decision.mistakes : []).toEqual([]);
  expect("facts" in decision && decision.facts).toHaveLength(objects.length);
});

it("has every kind, and of each kind every field", () => {
  for (const kind of KINDS) {
    const said = new Set(objects.filter((one) => one.kind === kind).flatMap(({ spec }) => saidIn(kind, spec)));
    expect([kind, [...said].sort()]).toEqual([kind, Object.keys(NOTHING_SAID[kind]).sort()]);
  }
});

/** Required fields are always said; of the others what differs from the default. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  Receiver: ["type"],
  PolicyTest: ["protocol", "expect"],
  Operator: ["role"],
};

const saidIn = (kind: keyof typeof NOTHING_SAID, spec: object): string[] =>
  Object.entries(spec)
    .filter(([key, value]) => {
      const usual = (NOTHING_SAID[kind] as unknown as Record<string, unknown>)[key];
      return REQUIRED[kind]?.includes(key) || JSON.stringify(value) !== JSON.stringify(usual);
    })
    .map(([key]) => key);

it("is printed by get as apply reads it back unchanged", () => {
  const again = judgeDocuments(readYaml("again", printYaml(objects.map(toPlain))).documents);
  expect(again.mistakes).toEqual([]);
  expect(again.objects.map(({ object }) => object)).toEqual(objects);
});
