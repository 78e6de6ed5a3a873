/** The answer of `wayleave tighten` for a person. */
import type { Narrowing, Tightened } from "../../core/policy/tighten.ts";
import { block } from "./text-block.ts";

export interface TightenAnswer {
  readonly since: string | null;
  /** Of the decisions that were seen. */
  readonly first: string;
  readonly last: string;
  /** By what is configured now. */
  readonly allowed: number;
  readonly refused: number;
  /** Distinct rule, app, user and port. */
  readonly ways: number;
  readonly draft_file: string | null;
  readonly narrowings: readonly Narrowing[];
  readonly unused_apps: readonly string[];
  readonly left_alone: Tightened["left"];
  readonly cannot_know: readonly string[];
}

export function tightenText(answer: TightenAnswer): string {
  const { narrowings, draft_file: file } = answer;
  const parts = [
    narrowings.length === 0
      ? "everything that is configured was used: nothing to take away"
      : `${narrowings.length} proposals`,
    block([
      ["seen", `${answer.allowed} allowed flows in ${answer.ways} ways, from ${answer.first} until ${answer.last}`],
      ["draft", file],
      ["try it", file === null ? "--out FILE writes the draft" : `wayleave replay --draft ${file} --since 90d`],
    ]),
    listed("not used, hence taken away:", narrowings.map(narrowingRow)),
    listed(
      "apps without a flow, which stay (wayleave delete app NAME):",
      answer.unused_apps.map((name) => [name, ""]),
    ),
    listed(
      "left alone:",
      answer.left_alone.map(({ kind, name, why }) => [`${kind} ${name}`, why]),
    ),
    `this can't know of:\n${answer.cannot_know.map((text) => `  ${text}`).join("\n")}`,
  ];
  return `${parts.filter((text) => text !== "").join("\n\n")}\n`;
}

function narrowingRow({ kind, name, field, taken, kept }: Narrowing): readonly [string, string] {
  if (field === "disabled") return [`${kind} ${name}`, "whole rule"];
  return [`${kind} ${name}`, `${field}: ${taken.join(", ")} (stay: ${kept.join(", ")})`];
}

const listed = (title: string, rows: readonly (readonly [string, string])[]): string =>
  rows.length === 0 ? "" : `${title}\n${block(rows)}`;
