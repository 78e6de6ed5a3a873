/** Tests of the kernel's word on changes of the network: in a namespace of its own, where there may be one. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const NODE = join(import.meta.dirname, "..", "bin", "node");
const FILE = join(import.meta.dirname, "network-changes.ts");
const PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
const namespace = process.getuid?.() === 0 ? ["--net"] : ["--user", "--map-root-user", "--net"];
const inNamespace = (...command: string[]) =>
  spawnSync("unshare", [...namespace, "--", ...command], { encoding: "utf8", env: { ...process.env, PATH } });
const test = inNamespace("ip", "link", "set", "lo", "up").status === 0 ? it : it.skip;

const SCRIPT = `
  const { watchChanges } = await import(process.argv[1]);
  const { execSync } = await import("node:child_process");
  const changes = watchChanges(5377);
  const told = [changes.changed()];
  for (const command of process.argv.slice(2)) {
    execSync(command);
    told.push(changes.changed(), changes.changed());
  }
  changes.close();
  console.log(JSON.stringify(told));
`;

describe("changes of the network", () => {
  test("are told once each: links, addresses, routes of every table but the caller's own", () => {
    const commands = [
      "ip link set lo up",
      "ip address add 192.0.2.1/32 dev lo",
      "ip route add 100.98.0.0/16 dev lo table 51820",
      "ip route add local 100.99.0.0/16 dev lo table 5377",
      "ip -6 route add local fd12::/64 dev lo table 5377",
    ];
    const { stdout, stderr } = inNamespace(NODE, "--input-type=module", "-e", SCRIPT, FILE, ...commands);
    expect(stderr).toBe("");
    const [first, ...told] = JSON.parse(stdout) as boolean[];
    expect({ first, told }).toEqual({
      first: false,
      told: [true, false, true, false, true, false, false, false, false, false],
    });
  });
});
