/**
 * path.7: agent and publisher open no connection but to gateways and apps, and can't read others' files.
 *
 * Each part runs as its own Unix user with a private folder, in a network namespace where packet filter rules record
 * every destination that a user tries and drop all but those it needs. The namespaces belong to this run alone: rules,
 * mounts, users and processes end with it, the machine's own are untouched. Making them takes root, or `sudo -n`.
 */
import { chmodSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hold } from "./confined/hold.ts";
import { has, mayBecomeRoot, ROOT_PATH } from "./confined/root.ts";
import type { Shown, ShowOptions } from "./main.ts";

const INSIDE = join(import.meta.dirname, "confined", "main.ts");
const TOOLS = ["unshare", "setpriv", "mount", "ip", "ss", "nft", "curl", "dig"];
const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"];

export async function show(o: ShowOptions): Promise<Shown> {
  const root = mayBecomeRoot();
  const missing = TOOLS.filter((tool) => !has(tool));
  const lacks = [
    ...(missing.length > 0 ? [`programs are missing: ${missing.join(", ")} (util-linux, iproute2, nftables ..)`] : []),
    ...(root === undefined ? ["it takes root, or sudo without a password, to make namespaces and users"] : []),
  ];
  if (root === undefined || lacks.length > 0) return { figures: {}, failures: lacks };
  // All that the run writes is in memory, mounted here for its processes alone: afterwards the folder is empty.
  const folder = mkdtempSync(join(tmpdir(), "wayleave-confined-"));
  chmodSync(folder, 0o755);
  const order = JSON.stringify({ short: o.short, folder, pid: process.pid });
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", INSIDE, order];
  try {
    return await hold([...root, "env", `PATH=${ROOT_PATH}`, "unshare", ...NAMESPACES, "--", ...node], o.progress);
  } finally {
    rmdirSync(folder);
  }
}
