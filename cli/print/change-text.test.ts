import { expect, it } from "@jest/globals";
import { changesText } from "./change-text.ts";

it("names each object that changes with each field that differs, and counts the others", () => {
  const text = changesText([
    { kind: "User", name: "sam", what: "created", fields: [{ field: "email", before: null, after: "sam@x.example" }] },
    {
      ...{ kind: "App", name: "wiki", what: "changed" },
      fields: [
        { field: "hosts", added: ["b.example", "c.example"], removed: ["a.example"] },
        { field: "tags", added: [], removed: [] },
        { field: "fallthrough", before: null, after: true },
        { field: "connect_timeout_ms", before: 5, after: 7 },
        { field: "origin", before: "h:1", after: null },
      ],
    },
    { kind: "Group", name: "ops", what: "unchanged", fields: [] },
    { kind: "Policy", name: "old", what: "deleted", fields: [{ field: "action", before: "allow", after: null }] },
  ]);
  expect(text).toBe(`+ User sam created
    + email: sam@x.example
~ App wiki changed
    + hosts: b.example, c.example
    - hosts: a.example
    ~ tags: in another order
    + fallthrough: true
    ~ connect_timeout_ms: 5 -> 7
    - origin: h:1
- Policy old deleted
  1 unchanged
`);
});
