/** UDP with real processes: every size, every loss counted, the row that tells of it; and what ends an association. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { show } from "../../bench/show/capture-4.ts";
import { type Estate, startEstate, until } from "../../bench/show/estate.ts";
import { openSocksProgram, type SocksProgram } from "../../io/flow/socks-program.ts";

const quietly = { short: true, seed: 1, kafka: false, progress: () => {} };
/** Longer than all the deadlines that a cold and busy machine may come near to. */
const BOUND_MS = 330_000;
const FLOWS_BACK_MS = 15_000;

it(
  "carries datagrams of every size through two gateways, loses next to none, and says why of the rest",
  async () => {
    expect((await show(quietly)).failures).toEqual([]);
  },
  BOUND_MS,
);

it(
  "finds another gateway when its own is killed, ends with its policy, and loses nothing to a drain",
  async () => {
    const estate = await startEstate();
    const program = await openSocksProgram(estate.proxy);
    try {
      await until("an answer", () => answers(program), FLOWS_BACK_MS);
      const carrying = estate.runFile().parts.find(({ name }) => name === "gateway-1");
      process.kill(carrying!.pid, "SIGKILL");
      await until("an answer through the other gateway", () => answers(program), FLOWS_BACK_MS);
      const file = join(estate.data, "no-echo.yaml");
      const spec = { order: 1, action: "block", apps: ["echo"] };
      writeFileSync(file, JSON.stringify({ kind: "Policy", name: "no-echo", spec }));
      expect((await estate.wayleave("apply", "-f", file)).exit).toBe(0);
      await until("a row that ended with its policy", () => ended(estate, "CGW_POLICY_REVOKED"), FLOWS_BACK_MS);
      expect(await answers(program)).toBeUndefined();
      expect((await estate.wayleave("delete", "Policy", "no-echo")).exit).toBe(0);
      await until("an answer once it is allowed again", () => answers(program), FLOWS_BACK_MS);
      expect((await estate.wayleave("drain", "gateway", "gateway-2")).exit).toBe(0);
      for (let n = 0; n < 20; n++) expect(await answers(program)).toBe(true);
    } finally {
      program.close();
      await estate.stop();
    }
  },
  BOUND_MS,
);

async function answers(program: SocksProgram): Promise<true | undefined> {
  await program.send("echo.corp.example", 7, Buffer.from("are you there?"));
  return program.answer(700).then(
    () => true,
    () => undefined,
  );
}

async function ended(estate: Estate, reason: string): Promise<true | undefined> {
  const { stdout } = await estate.wayleave("events", "-o", "json", "--since", "10m");
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  return rows.some((row) => row["protocol"] === "udp" && row["reason"] === reason) ? true : undefined;
}
