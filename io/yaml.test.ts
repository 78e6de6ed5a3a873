import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { judgeDocuments } from "../core/config/judge.ts";
import { printMistake } from "../core/config/located.ts";
import { toPlain } from "../core/config/print.ts";
import { configObject } from "../sim/arbitrary-objects.ts";
import { printYaml, readYaml } from "./yaml.ts";

it("objects survive the way through YAML text", () => {
  fc.assert(
    fc.property(fc.uniqueArray(configObject, { selector: (o) => `${o.kind} ${o.name}`, maxLength: 5 }), (objects) => {
      const { documents, mistakes } = readYaml("f.yaml", printYaml(objects.map(toPlain)));
      expect(mistakes).toEqual([]);
      const judged = judgeDocuments(documents);
      expect(judged.mistakes).toEqual([]);
      expect(judged.objects.map(({ object }) => object)).toEqual(objects);
    }),
    { numRuns: 50 },
  );
});

it("mistakes name file, line and field", () => {
  const text = `# apps
kind: App
name: wiki
spec:
  hosts:
    - wiki.corp.example
    - "*.com"
  ports: [tcp/80, 443]
  ports: [tcp/80]
---
---
kind: User
name: sam
spec:
  mail: sam@corp.example
`;
  expect(mistakesOf(text)).toEqual([
    expect.stringMatching(/^f\.yaml:7: hosts\[1\]: /),
    'f.yaml:8: ports[1]: must be text: put it in quotes, "443"',
    "f.yaml:9: ports: stands twice, first on line 8: remove one",
    expect.stringMatching(/^f\.yaml:14: email: |^f\.yaml:15: email: /),
    expect.stringMatching(/^f\.yaml:15: mail: is not known/),
  ]);
});

it("syntax errors, anchors and tags are told with their line; the other documents are still read", () => {
  expect(mistakesOf("kind: Group\nname: [a\n---\nkind: Group\nname: g\n")[0]).toMatch(/^f\.yaml:[123]: /);
  expect(mistakesOf("kind: Group\nname: &a x\nspec: {description: *a}\n")).toEqual([
    "f.yaml:3: anchors are not read here: write out what *a stands for",
  ]);
  expect(mistakesOf("kind: Group\n  name: x\n").length).toBeGreaterThan(0);
  expect(mistakesOf("[".repeat(100))).not.toEqual([]);
  expect(mistakesOf("")).toEqual([]);
});

function mistakesOf(text: string): string[] {
  const { documents, mistakes } = readYaml("f.yaml", text);
  return [...mistakes, ...judgeDocuments(documents).mistakes].map(printMistake);
}
