/** What may be asked of the control log, and what is answered. */
import type { ConfigObject, Kind } from "../config/object.ts";
import type { Expected, Fact, Hex, TokenRole } from "../control/event.ts";

/** Kinds whose objects stand for somebody who connects. */
export const REVOCABLE = ["User", "Device", "Publisher", "Operator"] as const;
export type Revocable = (typeof REVOCABLE)[number];

export type Command =
  | {
      readonly type: "apply";
      readonly objects: readonly ConfigObject[];
      /** Removed after the objects are stated. */
      readonly deletes?: readonly Named[];
      /** Offset of the state that they were made of: where one was written since, it is a conflict. */
      readonly asOf?: number;
    }
  | { readonly type: "delete"; readonly kind: Kind; readonly name: string }
  | {
      readonly type: "issue-token";
      readonly role: TokenRole;
      readonly name: string;
      readonly tokenHash: Hex;
      readonly expiresAtUs: number;
      readonly nowUs: number;
    }
  /** `tokenHash`: its begin, if no other token's hash begins so. */
  | { readonly type: "revoke-token"; readonly tokenHash: Hex }
  | { readonly type: "spend-token"; readonly tokenHash: Hex; readonly spiffeId: string; readonly nowUs: number }
  | { readonly type: "drain"; readonly kind: "gateway" | "publisher"; readonly name: string; readonly undo: boolean }
  | { readonly type: "revoke"; readonly kind: Revocable; readonly name: string };

export interface Named {
  readonly kind: Kind;
  readonly name: string;
}

export interface Change {
  readonly kind: string;
  readonly name: string;
  readonly what: "created" | "changed" | "unchanged" | "deleted" | "draining" | "undrained";
  /** Offset of the event that wrote the object before; -1: it did not exist, or is none. */
  readonly before: number;
}

export interface CommandMistake {
  /** Index into the command's objects. */
  readonly object: number;
  /** Path of the field in the spec, such as `groups[0]`; "" = the whole object. */
  readonly field: string;
  readonly text: string;
}

/** What was expected to stand, and has been written since. `name` is "" for Policy. */
export interface Conflict extends Named {
  readonly revision: number;
}

export interface Accepted {
  readonly facts: readonly Fact[];
  readonly changes: readonly Change[];
  /** What the decision was made on. */
  readonly expected: readonly Expected[];
  /** What was taken and is probably not meant. */
  readonly warnings?: readonly CommandMistake[];
  /** Offset of the first fact, once it stands in the log. */
  readonly at?: number;
}

export interface Refused {
  readonly mistakes: readonly CommandMistake[];
  /** Absent: the command itself is wrong. */
  readonly why?: "denied" | "conflict";
  readonly conflict?: Conflict;
}

export type Decision = Accepted | Refused;

/** Refused for one reason. */
export const refused = (text: string, field = ""): Refused => ({ mistakes: [{ object: 0, field, text }] });
