/** Where a file stands in the house: its area, and whether it is pure, touches the world, or only tests. */

export type Kind = "pure" | "io" | "main" | "test";

/** Two of these agree only through core types or proto messages. */
export const ROLES = [
  ...["agent", "publisher", "gateway/client", "gateway/publisher", "gateway/control"],
  ...["analytics/ingest", "analytics/query", "analytics/embedded", "analytics/console"],
] as const;

/** A role, `gateway` (what its three roles share), `analytics` (the same), or the top folder; "" at the root. */
export function areaOf(path: string): string {
  const role = ROLES.find((name) => path.startsWith(`${name}/`));
  return role ?? (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
}

export function kindOf(path: string): Kind {
  const area = areaOf(path);
  if (/\.(test|e2e|lab)\.ts$/.test(path) || /^(sim|bench|proto|)$/.test(area)) return "test";
  if (/(^|\/)io\//.test(path)) return "io";
  return path.endsWith("/main.ts") ? "main" : "pure";
}
