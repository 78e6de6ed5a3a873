/** The whole path with real programs: every way in, every refusal, and each program against its real server. */
import { describe, expect, it } from "@jest/globals";
import { show as waysIn } from "../../bench/show/path-1.ts";
import { show as programs } from "../../bench/show/path-4.ts";

const quietly = { short: true, seed: 1, progress: () => {} };
/** Longer than all the deadlines that a cold and busy machine may come near to: those tell what was awaited. */
const BOUND_MS = 330_000;

describe("the path from a program to its app", () => {
  it(
    "answers by SOCKS5, CONNECT and absolute form, refuses in three ways, and keeps its stubs, joined and split",
    async () => {
      expect((await waysIn(quietly)).failures).toEqual([]);
    },
    BOUND_MS,
  );

  it(
    "carries curl, ssh, rsync, psql, a WebSocket, git and another language's gRPC, unchanged",
    async () => {
      expect((await programs(quietly)).failures).toEqual([]);
    },
    BOUND_MS,
  );
});
