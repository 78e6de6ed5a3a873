/** What gateways answer to operators' commands. */
import type { ConfigObject } from "../../core/config/object.ts";
import { objectFromWire } from "../../io/wire/objects.ts";

export interface AdminChange {
  readonly kind: string;
  readonly name: string;
  readonly what: string;
  /** Offset of the event that wrote the object before; -1: it did not exist. */
  readonly beforeRevision: number;
  /** Of a dry run, where they exist. */
  readonly before?: ConfigObject | undefined;
  readonly after?: ConfigObject | undefined;
}

/** Who was first, where the caller had stated what it expected. `name`: "" for Policy. */
export interface AdminConflict {
  readonly kind: string;
  readonly name: string;
  readonly revision: number;
  /** SPIFFE id. */
  readonly actor: string;
  readonly atUs: number;
}

export interface AdminMistake {
  readonly object: number;
  readonly field: string;
  readonly text: string;
}

export interface Applied {
  readonly changes: readonly AdminChange[];
  readonly mistakes: readonly AdminMistake[];
  readonly warnings: readonly AdminMistake[];
  readonly conflict: AdminConflict | undefined;
  readonly asOf: number;
  readonly configRev: number;
}

export interface ApplyOptions {
  readonly deletes?: readonly { readonly kind: string; readonly name: string }[];
  /** Nothing is written. */
  readonly dryRun?: boolean;
  /** Offset: nothing that would be written was written after it. */
  readonly expected?: number | undefined;
}

/** What a command changed, or what is wrong with it. */
export interface Commanded {
  readonly changes: readonly AdminChange[];
  readonly mistakes: readonly AdminMistake[];
  readonly asOf: number;
}

export interface Revoked extends Commanded {
  /** The control log has it. */
  readonly recorded: boolean;
  readonly told: readonly { readonly gateway: string; readonly denies: boolean; readonly whyNot: string }[];
}

type Maybe<T> = T | null | undefined;
type WireObject = Parameters<typeof objectFromWire>[0];

interface WireChange {
  readonly kind?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly what?: Maybe<string>;
  readonly beforeRevision?: Maybe<number>;
  readonly before?: Maybe<WireObject>;
  readonly after?: Maybe<WireObject>;
}

interface WireMistake {
  readonly object?: Maybe<number>;
  readonly field?: Maybe<string>;
  readonly text?: Maybe<string>;
}

interface WireConflict {
  readonly kind?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly revision?: Maybe<number>;
  readonly actor?: Maybe<string>;
  readonly atUs?: Maybe<number>;
}

interface WireAnswer {
  readonly changes: readonly WireChange[];
  readonly mistakes: readonly WireMistake[];
  readonly asOf?: Maybe<number>;
}

interface WireApplied extends WireAnswer {
  readonly warnings: readonly WireMistake[];
  readonly conflict?: Maybe<WireConflict>;
  readonly configRev?: Maybe<number>;
}

export function appliedOf(answer: WireApplied): Applied {
  const { changes, mistakes, warnings, conflict, asOf, configRev } = answer;
  const said = (text: string | null | undefined) => text ?? "";
  return {
    ...{ changes: changes.map(changeOf), mistakes: mistakes.map(mistakeOf), warnings: warnings.map(mistakeOf) },
    conflict: conflict
      ? {
          ...{ kind: said(conflict.kind), name: said(conflict.name), actor: said(conflict.actor) },
          ...{ revision: conflict.revision ?? 0, atUs: conflict.atUs ?? 0 },
        }
      : undefined,
    ...{ asOf: asOf ?? 0, configRev: configRev ?? 0 },
  };
}

export const commandedOf = ({ changes, mistakes, asOf }: WireAnswer): Commanded => {
  return { changes: changes.map(changeOf), mistakes: mistakes.map(mistakeOf), asOf: asOf ?? 0 };
};

const changeOf = ({ kind, name, what, beforeRevision, before, after }: WireChange): AdminChange => ({
  ...{ kind: kind ?? "", name: name ?? "", what: what ?? "", beforeRevision: beforeRevision ?? -1 },
  ...{ before: before ? objectFromWire(before) : undefined, after: after ? objectFromWire(after) : undefined },
});

const mistakeOf = (one: WireMistake): AdminMistake => {
  return { object: one.object ?? 0, field: one.field ?? "", text: one.text ?? "" };
};
