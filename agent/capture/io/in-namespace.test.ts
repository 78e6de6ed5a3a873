/** Tests of rules, routes and filter by the kernel itself: in a network namespace, where there may be one. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { SBIN_PATH } from "./system.ts";

const NODE = join(import.meta.dirname, "..", "..", "..", "bin", "node");
const namespace = process.getuid?.() === 0 ? ["--net"] : ["--user", "--map-root-user", "--net"];
const env = { ...process.env, PATH: SBIN_PATH };
const inNamespace = (...command: string[]) =>
  spawnSync("unshare", [...namespace, "--", ...command], { encoding: "utf8", env });
const test = inNamespace("nft", "add", "table", "inet", "trial").status === 0 ? it : it.skip;

/** `body` has `sh`, `udpLines`, `ipChange`, `Offers`, `FilterSets`, and fills `said`. */
function ran(body: string): unknown {
  const script = `
    const [routes, system, filter, offers] = await Promise.all(
      ["routes.ts", "io/system.ts", "io/filter-sets.ts", "offers.ts"].map((one) => import(process.argv[1] + "/" + one)));
    const { execSync } = await import("node:child_process");
    const sh = (command) => execSync(command, { stdio: "pipe" }).toString().trim();
    const [{ udpLines }, { ipChange }, { FilterSets }, { Offers }] = [routes, system, filter, offers];
    const said = {};
    sh("ip link set lo up");
    ${body}
    console.log(JSON.stringify(said));`;
  const folder = join(import.meta.dirname, "..");
  const { stdout, stderr } = inNamespace(NODE, "--input-type=module", "-e", script, folder);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

describe("routing, by this kernel", () => {
  test("takes datagrams to the last port, and to none before the first", () => {
    const said = ran(`
      sh("ip tuntap add dev t0 mode tun; ip link set t0 up; ip address add 192.0.2.1/24 dev t0");
      sh("ip route add default dev t0; ip route add local 10.70.0.9 dev lo src 127.0.0.1 table 5377");
      const before = sh("ip rule");
      const taken = [{ block: "10.70.0.9", ports: { from: 60000, to: 65535 } }];
      await ipChange(4, udpLines([], taken));
      for (const port of [65535, 65534, 60000, 59999, 53])
        said[port] = sh("ip route get 10.70.0.9 ipproto udp dport " + port).startsWith("local ");
      await ipChange(4, udpLines(taken, []));
      said.clean = sh("ip rule") === before;`);
    expect(said).toEqual({ 65535: true, 65534: true, 60000: true, 59999: false, 53: false, clean: true });
  });

  test("is as before when a line in the midst of a change is refused", () => {
    const said = ran(`
      const held = [{ block: "10.70.0.9", ports: { from: 7, to: 7 } }];
      await ipChange(4, udpLines([], held));
      const before = sh("ip rule");
      const lines = udpLines(held, [{ block: "10.70.0.10", ports: { from: 8, to: 9 } }]);
      const refused = "rule add priority 5377 iif lo to 10.70.0.11 lookup 5377 ipproto udp dport 9-8";
      said.fault = await ipChange(4, [...lines, refused]).then(() => "", (error) => error.message);
      said.clean = sh("ip rule") === before;`);
    expect(said).toMatchObject({ clean: true, fault: expect.stringMatching(/^ip -4: /) });
  });
});

describe("the filter, by this kernel", () => {
  const build = `
    const app = (n) => ({ hosts: ["10." + (n >> 16) + "." + ((n >> 8) & 255) + "." + (n & 255)],
      ports: [{ protocol: "tcp", from: 443, to: 443 }] });
    const udpOffers = new Offers([], "udp");
    const captured = (apps) => ({ stubRanges: { 4: ["100.64.0.0/16"], 6: ["fd12:3456:789a::/64"] }, stubs: [],
      offers: new Offers(apps, "tcp"), udpOffers });
    const sets = new FilterSets({ tcp4: 1, tcp6: 2, udp4: 3, udp6: 4 });
    const list = (name) => {
      const text = sh("nft list set inet wayleave_agent " + name).replace(/\\s+/g, " ");
      return (/elements = \\{ (.*?) \\}/.exec(text)?.[1] ?? "").split(", ").sort().join(", ");
    };`;

  test("has after changes by difference what it would have after the whole, counters and notes kept", () => {
    const steps = ["[]", "[block]", "[block, app(0x090001)]", "[app(0x090001)]", "[block, app(7)]", "[]"];
    const said = ran(`${build}
      const block = { hosts: ["10.9.0.0/24", "fd00::/120"], ports: [{ protocol: "tcp", from: 80, to: 90 }] };
      const steps = [${steps.join(", ")}];
      said.same = [];
      for (const apps of steps) {
        await sets.follow(captured(apps));
        const by = ["ours4", "ours6", "apps4", "apps6"].map(list);
        sh("nft add element inet wayleave_agent missed4 '{ 10.9.0.1 . tcp . 7 }'");
        await sets.follow(captured(apps.length === 0 ? [block] : []));
        said.same.push(list("missed4").includes("10.9.0.1"));
        sets.forget();
        await sets.follow(captured(apps));
        said.same.push(JSON.stringify(by) === JSON.stringify(["ours4", "ours6", "apps4", "apps6"].map(list)));
      }`);
    // After each step: the note is there still, and the whole has the same elements.
    expect(said).toEqual({ same: steps.flatMap(() => [true, true]) });
  });

  test("takes one more address of a publisher in a time that does not grow with those that it has", () => {
    const said = ran(`${build}
      for (const count of [100, 10000]) {
        await sets.follow(captured(Array.from({ length: count }, (_, n) => app(n * 2))));
        const took = [];
        const learned = [];
        for (let n = 0; n < 9; n += 1) {
          const ips = [{ family: 4, words: [0x0a000001 + 2 * n] }];
          learned.push({ ips, ports: [{ from: 443, to: 443 }], udpPorts: [] });
          const began = performance.now();
          await sets.learn(learned);
          took.push(performance.now() - began);
        }
        said.learned = list("learned4").includes("10.0.0.17 . 443") && list("known4").includes("10.0.0.17");
        said[count] = Math.min(...took);
      }`) as { 100: number; 10000: number; learned: boolean };
    expect(said.learned).toBe(true);
    // A hundred times as many; the whole table takes some thirty times as long.
    expect(said[10000] / said[100]).toBeLessThan(5);
  });
});
