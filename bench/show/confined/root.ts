/** What a show needs to make namespaces of its own: root's rights, and programs that stand in root's folders. */
import { execFileSync } from "node:child_process";

/** Administration tools stand in folders that not every user's path names. */
export const ROOT_PATH = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** The words before a command that make it root's; undefined where that can't be had. */
export function mayBecomeRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  try {
    execFileSync("sudo", ["-n", "true"], { stdio: "ignore" });
    return ["sudo", "-n"];
  } catch {
    return undefined;
  }
}

export function has(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore", env: { ...process.env, PATH: ROOT_PATH } });
    return true;
  } catch {
    return false;
  }
}
