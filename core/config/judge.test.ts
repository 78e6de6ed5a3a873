import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { configObject } from "../../sim/arbitrary-objects.ts";
import { NOTHING_SAID } from "./defaults.ts";
import { judgeDocuments, placeMistake } from "./judge.ts";
import type { Located, Plain } from "./located.ts";
import { located, printMistake } from "./located.ts";
import { toPlain } from "./print.ts";

describe("judging configuration", () => {
  it("what is printed is read back unchanged", () => {
    fc.assert(
      fc.property(configObject, (object) => {
        const { objects, mistakes } = judgeDocuments([doc(toPlain(object))]);
        expect(mistakes).toEqual([]);
        expect(objects.map((placed) => placed.object)).toEqual([object]);
      }),
    );
  });

  it("tells all mistakes at once, each with its field and what to do", () => {
    const app = { hosts: ["*.com", "a.b", "A.b."], ports: ["80"], publisher: ["p"], fallthrough: "yes" };
    const texts = judge({ kind: "App", name: "wiki", spec: app }, { kind: "policy", name: "x", spec: {} });
    expect(texts).toEqual([
      expect.stringMatching(/^hosts\[0\]: "\*\.com" covers a whole top-level domain/),
      expect.stringMatching(/^hosts\[2\]: .*stands twice/),
      expect.stringMatching(/^ports\[0\]: "80" is no port: write tcp\/443/),
      "fallthrough: must be true or false",
      "publisher: is not known; did you mean publishers?",
      'kind: "policy" is no kind; write it as Policy',
    ]);
  });

  it("an app needs hosts and ports, a device its user, a user a mail, a policy its action", () => {
    expect(judge({ kind: "App", name: "a", spec: { ports: [] } })).toEqual([
      "hosts: is missing: an app has at least one of its hosts",
      "ports: is missing: an app has at least one of its ports",
    ]);
    expect(judge({ kind: "Device", name: "d" })).toEqual(["user: is missing: a device is a user's"]);
    expect(judge({ kind: "User", name: "sam" })).toEqual(["email: is missing"]);
    expect(judge({ kind: "User", name: "sam@corp.example" })).toEqual([]);
    expect(judge({ kind: "Policy", name: "p", spec: { action: "permit" } })).toEqual([
      "action: must be allow or block or alert",
    ]);
  });

  it("values of the wrong type are told, not guessed", () => {
    expect(judge({ kind: "Group", name: 12, spec: { description: ["x"] } })).toEqual([
      'name: must be text: put it in quotes, "12"',
      "name: must not be empty",
      "description: must be text",
    ]);
    expect(judge({ kind: "Publisher", name: "a/b", spec: { weight: 1.5 } })).toEqual([
      expect.stringMatching(/^name: "a\/b" can't stand in a certificate/),
      "weight: must be a whole number from 0 to 1000",
    ]);
    expect(judge([])).toEqual([expect.stringContaining("must be an object")]);
    expect(judge({ kind: "Group", name: "g", spec: "x" })).toEqual([expect.stringContaining("must be a map")]);
  });

  it("keys and objects that stand twice are told with the first one's line", () => {
    const entry = (key: string, line: number, value: Plain) => ({ key, line, value: located(value) });
    const twice: Located = {
      is: "map",
      line: 1,
      entries: [entry("kind", 1, "Group"), entry("name", 2, "g"), entry("name", 3, "h")],
    };
    const again: Located = { is: "map", line: 7, entries: [entry("kind", 7, "Group"), entry("name", 8, "g")] };
    const { mistakes } = judgeDocuments([twice, again].map((root) => ({ file: "f.yaml", root })));
    expect(mistakes.map(printMistake)).toEqual([
      "f.yaml:3: name: stands twice, first on line 2: remove one",
      "f.yaml:7: name: Group g stands twice, first at f.yaml:1",
    ]);
  });

  it("a gateway's mistake is placed at the line of its field", () => {
    const lines = new Map([
      ["groups", 4],
      ["groups[1]", 6],
    ]);
    const placed = {
      object: { kind: "Group", name: "g", spec: NOTHING_SAID.Group },
      file: "f",
      line: 1,
      lines,
    } as const;
    expect(placeMistake(placed, "groups[1]", "no").line).toBe(6);
    expect(placeMistake(placed, "groups[9]", "no").line).toBe(4);
    expect(placeMistake(placed, "", "no").line).toBe(1);
  });
});

const doc = (value: Plain) => ({ file: "f.yaml", root: located(value) });
const judge = (...values: Plain[]) =>
  judgeDocuments(values.map(doc)).mistakes.map(({ field, text }) => `${field}: ${text}`);
