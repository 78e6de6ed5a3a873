/** What is configured in a cluster under test: apps, rules, users, publishers; and what operators change at random. */

export interface Sizes {
  readonly publishers: number;
  readonly apps: number;
  readonly rules: number;
}

type Die = () => number;
type Wire = { readonly name: string; readonly [kind: string]: unknown };

const USERS = 60;
const GROUPS = 12;
const pick = <T>(die: Die, of: readonly T[]): T => of[Math.floor(die() * of.length)]!;
const numbered = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${what}-${String(n).padStart(3, "0")}`);

export class ClusterEstate {
  readonly publishers: readonly string[];
  readonly #apps: readonly string[];
  readonly #rules: readonly string[];
  readonly #users = numbered("user", USERS);
  readonly #groups = numbered("group", GROUPS);
  readonly #die: Die;

  constructor({ publishers, apps, rules }: Sizes, die: Die) {
    this.publishers = numbered("p", publishers);
    this.#apps = numbered("app", apps);
    this.#rules = numbered("rule", rules);
    this.#die = die;
  }

  /** In parts, each of which stands by itself. */
  first(): Wire[][] {
    const users = this.#users.map((name) => ({ name, user: { email: `${name}@corp.example` } }));
    const groups = this.#groups.map((name) => ({ name, group: { members: [pick(this.#die, this.#users)] } }));
    const publishers = this.publishers.map((name) => ({ name, publisher: { weight: 1 } }));
    const settings = { name: "settings", settings: { privateDomains: ["corp.example"] } };
    const base = [settings, ...users, ...groups, ...publishers, ...this.#apps.map((name) => this.#app(name))];
    return [base, this.#rules.map((name) => this.#rule(name))];
  }

  /** What one operator does next: an object stated anew, or deleted. */
  change(): { readonly put: readonly Wire[] } | { readonly kind: string; readonly name: string } {
    const what = this.#die();
    if (what < 0.4) return { put: [this.#rule(pick(this.#die, this.#rules))] };
    if (what < 0.65) return { put: [this.#app(pick(this.#die, this.#apps))] };
    if (what < 0.75) return { put: [this.#app(pick(this.#die, this.#apps)), this.#rule(pick(this.#die, this.#rules))] };
    if (what < 0.85) {
      const name = pick(this.#die, this.#groups);
      return {
        put: [{ name, group: { members: [pick(this.#die, this.#users), pick(this.#die, this.#users)].sort() } }],
      };
    }
    return { kind: "policy", name: pick(this.#die, this.#rules) };
  }

  #app(name: string): Wire {
    const publishers = [...new Set([pick(this.#die, this.publishers), pick(this.#die, this.publishers)])];
    const ports = [{ protocol: "tcp", from: 80, to: 80 + Math.floor(this.#die() * 4) }];
    // Nothing stands behind these apps: what is shown is where publishers are.
    return { name, app: { hosts: [`${name}.corp.example`], ports, publishers, origin: "127.0.0.1:9", probe: "off" } };
  }

  #rule(name: string): Wire {
    const action = this.#die() < 0.7 ? "allow" : "block";
    const who =
      this.#die() < 0.5 ? { users: [pick(this.#die, this.#users)] } : { groups: [pick(this.#die, this.#groups)] };
    const apps = [...new Set([pick(this.#die, this.#apps), pick(this.#die, this.#apps)])];
    return { name, policy: { order: 1 + Math.floor(this.#die() * 10_000), action, apps, ...who } };
  }
}
