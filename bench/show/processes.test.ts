import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { childrenOf, familyCpuSeconds, familyOf } from "./processes.ts";

/** A shell whose child works for a while, and that goes on when it has ended. */
const SCRIPT = "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo worked; read line";

describe("a process and what came from it", () => {
  it("children are of the family while they live, and their time counts when they have ended", async () => {
    const shell = spawn("sh", ["-c", SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
    const pid = shell.pid!;
    try {
      expect(familyOf([process.pid])).toContain(pid);
      expect(childrenOf(process.pid)).toContain(pid);
      await once(shell.stdout!, "data");
      expect(familyOf([pid])).toEqual([pid]);
      expect(familyCpuSeconds([pid])).toBeGreaterThan(0.01);
    } finally {
      const ended = once(shell, "exit");
      shell.stdin!.end();
      await ended;
    }
    expect(familyCpuSeconds([pid])).toBe(0);
  });
});
