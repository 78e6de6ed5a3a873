/** Debian's own Alertmanager takes what receivers of that type are told, and goes on after it was killed. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { eventually } from "../../../io/control/trial-operator.ts";
import { freePort } from "../../../io/trial-port.ts";
import type { Alert } from "../alert.ts";
import type { Message } from "../outbox.ts";
import { payloadOf, targetOf } from "../payload.ts";
import { post } from "./post.ts";

const PROGRAM = "prometheus-alertmanager";
const isHere = spawnSync(PROGRAM, ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "wayleave-alertmanager-"));
let child: ChildProcess | undefined;

afterAll(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number): Promise<void> {
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n");
  const words = [`--config.file=${config}`, `--storage.path=${join(folder, "data")}`, "--cluster.listen-address="];
  child = spawn(PROGRAM, [...words, `--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok === true);
}

async function kill(): Promise<void> {
  if (child === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  child = undefined;
}

const ALERT: Alert = {
  ...{ id: "01", offset: 1, atUs: Date.now() * 1000, tenant: "a", action: "block", rule: "no-payroll" },
  ...{ code: "CGW_POLICY_RULE_BLOCK", user: "sam@corp.example", device: "laptop", app: "payroll", host: "payroll" },
  ...{ port: 443, protocol: "tcp", flowId: "f", denialId: "K7M-2QX", gateway: "g1" },
};

(isHere ? it : it.skip)("a real Alertmanager, killed between two", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const tell = (message: Message) =>
    post({
      ...{ url: targetOf("alertmanager", `http://${address}`), id: "01", token: undefined, allow: [address] },
      body: JSON.stringify(payloadOf("alertmanager", message)),
    });
  const held = async (): Promise<{ labels: Record<string, string>; annotations: Record<string, string> }[]> =>
    (await fetch(`http://${address}/api/v2/alerts`)).json() as never;
  await start(port);
  await tell({ alert: ALERT });
  // The same once more is the same alert.
  await tell({ alert: ALERT });
  await eventually(async () => (await held()).length === 1);
  expect((await held())[0]).toMatchObject({
    labels: { alertname: "WayleaveBlocked", tenant: "a", rule: "no-payroll", user: "sam@corp.example", app: "payroll" },
    annotations: {
      denial_id: "K7M-2QX",
      summary: "sam@corp.example on laptop was refused (CGW_POLICY_RULE_BLOCK) to payroll:443 by rule no-payroll",
    },
  });
  await kill();
  await expect(tell({ alert: ALERT })).rejects.toThrow();
  await start(port);
  const nowUs = Date.now() * 1000;
  const rules = [{ rule: "no-payroll", count: 3 }];
  await tell({ summary: { tenant: "a", sinceUs: nowUs, untilUs: nowUs, count: 3, rules, lost: 2 } });
  await eventually(async () => (await held()).some(({ labels }) => labels["alertname"] === "WayleaveAlertsSummary"));
});
