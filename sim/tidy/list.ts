/** Lists what breaks the house rules: `bin/node sim/tidy/list.ts [folder ...]`; exit 1 where something does. */
import { join } from "node:path";
import { RULES } from "./rules.ts";
import { readTree } from "./source.ts";

const folders = process.argv.slice(2);
const tree = readTree(join(import.meta.dirname, "..", ".."));
for (const [name, rule] of Object.entries(RULES)) {
  for (const { path, line, message } of rule(tree)) {
    if (folders.length > 0 && !folders.some((folder) => path.startsWith(folder))) continue;
    console.log(`${path}:${line} [${name}] ${message}`);
    process.exitCode = 1;
  }
}
