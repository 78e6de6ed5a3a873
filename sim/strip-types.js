/** Jest's transform: production's own type stripper, so that tests run the lines that production runs. */
import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";

export default {
  getCacheKey: (source, path) => createHash("sha256").update(process.version).update(path).update(source).digest("hex"),
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
