/** The answer of `wayleave replay` for a person. */
import type { ReplayAnswer } from "../../core/reading/replay-answer.ts";
import type { Example, Group } from "../../core/reading/replay-tally.ts";
import { columnsFor } from "./columns.ts";
import { block } from "./text-block.ts";

/** Of users and apps so many are shown; -o json has all. */
const SHOWN = 20;

export function replayText(answer: ReplayAnswer, width: number | undefined): string {
  const { by_kind: kinds, not_replayed: not } = answer;
  const parts = [
    headOf(answer),
    block([
      ["decisions", `${answer.decisions}, ${spanOf(answer)}`],
      ["not replayed", notText(not)],
      ["would be allowed", answer.draft === null ? null : String(kinds.allowed)],
      ["would be cut", answer.draft === null ? null : String(kinds.cut)],
      ["otherwise different", answer.draft === null ? null : `${kinds.other}: another rule, app or reason`],
      ["took", `${answer.seconds} s, ${answer.revisions} revisions of the configuration`],
    ]),
    groupsText("user", answer.users, width),
    groupsText("app", answer.apps, width),
    examplesText(answer.examples),
    `this can't know of:\n${answer.cannot_know.map((text) => `  ${text}`).join("\n")}`,
  ];
  return `${parts.filter((text) => text !== "").join("\n\n")}\n`;
}

function headOf({ draft, base, differences, decisions }: ReplayAnswer): string {
  if (draft === null) {
    const law = differences === 0 ? "every decision is what it was" : `${differences} DIFFER from what they were`;
    return `by the policy that was in force: ${law}`;
  }
  const on = base === "now" ? "as configured now" : "as it was configured then";
  return `with ${draft.join(", ")}, and else ${on}: ${differences} of ${decisions} decisions would be different`;
}

const spanOf = ({ since, until }: ReplayAnswer): string =>
  `from ${since ?? "the begin of the record"} until ${until ?? "now"}`;

function notText({ undecided, unknown }: ReplayAnswer["not_replayed"]): string | null {
  if (undecided + unknown === 0) return null;
  return `${undecided} turned away before any decision, ${unknown} without what they were made of`;
}

function groupsText(title: string, groups: readonly Group[], width: number | undefined): string {
  if (groups.length === 0) return "";
  const shown = groups.slice(0, SHOWN);
  const { head, line } = columnsFor<Group>(
    [
      { title, cell: ({ name }) => name || "(none has the destination)", least: 12 },
      { title: "allowed", cell: ({ allowed }) => String(allowed), right: true },
      { title: "cut", cell: ({ cut }) => String(cut), right: true },
      { title: "other", cell: ({ other }) => String(other), right: true },
    ],
    shown,
    width,
  );
  const more = groups.length > SHOWN ? `and ${groups.length - SHOWN} more (-o json)\n` : "";
  return `${head}${shown.map(line).join("")}${more}`.trimEnd();
}

const KINDS = { allowed: "would be allowed", cut: "would be cut", other: "different" } as const;

function examplesText(examples: readonly Example[]): string {
  if (examples.length === 0) return "";
  const lines = examples.map((one): [string, string] => {
    const { user, host, port, before, after } = one;
    const change = `${before.policy ?? before.reason ?? "-"} -> ${after.policy ?? after.reason ?? "-"}`;
    return [one.flow_id, `${KINDS[one.kind]}: ${user} to ${host}:${port} (${change})`];
  });
  return `examples (wayleave explain --flow ID):\n${block(lines)}`;
}
