/**
 * The input law: every input of `decide` is in the fold at asOf or on record, so that any decision can be made again.
 *
 * The inputs are listed by their types as the code states them. Who adds one says here where it is kept.
 */
import type { Node, Source, Tree, Violation } from "./source.ts";

const VERDICT = "core/policy/verdict.ts";
const DECIDE = "core/policy/decide.ts";
const COMPILE = "core/policy/compile.ts";
const COLUMNS = "analytics/ingest/judged-columns.ts";
const MORE_COLUMNS = "analytics/ingest/fact-columns.ts";
const MIGRATION = "analytics/ingest/migrations/0004-judged.ts";

interface Kept {
  /** The interface of the record that has it, the file of that, and its field. */
  readonly on: readonly [file: string, type: string, field: string];
  /** Of the table of events. */
  readonly column: string;
}

const EVENT = "core/record/network-event.ts";
const JUDGED = "core/record/judged.ts";
const decided = (field: string, column = field): Kept => ({ on: [EVENT, "FlowDecided", field], column });
const session = (field: string, column: string): Kept => ({ on: [JUDGED, "SessionTold", field], column });

/** By interface: where each field of an input is on record. Null: the interface below says it. */
export const INPUTS: Readonly<Record<string, Readonly<Record<string, Kept | null>>>> = {
  FlowRequest: {
    user: { on: [JUDGED, "Judged", "userName"], column: "user_name" },
    device: decided("device"),
    // Follows from the device.
    seat: decided("device"),
    host: decided("host"),
    port: decided("port"),
    protocol: decided("protocol"),
    session: null,
    atUs: { on: [JUDGED, "Judged", "atUs"], column: "judged_at" },
  },
  SessionInputs: {
    accessMethod: session("accessMethod", "session_method"),
    os: session("os", "system"),
    address: session("address", "address"),
    country: session("country", "country"),
  },
};

/** The parameters of each function, and where their values come from. */
export const PARAMETERS: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>> = {
  // Of `compiled` the next one speaks; by `now` a permit ends, and nothing that a verdict says.
  [`${DECIDE} decide`]: [
    ["request", "FlowRequest"],
    ["compiled", "Compiled"],
    ["now", "Instant"],
  ],
  // A tenant as it is folded at asOf; what was compiled before saves work and changes nothing.
  [`${COMPILE} compile`]: [
    ["tenant", "TenantState"],
    ["asOf", "number"],
    ["before", "Compiled"],
  ],
};

const wrong = (path: string, message: string): Violation => ({ path, line: 1, message: `the input law: ${message}` });

export function inputLaw({ sources }: Tree): Violation[] {
  const own = Object.entries(INPUTS).flatMap(([type, fields]) => {
    const stated = fieldsOf(sources.get(VERDICT), type);
    const unlisted = stated.filter((field) => !(field in fields));
    const gone = Object.keys(fields).filter((field) => !stated.includes(field));
    return [
      ...unlisted.map((field) => wrong(VERDICT, `${type}.${field} is an input: say in INPUTS where it is on record`)),
      ...gone.map((field) => wrong(VERDICT, `${type}.${field} stands in INPUTS and is no input any more`)),
      ...Object.entries(fields).flatMap(([field, kept]) => (kept === null ? [] : keptIn(sources, type, field, kept))),
    ];
  });
  return [...own, ...Object.entries(PARAMETERS).flatMap(([at, expected]) => parameters(sources, at, expected))];
}

function keptIn(sources: Tree["sources"], type: string, field: string, { on, column }: Kept): Violation[] {
  const [file, fact, name] = on;
  const columns = [COLUMNS, MORE_COLUMNS].map((path) => sources.get(path)?.text ?? "").join("\n");
  const stored = new RegExp(`\\b${column}: \\w+\\(`).test(columns);
  return [
    ...(fieldsOf(sources.get(file), fact).includes(name)
      ? []
      : [wrong(file, `${type}.${field} is kept as ${fact}.${name}, which is not there`)]),
    ...(stored ? [] : [wrong(COLUMNS, `${type}.${field} is stored as ${column}, which is no column`)]),
    ...(file !== JUDGED || sources.get(MIGRATION)?.text.includes(`"${column} `)
      ? []
      : [wrong(MIGRATION, `no migration makes the column ${column}`)]),
  ];
}

function fieldsOf(source: Source | undefined, type: string): string[] {
  const found = source?.nodes.find(
    (node) => node.type === "TsInterfaceDeclaration" && (node.id as Node | undefined)?.value === type,
  );
  const body = (found?.body as Node | undefined)?.body as readonly Node[] | undefined;
  return (body ?? []).map((member) => String((member.key as Node | undefined)?.value));
}

function parameters(
  sources: Tree["sources"],
  at: string,
  expected: readonly (readonly [name: string, type: string])[],
): Violation[] {
  const [path = "", name] = at.split(" ");
  const found = sources
    .get(path)
    ?.nodes.find((node) => node.type === "FunctionDeclaration" && (node.identifier as Node).value === name);
  const stated = ((found?.params as readonly Node[] | undefined) ?? []).map((one) => parameterOf(one.pat as Node));
  const listed = expected.map(([parameter, type]) => `${parameter}: ${type}`);
  const same = JSON.stringify(stated) === JSON.stringify(listed);
  return same ? [] : [wrong(path, `${name} takes (${stated.join(", ")}): say in PARAMETERS where each comes from`)];
}

/** `name: Type`; a default is none of the type's. */
function parameterOf(pattern: Node): string {
  const named = pattern.type === "AssignmentPattern" ? (pattern.left as Node) : pattern;
  const annotation = (named.typeAnnotation as Node | undefined)?.typeAnnotation as Node | undefined;
  const type = (annotation?.typeName as Node | undefined)?.value ?? annotation?.kind ?? "?";
  return `${String(named.value)}: ${String(type)}`;
}
