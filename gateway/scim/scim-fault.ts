/** What a directory is refused for, in the words of RFC 7644, 3.12. */

export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers";

export class ScimFault extends Error {
  override readonly name = "ScimFault";
  /** HTTP's. */
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** Seconds, where the same request may do later. */
  readonly again: number | undefined;

  constructor(status: number, detail: string, scimType?: ScimType, again?: number) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
    this.again = again;
  }
}

export const badValue = (detail: string): ScimFault => new ScimFault(400, detail, "invalidValue");
export const badSyntax = (detail: string): ScimFault => new ScimFault(400, detail, "invalidSyntax");
export const badPath = (detail: string): ScimFault => new ScimFault(400, detail, "invalidPath");
export const readOnly = (detail: string): ScimFault => new ScimFault(400, detail, "mutability");
export const notHere = (kind: string, id: string): ScimFault =>
  new ScimFault(404, `no ${kind} has the id ${JSON.stringify(id)}`);

export const ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

export const faultBody = ({ status, scimType, message }: ScimFault) => ({
  schemas: [ERROR_SCHEMA],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail: message,
});
