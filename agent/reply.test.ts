/** What programs are told. */
import { describe, expect, it } from "@jest/globals";
import { REASONS } from "../core/reason.ts";
import { httpRefusal, refusal, socksReply } from "./reply.ts";

describe("replies", () => {
  it("are one header block and one line, whatever a gateway writes into them", () => {
    const text = httpRefusal(
      refusal("CGW_POLICY_RULE_BLOCK", "x\r\nSet-Cookie: a", "no\r\n\r\nHTTP/1.1 200 OK\u001b[2J é"),
    );
    const [head, body, ...more] = text.split("\r\n\r\n");
    expect(more).toEqual([]);
    expect(head).not.toMatch(/Denial-Id|Cookie/);
    expect(body).toBe("no HTTP/1.1 200 OK [2J é (CGW_POLICY_RULE_BLOCK)\n");
    expect(head).toContain(`Content-Length: ${new TextEncoder().encode(body).length}`);
  });

  it("have a phrase and a reply for every code", () => {
    for (const code of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      expect(httpRefusal(refusal(code, "7QK-M2X"))).toMatch(/^HTTP\/1\.1 [45]\d\d (?!Refused)[A-Z]/);
      expect(socksReply(refusal(code))).toBeGreaterThan(0);
    }
  });
});
