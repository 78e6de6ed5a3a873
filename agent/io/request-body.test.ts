/** Where a request ends, however its bytes are cut. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type BodyLength, RequestBody } from "./request-body.ts";

const CHUNKED = "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n";

describe("request body", () => {
  it("ends at the same byte, whatever the cuts", () => {
    const cases = fc.constantFrom<readonly [BodyLength, string]>(
      ["chunked", CHUNKED],
      [7, "1234567"],
      [0, ""],
      ["chunked", "0\r\n\r\n"],
    );
    fc.assert(
      fc.property(cases, fc.array(fc.integer({ min: 1, max: 9 })), ([length, text], cuts) => {
        const bytes = Buffer.from(`${text}GET / HTTP/1.1\r\n\r\n`);
        const body = new RequestBody(length);
        let taken = 0;
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          taken += body.take(bytes.subarray(at, at + cut));
          at += cut;
        }
        expect([taken, body.done, body.broken]).toEqual([text.length, true, false]);
      }),
    );
  });

  it.each([
    "x\r\n",
    "3\nabc",
    "3\r\nabcd\r\n",
    "-1\r\n",
    "\r\n",
    "3 3\r\n",
    "1\rx\r\n",
    "fffffffffffff\r\n",
    `1;${"a".repeat(9000)}`,
  ])("breaks on %.20j, and takes nothing more", (text) => {
    const body = new RequestBody("chunked");
    body.take(Buffer.from(text));
    expect(body.broken).toBe(true);
    expect(body.take(Buffer.from("3\r\nabc\r\n"))).toBe(0);
  });
});
