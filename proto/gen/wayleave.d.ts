import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace wayleave. */
export namespace wayleave {

    /** Namespace admin. */
    namespace admin {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an ApplyRequest.
             * @deprecated Use wayleave.admin.v1.ApplyRequest.$Properties instead.
             */
            interface IApplyRequest extends wayleave.admin.v1.ApplyRequest.$Properties {
            }

            /** Represents an ApplyRequest. */
            class ApplyRequest {

                /**
                 * Constructs a new ApplyRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ApplyRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ApplyRequest objects. */
                objects: wayleave.event.v1.Object[];

                /** ApplyRequest dryRun. */
                dryRun: boolean;

                /** ApplyRequest expectedRevision. */
                expectedRevision: (number|null);

                /** ApplyRequest deletes. */
                deletes: wayleave.admin.v1.ObjectName[];

                /**
                 * Creates a new ApplyRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ApplyRequest instance
                 */
                static create(properties: wayleave.admin.v1.ApplyRequest.$Shape): wayleave.admin.v1.ApplyRequest & wayleave.admin.v1.ApplyRequest.$Shape;
                static create(properties?: wayleave.admin.v1.ApplyRequest.$Properties): wayleave.admin.v1.ApplyRequest;

                /**
                 * Encodes the specified ApplyRequest message. Does not implicitly {@link wayleave.admin.v1.ApplyRequest.verify|verify} messages.
                 * @param message ApplyRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ApplyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ApplyRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ApplyRequest & wayleave.admin.v1.ApplyRequest.$Shape} ApplyRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ApplyRequest & wayleave.admin.v1.ApplyRequest.$Shape;

                /**
                 * Creates an ApplyRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ApplyRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ApplyRequest;

                /**
                 * Creates a plain object from an ApplyRequest message. Also converts values to other types if specified.
                 * @param message ApplyRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ApplyRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ApplyRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ApplyRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ApplyRequest {

                /** Properties of an ApplyRequest. */
                interface $Properties {

                    /** ApplyRequest objects */
                    objects?: wayleave.event.v1.Object.$Properties[];

                    /** ApplyRequest dryRun */
                    dryRun?: boolean;

                    /** ApplyRequest expectedRevision */
                    expectedRevision?: (number|null);

                    /** ApplyRequest deletes */
                    deletes?: wayleave.admin.v1.ObjectName.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ApplyRequest. */
                type $Shape = {
                  objects?: wayleave.event.v1.Object.$Shape[];
                  dryRun?: boolean;
                  expectedRevision?: number|null;
                  deletes?: wayleave.admin.v1.ObjectName.$Shape[];
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an ObjectName.
             * @deprecated Use wayleave.admin.v1.ObjectName.$Properties instead.
             */
            interface IObjectName extends wayleave.admin.v1.ObjectName.$Properties {
            }

            /** Represents an ObjectName. */
            class ObjectName {

                /**
                 * Constructs a new ObjectName.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ObjectName.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ObjectName kind. */
                kind: string;

                /** ObjectName name. */
                name: string;

                /**
                 * Creates a new ObjectName instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ObjectName instance
                 */
                static create(properties: wayleave.admin.v1.ObjectName.$Shape): wayleave.admin.v1.ObjectName & wayleave.admin.v1.ObjectName.$Shape;
                static create(properties?: wayleave.admin.v1.ObjectName.$Properties): wayleave.admin.v1.ObjectName;

                /**
                 * Encodes the specified ObjectName message. Does not implicitly {@link wayleave.admin.v1.ObjectName.verify|verify} messages.
                 * @param message ObjectName message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ObjectName.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ObjectName message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ObjectName & wayleave.admin.v1.ObjectName.$Shape} ObjectName
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ObjectName & wayleave.admin.v1.ObjectName.$Shape;

                /**
                 * Creates an ObjectName message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ObjectName
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ObjectName;

                /**
                 * Creates a plain object from an ObjectName message. Also converts values to other types if specified.
                 * @param message ObjectName
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ObjectName, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ObjectName to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ObjectName
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ObjectName {

                /** Properties of an ObjectName. */
                interface $Properties {

                    /** ObjectName kind */
                    kind?: string;

                    /** ObjectName name */
                    name?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ObjectName. */
                type $Shape = wayleave.admin.v1.ObjectName.$Properties;
            }

            /**
             * Properties of an ApplyResponse.
             * @deprecated Use wayleave.admin.v1.ApplyResponse.$Properties instead.
             */
            interface IApplyResponse extends wayleave.admin.v1.ApplyResponse.$Properties {
            }

            /** Represents an ApplyResponse. */
            class ApplyResponse {

                /**
                 * Constructs a new ApplyResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ApplyResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ApplyResponse changes. */
                changes: wayleave.admin.v1.Change[];

                /** ApplyResponse mistakes. */
                mistakes: wayleave.admin.v1.Mistake[];

                /** ApplyResponse asOf. */
                asOf: number;

                /** ApplyResponse configRev. */
                configRev: number;

                /** ApplyResponse warnings. */
                warnings: wayleave.admin.v1.Mistake[];

                /** ApplyResponse conflict. */
                conflict: wayleave.admin.v1.Conflict;

                /**
                 * Creates a new ApplyResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ApplyResponse instance
                 */
                static create(properties: wayleave.admin.v1.ApplyResponse.$Shape): wayleave.admin.v1.ApplyResponse & wayleave.admin.v1.ApplyResponse.$Shape;
                static create(properties?: wayleave.admin.v1.ApplyResponse.$Properties): wayleave.admin.v1.ApplyResponse;

                /**
                 * Encodes the specified ApplyResponse message. Does not implicitly {@link wayleave.admin.v1.ApplyResponse.verify|verify} messages.
                 * @param message ApplyResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ApplyResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ApplyResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ApplyResponse & wayleave.admin.v1.ApplyResponse.$Shape} ApplyResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ApplyResponse & wayleave.admin.v1.ApplyResponse.$Shape;

                /**
                 * Creates an ApplyResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ApplyResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ApplyResponse;

                /**
                 * Creates a plain object from an ApplyResponse message. Also converts values to other types if specified.
                 * @param message ApplyResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ApplyResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ApplyResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ApplyResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ApplyResponse {

                /** Properties of an ApplyResponse. */
                interface $Properties {

                    /** ApplyResponse changes */
                    changes?: wayleave.admin.v1.Change.$Properties[];

                    /** ApplyResponse mistakes */
                    mistakes?: wayleave.admin.v1.Mistake.$Properties[];

                    /** ApplyResponse asOf */
                    asOf?: number;

                    /** ApplyResponse configRev */
                    configRev?: number;

                    /** ApplyResponse warnings */
                    warnings?: wayleave.admin.v1.Mistake.$Properties[];

                    /** ApplyResponse conflict */
                    conflict?: wayleave.admin.v1.Conflict.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ApplyResponse. */
                type $Shape = {
                  changes?: wayleave.admin.v1.Change.$Shape[];
                  mistakes?: wayleave.admin.v1.Mistake.$Shape[];
                  asOf?: number;
                  configRev?: number;
                  warnings?: wayleave.admin.v1.Mistake.$Shape[];
                  conflict?: wayleave.admin.v1.Conflict.$Shape;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Change.
             * @deprecated Use wayleave.admin.v1.Change.$Properties instead.
             */
            interface IChange extends wayleave.admin.v1.Change.$Properties {
            }

            /** Represents a Change. */
            class Change {

                /**
                 * Constructs a new Change.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Change.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Change kind. */
                kind: string;

                /** Change name. */
                name: string;

                /** Change what. */
                what: string;

                /** Change beforeRevision. */
                beforeRevision: number;

                /** Change before. */
                before: wayleave.event.v1.Object;

                /** Change after. */
                after: wayleave.event.v1.Object;

                /**
                 * Creates a new Change instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Change instance
                 */
                static create(properties: wayleave.admin.v1.Change.$Shape): wayleave.admin.v1.Change & wayleave.admin.v1.Change.$Shape;
                static create(properties?: wayleave.admin.v1.Change.$Properties): wayleave.admin.v1.Change;

                /**
                 * Encodes the specified Change message. Does not implicitly {@link wayleave.admin.v1.Change.verify|verify} messages.
                 * @param message Change message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Change.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Change message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Change & wayleave.admin.v1.Change.$Shape} Change
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Change & wayleave.admin.v1.Change.$Shape;

                /**
                 * Creates a Change message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Change
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Change;

                /**
                 * Creates a plain object from a Change message. Also converts values to other types if specified.
                 * @param message Change
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Change, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Change to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Change
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Change {

                /** Properties of a Change. */
                interface $Properties {

                    /** Change kind */
                    kind?: string;

                    /** Change name */
                    name?: string;

                    /** Change what */
                    what?: string;

                    /** Change beforeRevision */
                    beforeRevision?: number;

                    /** Change before */
                    before?: wayleave.event.v1.Object.$Properties;

                    /** Change after */
                    after?: wayleave.event.v1.Object.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Change. */
                type $Shape = {
                  kind?: string;
                  name?: string;
                  what?: string;
                  beforeRevision?: number;
                  before?: wayleave.event.v1.Object.$Shape;
                  after?: wayleave.event.v1.Object.$Shape;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Conflict.
             * @deprecated Use wayleave.admin.v1.Conflict.$Properties instead.
             */
            interface IConflict extends wayleave.admin.v1.Conflict.$Properties {
            }

            /** Represents a Conflict. */
            class Conflict {

                /**
                 * Constructs a new Conflict.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Conflict.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Conflict kind. */
                kind: string;

                /** Conflict name. */
                name: string;

                /** Conflict revision. */
                revision: number;

                /** Conflict actor. */
                actor: string;

                /** Conflict atUs. */
                atUs: number;

                /**
                 * Creates a new Conflict instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Conflict instance
                 */
                static create(properties: wayleave.admin.v1.Conflict.$Shape): wayleave.admin.v1.Conflict & wayleave.admin.v1.Conflict.$Shape;
                static create(properties?: wayleave.admin.v1.Conflict.$Properties): wayleave.admin.v1.Conflict;

                /**
                 * Encodes the specified Conflict message. Does not implicitly {@link wayleave.admin.v1.Conflict.verify|verify} messages.
                 * @param message Conflict message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Conflict.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Conflict message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Conflict & wayleave.admin.v1.Conflict.$Shape} Conflict
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Conflict & wayleave.admin.v1.Conflict.$Shape;

                /**
                 * Creates a Conflict message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Conflict
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Conflict;

                /**
                 * Creates a plain object from a Conflict message. Also converts values to other types if specified.
                 * @param message Conflict
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Conflict, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Conflict to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Conflict
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Conflict {

                /** Properties of a Conflict. */
                interface $Properties {

                    /** Conflict kind */
                    kind?: string;

                    /** Conflict name */
                    name?: string;

                    /** Conflict revision */
                    revision?: number;

                    /** Conflict actor */
                    actor?: string;

                    /** Conflict atUs */
                    atUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Conflict. */
                type $Shape = wayleave.admin.v1.Conflict.$Properties;
            }

            /**
             * Properties of a Mistake.
             * @deprecated Use wayleave.admin.v1.Mistake.$Properties instead.
             */
            interface IMistake extends wayleave.admin.v1.Mistake.$Properties {
            }

            /** Represents a Mistake. */
            class Mistake {

                /**
                 * Constructs a new Mistake.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Mistake.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mistake object. */
                object: number;

                /** Mistake field. */
                field: string;

                /** Mistake text. */
                text: string;

                /**
                 * Creates a new Mistake instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Mistake instance
                 */
                static create(properties: wayleave.admin.v1.Mistake.$Shape): wayleave.admin.v1.Mistake & wayleave.admin.v1.Mistake.$Shape;
                static create(properties?: wayleave.admin.v1.Mistake.$Properties): wayleave.admin.v1.Mistake;

                /**
                 * Encodes the specified Mistake message. Does not implicitly {@link wayleave.admin.v1.Mistake.verify|verify} messages.
                 * @param message Mistake message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Mistake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mistake message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Mistake & wayleave.admin.v1.Mistake.$Shape} Mistake
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Mistake & wayleave.admin.v1.Mistake.$Shape;

                /**
                 * Creates a Mistake message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Mistake
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Mistake;

                /**
                 * Creates a plain object from a Mistake message. Also converts values to other types if specified.
                 * @param message Mistake
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Mistake, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Mistake to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Mistake
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Mistake {

                /** Properties of a Mistake. */
                interface $Properties {

                    /** Mistake object */
                    object?: number;

                    /** Mistake field */
                    field?: string;

                    /** Mistake text */
                    text?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mistake. */
                type $Shape = wayleave.admin.v1.Mistake.$Properties;
            }

            /**
             * Properties of a GetRequest.
             * @deprecated Use wayleave.admin.v1.GetRequest.$Properties instead.
             */
            interface IGetRequest extends wayleave.admin.v1.GetRequest.$Properties {
            }

            /** Represents a GetRequest. */
            class GetRequest {

                /**
                 * Constructs a new GetRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.GetRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetRequest kind. */
                kind: string;

                /** GetRequest name. */
                name: string;

                /**
                 * Creates a new GetRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GetRequest instance
                 */
                static create(properties: wayleave.admin.v1.GetRequest.$Shape): wayleave.admin.v1.GetRequest & wayleave.admin.v1.GetRequest.$Shape;
                static create(properties?: wayleave.admin.v1.GetRequest.$Properties): wayleave.admin.v1.GetRequest;

                /**
                 * Encodes the specified GetRequest message. Does not implicitly {@link wayleave.admin.v1.GetRequest.verify|verify} messages.
                 * @param message GetRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.GetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.GetRequest & wayleave.admin.v1.GetRequest.$Shape} GetRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.GetRequest & wayleave.admin.v1.GetRequest.$Shape;

                /**
                 * Creates a GetRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GetRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.GetRequest;

                /**
                 * Creates a plain object from a GetRequest message. Also converts values to other types if specified.
                 * @param message GetRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.GetRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GetRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GetRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GetRequest {

                /** Properties of a GetRequest. */
                interface $Properties {

                    /** GetRequest kind */
                    kind?: string;

                    /** GetRequest name */
                    name?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetRequest. */
                type $Shape = wayleave.admin.v1.GetRequest.$Properties;
            }

            /**
             * Properties of a GetResponse.
             * @deprecated Use wayleave.admin.v1.GetResponse.$Properties instead.
             */
            interface IGetResponse extends wayleave.admin.v1.GetResponse.$Properties {
            }

            /** Represents a GetResponse. */
            class GetResponse {

                /**
                 * Constructs a new GetResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.GetResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetResponse objects. */
                objects: wayleave.event.v1.Object[];

                /** GetResponse asOf. */
                asOf: number;

                /** GetResponse live. */
                live: wayleave.admin.v1.Live[];

                /** GetResponse revisions. */
                revisions: number[];

                /**
                 * Creates a new GetResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GetResponse instance
                 */
                static create(properties: wayleave.admin.v1.GetResponse.$Shape): wayleave.admin.v1.GetResponse & wayleave.admin.v1.GetResponse.$Shape;
                static create(properties?: wayleave.admin.v1.GetResponse.$Properties): wayleave.admin.v1.GetResponse;

                /**
                 * Encodes the specified GetResponse message. Does not implicitly {@link wayleave.admin.v1.GetResponse.verify|verify} messages.
                 * @param message GetResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.GetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.GetResponse & wayleave.admin.v1.GetResponse.$Shape} GetResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.GetResponse & wayleave.admin.v1.GetResponse.$Shape;

                /**
                 * Creates a GetResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GetResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.GetResponse;

                /**
                 * Creates a plain object from a GetResponse message. Also converts values to other types if specified.
                 * @param message GetResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.GetResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GetResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GetResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GetResponse {

                /** Properties of a GetResponse. */
                interface $Properties {

                    /** GetResponse objects */
                    objects?: wayleave.event.v1.Object.$Properties[];

                    /** GetResponse asOf */
                    asOf?: number;

                    /** GetResponse live */
                    live?: wayleave.admin.v1.Live.$Properties[];

                    /** GetResponse revisions */
                    revisions?: number[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetResponse. */
                type $Shape = {
                  objects?: wayleave.event.v1.Object.$Shape[];
                  asOf?: number;
                  live?: wayleave.admin.v1.Live.$Shape[];
                  revisions?: number[];
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Live.
             * @deprecated Use wayleave.admin.v1.Live.$Properties instead.
             */
            interface ILive extends wayleave.admin.v1.Live.$Properties {
            }

            /** Represents a Live. */
            class Live {

                /**
                 * Constructs a new Live.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Live.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Live name. */
                name: string;

                /** Live fields. */
                fields: { [k: string]: string };

                /**
                 * Creates a new Live instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Live instance
                 */
                static create(properties: wayleave.admin.v1.Live.$Shape): wayleave.admin.v1.Live & wayleave.admin.v1.Live.$Shape;
                static create(properties?: wayleave.admin.v1.Live.$Properties): wayleave.admin.v1.Live;

                /**
                 * Encodes the specified Live message. Does not implicitly {@link wayleave.admin.v1.Live.verify|verify} messages.
                 * @param message Live message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Live.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Live message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Live & wayleave.admin.v1.Live.$Shape} Live
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Live & wayleave.admin.v1.Live.$Shape;

                /**
                 * Creates a Live message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Live
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Live;

                /**
                 * Creates a plain object from a Live message. Also converts values to other types if specified.
                 * @param message Live
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Live, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Live to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Live
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Live {

                /** Properties of a Live. */
                interface $Properties {

                    /** Live name */
                    name?: string;

                    /** Live fields */
                    fields?: { [k: string]: string };

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Live. */
                type $Shape = wayleave.admin.v1.Live.$Properties;
            }

            /**
             * Properties of a DeleteRequest.
             * @deprecated Use wayleave.admin.v1.DeleteRequest.$Properties instead.
             */
            interface IDeleteRequest extends wayleave.admin.v1.DeleteRequest.$Properties {
            }

            /** Represents a DeleteRequest. */
            class DeleteRequest {

                /**
                 * Constructs a new DeleteRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DeleteRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeleteRequest kind. */
                kind: string;

                /** DeleteRequest name. */
                name: string;

                /** DeleteRequest expectedRevision. */
                expectedRevision: (number|null);

                /**
                 * Creates a new DeleteRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DeleteRequest instance
                 */
                static create(properties: wayleave.admin.v1.DeleteRequest.$Shape): wayleave.admin.v1.DeleteRequest & wayleave.admin.v1.DeleteRequest.$Shape;
                static create(properties?: wayleave.admin.v1.DeleteRequest.$Properties): wayleave.admin.v1.DeleteRequest;

                /**
                 * Encodes the specified DeleteRequest message. Does not implicitly {@link wayleave.admin.v1.DeleteRequest.verify|verify} messages.
                 * @param message DeleteRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DeleteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeleteRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DeleteRequest & wayleave.admin.v1.DeleteRequest.$Shape} DeleteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DeleteRequest & wayleave.admin.v1.DeleteRequest.$Shape;

                /**
                 * Creates a DeleteRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DeleteRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DeleteRequest;

                /**
                 * Creates a plain object from a DeleteRequest message. Also converts values to other types if specified.
                 * @param message DeleteRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DeleteRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DeleteRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DeleteRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DeleteRequest {

                /** Properties of a DeleteRequest. */
                interface $Properties {

                    /** DeleteRequest kind */
                    kind?: string;

                    /** DeleteRequest name */
                    name?: string;

                    /** DeleteRequest expectedRevision */
                    expectedRevision?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeleteRequest. */
                type $Shape = wayleave.admin.v1.DeleteRequest.$Properties;
            }

            /**
             * Properties of a DeleteResponse.
             * @deprecated Use wayleave.admin.v1.DeleteResponse.$Properties instead.
             */
            interface IDeleteResponse extends wayleave.admin.v1.DeleteResponse.$Properties {
            }

            /** Represents a DeleteResponse. */
            class DeleteResponse {

                /**
                 * Constructs a new DeleteResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DeleteResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeleteResponse changes. */
                changes: wayleave.admin.v1.Change[];

                /** DeleteResponse mistakes. */
                mistakes: wayleave.admin.v1.Mistake[];

                /** DeleteResponse asOf. */
                asOf: number;

                /** DeleteResponse conflict. */
                conflict: wayleave.admin.v1.Conflict;

                /**
                 * Creates a new DeleteResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DeleteResponse instance
                 */
                static create(properties: wayleave.admin.v1.DeleteResponse.$Shape): wayleave.admin.v1.DeleteResponse & wayleave.admin.v1.DeleteResponse.$Shape;
                static create(properties?: wayleave.admin.v1.DeleteResponse.$Properties): wayleave.admin.v1.DeleteResponse;

                /**
                 * Encodes the specified DeleteResponse message. Does not implicitly {@link wayleave.admin.v1.DeleteResponse.verify|verify} messages.
                 * @param message DeleteResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DeleteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeleteResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DeleteResponse & wayleave.admin.v1.DeleteResponse.$Shape} DeleteResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DeleteResponse & wayleave.admin.v1.DeleteResponse.$Shape;

                /**
                 * Creates a DeleteResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DeleteResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DeleteResponse;

                /**
                 * Creates a plain object from a DeleteResponse message. Also converts values to other types if specified.
                 * @param message DeleteResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DeleteResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DeleteResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DeleteResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DeleteResponse {

                /** Properties of a DeleteResponse. */
                interface $Properties {

                    /** DeleteResponse changes */
                    changes?: wayleave.admin.v1.Change.$Properties[];

                    /** DeleteResponse mistakes */
                    mistakes?: wayleave.admin.v1.Mistake.$Properties[];

                    /** DeleteResponse asOf */
                    asOf?: number;

                    /** DeleteResponse conflict */
                    conflict?: wayleave.admin.v1.Conflict.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeleteResponse. */
                type $Shape = {
                  changes?: wayleave.admin.v1.Change.$Shape[];
                  mistakes?: wayleave.admin.v1.Mistake.$Shape[];
                  asOf?: number;
                  conflict?: wayleave.admin.v1.Conflict.$Shape;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a CommandResponse.
             * @deprecated Use wayleave.admin.v1.CommandResponse.$Properties instead.
             */
            interface ICommandResponse extends wayleave.admin.v1.CommandResponse.$Properties {
            }

            /** Represents a CommandResponse. */
            class CommandResponse {

                /**
                 * Constructs a new CommandResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.CommandResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CommandResponse changes. */
                changes: wayleave.admin.v1.Change[];

                /** CommandResponse mistakes. */
                mistakes: wayleave.admin.v1.Mistake[];

                /** CommandResponse asOf. */
                asOf: number;

                /**
                 * Creates a new CommandResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CommandResponse instance
                 */
                static create(properties: wayleave.admin.v1.CommandResponse.$Shape): wayleave.admin.v1.CommandResponse & wayleave.admin.v1.CommandResponse.$Shape;
                static create(properties?: wayleave.admin.v1.CommandResponse.$Properties): wayleave.admin.v1.CommandResponse;

                /**
                 * Encodes the specified CommandResponse message. Does not implicitly {@link wayleave.admin.v1.CommandResponse.verify|verify} messages.
                 * @param message CommandResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.CommandResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CommandResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.CommandResponse & wayleave.admin.v1.CommandResponse.$Shape} CommandResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.CommandResponse & wayleave.admin.v1.CommandResponse.$Shape;

                /**
                 * Creates a CommandResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns CommandResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.CommandResponse;

                /**
                 * Creates a plain object from a CommandResponse message. Also converts values to other types if specified.
                 * @param message CommandResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.CommandResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this CommandResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for CommandResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace CommandResponse {

                /** Properties of a CommandResponse. */
                interface $Properties {

                    /** CommandResponse changes */
                    changes?: wayleave.admin.v1.Change.$Properties[];

                    /** CommandResponse mistakes */
                    mistakes?: wayleave.admin.v1.Mistake.$Properties[];

                    /** CommandResponse asOf */
                    asOf?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CommandResponse. */
                type $Shape = {
                  changes?: wayleave.admin.v1.Change.$Shape[];
                  mistakes?: wayleave.admin.v1.Mistake.$Shape[];
                  asOf?: number;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a RevokeTokenRequest.
             * @deprecated Use wayleave.admin.v1.RevokeTokenRequest.$Properties instead.
             */
            interface IRevokeTokenRequest extends wayleave.admin.v1.RevokeTokenRequest.$Properties {
            }

            /** Represents a RevokeTokenRequest. */
            class RevokeTokenRequest {

                /**
                 * Constructs a new RevokeTokenRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RevokeTokenRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RevokeTokenRequest tokenHash. */
                tokenHash: string;

                /**
                 * Creates a new RevokeTokenRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RevokeTokenRequest instance
                 */
                static create(properties: wayleave.admin.v1.RevokeTokenRequest.$Shape): wayleave.admin.v1.RevokeTokenRequest & wayleave.admin.v1.RevokeTokenRequest.$Shape;
                static create(properties?: wayleave.admin.v1.RevokeTokenRequest.$Properties): wayleave.admin.v1.RevokeTokenRequest;

                /**
                 * Encodes the specified RevokeTokenRequest message. Does not implicitly {@link wayleave.admin.v1.RevokeTokenRequest.verify|verify} messages.
                 * @param message RevokeTokenRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RevokeTokenRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RevokeTokenRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RevokeTokenRequest & wayleave.admin.v1.RevokeTokenRequest.$Shape} RevokeTokenRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RevokeTokenRequest & wayleave.admin.v1.RevokeTokenRequest.$Shape;

                /**
                 * Creates a RevokeTokenRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RevokeTokenRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RevokeTokenRequest;

                /**
                 * Creates a plain object from a RevokeTokenRequest message. Also converts values to other types if specified.
                 * @param message RevokeTokenRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RevokeTokenRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RevokeTokenRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RevokeTokenRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RevokeTokenRequest {

                /** Properties of a RevokeTokenRequest. */
                interface $Properties {

                    /** RevokeTokenRequest tokenHash */
                    tokenHash?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RevokeTokenRequest. */
                type $Shape = wayleave.admin.v1.RevokeTokenRequest.$Properties;
            }

            /**
             * Properties of a DrainRequest.
             * @deprecated Use wayleave.admin.v1.DrainRequest.$Properties instead.
             */
            interface IDrainRequest extends wayleave.admin.v1.DrainRequest.$Properties {
            }

            /** Represents a DrainRequest. */
            class DrainRequest {

                /**
                 * Constructs a new DrainRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DrainRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DrainRequest kind. */
                kind: string;

                /** DrainRequest name. */
                name: string;

                /** DrainRequest undo. */
                undo: boolean;

                /**
                 * Creates a new DrainRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DrainRequest instance
                 */
                static create(properties: wayleave.admin.v1.DrainRequest.$Shape): wayleave.admin.v1.DrainRequest & wayleave.admin.v1.DrainRequest.$Shape;
                static create(properties?: wayleave.admin.v1.DrainRequest.$Properties): wayleave.admin.v1.DrainRequest;

                /**
                 * Encodes the specified DrainRequest message. Does not implicitly {@link wayleave.admin.v1.DrainRequest.verify|verify} messages.
                 * @param message DrainRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DrainRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DrainRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DrainRequest & wayleave.admin.v1.DrainRequest.$Shape} DrainRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DrainRequest & wayleave.admin.v1.DrainRequest.$Shape;

                /**
                 * Creates a DrainRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DrainRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DrainRequest;

                /**
                 * Creates a plain object from a DrainRequest message. Also converts values to other types if specified.
                 * @param message DrainRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DrainRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DrainRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DrainRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DrainRequest {

                /** Properties of a DrainRequest. */
                interface $Properties {

                    /** DrainRequest kind */
                    kind?: string;

                    /** DrainRequest name */
                    name?: string;

                    /** DrainRequest undo */
                    undo?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DrainRequest. */
                type $Shape = wayleave.admin.v1.DrainRequest.$Properties;
            }

            /**
             * Properties of a RevokeRequest.
             * @deprecated Use wayleave.admin.v1.RevokeRequest.$Properties instead.
             */
            interface IRevokeRequest extends wayleave.admin.v1.RevokeRequest.$Properties {
            }

            /** Represents a RevokeRequest. */
            class RevokeRequest {

                /**
                 * Constructs a new RevokeRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RevokeRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RevokeRequest kind. */
                kind: string;

                /** RevokeRequest name. */
                name: string;

                /** RevokeRequest now. */
                now: boolean;

                /**
                 * Creates a new RevokeRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RevokeRequest instance
                 */
                static create(properties: wayleave.admin.v1.RevokeRequest.$Shape): wayleave.admin.v1.RevokeRequest & wayleave.admin.v1.RevokeRequest.$Shape;
                static create(properties?: wayleave.admin.v1.RevokeRequest.$Properties): wayleave.admin.v1.RevokeRequest;

                /**
                 * Encodes the specified RevokeRequest message. Does not implicitly {@link wayleave.admin.v1.RevokeRequest.verify|verify} messages.
                 * @param message RevokeRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RevokeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RevokeRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RevokeRequest & wayleave.admin.v1.RevokeRequest.$Shape} RevokeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RevokeRequest & wayleave.admin.v1.RevokeRequest.$Shape;

                /**
                 * Creates a RevokeRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RevokeRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RevokeRequest;

                /**
                 * Creates a plain object from a RevokeRequest message. Also converts values to other types if specified.
                 * @param message RevokeRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RevokeRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RevokeRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RevokeRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RevokeRequest {

                /** Properties of a RevokeRequest. */
                interface $Properties {

                    /** RevokeRequest kind */
                    kind?: string;

                    /** RevokeRequest name */
                    name?: string;

                    /** RevokeRequest now */
                    now?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RevokeRequest. */
                type $Shape = wayleave.admin.v1.RevokeRequest.$Properties;
            }

            /**
             * Properties of a RevokeResponse.
             * @deprecated Use wayleave.admin.v1.RevokeResponse.$Properties instead.
             */
            interface IRevokeResponse extends wayleave.admin.v1.RevokeResponse.$Properties {
            }

            /** Represents a RevokeResponse. */
            class RevokeResponse {

                /**
                 * Constructs a new RevokeResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RevokeResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RevokeResponse changes. */
                changes: wayleave.admin.v1.Change[];

                /** RevokeResponse mistakes. */
                mistakes: wayleave.admin.v1.Mistake[];

                /** RevokeResponse asOf. */
                asOf: number;

                /** RevokeResponse recorded. */
                recorded: boolean;

                /** RevokeResponse told. */
                told: wayleave.admin.v1.Told[];

                /**
                 * Creates a new RevokeResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RevokeResponse instance
                 */
                static create(properties: wayleave.admin.v1.RevokeResponse.$Shape): wayleave.admin.v1.RevokeResponse & wayleave.admin.v1.RevokeResponse.$Shape;
                static create(properties?: wayleave.admin.v1.RevokeResponse.$Properties): wayleave.admin.v1.RevokeResponse;

                /**
                 * Encodes the specified RevokeResponse message. Does not implicitly {@link wayleave.admin.v1.RevokeResponse.verify|verify} messages.
                 * @param message RevokeResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RevokeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RevokeResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RevokeResponse & wayleave.admin.v1.RevokeResponse.$Shape} RevokeResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RevokeResponse & wayleave.admin.v1.RevokeResponse.$Shape;

                /**
                 * Creates a RevokeResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RevokeResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RevokeResponse;

                /**
                 * Creates a plain object from a RevokeResponse message. Also converts values to other types if specified.
                 * @param message RevokeResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RevokeResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RevokeResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RevokeResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RevokeResponse {

                /** Properties of a RevokeResponse. */
                interface $Properties {

                    /** RevokeResponse changes */
                    changes?: wayleave.admin.v1.Change.$Properties[];

                    /** RevokeResponse mistakes */
                    mistakes?: wayleave.admin.v1.Mistake.$Properties[];

                    /** RevokeResponse asOf */
                    asOf?: number;

                    /** RevokeResponse recorded */
                    recorded?: boolean;

                    /** RevokeResponse told */
                    told?: wayleave.admin.v1.Told.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RevokeResponse. */
                type $Shape = {
                  changes?: wayleave.admin.v1.Change.$Shape[];
                  mistakes?: wayleave.admin.v1.Mistake.$Shape[];
                  asOf?: number;
                  recorded?: boolean;
                  told?: wayleave.admin.v1.Told.$Shape[];
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a Told.
             * @deprecated Use wayleave.admin.v1.Told.$Properties instead.
             */
            interface ITold extends wayleave.admin.v1.Told.$Properties {
            }

            /** Represents a Told. */
            class Told {

                /**
                 * Constructs a new Told.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Told.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Told gateway. */
                gateway: string;

                /** Told denies. */
                denies: boolean;

                /** Told whyNot. */
                whyNot: string;

                /**
                 * Creates a new Told instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Told instance
                 */
                static create(properties: wayleave.admin.v1.Told.$Shape): wayleave.admin.v1.Told & wayleave.admin.v1.Told.$Shape;
                static create(properties?: wayleave.admin.v1.Told.$Properties): wayleave.admin.v1.Told;

                /**
                 * Encodes the specified Told message. Does not implicitly {@link wayleave.admin.v1.Told.verify|verify} messages.
                 * @param message Told message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Told.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Told message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Told & wayleave.admin.v1.Told.$Shape} Told
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Told & wayleave.admin.v1.Told.$Shape;

                /**
                 * Creates a Told message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Told
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Told;

                /**
                 * Creates a plain object from a Told message. Also converts values to other types if specified.
                 * @param message Told
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Told, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Told to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Told
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Told {

                /** Properties of a Told. */
                interface $Properties {

                    /** Told gateway */
                    gateway?: string;

                    /** Told denies */
                    denies?: boolean;

                    /** Told whyNot */
                    whyNot?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Told. */
                type $Shape = wayleave.admin.v1.Told.$Properties;
            }

            /**
             * Properties of a DenyRequest.
             * @deprecated Use wayleave.admin.v1.DenyRequest.$Properties instead.
             */
            interface IDenyRequest extends wayleave.admin.v1.DenyRequest.$Properties {
            }

            /** Represents a DenyRequest. */
            class DenyRequest {

                /**
                 * Constructs a new DenyRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DenyRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DenyRequest id. */
                id: Uint8Array;

                /** DenyRequest tenant. */
                tenant: string;

                /** DenyRequest kind. */
                kind: string;

                /** DenyRequest name. */
                name: string;

                /** DenyRequest actor. */
                actor: string;

                /** DenyRequest atUs. */
                atUs: number;

                /**
                 * Creates a new DenyRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DenyRequest instance
                 */
                static create(properties: wayleave.admin.v1.DenyRequest.$Shape): wayleave.admin.v1.DenyRequest & wayleave.admin.v1.DenyRequest.$Shape;
                static create(properties?: wayleave.admin.v1.DenyRequest.$Properties): wayleave.admin.v1.DenyRequest;

                /**
                 * Encodes the specified DenyRequest message. Does not implicitly {@link wayleave.admin.v1.DenyRequest.verify|verify} messages.
                 * @param message DenyRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DenyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DenyRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DenyRequest & wayleave.admin.v1.DenyRequest.$Shape} DenyRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DenyRequest & wayleave.admin.v1.DenyRequest.$Shape;

                /**
                 * Creates a DenyRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DenyRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DenyRequest;

                /**
                 * Creates a plain object from a DenyRequest message. Also converts values to other types if specified.
                 * @param message DenyRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DenyRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DenyRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DenyRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DenyRequest {

                /** Properties of a DenyRequest. */
                interface $Properties {

                    /** DenyRequest id */
                    id?: Uint8Array;

                    /** DenyRequest tenant */
                    tenant?: string;

                    /** DenyRequest kind */
                    kind?: string;

                    /** DenyRequest name */
                    name?: string;

                    /** DenyRequest actor */
                    actor?: string;

                    /** DenyRequest atUs */
                    atUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DenyRequest. */
                type $Shape = wayleave.admin.v1.DenyRequest.$Properties;
            }

            /**
             * Properties of a DenyResponse.
             * @deprecated Use wayleave.admin.v1.DenyResponse.$Properties instead.
             */
            interface IDenyResponse extends wayleave.admin.v1.DenyResponse.$Properties {
            }

            /** Represents a DenyResponse. */
            class DenyResponse {

                /**
                 * Constructs a new DenyResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DenyResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new DenyResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DenyResponse instance
                 */
                static create(properties: wayleave.admin.v1.DenyResponse.$Shape): wayleave.admin.v1.DenyResponse & wayleave.admin.v1.DenyResponse.$Shape;
                static create(properties?: wayleave.admin.v1.DenyResponse.$Properties): wayleave.admin.v1.DenyResponse;

                /**
                 * Encodes the specified DenyResponse message. Does not implicitly {@link wayleave.admin.v1.DenyResponse.verify|verify} messages.
                 * @param message DenyResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DenyResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DenyResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DenyResponse & wayleave.admin.v1.DenyResponse.$Shape} DenyResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DenyResponse & wayleave.admin.v1.DenyResponse.$Shape;

                /**
                 * Creates a DenyResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DenyResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DenyResponse;

                /**
                 * Creates a plain object from a DenyResponse message. Also converts values to other types if specified.
                 * @param message DenyResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DenyResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DenyResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DenyResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DenyResponse {

                /** Properties of a DenyResponse. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DenyResponse. */
                type $Shape = wayleave.admin.v1.DenyResponse.$Properties;
            }

            /**
             * Properties of an IssueTokenRequest.
             * @deprecated Use wayleave.admin.v1.IssueTokenRequest.$Properties instead.
             */
            interface IIssueTokenRequest extends wayleave.admin.v1.IssueTokenRequest.$Properties {
            }

            /** Represents an IssueTokenRequest. */
            class IssueTokenRequest {

                /**
                 * Constructs a new IssueTokenRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.IssueTokenRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** IssueTokenRequest role. */
                role: string;

                /** IssueTokenRequest name. */
                name: string;

                /** IssueTokenRequest lifetimeMs. */
                lifetimeMs: number;

                /**
                 * Creates a new IssueTokenRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns IssueTokenRequest instance
                 */
                static create(properties: wayleave.admin.v1.IssueTokenRequest.$Shape): wayleave.admin.v1.IssueTokenRequest & wayleave.admin.v1.IssueTokenRequest.$Shape;
                static create(properties?: wayleave.admin.v1.IssueTokenRequest.$Properties): wayleave.admin.v1.IssueTokenRequest;

                /**
                 * Encodes the specified IssueTokenRequest message. Does not implicitly {@link wayleave.admin.v1.IssueTokenRequest.verify|verify} messages.
                 * @param message IssueTokenRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.IssueTokenRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an IssueTokenRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.IssueTokenRequest & wayleave.admin.v1.IssueTokenRequest.$Shape} IssueTokenRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.IssueTokenRequest & wayleave.admin.v1.IssueTokenRequest.$Shape;

                /**
                 * Creates an IssueTokenRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns IssueTokenRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.IssueTokenRequest;

                /**
                 * Creates a plain object from an IssueTokenRequest message. Also converts values to other types if specified.
                 * @param message IssueTokenRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.IssueTokenRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this IssueTokenRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for IssueTokenRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace IssueTokenRequest {

                /** Properties of an IssueTokenRequest. */
                interface $Properties {

                    /** IssueTokenRequest role */
                    role?: string;

                    /** IssueTokenRequest name */
                    name?: string;

                    /** IssueTokenRequest lifetimeMs */
                    lifetimeMs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an IssueTokenRequest. */
                type $Shape = wayleave.admin.v1.IssueTokenRequest.$Properties;
            }

            /**
             * Properties of an IssueTokenResponse.
             * @deprecated Use wayleave.admin.v1.IssueTokenResponse.$Properties instead.
             */
            interface IIssueTokenResponse extends wayleave.admin.v1.IssueTokenResponse.$Properties {
            }

            /** Represents an IssueTokenResponse. */
            class IssueTokenResponse {

                /**
                 * Constructs a new IssueTokenResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.IssueTokenResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** IssueTokenResponse token. */
                token: string;

                /** IssueTokenResponse expiresAtUs. */
                expiresAtUs: number;

                /** IssueTokenResponse mistakes. */
                mistakes: wayleave.admin.v1.Mistake[];

                /**
                 * Creates a new IssueTokenResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns IssueTokenResponse instance
                 */
                static create(properties: wayleave.admin.v1.IssueTokenResponse.$Shape): wayleave.admin.v1.IssueTokenResponse & wayleave.admin.v1.IssueTokenResponse.$Shape;
                static create(properties?: wayleave.admin.v1.IssueTokenResponse.$Properties): wayleave.admin.v1.IssueTokenResponse;

                /**
                 * Encodes the specified IssueTokenResponse message. Does not implicitly {@link wayleave.admin.v1.IssueTokenResponse.verify|verify} messages.
                 * @param message IssueTokenResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.IssueTokenResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an IssueTokenResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.IssueTokenResponse & wayleave.admin.v1.IssueTokenResponse.$Shape} IssueTokenResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.IssueTokenResponse & wayleave.admin.v1.IssueTokenResponse.$Shape;

                /**
                 * Creates an IssueTokenResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns IssueTokenResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.IssueTokenResponse;

                /**
                 * Creates a plain object from an IssueTokenResponse message. Also converts values to other types if specified.
                 * @param message IssueTokenResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.IssueTokenResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this IssueTokenResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for IssueTokenResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace IssueTokenResponse {

                /** Properties of an IssueTokenResponse. */
                interface $Properties {

                    /** IssueTokenResponse token */
                    token?: string;

                    /** IssueTokenResponse expiresAtUs */
                    expiresAtUs?: number;

                    /** IssueTokenResponse mistakes */
                    mistakes?: wayleave.admin.v1.Mistake.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an IssueTokenResponse. */
                type $Shape = wayleave.admin.v1.IssueTokenResponse.$Properties;
            }

            /**
             * Properties of a StatusRequest.
             * @deprecated Use wayleave.admin.v1.StatusRequest.$Properties instead.
             */
            interface IStatusRequest extends wayleave.admin.v1.StatusRequest.$Properties {
            }

            /** Represents a StatusRequest. */
            class StatusRequest {

                /**
                 * Constructs a new StatusRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.StatusRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new StatusRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StatusRequest instance
                 */
                static create(properties: wayleave.admin.v1.StatusRequest.$Shape): wayleave.admin.v1.StatusRequest & wayleave.admin.v1.StatusRequest.$Shape;
                static create(properties?: wayleave.admin.v1.StatusRequest.$Properties): wayleave.admin.v1.StatusRequest;

                /**
                 * Encodes the specified StatusRequest message. Does not implicitly {@link wayleave.admin.v1.StatusRequest.verify|verify} messages.
                 * @param message StatusRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.StatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StatusRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.StatusRequest & wayleave.admin.v1.StatusRequest.$Shape} StatusRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.StatusRequest & wayleave.admin.v1.StatusRequest.$Shape;

                /**
                 * Creates a StatusRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns StatusRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.StatusRequest;

                /**
                 * Creates a plain object from a StatusRequest message. Also converts values to other types if specified.
                 * @param message StatusRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.StatusRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this StatusRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for StatusRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace StatusRequest {

                /** Properties of a StatusRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StatusRequest. */
                type $Shape = wayleave.admin.v1.StatusRequest.$Properties;
            }

            /**
             * Properties of a StatusResponse.
             * @deprecated Use wayleave.admin.v1.StatusResponse.$Properties instead.
             */
            interface IStatusResponse extends wayleave.admin.v1.StatusResponse.$Properties {
            }

            /** Represents a StatusResponse. */
            class StatusResponse {

                /**
                 * Constructs a new StatusResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.StatusResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StatusResponse gateway. */
                gateway: string;

                /** StatusResponse asOf. */
                asOf: number;

                /** StatusResponse logEnd. */
                logEnd: number;

                /** StatusResponse configRev. */
                configRev: number;

                /** StatusResponse stateHash. */
                stateHash: string;

                /** StatusResponse ready. */
                ready: boolean;

                /** StatusResponse refused. */
                refused: wayleave.admin.v1.Refusals[];

                /** StatusResponse counters. */
                counters: { [k: string]: number };

                /** StatusResponse sessions. */
                sessions: wayleave.admin.v1.Session[];

                /** StatusResponse attachments. */
                attachments: wayleave.admin.v1.Attachment[];

                /** StatusResponse record. */
                record: wayleave.admin.v1.RecordStatus;

                /** StatusResponse logAgeMs. */
                logAgeMs: number;

                /** StatusResponse leases. */
                leases: wayleave.admin.v1.Lease[];

                /** StatusResponse stoppedAt. */
                stoppedAt: (number|null);

                /** StatusResponse logHash. */
                logHash: string;

                /**
                 * Creates a new StatusResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StatusResponse instance
                 */
                static create(properties: wayleave.admin.v1.StatusResponse.$Shape): wayleave.admin.v1.StatusResponse & wayleave.admin.v1.StatusResponse.$Shape;
                static create(properties?: wayleave.admin.v1.StatusResponse.$Properties): wayleave.admin.v1.StatusResponse;

                /**
                 * Encodes the specified StatusResponse message. Does not implicitly {@link wayleave.admin.v1.StatusResponse.verify|verify} messages.
                 * @param message StatusResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.StatusResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StatusResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.StatusResponse & wayleave.admin.v1.StatusResponse.$Shape} StatusResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.StatusResponse & wayleave.admin.v1.StatusResponse.$Shape;

                /**
                 * Creates a StatusResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns StatusResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.StatusResponse;

                /**
                 * Creates a plain object from a StatusResponse message. Also converts values to other types if specified.
                 * @param message StatusResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.StatusResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this StatusResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for StatusResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace StatusResponse {

                /** Properties of a StatusResponse. */
                interface $Properties {

                    /** StatusResponse gateway */
                    gateway?: string;

                    /** StatusResponse asOf */
                    asOf?: number;

                    /** StatusResponse logEnd */
                    logEnd?: number;

                    /** StatusResponse configRev */
                    configRev?: number;

                    /** StatusResponse stateHash */
                    stateHash?: string;

                    /** StatusResponse ready */
                    ready?: boolean;

                    /** StatusResponse refused */
                    refused?: wayleave.admin.v1.Refusals.$Properties[];

                    /** StatusResponse counters */
                    counters?: { [k: string]: number };

                    /** StatusResponse sessions */
                    sessions?: wayleave.admin.v1.Session.$Properties[];

                    /** StatusResponse attachments */
                    attachments?: wayleave.admin.v1.Attachment.$Properties[];

                    /** StatusResponse record */
                    record?: wayleave.admin.v1.RecordStatus.$Properties;

                    /** StatusResponse logAgeMs */
                    logAgeMs?: number;

                    /** StatusResponse leases */
                    leases?: wayleave.admin.v1.Lease.$Properties[];

                    /** StatusResponse stoppedAt */
                    stoppedAt?: (number|null);

                    /** StatusResponse logHash */
                    logHash?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StatusResponse. */
                type $Shape = wayleave.admin.v1.StatusResponse.$Properties;
            }

            /**
             * Properties of a Lease.
             * @deprecated Use wayleave.admin.v1.Lease.$Properties instead.
             */
            interface ILease extends wayleave.admin.v1.Lease.$Properties {
            }

            /** Represents a Lease. */
            class Lease {

                /**
                 * Constructs a new Lease.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Lease.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Lease gateway. */
                gateway: string;

                /** Lease state. */
                state: string;

                /** Lease epoch. */
                epoch: Uint8Array;

                /** Lease address. */
                address: string;

                /** Lease roles. */
                roles: string[];

                /** Lease judge. */
                judge: string;

                /** Lease silentMs. */
                silentMs: (number|null);

                /** Lease boot. */
                boot: Uint8Array;

                /** Lease sequence. */
                sequence: number;

                /** Lease shippedSequence. */
                shippedSequence: number;

                /** Lease asOf. */
                asOf: number;

                /** Lease stateHash. */
                stateHash: Uint8Array;

                /** Lease featureLevel. */
                featureLevel: number;

                /** Lease atUs. */
                atUs: number;

                /**
                 * Creates a new Lease instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Lease instance
                 */
                static create(properties: wayleave.admin.v1.Lease.$Shape): wayleave.admin.v1.Lease & wayleave.admin.v1.Lease.$Shape;
                static create(properties?: wayleave.admin.v1.Lease.$Properties): wayleave.admin.v1.Lease;

                /**
                 * Encodes the specified Lease message. Does not implicitly {@link wayleave.admin.v1.Lease.verify|verify} messages.
                 * @param message Lease message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Lease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Lease message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Lease & wayleave.admin.v1.Lease.$Shape} Lease
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Lease & wayleave.admin.v1.Lease.$Shape;

                /**
                 * Creates a Lease message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Lease
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Lease;

                /**
                 * Creates a plain object from a Lease message. Also converts values to other types if specified.
                 * @param message Lease
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Lease, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Lease to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Lease
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Lease {

                /** Properties of a Lease. */
                interface $Properties {

                    /** Lease gateway */
                    gateway?: string;

                    /** Lease state */
                    state?: string;

                    /** Lease epoch */
                    epoch?: Uint8Array;

                    /** Lease address */
                    address?: string;

                    /** Lease roles */
                    roles?: string[];

                    /** Lease judge */
                    judge?: string;

                    /** Lease silentMs */
                    silentMs?: (number|null);

                    /** Lease boot */
                    boot?: Uint8Array;

                    /** Lease sequence */
                    sequence?: number;

                    /** Lease shippedSequence */
                    shippedSequence?: number;

                    /** Lease asOf */
                    asOf?: number;

                    /** Lease stateHash */
                    stateHash?: Uint8Array;

                    /** Lease featureLevel */
                    featureLevel?: number;

                    /** Lease atUs */
                    atUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Lease. */
                type $Shape = wayleave.admin.v1.Lease.$Properties;
            }

            /**
             * Properties of a RecordStatus.
             * @deprecated Use wayleave.admin.v1.RecordStatus.$Properties instead.
             */
            interface IRecordStatus extends wayleave.admin.v1.RecordStatus.$Properties {
            }

            /** Represents a RecordStatus. */
            class RecordStatus {

                /**
                 * Constructs a new RecordStatus.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RecordStatus.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RecordStatus boot. */
                boot: Uint8Array;

                /** RecordStatus sequence. */
                sequence: number;

                /** RecordStatus shippedSequence. */
                shippedSequence: number;

                /** RecordStatus spoolBytes. */
                spoolBytes: number;

                /** RecordStatus spoolBoundBytes. */
                spoolBoundBytes: number;

                /** RecordStatus dropped. */
                dropped: { [k: string]: number };

                /** RecordStatus unshipped. */
                unshipped: number;

                /**
                 * Creates a new RecordStatus instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RecordStatus instance
                 */
                static create(properties: wayleave.admin.v1.RecordStatus.$Shape): wayleave.admin.v1.RecordStatus & wayleave.admin.v1.RecordStatus.$Shape;
                static create(properties?: wayleave.admin.v1.RecordStatus.$Properties): wayleave.admin.v1.RecordStatus;

                /**
                 * Encodes the specified RecordStatus message. Does not implicitly {@link wayleave.admin.v1.RecordStatus.verify|verify} messages.
                 * @param message RecordStatus message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RecordStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RecordStatus message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RecordStatus & wayleave.admin.v1.RecordStatus.$Shape} RecordStatus
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RecordStatus & wayleave.admin.v1.RecordStatus.$Shape;

                /**
                 * Creates a RecordStatus message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RecordStatus
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RecordStatus;

                /**
                 * Creates a plain object from a RecordStatus message. Also converts values to other types if specified.
                 * @param message RecordStatus
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RecordStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RecordStatus to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RecordStatus
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RecordStatus {

                /** Properties of a RecordStatus. */
                interface $Properties {

                    /** RecordStatus boot */
                    boot?: Uint8Array;

                    /** RecordStatus sequence */
                    sequence?: number;

                    /** RecordStatus shippedSequence */
                    shippedSequence?: number;

                    /** RecordStatus spoolBytes */
                    spoolBytes?: number;

                    /** RecordStatus spoolBoundBytes */
                    spoolBoundBytes?: number;

                    /** RecordStatus dropped */
                    dropped?: { [k: string]: number };

                    /** RecordStatus unshipped */
                    unshipped?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RecordStatus. */
                type $Shape = wayleave.admin.v1.RecordStatus.$Properties;
            }

            /**
             * Properties of a Refusals.
             * @deprecated Use wayleave.admin.v1.Refusals.$Properties instead.
             */
            interface IRefusals extends wayleave.admin.v1.Refusals.$Properties {
            }

            /** Represents a Refusals. */
            class Refusals {

                /**
                 * Constructs a new Refusals.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Refusals.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Refusals listener. */
                listener: string;

                /** Refusals reason. */
                reason: string;

                /** Refusals count. */
                count: number;

                /**
                 * Creates a new Refusals instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Refusals instance
                 */
                static create(properties: wayleave.admin.v1.Refusals.$Shape): wayleave.admin.v1.Refusals & wayleave.admin.v1.Refusals.$Shape;
                static create(properties?: wayleave.admin.v1.Refusals.$Properties): wayleave.admin.v1.Refusals;

                /**
                 * Encodes the specified Refusals message. Does not implicitly {@link wayleave.admin.v1.Refusals.verify|verify} messages.
                 * @param message Refusals message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Refusals.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Refusals message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Refusals & wayleave.admin.v1.Refusals.$Shape} Refusals
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Refusals & wayleave.admin.v1.Refusals.$Shape;

                /**
                 * Creates a Refusals message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Refusals
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Refusals;

                /**
                 * Creates a plain object from a Refusals message. Also converts values to other types if specified.
                 * @param message Refusals
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Refusals, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Refusals to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Refusals
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Refusals {

                /** Properties of a Refusals. */
                interface $Properties {

                    /** Refusals listener */
                    listener?: string;

                    /** Refusals reason */
                    reason?: string;

                    /** Refusals count */
                    count?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Refusals. */
                type $Shape = wayleave.admin.v1.Refusals.$Properties;
            }

            /**
             * Properties of a Session.
             * @deprecated Use wayleave.admin.v1.Session.$Properties instead.
             */
            interface ISession extends wayleave.admin.v1.Session.$Properties {
            }

            /** Represents a Session. */
            class Session {

                /**
                 * Constructs a new Session.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Session.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Session sessionId. */
                sessionId: string;

                /** Session user. */
                user: string;

                /** Session device. */
                device: string;

                /** Session srpVersion. */
                srpVersion: number;

                /** Session flows. */
                flows: number;

                /**
                 * Creates a new Session instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Session instance
                 */
                static create(properties: wayleave.admin.v1.Session.$Shape): wayleave.admin.v1.Session & wayleave.admin.v1.Session.$Shape;
                static create(properties?: wayleave.admin.v1.Session.$Properties): wayleave.admin.v1.Session;

                /**
                 * Encodes the specified Session message. Does not implicitly {@link wayleave.admin.v1.Session.verify|verify} messages.
                 * @param message Session message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Session.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Session message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Session & wayleave.admin.v1.Session.$Shape} Session
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Session & wayleave.admin.v1.Session.$Shape;

                /**
                 * Creates a Session message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Session
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Session;

                /**
                 * Creates a plain object from a Session message. Also converts values to other types if specified.
                 * @param message Session
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Session, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Session to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Session
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Session {

                /** Properties of a Session. */
                interface $Properties {

                    /** Session sessionId */
                    sessionId?: string;

                    /** Session user */
                    user?: string;

                    /** Session device */
                    device?: string;

                    /** Session srpVersion */
                    srpVersion?: number;

                    /** Session flows */
                    flows?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Session. */
                type $Shape = wayleave.admin.v1.Session.$Properties;
            }

            /**
             * Properties of an Attachment.
             * @deprecated Use wayleave.admin.v1.Attachment.$Properties instead.
             */
            interface IAttachment extends wayleave.admin.v1.Attachment.$Properties {
            }

            /** Represents an Attachment. */
            class Attachment {

                /**
                 * Constructs a new Attachment.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Attachment.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Attachment attachment. */
                attachment: string;

                /** Attachment publisher. */
                publisher: string;

                /** Attachment idle. */
                idle: number;

                /** Attachment flows. */
                flows: number;

                /**
                 * Creates a new Attachment instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Attachment instance
                 */
                static create(properties: wayleave.admin.v1.Attachment.$Shape): wayleave.admin.v1.Attachment & wayleave.admin.v1.Attachment.$Shape;
                static create(properties?: wayleave.admin.v1.Attachment.$Properties): wayleave.admin.v1.Attachment;

                /**
                 * Encodes the specified Attachment message. Does not implicitly {@link wayleave.admin.v1.Attachment.verify|verify} messages.
                 * @param message Attachment message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Attachment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Attachment message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Attachment & wayleave.admin.v1.Attachment.$Shape} Attachment
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Attachment & wayleave.admin.v1.Attachment.$Shape;

                /**
                 * Creates an Attachment message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Attachment
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Attachment;

                /**
                 * Creates a plain object from an Attachment message. Also converts values to other types if specified.
                 * @param message Attachment
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Attachment, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Attachment to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Attachment
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Attachment {

                /** Properties of an Attachment. */
                interface $Properties {

                    /** Attachment attachment */
                    attachment?: string;

                    /** Attachment publisher */
                    publisher?: string;

                    /** Attachment idle */
                    idle?: number;

                    /** Attachment flows */
                    flows?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Attachment. */
                type $Shape = wayleave.admin.v1.Attachment.$Properties;
            }

            /**
             * Properties of an ExplainRequest.
             * @deprecated Use wayleave.admin.v1.ExplainRequest.$Properties instead.
             */
            interface IExplainRequest extends wayleave.admin.v1.ExplainRequest.$Properties {
            }

            /** Represents an ExplainRequest. */
            class ExplainRequest {

                /**
                 * Constructs a new ExplainRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ExplainRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExplainRequest user. */
                user: string;

                /** ExplainRequest device. */
                device: (string|null);

                /** ExplainRequest host. */
                host: string;

                /** ExplainRequest port. */
                port: number;

                /** ExplainRequest protocol. */
                protocol: string;

                /** ExplainRequest accessMethod. */
                accessMethod: (string|null);

                /** ExplainRequest os. */
                os: (string|null);

                /** ExplainRequest address. */
                address: (string|null);

                /** ExplainRequest country. */
                country: (string|null);

                /** ExplainRequest atUs. */
                atUs: (number|null);

                /** ExplainRequest asOf. */
                asOf: (number|null);

                /** ExplainRequest stateAtUs. */
                stateAtUs: (number|null);

                /** ExplainRequest state. */
                state?: ("asOf"|"stateAtUs");

                /**
                 * Creates a new ExplainRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExplainRequest instance
                 */
                static create(properties: wayleave.admin.v1.ExplainRequest.$Shape): wayleave.admin.v1.ExplainRequest & wayleave.admin.v1.ExplainRequest.$Shape;
                static create(properties?: wayleave.admin.v1.ExplainRequest.$Properties): wayleave.admin.v1.ExplainRequest;

                /**
                 * Encodes the specified ExplainRequest message. Does not implicitly {@link wayleave.admin.v1.ExplainRequest.verify|verify} messages.
                 * @param message ExplainRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ExplainRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExplainRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ExplainRequest & wayleave.admin.v1.ExplainRequest.$Shape} ExplainRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ExplainRequest & wayleave.admin.v1.ExplainRequest.$Shape;

                /**
                 * Creates an ExplainRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExplainRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ExplainRequest;

                /**
                 * Creates a plain object from an ExplainRequest message. Also converts values to other types if specified.
                 * @param message ExplainRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ExplainRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExplainRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ExplainRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ExplainRequest {

                /** Properties of an ExplainRequest. */
                interface $Properties {

                    /** ExplainRequest user */
                    user?: string;

                    /** ExplainRequest device */
                    device?: (string|null);

                    /** ExplainRequest host */
                    host?: string;

                    /** ExplainRequest port */
                    port?: number;

                    /** ExplainRequest protocol */
                    protocol?: string;

                    /** ExplainRequest accessMethod */
                    accessMethod?: (string|null);

                    /** ExplainRequest os */
                    os?: (string|null);

                    /** ExplainRequest address */
                    address?: (string|null);

                    /** ExplainRequest country */
                    country?: (string|null);

                    /** ExplainRequest atUs */
                    atUs?: (number|null);

                    /** ExplainRequest asOf */
                    asOf?: (number|null);

                    /** ExplainRequest stateAtUs */
                    stateAtUs?: (number|null);

                    /** ExplainRequest state */
                    state?: ("asOf"|"stateAtUs");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an ExplainRequest. */
                type $Shape = {
                  user?: string;
                  device?: string|null;
                  host?: string;
                  port?: number;
                  protocol?: string;
                  accessMethod?: string|null;
                  os?: string|null;
                  address?: string|null;
                  country?: string|null;
                  atUs?: number|null;
                  asOf?: number|null;
                  stateAtUs?: number|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ state?: undefined; asOf?: null; stateAtUs?: null }|{ state?: "asOf"; asOf: number; stateAtUs?: null }|{ state?: "stateAtUs"; asOf?: null; stateAtUs: number })
                );
            }

            /**
             * Properties of an ExplainResponse.
             * @deprecated Use wayleave.admin.v1.ExplainResponse.$Properties instead.
             */
            interface IExplainResponse extends wayleave.admin.v1.ExplainResponse.$Properties {
            }

            /** Represents an ExplainResponse. */
            class ExplainResponse {

                /**
                 * Constructs a new ExplainResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ExplainResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExplainResponse gateway. */
                gateway: string;

                /** ExplainResponse asOf. */
                asOf: number;

                /** ExplainResponse stateAtUs. */
                stateAtUs: number;

                /** ExplainResponse configRev. */
                configRev: number;

                /** ExplainResponse judged. */
                judged: wayleave.admin.v1.ExplainRequest;

                /** ExplainResponse assumed. */
                assumed: wayleave.admin.v1.Assumed[];

                /** ExplainResponse action. */
                action: string;

                /** ExplainResponse app. */
                app: string;

                /** ExplainResponse policy. */
                policy: string;

                /** ExplainResponse reason. */
                reason: string;

                /** ExplainResponse notice. */
                notice: string;

                /** ExplainResponse nearMiss. */
                nearMiss: string;

                /** ExplainResponse considered. */
                considered: wayleave.event.v1.RuleConsidered[];

                /** ExplainResponse nearMissWhy. */
                nearMissWhy: string;

                /** ExplainResponse appCandidates. */
                appCandidates: string[];

                /** ExplainResponse wouldAllow. */
                wouldAllow: string;

                /** ExplainResponse receivers. */
                receivers: string[];

                /**
                 * Creates a new ExplainResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExplainResponse instance
                 */
                static create(properties: wayleave.admin.v1.ExplainResponse.$Shape): wayleave.admin.v1.ExplainResponse & wayleave.admin.v1.ExplainResponse.$Shape;
                static create(properties?: wayleave.admin.v1.ExplainResponse.$Properties): wayleave.admin.v1.ExplainResponse;

                /**
                 * Encodes the specified ExplainResponse message. Does not implicitly {@link wayleave.admin.v1.ExplainResponse.verify|verify} messages.
                 * @param message ExplainResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ExplainResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExplainResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ExplainResponse & wayleave.admin.v1.ExplainResponse.$Shape} ExplainResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ExplainResponse & wayleave.admin.v1.ExplainResponse.$Shape;

                /**
                 * Creates an ExplainResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExplainResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ExplainResponse;

                /**
                 * Creates a plain object from an ExplainResponse message. Also converts values to other types if specified.
                 * @param message ExplainResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ExplainResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExplainResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ExplainResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ExplainResponse {

                /** Properties of an ExplainResponse. */
                interface $Properties {

                    /** ExplainResponse gateway */
                    gateway?: string;

                    /** ExplainResponse asOf */
                    asOf?: number;

                    /** ExplainResponse stateAtUs */
                    stateAtUs?: number;

                    /** ExplainResponse configRev */
                    configRev?: number;

                    /** ExplainResponse judged */
                    judged?: wayleave.admin.v1.ExplainRequest.$Properties;

                    /** ExplainResponse assumed */
                    assumed?: wayleave.admin.v1.Assumed.$Properties[];

                    /** ExplainResponse action */
                    action?: string;

                    /** ExplainResponse app */
                    app?: string;

                    /** ExplainResponse policy */
                    policy?: string;

                    /** ExplainResponse reason */
                    reason?: string;

                    /** ExplainResponse notice */
                    notice?: string;

                    /** ExplainResponse nearMiss */
                    nearMiss?: string;

                    /** ExplainResponse considered */
                    considered?: wayleave.event.v1.RuleConsidered.$Properties[];

                    /** ExplainResponse nearMissWhy */
                    nearMissWhy?: string;

                    /** ExplainResponse appCandidates */
                    appCandidates?: string[];

                    /** ExplainResponse wouldAllow */
                    wouldAllow?: string;

                    /** ExplainResponse receivers */
                    receivers?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExplainResponse. */
                type $Shape = {
                  gateway?: string;
                  asOf?: number;
                  stateAtUs?: number;
                  configRev?: number;
                  judged?: wayleave.admin.v1.ExplainRequest.$Shape;
                  assumed?: wayleave.admin.v1.Assumed.$Shape[];
                  action?: string;
                  app?: string;
                  policy?: string;
                  reason?: string;
                  notice?: string;
                  nearMiss?: string;
                  considered?: wayleave.event.v1.RuleConsidered.$Shape[];
                  nearMissWhy?: string;
                  appCandidates?: string[];
                  wouldAllow?: string;
                  receivers?: string[];
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an Assumed.
             * @deprecated Use wayleave.admin.v1.Assumed.$Properties instead.
             */
            interface IAssumed extends wayleave.admin.v1.Assumed.$Properties {
            }

            /** Represents an Assumed. */
            class Assumed {

                /**
                 * Constructs a new Assumed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Assumed.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Assumed fact. */
                fact: string;

                /** Assumed value. */
                value: string;

                /** Assumed why. */
                why: string;

                /**
                 * Creates a new Assumed instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Assumed instance
                 */
                static create(properties: wayleave.admin.v1.Assumed.$Shape): wayleave.admin.v1.Assumed & wayleave.admin.v1.Assumed.$Shape;
                static create(properties?: wayleave.admin.v1.Assumed.$Properties): wayleave.admin.v1.Assumed;

                /**
                 * Encodes the specified Assumed message. Does not implicitly {@link wayleave.admin.v1.Assumed.verify|verify} messages.
                 * @param message Assumed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Assumed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Assumed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Assumed & wayleave.admin.v1.Assumed.$Shape} Assumed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Assumed & wayleave.admin.v1.Assumed.$Shape;

                /**
                 * Creates an Assumed message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Assumed
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Assumed;

                /**
                 * Creates a plain object from an Assumed message. Also converts values to other types if specified.
                 * @param message Assumed
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Assumed, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Assumed to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Assumed
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Assumed {

                /** Properties of an Assumed. */
                interface $Properties {

                    /** Assumed fact */
                    fact?: string;

                    /** Assumed value */
                    value?: string;

                    /** Assumed why */
                    why?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Assumed. */
                type $Shape = wayleave.admin.v1.Assumed.$Properties;
            }

            /**
             * Properties of a ReadConfigurationRequest.
             * @deprecated Use wayleave.admin.v1.ReadConfigurationRequest.$Properties instead.
             */
            interface IReadConfigurationRequest extends wayleave.admin.v1.ReadConfigurationRequest.$Properties {
            }

            /** Represents a ReadConfigurationRequest. */
            class ReadConfigurationRequest {

                /**
                 * Constructs a new ReadConfigurationRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ReadConfigurationRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new ReadConfigurationRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReadConfigurationRequest instance
                 */
                static create(properties: wayleave.admin.v1.ReadConfigurationRequest.$Shape): wayleave.admin.v1.ReadConfigurationRequest & wayleave.admin.v1.ReadConfigurationRequest.$Shape;
                static create(properties?: wayleave.admin.v1.ReadConfigurationRequest.$Properties): wayleave.admin.v1.ReadConfigurationRequest;

                /**
                 * Encodes the specified ReadConfigurationRequest message. Does not implicitly {@link wayleave.admin.v1.ReadConfigurationRequest.verify|verify} messages.
                 * @param message ReadConfigurationRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ReadConfigurationRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadConfigurationRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ReadConfigurationRequest & wayleave.admin.v1.ReadConfigurationRequest.$Shape} ReadConfigurationRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ReadConfigurationRequest & wayleave.admin.v1.ReadConfigurationRequest.$Shape;

                /**
                 * Creates a ReadConfigurationRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReadConfigurationRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ReadConfigurationRequest;

                /**
                 * Creates a plain object from a ReadConfigurationRequest message. Also converts values to other types if specified.
                 * @param message ReadConfigurationRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ReadConfigurationRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReadConfigurationRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReadConfigurationRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReadConfigurationRequest {

                /** Properties of a ReadConfigurationRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadConfigurationRequest. */
                type $Shape = wayleave.admin.v1.ReadConfigurationRequest.$Properties;
            }

            /**
             * Properties of a ReadConfigurationResponse.
             * @deprecated Use wayleave.admin.v1.ReadConfigurationResponse.$Properties instead.
             */
            interface IReadConfigurationResponse extends wayleave.admin.v1.ReadConfigurationResponse.$Properties {
            }

            /** Represents a ReadConfigurationResponse. */
            class ReadConfigurationResponse {

                /**
                 * Constructs a new ReadConfigurationResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ReadConfigurationResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadConfigurationResponse records. */
                records: wayleave.admin.v1.ConfigurationRecord[];

                /** ReadConfigurationResponse asOf. */
                asOf: (number|null);

                /**
                 * Creates a new ReadConfigurationResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReadConfigurationResponse instance
                 */
                static create(properties: wayleave.admin.v1.ReadConfigurationResponse.$Shape): wayleave.admin.v1.ReadConfigurationResponse & wayleave.admin.v1.ReadConfigurationResponse.$Shape;
                static create(properties?: wayleave.admin.v1.ReadConfigurationResponse.$Properties): wayleave.admin.v1.ReadConfigurationResponse;

                /**
                 * Encodes the specified ReadConfigurationResponse message. Does not implicitly {@link wayleave.admin.v1.ReadConfigurationResponse.verify|verify} messages.
                 * @param message ReadConfigurationResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ReadConfigurationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadConfigurationResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ReadConfigurationResponse & wayleave.admin.v1.ReadConfigurationResponse.$Shape} ReadConfigurationResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ReadConfigurationResponse & wayleave.admin.v1.ReadConfigurationResponse.$Shape;

                /**
                 * Creates a ReadConfigurationResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReadConfigurationResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ReadConfigurationResponse;

                /**
                 * Creates a plain object from a ReadConfigurationResponse message. Also converts values to other types if specified.
                 * @param message ReadConfigurationResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ReadConfigurationResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReadConfigurationResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReadConfigurationResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReadConfigurationResponse {

                /** Properties of a ReadConfigurationResponse. */
                interface $Properties {

                    /** ReadConfigurationResponse records */
                    records?: wayleave.admin.v1.ConfigurationRecord.$Properties[];

                    /** ReadConfigurationResponse asOf */
                    asOf?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadConfigurationResponse. */
                type $Shape = wayleave.admin.v1.ReadConfigurationResponse.$Properties;
            }

            /**
             * Properties of a ConfigurationRecord.
             * @deprecated Use wayleave.admin.v1.ConfigurationRecord.$Properties instead.
             */
            interface IConfigurationRecord extends wayleave.admin.v1.ConfigurationRecord.$Properties {
            }

            /** Represents a ConfigurationRecord. */
            class ConfigurationRecord {

                /**
                 * Constructs a new ConfigurationRecord.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.ConfigurationRecord.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ConfigurationRecord offset. */
                offset: number;

                /** ConfigurationRecord appendTimeUs. */
                appendTimeUs: number;

                /** ConfigurationRecord event. */
                event: Uint8Array;

                /**
                 * Creates a new ConfigurationRecord instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ConfigurationRecord instance
                 */
                static create(properties: wayleave.admin.v1.ConfigurationRecord.$Shape): wayleave.admin.v1.ConfigurationRecord & wayleave.admin.v1.ConfigurationRecord.$Shape;
                static create(properties?: wayleave.admin.v1.ConfigurationRecord.$Properties): wayleave.admin.v1.ConfigurationRecord;

                /**
                 * Encodes the specified ConfigurationRecord message. Does not implicitly {@link wayleave.admin.v1.ConfigurationRecord.verify|verify} messages.
                 * @param message ConfigurationRecord message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.ConfigurationRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ConfigurationRecord message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.ConfigurationRecord & wayleave.admin.v1.ConfigurationRecord.$Shape} ConfigurationRecord
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.ConfigurationRecord & wayleave.admin.v1.ConfigurationRecord.$Shape;

                /**
                 * Creates a ConfigurationRecord message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ConfigurationRecord
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.ConfigurationRecord;

                /**
                 * Creates a plain object from a ConfigurationRecord message. Also converts values to other types if specified.
                 * @param message ConfigurationRecord
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.ConfigurationRecord, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ConfigurationRecord to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ConfigurationRecord
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ConfigurationRecord {

                /** Properties of a ConfigurationRecord. */
                interface $Properties {

                    /** ConfigurationRecord offset */
                    offset?: number;

                    /** ConfigurationRecord appendTimeUs */
                    appendTimeUs?: number;

                    /** ConfigurationRecord event */
                    event?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ConfigurationRecord. */
                type $Shape = wayleave.admin.v1.ConfigurationRecord.$Properties;
            }

            /**
             * Properties of a Moment.
             * @deprecated Use wayleave.admin.v1.Moment.$Properties instead.
             */
            interface IMoment extends wayleave.admin.v1.Moment.$Properties {
            }

            /** Represents a Moment. */
            class Moment {

                /**
                 * Constructs a new Moment.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Moment.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Moment asOf. */
                asOf: (number|null);

                /** Moment atUs. */
                atUs: (number|null);

                /** Moment moment. */
                moment?: ("asOf"|"atUs");

                /**
                 * Creates a new Moment instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Moment instance
                 */
                static create(properties: wayleave.admin.v1.Moment.$Shape): wayleave.admin.v1.Moment & wayleave.admin.v1.Moment.$Shape;
                static create(properties?: wayleave.admin.v1.Moment.$Properties): wayleave.admin.v1.Moment;

                /**
                 * Encodes the specified Moment message. Does not implicitly {@link wayleave.admin.v1.Moment.verify|verify} messages.
                 * @param message Moment message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Moment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Moment message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Moment & wayleave.admin.v1.Moment.$Shape} Moment
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Moment & wayleave.admin.v1.Moment.$Shape;

                /**
                 * Creates a Moment message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Moment
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Moment;

                /**
                 * Creates a plain object from a Moment message. Also converts values to other types if specified.
                 * @param message Moment
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Moment, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Moment to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Moment
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Moment {

                /** Properties of a Moment. */
                interface $Properties {

                    /** Moment asOf */
                    asOf?: (number|null);

                    /** Moment atUs */
                    atUs?: (number|null);

                    /** Moment moment */
                    moment?: ("asOf"|"atUs");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Moment. */
                type $Shape = {
                  asOf?: number|null;
                  atUs?: number|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ moment?: undefined; asOf?: null; atUs?: null }|{ moment?: "asOf"; asOf: number; atUs?: null }|{ moment?: "atUs"; asOf?: null; atUs: number })
                );
            }

            /**
             * Properties of a Reached.
             * @deprecated Use wayleave.admin.v1.Reached.$Properties instead.
             */
            interface IReached extends wayleave.admin.v1.Reached.$Properties {
            }

            /** Represents a Reached. */
            class Reached {

                /**
                 * Constructs a new Reached.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Reached.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Reached asOf. */
                asOf: number;

                /** Reached atUs. */
                atUs: number;

                /** Reached stateHash. */
                stateHash: string;

                /**
                 * Creates a new Reached instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Reached instance
                 */
                static create(properties: wayleave.admin.v1.Reached.$Shape): wayleave.admin.v1.Reached & wayleave.admin.v1.Reached.$Shape;
                static create(properties?: wayleave.admin.v1.Reached.$Properties): wayleave.admin.v1.Reached;

                /**
                 * Encodes the specified Reached message. Does not implicitly {@link wayleave.admin.v1.Reached.verify|verify} messages.
                 * @param message Reached message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Reached.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Reached message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Reached & wayleave.admin.v1.Reached.$Shape} Reached
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Reached & wayleave.admin.v1.Reached.$Shape;

                /**
                 * Creates a Reached message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Reached
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Reached;

                /**
                 * Creates a plain object from a Reached message. Also converts values to other types if specified.
                 * @param message Reached
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Reached, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Reached to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Reached
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Reached {

                /** Properties of a Reached. */
                interface $Properties {

                    /** Reached asOf */
                    asOf?: number;

                    /** Reached atUs */
                    atUs?: number;

                    /** Reached stateHash */
                    stateHash?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Reached. */
                type $Shape = wayleave.admin.v1.Reached.$Properties;
            }

            /**
             * Properties of a RoutesRequest.
             * @deprecated Use wayleave.admin.v1.RoutesRequest.$Properties instead.
             */
            interface IRoutesRequest extends wayleave.admin.v1.RoutesRequest.$Properties {
            }

            /** Represents a RoutesRequest. */
            class RoutesRequest {

                /**
                 * Constructs a new RoutesRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RoutesRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RoutesRequest at. */
                at: wayleave.admin.v1.Moment;

                /** RoutesRequest publisher. */
                publisher: string;

                /** RoutesRequest app. */
                app: string;

                /**
                 * Creates a new RoutesRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RoutesRequest instance
                 */
                static create(properties: wayleave.admin.v1.RoutesRequest.$Shape): wayleave.admin.v1.RoutesRequest & wayleave.admin.v1.RoutesRequest.$Shape;
                static create(properties?: wayleave.admin.v1.RoutesRequest.$Properties): wayleave.admin.v1.RoutesRequest;

                /**
                 * Encodes the specified RoutesRequest message. Does not implicitly {@link wayleave.admin.v1.RoutesRequest.verify|verify} messages.
                 * @param message RoutesRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RoutesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RoutesRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RoutesRequest & wayleave.admin.v1.RoutesRequest.$Shape} RoutesRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RoutesRequest & wayleave.admin.v1.RoutesRequest.$Shape;

                /**
                 * Creates a RoutesRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RoutesRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RoutesRequest;

                /**
                 * Creates a plain object from a RoutesRequest message. Also converts values to other types if specified.
                 * @param message RoutesRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RoutesRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RoutesRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RoutesRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RoutesRequest {

                /** Properties of a RoutesRequest. */
                interface $Properties {

                    /** RoutesRequest at */
                    at?: wayleave.admin.v1.Moment.$Properties;

                    /** RoutesRequest publisher */
                    publisher?: string;

                    /** RoutesRequest app */
                    app?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RoutesRequest. */
                type $Shape = {
                  at?: wayleave.admin.v1.Moment.$Shape;
                  publisher?: string;
                  app?: string;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a RoutesResponse.
             * @deprecated Use wayleave.admin.v1.RoutesResponse.$Properties instead.
             */
            interface IRoutesResponse extends wayleave.admin.v1.RoutesResponse.$Properties {
            }

            /** Represents a RoutesResponse. */
            class RoutesResponse {

                /**
                 * Constructs a new RoutesResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RoutesResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RoutesResponse gateway. */
                gateway: string;

                /** RoutesResponse reached. */
                reached: wayleave.admin.v1.Reached;

                /** RoutesResponse gateways. */
                gateways: wayleave.admin.v1.RouteGateway[];

                /** RoutesResponse tunnels. */
                tunnels: wayleave.admin.v1.RouteTunnel[];

                /** RoutesResponse drained. */
                drained: string[];

                /** RoutesResponse health. */
                health: wayleave.admin.v1.RouteHealth[];

                /** RoutesResponse leftOut. */
                leftOut: number;

                /**
                 * Creates a new RoutesResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RoutesResponse instance
                 */
                static create(properties: wayleave.admin.v1.RoutesResponse.$Shape): wayleave.admin.v1.RoutesResponse & wayleave.admin.v1.RoutesResponse.$Shape;
                static create(properties?: wayleave.admin.v1.RoutesResponse.$Properties): wayleave.admin.v1.RoutesResponse;

                /**
                 * Encodes the specified RoutesResponse message. Does not implicitly {@link wayleave.admin.v1.RoutesResponse.verify|verify} messages.
                 * @param message RoutesResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RoutesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RoutesResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RoutesResponse & wayleave.admin.v1.RoutesResponse.$Shape} RoutesResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RoutesResponse & wayleave.admin.v1.RoutesResponse.$Shape;

                /**
                 * Creates a RoutesResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RoutesResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RoutesResponse;

                /**
                 * Creates a plain object from a RoutesResponse message. Also converts values to other types if specified.
                 * @param message RoutesResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RoutesResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RoutesResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RoutesResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RoutesResponse {

                /** Properties of a RoutesResponse. */
                interface $Properties {

                    /** RoutesResponse gateway */
                    gateway?: string;

                    /** RoutesResponse reached */
                    reached?: wayleave.admin.v1.Reached.$Properties;

                    /** RoutesResponse gateways */
                    gateways?: wayleave.admin.v1.RouteGateway.$Properties[];

                    /** RoutesResponse tunnels */
                    tunnels?: wayleave.admin.v1.RouteTunnel.$Properties[];

                    /** RoutesResponse drained */
                    drained?: string[];

                    /** RoutesResponse health */
                    health?: wayleave.admin.v1.RouteHealth.$Properties[];

                    /** RoutesResponse leftOut */
                    leftOut?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RoutesResponse. */
                type $Shape = wayleave.admin.v1.RoutesResponse.$Properties;
            }

            /**
             * Properties of a RouteGateway.
             * @deprecated Use wayleave.admin.v1.RouteGateway.$Properties instead.
             */
            interface IRouteGateway extends wayleave.admin.v1.RouteGateway.$Properties {
            }

            /** Represents a RouteGateway. */
            class RouteGateway {

                /**
                 * Constructs a new RouteGateway.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RouteGateway.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RouteGateway name. */
                name: string;

                /** RouteGateway condition. */
                condition: string;

                /** RouteGateway address. */
                address: string;

                /** RouteGateway roles. */
                roles: string[];

                /** RouteGateway epoch. */
                epoch: string;

                /** RouteGateway since. */
                since: number;

                /** RouteGateway judge. */
                judge: string;

                /**
                 * Creates a new RouteGateway instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RouteGateway instance
                 */
                static create(properties: wayleave.admin.v1.RouteGateway.$Shape): wayleave.admin.v1.RouteGateway & wayleave.admin.v1.RouteGateway.$Shape;
                static create(properties?: wayleave.admin.v1.RouteGateway.$Properties): wayleave.admin.v1.RouteGateway;

                /**
                 * Encodes the specified RouteGateway message. Does not implicitly {@link wayleave.admin.v1.RouteGateway.verify|verify} messages.
                 * @param message RouteGateway message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RouteGateway.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RouteGateway message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RouteGateway & wayleave.admin.v1.RouteGateway.$Shape} RouteGateway
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RouteGateway & wayleave.admin.v1.RouteGateway.$Shape;

                /**
                 * Creates a RouteGateway message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RouteGateway
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RouteGateway;

                /**
                 * Creates a plain object from a RouteGateway message. Also converts values to other types if specified.
                 * @param message RouteGateway
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RouteGateway, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RouteGateway to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RouteGateway
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RouteGateway {

                /** Properties of a RouteGateway. */
                interface $Properties {

                    /** RouteGateway name */
                    name?: string;

                    /** RouteGateway condition */
                    condition?: string;

                    /** RouteGateway address */
                    address?: string;

                    /** RouteGateway roles */
                    roles?: string[];

                    /** RouteGateway epoch */
                    epoch?: string;

                    /** RouteGateway since */
                    since?: number;

                    /** RouteGateway judge */
                    judge?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RouteGateway. */
                type $Shape = wayleave.admin.v1.RouteGateway.$Properties;
            }

            /**
             * Properties of a RouteTunnel.
             * @deprecated Use wayleave.admin.v1.RouteTunnel.$Properties instead.
             */
            interface IRouteTunnel extends wayleave.admin.v1.RouteTunnel.$Properties {
            }

            /** Represents a RouteTunnel. */
            class RouteTunnel {

                /**
                 * Constructs a new RouteTunnel.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RouteTunnel.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RouteTunnel publisher. */
                publisher: string;

                /** RouteTunnel gateway. */
                gateway: string;

                /** RouteTunnel attachment. */
                attachment: string;

                /** RouteTunnel tunnel. */
                tunnel: number;

                /** RouteTunnel band. */
                band: string;

                /** RouteTunnel draining. */
                draining: boolean;

                /** RouteTunnel since. */
                since: number;

                /** RouteTunnel latencyBucket. */
                latencyBucket: number;

                /**
                 * Creates a new RouteTunnel instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RouteTunnel instance
                 */
                static create(properties: wayleave.admin.v1.RouteTunnel.$Shape): wayleave.admin.v1.RouteTunnel & wayleave.admin.v1.RouteTunnel.$Shape;
                static create(properties?: wayleave.admin.v1.RouteTunnel.$Properties): wayleave.admin.v1.RouteTunnel;

                /**
                 * Encodes the specified RouteTunnel message. Does not implicitly {@link wayleave.admin.v1.RouteTunnel.verify|verify} messages.
                 * @param message RouteTunnel message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RouteTunnel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RouteTunnel message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RouteTunnel & wayleave.admin.v1.RouteTunnel.$Shape} RouteTunnel
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RouteTunnel & wayleave.admin.v1.RouteTunnel.$Shape;

                /**
                 * Creates a RouteTunnel message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RouteTunnel
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RouteTunnel;

                /**
                 * Creates a plain object from a RouteTunnel message. Also converts values to other types if specified.
                 * @param message RouteTunnel
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RouteTunnel, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RouteTunnel to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RouteTunnel
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RouteTunnel {

                /** Properties of a RouteTunnel. */
                interface $Properties {

                    /** RouteTunnel publisher */
                    publisher?: string;

                    /** RouteTunnel gateway */
                    gateway?: string;

                    /** RouteTunnel attachment */
                    attachment?: string;

                    /** RouteTunnel tunnel */
                    tunnel?: number;

                    /** RouteTunnel band */
                    band?: string;

                    /** RouteTunnel draining */
                    draining?: boolean;

                    /** RouteTunnel since */
                    since?: number;

                    /** RouteTunnel latencyBucket */
                    latencyBucket?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RouteTunnel. */
                type $Shape = wayleave.admin.v1.RouteTunnel.$Properties;
            }

            /**
             * Properties of a RouteHealth.
             * @deprecated Use wayleave.admin.v1.RouteHealth.$Properties instead.
             */
            interface IRouteHealth extends wayleave.admin.v1.RouteHealth.$Properties {
            }

            /** Represents a RouteHealth. */
            class RouteHealth {

                /**
                 * Constructs a new RouteHealth.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.RouteHealth.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RouteHealth publisher. */
                publisher: string;

                /** RouteHealth gateway. */
                gateway: string;

                /** RouteHealth attachment. */
                attachment: string;

                /** RouteHealth app. */
                app: string;

                /** RouteHealth host. */
                host: string;

                /** RouteHealth port. */
                port: number;

                /** RouteHealth protocol. */
                protocol: string;

                /** RouteHealth status. */
                status: string;

                /** RouteHealth code. */
                code: string;

                /** RouteHealth since. */
                since: number;

                /**
                 * Creates a new RouteHealth instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RouteHealth instance
                 */
                static create(properties: wayleave.admin.v1.RouteHealth.$Shape): wayleave.admin.v1.RouteHealth & wayleave.admin.v1.RouteHealth.$Shape;
                static create(properties?: wayleave.admin.v1.RouteHealth.$Properties): wayleave.admin.v1.RouteHealth;

                /**
                 * Encodes the specified RouteHealth message. Does not implicitly {@link wayleave.admin.v1.RouteHealth.verify|verify} messages.
                 * @param message RouteHealth message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.RouteHealth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RouteHealth message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.RouteHealth & wayleave.admin.v1.RouteHealth.$Shape} RouteHealth
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.RouteHealth & wayleave.admin.v1.RouteHealth.$Shape;

                /**
                 * Creates a RouteHealth message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RouteHealth
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.RouteHealth;

                /**
                 * Creates a plain object from a RouteHealth message. Also converts values to other types if specified.
                 * @param message RouteHealth
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.RouteHealth, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RouteHealth to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RouteHealth
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RouteHealth {

                /** Properties of a RouteHealth. */
                interface $Properties {

                    /** RouteHealth publisher */
                    publisher?: string;

                    /** RouteHealth gateway */
                    gateway?: string;

                    /** RouteHealth attachment */
                    attachment?: string;

                    /** RouteHealth app */
                    app?: string;

                    /** RouteHealth host */
                    host?: string;

                    /** RouteHealth port */
                    port?: number;

                    /** RouteHealth protocol */
                    protocol?: string;

                    /** RouteHealth status */
                    status?: string;

                    /** RouteHealth code */
                    code?: string;

                    /** RouteHealth since */
                    since?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RouteHealth. */
                type $Shape = wayleave.admin.v1.RouteHealth.$Properties;
            }

            /**
             * Properties of a DiffRequest.
             * @deprecated Use wayleave.admin.v1.DiffRequest.$Properties instead.
             */
            interface IDiffRequest extends wayleave.admin.v1.DiffRequest.$Properties {
            }

            /** Represents a DiffRequest. */
            class DiffRequest {

                /**
                 * Constructs a new DiffRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DiffRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DiffRequest from. */
                from: wayleave.admin.v1.Moment;

                /** DiffRequest to. */
                to: wayleave.admin.v1.Moment;

                /**
                 * Creates a new DiffRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DiffRequest instance
                 */
                static create(properties: wayleave.admin.v1.DiffRequest.$Shape): wayleave.admin.v1.DiffRequest & wayleave.admin.v1.DiffRequest.$Shape;
                static create(properties?: wayleave.admin.v1.DiffRequest.$Properties): wayleave.admin.v1.DiffRequest;

                /**
                 * Encodes the specified DiffRequest message. Does not implicitly {@link wayleave.admin.v1.DiffRequest.verify|verify} messages.
                 * @param message DiffRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DiffRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DiffRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DiffRequest & wayleave.admin.v1.DiffRequest.$Shape} DiffRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DiffRequest & wayleave.admin.v1.DiffRequest.$Shape;

                /**
                 * Creates a DiffRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DiffRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DiffRequest;

                /**
                 * Creates a plain object from a DiffRequest message. Also converts values to other types if specified.
                 * @param message DiffRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DiffRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DiffRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DiffRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DiffRequest {

                /** Properties of a DiffRequest. */
                interface $Properties {

                    /** DiffRequest from */
                    from?: wayleave.admin.v1.Moment.$Properties;

                    /** DiffRequest to */
                    to?: wayleave.admin.v1.Moment.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DiffRequest. */
                type $Shape = {
                  from?: wayleave.admin.v1.Moment.$Shape;
                  to?: wayleave.admin.v1.Moment.$Shape;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of a DiffResponse.
             * @deprecated Use wayleave.admin.v1.DiffResponse.$Properties instead.
             */
            interface IDiffResponse extends wayleave.admin.v1.DiffResponse.$Properties {
            }

            /** Represents a DiffResponse. */
            class DiffResponse {

                /**
                 * Constructs a new DiffResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.DiffResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DiffResponse gateway. */
                gateway: string;

                /** DiffResponse from. */
                from: wayleave.admin.v1.Reached;

                /** DiffResponse to. */
                to: wayleave.admin.v1.Reached;

                /** DiffResponse differences. */
                differences: wayleave.admin.v1.Difference[];

                /** DiffResponse leftOut. */
                leftOut: number;

                /**
                 * Creates a new DiffResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DiffResponse instance
                 */
                static create(properties: wayleave.admin.v1.DiffResponse.$Shape): wayleave.admin.v1.DiffResponse & wayleave.admin.v1.DiffResponse.$Shape;
                static create(properties?: wayleave.admin.v1.DiffResponse.$Properties): wayleave.admin.v1.DiffResponse;

                /**
                 * Encodes the specified DiffResponse message. Does not implicitly {@link wayleave.admin.v1.DiffResponse.verify|verify} messages.
                 * @param message DiffResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.DiffResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DiffResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.DiffResponse & wayleave.admin.v1.DiffResponse.$Shape} DiffResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.DiffResponse & wayleave.admin.v1.DiffResponse.$Shape;

                /**
                 * Creates a DiffResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DiffResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.DiffResponse;

                /**
                 * Creates a plain object from a DiffResponse message. Also converts values to other types if specified.
                 * @param message DiffResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.DiffResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DiffResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DiffResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DiffResponse {

                /** Properties of a DiffResponse. */
                interface $Properties {

                    /** DiffResponse gateway */
                    gateway?: string;

                    /** DiffResponse from */
                    from?: wayleave.admin.v1.Reached.$Properties;

                    /** DiffResponse to */
                    to?: wayleave.admin.v1.Reached.$Properties;

                    /** DiffResponse differences */
                    differences?: wayleave.admin.v1.Difference.$Properties[];

                    /** DiffResponse leftOut */
                    leftOut?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DiffResponse. */
                type $Shape = wayleave.admin.v1.DiffResponse.$Properties;
            }

            /**
             * Properties of a Difference.
             * @deprecated Use wayleave.admin.v1.Difference.$Properties instead.
             */
            interface IDifference extends wayleave.admin.v1.Difference.$Properties {
            }

            /** Represents a Difference. */
            class Difference {

                /**
                 * Constructs a new Difference.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.Difference.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Difference kind. */
                kind: string;

                /** Difference name. */
                name: string;

                /** Difference what. */
                what: string;

                /** Difference fields. */
                fields: wayleave.admin.v1.FieldDifference[];

                /**
                 * Creates a new Difference instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Difference instance
                 */
                static create(properties: wayleave.admin.v1.Difference.$Shape): wayleave.admin.v1.Difference & wayleave.admin.v1.Difference.$Shape;
                static create(properties?: wayleave.admin.v1.Difference.$Properties): wayleave.admin.v1.Difference;

                /**
                 * Encodes the specified Difference message. Does not implicitly {@link wayleave.admin.v1.Difference.verify|verify} messages.
                 * @param message Difference message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.Difference.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Difference message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.Difference & wayleave.admin.v1.Difference.$Shape} Difference
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.Difference & wayleave.admin.v1.Difference.$Shape;

                /**
                 * Creates a Difference message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Difference
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.Difference;

                /**
                 * Creates a plain object from a Difference message. Also converts values to other types if specified.
                 * @param message Difference
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.Difference, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Difference to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Difference
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Difference {

                /** Properties of a Difference. */
                interface $Properties {

                    /** Difference kind */
                    kind?: string;

                    /** Difference name */
                    name?: string;

                    /** Difference what */
                    what?: string;

                    /** Difference fields */
                    fields?: wayleave.admin.v1.FieldDifference.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Difference. */
                type $Shape = wayleave.admin.v1.Difference.$Properties;
            }

            /**
             * Properties of a FieldDifference.
             * @deprecated Use wayleave.admin.v1.FieldDifference.$Properties instead.
             */
            interface IFieldDifference extends wayleave.admin.v1.FieldDifference.$Properties {
            }

            /** Represents a FieldDifference. */
            class FieldDifference {

                /**
                 * Constructs a new FieldDifference.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.admin.v1.FieldDifference.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FieldDifference field. */
                field: string;

                /** FieldDifference before. */
                before: string;

                /** FieldDifference after. */
                after: string;

                /**
                 * Creates a new FieldDifference instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FieldDifference instance
                 */
                static create(properties: wayleave.admin.v1.FieldDifference.$Shape): wayleave.admin.v1.FieldDifference & wayleave.admin.v1.FieldDifference.$Shape;
                static create(properties?: wayleave.admin.v1.FieldDifference.$Properties): wayleave.admin.v1.FieldDifference;

                /**
                 * Encodes the specified FieldDifference message. Does not implicitly {@link wayleave.admin.v1.FieldDifference.verify|verify} messages.
                 * @param message FieldDifference message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.admin.v1.FieldDifference.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FieldDifference message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.admin.v1.FieldDifference & wayleave.admin.v1.FieldDifference.$Shape} FieldDifference
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.admin.v1.FieldDifference & wayleave.admin.v1.FieldDifference.$Shape;

                /**
                 * Creates a FieldDifference message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FieldDifference
                 */
                static fromObject(object: { [k: string]: any }): wayleave.admin.v1.FieldDifference;

                /**
                 * Creates a plain object from a FieldDifference message. Also converts values to other types if specified.
                 * @param message FieldDifference
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.admin.v1.FieldDifference, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FieldDifference to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for FieldDifference
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace FieldDifference {

                /** Properties of a FieldDifference. */
                interface $Properties {

                    /** FieldDifference field */
                    field?: string;

                    /** FieldDifference before */
                    before?: string;

                    /** FieldDifference after */
                    after?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FieldDifference. */
                type $Shape = wayleave.admin.v1.FieldDifference.$Properties;
            }
        }
    }

    /** Namespace event. */
    namespace event {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an Object.
             * @deprecated Use wayleave.event.v1.Object.$Properties instead.
             */
            interface IObject extends wayleave.event.v1.Object.$Properties {
            }

            /** Represents an Object. */
            class Object {

                /**
                 * Constructs a new Object.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.Object.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Object name. */
                name: string;

                /** Object app. */
                app: (wayleave.event.v1.AppSpec|null);

                /** Object policy. */
                policy: (wayleave.event.v1.PolicySpec|null);

                /** Object user. */
                user: (wayleave.event.v1.UserSpec|null);

                /** Object group. */
                group: (wayleave.event.v1.GroupSpec|null);

                /** Object device. */
                device: (wayleave.event.v1.DeviceSpec|null);

                /** Object publisher. */
                publisher: (wayleave.event.v1.PublisherSpec|null);

                /** Object settings. */
                settings: (wayleave.event.v1.SettingsSpec|null);

                /** Object network. */
                network: (wayleave.event.v1.NetworkSpec|null);

                /** Object notice. */
                notice: (wayleave.event.v1.NoticeSpec|null);

                /** Object receiver. */
                receiver: (wayleave.event.v1.ReceiverSpec|null);

                /** Object policyTest. */
                policyTest: (wayleave.event.v1.PolicyTestSpec|null);

                /** Object operator. */
                operator: (wayleave.event.v1.OperatorSpec|null);

                /** Object directory. */
                directory: (wayleave.event.v1.DirectorySpec|null);

                /** Object spec. */
                spec?: ("app"|"policy"|"user"|"group"|"device"|"publisher"|"settings"|"network"|"notice"|"receiver"|"policyTest"|"operator"|"directory");

                /**
                 * Creates a new Object instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Object instance
                 */
                static create(properties: wayleave.event.v1.Object.$Shape): wayleave.event.v1.Object & wayleave.event.v1.Object.$Shape;
                static create(properties?: wayleave.event.v1.Object.$Properties): wayleave.event.v1.Object;

                /**
                 * Encodes the specified Object message. Does not implicitly {@link wayleave.event.v1.Object.verify|verify} messages.
                 * @param message Object message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.Object.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Object message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.Object & wayleave.event.v1.Object.$Shape} Object
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.Object & wayleave.event.v1.Object.$Shape;

                /**
                 * Creates an Object message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Object
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.Object;

                /**
                 * Creates a plain object from an Object message. Also converts values to other types if specified.
                 * @param message Object
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.Object, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Object to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Object
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Object {

                /** Properties of an Object. */
                interface $Properties {

                    /** Object name */
                    name?: string;

                    /** Object app */
                    app?: (wayleave.event.v1.AppSpec.$Properties|null);

                    /** Object policy */
                    policy?: (wayleave.event.v1.PolicySpec.$Properties|null);

                    /** Object user */
                    user?: (wayleave.event.v1.UserSpec.$Properties|null);

                    /** Object group */
                    group?: (wayleave.event.v1.GroupSpec.$Properties|null);

                    /** Object device */
                    device?: (wayleave.event.v1.DeviceSpec.$Properties|null);

                    /** Object publisher */
                    publisher?: (wayleave.event.v1.PublisherSpec.$Properties|null);

                    /** Object settings */
                    settings?: (wayleave.event.v1.SettingsSpec.$Properties|null);

                    /** Object network */
                    network?: (wayleave.event.v1.NetworkSpec.$Properties|null);

                    /** Object notice */
                    notice?: (wayleave.event.v1.NoticeSpec.$Properties|null);

                    /** Object receiver */
                    receiver?: (wayleave.event.v1.ReceiverSpec.$Properties|null);

                    /** Object policyTest */
                    policyTest?: (wayleave.event.v1.PolicyTestSpec.$Properties|null);

                    /** Object operator */
                    operator?: (wayleave.event.v1.OperatorSpec.$Properties|null);

                    /** Object directory */
                    directory?: (wayleave.event.v1.DirectorySpec.$Properties|null);

                    /** Object spec */
                    spec?: ("app"|"policy"|"user"|"group"|"device"|"publisher"|"settings"|"network"|"notice"|"receiver"|"policyTest"|"operator"|"directory");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an Object. */
                type $Shape = {
                  name?: string;
                  app?: wayleave.event.v1.AppSpec.$Shape|null;
                  policy?: wayleave.event.v1.PolicySpec.$Shape|null;
                  user?: wayleave.event.v1.UserSpec.$Shape|null;
                  group?: wayleave.event.v1.GroupSpec.$Shape|null;
                  device?: wayleave.event.v1.DeviceSpec.$Shape|null;
                  publisher?: wayleave.event.v1.PublisherSpec.$Shape|null;
                  settings?: wayleave.event.v1.SettingsSpec.$Shape|null;
                  network?: wayleave.event.v1.NetworkSpec.$Shape|null;
                  notice?: wayleave.event.v1.NoticeSpec.$Shape|null;
                  receiver?: wayleave.event.v1.ReceiverSpec.$Shape|null;
                  policyTest?: wayleave.event.v1.PolicyTestSpec.$Shape|null;
                  operator?: wayleave.event.v1.OperatorSpec.$Shape|null;
                  directory?: wayleave.event.v1.DirectorySpec.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ spec?: undefined; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "app"; app: wayleave.event.v1.AppSpec.$Shape; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "policy"; app?: null; policy: wayleave.event.v1.PolicySpec.$Shape; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "user"; app?: null; policy?: null; user: wayleave.event.v1.UserSpec.$Shape; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "group"; app?: null; policy?: null; user?: null; group: wayleave.event.v1.GroupSpec.$Shape; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "device"; app?: null; policy?: null; user?: null; group?: null; device: wayleave.event.v1.DeviceSpec.$Shape; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "publisher"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher: wayleave.event.v1.PublisherSpec.$Shape; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "settings"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings: wayleave.event.v1.SettingsSpec.$Shape; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "network"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network: wayleave.event.v1.NetworkSpec.$Shape; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "notice"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice: wayleave.event.v1.NoticeSpec.$Shape; receiver?: null; policyTest?: null; operator?: null; directory?: null }|{ spec?: "receiver"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver: wayleave.event.v1.ReceiverSpec.$Shape; policyTest?: null; operator?: null; directory?: null }|{ spec?: "policyTest"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest: wayleave.event.v1.PolicyTestSpec.$Shape; operator?: null; directory?: null }|{ spec?: "operator"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator: wayleave.event.v1.OperatorSpec.$Shape; directory?: null }|{ spec?: "directory"; app?: null; policy?: null; user?: null; group?: null; device?: null; publisher?: null; settings?: null; network?: null; notice?: null; receiver?: null; policyTest?: null; operator?: null; directory: wayleave.event.v1.DirectorySpec.$Shape })
                );
            }

            /**
             * Properties of a PortRange.
             * @deprecated Use wayleave.event.v1.PortRange.$Properties instead.
             */
            interface IPortRange extends wayleave.event.v1.PortRange.$Properties {
            }

            /** Represents a PortRange. */
            class PortRange {

                /**
                 * Constructs a new PortRange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PortRange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PortRange protocol. */
                protocol: string;

                /** PortRange from. */
                from: number;

                /** PortRange to. */
                to: number;

                /**
                 * Creates a new PortRange instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PortRange instance
                 */
                static create(properties: wayleave.event.v1.PortRange.$Shape): wayleave.event.v1.PortRange & wayleave.event.v1.PortRange.$Shape;
                static create(properties?: wayleave.event.v1.PortRange.$Properties): wayleave.event.v1.PortRange;

                /**
                 * Encodes the specified PortRange message. Does not implicitly {@link wayleave.event.v1.PortRange.verify|verify} messages.
                 * @param message PortRange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PortRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PortRange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PortRange & wayleave.event.v1.PortRange.$Shape} PortRange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PortRange & wayleave.event.v1.PortRange.$Shape;

                /**
                 * Creates a PortRange message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PortRange
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PortRange;

                /**
                 * Creates a plain object from a PortRange message. Also converts values to other types if specified.
                 * @param message PortRange
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PortRange, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PortRange to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PortRange
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortRange {

                /** Properties of a PortRange. */
                interface $Properties {

                    /** PortRange protocol */
                    protocol?: string;

                    /** PortRange from */
                    from?: number;

                    /** PortRange to */
                    to?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PortRange. */
                type $Shape = wayleave.event.v1.PortRange.$Properties;
            }

            /**
             * Properties of an AppSpec.
             * @deprecated Use wayleave.event.v1.AppSpec.$Properties instead.
             */
            interface IAppSpec extends wayleave.event.v1.AppSpec.$Properties {
            }

            /** Represents an AppSpec. */
            class AppSpec {

                /**
                 * Constructs a new AppSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.AppSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppSpec hosts. */
                hosts: string[];

                /** AppSpec ports. */
                ports: wayleave.event.v1.PortRange[];

                /** AppSpec publishers. */
                publishers: string[];

                /** AppSpec origin. */
                origin: string;

                /** AppSpec usePublisherDns. */
                usePublisherDns: boolean;

                /** AppSpec fallthrough. */
                fallthrough: boolean;

                /** AppSpec tags. */
                tags: string[];

                /** AppSpec connectTimeoutMs. */
                connectTimeoutMs: number;

                /** AppSpec probe. */
                probe: string;

                /** AppSpec probeEveryS. */
                probeEveryS: number;

                /**
                 * Creates a new AppSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppSpec instance
                 */
                static create(properties: wayleave.event.v1.AppSpec.$Shape): wayleave.event.v1.AppSpec & wayleave.event.v1.AppSpec.$Shape;
                static create(properties?: wayleave.event.v1.AppSpec.$Properties): wayleave.event.v1.AppSpec;

                /**
                 * Encodes the specified AppSpec message. Does not implicitly {@link wayleave.event.v1.AppSpec.verify|verify} messages.
                 * @param message AppSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.AppSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.AppSpec & wayleave.event.v1.AppSpec.$Shape} AppSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.AppSpec & wayleave.event.v1.AppSpec.$Shape;

                /**
                 * Creates an AppSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AppSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.AppSpec;

                /**
                 * Creates a plain object from an AppSpec message. Also converts values to other types if specified.
                 * @param message AppSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.AppSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AppSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AppSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AppSpec {

                /** Properties of an AppSpec. */
                interface $Properties {

                    /** AppSpec hosts */
                    hosts?: string[];

                    /** AppSpec ports */
                    ports?: wayleave.event.v1.PortRange.$Properties[];

                    /** AppSpec publishers */
                    publishers?: string[];

                    /** AppSpec origin */
                    origin?: string;

                    /** AppSpec usePublisherDns */
                    usePublisherDns?: boolean;

                    /** AppSpec fallthrough */
                    fallthrough?: boolean;

                    /** AppSpec tags */
                    tags?: string[];

                    /** AppSpec connectTimeoutMs */
                    connectTimeoutMs?: number;

                    /** AppSpec probe */
                    probe?: string;

                    /** AppSpec probeEveryS */
                    probeEveryS?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppSpec. */
                type $Shape = wayleave.event.v1.AppSpec.$Properties;
            }

            /**
             * Properties of a PolicySpec.
             * @deprecated Use wayleave.event.v1.PolicySpec.$Properties instead.
             */
            interface IPolicySpec extends wayleave.event.v1.PolicySpec.$Properties {
            }

            /** Represents a PolicySpec. */
            class PolicySpec {

                /**
                 * Constructs a new PolicySpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PolicySpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PolicySpec order. */
                order: number;

                /** PolicySpec action. */
                action: string;

                /** PolicySpec users. */
                users: string[];

                /** PolicySpec groups. */
                groups: string[];

                /** PolicySpec deviceClassifications. */
                deviceClassifications: string[];

                /** PolicySpec apps. */
                apps: string[];

                /** PolicySpec appTags. */
                appTags: string[];

                /** PolicySpec notice. */
                notice: string;

                /** PolicySpec disabled. */
                disabled: boolean;

                /** PolicySpec organizationUnits. */
                organizationUnits: string[];

                /** PolicySpec accessMethods. */
                accessMethods: string[];

                /** PolicySpec os. */
                os: string[];

                /** PolicySpec countries. */
                countries: string[];

                /** PolicySpec networks. */
                networks: string[];

                /** PolicySpec hours. */
                hours: string[];

                /** PolicySpec expiresAt. */
                expiresAt: string;

                /** PolicySpec not. */
                not: string[];

                /** PolicySpec noticeTemplate. */
                noticeTemplate: string;

                /** PolicySpec receivers. */
                receivers: string[];

                /** PolicySpec description. */
                description: string;

                /**
                 * Creates a new PolicySpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PolicySpec instance
                 */
                static create(properties: wayleave.event.v1.PolicySpec.$Shape): wayleave.event.v1.PolicySpec & wayleave.event.v1.PolicySpec.$Shape;
                static create(properties?: wayleave.event.v1.PolicySpec.$Properties): wayleave.event.v1.PolicySpec;

                /**
                 * Encodes the specified PolicySpec message. Does not implicitly {@link wayleave.event.v1.PolicySpec.verify|verify} messages.
                 * @param message PolicySpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PolicySpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PolicySpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PolicySpec & wayleave.event.v1.PolicySpec.$Shape} PolicySpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PolicySpec & wayleave.event.v1.PolicySpec.$Shape;

                /**
                 * Creates a PolicySpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PolicySpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PolicySpec;

                /**
                 * Creates a plain object from a PolicySpec message. Also converts values to other types if specified.
                 * @param message PolicySpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PolicySpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PolicySpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PolicySpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PolicySpec {

                /** Properties of a PolicySpec. */
                interface $Properties {

                    /** PolicySpec order */
                    order?: number;

                    /** PolicySpec action */
                    action?: string;

                    /** PolicySpec users */
                    users?: string[];

                    /** PolicySpec groups */
                    groups?: string[];

                    /** PolicySpec deviceClassifications */
                    deviceClassifications?: string[];

                    /** PolicySpec apps */
                    apps?: string[];

                    /** PolicySpec appTags */
                    appTags?: string[];

                    /** PolicySpec notice */
                    notice?: string;

                    /** PolicySpec disabled */
                    disabled?: boolean;

                    /** PolicySpec organizationUnits */
                    organizationUnits?: string[];

                    /** PolicySpec accessMethods */
                    accessMethods?: string[];

                    /** PolicySpec os */
                    os?: string[];

                    /** PolicySpec countries */
                    countries?: string[];

                    /** PolicySpec networks */
                    networks?: string[];

                    /** PolicySpec hours */
                    hours?: string[];

                    /** PolicySpec expiresAt */
                    expiresAt?: string;

                    /** PolicySpec not */
                    not?: string[];

                    /** PolicySpec noticeTemplate */
                    noticeTemplate?: string;

                    /** PolicySpec receivers */
                    receivers?: string[];

                    /** PolicySpec description */
                    description?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PolicySpec. */
                type $Shape = wayleave.event.v1.PolicySpec.$Properties;
            }

            /**
             * Properties of a UserSpec.
             * @deprecated Use wayleave.event.v1.UserSpec.$Properties instead.
             */
            interface IUserSpec extends wayleave.event.v1.UserSpec.$Properties {
            }

            /** Represents a UserSpec. */
            class UserSpec {

                /**
                 * Constructs a new UserSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.UserSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** UserSpec email. */
                email: string;

                /** UserSpec groups. */
                groups: string[];

                /** UserSpec inactive. */
                inactive: boolean;

                /** UserSpec organizationUnit. */
                organizationUnit: string;

                /** UserSpec externalId. */
                externalId: string;

                /**
                 * Creates a new UserSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns UserSpec instance
                 */
                static create(properties: wayleave.event.v1.UserSpec.$Shape): wayleave.event.v1.UserSpec & wayleave.event.v1.UserSpec.$Shape;
                static create(properties?: wayleave.event.v1.UserSpec.$Properties): wayleave.event.v1.UserSpec;

                /**
                 * Encodes the specified UserSpec message. Does not implicitly {@link wayleave.event.v1.UserSpec.verify|verify} messages.
                 * @param message UserSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.UserSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a UserSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.UserSpec & wayleave.event.v1.UserSpec.$Shape} UserSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.UserSpec & wayleave.event.v1.UserSpec.$Shape;

                /**
                 * Creates a UserSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns UserSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.UserSpec;

                /**
                 * Creates a plain object from a UserSpec message. Also converts values to other types if specified.
                 * @param message UserSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.UserSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this UserSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for UserSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace UserSpec {

                /** Properties of a UserSpec. */
                interface $Properties {

                    /** UserSpec email */
                    email?: string;

                    /** UserSpec groups */
                    groups?: string[];

                    /** UserSpec inactive */
                    inactive?: boolean;

                    /** UserSpec organizationUnit */
                    organizationUnit?: string;

                    /** UserSpec externalId */
                    externalId?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a UserSpec. */
                type $Shape = wayleave.event.v1.UserSpec.$Properties;
            }

            /**
             * Properties of a GroupSpec.
             * @deprecated Use wayleave.event.v1.GroupSpec.$Properties instead.
             */
            interface IGroupSpec extends wayleave.event.v1.GroupSpec.$Properties {
            }

            /** Represents a GroupSpec. */
            class GroupSpec {

                /**
                 * Constructs a new GroupSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.GroupSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GroupSpec description. */
                description: string;

                /** GroupSpec externalId. */
                externalId: string;

                /**
                 * Creates a new GroupSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GroupSpec instance
                 */
                static create(properties: wayleave.event.v1.GroupSpec.$Shape): wayleave.event.v1.GroupSpec & wayleave.event.v1.GroupSpec.$Shape;
                static create(properties?: wayleave.event.v1.GroupSpec.$Properties): wayleave.event.v1.GroupSpec;

                /**
                 * Encodes the specified GroupSpec message. Does not implicitly {@link wayleave.event.v1.GroupSpec.verify|verify} messages.
                 * @param message GroupSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.GroupSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GroupSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.GroupSpec & wayleave.event.v1.GroupSpec.$Shape} GroupSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.GroupSpec & wayleave.event.v1.GroupSpec.$Shape;

                /**
                 * Creates a GroupSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GroupSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.GroupSpec;

                /**
                 * Creates a plain object from a GroupSpec message. Also converts values to other types if specified.
                 * @param message GroupSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.GroupSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GroupSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GroupSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GroupSpec {

                /** Properties of a GroupSpec. */
                interface $Properties {

                    /** GroupSpec description */
                    description?: string;

                    /** GroupSpec externalId */
                    externalId?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GroupSpec. */
                type $Shape = wayleave.event.v1.GroupSpec.$Properties;
            }

            /**
             * Properties of a DeviceSpec.
             * @deprecated Use wayleave.event.v1.DeviceSpec.$Properties instead.
             */
            interface IDeviceSpec extends wayleave.event.v1.DeviceSpec.$Properties {
            }

            /** Represents a DeviceSpec. */
            class DeviceSpec {

                /**
                 * Constructs a new DeviceSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.DeviceSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeviceSpec user. */
                user: string;

                /** DeviceSpec classification. */
                classification: string;

                /** DeviceSpec revoked. */
                revoked: boolean;

                /**
                 * Creates a new DeviceSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DeviceSpec instance
                 */
                static create(properties: wayleave.event.v1.DeviceSpec.$Shape): wayleave.event.v1.DeviceSpec & wayleave.event.v1.DeviceSpec.$Shape;
                static create(properties?: wayleave.event.v1.DeviceSpec.$Properties): wayleave.event.v1.DeviceSpec;

                /**
                 * Encodes the specified DeviceSpec message. Does not implicitly {@link wayleave.event.v1.DeviceSpec.verify|verify} messages.
                 * @param message DeviceSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.DeviceSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeviceSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.DeviceSpec & wayleave.event.v1.DeviceSpec.$Shape} DeviceSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.DeviceSpec & wayleave.event.v1.DeviceSpec.$Shape;

                /**
                 * Creates a DeviceSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DeviceSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.DeviceSpec;

                /**
                 * Creates a plain object from a DeviceSpec message. Also converts values to other types if specified.
                 * @param message DeviceSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.DeviceSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DeviceSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DeviceSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DeviceSpec {

                /** Properties of a DeviceSpec. */
                interface $Properties {

                    /** DeviceSpec user */
                    user?: string;

                    /** DeviceSpec classification */
                    classification?: string;

                    /** DeviceSpec revoked */
                    revoked?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeviceSpec. */
                type $Shape = wayleave.event.v1.DeviceSpec.$Properties;
            }

            /**
             * Properties of a PublisherSpec.
             * @deprecated Use wayleave.event.v1.PublisherSpec.$Properties instead.
             */
            interface IPublisherSpec extends wayleave.event.v1.PublisherSpec.$Properties {
            }

            /** Represents a PublisherSpec. */
            class PublisherSpec {

                /**
                 * Constructs a new PublisherSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PublisherSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherSpec weight. */
                weight: number;

                /** PublisherSpec revoked. */
                revoked: boolean;

                /** PublisherSpec description. */
                description: string;

                /**
                 * Creates a new PublisherSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherSpec instance
                 */
                static create(properties: wayleave.event.v1.PublisherSpec.$Shape): wayleave.event.v1.PublisherSpec & wayleave.event.v1.PublisherSpec.$Shape;
                static create(properties?: wayleave.event.v1.PublisherSpec.$Properties): wayleave.event.v1.PublisherSpec;

                /**
                 * Encodes the specified PublisherSpec message. Does not implicitly {@link wayleave.event.v1.PublisherSpec.verify|verify} messages.
                 * @param message PublisherSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PublisherSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PublisherSpec & wayleave.event.v1.PublisherSpec.$Shape} PublisherSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PublisherSpec & wayleave.event.v1.PublisherSpec.$Shape;

                /**
                 * Creates a PublisherSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PublisherSpec;

                /**
                 * Creates a plain object from a PublisherSpec message. Also converts values to other types if specified.
                 * @param message PublisherSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PublisherSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherSpec {

                /** Properties of a PublisherSpec. */
                interface $Properties {

                    /** PublisherSpec weight */
                    weight?: number;

                    /** PublisherSpec revoked */
                    revoked?: boolean;

                    /** PublisherSpec description */
                    description?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublisherSpec. */
                type $Shape = wayleave.event.v1.PublisherSpec.$Properties;
            }

            /**
             * Properties of a SettingsSpec.
             * @deprecated Use wayleave.event.v1.SettingsSpec.$Properties instead.
             */
            interface ISettingsSpec extends wayleave.event.v1.SettingsSpec.$Properties {
            }

            /** Represents a SettingsSpec. */
            class SettingsSpec {

                /**
                 * Constructs a new SettingsSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SettingsSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SettingsSpec privateDomains. */
                privateDomains: string[];

                /** SettingsSpec sessionStaleS. */
                sessionStaleS: number;

                /** SettingsSpec flowStaleS. */
                flowStaleS: number;

                /** SettingsSpec latencyBuckets. */
                latencyBuckets: boolean;

                /**
                 * Creates a new SettingsSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SettingsSpec instance
                 */
                static create(properties: wayleave.event.v1.SettingsSpec.$Shape): wayleave.event.v1.SettingsSpec & wayleave.event.v1.SettingsSpec.$Shape;
                static create(properties?: wayleave.event.v1.SettingsSpec.$Properties): wayleave.event.v1.SettingsSpec;

                /**
                 * Encodes the specified SettingsSpec message. Does not implicitly {@link wayleave.event.v1.SettingsSpec.verify|verify} messages.
                 * @param message SettingsSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SettingsSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SettingsSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SettingsSpec & wayleave.event.v1.SettingsSpec.$Shape} SettingsSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SettingsSpec & wayleave.event.v1.SettingsSpec.$Shape;

                /**
                 * Creates a SettingsSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SettingsSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SettingsSpec;

                /**
                 * Creates a plain object from a SettingsSpec message. Also converts values to other types if specified.
                 * @param message SettingsSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SettingsSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SettingsSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SettingsSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SettingsSpec {

                /** Properties of a SettingsSpec. */
                interface $Properties {

                    /** SettingsSpec privateDomains */
                    privateDomains?: string[];

                    /** SettingsSpec sessionStaleS */
                    sessionStaleS?: number;

                    /** SettingsSpec flowStaleS */
                    flowStaleS?: number;

                    /** SettingsSpec latencyBuckets */
                    latencyBuckets?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SettingsSpec. */
                type $Shape = wayleave.event.v1.SettingsSpec.$Properties;
            }

            /**
             * Properties of a NetworkSpec.
             * @deprecated Use wayleave.event.v1.NetworkSpec.$Properties instead.
             */
            interface INetworkSpec extends wayleave.event.v1.NetworkSpec.$Properties {
            }

            /** Represents a NetworkSpec. */
            class NetworkSpec {

                /**
                 * Constructs a new NetworkSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.NetworkSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NetworkSpec cidrs. */
                cidrs: string[];

                /**
                 * Creates a new NetworkSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NetworkSpec instance
                 */
                static create(properties: wayleave.event.v1.NetworkSpec.$Shape): wayleave.event.v1.NetworkSpec & wayleave.event.v1.NetworkSpec.$Shape;
                static create(properties?: wayleave.event.v1.NetworkSpec.$Properties): wayleave.event.v1.NetworkSpec;

                /**
                 * Encodes the specified NetworkSpec message. Does not implicitly {@link wayleave.event.v1.NetworkSpec.verify|verify} messages.
                 * @param message NetworkSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.NetworkSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NetworkSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.NetworkSpec & wayleave.event.v1.NetworkSpec.$Shape} NetworkSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.NetworkSpec & wayleave.event.v1.NetworkSpec.$Shape;

                /**
                 * Creates a NetworkSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NetworkSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.NetworkSpec;

                /**
                 * Creates a plain object from a NetworkSpec message. Also converts values to other types if specified.
                 * @param message NetworkSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.NetworkSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NetworkSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NetworkSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NetworkSpec {

                /** Properties of a NetworkSpec. */
                interface $Properties {

                    /** NetworkSpec cidrs */
                    cidrs?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NetworkSpec. */
                type $Shape = wayleave.event.v1.NetworkSpec.$Properties;
            }

            /**
             * Properties of a NoticeSpec.
             * @deprecated Use wayleave.event.v1.NoticeSpec.$Properties instead.
             */
            interface INoticeSpec extends wayleave.event.v1.NoticeSpec.$Properties {
            }

            /** Represents a NoticeSpec. */
            class NoticeSpec {

                /**
                 * Constructs a new NoticeSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.NoticeSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NoticeSpec title. */
                title: string;

                /** NoticeSpec text. */
                text: string;

                /**
                 * Creates a new NoticeSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NoticeSpec instance
                 */
                static create(properties: wayleave.event.v1.NoticeSpec.$Shape): wayleave.event.v1.NoticeSpec & wayleave.event.v1.NoticeSpec.$Shape;
                static create(properties?: wayleave.event.v1.NoticeSpec.$Properties): wayleave.event.v1.NoticeSpec;

                /**
                 * Encodes the specified NoticeSpec message. Does not implicitly {@link wayleave.event.v1.NoticeSpec.verify|verify} messages.
                 * @param message NoticeSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.NoticeSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NoticeSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.NoticeSpec & wayleave.event.v1.NoticeSpec.$Shape} NoticeSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.NoticeSpec & wayleave.event.v1.NoticeSpec.$Shape;

                /**
                 * Creates a NoticeSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NoticeSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.NoticeSpec;

                /**
                 * Creates a plain object from a NoticeSpec message. Also converts values to other types if specified.
                 * @param message NoticeSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.NoticeSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NoticeSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NoticeSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NoticeSpec {

                /** Properties of a NoticeSpec. */
                interface $Properties {

                    /** NoticeSpec title */
                    title?: string;

                    /** NoticeSpec text */
                    text?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NoticeSpec. */
                type $Shape = wayleave.event.v1.NoticeSpec.$Properties;
            }

            /**
             * Properties of a ReceiverSpec.
             * @deprecated Use wayleave.event.v1.ReceiverSpec.$Properties instead.
             */
            interface IReceiverSpec extends wayleave.event.v1.ReceiverSpec.$Properties {
            }

            /** Represents a ReceiverSpec. */
            class ReceiverSpec {

                /**
                 * Constructs a new ReceiverSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.ReceiverSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReceiverSpec type. */
                type: string;

                /** ReceiverSpec url. */
                url: string;

                /** ReceiverSpec tokenFile. */
                tokenFile: string;

                /** ReceiverSpec perMinute. */
                perMinute: number;

                /**
                 * Creates a new ReceiverSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReceiverSpec instance
                 */
                static create(properties: wayleave.event.v1.ReceiverSpec.$Shape): wayleave.event.v1.ReceiverSpec & wayleave.event.v1.ReceiverSpec.$Shape;
                static create(properties?: wayleave.event.v1.ReceiverSpec.$Properties): wayleave.event.v1.ReceiverSpec;

                /**
                 * Encodes the specified ReceiverSpec message. Does not implicitly {@link wayleave.event.v1.ReceiverSpec.verify|verify} messages.
                 * @param message ReceiverSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.ReceiverSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReceiverSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.ReceiverSpec & wayleave.event.v1.ReceiverSpec.$Shape} ReceiverSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.ReceiverSpec & wayleave.event.v1.ReceiverSpec.$Shape;

                /**
                 * Creates a ReceiverSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReceiverSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.ReceiverSpec;

                /**
                 * Creates a plain object from a ReceiverSpec message. Also converts values to other types if specified.
                 * @param message ReceiverSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.ReceiverSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReceiverSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReceiverSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReceiverSpec {

                /** Properties of a ReceiverSpec. */
                interface $Properties {

                    /** ReceiverSpec type */
                    type?: string;

                    /** ReceiverSpec url */
                    url?: string;

                    /** ReceiverSpec tokenFile */
                    tokenFile?: string;

                    /** ReceiverSpec perMinute */
                    perMinute?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReceiverSpec. */
                type $Shape = wayleave.event.v1.ReceiverSpec.$Properties;
            }

            /**
             * Properties of a PolicyTestSpec.
             * @deprecated Use wayleave.event.v1.PolicyTestSpec.$Properties instead.
             */
            interface IPolicyTestSpec extends wayleave.event.v1.PolicyTestSpec.$Properties {
            }

            /** Represents a PolicyTestSpec. */
            class PolicyTestSpec {

                /**
                 * Constructs a new PolicyTestSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PolicyTestSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PolicyTestSpec user. */
                user: string;

                /** PolicyTestSpec device. */
                device: string;

                /** PolicyTestSpec to. */
                to: string;

                /** PolicyTestSpec protocol. */
                protocol: string;

                /** PolicyTestSpec accessMethod. */
                accessMethod: string;

                /** PolicyTestSpec os. */
                os: string;

                /** PolicyTestSpec country. */
                country: string;

                /** PolicyTestSpec address. */
                address: string;

                /** PolicyTestSpec at. */
                at: string;

                /** PolicyTestSpec expect. */
                expect: string;

                /** PolicyTestSpec rule. */
                rule: string;

                /**
                 * Creates a new PolicyTestSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PolicyTestSpec instance
                 */
                static create(properties: wayleave.event.v1.PolicyTestSpec.$Shape): wayleave.event.v1.PolicyTestSpec & wayleave.event.v1.PolicyTestSpec.$Shape;
                static create(properties?: wayleave.event.v1.PolicyTestSpec.$Properties): wayleave.event.v1.PolicyTestSpec;

                /**
                 * Encodes the specified PolicyTestSpec message. Does not implicitly {@link wayleave.event.v1.PolicyTestSpec.verify|verify} messages.
                 * @param message PolicyTestSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PolicyTestSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PolicyTestSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PolicyTestSpec & wayleave.event.v1.PolicyTestSpec.$Shape} PolicyTestSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PolicyTestSpec & wayleave.event.v1.PolicyTestSpec.$Shape;

                /**
                 * Creates a PolicyTestSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PolicyTestSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PolicyTestSpec;

                /**
                 * Creates a plain object from a PolicyTestSpec message. Also converts values to other types if specified.
                 * @param message PolicyTestSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PolicyTestSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PolicyTestSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PolicyTestSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PolicyTestSpec {

                /** Properties of a PolicyTestSpec. */
                interface $Properties {

                    /** PolicyTestSpec user */
                    user?: string;

                    /** PolicyTestSpec device */
                    device?: string;

                    /** PolicyTestSpec to */
                    to?: string;

                    /** PolicyTestSpec protocol */
                    protocol?: string;

                    /** PolicyTestSpec accessMethod */
                    accessMethod?: string;

                    /** PolicyTestSpec os */
                    os?: string;

                    /** PolicyTestSpec country */
                    country?: string;

                    /** PolicyTestSpec address */
                    address?: string;

                    /** PolicyTestSpec at */
                    at?: string;

                    /** PolicyTestSpec expect */
                    expect?: string;

                    /** PolicyTestSpec rule */
                    rule?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PolicyTestSpec. */
                type $Shape = wayleave.event.v1.PolicyTestSpec.$Properties;
            }

            /**
             * Properties of an OperatorSpec.
             * @deprecated Use wayleave.event.v1.OperatorSpec.$Properties instead.
             */
            interface IOperatorSpec extends wayleave.event.v1.OperatorSpec.$Properties {
            }

            /** Represents an OperatorSpec. */
            class OperatorSpec {

                /**
                 * Constructs a new OperatorSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.OperatorSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OperatorSpec role. */
                role: string;

                /** OperatorSpec disabled. */
                disabled: boolean;

                /**
                 * Creates a new OperatorSpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OperatorSpec instance
                 */
                static create(properties: wayleave.event.v1.OperatorSpec.$Shape): wayleave.event.v1.OperatorSpec & wayleave.event.v1.OperatorSpec.$Shape;
                static create(properties?: wayleave.event.v1.OperatorSpec.$Properties): wayleave.event.v1.OperatorSpec;

                /**
                 * Encodes the specified OperatorSpec message. Does not implicitly {@link wayleave.event.v1.OperatorSpec.verify|verify} messages.
                 * @param message OperatorSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.OperatorSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OperatorSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.OperatorSpec & wayleave.event.v1.OperatorSpec.$Shape} OperatorSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.OperatorSpec & wayleave.event.v1.OperatorSpec.$Shape;

                /**
                 * Creates an OperatorSpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns OperatorSpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.OperatorSpec;

                /**
                 * Creates a plain object from an OperatorSpec message. Also converts values to other types if specified.
                 * @param message OperatorSpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.OperatorSpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this OperatorSpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for OperatorSpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OperatorSpec {

                /** Properties of an OperatorSpec. */
                interface $Properties {

                    /** OperatorSpec role */
                    role?: string;

                    /** OperatorSpec disabled */
                    disabled?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OperatorSpec. */
                type $Shape = wayleave.event.v1.OperatorSpec.$Properties;
            }

            /**
             * Properties of a DirectorySpec.
             * @deprecated Use wayleave.event.v1.DirectorySpec.$Properties instead.
             */
            interface IDirectorySpec extends wayleave.event.v1.DirectorySpec.$Properties {
            }

            /** Represents a DirectorySpec. */
            class DirectorySpec {

                /**
                 * Constructs a new DirectorySpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.DirectorySpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DirectorySpec tokenHashes. */
                tokenHashes: string[];

                /** DirectorySpec disabled. */
                disabled: boolean;

                /** DirectorySpec description. */
                description: string;

                /**
                 * Creates a new DirectorySpec instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DirectorySpec instance
                 */
                static create(properties: wayleave.event.v1.DirectorySpec.$Shape): wayleave.event.v1.DirectorySpec & wayleave.event.v1.DirectorySpec.$Shape;
                static create(properties?: wayleave.event.v1.DirectorySpec.$Properties): wayleave.event.v1.DirectorySpec;

                /**
                 * Encodes the specified DirectorySpec message. Does not implicitly {@link wayleave.event.v1.DirectorySpec.verify|verify} messages.
                 * @param message DirectorySpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.DirectorySpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DirectorySpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.DirectorySpec & wayleave.event.v1.DirectorySpec.$Shape} DirectorySpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.DirectorySpec & wayleave.event.v1.DirectorySpec.$Shape;

                /**
                 * Creates a DirectorySpec message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DirectorySpec
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.DirectorySpec;

                /**
                 * Creates a plain object from a DirectorySpec message. Also converts values to other types if specified.
                 * @param message DirectorySpec
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.DirectorySpec, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DirectorySpec to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DirectorySpec
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DirectorySpec {

                /** Properties of a DirectorySpec. */
                interface $Properties {

                    /** DirectorySpec tokenHashes */
                    tokenHashes?: string[];

                    /** DirectorySpec disabled */
                    disabled?: boolean;

                    /** DirectorySpec description */
                    description?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DirectorySpec. */
                type $Shape = wayleave.event.v1.DirectorySpec.$Properties;
            }

            /**
             * Properties of a Judged.
             * @deprecated Use wayleave.event.v1.Judged.$Properties instead.
             */
            interface IJudged extends wayleave.event.v1.Judged.$Properties {
            }

            /** Represents a Judged. */
            class Judged {

                /**
                 * Constructs a new Judged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.Judged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Judged userName. */
                userName: string;

                /** Judged atUs. */
                atUs: number;

                /** Judged asOf. */
                asOf: number;

                /** Judged configRev. */
                configRev: number;

                /** Judged inputs. */
                inputs: Uint8Array;

                /**
                 * Creates a new Judged instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Judged instance
                 */
                static create(properties: wayleave.event.v1.Judged.$Shape): wayleave.event.v1.Judged & wayleave.event.v1.Judged.$Shape;
                static create(properties?: wayleave.event.v1.Judged.$Properties): wayleave.event.v1.Judged;

                /**
                 * Encodes the specified Judged message. Does not implicitly {@link wayleave.event.v1.Judged.verify|verify} messages.
                 * @param message Judged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.Judged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Judged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.Judged & wayleave.event.v1.Judged.$Shape} Judged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.Judged & wayleave.event.v1.Judged.$Shape;

                /**
                 * Creates a Judged message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Judged
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.Judged;

                /**
                 * Creates a plain object from a Judged message. Also converts values to other types if specified.
                 * @param message Judged
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.Judged, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Judged to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Judged
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Judged {

                /** Properties of a Judged. */
                interface $Properties {

                    /** Judged userName */
                    userName?: string;

                    /** Judged atUs */
                    atUs?: number;

                    /** Judged asOf */
                    asOf?: number;

                    /** Judged configRev */
                    configRev?: number;

                    /** Judged inputs */
                    inputs?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Judged. */
                type $Shape = wayleave.event.v1.Judged.$Properties;
            }

            /**
             * Properties of a JudgedAgain.
             * @deprecated Use wayleave.event.v1.JudgedAgain.$Properties instead.
             */
            interface IJudgedAgain extends wayleave.event.v1.JudgedAgain.$Properties {
            }

            /** Represents a JudgedAgain. */
            class JudgedAgain {

                /**
                 * Constructs a new JudgedAgain.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.JudgedAgain.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** JudgedAgain host. */
                host: string;

                /** JudgedAgain port. */
                port: number;

                /** JudgedAgain app. */
                app: string;

                /** JudgedAgain policy. */
                policy: string;

                /** JudgedAgain code. */
                code: string;

                /** JudgedAgain considered. */
                considered: wayleave.event.v1.RuleConsidered[];

                /**
                 * Creates a new JudgedAgain instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns JudgedAgain instance
                 */
                static create(properties: wayleave.event.v1.JudgedAgain.$Shape): wayleave.event.v1.JudgedAgain & wayleave.event.v1.JudgedAgain.$Shape;
                static create(properties?: wayleave.event.v1.JudgedAgain.$Properties): wayleave.event.v1.JudgedAgain;

                /**
                 * Encodes the specified JudgedAgain message. Does not implicitly {@link wayleave.event.v1.JudgedAgain.verify|verify} messages.
                 * @param message JudgedAgain message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.JudgedAgain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a JudgedAgain message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.JudgedAgain & wayleave.event.v1.JudgedAgain.$Shape} JudgedAgain
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.JudgedAgain & wayleave.event.v1.JudgedAgain.$Shape;

                /**
                 * Creates a JudgedAgain message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns JudgedAgain
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.JudgedAgain;

                /**
                 * Creates a plain object from a JudgedAgain message. Also converts values to other types if specified.
                 * @param message JudgedAgain
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.JudgedAgain, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this JudgedAgain to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for JudgedAgain
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace JudgedAgain {

                /** Properties of a JudgedAgain. */
                interface $Properties {

                    /** JudgedAgain host */
                    host?: string;

                    /** JudgedAgain port */
                    port?: number;

                    /** JudgedAgain app */
                    app?: string;

                    /** JudgedAgain policy */
                    policy?: string;

                    /** JudgedAgain code */
                    code?: string;

                    /** JudgedAgain considered */
                    considered?: wayleave.event.v1.RuleConsidered.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a JudgedAgain. */
                type $Shape = wayleave.event.v1.JudgedAgain.$Properties;
            }

            /**
             * Properties of a SessionInputs.
             * @deprecated Use wayleave.event.v1.SessionInputs.$Properties instead.
             */
            interface ISessionInputs extends wayleave.event.v1.SessionInputs.$Properties {
            }

            /** Represents a SessionInputs. */
            class SessionInputs {

                /**
                 * Constructs a new SessionInputs.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SessionInputs.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionInputs accessMethod. */
                accessMethod: string;

                /** SessionInputs os. */
                os: string;

                /** SessionInputs address. */
                address: string;

                /** SessionInputs country. */
                country: string;

                /** SessionInputs hash. */
                hash: Uint8Array;

                /** SessionInputs userName. */
                userName: string;

                /**
                 * Creates a new SessionInputs instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SessionInputs instance
                 */
                static create(properties: wayleave.event.v1.SessionInputs.$Shape): wayleave.event.v1.SessionInputs & wayleave.event.v1.SessionInputs.$Shape;
                static create(properties?: wayleave.event.v1.SessionInputs.$Properties): wayleave.event.v1.SessionInputs;

                /**
                 * Encodes the specified SessionInputs message. Does not implicitly {@link wayleave.event.v1.SessionInputs.verify|verify} messages.
                 * @param message SessionInputs message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SessionInputs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionInputs message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SessionInputs & wayleave.event.v1.SessionInputs.$Shape} SessionInputs
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SessionInputs & wayleave.event.v1.SessionInputs.$Shape;

                /**
                 * Creates a SessionInputs message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SessionInputs
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SessionInputs;

                /**
                 * Creates a plain object from a SessionInputs message. Also converts values to other types if specified.
                 * @param message SessionInputs
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SessionInputs, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SessionInputs to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SessionInputs
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionInputs {

                /** Properties of a SessionInputs. */
                interface $Properties {

                    /** SessionInputs accessMethod */
                    accessMethod?: string;

                    /** SessionInputs os */
                    os?: string;

                    /** SessionInputs address */
                    address?: string;

                    /** SessionInputs country */
                    country?: string;

                    /** SessionInputs hash */
                    hash?: Uint8Array;

                    /** SessionInputs userName */
                    userName?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionInputs. */
                type $Shape = wayleave.event.v1.SessionInputs.$Properties;
            }

            /**
             * Properties of a RuleConsidered.
             * @deprecated Use wayleave.event.v1.RuleConsidered.$Properties instead.
             */
            interface IRuleConsidered extends wayleave.event.v1.RuleConsidered.$Properties {
            }

            /** Represents a RuleConsidered. */
            class RuleConsidered {

                /**
                 * Constructs a new RuleConsidered.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.RuleConsidered.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RuleConsidered rule. */
                rule: string;

                /** RuleConsidered firstFailed. */
                firstFailed: string;

                /**
                 * Creates a new RuleConsidered instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RuleConsidered instance
                 */
                static create(properties: wayleave.event.v1.RuleConsidered.$Shape): wayleave.event.v1.RuleConsidered & wayleave.event.v1.RuleConsidered.$Shape;
                static create(properties?: wayleave.event.v1.RuleConsidered.$Properties): wayleave.event.v1.RuleConsidered;

                /**
                 * Encodes the specified RuleConsidered message. Does not implicitly {@link wayleave.event.v1.RuleConsidered.verify|verify} messages.
                 * @param message RuleConsidered message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.RuleConsidered.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RuleConsidered message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.RuleConsidered & wayleave.event.v1.RuleConsidered.$Shape} RuleConsidered
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.RuleConsidered & wayleave.event.v1.RuleConsidered.$Shape;

                /**
                 * Creates a RuleConsidered message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RuleConsidered
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.RuleConsidered;

                /**
                 * Creates a plain object from a RuleConsidered message. Also converts values to other types if specified.
                 * @param message RuleConsidered
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.RuleConsidered, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RuleConsidered to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RuleConsidered
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RuleConsidered {

                /** Properties of a RuleConsidered. */
                interface $Properties {

                    /** RuleConsidered rule */
                    rule?: string;

                    /** RuleConsidered firstFailed */
                    firstFailed?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RuleConsidered. */
                type $Shape = wayleave.event.v1.RuleConsidered.$Properties;
            }

            /**
             * Properties of a SrpDelivered.
             * @deprecated Use wayleave.event.v1.SrpDelivered.$Properties instead.
             */
            interface ISrpDelivered extends wayleave.event.v1.SrpDelivered.$Properties {
            }

            /** Represents a SrpDelivered. */
            class SrpDelivered {

                /**
                 * Constructs a new SrpDelivered.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SrpDelivered.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SrpDelivered sessionId. */
                sessionId: Uint8Array;

                /** SrpDelivered user. */
                user: string;

                /** SrpDelivered device. */
                device: string;

                /** SrpDelivered gateway. */
                gateway: string;

                /** SrpDelivered srpHash. */
                srpHash: Uint8Array;

                /** SrpDelivered apps. */
                apps: number;

                /**
                 * Creates a new SrpDelivered instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SrpDelivered instance
                 */
                static create(properties: wayleave.event.v1.SrpDelivered.$Shape): wayleave.event.v1.SrpDelivered & wayleave.event.v1.SrpDelivered.$Shape;
                static create(properties?: wayleave.event.v1.SrpDelivered.$Properties): wayleave.event.v1.SrpDelivered;

                /**
                 * Encodes the specified SrpDelivered message. Does not implicitly {@link wayleave.event.v1.SrpDelivered.verify|verify} messages.
                 * @param message SrpDelivered message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SrpDelivered.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SrpDelivered message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SrpDelivered & wayleave.event.v1.SrpDelivered.$Shape} SrpDelivered
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SrpDelivered & wayleave.event.v1.SrpDelivered.$Shape;

                /**
                 * Creates a SrpDelivered message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SrpDelivered
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SrpDelivered;

                /**
                 * Creates a plain object from a SrpDelivered message. Also converts values to other types if specified.
                 * @param message SrpDelivered
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SrpDelivered, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SrpDelivered to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SrpDelivered
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SrpDelivered {

                /** Properties of a SrpDelivered. */
                interface $Properties {

                    /** SrpDelivered sessionId */
                    sessionId?: Uint8Array;

                    /** SrpDelivered user */
                    user?: string;

                    /** SrpDelivered device */
                    device?: string;

                    /** SrpDelivered gateway */
                    gateway?: string;

                    /** SrpDelivered srpHash */
                    srpHash?: Uint8Array;

                    /** SrpDelivered apps */
                    apps?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SrpDelivered. */
                type $Shape = wayleave.event.v1.SrpDelivered.$Properties;
            }

            /**
             * Properties of a ControlEvent.
             * @deprecated Use wayleave.event.v1.ControlEvent.$Properties instead.
             */
            interface IControlEvent extends wayleave.event.v1.ControlEvent.$Properties {
            }

            /** Represents a ControlEvent. */
            class ControlEvent {

                /**
                 * Constructs a new ControlEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.ControlEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ControlEvent id. */
                id: Uint8Array;

                /** ControlEvent tenant. */
                tenant: string;

                /** ControlEvent atUs. */
                atUs: number;

                /** ControlEvent writer. */
                writer: string;

                /** ControlEvent critical. */
                critical: boolean;

                /** ControlEvent actor. */
                actor: string;

                /** ControlEvent command. */
                command: Uint8Array;

                /** ControlEvent logCreated. */
                logCreated: (wayleave.event.v1.LogCreated|null);

                /** ControlEvent objectPut. */
                objectPut: (wayleave.event.v1.ObjectPut|null);

                /** ControlEvent objectDeleted. */
                objectDeleted: (wayleave.event.v1.ObjectDeleted|null);

                /** ControlEvent tokenIssued. */
                tokenIssued: (wayleave.event.v1.TokenIssued|null);

                /** ControlEvent tokenSpent. */
                tokenSpent: (wayleave.event.v1.TokenSpent|null);

                /** ControlEvent certificateIssued. */
                certificateIssued: (wayleave.event.v1.CertificateIssued|null);

                /** ControlEvent gatewayJoined. */
                gatewayJoined: (wayleave.event.v1.GatewayJoined|null);

                /** ControlEvent gatewayLeft. */
                gatewayLeft: (wayleave.event.v1.GatewayLeft|null);

                /** ControlEvent publisherAttached. */
                publisherAttached: (wayleave.event.v1.PublisherAttached|null);

                /** ControlEvent publisherDetached. */
                publisherDetached: (wayleave.event.v1.PublisherDetached|null);

                /** ControlEvent commandGuarded. */
                commandGuarded: (wayleave.event.v1.CommandGuarded|null);

                /** ControlEvent gatewayLost. */
                gatewayLost: (wayleave.event.v1.GatewayLost|null);

                /** ControlEvent drainSet. */
                drainSet: (wayleave.event.v1.DrainSet|null);

                /** ControlEvent attachmentChanged. */
                attachmentChanged: (wayleave.event.v1.AttachmentChanged|null);

                /** ControlEvent healthChanged. */
                healthChanged: (wayleave.event.v1.HealthChanged|null);

                /** ControlEvent tokenRevoked. */
                tokenRevoked: (wayleave.event.v1.TokenRevoked|null);

                /** ControlEvent fact. */
                fact?: ("logCreated"|"objectPut"|"objectDeleted"|"tokenIssued"|"tokenSpent"|"certificateIssued"|"gatewayJoined"|"gatewayLeft"|"publisherAttached"|"publisherDetached"|"commandGuarded"|"gatewayLost"|"drainSet"|"attachmentChanged"|"healthChanged"|"tokenRevoked");

                /**
                 * Creates a new ControlEvent instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ControlEvent instance
                 */
                static create(properties: wayleave.event.v1.ControlEvent.$Shape): wayleave.event.v1.ControlEvent & wayleave.event.v1.ControlEvent.$Shape;
                static create(properties?: wayleave.event.v1.ControlEvent.$Properties): wayleave.event.v1.ControlEvent;

                /**
                 * Encodes the specified ControlEvent message. Does not implicitly {@link wayleave.event.v1.ControlEvent.verify|verify} messages.
                 * @param message ControlEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.ControlEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ControlEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.ControlEvent & wayleave.event.v1.ControlEvent.$Shape} ControlEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.ControlEvent & wayleave.event.v1.ControlEvent.$Shape;

                /**
                 * Creates a ControlEvent message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ControlEvent
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.ControlEvent;

                /**
                 * Creates a plain object from a ControlEvent message. Also converts values to other types if specified.
                 * @param message ControlEvent
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.ControlEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ControlEvent to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ControlEvent
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ControlEvent {

                /** Properties of a ControlEvent. */
                interface $Properties {

                    /** ControlEvent id */
                    id?: Uint8Array;

                    /** ControlEvent tenant */
                    tenant?: string;

                    /** ControlEvent atUs */
                    atUs?: number;

                    /** ControlEvent writer */
                    writer?: string;

                    /** ControlEvent critical */
                    critical?: boolean;

                    /** ControlEvent actor */
                    actor?: string;

                    /** ControlEvent command */
                    command?: Uint8Array;

                    /** ControlEvent logCreated */
                    logCreated?: (wayleave.event.v1.LogCreated.$Properties|null);

                    /** ControlEvent objectPut */
                    objectPut?: (wayleave.event.v1.ObjectPut.$Properties|null);

                    /** ControlEvent objectDeleted */
                    objectDeleted?: (wayleave.event.v1.ObjectDeleted.$Properties|null);

                    /** ControlEvent tokenIssued */
                    tokenIssued?: (wayleave.event.v1.TokenIssued.$Properties|null);

                    /** ControlEvent tokenSpent */
                    tokenSpent?: (wayleave.event.v1.TokenSpent.$Properties|null);

                    /** ControlEvent certificateIssued */
                    certificateIssued?: (wayleave.event.v1.CertificateIssued.$Properties|null);

                    /** ControlEvent gatewayJoined */
                    gatewayJoined?: (wayleave.event.v1.GatewayJoined.$Properties|null);

                    /** ControlEvent gatewayLeft */
                    gatewayLeft?: (wayleave.event.v1.GatewayLeft.$Properties|null);

                    /** ControlEvent publisherAttached */
                    publisherAttached?: (wayleave.event.v1.PublisherAttached.$Properties|null);

                    /** ControlEvent publisherDetached */
                    publisherDetached?: (wayleave.event.v1.PublisherDetached.$Properties|null);

                    /** ControlEvent commandGuarded */
                    commandGuarded?: (wayleave.event.v1.CommandGuarded.$Properties|null);

                    /** ControlEvent gatewayLost */
                    gatewayLost?: (wayleave.event.v1.GatewayLost.$Properties|null);

                    /** ControlEvent drainSet */
                    drainSet?: (wayleave.event.v1.DrainSet.$Properties|null);

                    /** ControlEvent attachmentChanged */
                    attachmentChanged?: (wayleave.event.v1.AttachmentChanged.$Properties|null);

                    /** ControlEvent healthChanged */
                    healthChanged?: (wayleave.event.v1.HealthChanged.$Properties|null);

                    /** ControlEvent tokenRevoked */
                    tokenRevoked?: (wayleave.event.v1.TokenRevoked.$Properties|null);

                    /** ControlEvent fact */
                    fact?: ("logCreated"|"objectPut"|"objectDeleted"|"tokenIssued"|"tokenSpent"|"certificateIssued"|"gatewayJoined"|"gatewayLeft"|"publisherAttached"|"publisherDetached"|"commandGuarded"|"gatewayLost"|"drainSet"|"attachmentChanged"|"healthChanged"|"tokenRevoked");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ControlEvent. */
                type $Shape = {
                  id?: Uint8Array;
                  tenant?: string;
                  atUs?: number;
                  writer?: string;
                  critical?: boolean;
                  actor?: string;
                  command?: Uint8Array;
                  logCreated?: wayleave.event.v1.LogCreated.$Shape|null;
                  objectPut?: wayleave.event.v1.ObjectPut.$Shape|null;
                  objectDeleted?: wayleave.event.v1.ObjectDeleted.$Shape|null;
                  tokenIssued?: wayleave.event.v1.TokenIssued.$Shape|null;
                  tokenSpent?: wayleave.event.v1.TokenSpent.$Shape|null;
                  certificateIssued?: wayleave.event.v1.CertificateIssued.$Shape|null;
                  gatewayJoined?: wayleave.event.v1.GatewayJoined.$Shape|null;
                  gatewayLeft?: wayleave.event.v1.GatewayLeft.$Shape|null;
                  publisherAttached?: wayleave.event.v1.PublisherAttached.$Shape|null;
                  publisherDetached?: wayleave.event.v1.PublisherDetached.$Shape|null;
                  commandGuarded?: wayleave.event.v1.CommandGuarded.$Shape|null;
                  gatewayLost?: wayleave.event.v1.GatewayLost.$Shape|null;
                  drainSet?: wayleave.event.v1.DrainSet.$Shape|null;
                  attachmentChanged?: wayleave.event.v1.AttachmentChanged.$Shape|null;
                  healthChanged?: wayleave.event.v1.HealthChanged.$Shape|null;
                  tokenRevoked?: wayleave.event.v1.TokenRevoked.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ fact?: undefined; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "logCreated"; logCreated: wayleave.event.v1.LogCreated.$Shape; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "objectPut"; logCreated?: null; objectPut: wayleave.event.v1.ObjectPut.$Shape; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "objectDeleted"; logCreated?: null; objectPut?: null; objectDeleted: wayleave.event.v1.ObjectDeleted.$Shape; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "tokenIssued"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued: wayleave.event.v1.TokenIssued.$Shape; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "tokenSpent"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent: wayleave.event.v1.TokenSpent.$Shape; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "certificateIssued"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued: wayleave.event.v1.CertificateIssued.$Shape; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "gatewayJoined"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined: wayleave.event.v1.GatewayJoined.$Shape; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "gatewayLeft"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft: wayleave.event.v1.GatewayLeft.$Shape; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "publisherAttached"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached: wayleave.event.v1.PublisherAttached.$Shape; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "publisherDetached"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached: wayleave.event.v1.PublisherDetached.$Shape; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "commandGuarded"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded: wayleave.event.v1.CommandGuarded.$Shape; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "gatewayLost"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost: wayleave.event.v1.GatewayLost.$Shape; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "drainSet"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet: wayleave.event.v1.DrainSet.$Shape; attachmentChanged?: null; healthChanged?: null; tokenRevoked?: null }|{ fact?: "attachmentChanged"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged: wayleave.event.v1.AttachmentChanged.$Shape; healthChanged?: null; tokenRevoked?: null }|{ fact?: "healthChanged"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged: wayleave.event.v1.HealthChanged.$Shape; tokenRevoked?: null }|{ fact?: "tokenRevoked"; logCreated?: null; objectPut?: null; objectDeleted?: null; tokenIssued?: null; tokenSpent?: null; certificateIssued?: null; gatewayJoined?: null; gatewayLeft?: null; publisherAttached?: null; publisherDetached?: null; commandGuarded?: null; gatewayLost?: null; drainSet?: null; attachmentChanged?: null; healthChanged?: null; tokenRevoked: wayleave.event.v1.TokenRevoked.$Shape })
                );
            }

            /**
             * Properties of a LogCreated.
             * @deprecated Use wayleave.event.v1.LogCreated.$Properties instead.
             */
            interface ILogCreated extends wayleave.event.v1.LogCreated.$Properties {
            }

            /** Represents a LogCreated. */
            class LogCreated {

                /**
                 * Constructs a new LogCreated.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.LogCreated.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LogCreated logId. */
                logId: Uint8Array;

                /** LogCreated trustDomain. */
                trustDomain: string;

                /**
                 * Creates a new LogCreated instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns LogCreated instance
                 */
                static create(properties: wayleave.event.v1.LogCreated.$Shape): wayleave.event.v1.LogCreated & wayleave.event.v1.LogCreated.$Shape;
                static create(properties?: wayleave.event.v1.LogCreated.$Properties): wayleave.event.v1.LogCreated;

                /**
                 * Encodes the specified LogCreated message. Does not implicitly {@link wayleave.event.v1.LogCreated.verify|verify} messages.
                 * @param message LogCreated message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.LogCreated.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LogCreated message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.LogCreated & wayleave.event.v1.LogCreated.$Shape} LogCreated
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.LogCreated & wayleave.event.v1.LogCreated.$Shape;

                /**
                 * Creates a LogCreated message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns LogCreated
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.LogCreated;

                /**
                 * Creates a plain object from a LogCreated message. Also converts values to other types if specified.
                 * @param message LogCreated
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.LogCreated, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this LogCreated to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for LogCreated
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace LogCreated {

                /** Properties of a LogCreated. */
                interface $Properties {

                    /** LogCreated logId */
                    logId?: Uint8Array;

                    /** LogCreated trustDomain */
                    trustDomain?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LogCreated. */
                type $Shape = wayleave.event.v1.LogCreated.$Properties;
            }

            /**
             * Properties of an ObjectPut.
             * @deprecated Use wayleave.event.v1.ObjectPut.$Properties instead.
             */
            interface IObjectPut extends wayleave.event.v1.ObjectPut.$Properties {
            }

            /** Represents an ObjectPut. */
            class ObjectPut {

                /**
                 * Constructs a new ObjectPut.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.ObjectPut.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ObjectPut object. */
                object: wayleave.event.v1.Object;

                /**
                 * Creates a new ObjectPut instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ObjectPut instance
                 */
                static create(properties: wayleave.event.v1.ObjectPut.$Shape): wayleave.event.v1.ObjectPut & wayleave.event.v1.ObjectPut.$Shape;
                static create(properties?: wayleave.event.v1.ObjectPut.$Properties): wayleave.event.v1.ObjectPut;

                /**
                 * Encodes the specified ObjectPut message. Does not implicitly {@link wayleave.event.v1.ObjectPut.verify|verify} messages.
                 * @param message ObjectPut message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.ObjectPut.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ObjectPut message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.ObjectPut & wayleave.event.v1.ObjectPut.$Shape} ObjectPut
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.ObjectPut & wayleave.event.v1.ObjectPut.$Shape;

                /**
                 * Creates an ObjectPut message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ObjectPut
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.ObjectPut;

                /**
                 * Creates a plain object from an ObjectPut message. Also converts values to other types if specified.
                 * @param message ObjectPut
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.ObjectPut, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ObjectPut to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ObjectPut
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ObjectPut {

                /** Properties of an ObjectPut. */
                interface $Properties {

                    /** ObjectPut object */
                    object?: wayleave.event.v1.Object.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ObjectPut. */
                type $Shape = {
                  object?: wayleave.event.v1.Object.$Shape;
                  $unknowns?: Uint8Array[];
                };
            }

            /**
             * Properties of an ObjectDeleted.
             * @deprecated Use wayleave.event.v1.ObjectDeleted.$Properties instead.
             */
            interface IObjectDeleted extends wayleave.event.v1.ObjectDeleted.$Properties {
            }

            /** Represents an ObjectDeleted. */
            class ObjectDeleted {

                /**
                 * Constructs a new ObjectDeleted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.ObjectDeleted.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ObjectDeleted kind. */
                kind: string;

                /** ObjectDeleted name. */
                name: string;

                /**
                 * Creates a new ObjectDeleted instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ObjectDeleted instance
                 */
                static create(properties: wayleave.event.v1.ObjectDeleted.$Shape): wayleave.event.v1.ObjectDeleted & wayleave.event.v1.ObjectDeleted.$Shape;
                static create(properties?: wayleave.event.v1.ObjectDeleted.$Properties): wayleave.event.v1.ObjectDeleted;

                /**
                 * Encodes the specified ObjectDeleted message. Does not implicitly {@link wayleave.event.v1.ObjectDeleted.verify|verify} messages.
                 * @param message ObjectDeleted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.ObjectDeleted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ObjectDeleted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.ObjectDeleted & wayleave.event.v1.ObjectDeleted.$Shape} ObjectDeleted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.ObjectDeleted & wayleave.event.v1.ObjectDeleted.$Shape;

                /**
                 * Creates an ObjectDeleted message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ObjectDeleted
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.ObjectDeleted;

                /**
                 * Creates a plain object from an ObjectDeleted message. Also converts values to other types if specified.
                 * @param message ObjectDeleted
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.ObjectDeleted, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ObjectDeleted to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ObjectDeleted
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ObjectDeleted {

                /** Properties of an ObjectDeleted. */
                interface $Properties {

                    /** ObjectDeleted kind */
                    kind?: string;

                    /** ObjectDeleted name */
                    name?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ObjectDeleted. */
                type $Shape = wayleave.event.v1.ObjectDeleted.$Properties;
            }

            /**
             * Properties of an Expected.
             * @deprecated Use wayleave.event.v1.Expected.$Properties instead.
             */
            interface IExpected extends wayleave.event.v1.Expected.$Properties {
            }

            /** Represents an Expected. */
            class Expected {

                /**
                 * Constructs a new Expected.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.Expected.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Expected kind. */
                kind: string;

                /** Expected name. */
                name: string;

                /** Expected revision. */
                revision: number;

                /**
                 * Creates a new Expected instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Expected instance
                 */
                static create(properties: wayleave.event.v1.Expected.$Shape): wayleave.event.v1.Expected & wayleave.event.v1.Expected.$Shape;
                static create(properties?: wayleave.event.v1.Expected.$Properties): wayleave.event.v1.Expected;

                /**
                 * Encodes the specified Expected message. Does not implicitly {@link wayleave.event.v1.Expected.verify|verify} messages.
                 * @param message Expected message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.Expected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Expected message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.Expected & wayleave.event.v1.Expected.$Shape} Expected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.Expected & wayleave.event.v1.Expected.$Shape;

                /**
                 * Creates an Expected message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Expected
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.Expected;

                /**
                 * Creates a plain object from an Expected message. Also converts values to other types if specified.
                 * @param message Expected
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.Expected, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Expected to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Expected
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Expected {

                /** Properties of an Expected. */
                interface $Properties {

                    /** Expected kind */
                    kind?: string;

                    /** Expected name */
                    name?: string;

                    /** Expected revision */
                    revision?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Expected. */
                type $Shape = wayleave.event.v1.Expected.$Properties;
            }

            /**
             * Properties of a CommandGuarded.
             * @deprecated Use wayleave.event.v1.CommandGuarded.$Properties instead.
             */
            interface ICommandGuarded extends wayleave.event.v1.CommandGuarded.$Properties {
            }

            /** Represents a CommandGuarded. */
            class CommandGuarded {

                /**
                 * Constructs a new CommandGuarded.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.CommandGuarded.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CommandGuarded expected. */
                expected: wayleave.event.v1.Expected[];

                /**
                 * Creates a new CommandGuarded instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CommandGuarded instance
                 */
                static create(properties: wayleave.event.v1.CommandGuarded.$Shape): wayleave.event.v1.CommandGuarded & wayleave.event.v1.CommandGuarded.$Shape;
                static create(properties?: wayleave.event.v1.CommandGuarded.$Properties): wayleave.event.v1.CommandGuarded;

                /**
                 * Encodes the specified CommandGuarded message. Does not implicitly {@link wayleave.event.v1.CommandGuarded.verify|verify} messages.
                 * @param message CommandGuarded message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.CommandGuarded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CommandGuarded message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.CommandGuarded & wayleave.event.v1.CommandGuarded.$Shape} CommandGuarded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.CommandGuarded & wayleave.event.v1.CommandGuarded.$Shape;

                /**
                 * Creates a CommandGuarded message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns CommandGuarded
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.CommandGuarded;

                /**
                 * Creates a plain object from a CommandGuarded message. Also converts values to other types if specified.
                 * @param message CommandGuarded
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.CommandGuarded, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this CommandGuarded to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for CommandGuarded
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace CommandGuarded {

                /** Properties of a CommandGuarded. */
                interface $Properties {

                    /** CommandGuarded expected */
                    expected?: wayleave.event.v1.Expected.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CommandGuarded. */
                type $Shape = wayleave.event.v1.CommandGuarded.$Properties;
            }

            /**
             * Properties of a TokenIssued.
             * @deprecated Use wayleave.event.v1.TokenIssued.$Properties instead.
             */
            interface ITokenIssued extends wayleave.event.v1.TokenIssued.$Properties {
            }

            /** Represents a TokenIssued. */
            class TokenIssued {

                /**
                 * Constructs a new TokenIssued.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.TokenIssued.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TokenIssued tokenHash. */
                tokenHash: Uint8Array;

                /** TokenIssued role. */
                role: string;

                /** TokenIssued name. */
                name: string;

                /** TokenIssued expiresAtUs. */
                expiresAtUs: number;

                /**
                 * Creates a new TokenIssued instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TokenIssued instance
                 */
                static create(properties: wayleave.event.v1.TokenIssued.$Shape): wayleave.event.v1.TokenIssued & wayleave.event.v1.TokenIssued.$Shape;
                static create(properties?: wayleave.event.v1.TokenIssued.$Properties): wayleave.event.v1.TokenIssued;

                /**
                 * Encodes the specified TokenIssued message. Does not implicitly {@link wayleave.event.v1.TokenIssued.verify|verify} messages.
                 * @param message TokenIssued message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.TokenIssued.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TokenIssued message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.TokenIssued & wayleave.event.v1.TokenIssued.$Shape} TokenIssued
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.TokenIssued & wayleave.event.v1.TokenIssued.$Shape;

                /**
                 * Creates a TokenIssued message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns TokenIssued
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.TokenIssued;

                /**
                 * Creates a plain object from a TokenIssued message. Also converts values to other types if specified.
                 * @param message TokenIssued
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.TokenIssued, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this TokenIssued to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for TokenIssued
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace TokenIssued {

                /** Properties of a TokenIssued. */
                interface $Properties {

                    /** TokenIssued tokenHash */
                    tokenHash?: Uint8Array;

                    /** TokenIssued role */
                    role?: string;

                    /** TokenIssued name */
                    name?: string;

                    /** TokenIssued expiresAtUs */
                    expiresAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TokenIssued. */
                type $Shape = wayleave.event.v1.TokenIssued.$Properties;
            }

            /**
             * Properties of a TokenSpent.
             * @deprecated Use wayleave.event.v1.TokenSpent.$Properties instead.
             */
            interface ITokenSpent extends wayleave.event.v1.TokenSpent.$Properties {
            }

            /** Represents a TokenSpent. */
            class TokenSpent {

                /**
                 * Constructs a new TokenSpent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.TokenSpent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TokenSpent tokenHash. */
                tokenHash: Uint8Array;

                /** TokenSpent spiffeId. */
                spiffeId: string;

                /**
                 * Creates a new TokenSpent instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TokenSpent instance
                 */
                static create(properties: wayleave.event.v1.TokenSpent.$Shape): wayleave.event.v1.TokenSpent & wayleave.event.v1.TokenSpent.$Shape;
                static create(properties?: wayleave.event.v1.TokenSpent.$Properties): wayleave.event.v1.TokenSpent;

                /**
                 * Encodes the specified TokenSpent message. Does not implicitly {@link wayleave.event.v1.TokenSpent.verify|verify} messages.
                 * @param message TokenSpent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.TokenSpent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TokenSpent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.TokenSpent & wayleave.event.v1.TokenSpent.$Shape} TokenSpent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.TokenSpent & wayleave.event.v1.TokenSpent.$Shape;

                /**
                 * Creates a TokenSpent message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns TokenSpent
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.TokenSpent;

                /**
                 * Creates a plain object from a TokenSpent message. Also converts values to other types if specified.
                 * @param message TokenSpent
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.TokenSpent, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this TokenSpent to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for TokenSpent
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace TokenSpent {

                /** Properties of a TokenSpent. */
                interface $Properties {

                    /** TokenSpent tokenHash */
                    tokenHash?: Uint8Array;

                    /** TokenSpent spiffeId */
                    spiffeId?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TokenSpent. */
                type $Shape = wayleave.event.v1.TokenSpent.$Properties;
            }

            /**
             * Properties of a TokenRevoked.
             * @deprecated Use wayleave.event.v1.TokenRevoked.$Properties instead.
             */
            interface ITokenRevoked extends wayleave.event.v1.TokenRevoked.$Properties {
            }

            /** Represents a TokenRevoked. */
            class TokenRevoked {

                /**
                 * Constructs a new TokenRevoked.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.TokenRevoked.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TokenRevoked tokenHash. */
                tokenHash: Uint8Array;

                /**
                 * Creates a new TokenRevoked instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TokenRevoked instance
                 */
                static create(properties: wayleave.event.v1.TokenRevoked.$Shape): wayleave.event.v1.TokenRevoked & wayleave.event.v1.TokenRevoked.$Shape;
                static create(properties?: wayleave.event.v1.TokenRevoked.$Properties): wayleave.event.v1.TokenRevoked;

                /**
                 * Encodes the specified TokenRevoked message. Does not implicitly {@link wayleave.event.v1.TokenRevoked.verify|verify} messages.
                 * @param message TokenRevoked message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.TokenRevoked.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TokenRevoked message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.TokenRevoked & wayleave.event.v1.TokenRevoked.$Shape} TokenRevoked
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.TokenRevoked & wayleave.event.v1.TokenRevoked.$Shape;

                /**
                 * Creates a TokenRevoked message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns TokenRevoked
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.TokenRevoked;

                /**
                 * Creates a plain object from a TokenRevoked message. Also converts values to other types if specified.
                 * @param message TokenRevoked
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.TokenRevoked, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this TokenRevoked to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for TokenRevoked
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace TokenRevoked {

                /** Properties of a TokenRevoked. */
                interface $Properties {

                    /** TokenRevoked tokenHash */
                    tokenHash?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TokenRevoked. */
                type $Shape = wayleave.event.v1.TokenRevoked.$Properties;
            }

            /**
             * Properties of a CertificateIssued.
             * @deprecated Use wayleave.event.v1.CertificateIssued.$Properties instead.
             */
            interface ICertificateIssued extends wayleave.event.v1.CertificateIssued.$Properties {
            }

            /** Represents a CertificateIssued. */
            class CertificateIssued {

                /**
                 * Constructs a new CertificateIssued.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.CertificateIssued.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CertificateIssued spiffeId. */
                spiffeId: string;

                /** CertificateIssued fingerprint. */
                fingerprint: Uint8Array;

                /** CertificateIssued notAfterUs. */
                notAfterUs: number;

                /**
                 * Creates a new CertificateIssued instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns CertificateIssued instance
                 */
                static create(properties: wayleave.event.v1.CertificateIssued.$Shape): wayleave.event.v1.CertificateIssued & wayleave.event.v1.CertificateIssued.$Shape;
                static create(properties?: wayleave.event.v1.CertificateIssued.$Properties): wayleave.event.v1.CertificateIssued;

                /**
                 * Encodes the specified CertificateIssued message. Does not implicitly {@link wayleave.event.v1.CertificateIssued.verify|verify} messages.
                 * @param message CertificateIssued message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.CertificateIssued.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CertificateIssued message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.CertificateIssued & wayleave.event.v1.CertificateIssued.$Shape} CertificateIssued
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.CertificateIssued & wayleave.event.v1.CertificateIssued.$Shape;

                /**
                 * Creates a CertificateIssued message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns CertificateIssued
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.CertificateIssued;

                /**
                 * Creates a plain object from a CertificateIssued message. Also converts values to other types if specified.
                 * @param message CertificateIssued
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.CertificateIssued, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this CertificateIssued to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for CertificateIssued
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace CertificateIssued {

                /** Properties of a CertificateIssued. */
                interface $Properties {

                    /** CertificateIssued spiffeId */
                    spiffeId?: string;

                    /** CertificateIssued fingerprint */
                    fingerprint?: Uint8Array;

                    /** CertificateIssued notAfterUs */
                    notAfterUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CertificateIssued. */
                type $Shape = wayleave.event.v1.CertificateIssued.$Properties;
            }

            /**
             * Properties of a GatewayJoined.
             * @deprecated Use wayleave.event.v1.GatewayJoined.$Properties instead.
             */
            interface IGatewayJoined extends wayleave.event.v1.GatewayJoined.$Properties {
            }

            /** Represents a GatewayJoined. */
            class GatewayJoined {

                /**
                 * Constructs a new GatewayJoined.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.GatewayJoined.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GatewayJoined gateway. */
                gateway: string;

                /** GatewayJoined epoch. */
                epoch: Uint8Array;

                /** GatewayJoined address. */
                address: string;

                /** GatewayJoined roles. */
                roles: string[];

                /**
                 * Creates a new GatewayJoined instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GatewayJoined instance
                 */
                static create(properties: wayleave.event.v1.GatewayJoined.$Shape): wayleave.event.v1.GatewayJoined & wayleave.event.v1.GatewayJoined.$Shape;
                static create(properties?: wayleave.event.v1.GatewayJoined.$Properties): wayleave.event.v1.GatewayJoined;

                /**
                 * Encodes the specified GatewayJoined message. Does not implicitly {@link wayleave.event.v1.GatewayJoined.verify|verify} messages.
                 * @param message GatewayJoined message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.GatewayJoined.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GatewayJoined message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.GatewayJoined & wayleave.event.v1.GatewayJoined.$Shape} GatewayJoined
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.GatewayJoined & wayleave.event.v1.GatewayJoined.$Shape;

                /**
                 * Creates a GatewayJoined message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GatewayJoined
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.GatewayJoined;

                /**
                 * Creates a plain object from a GatewayJoined message. Also converts values to other types if specified.
                 * @param message GatewayJoined
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.GatewayJoined, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GatewayJoined to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GatewayJoined
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GatewayJoined {

                /** Properties of a GatewayJoined. */
                interface $Properties {

                    /** GatewayJoined gateway */
                    gateway?: string;

                    /** GatewayJoined epoch */
                    epoch?: Uint8Array;

                    /** GatewayJoined address */
                    address?: string;

                    /** GatewayJoined roles */
                    roles?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GatewayJoined. */
                type $Shape = wayleave.event.v1.GatewayJoined.$Properties;
            }

            /**
             * Properties of a GatewayLeft.
             * @deprecated Use wayleave.event.v1.GatewayLeft.$Properties instead.
             */
            interface IGatewayLeft extends wayleave.event.v1.GatewayLeft.$Properties {
            }

            /** Represents a GatewayLeft. */
            class GatewayLeft {

                /**
                 * Constructs a new GatewayLeft.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.GatewayLeft.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GatewayLeft gateway. */
                gateway: string;

                /** GatewayLeft epoch. */
                epoch: Uint8Array;

                /**
                 * Creates a new GatewayLeft instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GatewayLeft instance
                 */
                static create(properties: wayleave.event.v1.GatewayLeft.$Shape): wayleave.event.v1.GatewayLeft & wayleave.event.v1.GatewayLeft.$Shape;
                static create(properties?: wayleave.event.v1.GatewayLeft.$Properties): wayleave.event.v1.GatewayLeft;

                /**
                 * Encodes the specified GatewayLeft message. Does not implicitly {@link wayleave.event.v1.GatewayLeft.verify|verify} messages.
                 * @param message GatewayLeft message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.GatewayLeft.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GatewayLeft message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.GatewayLeft & wayleave.event.v1.GatewayLeft.$Shape} GatewayLeft
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.GatewayLeft & wayleave.event.v1.GatewayLeft.$Shape;

                /**
                 * Creates a GatewayLeft message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GatewayLeft
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.GatewayLeft;

                /**
                 * Creates a plain object from a GatewayLeft message. Also converts values to other types if specified.
                 * @param message GatewayLeft
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.GatewayLeft, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GatewayLeft to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GatewayLeft
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GatewayLeft {

                /** Properties of a GatewayLeft. */
                interface $Properties {

                    /** GatewayLeft gateway */
                    gateway?: string;

                    /** GatewayLeft epoch */
                    epoch?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GatewayLeft. */
                type $Shape = wayleave.event.v1.GatewayLeft.$Properties;
            }

            /**
             * Properties of a PublisherAttached.
             * @deprecated Use wayleave.event.v1.PublisherAttached.$Properties instead.
             */
            interface IPublisherAttached extends wayleave.event.v1.PublisherAttached.$Properties {
            }

            /** Represents a PublisherAttached. */
            class PublisherAttached {

                /**
                 * Constructs a new PublisherAttached.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PublisherAttached.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherAttached publisher. */
                publisher: string;

                /** PublisherAttached gateway. */
                gateway: string;

                /** PublisherAttached gatewayEpoch. */
                gatewayEpoch: Uint8Array;

                /** PublisherAttached instance. */
                instance: Uint8Array;

                /** PublisherAttached tunnel. */
                tunnel: number;

                /** PublisherAttached attachment. */
                attachment: string;

                /**
                 * Creates a new PublisherAttached instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherAttached instance
                 */
                static create(properties: wayleave.event.v1.PublisherAttached.$Shape): wayleave.event.v1.PublisherAttached & wayleave.event.v1.PublisherAttached.$Shape;
                static create(properties?: wayleave.event.v1.PublisherAttached.$Properties): wayleave.event.v1.PublisherAttached;

                /**
                 * Encodes the specified PublisherAttached message. Does not implicitly {@link wayleave.event.v1.PublisherAttached.verify|verify} messages.
                 * @param message PublisherAttached message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PublisherAttached.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherAttached message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PublisherAttached & wayleave.event.v1.PublisherAttached.$Shape} PublisherAttached
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PublisherAttached & wayleave.event.v1.PublisherAttached.$Shape;

                /**
                 * Creates a PublisherAttached message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherAttached
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PublisherAttached;

                /**
                 * Creates a plain object from a PublisherAttached message. Also converts values to other types if specified.
                 * @param message PublisherAttached
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PublisherAttached, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherAttached to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherAttached
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherAttached {

                /** Properties of a PublisherAttached. */
                interface $Properties {

                    /** PublisherAttached publisher */
                    publisher?: string;

                    /** PublisherAttached gateway */
                    gateway?: string;

                    /** PublisherAttached gatewayEpoch */
                    gatewayEpoch?: Uint8Array;

                    /** PublisherAttached instance */
                    instance?: Uint8Array;

                    /** PublisherAttached tunnel */
                    tunnel?: number;

                    /** PublisherAttached attachment */
                    attachment?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublisherAttached. */
                type $Shape = wayleave.event.v1.PublisherAttached.$Properties;
            }

            /**
             * Properties of a PublisherDetached.
             * @deprecated Use wayleave.event.v1.PublisherDetached.$Properties instead.
             */
            interface IPublisherDetached extends wayleave.event.v1.PublisherDetached.$Properties {
            }

            /** Represents a PublisherDetached. */
            class PublisherDetached {

                /**
                 * Constructs a new PublisherDetached.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PublisherDetached.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherDetached attachment. */
                attachment: string;

                /** PublisherDetached reason. */
                reason: string;

                /**
                 * Creates a new PublisherDetached instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherDetached instance
                 */
                static create(properties: wayleave.event.v1.PublisherDetached.$Shape): wayleave.event.v1.PublisherDetached & wayleave.event.v1.PublisherDetached.$Shape;
                static create(properties?: wayleave.event.v1.PublisherDetached.$Properties): wayleave.event.v1.PublisherDetached;

                /**
                 * Encodes the specified PublisherDetached message. Does not implicitly {@link wayleave.event.v1.PublisherDetached.verify|verify} messages.
                 * @param message PublisherDetached message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PublisherDetached.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherDetached message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PublisherDetached & wayleave.event.v1.PublisherDetached.$Shape} PublisherDetached
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PublisherDetached & wayleave.event.v1.PublisherDetached.$Shape;

                /**
                 * Creates a PublisherDetached message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherDetached
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PublisherDetached;

                /**
                 * Creates a plain object from a PublisherDetached message. Also converts values to other types if specified.
                 * @param message PublisherDetached
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PublisherDetached, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherDetached to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherDetached
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherDetached {

                /** Properties of a PublisherDetached. */
                interface $Properties {

                    /** PublisherDetached attachment */
                    attachment?: string;

                    /** PublisherDetached reason */
                    reason?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublisherDetached. */
                type $Shape = wayleave.event.v1.PublisherDetached.$Properties;
            }

            /**
             * Properties of a GatewayLost.
             * @deprecated Use wayleave.event.v1.GatewayLost.$Properties instead.
             */
            interface IGatewayLost extends wayleave.event.v1.GatewayLost.$Properties {
            }

            /** Represents a GatewayLost. */
            class GatewayLost {

                /**
                 * Constructs a new GatewayLost.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.GatewayLost.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GatewayLost gateway. */
                gateway: string;

                /** GatewayLost epoch. */
                epoch: Uint8Array;

                /** GatewayLost judge. */
                judge: string;

                /**
                 * Creates a new GatewayLost instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GatewayLost instance
                 */
                static create(properties: wayleave.event.v1.GatewayLost.$Shape): wayleave.event.v1.GatewayLost & wayleave.event.v1.GatewayLost.$Shape;
                static create(properties?: wayleave.event.v1.GatewayLost.$Properties): wayleave.event.v1.GatewayLost;

                /**
                 * Encodes the specified GatewayLost message. Does not implicitly {@link wayleave.event.v1.GatewayLost.verify|verify} messages.
                 * @param message GatewayLost message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.GatewayLost.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GatewayLost message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.GatewayLost & wayleave.event.v1.GatewayLost.$Shape} GatewayLost
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.GatewayLost & wayleave.event.v1.GatewayLost.$Shape;

                /**
                 * Creates a GatewayLost message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GatewayLost
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.GatewayLost;

                /**
                 * Creates a plain object from a GatewayLost message. Also converts values to other types if specified.
                 * @param message GatewayLost
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.GatewayLost, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GatewayLost to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GatewayLost
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GatewayLost {

                /** Properties of a GatewayLost. */
                interface $Properties {

                    /** GatewayLost gateway */
                    gateway?: string;

                    /** GatewayLost epoch */
                    epoch?: Uint8Array;

                    /** GatewayLost judge */
                    judge?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GatewayLost. */
                type $Shape = wayleave.event.v1.GatewayLost.$Properties;
            }

            /**
             * Properties of a DrainSet.
             * @deprecated Use wayleave.event.v1.DrainSet.$Properties instead.
             */
            interface IDrainSet extends wayleave.event.v1.DrainSet.$Properties {
            }

            /** Represents a DrainSet. */
            class DrainSet {

                /**
                 * Constructs a new DrainSet.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.DrainSet.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DrainSet kind. */
                kind: string;

                /** DrainSet name. */
                name: string;

                /** DrainSet draining. */
                draining: boolean;

                /**
                 * Creates a new DrainSet instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DrainSet instance
                 */
                static create(properties: wayleave.event.v1.DrainSet.$Shape): wayleave.event.v1.DrainSet & wayleave.event.v1.DrainSet.$Shape;
                static create(properties?: wayleave.event.v1.DrainSet.$Properties): wayleave.event.v1.DrainSet;

                /**
                 * Encodes the specified DrainSet message. Does not implicitly {@link wayleave.event.v1.DrainSet.verify|verify} messages.
                 * @param message DrainSet message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.DrainSet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DrainSet message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.DrainSet & wayleave.event.v1.DrainSet.$Shape} DrainSet
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.DrainSet & wayleave.event.v1.DrainSet.$Shape;

                /**
                 * Creates a DrainSet message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DrainSet
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.DrainSet;

                /**
                 * Creates a plain object from a DrainSet message. Also converts values to other types if specified.
                 * @param message DrainSet
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.DrainSet, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DrainSet to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DrainSet
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DrainSet {

                /** Properties of a DrainSet. */
                interface $Properties {

                    /** DrainSet kind */
                    kind?: string;

                    /** DrainSet name */
                    name?: string;

                    /** DrainSet draining */
                    draining?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DrainSet. */
                type $Shape = wayleave.event.v1.DrainSet.$Properties;
            }

            /**
             * Properties of an AttachmentChanged.
             * @deprecated Use wayleave.event.v1.AttachmentChanged.$Properties instead.
             */
            interface IAttachmentChanged extends wayleave.event.v1.AttachmentChanged.$Properties {
            }

            /** Represents an AttachmentChanged. */
            class AttachmentChanged {

                /**
                 * Constructs a new AttachmentChanged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.AttachmentChanged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AttachmentChanged attachment. */
                attachment: string;

                /** AttachmentChanged band. */
                band: string;

                /** AttachmentChanged draining. */
                draining: boolean;

                /** AttachmentChanged latencyBucket. */
                latencyBucket: (number|null);

                /**
                 * Creates a new AttachmentChanged instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AttachmentChanged instance
                 */
                static create(properties: wayleave.event.v1.AttachmentChanged.$Shape): wayleave.event.v1.AttachmentChanged & wayleave.event.v1.AttachmentChanged.$Shape;
                static create(properties?: wayleave.event.v1.AttachmentChanged.$Properties): wayleave.event.v1.AttachmentChanged;

                /**
                 * Encodes the specified AttachmentChanged message. Does not implicitly {@link wayleave.event.v1.AttachmentChanged.verify|verify} messages.
                 * @param message AttachmentChanged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.AttachmentChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AttachmentChanged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.AttachmentChanged & wayleave.event.v1.AttachmentChanged.$Shape} AttachmentChanged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.AttachmentChanged & wayleave.event.v1.AttachmentChanged.$Shape;

                /**
                 * Creates an AttachmentChanged message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AttachmentChanged
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.AttachmentChanged;

                /**
                 * Creates a plain object from an AttachmentChanged message. Also converts values to other types if specified.
                 * @param message AttachmentChanged
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.AttachmentChanged, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AttachmentChanged to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AttachmentChanged
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AttachmentChanged {

                /** Properties of an AttachmentChanged. */
                interface $Properties {

                    /** AttachmentChanged attachment */
                    attachment?: string;

                    /** AttachmentChanged band */
                    band?: string;

                    /** AttachmentChanged draining */
                    draining?: boolean;

                    /** AttachmentChanged latencyBucket */
                    latencyBucket?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AttachmentChanged. */
                type $Shape = wayleave.event.v1.AttachmentChanged.$Properties;
            }

            /**
             * Properties of a HealthChanged.
             * @deprecated Use wayleave.event.v1.HealthChanged.$Properties instead.
             */
            interface IHealthChanged extends wayleave.event.v1.HealthChanged.$Properties {
            }

            /** Represents a HealthChanged. */
            class HealthChanged {

                /**
                 * Constructs a new HealthChanged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.HealthChanged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HealthChanged attachment. */
                attachment: string;

                /** HealthChanged app. */
                app: string;

                /** HealthChanged host. */
                host: string;

                /** HealthChanged port. */
                port: wayleave.event.v1.PortRange;

                /** HealthChanged status. */
                status: string;

                /** HealthChanged code. */
                code: string;

                /**
                 * Creates a new HealthChanged instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthChanged instance
                 */
                static create(properties: wayleave.event.v1.HealthChanged.$Shape): wayleave.event.v1.HealthChanged & wayleave.event.v1.HealthChanged.$Shape;
                static create(properties?: wayleave.event.v1.HealthChanged.$Properties): wayleave.event.v1.HealthChanged;

                /**
                 * Encodes the specified HealthChanged message. Does not implicitly {@link wayleave.event.v1.HealthChanged.verify|verify} messages.
                 * @param message HealthChanged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.HealthChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthChanged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.HealthChanged & wayleave.event.v1.HealthChanged.$Shape} HealthChanged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.HealthChanged & wayleave.event.v1.HealthChanged.$Shape;

                /**
                 * Creates a HealthChanged message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HealthChanged
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.HealthChanged;

                /**
                 * Creates a plain object from a HealthChanged message. Also converts values to other types if specified.
                 * @param message HealthChanged
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.HealthChanged, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HealthChanged to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for HealthChanged
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace HealthChanged {

                /** Properties of a HealthChanged. */
                interface $Properties {

                    /** HealthChanged attachment */
                    attachment?: string;

                    /** HealthChanged app */
                    app?: string;

                    /** HealthChanged host */
                    host?: string;

                    /** HealthChanged port */
                    port?: wayleave.event.v1.PortRange.$Properties;

                    /** HealthChanged status */
                    status?: string;

                    /** HealthChanged code */
                    code?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthChanged. */
                type $Shape = wayleave.event.v1.HealthChanged.$Properties;
            }

            /**
             * Properties of a DnsAnswered.
             * @deprecated Use wayleave.event.v1.DnsAnswered.$Properties instead.
             */
            interface IDnsAnswered extends wayleave.event.v1.DnsAnswered.$Properties {
            }

            /** Represents a DnsAnswered. */
            class DnsAnswered {

                /**
                 * Constructs a new DnsAnswered.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.DnsAnswered.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DnsAnswered questionId. */
                questionId: Uint8Array;

                /** DnsAnswered sessionId. */
                sessionId: Uint8Array;

                /** DnsAnswered user. */
                user: string;

                /** DnsAnswered device. */
                device: string;

                /** DnsAnswered gateway. */
                gateway: string;

                /** DnsAnswered name. */
                name: string;

                /** DnsAnswered dnsType. */
                dnsType: number;

                /** DnsAnswered rcode. */
                rcode: number;

                /** DnsAnswered how. */
                how: string;

                /** DnsAnswered answers. */
                answers: string[];

                /** DnsAnswered ttl. */
                ttl: number;

                /** DnsAnswered app. */
                app: string;

                /** DnsAnswered publisher. */
                publisher: string;

                /** DnsAnswered reason. */
                reason: string;

                /** DnsAnswered denialId. */
                denialId: string;

                /** DnsAnswered durationUs. */
                durationUs: number;

                /** DnsAnswered resolveUs. */
                resolveUs: number;

                /** DnsAnswered traceKept. */
                traceKept: boolean;

                /**
                 * Creates a new DnsAnswered instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DnsAnswered instance
                 */
                static create(properties: wayleave.event.v1.DnsAnswered.$Shape): wayleave.event.v1.DnsAnswered & wayleave.event.v1.DnsAnswered.$Shape;
                static create(properties?: wayleave.event.v1.DnsAnswered.$Properties): wayleave.event.v1.DnsAnswered;

                /**
                 * Encodes the specified DnsAnswered message. Does not implicitly {@link wayleave.event.v1.DnsAnswered.verify|verify} messages.
                 * @param message DnsAnswered message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.DnsAnswered.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DnsAnswered message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.DnsAnswered & wayleave.event.v1.DnsAnswered.$Shape} DnsAnswered
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.DnsAnswered & wayleave.event.v1.DnsAnswered.$Shape;

                /**
                 * Creates a DnsAnswered message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DnsAnswered
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.DnsAnswered;

                /**
                 * Creates a plain object from a DnsAnswered message. Also converts values to other types if specified.
                 * @param message DnsAnswered
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.DnsAnswered, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DnsAnswered to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DnsAnswered
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DnsAnswered {

                /** Properties of a DnsAnswered. */
                interface $Properties {

                    /** DnsAnswered questionId */
                    questionId?: Uint8Array;

                    /** DnsAnswered sessionId */
                    sessionId?: Uint8Array;

                    /** DnsAnswered user */
                    user?: string;

                    /** DnsAnswered device */
                    device?: string;

                    /** DnsAnswered gateway */
                    gateway?: string;

                    /** DnsAnswered name */
                    name?: string;

                    /** DnsAnswered dnsType */
                    dnsType?: number;

                    /** DnsAnswered rcode */
                    rcode?: number;

                    /** DnsAnswered how */
                    how?: string;

                    /** DnsAnswered answers */
                    answers?: string[];

                    /** DnsAnswered ttl */
                    ttl?: number;

                    /** DnsAnswered app */
                    app?: string;

                    /** DnsAnswered publisher */
                    publisher?: string;

                    /** DnsAnswered reason */
                    reason?: string;

                    /** DnsAnswered denialId */
                    denialId?: string;

                    /** DnsAnswered durationUs */
                    durationUs?: number;

                    /** DnsAnswered resolveUs */
                    resolveUs?: number;

                    /** DnsAnswered traceKept */
                    traceKept?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DnsAnswered. */
                type $Shape = wayleave.event.v1.DnsAnswered.$Properties;
            }

            /**
             * Properties of a Heartbeat.
             * @deprecated Use wayleave.event.v1.Heartbeat.$Properties instead.
             */
            interface IHeartbeat extends wayleave.event.v1.Heartbeat.$Properties {
            }

            /** Represents a Heartbeat. */
            class Heartbeat {

                /**
                 * Constructs a new Heartbeat.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.Heartbeat.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Heartbeat gateway. */
                gateway: string;

                /** Heartbeat epoch. */
                epoch: Uint8Array;

                /** Heartbeat boot. */
                boot: Uint8Array;

                /** Heartbeat beat. */
                beat: number;

                /** Heartbeat sequence. */
                sequence: number;

                /** Heartbeat shippedSequence. */
                shippedSequence: number;

                /** Heartbeat asOf. */
                asOf: number;

                /** Heartbeat stateHash. */
                stateHash: Uint8Array;

                /** Heartbeat foldVersion. */
                foldVersion: number;

                /** Heartbeat featureLevel. */
                featureLevel: number;

                /** Heartbeat atUs. */
                atUs: number;

                /** Heartbeat left. */
                left: boolean;

                /**
                 * Creates a new Heartbeat instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Heartbeat instance
                 */
                static create(properties: wayleave.event.v1.Heartbeat.$Shape): wayleave.event.v1.Heartbeat & wayleave.event.v1.Heartbeat.$Shape;
                static create(properties?: wayleave.event.v1.Heartbeat.$Properties): wayleave.event.v1.Heartbeat;

                /**
                 * Encodes the specified Heartbeat message. Does not implicitly {@link wayleave.event.v1.Heartbeat.verify|verify} messages.
                 * @param message Heartbeat message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Heartbeat message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.Heartbeat & wayleave.event.v1.Heartbeat.$Shape} Heartbeat
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.Heartbeat & wayleave.event.v1.Heartbeat.$Shape;

                /**
                 * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Heartbeat
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.Heartbeat;

                /**
                 * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
                 * @param message Heartbeat
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.Heartbeat, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Heartbeat to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Heartbeat
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Heartbeat {

                /** Properties of a Heartbeat. */
                interface $Properties {

                    /** Heartbeat gateway */
                    gateway?: string;

                    /** Heartbeat epoch */
                    epoch?: Uint8Array;

                    /** Heartbeat boot */
                    boot?: Uint8Array;

                    /** Heartbeat beat */
                    beat?: number;

                    /** Heartbeat sequence */
                    sequence?: number;

                    /** Heartbeat shippedSequence */
                    shippedSequence?: number;

                    /** Heartbeat asOf */
                    asOf?: number;

                    /** Heartbeat stateHash */
                    stateHash?: Uint8Array;

                    /** Heartbeat foldVersion */
                    foldVersion?: number;

                    /** Heartbeat featureLevel */
                    featureLevel?: number;

                    /** Heartbeat atUs */
                    atUs?: number;

                    /** Heartbeat left */
                    left?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Heartbeat. */
                type $Shape = wayleave.event.v1.Heartbeat.$Properties;
            }

            /**
             * Properties of a StubLeases.
             * @deprecated Use wayleave.event.v1.StubLeases.$Properties instead.
             */
            interface IStubLeases extends wayleave.event.v1.StubLeases.$Properties {
            }

            /** Represents a StubLeases. */
            class StubLeases {

                /**
                 * Constructs a new StubLeases.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.StubLeases.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StubLeases user. */
                user: string;

                /** StubLeases device. */
                device: string;

                /** StubLeases leases. */
                leases: wayleave.event.v1.LeaseChange[];

                /** StubLeases untold. */
                untold: number;

                /**
                 * Creates a new StubLeases instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StubLeases instance
                 */
                static create(properties: wayleave.event.v1.StubLeases.$Shape): wayleave.event.v1.StubLeases & wayleave.event.v1.StubLeases.$Shape;
                static create(properties?: wayleave.event.v1.StubLeases.$Properties): wayleave.event.v1.StubLeases;

                /**
                 * Encodes the specified StubLeases message. Does not implicitly {@link wayleave.event.v1.StubLeases.verify|verify} messages.
                 * @param message StubLeases message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.StubLeases.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StubLeases message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.StubLeases & wayleave.event.v1.StubLeases.$Shape} StubLeases
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.StubLeases & wayleave.event.v1.StubLeases.$Shape;

                /**
                 * Creates a StubLeases message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns StubLeases
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.StubLeases;

                /**
                 * Creates a plain object from a StubLeases message. Also converts values to other types if specified.
                 * @param message StubLeases
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.StubLeases, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this StubLeases to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for StubLeases
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace StubLeases {

                /** Properties of a StubLeases. */
                interface $Properties {

                    /** StubLeases user */
                    user?: string;

                    /** StubLeases device */
                    device?: string;

                    /** StubLeases leases */
                    leases?: wayleave.event.v1.LeaseChange.$Properties[];

                    /** StubLeases untold */
                    untold?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StubLeases. */
                type $Shape = wayleave.event.v1.StubLeases.$Properties;
            }

            /**
             * Properties of a LeaseChange.
             * @deprecated Use wayleave.event.v1.LeaseChange.$Properties instead.
             */
            interface ILeaseChange extends wayleave.event.v1.LeaseChange.$Properties {
            }

            /** Represents a LeaseChange. */
            class LeaseChange {

                /**
                 * Constructs a new LeaseChange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.LeaseChange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LeaseChange change. */
                change: string;

                /** LeaseChange leaseId. */
                leaseId: Uint8Array;

                /** LeaseChange name. */
                name: string;

                /** LeaseChange stub. */
                stub: string;

                /** LeaseChange stub6. */
                stub6: string;

                /** LeaseChange atUs. */
                atUs: number;

                /**
                 * Creates a new LeaseChange instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns LeaseChange instance
                 */
                static create(properties: wayleave.event.v1.LeaseChange.$Shape): wayleave.event.v1.LeaseChange & wayleave.event.v1.LeaseChange.$Shape;
                static create(properties?: wayleave.event.v1.LeaseChange.$Properties): wayleave.event.v1.LeaseChange;

                /**
                 * Encodes the specified LeaseChange message. Does not implicitly {@link wayleave.event.v1.LeaseChange.verify|verify} messages.
                 * @param message LeaseChange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.LeaseChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LeaseChange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.LeaseChange & wayleave.event.v1.LeaseChange.$Shape} LeaseChange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.LeaseChange & wayleave.event.v1.LeaseChange.$Shape;

                /**
                 * Creates a LeaseChange message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns LeaseChange
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.LeaseChange;

                /**
                 * Creates a plain object from a LeaseChange message. Also converts values to other types if specified.
                 * @param message LeaseChange
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.LeaseChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this LeaseChange to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for LeaseChange
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace LeaseChange {

                /** Properties of a LeaseChange. */
                interface $Properties {

                    /** LeaseChange change */
                    change?: string;

                    /** LeaseChange leaseId */
                    leaseId?: Uint8Array;

                    /** LeaseChange name */
                    name?: string;

                    /** LeaseChange stub */
                    stub?: string;

                    /** LeaseChange stub6 */
                    stub6?: string;

                    /** LeaseChange atUs */
                    atUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LeaseChange. */
                type $Shape = wayleave.event.v1.LeaseChange.$Properties;
            }

            /**
             * Properties of a NetworkEvent.
             * @deprecated Use wayleave.event.v1.NetworkEvent.$Properties instead.
             */
            interface INetworkEvent extends wayleave.event.v1.NetworkEvent.$Properties {
            }

            /** Represents a NetworkEvent. */
            class NetworkEvent {

                /**
                 * Constructs a new NetworkEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.NetworkEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NetworkEvent id. */
                id: Uint8Array;

                /** NetworkEvent source. */
                source: string;

                /** NetworkEvent boot. */
                boot: Uint8Array;

                /** NetworkEvent sequence. */
                sequence: number;

                /** NetworkEvent atUs. */
                atUs: number;

                /** NetworkEvent tenant. */
                tenant: string;

                /** NetworkEvent reportedBy. */
                reportedBy: string;

                /** NetworkEvent asOf. */
                asOf: number;

                /** NetworkEvent configRev. */
                configRev: number;

                /** NetworkEvent srpVersion. */
                srpVersion: number;

                /** NetworkEvent traceId. */
                traceId: Uint8Array;

                /** NetworkEvent appListVersion. */
                appListVersion: number;

                /** NetworkEvent reportBoot. */
                reportBoot: Uint8Array;

                /** NetworkEvent reportSequence. */
                reportSequence: number;

                /** NetworkEvent flowDecided. */
                flowDecided: (wayleave.event.v1.FlowDecided|null);

                /** NetworkEvent segmentOpened. */
                segmentOpened: (wayleave.event.v1.SegmentOpened|null);

                /** NetworkEvent segmentEnded. */
                segmentEnded: (wayleave.event.v1.SegmentEnded|null);

                /** NetworkEvent segmentActive. */
                segmentActive: (wayleave.event.v1.SegmentActive|null);

                /** NetworkEvent nearMiss. */
                nearMiss: (wayleave.event.v1.NearMiss|null);

                /** NetworkEvent sessionUp. */
                sessionUp: (wayleave.event.v1.SessionUp|null);

                /** NetworkEvent sessionDown. */
                sessionDown: (wayleave.event.v1.SessionDown|null);

                /** NetworkEvent tunnelUp. */
                tunnelUp: (wayleave.event.v1.TunnelUp|null);

                /** NetworkEvent tunnelDown. */
                tunnelDown: (wayleave.event.v1.TunnelDown|null);

                /** NetworkEvent adminChanged. */
                adminChanged: (wayleave.event.v1.AdminChanged|null);

                /** NetworkEvent flowsNotCarried. */
                flowsNotCarried: (wayleave.event.v1.FlowsNotCarried|null);

                /** NetworkEvent appListTaken. */
                appListTaken: (wayleave.event.v1.AppListTaken|null);

                /** NetworkEvent eventsDropped. */
                eventsDropped: (wayleave.event.v1.EventsDropped|null);

                /** NetworkEvent sourceStarted. */
                sourceStarted: (wayleave.event.v1.SourceStarted|null);

                /** NetworkEvent pairMoved. */
                pairMoved: (wayleave.event.v1.PairMoved|null);

                /** NetworkEvent srpDelivered. */
                srpDelivered: (wayleave.event.v1.SrpDelivered|null);

                /** NetworkEvent dnsAnswered. */
                dnsAnswered: (wayleave.event.v1.DnsAnswered|null);

                /** NetworkEvent stubLeases. */
                stubLeases: (wayleave.event.v1.StubLeases|null);

                /** NetworkEvent fact. */
                fact?: ("flowDecided"|"segmentOpened"|"segmentEnded"|"segmentActive"|"nearMiss"|"sessionUp"|"sessionDown"|"tunnelUp"|"tunnelDown"|"adminChanged"|"flowsNotCarried"|"appListTaken"|"eventsDropped"|"sourceStarted"|"pairMoved"|"srpDelivered"|"dnsAnswered"|"stubLeases");

                /**
                 * Creates a new NetworkEvent instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NetworkEvent instance
                 */
                static create(properties: wayleave.event.v1.NetworkEvent.$Shape): wayleave.event.v1.NetworkEvent & wayleave.event.v1.NetworkEvent.$Shape;
                static create(properties?: wayleave.event.v1.NetworkEvent.$Properties): wayleave.event.v1.NetworkEvent;

                /**
                 * Encodes the specified NetworkEvent message. Does not implicitly {@link wayleave.event.v1.NetworkEvent.verify|verify} messages.
                 * @param message NetworkEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.NetworkEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NetworkEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.NetworkEvent & wayleave.event.v1.NetworkEvent.$Shape} NetworkEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.NetworkEvent & wayleave.event.v1.NetworkEvent.$Shape;

                /**
                 * Creates a NetworkEvent message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NetworkEvent
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.NetworkEvent;

                /**
                 * Creates a plain object from a NetworkEvent message. Also converts values to other types if specified.
                 * @param message NetworkEvent
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.NetworkEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NetworkEvent to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NetworkEvent
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NetworkEvent {

                /** Properties of a NetworkEvent. */
                interface $Properties {

                    /** NetworkEvent id */
                    id?: Uint8Array;

                    /** NetworkEvent source */
                    source?: string;

                    /** NetworkEvent boot */
                    boot?: Uint8Array;

                    /** NetworkEvent sequence */
                    sequence?: number;

                    /** NetworkEvent atUs */
                    atUs?: number;

                    /** NetworkEvent tenant */
                    tenant?: string;

                    /** NetworkEvent reportedBy */
                    reportedBy?: string;

                    /** NetworkEvent asOf */
                    asOf?: number;

                    /** NetworkEvent configRev */
                    configRev?: number;

                    /** NetworkEvent srpVersion */
                    srpVersion?: number;

                    /** NetworkEvent traceId */
                    traceId?: Uint8Array;

                    /** NetworkEvent appListVersion */
                    appListVersion?: number;

                    /** NetworkEvent reportBoot */
                    reportBoot?: Uint8Array;

                    /** NetworkEvent reportSequence */
                    reportSequence?: number;

                    /** NetworkEvent flowDecided */
                    flowDecided?: (wayleave.event.v1.FlowDecided.$Properties|null);

                    /** NetworkEvent segmentOpened */
                    segmentOpened?: (wayleave.event.v1.SegmentOpened.$Properties|null);

                    /** NetworkEvent segmentEnded */
                    segmentEnded?: (wayleave.event.v1.SegmentEnded.$Properties|null);

                    /** NetworkEvent segmentActive */
                    segmentActive?: (wayleave.event.v1.SegmentActive.$Properties|null);

                    /** NetworkEvent nearMiss */
                    nearMiss?: (wayleave.event.v1.NearMiss.$Properties|null);

                    /** NetworkEvent sessionUp */
                    sessionUp?: (wayleave.event.v1.SessionUp.$Properties|null);

                    /** NetworkEvent sessionDown */
                    sessionDown?: (wayleave.event.v1.SessionDown.$Properties|null);

                    /** NetworkEvent tunnelUp */
                    tunnelUp?: (wayleave.event.v1.TunnelUp.$Properties|null);

                    /** NetworkEvent tunnelDown */
                    tunnelDown?: (wayleave.event.v1.TunnelDown.$Properties|null);

                    /** NetworkEvent adminChanged */
                    adminChanged?: (wayleave.event.v1.AdminChanged.$Properties|null);

                    /** NetworkEvent flowsNotCarried */
                    flowsNotCarried?: (wayleave.event.v1.FlowsNotCarried.$Properties|null);

                    /** NetworkEvent appListTaken */
                    appListTaken?: (wayleave.event.v1.AppListTaken.$Properties|null);

                    /** NetworkEvent eventsDropped */
                    eventsDropped?: (wayleave.event.v1.EventsDropped.$Properties|null);

                    /** NetworkEvent sourceStarted */
                    sourceStarted?: (wayleave.event.v1.SourceStarted.$Properties|null);

                    /** NetworkEvent pairMoved */
                    pairMoved?: (wayleave.event.v1.PairMoved.$Properties|null);

                    /** NetworkEvent srpDelivered */
                    srpDelivered?: (wayleave.event.v1.SrpDelivered.$Properties|null);

                    /** NetworkEvent dnsAnswered */
                    dnsAnswered?: (wayleave.event.v1.DnsAnswered.$Properties|null);

                    /** NetworkEvent stubLeases */
                    stubLeases?: (wayleave.event.v1.StubLeases.$Properties|null);

                    /** NetworkEvent fact */
                    fact?: ("flowDecided"|"segmentOpened"|"segmentEnded"|"segmentActive"|"nearMiss"|"sessionUp"|"sessionDown"|"tunnelUp"|"tunnelDown"|"adminChanged"|"flowsNotCarried"|"appListTaken"|"eventsDropped"|"sourceStarted"|"pairMoved"|"srpDelivered"|"dnsAnswered"|"stubLeases");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a NetworkEvent. */
                type $Shape = {
                  id?: Uint8Array;
                  source?: string;
                  boot?: Uint8Array;
                  sequence?: number;
                  atUs?: number;
                  tenant?: string;
                  reportedBy?: string;
                  asOf?: number;
                  configRev?: number;
                  srpVersion?: number;
                  traceId?: Uint8Array;
                  appListVersion?: number;
                  reportBoot?: Uint8Array;
                  reportSequence?: number;
                  flowDecided?: wayleave.event.v1.FlowDecided.$Shape|null;
                  segmentOpened?: wayleave.event.v1.SegmentOpened.$Shape|null;
                  segmentEnded?: wayleave.event.v1.SegmentEnded.$Shape|null;
                  segmentActive?: wayleave.event.v1.SegmentActive.$Shape|null;
                  nearMiss?: wayleave.event.v1.NearMiss.$Shape|null;
                  sessionUp?: wayleave.event.v1.SessionUp.$Shape|null;
                  sessionDown?: wayleave.event.v1.SessionDown.$Shape|null;
                  tunnelUp?: wayleave.event.v1.TunnelUp.$Shape|null;
                  tunnelDown?: wayleave.event.v1.TunnelDown.$Shape|null;
                  adminChanged?: wayleave.event.v1.AdminChanged.$Shape|null;
                  flowsNotCarried?: wayleave.event.v1.FlowsNotCarried.$Shape|null;
                  appListTaken?: wayleave.event.v1.AppListTaken.$Shape|null;
                  eventsDropped?: wayleave.event.v1.EventsDropped.$Shape|null;
                  sourceStarted?: wayleave.event.v1.SourceStarted.$Shape|null;
                  pairMoved?: wayleave.event.v1.PairMoved.$Shape|null;
                  srpDelivered?: wayleave.event.v1.SrpDelivered.$Shape|null;
                  dnsAnswered?: wayleave.event.v1.DnsAnswered.$Shape|null;
                  stubLeases?: wayleave.event.v1.StubLeases.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ fact?: undefined; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "flowDecided"; flowDecided: wayleave.event.v1.FlowDecided.$Shape; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "segmentOpened"; flowDecided?: null; segmentOpened: wayleave.event.v1.SegmentOpened.$Shape; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "segmentEnded"; flowDecided?: null; segmentOpened?: null; segmentEnded: wayleave.event.v1.SegmentEnded.$Shape; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "segmentActive"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive: wayleave.event.v1.SegmentActive.$Shape; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "nearMiss"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss: wayleave.event.v1.NearMiss.$Shape; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "sessionUp"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp: wayleave.event.v1.SessionUp.$Shape; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "sessionDown"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown: wayleave.event.v1.SessionDown.$Shape; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "tunnelUp"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp: wayleave.event.v1.TunnelUp.$Shape; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "tunnelDown"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown: wayleave.event.v1.TunnelDown.$Shape; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "adminChanged"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged: wayleave.event.v1.AdminChanged.$Shape; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "flowsNotCarried"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried: wayleave.event.v1.FlowsNotCarried.$Shape; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "appListTaken"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken: wayleave.event.v1.AppListTaken.$Shape; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "eventsDropped"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped: wayleave.event.v1.EventsDropped.$Shape; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "sourceStarted"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted: wayleave.event.v1.SourceStarted.$Shape; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "pairMoved"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved: wayleave.event.v1.PairMoved.$Shape; srpDelivered?: null; dnsAnswered?: null; stubLeases?: null }|{ fact?: "srpDelivered"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered: wayleave.event.v1.SrpDelivered.$Shape; dnsAnswered?: null; stubLeases?: null }|{ fact?: "dnsAnswered"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered: wayleave.event.v1.DnsAnswered.$Shape; stubLeases?: null }|{ fact?: "stubLeases"; flowDecided?: null; segmentOpened?: null; segmentEnded?: null; segmentActive?: null; nearMiss?: null; sessionUp?: null; sessionDown?: null; tunnelUp?: null; tunnelDown?: null; adminChanged?: null; flowsNotCarried?: null; appListTaken?: null; eventsDropped?: null; sourceStarted?: null; pairMoved?: null; srpDelivered?: null; dnsAnswered?: null; stubLeases: wayleave.event.v1.StubLeases.$Shape })
                );
            }

            /**
             * Properties of a Segment.
             * @deprecated Use wayleave.event.v1.Segment.$Properties instead.
             */
            interface ISegment extends wayleave.event.v1.Segment.$Properties {
            }

            /** Represents a Segment. */
            class Segment {

                /**
                 * Constructs a new Segment.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.Segment.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Segment flowId. */
                flowId: Uint8Array;

                /** Segment segment. */
                segment: number;

                /** Segment gateway. */
                gateway: string;

                /** Segment role. */
                role: string;

                /**
                 * Creates a new Segment instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Segment instance
                 */
                static create(properties: wayleave.event.v1.Segment.$Shape): wayleave.event.v1.Segment & wayleave.event.v1.Segment.$Shape;
                static create(properties?: wayleave.event.v1.Segment.$Properties): wayleave.event.v1.Segment;

                /**
                 * Encodes the specified Segment message. Does not implicitly {@link wayleave.event.v1.Segment.verify|verify} messages.
                 * @param message Segment message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.Segment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Segment message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.Segment & wayleave.event.v1.Segment.$Shape} Segment
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.Segment & wayleave.event.v1.Segment.$Shape;

                /**
                 * Creates a Segment message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Segment
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.Segment;

                /**
                 * Creates a plain object from a Segment message. Also converts values to other types if specified.
                 * @param message Segment
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.Segment, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Segment to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Segment
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Segment {

                /** Properties of a Segment. */
                interface $Properties {

                    /** Segment flowId */
                    flowId?: Uint8Array;

                    /** Segment segment */
                    segment?: number;

                    /** Segment gateway */
                    gateway?: string;

                    /** Segment role */
                    role?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Segment. */
                type $Shape = wayleave.event.v1.Segment.$Properties;
            }

            /**
             * Properties of a FlowDecided.
             * @deprecated Use wayleave.event.v1.FlowDecided.$Properties instead.
             */
            interface IFlowDecided extends wayleave.event.v1.FlowDecided.$Properties {
            }

            /** Represents a FlowDecided. */
            class FlowDecided {

                /**
                 * Constructs a new FlowDecided.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.FlowDecided.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FlowDecided segment. */
                segment: wayleave.event.v1.Segment;

                /** FlowDecided sessionId. */
                sessionId: Uint8Array;

                /** FlowDecided clientRef. */
                clientRef: Uint8Array;

                /** FlowDecided user. */
                user: string;

                /** FlowDecided device. */
                device: string;

                /** FlowDecided deviceClassification. */
                deviceClassification: string;

                /** FlowDecided srcIp. */
                srcIp: string;

                /** FlowDecided srcPort. */
                srcPort: number;

                /** FlowDecided host. */
                host: string;

                /** FlowDecided port. */
                port: number;

                /** FlowDecided protocol. */
                protocol: string;

                /** FlowDecided app. */
                app: string;

                /** FlowDecided action. */
                action: string;

                /** FlowDecided policy. */
                policy: string;

                /** FlowDecided reason. */
                reason: string;

                /** FlowDecided denialId. */
                denialId: string;

                /** FlowDecided notice. */
                notice: string;

                /** FlowDecided considered. */
                considered: wayleave.event.v1.RuleConsidered[];

                /** FlowDecided nearMiss. */
                nearMiss: string;

                /** FlowDecided accessMethod. */
                accessMethod: string;

                /** FlowDecided dnsUs. */
                dnsUs: (number|null);

                /** FlowDecided decideUs. */
                decideUs: (number|null);

                /** FlowDecided probe. */
                probe: boolean;

                /** FlowDecided asksBefore. */
                asksBefore: number;

                /** FlowDecided traceKept. */
                traceKept: boolean;

                /** FlowDecided judged. */
                judged: wayleave.event.v1.Judged;

                /** FlowDecided process. */
                process: wayleave.event.v1.ProcessTold;

                /** FlowDecided questionId. */
                questionId: Uint8Array;

                /**
                 * Creates a new FlowDecided instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FlowDecided instance
                 */
                static create(properties: wayleave.event.v1.FlowDecided.$Shape): wayleave.event.v1.FlowDecided & wayleave.event.v1.FlowDecided.$Shape;
                static create(properties?: wayleave.event.v1.FlowDecided.$Properties): wayleave.event.v1.FlowDecided;

                /**
                 * Encodes the specified FlowDecided message. Does not implicitly {@link wayleave.event.v1.FlowDecided.verify|verify} messages.
                 * @param message FlowDecided message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.FlowDecided.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FlowDecided message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.FlowDecided & wayleave.event.v1.FlowDecided.$Shape} FlowDecided
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.FlowDecided & wayleave.event.v1.FlowDecided.$Shape;

                /**
                 * Creates a FlowDecided message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FlowDecided
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.FlowDecided;

                /**
                 * Creates a plain object from a FlowDecided message. Also converts values to other types if specified.
                 * @param message FlowDecided
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.FlowDecided, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FlowDecided to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for FlowDecided
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace FlowDecided {

                /** Properties of a FlowDecided. */
                interface $Properties {

                    /** FlowDecided segment */
                    segment?: wayleave.event.v1.Segment.$Properties;

                    /** FlowDecided sessionId */
                    sessionId?: Uint8Array;

                    /** FlowDecided clientRef */
                    clientRef?: Uint8Array;

                    /** FlowDecided user */
                    user?: string;

                    /** FlowDecided device */
                    device?: string;

                    /** FlowDecided deviceClassification */
                    deviceClassification?: string;

                    /** FlowDecided srcIp */
                    srcIp?: string;

                    /** FlowDecided srcPort */
                    srcPort?: number;

                    /** FlowDecided host */
                    host?: string;

                    /** FlowDecided port */
                    port?: number;

                    /** FlowDecided protocol */
                    protocol?: string;

                    /** FlowDecided app */
                    app?: string;

                    /** FlowDecided action */
                    action?: string;

                    /** FlowDecided policy */
                    policy?: string;

                    /** FlowDecided reason */
                    reason?: string;

                    /** FlowDecided denialId */
                    denialId?: string;

                    /** FlowDecided notice */
                    notice?: string;

                    /** FlowDecided considered */
                    considered?: wayleave.event.v1.RuleConsidered.$Properties[];

                    /** FlowDecided nearMiss */
                    nearMiss?: string;

                    /** FlowDecided accessMethod */
                    accessMethod?: string;

                    /** FlowDecided dnsUs */
                    dnsUs?: (number|null);

                    /** FlowDecided decideUs */
                    decideUs?: (number|null);

                    /** FlowDecided probe */
                    probe?: boolean;

                    /** FlowDecided asksBefore */
                    asksBefore?: number;

                    /** FlowDecided traceKept */
                    traceKept?: boolean;

                    /** FlowDecided judged */
                    judged?: wayleave.event.v1.Judged.$Properties;

                    /** FlowDecided process */
                    process?: wayleave.event.v1.ProcessTold.$Properties;

                    /** FlowDecided questionId */
                    questionId?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FlowDecided. */
                type $Shape = wayleave.event.v1.FlowDecided.$Properties;
            }

            /**
             * Properties of a PublisherCandidate.
             * @deprecated Use wayleave.event.v1.PublisherCandidate.$Properties instead.
             */
            interface IPublisherCandidate extends wayleave.event.v1.PublisherCandidate.$Properties {
            }

            /** Represents a PublisherCandidate. */
            class PublisherCandidate {

                /**
                 * Constructs a new PublisherCandidate.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PublisherCandidate.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherCandidate publisher. */
                publisher: string;

                /** PublisherCandidate gateway. */
                gateway: string;

                /** PublisherCandidate whyNot. */
                whyNot: string;

                /** PublisherCandidate latencyBucket. */
                latencyBucket: (number|null);

                /**
                 * Creates a new PublisherCandidate instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherCandidate instance
                 */
                static create(properties: wayleave.event.v1.PublisherCandidate.$Shape): wayleave.event.v1.PublisherCandidate & wayleave.event.v1.PublisherCandidate.$Shape;
                static create(properties?: wayleave.event.v1.PublisherCandidate.$Properties): wayleave.event.v1.PublisherCandidate;

                /**
                 * Encodes the specified PublisherCandidate message. Does not implicitly {@link wayleave.event.v1.PublisherCandidate.verify|verify} messages.
                 * @param message PublisherCandidate message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PublisherCandidate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherCandidate message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PublisherCandidate & wayleave.event.v1.PublisherCandidate.$Shape} PublisherCandidate
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PublisherCandidate & wayleave.event.v1.PublisherCandidate.$Shape;

                /**
                 * Creates a PublisherCandidate message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherCandidate
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PublisherCandidate;

                /**
                 * Creates a plain object from a PublisherCandidate message. Also converts values to other types if specified.
                 * @param message PublisherCandidate
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PublisherCandidate, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherCandidate to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherCandidate
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherCandidate {

                /** Properties of a PublisherCandidate. */
                interface $Properties {

                    /** PublisherCandidate publisher */
                    publisher?: string;

                    /** PublisherCandidate gateway */
                    gateway?: string;

                    /** PublisherCandidate whyNot */
                    whyNot?: string;

                    /** PublisherCandidate latencyBucket */
                    latencyBucket?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublisherCandidate. */
                type $Shape = wayleave.event.v1.PublisherCandidate.$Properties;
            }

            /**
             * Properties of a SegmentOpened.
             * @deprecated Use wayleave.event.v1.SegmentOpened.$Properties instead.
             */
            interface ISegmentOpened extends wayleave.event.v1.SegmentOpened.$Properties {
            }

            /** Represents a SegmentOpened. */
            class SegmentOpened {

                /**
                 * Constructs a new SegmentOpened.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SegmentOpened.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SegmentOpened segment. */
                segment: wayleave.event.v1.Segment;

                /** SegmentOpened publisher. */
                publisher: string;

                /** SegmentOpened publisherGateway. */
                publisherGateway: string;

                /** SegmentOpened egressAddr. */
                egressAddr: string;

                /** SegmentOpened appAddr. */
                appAddr: string;

                /** SegmentOpened candidates. */
                candidates: wayleave.event.v1.PublisherCandidate[];

                /** SegmentOpened timings. */
                timings: wayleave.event.v1.PhaseTimings;

                /** SegmentOpened traceKept. */
                traceKept: boolean;

                /**
                 * Creates a new SegmentOpened instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SegmentOpened instance
                 */
                static create(properties: wayleave.event.v1.SegmentOpened.$Shape): wayleave.event.v1.SegmentOpened & wayleave.event.v1.SegmentOpened.$Shape;
                static create(properties?: wayleave.event.v1.SegmentOpened.$Properties): wayleave.event.v1.SegmentOpened;

                /**
                 * Encodes the specified SegmentOpened message. Does not implicitly {@link wayleave.event.v1.SegmentOpened.verify|verify} messages.
                 * @param message SegmentOpened message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SegmentOpened.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SegmentOpened message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SegmentOpened & wayleave.event.v1.SegmentOpened.$Shape} SegmentOpened
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SegmentOpened & wayleave.event.v1.SegmentOpened.$Shape;

                /**
                 * Creates a SegmentOpened message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SegmentOpened
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SegmentOpened;

                /**
                 * Creates a plain object from a SegmentOpened message. Also converts values to other types if specified.
                 * @param message SegmentOpened
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SegmentOpened, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SegmentOpened to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SegmentOpened
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SegmentOpened {

                /** Properties of a SegmentOpened. */
                interface $Properties {

                    /** SegmentOpened segment */
                    segment?: wayleave.event.v1.Segment.$Properties;

                    /** SegmentOpened publisher */
                    publisher?: string;

                    /** SegmentOpened publisherGateway */
                    publisherGateway?: string;

                    /** SegmentOpened egressAddr */
                    egressAddr?: string;

                    /** SegmentOpened appAddr */
                    appAddr?: string;

                    /** SegmentOpened candidates */
                    candidates?: wayleave.event.v1.PublisherCandidate.$Properties[];

                    /** SegmentOpened timings */
                    timings?: wayleave.event.v1.PhaseTimings.$Properties;

                    /** SegmentOpened traceKept */
                    traceKept?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SegmentOpened. */
                type $Shape = wayleave.event.v1.SegmentOpened.$Properties;
            }

            /**
             * Properties of a PhaseTimings.
             * @deprecated Use wayleave.event.v1.PhaseTimings.$Properties instead.
             */
            interface IPhaseTimings extends wayleave.event.v1.PhaseTimings.$Properties {
            }

            /** Represents a PhaseTimings. */
            class PhaseTimings {

                /**
                 * Constructs a new PhaseTimings.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PhaseTimings.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PhaseTimings routeUs. */
                routeUs: (number|null);

                /** PhaseTimings dispatchUs. */
                dispatchUs: (number|null);

                /** PhaseTimings resolveUs. */
                resolveUs: (number|null);

                /** PhaseTimings connectUs. */
                connectUs: (number|null);

                /** PhaseTimings firstByteUs. */
                firstByteUs: (number|null);

                /**
                 * Creates a new PhaseTimings instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PhaseTimings instance
                 */
                static create(properties: wayleave.event.v1.PhaseTimings.$Shape): wayleave.event.v1.PhaseTimings & wayleave.event.v1.PhaseTimings.$Shape;
                static create(properties?: wayleave.event.v1.PhaseTimings.$Properties): wayleave.event.v1.PhaseTimings;

                /**
                 * Encodes the specified PhaseTimings message. Does not implicitly {@link wayleave.event.v1.PhaseTimings.verify|verify} messages.
                 * @param message PhaseTimings message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PhaseTimings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PhaseTimings message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PhaseTimings & wayleave.event.v1.PhaseTimings.$Shape} PhaseTimings
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PhaseTimings & wayleave.event.v1.PhaseTimings.$Shape;

                /**
                 * Creates a PhaseTimings message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PhaseTimings
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PhaseTimings;

                /**
                 * Creates a plain object from a PhaseTimings message. Also converts values to other types if specified.
                 * @param message PhaseTimings
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PhaseTimings, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PhaseTimings to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PhaseTimings
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PhaseTimings {

                /** Properties of a PhaseTimings. */
                interface $Properties {

                    /** PhaseTimings routeUs */
                    routeUs?: (number|null);

                    /** PhaseTimings dispatchUs */
                    dispatchUs?: (number|null);

                    /** PhaseTimings resolveUs */
                    resolveUs?: (number|null);

                    /** PhaseTimings connectUs */
                    connectUs?: (number|null);

                    /** PhaseTimings firstByteUs */
                    firstByteUs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PhaseTimings. */
                type $Shape = wayleave.event.v1.PhaseTimings.$Properties;
            }

            /**
             * Properties of a PairMoved.
             * @deprecated Use wayleave.event.v1.PairMoved.$Properties instead.
             */
            interface IPairMoved extends wayleave.event.v1.PairMoved.$Properties {
            }

            /** Represents a PairMoved. */
            class PairMoved {

                /**
                 * Constructs a new PairMoved.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PairMoved.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PairMoved flowId. */
                flowId: Uint8Array;

                /** PairMoved gateway. */
                gateway: string;

                /** PairMoved user. */
                user: string;

                /** PairMoved device. */
                device: string;

                /** PairMoved app. */
                app: string;

                /** PairMoved from. */
                from: string;

                /** PairMoved to. */
                to: string;

                /** PairMoved why. */
                why: string;

                /**
                 * Creates a new PairMoved instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PairMoved instance
                 */
                static create(properties: wayleave.event.v1.PairMoved.$Shape): wayleave.event.v1.PairMoved & wayleave.event.v1.PairMoved.$Shape;
                static create(properties?: wayleave.event.v1.PairMoved.$Properties): wayleave.event.v1.PairMoved;

                /**
                 * Encodes the specified PairMoved message. Does not implicitly {@link wayleave.event.v1.PairMoved.verify|verify} messages.
                 * @param message PairMoved message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PairMoved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PairMoved message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PairMoved & wayleave.event.v1.PairMoved.$Shape} PairMoved
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PairMoved & wayleave.event.v1.PairMoved.$Shape;

                /**
                 * Creates a PairMoved message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PairMoved
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PairMoved;

                /**
                 * Creates a plain object from a PairMoved message. Also converts values to other types if specified.
                 * @param message PairMoved
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PairMoved, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PairMoved to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PairMoved
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PairMoved {

                /** Properties of a PairMoved. */
                interface $Properties {

                    /** PairMoved flowId */
                    flowId?: Uint8Array;

                    /** PairMoved gateway */
                    gateway?: string;

                    /** PairMoved user */
                    user?: string;

                    /** PairMoved device */
                    device?: string;

                    /** PairMoved app */
                    app?: string;

                    /** PairMoved from */
                    from?: string;

                    /** PairMoved to */
                    to?: string;

                    /** PairMoved why */
                    why?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PairMoved. */
                type $Shape = wayleave.event.v1.PairMoved.$Properties;
            }

            /**
             * Properties of a SegmentActive.
             * @deprecated Use wayleave.event.v1.SegmentActive.$Properties instead.
             */
            interface ISegmentActive extends wayleave.event.v1.SegmentActive.$Properties {
            }

            /** Represents a SegmentActive. */
            class SegmentActive {

                /**
                 * Constructs a new SegmentActive.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SegmentActive.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SegmentActive segment. */
                segment: wayleave.event.v1.Segment;

                /** SegmentActive clientBytes. */
                clientBytes: number;

                /** SegmentActive serverBytes. */
                serverBytes: number;

                /**
                 * Creates a new SegmentActive instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SegmentActive instance
                 */
                static create(properties: wayleave.event.v1.SegmentActive.$Shape): wayleave.event.v1.SegmentActive & wayleave.event.v1.SegmentActive.$Shape;
                static create(properties?: wayleave.event.v1.SegmentActive.$Properties): wayleave.event.v1.SegmentActive;

                /**
                 * Encodes the specified SegmentActive message. Does not implicitly {@link wayleave.event.v1.SegmentActive.verify|verify} messages.
                 * @param message SegmentActive message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SegmentActive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SegmentActive message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SegmentActive & wayleave.event.v1.SegmentActive.$Shape} SegmentActive
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SegmentActive & wayleave.event.v1.SegmentActive.$Shape;

                /**
                 * Creates a SegmentActive message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SegmentActive
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SegmentActive;

                /**
                 * Creates a plain object from a SegmentActive message. Also converts values to other types if specified.
                 * @param message SegmentActive
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SegmentActive, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SegmentActive to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SegmentActive
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SegmentActive {

                /** Properties of a SegmentActive. */
                interface $Properties {

                    /** SegmentActive segment */
                    segment?: wayleave.event.v1.Segment.$Properties;

                    /** SegmentActive clientBytes */
                    clientBytes?: number;

                    /** SegmentActive serverBytes */
                    serverBytes?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SegmentActive. */
                type $Shape = wayleave.event.v1.SegmentActive.$Properties;
            }

            /**
             * Properties of a SegmentEnded.
             * @deprecated Use wayleave.event.v1.SegmentEnded.$Properties instead.
             */
            interface ISegmentEnded extends wayleave.event.v1.SegmentEnded.$Properties {
            }

            /** Represents a SegmentEnded. */
            class SegmentEnded {

                /**
                 * Constructs a new SegmentEnded.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SegmentEnded.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SegmentEnded segment. */
                segment: wayleave.event.v1.Segment;

                /** SegmentEnded clientBytes. */
                clientBytes: number;

                /** SegmentEnded serverBytes. */
                serverBytes: number;

                /** SegmentEnded reason. */
                reason: string;

                /** SegmentEnded endedBy. */
                endedBy: string;

                /** SegmentEnded clientBytesLost. */
                clientBytesLost: number;

                /** SegmentEnded serverBytesLost. */
                serverBytesLost: number;

                /** SegmentEnded inexact. */
                inexact: boolean;

                /** SegmentEnded denialId. */
                denialId: string;

                /** SegmentEnded notice. */
                notice: string;

                /** SegmentEnded timings. */
                timings: wayleave.event.v1.PhaseTimings;

                /** SegmentEnded candidates. */
                candidates: wayleave.event.v1.PublisherCandidate[];

                /** SegmentEnded durationUs. */
                durationUs: number;

                /** SegmentEnded traceKept. */
                traceKept: boolean;

                /** SegmentEnded judged. */
                judged: wayleave.event.v1.Judged;

                /** SegmentEnded verdict. */
                verdict: wayleave.event.v1.JudgedAgain;

                /** SegmentEnded packets. */
                packets: wayleave.event.v1.PacketsTold;

                /**
                 * Creates a new SegmentEnded instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SegmentEnded instance
                 */
                static create(properties: wayleave.event.v1.SegmentEnded.$Shape): wayleave.event.v1.SegmentEnded & wayleave.event.v1.SegmentEnded.$Shape;
                static create(properties?: wayleave.event.v1.SegmentEnded.$Properties): wayleave.event.v1.SegmentEnded;

                /**
                 * Encodes the specified SegmentEnded message. Does not implicitly {@link wayleave.event.v1.SegmentEnded.verify|verify} messages.
                 * @param message SegmentEnded message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SegmentEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SegmentEnded message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SegmentEnded & wayleave.event.v1.SegmentEnded.$Shape} SegmentEnded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SegmentEnded & wayleave.event.v1.SegmentEnded.$Shape;

                /**
                 * Creates a SegmentEnded message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SegmentEnded
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SegmentEnded;

                /**
                 * Creates a plain object from a SegmentEnded message. Also converts values to other types if specified.
                 * @param message SegmentEnded
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SegmentEnded, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SegmentEnded to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SegmentEnded
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SegmentEnded {

                /** Properties of a SegmentEnded. */
                interface $Properties {

                    /** SegmentEnded segment */
                    segment?: wayleave.event.v1.Segment.$Properties;

                    /** SegmentEnded clientBytes */
                    clientBytes?: number;

                    /** SegmentEnded serverBytes */
                    serverBytes?: number;

                    /** SegmentEnded reason */
                    reason?: string;

                    /** SegmentEnded endedBy */
                    endedBy?: string;

                    /** SegmentEnded clientBytesLost */
                    clientBytesLost?: number;

                    /** SegmentEnded serverBytesLost */
                    serverBytesLost?: number;

                    /** SegmentEnded inexact */
                    inexact?: boolean;

                    /** SegmentEnded denialId */
                    denialId?: string;

                    /** SegmentEnded notice */
                    notice?: string;

                    /** SegmentEnded timings */
                    timings?: wayleave.event.v1.PhaseTimings.$Properties;

                    /** SegmentEnded candidates */
                    candidates?: wayleave.event.v1.PublisherCandidate.$Properties[];

                    /** SegmentEnded durationUs */
                    durationUs?: number;

                    /** SegmentEnded traceKept */
                    traceKept?: boolean;

                    /** SegmentEnded judged */
                    judged?: wayleave.event.v1.Judged.$Properties;

                    /** SegmentEnded verdict */
                    verdict?: wayleave.event.v1.JudgedAgain.$Properties;

                    /** SegmentEnded packets */
                    packets?: wayleave.event.v1.PacketsTold.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SegmentEnded. */
                type $Shape = wayleave.event.v1.SegmentEnded.$Properties;
            }

            /**
             * Properties of a NearMiss.
             * @deprecated Use wayleave.event.v1.NearMiss.$Properties instead.
             */
            interface INearMiss extends wayleave.event.v1.NearMiss.$Properties {
            }

            /** Represents a NearMiss. */
            class NearMiss {

                /**
                 * Constructs a new NearMiss.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.NearMiss.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NearMiss user. */
                user: string;

                /** NearMiss device. */
                device: string;

                /** NearMiss host. */
                host: string;

                /** NearMiss port. */
                port: number;

                /** NearMiss protocol. */
                protocol: string;

                /** NearMiss app. */
                app: string;

                /** NearMiss reason. */
                reason: string;

                /** NearMiss flowId. */
                flowId: Uint8Array;

                /**
                 * Creates a new NearMiss instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NearMiss instance
                 */
                static create(properties: wayleave.event.v1.NearMiss.$Shape): wayleave.event.v1.NearMiss & wayleave.event.v1.NearMiss.$Shape;
                static create(properties?: wayleave.event.v1.NearMiss.$Properties): wayleave.event.v1.NearMiss;

                /**
                 * Encodes the specified NearMiss message. Does not implicitly {@link wayleave.event.v1.NearMiss.verify|verify} messages.
                 * @param message NearMiss message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.NearMiss.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NearMiss message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.NearMiss & wayleave.event.v1.NearMiss.$Shape} NearMiss
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.NearMiss & wayleave.event.v1.NearMiss.$Shape;

                /**
                 * Creates a NearMiss message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NearMiss
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.NearMiss;

                /**
                 * Creates a plain object from a NearMiss message. Also converts values to other types if specified.
                 * @param message NearMiss
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.NearMiss, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NearMiss to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NearMiss
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NearMiss {

                /** Properties of a NearMiss. */
                interface $Properties {

                    /** NearMiss user */
                    user?: string;

                    /** NearMiss device */
                    device?: string;

                    /** NearMiss host */
                    host?: string;

                    /** NearMiss port */
                    port?: number;

                    /** NearMiss protocol */
                    protocol?: string;

                    /** NearMiss app */
                    app?: string;

                    /** NearMiss reason */
                    reason?: string;

                    /** NearMiss flowId */
                    flowId?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NearMiss. */
                type $Shape = wayleave.event.v1.NearMiss.$Properties;
            }

            /**
             * Properties of a SessionUp.
             * @deprecated Use wayleave.event.v1.SessionUp.$Properties instead.
             */
            interface ISessionUp extends wayleave.event.v1.SessionUp.$Properties {
            }

            /** Represents a SessionUp. */
            class SessionUp {

                /**
                 * Constructs a new SessionUp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SessionUp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionUp sessionId. */
                sessionId: Uint8Array;

                /** SessionUp user. */
                user: string;

                /** SessionUp device. */
                device: string;

                /** SessionUp deviceClassification. */
                deviceClassification: string;

                /** SessionUp gateway. */
                gateway: string;

                /** SessionUp remoteAddr. */
                remoteAddr: string;

                /** SessionUp agentVersion. */
                agentVersion: string;

                /** SessionUp os. */
                os: string;

                /** SessionUp inputs. */
                inputs: wayleave.event.v1.SessionInputs;

                /**
                 * Creates a new SessionUp instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SessionUp instance
                 */
                static create(properties: wayleave.event.v1.SessionUp.$Shape): wayleave.event.v1.SessionUp & wayleave.event.v1.SessionUp.$Shape;
                static create(properties?: wayleave.event.v1.SessionUp.$Properties): wayleave.event.v1.SessionUp;

                /**
                 * Encodes the specified SessionUp message. Does not implicitly {@link wayleave.event.v1.SessionUp.verify|verify} messages.
                 * @param message SessionUp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SessionUp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionUp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SessionUp & wayleave.event.v1.SessionUp.$Shape} SessionUp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SessionUp & wayleave.event.v1.SessionUp.$Shape;

                /**
                 * Creates a SessionUp message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SessionUp
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SessionUp;

                /**
                 * Creates a plain object from a SessionUp message. Also converts values to other types if specified.
                 * @param message SessionUp
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SessionUp, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SessionUp to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SessionUp
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionUp {

                /** Properties of a SessionUp. */
                interface $Properties {

                    /** SessionUp sessionId */
                    sessionId?: Uint8Array;

                    /** SessionUp user */
                    user?: string;

                    /** SessionUp device */
                    device?: string;

                    /** SessionUp deviceClassification */
                    deviceClassification?: string;

                    /** SessionUp gateway */
                    gateway?: string;

                    /** SessionUp remoteAddr */
                    remoteAddr?: string;

                    /** SessionUp agentVersion */
                    agentVersion?: string;

                    /** SessionUp os */
                    os?: string;

                    /** SessionUp inputs */
                    inputs?: wayleave.event.v1.SessionInputs.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionUp. */
                type $Shape = wayleave.event.v1.SessionUp.$Properties;
            }

            /**
             * Properties of a SessionDown.
             * @deprecated Use wayleave.event.v1.SessionDown.$Properties instead.
             */
            interface ISessionDown extends wayleave.event.v1.SessionDown.$Properties {
            }

            /** Represents a SessionDown. */
            class SessionDown {

                /**
                 * Constructs a new SessionDown.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SessionDown.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionDown sessionId. */
                sessionId: Uint8Array;

                /** SessionDown user. */
                user: string;

                /** SessionDown device. */
                device: string;

                /** SessionDown gateway. */
                gateway: string;

                /** SessionDown reason. */
                reason: string;

                /** SessionDown durationUs. */
                durationUs: number;

                /**
                 * Creates a new SessionDown instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SessionDown instance
                 */
                static create(properties: wayleave.event.v1.SessionDown.$Shape): wayleave.event.v1.SessionDown & wayleave.event.v1.SessionDown.$Shape;
                static create(properties?: wayleave.event.v1.SessionDown.$Properties): wayleave.event.v1.SessionDown;

                /**
                 * Encodes the specified SessionDown message. Does not implicitly {@link wayleave.event.v1.SessionDown.verify|verify} messages.
                 * @param message SessionDown message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SessionDown.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionDown message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SessionDown & wayleave.event.v1.SessionDown.$Shape} SessionDown
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SessionDown & wayleave.event.v1.SessionDown.$Shape;

                /**
                 * Creates a SessionDown message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SessionDown
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SessionDown;

                /**
                 * Creates a plain object from a SessionDown message. Also converts values to other types if specified.
                 * @param message SessionDown
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SessionDown, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SessionDown to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SessionDown
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionDown {

                /** Properties of a SessionDown. */
                interface $Properties {

                    /** SessionDown sessionId */
                    sessionId?: Uint8Array;

                    /** SessionDown user */
                    user?: string;

                    /** SessionDown device */
                    device?: string;

                    /** SessionDown gateway */
                    gateway?: string;

                    /** SessionDown reason */
                    reason?: string;

                    /** SessionDown durationUs */
                    durationUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionDown. */
                type $Shape = wayleave.event.v1.SessionDown.$Properties;
            }

            /**
             * Properties of a TunnelUp.
             * @deprecated Use wayleave.event.v1.TunnelUp.$Properties instead.
             */
            interface ITunnelUp extends wayleave.event.v1.TunnelUp.$Properties {
            }

            /** Represents a TunnelUp. */
            class TunnelUp {

                /**
                 * Constructs a new TunnelUp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.TunnelUp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TunnelUp publisher. */
                publisher: string;

                /** TunnelUp gateway. */
                gateway: string;

                /** TunnelUp attachment. */
                attachment: string;

                /** TunnelUp instance. */
                instance: Uint8Array;

                /** TunnelUp tunnel. */
                tunnel: number;

                /** TunnelUp remoteAddr. */
                remoteAddr: string;

                /**
                 * Creates a new TunnelUp instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TunnelUp instance
                 */
                static create(properties: wayleave.event.v1.TunnelUp.$Shape): wayleave.event.v1.TunnelUp & wayleave.event.v1.TunnelUp.$Shape;
                static create(properties?: wayleave.event.v1.TunnelUp.$Properties): wayleave.event.v1.TunnelUp;

                /**
                 * Encodes the specified TunnelUp message. Does not implicitly {@link wayleave.event.v1.TunnelUp.verify|verify} messages.
                 * @param message TunnelUp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.TunnelUp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TunnelUp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.TunnelUp & wayleave.event.v1.TunnelUp.$Shape} TunnelUp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.TunnelUp & wayleave.event.v1.TunnelUp.$Shape;

                /**
                 * Creates a TunnelUp message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns TunnelUp
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.TunnelUp;

                /**
                 * Creates a plain object from a TunnelUp message. Also converts values to other types if specified.
                 * @param message TunnelUp
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.TunnelUp, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this TunnelUp to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for TunnelUp
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace TunnelUp {

                /** Properties of a TunnelUp. */
                interface $Properties {

                    /** TunnelUp publisher */
                    publisher?: string;

                    /** TunnelUp gateway */
                    gateway?: string;

                    /** TunnelUp attachment */
                    attachment?: string;

                    /** TunnelUp instance */
                    instance?: Uint8Array;

                    /** TunnelUp tunnel */
                    tunnel?: number;

                    /** TunnelUp remoteAddr */
                    remoteAddr?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TunnelUp. */
                type $Shape = wayleave.event.v1.TunnelUp.$Properties;
            }

            /**
             * Properties of a TunnelDown.
             * @deprecated Use wayleave.event.v1.TunnelDown.$Properties instead.
             */
            interface ITunnelDown extends wayleave.event.v1.TunnelDown.$Properties {
            }

            /** Represents a TunnelDown. */
            class TunnelDown {

                /**
                 * Constructs a new TunnelDown.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.TunnelDown.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TunnelDown publisher. */
                publisher: string;

                /** TunnelDown gateway. */
                gateway: string;

                /** TunnelDown attachment. */
                attachment: string;

                /** TunnelDown reason. */
                reason: string;

                /** TunnelDown durationUs. */
                durationUs: number;

                /**
                 * Creates a new TunnelDown instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns TunnelDown instance
                 */
                static create(properties: wayleave.event.v1.TunnelDown.$Shape): wayleave.event.v1.TunnelDown & wayleave.event.v1.TunnelDown.$Shape;
                static create(properties?: wayleave.event.v1.TunnelDown.$Properties): wayleave.event.v1.TunnelDown;

                /**
                 * Encodes the specified TunnelDown message. Does not implicitly {@link wayleave.event.v1.TunnelDown.verify|verify} messages.
                 * @param message TunnelDown message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.TunnelDown.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TunnelDown message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.TunnelDown & wayleave.event.v1.TunnelDown.$Shape} TunnelDown
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.TunnelDown & wayleave.event.v1.TunnelDown.$Shape;

                /**
                 * Creates a TunnelDown message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns TunnelDown
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.TunnelDown;

                /**
                 * Creates a plain object from a TunnelDown message. Also converts values to other types if specified.
                 * @param message TunnelDown
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.TunnelDown, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this TunnelDown to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for TunnelDown
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace TunnelDown {

                /** Properties of a TunnelDown. */
                interface $Properties {

                    /** TunnelDown publisher */
                    publisher?: string;

                    /** TunnelDown gateway */
                    gateway?: string;

                    /** TunnelDown attachment */
                    attachment?: string;

                    /** TunnelDown reason */
                    reason?: string;

                    /** TunnelDown durationUs */
                    durationUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TunnelDown. */
                type $Shape = wayleave.event.v1.TunnelDown.$Properties;
            }

            /**
             * Properties of an AdminChanged.
             * @deprecated Use wayleave.event.v1.AdminChanged.$Properties instead.
             */
            interface IAdminChanged extends wayleave.event.v1.AdminChanged.$Properties {
            }

            /** Represents an AdminChanged. */
            class AdminChanged {

                /**
                 * Constructs a new AdminChanged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.AdminChanged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AdminChanged actor. */
                actor: string;

                /** AdminChanged verb. */
                verb: string;

                /** AdminChanged changes. */
                changes: string[];

                /** AdminChanged accepted. */
                accepted: boolean;

                /** AdminChanged mistakes. */
                mistakes: string[];

                /** AdminChanged remoteAddr. */
                remoteAddr: string;

                /** AdminChanged reason. */
                reason: string;

                /**
                 * Creates a new AdminChanged instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AdminChanged instance
                 */
                static create(properties: wayleave.event.v1.AdminChanged.$Shape): wayleave.event.v1.AdminChanged & wayleave.event.v1.AdminChanged.$Shape;
                static create(properties?: wayleave.event.v1.AdminChanged.$Properties): wayleave.event.v1.AdminChanged;

                /**
                 * Encodes the specified AdminChanged message. Does not implicitly {@link wayleave.event.v1.AdminChanged.verify|verify} messages.
                 * @param message AdminChanged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.AdminChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AdminChanged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.AdminChanged & wayleave.event.v1.AdminChanged.$Shape} AdminChanged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.AdminChanged & wayleave.event.v1.AdminChanged.$Shape;

                /**
                 * Creates an AdminChanged message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AdminChanged
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.AdminChanged;

                /**
                 * Creates a plain object from an AdminChanged message. Also converts values to other types if specified.
                 * @param message AdminChanged
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.AdminChanged, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AdminChanged to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AdminChanged
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AdminChanged {

                /** Properties of an AdminChanged. */
                interface $Properties {

                    /** AdminChanged actor */
                    actor?: string;

                    /** AdminChanged verb */
                    verb?: string;

                    /** AdminChanged changes */
                    changes?: string[];

                    /** AdminChanged accepted */
                    accepted?: boolean;

                    /** AdminChanged mistakes */
                    mistakes?: string[];

                    /** AdminChanged remoteAddr */
                    remoteAddr?: string;

                    /** AdminChanged reason */
                    reason?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AdminChanged. */
                type $Shape = wayleave.event.v1.AdminChanged.$Properties;
            }

            /**
             * Properties of a PacketsTold.
             * @deprecated Use wayleave.event.v1.PacketsTold.$Properties instead.
             */
            interface IPacketsTold extends wayleave.event.v1.PacketsTold.$Properties {
            }

            /** Represents a PacketsTold. */
            class PacketsTold {

                /**
                 * Constructs a new PacketsTold.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PacketsTold.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PacketsTold clientPackets. */
                clientPackets: number;

                /** PacketsTold serverPackets. */
                serverPackets: number;

                /** PacketsTold drops. */
                drops: wayleave.event.v1.PacketDrops[];

                /**
                 * Creates a new PacketsTold instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PacketsTold instance
                 */
                static create(properties: wayleave.event.v1.PacketsTold.$Shape): wayleave.event.v1.PacketsTold & wayleave.event.v1.PacketsTold.$Shape;
                static create(properties?: wayleave.event.v1.PacketsTold.$Properties): wayleave.event.v1.PacketsTold;

                /**
                 * Encodes the specified PacketsTold message. Does not implicitly {@link wayleave.event.v1.PacketsTold.verify|verify} messages.
                 * @param message PacketsTold message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PacketsTold.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PacketsTold message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PacketsTold & wayleave.event.v1.PacketsTold.$Shape} PacketsTold
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PacketsTold & wayleave.event.v1.PacketsTold.$Shape;

                /**
                 * Creates a PacketsTold message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PacketsTold
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PacketsTold;

                /**
                 * Creates a plain object from a PacketsTold message. Also converts values to other types if specified.
                 * @param message PacketsTold
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PacketsTold, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PacketsTold to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PacketsTold
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PacketsTold {

                /** Properties of a PacketsTold. */
                interface $Properties {

                    /** PacketsTold clientPackets */
                    clientPackets?: number;

                    /** PacketsTold serverPackets */
                    serverPackets?: number;

                    /** PacketsTold drops */
                    drops?: wayleave.event.v1.PacketDrops.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PacketsTold. */
                type $Shape = wayleave.event.v1.PacketsTold.$Properties;
            }

            /**
             * Properties of a PacketDrops.
             * @deprecated Use wayleave.event.v1.PacketDrops.$Properties instead.
             */
            interface IPacketDrops extends wayleave.event.v1.PacketDrops.$Properties {
            }

            /** Represents a PacketDrops. */
            class PacketDrops {

                /**
                 * Constructs a new PacketDrops.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.PacketDrops.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PacketDrops reason. */
                reason: string;

                /** PacketDrops clientPackets. */
                clientPackets: number;

                /** PacketDrops serverPackets. */
                serverPackets: number;

                /**
                 * Creates a new PacketDrops instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PacketDrops instance
                 */
                static create(properties: wayleave.event.v1.PacketDrops.$Shape): wayleave.event.v1.PacketDrops & wayleave.event.v1.PacketDrops.$Shape;
                static create(properties?: wayleave.event.v1.PacketDrops.$Properties): wayleave.event.v1.PacketDrops;

                /**
                 * Encodes the specified PacketDrops message. Does not implicitly {@link wayleave.event.v1.PacketDrops.verify|verify} messages.
                 * @param message PacketDrops message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.PacketDrops.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PacketDrops message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.PacketDrops & wayleave.event.v1.PacketDrops.$Shape} PacketDrops
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.PacketDrops & wayleave.event.v1.PacketDrops.$Shape;

                /**
                 * Creates a PacketDrops message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PacketDrops
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.PacketDrops;

                /**
                 * Creates a plain object from a PacketDrops message. Also converts values to other types if specified.
                 * @param message PacketDrops
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.PacketDrops, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PacketDrops to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PacketDrops
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PacketDrops {

                /** Properties of a PacketDrops. */
                interface $Properties {

                    /** PacketDrops reason */
                    reason?: string;

                    /** PacketDrops clientPackets */
                    clientPackets?: number;

                    /** PacketDrops serverPackets */
                    serverPackets?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PacketDrops. */
                type $Shape = wayleave.event.v1.PacketDrops.$Properties;
            }

            /**
             * Properties of a ProcessTold.
             * @deprecated Use wayleave.event.v1.ProcessTold.$Properties instead.
             */
            interface IProcessTold extends wayleave.event.v1.ProcessTold.$Properties {
            }

            /** Represents a ProcessTold. */
            class ProcessTold {

                /**
                 * Constructs a new ProcessTold.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.ProcessTold.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ProcessTold name. */
                name: string;

                /** ProcessTold pathHash. */
                pathHash: Uint8Array;

                /** ProcessTold uid. */
                uid: (number|null);

                /**
                 * Creates a new ProcessTold instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ProcessTold instance
                 */
                static create(properties: wayleave.event.v1.ProcessTold.$Shape): wayleave.event.v1.ProcessTold & wayleave.event.v1.ProcessTold.$Shape;
                static create(properties?: wayleave.event.v1.ProcessTold.$Properties): wayleave.event.v1.ProcessTold;

                /**
                 * Encodes the specified ProcessTold message. Does not implicitly {@link wayleave.event.v1.ProcessTold.verify|verify} messages.
                 * @param message ProcessTold message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.ProcessTold.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProcessTold message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.ProcessTold & wayleave.event.v1.ProcessTold.$Shape} ProcessTold
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.ProcessTold & wayleave.event.v1.ProcessTold.$Shape;

                /**
                 * Creates a ProcessTold message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ProcessTold
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.ProcessTold;

                /**
                 * Creates a plain object from a ProcessTold message. Also converts values to other types if specified.
                 * @param message ProcessTold
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.ProcessTold, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ProcessTold to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ProcessTold
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ProcessTold {

                /** Properties of a ProcessTold. */
                interface $Properties {

                    /** ProcessTold name */
                    name?: string;

                    /** ProcessTold pathHash */
                    pathHash?: Uint8Array;

                    /** ProcessTold uid */
                    uid?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProcessTold. */
                type $Shape = wayleave.event.v1.ProcessTold.$Properties;
            }

            /**
             * Properties of a FlowsNotCarried.
             * @deprecated Use wayleave.event.v1.FlowsNotCarried.$Properties instead.
             */
            interface IFlowsNotCarried extends wayleave.event.v1.FlowsNotCarried.$Properties {
            }

            /** Represents a FlowsNotCarried. */
            class FlowsNotCarried {

                /**
                 * Constructs a new FlowsNotCarried.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.FlowsNotCarried.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FlowsNotCarried device. */
                device: string;

                /** FlowsNotCarried reason. */
                reason: string;

                /** FlowsNotCarried count. */
                count: number;

                /**
                 * Creates a new FlowsNotCarried instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FlowsNotCarried instance
                 */
                static create(properties: wayleave.event.v1.FlowsNotCarried.$Shape): wayleave.event.v1.FlowsNotCarried & wayleave.event.v1.FlowsNotCarried.$Shape;
                static create(properties?: wayleave.event.v1.FlowsNotCarried.$Properties): wayleave.event.v1.FlowsNotCarried;

                /**
                 * Encodes the specified FlowsNotCarried message. Does not implicitly {@link wayleave.event.v1.FlowsNotCarried.verify|verify} messages.
                 * @param message FlowsNotCarried message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.FlowsNotCarried.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FlowsNotCarried message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.FlowsNotCarried & wayleave.event.v1.FlowsNotCarried.$Shape} FlowsNotCarried
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.FlowsNotCarried & wayleave.event.v1.FlowsNotCarried.$Shape;

                /**
                 * Creates a FlowsNotCarried message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FlowsNotCarried
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.FlowsNotCarried;

                /**
                 * Creates a plain object from a FlowsNotCarried message. Also converts values to other types if specified.
                 * @param message FlowsNotCarried
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.FlowsNotCarried, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FlowsNotCarried to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for FlowsNotCarried
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace FlowsNotCarried {

                /** Properties of a FlowsNotCarried. */
                interface $Properties {

                    /** FlowsNotCarried device */
                    device?: string;

                    /** FlowsNotCarried reason */
                    reason?: string;

                    /** FlowsNotCarried count */
                    count?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FlowsNotCarried. */
                type $Shape = wayleave.event.v1.FlowsNotCarried.$Properties;
            }

            /**
             * Properties of an AppListTaken.
             * @deprecated Use wayleave.event.v1.AppListTaken.$Properties instead.
             */
            interface IAppListTaken extends wayleave.event.v1.AppListTaken.$Properties {
            }

            /** Represents an AppListTaken. */
            class AppListTaken {

                /**
                 * Constructs a new AppListTaken.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.AppListTaken.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppListTaken publisher. */
                publisher: string;

                /** AppListTaken apps. */
                apps: number;

                /**
                 * Creates a new AppListTaken instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppListTaken instance
                 */
                static create(properties: wayleave.event.v1.AppListTaken.$Shape): wayleave.event.v1.AppListTaken & wayleave.event.v1.AppListTaken.$Shape;
                static create(properties?: wayleave.event.v1.AppListTaken.$Properties): wayleave.event.v1.AppListTaken;

                /**
                 * Encodes the specified AppListTaken message. Does not implicitly {@link wayleave.event.v1.AppListTaken.verify|verify} messages.
                 * @param message AppListTaken message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.AppListTaken.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppListTaken message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.AppListTaken & wayleave.event.v1.AppListTaken.$Shape} AppListTaken
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.AppListTaken & wayleave.event.v1.AppListTaken.$Shape;

                /**
                 * Creates an AppListTaken message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AppListTaken
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.AppListTaken;

                /**
                 * Creates a plain object from an AppListTaken message. Also converts values to other types if specified.
                 * @param message AppListTaken
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.AppListTaken, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AppListTaken to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AppListTaken
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AppListTaken {

                /** Properties of an AppListTaken. */
                interface $Properties {

                    /** AppListTaken publisher */
                    publisher?: string;

                    /** AppListTaken apps */
                    apps?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppListTaken. */
                type $Shape = wayleave.event.v1.AppListTaken.$Properties;
            }

            /**
             * Properties of an EventsDropped.
             * @deprecated Use wayleave.event.v1.EventsDropped.$Properties instead.
             */
            interface IEventsDropped extends wayleave.event.v1.EventsDropped.$Properties {
            }

            /** Represents an EventsDropped. */
            class EventsDropped {

                /**
                 * Constructs a new EventsDropped.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.EventsDropped.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EventsDropped kind. */
                kind: string;

                /** EventsDropped count. */
                count: number;

                /**
                 * Creates a new EventsDropped instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EventsDropped instance
                 */
                static create(properties: wayleave.event.v1.EventsDropped.$Shape): wayleave.event.v1.EventsDropped & wayleave.event.v1.EventsDropped.$Shape;
                static create(properties?: wayleave.event.v1.EventsDropped.$Properties): wayleave.event.v1.EventsDropped;

                /**
                 * Encodes the specified EventsDropped message. Does not implicitly {@link wayleave.event.v1.EventsDropped.verify|verify} messages.
                 * @param message EventsDropped message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.EventsDropped.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EventsDropped message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.EventsDropped & wayleave.event.v1.EventsDropped.$Shape} EventsDropped
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.EventsDropped & wayleave.event.v1.EventsDropped.$Shape;

                /**
                 * Creates an EventsDropped message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns EventsDropped
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.EventsDropped;

                /**
                 * Creates a plain object from an EventsDropped message. Also converts values to other types if specified.
                 * @param message EventsDropped
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.EventsDropped, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this EventsDropped to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for EventsDropped
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace EventsDropped {

                /** Properties of an EventsDropped. */
                interface $Properties {

                    /** EventsDropped kind */
                    kind?: string;

                    /** EventsDropped count */
                    count?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EventsDropped. */
                type $Shape = wayleave.event.v1.EventsDropped.$Properties;
            }

            /**
             * Properties of a SourceStarted.
             * @deprecated Use wayleave.event.v1.SourceStarted.$Properties instead.
             */
            interface ISourceStarted extends wayleave.event.v1.SourceStarted.$Properties {
            }

            /** Represents a SourceStarted. */
            class SourceStarted {

                /**
                 * Constructs a new SourceStarted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.event.v1.SourceStarted.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SourceStarted version. */
                version: string;

                /** SourceStarted roles. */
                roles: string[];

                /** SourceStarted previousBoot. */
                previousBoot: Uint8Array;

                /** SourceStarted previousSequence. */
                previousSequence: number;

                /** SourceStarted segmentsEnded. */
                segmentsEnded: number;

                /** SourceStarted damagedBytes. */
                damagedBytes: number;

                /**
                 * Creates a new SourceStarted instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SourceStarted instance
                 */
                static create(properties: wayleave.event.v1.SourceStarted.$Shape): wayleave.event.v1.SourceStarted & wayleave.event.v1.SourceStarted.$Shape;
                static create(properties?: wayleave.event.v1.SourceStarted.$Properties): wayleave.event.v1.SourceStarted;

                /**
                 * Encodes the specified SourceStarted message. Does not implicitly {@link wayleave.event.v1.SourceStarted.verify|verify} messages.
                 * @param message SourceStarted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.event.v1.SourceStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SourceStarted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.event.v1.SourceStarted & wayleave.event.v1.SourceStarted.$Shape} SourceStarted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.event.v1.SourceStarted & wayleave.event.v1.SourceStarted.$Shape;

                /**
                 * Creates a SourceStarted message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SourceStarted
                 */
                static fromObject(object: { [k: string]: any }): wayleave.event.v1.SourceStarted;

                /**
                 * Creates a plain object from a SourceStarted message. Also converts values to other types if specified.
                 * @param message SourceStarted
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.event.v1.SourceStarted, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SourceStarted to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SourceStarted
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SourceStarted {

                /** Properties of a SourceStarted. */
                interface $Properties {

                    /** SourceStarted version */
                    version?: string;

                    /** SourceStarted roles */
                    roles?: string[];

                    /** SourceStarted previousBoot */
                    previousBoot?: Uint8Array;

                    /** SourceStarted previousSequence */
                    previousSequence?: number;

                    /** SourceStarted segmentsEnded */
                    segmentsEnded?: number;

                    /** SourceStarted damagedBytes */
                    damagedBytes?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SourceStarted. */
                type $Shape = wayleave.event.v1.SourceStarted.$Properties;
            }
        }
    }

    /** Namespace attach. */
    namespace attach {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a PublisherMessage.
             * @deprecated Use wayleave.attach.v1.PublisherMessage.$Properties instead.
             */
            interface IPublisherMessage extends wayleave.attach.v1.PublisherMessage.$Properties {
            }

            /** Represents a PublisherMessage. */
            class PublisherMessage {

                /**
                 * Constructs a new PublisherMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.PublisherMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherMessage hello. */
                hello: (wayleave.attach.v1.PublisherHello|null);

                /** PublisherMessage appsAck. */
                appsAck: (wayleave.attach.v1.AppsAck|null);

                /** PublisherMessage ping. */
                ping: (wayleave.attach.v1.Ping|null);

                /** PublisherMessage pong. */
                pong: (wayleave.attach.v1.Pong|null);

                /** PublisherMessage load. */
                load: (wayleave.attach.v1.Load|null);

                /** PublisherMessage draining. */
                draining: (wayleave.attach.v1.Draining|null);

                /** PublisherMessage health. */
                health: (wayleave.attach.v1.Health|null);

                /** PublisherMessage nameAnswer. */
                nameAnswer: (wayleave.attach.v1.NameAnswer|null);

                /** PublisherMessage kind. */
                kind?: ("hello"|"appsAck"|"ping"|"pong"|"load"|"draining"|"health"|"nameAnswer");

                /**
                 * Creates a new PublisherMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherMessage instance
                 */
                static create(properties: wayleave.attach.v1.PublisherMessage.$Shape): wayleave.attach.v1.PublisherMessage & wayleave.attach.v1.PublisherMessage.$Shape;
                static create(properties?: wayleave.attach.v1.PublisherMessage.$Properties): wayleave.attach.v1.PublisherMessage;

                /**
                 * Encodes the specified PublisherMessage message. Does not implicitly {@link wayleave.attach.v1.PublisherMessage.verify|verify} messages.
                 * @param message PublisherMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.PublisherMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.PublisherMessage & wayleave.attach.v1.PublisherMessage.$Shape} PublisherMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.PublisherMessage & wayleave.attach.v1.PublisherMessage.$Shape;

                /**
                 * Creates a PublisherMessage message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherMessage
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.PublisherMessage;

                /**
                 * Creates a plain object from a PublisherMessage message. Also converts values to other types if specified.
                 * @param message PublisherMessage
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.PublisherMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherMessage to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherMessage
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherMessage {

                /** Properties of a PublisherMessage. */
                interface $Properties {

                    /** PublisherMessage hello */
                    hello?: (wayleave.attach.v1.PublisherHello.$Properties|null);

                    /** PublisherMessage appsAck */
                    appsAck?: (wayleave.attach.v1.AppsAck.$Properties|null);

                    /** PublisherMessage ping */
                    ping?: (wayleave.attach.v1.Ping.$Properties|null);

                    /** PublisherMessage pong */
                    pong?: (wayleave.attach.v1.Pong.$Properties|null);

                    /** PublisherMessage load */
                    load?: (wayleave.attach.v1.Load.$Properties|null);

                    /** PublisherMessage draining */
                    draining?: (wayleave.attach.v1.Draining.$Properties|null);

                    /** PublisherMessage health */
                    health?: (wayleave.attach.v1.Health.$Properties|null);

                    /** PublisherMessage nameAnswer */
                    nameAnswer?: (wayleave.attach.v1.NameAnswer.$Properties|null);

                    /** PublisherMessage kind */
                    kind?: ("hello"|"appsAck"|"ping"|"pong"|"load"|"draining"|"health"|"nameAnswer");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a PublisherMessage. */
                type $Shape = {
                  hello?: wayleave.attach.v1.PublisherHello.$Shape|null;
                  appsAck?: wayleave.attach.v1.AppsAck.$Shape|null;
                  ping?: wayleave.attach.v1.Ping.$Shape|null;
                  pong?: wayleave.attach.v1.Pong.$Shape|null;
                  load?: wayleave.attach.v1.Load.$Shape|null;
                  draining?: wayleave.attach.v1.Draining.$Shape|null;
                  health?: wayleave.attach.v1.Health.$Shape|null;
                  nameAnswer?: wayleave.attach.v1.NameAnswer.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; hello?: null; appsAck?: null; ping?: null; pong?: null; load?: null; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "hello"; hello: wayleave.attach.v1.PublisherHello.$Shape; appsAck?: null; ping?: null; pong?: null; load?: null; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "appsAck"; hello?: null; appsAck: wayleave.attach.v1.AppsAck.$Shape; ping?: null; pong?: null; load?: null; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "ping"; hello?: null; appsAck?: null; ping: wayleave.attach.v1.Ping.$Shape; pong?: null; load?: null; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "pong"; hello?: null; appsAck?: null; ping?: null; pong: wayleave.attach.v1.Pong.$Shape; load?: null; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "load"; hello?: null; appsAck?: null; ping?: null; pong?: null; load: wayleave.attach.v1.Load.$Shape; draining?: null; health?: null; nameAnswer?: null }|{ kind?: "draining"; hello?: null; appsAck?: null; ping?: null; pong?: null; load?: null; draining: wayleave.attach.v1.Draining.$Shape; health?: null; nameAnswer?: null }|{ kind?: "health"; hello?: null; appsAck?: null; ping?: null; pong?: null; load?: null; draining?: null; health: wayleave.attach.v1.Health.$Shape; nameAnswer?: null }|{ kind?: "nameAnswer"; hello?: null; appsAck?: null; ping?: null; pong?: null; load?: null; draining?: null; health?: null; nameAnswer: wayleave.attach.v1.NameAnswer.$Shape })
                );
            }

            /**
             * Properties of a NameQuestion.
             * @deprecated Use wayleave.attach.v1.NameQuestion.$Properties instead.
             */
            interface INameQuestion extends wayleave.attach.v1.NameQuestion.$Properties {
            }

            /** Represents a NameQuestion. */
            class NameQuestion {

                /**
                 * Constructs a new NameQuestion.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.NameQuestion.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NameQuestion id. */
                id: number;

                /** NameQuestion ask. */
                ask: wayleave.name.v1.AskRequest;

                /**
                 * Creates a new NameQuestion instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NameQuestion instance
                 */
                static create(properties: wayleave.attach.v1.NameQuestion.$Shape): wayleave.attach.v1.NameQuestion & wayleave.attach.v1.NameQuestion.$Shape;
                static create(properties?: wayleave.attach.v1.NameQuestion.$Properties): wayleave.attach.v1.NameQuestion;

                /**
                 * Encodes the specified NameQuestion message. Does not implicitly {@link wayleave.attach.v1.NameQuestion.verify|verify} messages.
                 * @param message NameQuestion message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.NameQuestion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NameQuestion message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.NameQuestion & wayleave.attach.v1.NameQuestion.$Shape} NameQuestion
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.NameQuestion & wayleave.attach.v1.NameQuestion.$Shape;

                /**
                 * Creates a NameQuestion message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NameQuestion
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.NameQuestion;

                /**
                 * Creates a plain object from a NameQuestion message. Also converts values to other types if specified.
                 * @param message NameQuestion
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.NameQuestion, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NameQuestion to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NameQuestion
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NameQuestion {

                /** Properties of a NameQuestion. */
                interface $Properties {

                    /** NameQuestion id */
                    id?: number;

                    /** NameQuestion ask */
                    ask?: wayleave.name.v1.AskRequest.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NameQuestion. */
                type $Shape = wayleave.attach.v1.NameQuestion.$Properties;
            }

            /**
             * Properties of a NameAnswer.
             * @deprecated Use wayleave.attach.v1.NameAnswer.$Properties instead.
             */
            interface INameAnswer extends wayleave.attach.v1.NameAnswer.$Properties {
            }

            /** Represents a NameAnswer. */
            class NameAnswer {

                /**
                 * Constructs a new NameAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.NameAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** NameAnswer id. */
                id: number;

                /** NameAnswer answer. */
                answer: wayleave.name.v1.Answer;

                /**
                 * Creates a new NameAnswer instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns NameAnswer instance
                 */
                static create(properties: wayleave.attach.v1.NameAnswer.$Shape): wayleave.attach.v1.NameAnswer & wayleave.attach.v1.NameAnswer.$Shape;
                static create(properties?: wayleave.attach.v1.NameAnswer.$Properties): wayleave.attach.v1.NameAnswer;

                /**
                 * Encodes the specified NameAnswer message. Does not implicitly {@link wayleave.attach.v1.NameAnswer.verify|verify} messages.
                 * @param message NameAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.NameAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a NameAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.NameAnswer & wayleave.attach.v1.NameAnswer.$Shape} NameAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.NameAnswer & wayleave.attach.v1.NameAnswer.$Shape;

                /**
                 * Creates a NameAnswer message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns NameAnswer
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.NameAnswer;

                /**
                 * Creates a plain object from a NameAnswer message. Also converts values to other types if specified.
                 * @param message NameAnswer
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.NameAnswer, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this NameAnswer to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for NameAnswer
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace NameAnswer {

                /** Properties of a NameAnswer. */
                interface $Properties {

                    /** NameAnswer id */
                    id?: number;

                    /** NameAnswer answer */
                    answer?: wayleave.name.v1.Answer.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a NameAnswer. */
                type $Shape = wayleave.attach.v1.NameAnswer.$Properties;
            }

            /**
             * Properties of a MeasureRequest.
             * @deprecated Use wayleave.attach.v1.MeasureRequest.$Properties instead.
             */
            interface IMeasureRequest extends wayleave.attach.v1.MeasureRequest.$Properties {
            }

            /** Represents a MeasureRequest. */
            class MeasureRequest {

                /**
                 * Constructs a new MeasureRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.MeasureRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new MeasureRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MeasureRequest instance
                 */
                static create(properties: wayleave.attach.v1.MeasureRequest.$Shape): wayleave.attach.v1.MeasureRequest & wayleave.attach.v1.MeasureRequest.$Shape;
                static create(properties?: wayleave.attach.v1.MeasureRequest.$Properties): wayleave.attach.v1.MeasureRequest;

                /**
                 * Encodes the specified MeasureRequest message. Does not implicitly {@link wayleave.attach.v1.MeasureRequest.verify|verify} messages.
                 * @param message MeasureRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.MeasureRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MeasureRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.MeasureRequest & wayleave.attach.v1.MeasureRequest.$Shape} MeasureRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.MeasureRequest & wayleave.attach.v1.MeasureRequest.$Shape;

                /**
                 * Creates a MeasureRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns MeasureRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.MeasureRequest;

                /**
                 * Creates a plain object from a MeasureRequest message. Also converts values to other types if specified.
                 * @param message MeasureRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.MeasureRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this MeasureRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for MeasureRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace MeasureRequest {

                /** Properties of a MeasureRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MeasureRequest. */
                type $Shape = wayleave.attach.v1.MeasureRequest.$Properties;
            }

            /**
             * Properties of a MeasureResponse.
             * @deprecated Use wayleave.attach.v1.MeasureResponse.$Properties instead.
             */
            interface IMeasureResponse extends wayleave.attach.v1.MeasureResponse.$Properties {
            }

            /** Represents a MeasureResponse. */
            class MeasureResponse {

                /**
                 * Constructs a new MeasureResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.MeasureResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MeasureResponse gateway. */
                gateway: string;

                /** MeasureResponse draining. */
                draining: boolean;

                /**
                 * Creates a new MeasureResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns MeasureResponse instance
                 */
                static create(properties: wayleave.attach.v1.MeasureResponse.$Shape): wayleave.attach.v1.MeasureResponse & wayleave.attach.v1.MeasureResponse.$Shape;
                static create(properties?: wayleave.attach.v1.MeasureResponse.$Properties): wayleave.attach.v1.MeasureResponse;

                /**
                 * Encodes the specified MeasureResponse message. Does not implicitly {@link wayleave.attach.v1.MeasureResponse.verify|verify} messages.
                 * @param message MeasureResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.MeasureResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MeasureResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.MeasureResponse & wayleave.attach.v1.MeasureResponse.$Shape} MeasureResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.MeasureResponse & wayleave.attach.v1.MeasureResponse.$Shape;

                /**
                 * Creates a MeasureResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns MeasureResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.MeasureResponse;

                /**
                 * Creates a plain object from a MeasureResponse message. Also converts values to other types if specified.
                 * @param message MeasureResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.MeasureResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this MeasureResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for MeasureResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace MeasureResponse {

                /** Properties of a MeasureResponse. */
                interface $Properties {

                    /** MeasureResponse gateway */
                    gateway?: string;

                    /** MeasureResponse draining */
                    draining?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MeasureResponse. */
                type $Shape = wayleave.attach.v1.MeasureResponse.$Properties;
            }

            /**
             * Properties of an AttachMessage.
             * @deprecated Use wayleave.attach.v1.AttachMessage.$Properties instead.
             */
            interface IAttachMessage extends wayleave.attach.v1.AttachMessage.$Properties {
            }

            /** Represents an AttachMessage. */
            class AttachMessage {

                /**
                 * Constructs a new AttachMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.AttachMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AttachMessage attached. */
                attached: (wayleave.attach.v1.Attached|null);

                /** AttachMessage apps. */
                apps: (wayleave.attach.v1.AppList|null);

                /** AttachMessage ping. */
                ping: (wayleave.attach.v1.Ping|null);

                /** AttachMessage pong. */
                pong: (wayleave.attach.v1.Pong|null);

                /** AttachMessage drain. */
                drain: (wayleave.attach.v1.Drain|null);

                /** AttachMessage refused. */
                refused: (wayleave.attach.v1.AttachRefused|null);

                /** AttachMessage nameQuestion. */
                nameQuestion: (wayleave.attach.v1.NameQuestion|null);

                /** AttachMessage kind. */
                kind?: ("attached"|"apps"|"ping"|"pong"|"drain"|"refused"|"nameQuestion");

                /**
                 * Creates a new AttachMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AttachMessage instance
                 */
                static create(properties: wayleave.attach.v1.AttachMessage.$Shape): wayleave.attach.v1.AttachMessage & wayleave.attach.v1.AttachMessage.$Shape;
                static create(properties?: wayleave.attach.v1.AttachMessage.$Properties): wayleave.attach.v1.AttachMessage;

                /**
                 * Encodes the specified AttachMessage message. Does not implicitly {@link wayleave.attach.v1.AttachMessage.verify|verify} messages.
                 * @param message AttachMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.AttachMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AttachMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.AttachMessage & wayleave.attach.v1.AttachMessage.$Shape} AttachMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.AttachMessage & wayleave.attach.v1.AttachMessage.$Shape;

                /**
                 * Creates an AttachMessage message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AttachMessage
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.AttachMessage;

                /**
                 * Creates a plain object from an AttachMessage message. Also converts values to other types if specified.
                 * @param message AttachMessage
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.AttachMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AttachMessage to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AttachMessage
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AttachMessage {

                /** Properties of an AttachMessage. */
                interface $Properties {

                    /** AttachMessage attached */
                    attached?: (wayleave.attach.v1.Attached.$Properties|null);

                    /** AttachMessage apps */
                    apps?: (wayleave.attach.v1.AppList.$Properties|null);

                    /** AttachMessage ping */
                    ping?: (wayleave.attach.v1.Ping.$Properties|null);

                    /** AttachMessage pong */
                    pong?: (wayleave.attach.v1.Pong.$Properties|null);

                    /** AttachMessage drain */
                    drain?: (wayleave.attach.v1.Drain.$Properties|null);

                    /** AttachMessage refused */
                    refused?: (wayleave.attach.v1.AttachRefused.$Properties|null);

                    /** AttachMessage nameQuestion */
                    nameQuestion?: (wayleave.attach.v1.NameQuestion.$Properties|null);

                    /** AttachMessage kind */
                    kind?: ("attached"|"apps"|"ping"|"pong"|"drain"|"refused"|"nameQuestion");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an AttachMessage. */
                type $Shape = {
                  attached?: wayleave.attach.v1.Attached.$Shape|null;
                  apps?: wayleave.attach.v1.AppList.$Shape|null;
                  ping?: wayleave.attach.v1.Ping.$Shape|null;
                  pong?: wayleave.attach.v1.Pong.$Shape|null;
                  drain?: wayleave.attach.v1.Drain.$Shape|null;
                  refused?: wayleave.attach.v1.AttachRefused.$Shape|null;
                  nameQuestion?: wayleave.attach.v1.NameQuestion.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; attached?: null; apps?: null; ping?: null; pong?: null; drain?: null; refused?: null; nameQuestion?: null }|{ kind?: "attached"; attached: wayleave.attach.v1.Attached.$Shape; apps?: null; ping?: null; pong?: null; drain?: null; refused?: null; nameQuestion?: null }|{ kind?: "apps"; attached?: null; apps: wayleave.attach.v1.AppList.$Shape; ping?: null; pong?: null; drain?: null; refused?: null; nameQuestion?: null }|{ kind?: "ping"; attached?: null; apps?: null; ping: wayleave.attach.v1.Ping.$Shape; pong?: null; drain?: null; refused?: null; nameQuestion?: null }|{ kind?: "pong"; attached?: null; apps?: null; ping?: null; pong: wayleave.attach.v1.Pong.$Shape; drain?: null; refused?: null; nameQuestion?: null }|{ kind?: "drain"; attached?: null; apps?: null; ping?: null; pong?: null; drain: wayleave.attach.v1.Drain.$Shape; refused?: null; nameQuestion?: null }|{ kind?: "refused"; attached?: null; apps?: null; ping?: null; pong?: null; drain?: null; refused: wayleave.attach.v1.AttachRefused.$Shape; nameQuestion?: null }|{ kind?: "nameQuestion"; attached?: null; apps?: null; ping?: null; pong?: null; drain?: null; refused?: null; nameQuestion: wayleave.attach.v1.NameQuestion.$Shape })
                );
            }

            /**
             * Properties of a PublisherHello.
             * @deprecated Use wayleave.attach.v1.PublisherHello.$Properties instead.
             */
            interface IPublisherHello extends wayleave.attach.v1.PublisherHello.$Properties {
            }

            /** Represents a PublisherHello. */
            class PublisherHello {

                /**
                 * Constructs a new PublisherHello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.PublisherHello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublisherHello version. */
                version: string;

                /** PublisherHello instance. */
                instance: Uint8Array;

                /** PublisherHello tunnel. */
                tunnel: number;

                /**
                 * Creates a new PublisherHello instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublisherHello instance
                 */
                static create(properties: wayleave.attach.v1.PublisherHello.$Shape): wayleave.attach.v1.PublisherHello & wayleave.attach.v1.PublisherHello.$Shape;
                static create(properties?: wayleave.attach.v1.PublisherHello.$Properties): wayleave.attach.v1.PublisherHello;

                /**
                 * Encodes the specified PublisherHello message. Does not implicitly {@link wayleave.attach.v1.PublisherHello.verify|verify} messages.
                 * @param message PublisherHello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.PublisherHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublisherHello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.PublisherHello & wayleave.attach.v1.PublisherHello.$Shape} PublisherHello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.PublisherHello & wayleave.attach.v1.PublisherHello.$Shape;

                /**
                 * Creates a PublisherHello message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublisherHello
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.PublisherHello;

                /**
                 * Creates a plain object from a PublisherHello message. Also converts values to other types if specified.
                 * @param message PublisherHello
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.PublisherHello, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublisherHello to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublisherHello
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublisherHello {

                /** Properties of a PublisherHello. */
                interface $Properties {

                    /** PublisherHello version */
                    version?: string;

                    /** PublisherHello instance */
                    instance?: Uint8Array;

                    /** PublisherHello tunnel */
                    tunnel?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublisherHello. */
                type $Shape = wayleave.attach.v1.PublisherHello.$Properties;
            }

            /**
             * Properties of an AppsAck.
             * @deprecated Use wayleave.attach.v1.AppsAck.$Properties instead.
             */
            interface IAppsAck extends wayleave.attach.v1.AppsAck.$Properties {
            }

            /** Represents an AppsAck. */
            class AppsAck {

                /**
                 * Constructs a new AppsAck.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.AppsAck.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppsAck version. */
                version: number;

                /**
                 * Creates a new AppsAck instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppsAck instance
                 */
                static create(properties: wayleave.attach.v1.AppsAck.$Shape): wayleave.attach.v1.AppsAck & wayleave.attach.v1.AppsAck.$Shape;
                static create(properties?: wayleave.attach.v1.AppsAck.$Properties): wayleave.attach.v1.AppsAck;

                /**
                 * Encodes the specified AppsAck message. Does not implicitly {@link wayleave.attach.v1.AppsAck.verify|verify} messages.
                 * @param message AppsAck message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.AppsAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppsAck message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.AppsAck & wayleave.attach.v1.AppsAck.$Shape} AppsAck
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.AppsAck & wayleave.attach.v1.AppsAck.$Shape;

                /**
                 * Creates an AppsAck message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AppsAck
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.AppsAck;

                /**
                 * Creates a plain object from an AppsAck message. Also converts values to other types if specified.
                 * @param message AppsAck
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.AppsAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AppsAck to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AppsAck
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AppsAck {

                /** Properties of an AppsAck. */
                interface $Properties {

                    /** AppsAck version */
                    version?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppsAck. */
                type $Shape = wayleave.attach.v1.AppsAck.$Properties;
            }

            /**
             * Properties of a Ping.
             * @deprecated Use wayleave.attach.v1.Ping.$Properties instead.
             */
            interface IPing extends wayleave.attach.v1.Ping.$Properties {
            }

            /** Represents a Ping. */
            class Ping {

                /**
                 * Constructs a new Ping.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Ping.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Ping sequence. */
                sequence: number;

                /** Ping sentAtUs. */
                sentAtUs: number;

                /**
                 * Creates a new Ping instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Ping instance
                 */
                static create(properties: wayleave.attach.v1.Ping.$Shape): wayleave.attach.v1.Ping & wayleave.attach.v1.Ping.$Shape;
                static create(properties?: wayleave.attach.v1.Ping.$Properties): wayleave.attach.v1.Ping;

                /**
                 * Encodes the specified Ping message. Does not implicitly {@link wayleave.attach.v1.Ping.verify|verify} messages.
                 * @param message Ping message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Ping message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Ping & wayleave.attach.v1.Ping.$Shape} Ping
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Ping & wayleave.attach.v1.Ping.$Shape;

                /**
                 * Creates a Ping message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Ping
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Ping;

                /**
                 * Creates a plain object from a Ping message. Also converts values to other types if specified.
                 * @param message Ping
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Ping, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Ping to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Ping
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Ping {

                /** Properties of a Ping. */
                interface $Properties {

                    /** Ping sequence */
                    sequence?: number;

                    /** Ping sentAtUs */
                    sentAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Ping. */
                type $Shape = wayleave.attach.v1.Ping.$Properties;
            }

            /**
             * Properties of a Pong.
             * @deprecated Use wayleave.attach.v1.Pong.$Properties instead.
             */
            interface IPong extends wayleave.attach.v1.Pong.$Properties {
            }

            /** Represents a Pong. */
            class Pong {

                /**
                 * Constructs a new Pong.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Pong.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Pong sequence. */
                sequence: number;

                /** Pong pingSentAtUs. */
                pingSentAtUs: number;

                /** Pong sentAtUs. */
                sentAtUs: number;

                /**
                 * Creates a new Pong instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Pong instance
                 */
                static create(properties: wayleave.attach.v1.Pong.$Shape): wayleave.attach.v1.Pong & wayleave.attach.v1.Pong.$Shape;
                static create(properties?: wayleave.attach.v1.Pong.$Properties): wayleave.attach.v1.Pong;

                /**
                 * Encodes the specified Pong message. Does not implicitly {@link wayleave.attach.v1.Pong.verify|verify} messages.
                 * @param message Pong message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Pong message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Pong & wayleave.attach.v1.Pong.$Shape} Pong
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Pong & wayleave.attach.v1.Pong.$Shape;

                /**
                 * Creates a Pong message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Pong
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Pong;

                /**
                 * Creates a plain object from a Pong message. Also converts values to other types if specified.
                 * @param message Pong
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Pong, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Pong to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Pong
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Pong {

                /** Properties of a Pong. */
                interface $Properties {

                    /** Pong sequence */
                    sequence?: number;

                    /** Pong pingSentAtUs */
                    pingSentAtUs?: number;

                    /** Pong sentAtUs */
                    sentAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Pong. */
                type $Shape = wayleave.attach.v1.Pong.$Properties;
            }

            /** Band enum. */
            enum Band {

                /** BAND_UNSPECIFIED value */
                BAND_UNSPECIFIED = 0,

                /** BAND_NORMAL value */
                BAND_NORMAL = 1,

                /** BAND_HIGH value */
                BAND_HIGH = 2,

                /** BAND_FULL value */
                BAND_FULL = 3
            }

            /**
             * Properties of a Load.
             * @deprecated Use wayleave.attach.v1.Load.$Properties instead.
             */
            interface ILoad extends wayleave.attach.v1.Load.$Properties {
            }

            /** Represents a Load. */
            class Load {

                /**
                 * Constructs a new Load.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Load.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Load band. */
                band: wayleave.attach.v1.Band;

                /** Load flows. */
                flows: number;

                /**
                 * Creates a new Load instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Load instance
                 */
                static create(properties: wayleave.attach.v1.Load.$Shape): wayleave.attach.v1.Load & wayleave.attach.v1.Load.$Shape;
                static create(properties?: wayleave.attach.v1.Load.$Properties): wayleave.attach.v1.Load;

                /**
                 * Encodes the specified Load message. Does not implicitly {@link wayleave.attach.v1.Load.verify|verify} messages.
                 * @param message Load message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Load.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Load message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Load & wayleave.attach.v1.Load.$Shape} Load
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Load & wayleave.attach.v1.Load.$Shape;

                /**
                 * Creates a Load message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Load
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Load;

                /**
                 * Creates a plain object from a Load message. Also converts values to other types if specified.
                 * @param message Load
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Load, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Load to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Load
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Load {

                /** Properties of a Load. */
                interface $Properties {

                    /** Load band */
                    band?: wayleave.attach.v1.Band;

                    /** Load flows */
                    flows?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Load. */
                type $Shape = wayleave.attach.v1.Load.$Properties;
            }

            /**
             * Properties of a Draining.
             * @deprecated Use wayleave.attach.v1.Draining.$Properties instead.
             */
            interface IDraining extends wayleave.attach.v1.Draining.$Properties {
            }

            /** Represents a Draining. */
            class Draining {

                /**
                 * Constructs a new Draining.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Draining.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new Draining instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Draining instance
                 */
                static create(properties: wayleave.attach.v1.Draining.$Shape): wayleave.attach.v1.Draining & wayleave.attach.v1.Draining.$Shape;
                static create(properties?: wayleave.attach.v1.Draining.$Properties): wayleave.attach.v1.Draining;

                /**
                 * Encodes the specified Draining message. Does not implicitly {@link wayleave.attach.v1.Draining.verify|verify} messages.
                 * @param message Draining message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Draining.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Draining message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Draining & wayleave.attach.v1.Draining.$Shape} Draining
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Draining & wayleave.attach.v1.Draining.$Shape;

                /**
                 * Creates a Draining message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Draining
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Draining;

                /**
                 * Creates a plain object from a Draining message. Also converts values to other types if specified.
                 * @param message Draining
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Draining, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Draining to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Draining
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Draining {

                /** Properties of a Draining. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Draining. */
                type $Shape = wayleave.attach.v1.Draining.$Properties;
            }

            /**
             * Properties of a Health.
             * @deprecated Use wayleave.attach.v1.Health.$Properties instead.
             */
            interface IHealth extends wayleave.attach.v1.Health.$Properties {
            }

            /** Represents a Health. */
            class Health {

                /**
                 * Constructs a new Health.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Health.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Health ports. */
                ports: wayleave.attach.v1.PortHealth[];

                /**
                 * Creates a new Health instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Health instance
                 */
                static create(properties: wayleave.attach.v1.Health.$Shape): wayleave.attach.v1.Health & wayleave.attach.v1.Health.$Shape;
                static create(properties?: wayleave.attach.v1.Health.$Properties): wayleave.attach.v1.Health;

                /**
                 * Encodes the specified Health message. Does not implicitly {@link wayleave.attach.v1.Health.verify|verify} messages.
                 * @param message Health message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Health.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Health message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Health & wayleave.attach.v1.Health.$Shape} Health
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Health & wayleave.attach.v1.Health.$Shape;

                /**
                 * Creates a Health message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Health
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Health;

                /**
                 * Creates a plain object from a Health message. Also converts values to other types if specified.
                 * @param message Health
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Health, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Health to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Health
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Health {

                /** Properties of a Health. */
                interface $Properties {

                    /** Health ports */
                    ports?: wayleave.attach.v1.PortHealth.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Health. */
                type $Shape = wayleave.attach.v1.Health.$Properties;
            }

            /** PortStatus enum. */
            enum PortStatus {

                /** PORT_STATUS_UNSPECIFIED value */
                PORT_STATUS_UNSPECIFIED = 0,

                /** PORT_STATUS_UP value */
                PORT_STATUS_UP = 1,

                /** PORT_STATUS_DOWN value */
                PORT_STATUS_DOWN = 2,

                /** PORT_STATUS_UNKNOWN value */
                PORT_STATUS_UNKNOWN = 3
            }

            /**
             * Properties of a PortHealth.
             * @deprecated Use wayleave.attach.v1.PortHealth.$Properties instead.
             */
            interface IPortHealth extends wayleave.attach.v1.PortHealth.$Properties {
            }

            /** Represents a PortHealth. */
            class PortHealth {

                /**
                 * Constructs a new PortHealth.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.PortHealth.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PortHealth app. */
                app: string;

                /** PortHealth host. */
                host: string;

                /** PortHealth port. */
                port: number;

                /** PortHealth protocol. */
                protocol: string;

                /** PortHealth status. */
                status: wayleave.attach.v1.PortStatus;

                /** PortHealth code. */
                code: string;

                /**
                 * Creates a new PortHealth instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PortHealth instance
                 */
                static create(properties: wayleave.attach.v1.PortHealth.$Shape): wayleave.attach.v1.PortHealth & wayleave.attach.v1.PortHealth.$Shape;
                static create(properties?: wayleave.attach.v1.PortHealth.$Properties): wayleave.attach.v1.PortHealth;

                /**
                 * Encodes the specified PortHealth message. Does not implicitly {@link wayleave.attach.v1.PortHealth.verify|verify} messages.
                 * @param message PortHealth message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.PortHealth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PortHealth message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.PortHealth & wayleave.attach.v1.PortHealth.$Shape} PortHealth
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.PortHealth & wayleave.attach.v1.PortHealth.$Shape;

                /**
                 * Creates a PortHealth message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PortHealth
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.PortHealth;

                /**
                 * Creates a plain object from a PortHealth message. Also converts values to other types if specified.
                 * @param message PortHealth
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.PortHealth, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PortHealth to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PortHealth
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortHealth {

                /** Properties of a PortHealth. */
                interface $Properties {

                    /** PortHealth app */
                    app?: string;

                    /** PortHealth host */
                    host?: string;

                    /** PortHealth port */
                    port?: number;

                    /** PortHealth protocol */
                    protocol?: string;

                    /** PortHealth status */
                    status?: wayleave.attach.v1.PortStatus;

                    /** PortHealth code */
                    code?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PortHealth. */
                type $Shape = wayleave.attach.v1.PortHealth.$Properties;
            }

            /**
             * Properties of an Attached.
             * @deprecated Use wayleave.attach.v1.Attached.$Properties instead.
             */
            interface IAttached extends wayleave.attach.v1.Attached.$Properties {
            }

            /** Represents an Attached. */
            class Attached {

                /**
                 * Constructs a new Attached.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Attached.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Attached attachment. */
                attachment: string;

                /** Attached gateway. */
                gateway: string;

                /** Attached idleTarget. */
                idleTarget: number;

                /**
                 * Creates a new Attached instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Attached instance
                 */
                static create(properties: wayleave.attach.v1.Attached.$Shape): wayleave.attach.v1.Attached & wayleave.attach.v1.Attached.$Shape;
                static create(properties?: wayleave.attach.v1.Attached.$Properties): wayleave.attach.v1.Attached;

                /**
                 * Encodes the specified Attached message. Does not implicitly {@link wayleave.attach.v1.Attached.verify|verify} messages.
                 * @param message Attached message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Attached.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Attached message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Attached & wayleave.attach.v1.Attached.$Shape} Attached
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Attached & wayleave.attach.v1.Attached.$Shape;

                /**
                 * Creates an Attached message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Attached
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Attached;

                /**
                 * Creates a plain object from an Attached message. Also converts values to other types if specified.
                 * @param message Attached
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Attached, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Attached to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Attached
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Attached {

                /** Properties of an Attached. */
                interface $Properties {

                    /** Attached attachment */
                    attachment?: string;

                    /** Attached gateway */
                    gateway?: string;

                    /** Attached idleTarget */
                    idleTarget?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Attached. */
                type $Shape = wayleave.attach.v1.Attached.$Properties;
            }

            /**
             * Properties of an AppList.
             * @deprecated Use wayleave.attach.v1.AppList.$Properties instead.
             */
            interface IAppList extends wayleave.attach.v1.AppList.$Properties {
            }

            /** Represents an AppList. */
            class AppList {

                /**
                 * Constructs a new AppList.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.AppList.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppList version. */
                version: number;

                /** AppList apps. */
                apps: wayleave.attach.v1.PublishedApp[];

                /** AppList changes. */
                changes: boolean;

                /** AppList gone. */
                gone: string[];

                /** AppList more. */
                more: boolean;

                /**
                 * Creates a new AppList instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AppList instance
                 */
                static create(properties: wayleave.attach.v1.AppList.$Shape): wayleave.attach.v1.AppList & wayleave.attach.v1.AppList.$Shape;
                static create(properties?: wayleave.attach.v1.AppList.$Properties): wayleave.attach.v1.AppList;

                /**
                 * Encodes the specified AppList message. Does not implicitly {@link wayleave.attach.v1.AppList.verify|verify} messages.
                 * @param message AppList message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.AppList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppList message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.AppList & wayleave.attach.v1.AppList.$Shape} AppList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.AppList & wayleave.attach.v1.AppList.$Shape;

                /**
                 * Creates an AppList message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AppList
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.AppList;

                /**
                 * Creates a plain object from an AppList message. Also converts values to other types if specified.
                 * @param message AppList
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.AppList, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AppList to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AppList
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AppList {

                /** Properties of an AppList. */
                interface $Properties {

                    /** AppList version */
                    version?: number;

                    /** AppList apps */
                    apps?: wayleave.attach.v1.PublishedApp.$Properties[];

                    /** AppList changes */
                    changes?: boolean;

                    /** AppList gone */
                    gone?: string[];

                    /** AppList more */
                    more?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppList. */
                type $Shape = wayleave.attach.v1.AppList.$Properties;
            }

            /**
             * Properties of a PublishedApp.
             * @deprecated Use wayleave.attach.v1.PublishedApp.$Properties instead.
             */
            interface IPublishedApp extends wayleave.attach.v1.PublishedApp.$Properties {
            }

            /** Represents a PublishedApp. */
            class PublishedApp {

                /**
                 * Constructs a new PublishedApp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.PublishedApp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PublishedApp name. */
                name: string;

                /** PublishedApp hosts. */
                hosts: string[];

                /** PublishedApp ports. */
                ports: wayleave.attach.v1.PortRange[];

                /** PublishedApp origin. */
                origin: string;

                /** PublishedApp connectTimeoutMs. */
                connectTimeoutMs: number;

                /** PublishedApp probe. */
                probe: wayleave.attach.v1.Probe;

                /** PublishedApp probeEveryS. */
                probeEveryS: number;

                /**
                 * Creates a new PublishedApp instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PublishedApp instance
                 */
                static create(properties: wayleave.attach.v1.PublishedApp.$Shape): wayleave.attach.v1.PublishedApp & wayleave.attach.v1.PublishedApp.$Shape;
                static create(properties?: wayleave.attach.v1.PublishedApp.$Properties): wayleave.attach.v1.PublishedApp;

                /**
                 * Encodes the specified PublishedApp message. Does not implicitly {@link wayleave.attach.v1.PublishedApp.verify|verify} messages.
                 * @param message PublishedApp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.PublishedApp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PublishedApp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.PublishedApp & wayleave.attach.v1.PublishedApp.$Shape} PublishedApp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.PublishedApp & wayleave.attach.v1.PublishedApp.$Shape;

                /**
                 * Creates a PublishedApp message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PublishedApp
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.PublishedApp;

                /**
                 * Creates a plain object from a PublishedApp message. Also converts values to other types if specified.
                 * @param message PublishedApp
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.PublishedApp, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PublishedApp to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PublishedApp
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PublishedApp {

                /** Properties of a PublishedApp. */
                interface $Properties {

                    /** PublishedApp name */
                    name?: string;

                    /** PublishedApp hosts */
                    hosts?: string[];

                    /** PublishedApp ports */
                    ports?: wayleave.attach.v1.PortRange.$Properties[];

                    /** PublishedApp origin */
                    origin?: string;

                    /** PublishedApp connectTimeoutMs */
                    connectTimeoutMs?: number;

                    /** PublishedApp probe */
                    probe?: wayleave.attach.v1.Probe;

                    /** PublishedApp probeEveryS */
                    probeEveryS?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PublishedApp. */
                type $Shape = wayleave.attach.v1.PublishedApp.$Properties;
            }

            /** Probe enum. */
            enum Probe {

                /** PROBE_UNSPECIFIED value */
                PROBE_UNSPECIFIED = 0,

                /** PROBE_OFF value */
                PROBE_OFF = 1,

                /** PROBE_PASSIVE value */
                PROBE_PASSIVE = 2,

                /** PROBE_ACTIVE value */
                PROBE_ACTIVE = 3
            }

            /**
             * Properties of a PortRange.
             * @deprecated Use wayleave.attach.v1.PortRange.$Properties instead.
             */
            interface IPortRange extends wayleave.attach.v1.PortRange.$Properties {
            }

            /** Represents a PortRange. */
            class PortRange {

                /**
                 * Constructs a new PortRange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.PortRange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PortRange protocol. */
                protocol: string;

                /** PortRange from. */
                from: number;

                /** PortRange to. */
                to: number;

                /**
                 * Creates a new PortRange instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PortRange instance
                 */
                static create(properties: wayleave.attach.v1.PortRange.$Shape): wayleave.attach.v1.PortRange & wayleave.attach.v1.PortRange.$Shape;
                static create(properties?: wayleave.attach.v1.PortRange.$Properties): wayleave.attach.v1.PortRange;

                /**
                 * Encodes the specified PortRange message. Does not implicitly {@link wayleave.attach.v1.PortRange.verify|verify} messages.
                 * @param message PortRange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.PortRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PortRange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.PortRange & wayleave.attach.v1.PortRange.$Shape} PortRange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.PortRange & wayleave.attach.v1.PortRange.$Shape;

                /**
                 * Creates a PortRange message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PortRange
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.PortRange;

                /**
                 * Creates a plain object from a PortRange message. Also converts values to other types if specified.
                 * @param message PortRange
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.PortRange, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PortRange to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PortRange
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortRange {

                /** Properties of a PortRange. */
                interface $Properties {

                    /** PortRange protocol */
                    protocol?: string;

                    /** PortRange from */
                    from?: number;

                    /** PortRange to */
                    to?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PortRange. */
                type $Shape = wayleave.attach.v1.PortRange.$Properties;
            }

            /**
             * Properties of a Drain.
             * @deprecated Use wayleave.attach.v1.Drain.$Properties instead.
             */
            interface IDrain extends wayleave.attach.v1.Drain.$Properties {
            }

            /** Represents a Drain. */
            class Drain {

                /**
                 * Constructs a new Drain.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.Drain.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Drain graceMs. */
                graceMs: number;

                /** Drain over. */
                over: boolean;

                /**
                 * Creates a new Drain instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Drain instance
                 */
                static create(properties: wayleave.attach.v1.Drain.$Shape): wayleave.attach.v1.Drain & wayleave.attach.v1.Drain.$Shape;
                static create(properties?: wayleave.attach.v1.Drain.$Properties): wayleave.attach.v1.Drain;

                /**
                 * Encodes the specified Drain message. Does not implicitly {@link wayleave.attach.v1.Drain.verify|verify} messages.
                 * @param message Drain message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.Drain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Drain message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.Drain & wayleave.attach.v1.Drain.$Shape} Drain
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.Drain & wayleave.attach.v1.Drain.$Shape;

                /**
                 * Creates a Drain message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Drain
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.Drain;

                /**
                 * Creates a plain object from a Drain message. Also converts values to other types if specified.
                 * @param message Drain
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.Drain, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Drain to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Drain
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Drain {

                /** Properties of a Drain. */
                interface $Properties {

                    /** Drain graceMs */
                    graceMs?: number;

                    /** Drain over */
                    over?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Drain. */
                type $Shape = wayleave.attach.v1.Drain.$Properties;
            }

            /**
             * Properties of an AttachRefused.
             * @deprecated Use wayleave.attach.v1.AttachRefused.$Properties instead.
             */
            interface IAttachRefused extends wayleave.attach.v1.AttachRefused.$Properties {
            }

            /** Represents an AttachRefused. */
            class AttachRefused {

                /**
                 * Constructs a new AttachRefused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.attach.v1.AttachRefused.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AttachRefused code. */
                code: string;

                /** AttachRefused notice. */
                notice: string;

                /**
                 * Creates a new AttachRefused instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AttachRefused instance
                 */
                static create(properties: wayleave.attach.v1.AttachRefused.$Shape): wayleave.attach.v1.AttachRefused & wayleave.attach.v1.AttachRefused.$Shape;
                static create(properties?: wayleave.attach.v1.AttachRefused.$Properties): wayleave.attach.v1.AttachRefused;

                /**
                 * Encodes the specified AttachRefused message. Does not implicitly {@link wayleave.attach.v1.AttachRefused.verify|verify} messages.
                 * @param message AttachRefused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.attach.v1.AttachRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AttachRefused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.attach.v1.AttachRefused & wayleave.attach.v1.AttachRefused.$Shape} AttachRefused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.attach.v1.AttachRefused & wayleave.attach.v1.AttachRefused.$Shape;

                /**
                 * Creates an AttachRefused message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AttachRefused
                 */
                static fromObject(object: { [k: string]: any }): wayleave.attach.v1.AttachRefused;

                /**
                 * Creates a plain object from an AttachRefused message. Also converts values to other types if specified.
                 * @param message AttachRefused
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.attach.v1.AttachRefused, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AttachRefused to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AttachRefused
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AttachRefused {

                /** Properties of an AttachRefused. */
                interface $Properties {

                    /** AttachRefused code */
                    code?: string;

                    /** AttachRefused notice */
                    notice?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AttachRefused. */
                type $Shape = wayleave.attach.v1.AttachRefused.$Properties;
            }
        }
    }

    /** Namespace flow. */
    namespace flow {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Frame.
             * @deprecated Use wayleave.flow.v1.Frame.$Properties instead.
             */
            interface IFrame extends wayleave.flow.v1.Frame.$Properties {
            }

            /** Represents a Frame. */
            class Frame {

                /**
                 * Constructs a new Frame.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Frame.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Frame data. */
                data: (Uint8Array|null);

                /** Frame open. */
                open: (wayleave.flow.v1.Open|null);

                /** Frame opened. */
                opened: (wayleave.flow.v1.Opened|null);

                /** Frame refused. */
                refused: (wayleave.flow.v1.Refused|null);

                /** Frame datagram. */
                datagram: (Uint8Array|null);

                /** Frame fin. */
                fin: (wayleave.flow.v1.Fin|null);

                /** Frame reset. */
                reset: (wayleave.flow.v1.Reset|null);

                /** Frame ack. */
                ack: (wayleave.flow.v1.Ack|null);

                /** Frame mark. */
                mark: (wayleave.flow.v1.Mark|null);

                /** Frame taken. */
                taken: (wayleave.flow.v1.Taken|null);

                /** Frame tally. */
                tally: (wayleave.flow.v1.Tally|null);

                /** Frame datagrams. */
                datagrams: (wayleave.flow.v1.Datagrams|null);

                /** Frame kind. */
                kind?: ("data"|"open"|"opened"|"refused"|"datagram"|"fin"|"reset"|"ack"|"mark"|"taken"|"tally"|"datagrams");

                /**
                 * Creates a new Frame instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Frame instance
                 */
                static create(properties: wayleave.flow.v1.Frame.$Shape): wayleave.flow.v1.Frame & wayleave.flow.v1.Frame.$Shape;
                static create(properties?: wayleave.flow.v1.Frame.$Properties): wayleave.flow.v1.Frame;

                /**
                 * Encodes the specified Frame message. Does not implicitly {@link wayleave.flow.v1.Frame.verify|verify} messages.
                 * @param message Frame message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Frame message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Frame & wayleave.flow.v1.Frame.$Shape} Frame
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Frame & wayleave.flow.v1.Frame.$Shape;

                /**
                 * Creates a Frame message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Frame
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Frame;

                /**
                 * Creates a plain object from a Frame message. Also converts values to other types if specified.
                 * @param message Frame
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Frame, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Frame to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Frame
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Frame {

                /** Properties of a Frame. */
                interface $Properties {

                    /** Frame data */
                    data?: (Uint8Array|null);

                    /** Frame open */
                    open?: (wayleave.flow.v1.Open.$Properties|null);

                    /** Frame opened */
                    opened?: (wayleave.flow.v1.Opened.$Properties|null);

                    /** Frame refused */
                    refused?: (wayleave.flow.v1.Refused.$Properties|null);

                    /** Frame datagram */
                    datagram?: (Uint8Array|null);

                    /** Frame fin */
                    fin?: (wayleave.flow.v1.Fin.$Properties|null);

                    /** Frame reset */
                    reset?: (wayleave.flow.v1.Reset.$Properties|null);

                    /** Frame ack */
                    ack?: (wayleave.flow.v1.Ack.$Properties|null);

                    /** Frame mark */
                    mark?: (wayleave.flow.v1.Mark.$Properties|null);

                    /** Frame taken */
                    taken?: (wayleave.flow.v1.Taken.$Properties|null);

                    /** Frame tally */
                    tally?: (wayleave.flow.v1.Tally.$Properties|null);

                    /** Frame datagrams */
                    datagrams?: (wayleave.flow.v1.Datagrams.$Properties|null);

                    /** Frame kind */
                    kind?: ("data"|"open"|"opened"|"refused"|"datagram"|"fin"|"reset"|"ack"|"mark"|"taken"|"tally"|"datagrams");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Frame. */
                type $Shape = {
                  data?: Uint8Array|null;
                  open?: wayleave.flow.v1.Open.$Shape|null;
                  opened?: wayleave.flow.v1.Opened.$Shape|null;
                  refused?: wayleave.flow.v1.Refused.$Shape|null;
                  datagram?: Uint8Array|null;
                  fin?: wayleave.flow.v1.Fin.$Shape|null;
                  reset?: wayleave.flow.v1.Reset.$Shape|null;
                  ack?: wayleave.flow.v1.Ack.$Shape|null;
                  mark?: wayleave.flow.v1.Mark.$Shape|null;
                  taken?: wayleave.flow.v1.Taken.$Shape|null;
                  tally?: wayleave.flow.v1.Tally.$Shape|null;
                  datagrams?: wayleave.flow.v1.Datagrams.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "data"; data: Uint8Array; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "open"; data?: null; open: wayleave.flow.v1.Open.$Shape; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "opened"; data?: null; open?: null; opened: wayleave.flow.v1.Opened.$Shape; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "refused"; data?: null; open?: null; opened?: null; refused: wayleave.flow.v1.Refused.$Shape; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "datagram"; data?: null; open?: null; opened?: null; refused?: null; datagram: Uint8Array; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "fin"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin: wayleave.flow.v1.Fin.$Shape; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "reset"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset: wayleave.flow.v1.Reset.$Shape; ack?: null; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "ack"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack: wayleave.flow.v1.Ack.$Shape; mark?: null; taken?: null; tally?: null; datagrams?: null }|{ kind?: "mark"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark: wayleave.flow.v1.Mark.$Shape; taken?: null; tally?: null; datagrams?: null }|{ kind?: "taken"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken: wayleave.flow.v1.Taken.$Shape; tally?: null; datagrams?: null }|{ kind?: "tally"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally: wayleave.flow.v1.Tally.$Shape; datagrams?: null }|{ kind?: "datagrams"; data?: null; open?: null; opened?: null; refused?: null; datagram?: null; fin?: null; reset?: null; ack?: null; mark?: null; taken?: null; tally?: null; datagrams: wayleave.flow.v1.Datagrams.$Shape })
                );
            }

            /**
             * Properties of a Datagrams.
             * @deprecated Use wayleave.flow.v1.Datagrams.$Properties instead.
             */
            interface IDatagrams extends wayleave.flow.v1.Datagrams.$Properties {
            }

            /** Represents a Datagrams. */
            class Datagrams {

                /**
                 * Constructs a new Datagrams.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Datagrams.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Datagrams payloads. */
                payloads: Uint8Array[];

                /**
                 * Creates a new Datagrams instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Datagrams instance
                 */
                static create(properties: wayleave.flow.v1.Datagrams.$Shape): wayleave.flow.v1.Datagrams & wayleave.flow.v1.Datagrams.$Shape;
                static create(properties?: wayleave.flow.v1.Datagrams.$Properties): wayleave.flow.v1.Datagrams;

                /**
                 * Encodes the specified Datagrams message. Does not implicitly {@link wayleave.flow.v1.Datagrams.verify|verify} messages.
                 * @param message Datagrams message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Datagrams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Datagrams message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Datagrams & wayleave.flow.v1.Datagrams.$Shape} Datagrams
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Datagrams & wayleave.flow.v1.Datagrams.$Shape;

                /**
                 * Creates a Datagrams message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Datagrams
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Datagrams;

                /**
                 * Creates a plain object from a Datagrams message. Also converts values to other types if specified.
                 * @param message Datagrams
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Datagrams, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Datagrams to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Datagrams
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Datagrams {

                /** Properties of a Datagrams. */
                interface $Properties {

                    /** Datagrams payloads */
                    payloads?: Uint8Array[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Datagrams. */
                type $Shape = wayleave.flow.v1.Datagrams.$Properties;
            }

            /**
             * Properties of an Open.
             * @deprecated Use wayleave.flow.v1.Open.$Properties instead.
             */
            interface IOpen extends wayleave.flow.v1.Open.$Properties {
            }

            /** Represents an Open. */
            class Open {

                /**
                 * Constructs a new Open.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Open.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Open clientRef. */
                clientRef: Uint8Array;

                /** Open sessionId. */
                sessionId: Uint8Array;

                /** Open host. */
                host: string;

                /** Open port. */
                port: number;

                /** Open protocol. */
                protocol: wayleave.flow.v1.Protocol;

                /** Open srcIp. */
                srcIp: string;

                /** Open srcPort. */
                srcPort: number;

                /** Open traceparent. */
                traceparent: string;

                /** Open earlyData. */
                earlyData: boolean;

                /** Open resume. */
                resume: wayleave.flow.v1.Resume;

                /** Open deviceProof. */
                deviceProof: Uint8Array;

                /** Open acks. */
                acks: boolean;

                /** Open sentAtUs. */
                sentAtUs: number;

                /** Open innerTls. */
                innerTls: number;

                /** Open dnsUs. */
                dnsUs: number;

                /** Open asksBefore. */
                asksBefore: number;

                /** Open program. */
                program: wayleave.flow.v1.ProgramFacts;

                /** Open questionId. */
                questionId: Uint8Array;

                /** Open flowId. */
                flowId: Uint8Array;

                /** Open segment. */
                segment: number;

                /** Open permit. */
                permit: wayleave.flow.v1.SignedPermit;

                /**
                 * Creates a new Open instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Open instance
                 */
                static create(properties: wayleave.flow.v1.Open.$Shape): wayleave.flow.v1.Open & wayleave.flow.v1.Open.$Shape;
                static create(properties?: wayleave.flow.v1.Open.$Properties): wayleave.flow.v1.Open;

                /**
                 * Encodes the specified Open message. Does not implicitly {@link wayleave.flow.v1.Open.verify|verify} messages.
                 * @param message Open message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Open.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Open message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Open & wayleave.flow.v1.Open.$Shape} Open
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Open & wayleave.flow.v1.Open.$Shape;

                /**
                 * Creates an Open message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Open
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Open;

                /**
                 * Creates a plain object from an Open message. Also converts values to other types if specified.
                 * @param message Open
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Open, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Open to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Open
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Open {

                /** Properties of an Open. */
                interface $Properties {

                    /** Open clientRef */
                    clientRef?: Uint8Array;

                    /** Open sessionId */
                    sessionId?: Uint8Array;

                    /** Open host */
                    host?: string;

                    /** Open port */
                    port?: number;

                    /** Open protocol */
                    protocol?: wayleave.flow.v1.Protocol;

                    /** Open srcIp */
                    srcIp?: string;

                    /** Open srcPort */
                    srcPort?: number;

                    /** Open traceparent */
                    traceparent?: string;

                    /** Open earlyData */
                    earlyData?: boolean;

                    /** Open resume */
                    resume?: wayleave.flow.v1.Resume.$Properties;

                    /** Open deviceProof */
                    deviceProof?: Uint8Array;

                    /** Open acks */
                    acks?: boolean;

                    /** Open sentAtUs */
                    sentAtUs?: number;

                    /** Open innerTls */
                    innerTls?: number;

                    /** Open dnsUs */
                    dnsUs?: number;

                    /** Open asksBefore */
                    asksBefore?: number;

                    /** Open program */
                    program?: wayleave.flow.v1.ProgramFacts.$Properties;

                    /** Open questionId */
                    questionId?: Uint8Array;

                    /** Open flowId */
                    flowId?: Uint8Array;

                    /** Open segment */
                    segment?: number;

                    /** Open permit */
                    permit?: wayleave.flow.v1.SignedPermit.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Open. */
                type $Shape = wayleave.flow.v1.Open.$Properties;
            }

            /**
             * Properties of a ProgramFacts.
             * @deprecated Use wayleave.flow.v1.ProgramFacts.$Properties instead.
             */
            interface IProgramFacts extends wayleave.flow.v1.ProgramFacts.$Properties {
            }

            /** Represents a ProgramFacts. */
            class ProgramFacts {

                /**
                 * Constructs a new ProgramFacts.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.ProgramFacts.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ProgramFacts name. */
                name: string;

                /** ProgramFacts pathHash. */
                pathHash: Uint8Array;

                /** ProgramFacts uid. */
                uid: (number|null);

                /**
                 * Creates a new ProgramFacts instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ProgramFacts instance
                 */
                static create(properties: wayleave.flow.v1.ProgramFacts.$Shape): wayleave.flow.v1.ProgramFacts & wayleave.flow.v1.ProgramFacts.$Shape;
                static create(properties?: wayleave.flow.v1.ProgramFacts.$Properties): wayleave.flow.v1.ProgramFacts;

                /**
                 * Encodes the specified ProgramFacts message. Does not implicitly {@link wayleave.flow.v1.ProgramFacts.verify|verify} messages.
                 * @param message ProgramFacts message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.ProgramFacts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProgramFacts message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.ProgramFacts & wayleave.flow.v1.ProgramFacts.$Shape} ProgramFacts
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.ProgramFacts & wayleave.flow.v1.ProgramFacts.$Shape;

                /**
                 * Creates a ProgramFacts message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ProgramFacts
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.ProgramFacts;

                /**
                 * Creates a plain object from a ProgramFacts message. Also converts values to other types if specified.
                 * @param message ProgramFacts
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.ProgramFacts, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ProgramFacts to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ProgramFacts
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ProgramFacts {

                /** Properties of a ProgramFacts. */
                interface $Properties {

                    /** ProgramFacts name */
                    name?: string;

                    /** ProgramFacts pathHash */
                    pathHash?: Uint8Array;

                    /** ProgramFacts uid */
                    uid?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProgramFacts. */
                type $Shape = wayleave.flow.v1.ProgramFacts.$Properties;
            }

            /** Protocol enum. */
            enum Protocol {

                /** PROTOCOL_UNSPECIFIED value */
                PROTOCOL_UNSPECIFIED = 0,

                /** PROTOCOL_TCP value */
                PROTOCOL_TCP = 1,

                /** PROTOCOL_UDP value */
                PROTOCOL_UDP = 2
            }

            /**
             * Properties of a Resume.
             * @deprecated Use wayleave.flow.v1.Resume.$Properties instead.
             */
            interface IResume extends wayleave.flow.v1.Resume.$Properties {
            }

            /** Represents a Resume. */
            class Resume {

                /**
                 * Constructs a new Resume.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Resume.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Resume flowId. */
                flowId: Uint8Array;

                /** Resume deliveredOffset. */
                deliveredOffset: number;

                /** Resume sentOffset. */
                sentOffset: number;

                /**
                 * Creates a new Resume instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Resume instance
                 */
                static create(properties: wayleave.flow.v1.Resume.$Shape): wayleave.flow.v1.Resume & wayleave.flow.v1.Resume.$Shape;
                static create(properties?: wayleave.flow.v1.Resume.$Properties): wayleave.flow.v1.Resume;

                /**
                 * Encodes the specified Resume message. Does not implicitly {@link wayleave.flow.v1.Resume.verify|verify} messages.
                 * @param message Resume message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Resume.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Resume message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Resume & wayleave.flow.v1.Resume.$Shape} Resume
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Resume & wayleave.flow.v1.Resume.$Shape;

                /**
                 * Creates a Resume message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Resume
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Resume;

                /**
                 * Creates a plain object from a Resume message. Also converts values to other types if specified.
                 * @param message Resume
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Resume, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Resume to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Resume
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Resume {

                /** Properties of a Resume. */
                interface $Properties {

                    /** Resume flowId */
                    flowId?: Uint8Array;

                    /** Resume deliveredOffset */
                    deliveredOffset?: number;

                    /** Resume sentOffset */
                    sentOffset?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Resume. */
                type $Shape = wayleave.flow.v1.Resume.$Properties;
            }

            /**
             * Properties of a SignedPermit.
             * @deprecated Use wayleave.flow.v1.SignedPermit.$Properties instead.
             */
            interface ISignedPermit extends wayleave.flow.v1.SignedPermit.$Properties {
            }

            /** Represents a SignedPermit. */
            class SignedPermit {

                /**
                 * Constructs a new SignedPermit.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.SignedPermit.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SignedPermit permit. */
                permit: Uint8Array;

                /** SignedPermit signature. */
                signature: Uint8Array;

                /** SignedPermit signer. */
                signer: Uint8Array;

                /**
                 * Creates a new SignedPermit instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SignedPermit instance
                 */
                static create(properties: wayleave.flow.v1.SignedPermit.$Shape): wayleave.flow.v1.SignedPermit & wayleave.flow.v1.SignedPermit.$Shape;
                static create(properties?: wayleave.flow.v1.SignedPermit.$Properties): wayleave.flow.v1.SignedPermit;

                /**
                 * Encodes the specified SignedPermit message. Does not implicitly {@link wayleave.flow.v1.SignedPermit.verify|verify} messages.
                 * @param message SignedPermit message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.SignedPermit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SignedPermit message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.SignedPermit & wayleave.flow.v1.SignedPermit.$Shape} SignedPermit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.SignedPermit & wayleave.flow.v1.SignedPermit.$Shape;

                /**
                 * Creates a SignedPermit message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SignedPermit
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.SignedPermit;

                /**
                 * Creates a plain object from a SignedPermit message. Also converts values to other types if specified.
                 * @param message SignedPermit
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.SignedPermit, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SignedPermit to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SignedPermit
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SignedPermit {

                /** Properties of a SignedPermit. */
                interface $Properties {

                    /** SignedPermit permit */
                    permit?: Uint8Array;

                    /** SignedPermit signature */
                    signature?: Uint8Array;

                    /** SignedPermit signer */
                    signer?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SignedPermit. */
                type $Shape = wayleave.flow.v1.SignedPermit.$Properties;
            }

            /**
             * Properties of a Permit.
             * @deprecated Use wayleave.flow.v1.Permit.$Properties instead.
             */
            interface IPermit extends wayleave.flow.v1.Permit.$Properties {
            }

            /** Represents a Permit. */
            class Permit {

                /**
                 * Constructs a new Permit.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Permit.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Permit flowId. */
                flowId: Uint8Array;

                /** Permit tenant. */
                tenant: string;

                /** Permit app. */
                app: string;

                /** Permit host. */
                host: string;

                /** Permit port. */
                port: number;

                /** Permit dialHost. */
                dialHost: string;

                /** Permit dialPort. */
                dialPort: number;

                /** Permit protocol. */
                protocol: wayleave.flow.v1.Protocol;

                /** Permit publisher. */
                publisher: string;

                /** Permit gateway. */
                gateway: string;

                /** Permit issuer. */
                issuer: string;

                /** Permit issuedAtUs. */
                issuedAtUs: number;

                /** Permit expiresAtUs. */
                expiresAtUs: number;

                /** Permit asOf. */
                asOf: number;

                /** Permit segment. */
                segment: number;

                /** Permit attempt. */
                attempt: number;

                /** Permit gatewayEpoch. */
                gatewayEpoch: Uint8Array;

                /**
                 * Creates a new Permit instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Permit instance
                 */
                static create(properties: wayleave.flow.v1.Permit.$Shape): wayleave.flow.v1.Permit & wayleave.flow.v1.Permit.$Shape;
                static create(properties?: wayleave.flow.v1.Permit.$Properties): wayleave.flow.v1.Permit;

                /**
                 * Encodes the specified Permit message. Does not implicitly {@link wayleave.flow.v1.Permit.verify|verify} messages.
                 * @param message Permit message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Permit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Permit message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Permit & wayleave.flow.v1.Permit.$Shape} Permit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Permit & wayleave.flow.v1.Permit.$Shape;

                /**
                 * Creates a Permit message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Permit
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Permit;

                /**
                 * Creates a plain object from a Permit message. Also converts values to other types if specified.
                 * @param message Permit
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Permit, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Permit to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Permit
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Permit {

                /** Properties of a Permit. */
                interface $Properties {

                    /** Permit flowId */
                    flowId?: Uint8Array;

                    /** Permit tenant */
                    tenant?: string;

                    /** Permit app */
                    app?: string;

                    /** Permit host */
                    host?: string;

                    /** Permit port */
                    port?: number;

                    /** Permit dialHost */
                    dialHost?: string;

                    /** Permit dialPort */
                    dialPort?: number;

                    /** Permit protocol */
                    protocol?: wayleave.flow.v1.Protocol;

                    /** Permit publisher */
                    publisher?: string;

                    /** Permit gateway */
                    gateway?: string;

                    /** Permit issuer */
                    issuer?: string;

                    /** Permit issuedAtUs */
                    issuedAtUs?: number;

                    /** Permit expiresAtUs */
                    expiresAtUs?: number;

                    /** Permit asOf */
                    asOf?: number;

                    /** Permit segment */
                    segment?: number;

                    /** Permit attempt */
                    attempt?: number;

                    /** Permit gatewayEpoch */
                    gatewayEpoch?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Permit. */
                type $Shape = wayleave.flow.v1.Permit.$Properties;
            }

            /**
             * Properties of a Taken.
             * @deprecated Use wayleave.flow.v1.Taken.$Properties instead.
             */
            interface ITaken extends wayleave.flow.v1.Taken.$Properties {
            }

            /** Represents a Taken. */
            class Taken {

                /**
                 * Constructs a new Taken.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Taken.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Taken byPublisher. */
                byPublisher: boolean;

                /**
                 * Creates a new Taken instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Taken instance
                 */
                static create(properties: wayleave.flow.v1.Taken.$Shape): wayleave.flow.v1.Taken & wayleave.flow.v1.Taken.$Shape;
                static create(properties?: wayleave.flow.v1.Taken.$Properties): wayleave.flow.v1.Taken;

                /**
                 * Encodes the specified Taken message. Does not implicitly {@link wayleave.flow.v1.Taken.verify|verify} messages.
                 * @param message Taken message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Taken.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Taken message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Taken & wayleave.flow.v1.Taken.$Shape} Taken
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Taken & wayleave.flow.v1.Taken.$Shape;

                /**
                 * Creates a Taken message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Taken
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Taken;

                /**
                 * Creates a plain object from a Taken message. Also converts values to other types if specified.
                 * @param message Taken
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Taken, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Taken to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Taken
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Taken {

                /** Properties of a Taken. */
                interface $Properties {

                    /** Taken byPublisher */
                    byPublisher?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Taken. */
                type $Shape = wayleave.flow.v1.Taken.$Properties;
            }

            /**
             * Properties of an Opened.
             * @deprecated Use wayleave.flow.v1.Opened.$Properties instead.
             */
            interface IOpened extends wayleave.flow.v1.Opened.$Properties {
            }

            /** Represents an Opened. */
            class Opened {

                /**
                 * Constructs a new Opened.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Opened.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Opened flowId. */
                flowId: Uint8Array;

                /** Opened egressAddr. */
                egressAddr: string;

                /** Opened appAddr. */
                appAddr: string;

                /** Opened publisher. */
                publisher: string;

                /** Opened clientGateway. */
                clientGateway: string;

                /** Opened publisherGateway. */
                publisherGateway: string;

                /** Opened timings. */
                timings: wayleave.flow.v1.HopTiming[];

                /** Opened acks. */
                acks: boolean;

                /** Opened resume. */
                resume: wayleave.flow.v1.Resume;

                /** Opened sentAtUs. */
                sentAtUs: number;

                /** Opened rule. */
                rule: string;

                /**
                 * Creates a new Opened instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Opened instance
                 */
                static create(properties: wayleave.flow.v1.Opened.$Shape): wayleave.flow.v1.Opened & wayleave.flow.v1.Opened.$Shape;
                static create(properties?: wayleave.flow.v1.Opened.$Properties): wayleave.flow.v1.Opened;

                /**
                 * Encodes the specified Opened message. Does not implicitly {@link wayleave.flow.v1.Opened.verify|verify} messages.
                 * @param message Opened message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Opened.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Opened message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Opened & wayleave.flow.v1.Opened.$Shape} Opened
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Opened & wayleave.flow.v1.Opened.$Shape;

                /**
                 * Creates an Opened message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Opened
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Opened;

                /**
                 * Creates a plain object from an Opened message. Also converts values to other types if specified.
                 * @param message Opened
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Opened, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Opened to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Opened
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Opened {

                /** Properties of an Opened. */
                interface $Properties {

                    /** Opened flowId */
                    flowId?: Uint8Array;

                    /** Opened egressAddr */
                    egressAddr?: string;

                    /** Opened appAddr */
                    appAddr?: string;

                    /** Opened publisher */
                    publisher?: string;

                    /** Opened clientGateway */
                    clientGateway?: string;

                    /** Opened publisherGateway */
                    publisherGateway?: string;

                    /** Opened timings */
                    timings?: wayleave.flow.v1.HopTiming.$Properties[];

                    /** Opened acks */
                    acks?: boolean;

                    /** Opened resume */
                    resume?: wayleave.flow.v1.Resume.$Properties;

                    /** Opened sentAtUs */
                    sentAtUs?: number;

                    /** Opened rule */
                    rule?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Opened. */
                type $Shape = wayleave.flow.v1.Opened.$Properties;
            }

            /**
             * Properties of a HopTiming.
             * @deprecated Use wayleave.flow.v1.HopTiming.$Properties instead.
             */
            interface IHopTiming extends wayleave.flow.v1.HopTiming.$Properties {
            }

            /** Represents a HopTiming. */
            class HopTiming {

                /**
                 * Constructs a new HopTiming.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.HopTiming.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HopTiming hop. */
                hop: string;

                /** HopTiming receivedAtUs. */
                receivedAtUs: number;

                /** HopTiming dnsUs. */
                dnsUs: (number|null);

                /** HopTiming decideUs. */
                decideUs: (number|null);

                /** HopTiming routeUs. */
                routeUs: (number|null);

                /** HopTiming dispatchUs. */
                dispatchUs: (number|null);

                /** HopTiming resolveUs. */
                resolveUs: (number|null);

                /** HopTiming connectUs. */
                connectUs: (number|null);

                /** HopTiming answeredUs. */
                answeredUs: number;

                /**
                 * Creates a new HopTiming instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HopTiming instance
                 */
                static create(properties: wayleave.flow.v1.HopTiming.$Shape): wayleave.flow.v1.HopTiming & wayleave.flow.v1.HopTiming.$Shape;
                static create(properties?: wayleave.flow.v1.HopTiming.$Properties): wayleave.flow.v1.HopTiming;

                /**
                 * Encodes the specified HopTiming message. Does not implicitly {@link wayleave.flow.v1.HopTiming.verify|verify} messages.
                 * @param message HopTiming message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.HopTiming.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HopTiming message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.HopTiming & wayleave.flow.v1.HopTiming.$Shape} HopTiming
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.HopTiming & wayleave.flow.v1.HopTiming.$Shape;

                /**
                 * Creates a HopTiming message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HopTiming
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.HopTiming;

                /**
                 * Creates a plain object from a HopTiming message. Also converts values to other types if specified.
                 * @param message HopTiming
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.HopTiming, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HopTiming to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for HopTiming
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace HopTiming {

                /** Properties of a HopTiming. */
                interface $Properties {

                    /** HopTiming hop */
                    hop?: string;

                    /** HopTiming receivedAtUs */
                    receivedAtUs?: number;

                    /** HopTiming dnsUs */
                    dnsUs?: (number|null);

                    /** HopTiming decideUs */
                    decideUs?: (number|null);

                    /** HopTiming routeUs */
                    routeUs?: (number|null);

                    /** HopTiming dispatchUs */
                    dispatchUs?: (number|null);

                    /** HopTiming resolveUs */
                    resolveUs?: (number|null);

                    /** HopTiming connectUs */
                    connectUs?: (number|null);

                    /** HopTiming answeredUs */
                    answeredUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HopTiming. */
                type $Shape = wayleave.flow.v1.HopTiming.$Properties;
            }

            /**
             * Properties of a Refused.
             * @deprecated Use wayleave.flow.v1.Refused.$Properties instead.
             */
            interface IRefused extends wayleave.flow.v1.Refused.$Properties {
            }

            /** Represents a Refused. */
            class Refused {

                /**
                 * Constructs a new Refused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Refused.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Refused flowId. */
                flowId: Uint8Array;

                /** Refused code. */
                code: string;

                /** Refused denialId. */
                denialId: string;

                /** Refused notice. */
                notice: string;

                /** Refused timings. */
                timings: wayleave.flow.v1.HopTiming[];

                /** Refused sentAtUs. */
                sentAtUs: number;

                /** Refused traceKept. */
                traceKept: boolean;

                /**
                 * Creates a new Refused instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Refused instance
                 */
                static create(properties: wayleave.flow.v1.Refused.$Shape): wayleave.flow.v1.Refused & wayleave.flow.v1.Refused.$Shape;
                static create(properties?: wayleave.flow.v1.Refused.$Properties): wayleave.flow.v1.Refused;

                /**
                 * Encodes the specified Refused message. Does not implicitly {@link wayleave.flow.v1.Refused.verify|verify} messages.
                 * @param message Refused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Refused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Refused & wayleave.flow.v1.Refused.$Shape} Refused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Refused & wayleave.flow.v1.Refused.$Shape;

                /**
                 * Creates a Refused message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Refused
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Refused;

                /**
                 * Creates a plain object from a Refused message. Also converts values to other types if specified.
                 * @param message Refused
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Refused, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Refused to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Refused
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Refused {

                /** Properties of a Refused. */
                interface $Properties {

                    /** Refused flowId */
                    flowId?: Uint8Array;

                    /** Refused code */
                    code?: string;

                    /** Refused denialId */
                    denialId?: string;

                    /** Refused notice */
                    notice?: string;

                    /** Refused timings */
                    timings?: wayleave.flow.v1.HopTiming.$Properties[];

                    /** Refused sentAtUs */
                    sentAtUs?: number;

                    /** Refused traceKept */
                    traceKept?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Refused. */
                type $Shape = wayleave.flow.v1.Refused.$Properties;
            }

            /**
             * Properties of a Fin.
             * @deprecated Use wayleave.flow.v1.Fin.$Properties instead.
             */
            interface IFin extends wayleave.flow.v1.Fin.$Properties {
            }

            /** Represents a Fin. */
            class Fin {

                /**
                 * Constructs a new Fin.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Fin.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Fin sentBytes. */
                sentBytes: number;

                /**
                 * Creates a new Fin instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Fin instance
                 */
                static create(properties: wayleave.flow.v1.Fin.$Shape): wayleave.flow.v1.Fin & wayleave.flow.v1.Fin.$Shape;
                static create(properties?: wayleave.flow.v1.Fin.$Properties): wayleave.flow.v1.Fin;

                /**
                 * Encodes the specified Fin message. Does not implicitly {@link wayleave.flow.v1.Fin.verify|verify} messages.
                 * @param message Fin message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Fin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Fin message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Fin & wayleave.flow.v1.Fin.$Shape} Fin
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Fin & wayleave.flow.v1.Fin.$Shape;

                /**
                 * Creates a Fin message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Fin
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Fin;

                /**
                 * Creates a plain object from a Fin message. Also converts values to other types if specified.
                 * @param message Fin
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Fin, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Fin to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Fin
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Fin {

                /** Properties of a Fin. */
                interface $Properties {

                    /** Fin sentBytes */
                    sentBytes?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Fin. */
                type $Shape = wayleave.flow.v1.Fin.$Properties;
            }

            /**
             * Properties of a Reset.
             * @deprecated Use wayleave.flow.v1.Reset.$Properties instead.
             */
            interface IReset extends wayleave.flow.v1.Reset.$Properties {
            }

            /** Represents a Reset. */
            class Reset {

                /**
                 * Constructs a new Reset.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Reset.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Reset code. */
                code: string;

                /** Reset notice. */
                notice: string;

                /** Reset deliveredBytes. */
                deliveredBytes: number;

                /**
                 * Creates a new Reset instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Reset instance
                 */
                static create(properties: wayleave.flow.v1.Reset.$Shape): wayleave.flow.v1.Reset & wayleave.flow.v1.Reset.$Shape;
                static create(properties?: wayleave.flow.v1.Reset.$Properties): wayleave.flow.v1.Reset;

                /**
                 * Encodes the specified Reset message. Does not implicitly {@link wayleave.flow.v1.Reset.verify|verify} messages.
                 * @param message Reset message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Reset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Reset message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Reset & wayleave.flow.v1.Reset.$Shape} Reset
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Reset & wayleave.flow.v1.Reset.$Shape;

                /**
                 * Creates a Reset message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Reset
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Reset;

                /**
                 * Creates a plain object from a Reset message. Also converts values to other types if specified.
                 * @param message Reset
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Reset, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Reset to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Reset
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Reset {

                /** Properties of a Reset. */
                interface $Properties {

                    /** Reset code */
                    code?: string;

                    /** Reset notice */
                    notice?: string;

                    /** Reset deliveredBytes */
                    deliveredBytes?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Reset. */
                type $Shape = wayleave.flow.v1.Reset.$Properties;
            }

            /**
             * Properties of an Ack.
             * @deprecated Use wayleave.flow.v1.Ack.$Properties instead.
             */
            interface IAck extends wayleave.flow.v1.Ack.$Properties {
            }

            /** Represents an Ack. */
            class Ack {

                /**
                 * Constructs a new Ack.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Ack.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Ack offset. */
                offset: number;

                /**
                 * Creates a new Ack instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Ack instance
                 */
                static create(properties: wayleave.flow.v1.Ack.$Shape): wayleave.flow.v1.Ack & wayleave.flow.v1.Ack.$Shape;
                static create(properties?: wayleave.flow.v1.Ack.$Properties): wayleave.flow.v1.Ack;

                /**
                 * Encodes the specified Ack message. Does not implicitly {@link wayleave.flow.v1.Ack.verify|verify} messages.
                 * @param message Ack message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Ack message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Ack & wayleave.flow.v1.Ack.$Shape} Ack
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Ack & wayleave.flow.v1.Ack.$Shape;

                /**
                 * Creates an Ack message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Ack
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Ack;

                /**
                 * Creates a plain object from an Ack message. Also converts values to other types if specified.
                 * @param message Ack
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Ack to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Ack
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Ack {

                /** Properties of an Ack. */
                interface $Properties {

                    /** Ack offset */
                    offset?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Ack. */
                type $Shape = wayleave.flow.v1.Ack.$Properties;
            }

            /**
             * Properties of a Mark.
             * @deprecated Use wayleave.flow.v1.Mark.$Properties instead.
             */
            interface IMark extends wayleave.flow.v1.Mark.$Properties {
            }

            /** Represents a Mark. */
            class Mark {

                /**
                 * Constructs a new Mark.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Mark.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mark kept. */
                kept: boolean;

                /** Mark timings. */
                timings: wayleave.flow.v1.HopTiming[];

                /** Mark deliveredBytes. */
                deliveredBytes: number;

                /**
                 * Creates a new Mark instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Mark instance
                 */
                static create(properties: wayleave.flow.v1.Mark.$Shape): wayleave.flow.v1.Mark & wayleave.flow.v1.Mark.$Shape;
                static create(properties?: wayleave.flow.v1.Mark.$Properties): wayleave.flow.v1.Mark;

                /**
                 * Encodes the specified Mark message. Does not implicitly {@link wayleave.flow.v1.Mark.verify|verify} messages.
                 * @param message Mark message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Mark.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mark message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Mark & wayleave.flow.v1.Mark.$Shape} Mark
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Mark & wayleave.flow.v1.Mark.$Shape;

                /**
                 * Creates a Mark message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Mark
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Mark;

                /**
                 * Creates a plain object from a Mark message. Also converts values to other types if specified.
                 * @param message Mark
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Mark, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Mark to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Mark
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Mark {

                /** Properties of a Mark. */
                interface $Properties {

                    /** Mark kept */
                    kept?: boolean;

                    /** Mark timings */
                    timings?: wayleave.flow.v1.HopTiming.$Properties[];

                    /** Mark deliveredBytes */
                    deliveredBytes?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mark. */
                type $Shape = wayleave.flow.v1.Mark.$Properties;
            }

            /**
             * Properties of a Tally.
             * @deprecated Use wayleave.flow.v1.Tally.$Properties instead.
             */
            interface ITally extends wayleave.flow.v1.Tally.$Properties {
            }

            /** Represents a Tally. */
            class Tally {

                /**
                 * Constructs a new Tally.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Tally.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Tally deliveredBytes. */
                deliveredBytes: number;

                /** Tally deliveredDatagrams. */
                deliveredDatagrams: number;

                /** Tally dropped. */
                dropped: wayleave.flow.v1.Dropped[];

                /**
                 * Creates a new Tally instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Tally instance
                 */
                static create(properties: wayleave.flow.v1.Tally.$Shape): wayleave.flow.v1.Tally & wayleave.flow.v1.Tally.$Shape;
                static create(properties?: wayleave.flow.v1.Tally.$Properties): wayleave.flow.v1.Tally;

                /**
                 * Encodes the specified Tally message. Does not implicitly {@link wayleave.flow.v1.Tally.verify|verify} messages.
                 * @param message Tally message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Tally.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Tally message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Tally & wayleave.flow.v1.Tally.$Shape} Tally
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Tally & wayleave.flow.v1.Tally.$Shape;

                /**
                 * Creates a Tally message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Tally
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Tally;

                /**
                 * Creates a plain object from a Tally message. Also converts values to other types if specified.
                 * @param message Tally
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Tally, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Tally to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Tally
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Tally {

                /** Properties of a Tally. */
                interface $Properties {

                    /** Tally deliveredBytes */
                    deliveredBytes?: number;

                    /** Tally deliveredDatagrams */
                    deliveredDatagrams?: number;

                    /** Tally dropped */
                    dropped?: wayleave.flow.v1.Dropped.$Properties[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Tally. */
                type $Shape = wayleave.flow.v1.Tally.$Properties;
            }

            /**
             * Properties of a Dropped.
             * @deprecated Use wayleave.flow.v1.Dropped.$Properties instead.
             */
            interface IDropped extends wayleave.flow.v1.Dropped.$Properties {
            }

            /** Represents a Dropped. */
            class Dropped {

                /**
                 * Constructs a new Dropped.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.flow.v1.Dropped.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Dropped reason. */
                reason: wayleave.flow.v1.DropReason;

                /** Dropped clientDatagrams. */
                clientDatagrams: number;

                /** Dropped serverDatagrams. */
                serverDatagrams: number;

                /**
                 * Creates a new Dropped instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Dropped instance
                 */
                static create(properties: wayleave.flow.v1.Dropped.$Shape): wayleave.flow.v1.Dropped & wayleave.flow.v1.Dropped.$Shape;
                static create(properties?: wayleave.flow.v1.Dropped.$Properties): wayleave.flow.v1.Dropped;

                /**
                 * Encodes the specified Dropped message. Does not implicitly {@link wayleave.flow.v1.Dropped.verify|verify} messages.
                 * @param message Dropped message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.flow.v1.Dropped.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Dropped message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.flow.v1.Dropped & wayleave.flow.v1.Dropped.$Shape} Dropped
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.flow.v1.Dropped & wayleave.flow.v1.Dropped.$Shape;

                /**
                 * Creates a Dropped message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Dropped
                 */
                static fromObject(object: { [k: string]: any }): wayleave.flow.v1.Dropped;

                /**
                 * Creates a plain object from a Dropped message. Also converts values to other types if specified.
                 * @param message Dropped
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.flow.v1.Dropped, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Dropped to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Dropped
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Dropped {

                /** Properties of a Dropped. */
                interface $Properties {

                    /** Dropped reason */
                    reason?: wayleave.flow.v1.DropReason;

                    /** Dropped clientDatagrams */
                    clientDatagrams?: number;

                    /** Dropped serverDatagrams */
                    serverDatagrams?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Dropped. */
                type $Shape = wayleave.flow.v1.Dropped.$Properties;
            }

            /** DropReason enum. */
            enum DropReason {

                /** DROP_REASON_UNSPECIFIED value */
                DROP_REASON_UNSPECIFIED = 0,

                /** DROP_REASON_STALE value */
                DROP_REASON_STALE = 1,

                /** DROP_REASON_FULL value */
                DROP_REASON_FULL = 2,

                /** DROP_REASON_TOO_LARGE value */
                DROP_REASON_TOO_LARGE = 3,

                /** DROP_REASON_NOT_OPEN value */
                DROP_REASON_NOT_OPEN = 4,

                /** DROP_REASON_UNSENT value */
                DROP_REASON_UNSENT = 5
            }
        }
    }

    /** Namespace name. */
    namespace name {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Question.
             * @deprecated Use wayleave.name.v1.Question.$Properties instead.
             */
            interface IQuestion extends wayleave.name.v1.Question.$Properties {
            }

            /** Represents a Question. */
            class Question {

                /**
                 * Constructs a new Question.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.Question.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Question name. */
                name: string;

                /** Question type. */
                type: number;

                /**
                 * Creates a new Question instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Question instance
                 */
                static create(properties: wayleave.name.v1.Question.$Shape): wayleave.name.v1.Question & wayleave.name.v1.Question.$Shape;
                static create(properties?: wayleave.name.v1.Question.$Properties): wayleave.name.v1.Question;

                /**
                 * Encodes the specified Question message. Does not implicitly {@link wayleave.name.v1.Question.verify|verify} messages.
                 * @param message Question message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.Question.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Question message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.Question & wayleave.name.v1.Question.$Shape} Question
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.Question & wayleave.name.v1.Question.$Shape;

                /**
                 * Creates a Question message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Question
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.Question;

                /**
                 * Creates a plain object from a Question message. Also converts values to other types if specified.
                 * @param message Question
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.Question, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Question to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Question
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Question {

                /** Properties of a Question. */
                interface $Properties {

                    /** Question name */
                    name?: string;

                    /** Question type */
                    type?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Question. */
                type $Shape = wayleave.name.v1.Question.$Properties;
            }

            /**
             * Properties of a Record.
             * @deprecated Use wayleave.name.v1.Record.$Properties instead.
             */
            interface IRecord extends wayleave.name.v1.Record.$Properties {
            }

            /** Represents a Record. */
            class Record {

                /**
                 * Constructs a new Record.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.Record.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Record name. */
                name: string;

                /** Record type. */
                type: number;

                /** Record ttl. */
                ttl: number;

                /** Record rdata. */
                rdata: Uint8Array;

                /**
                 * Creates a new Record instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Record instance
                 */
                static create(properties: wayleave.name.v1.Record.$Shape): wayleave.name.v1.Record & wayleave.name.v1.Record.$Shape;
                static create(properties?: wayleave.name.v1.Record.$Properties): wayleave.name.v1.Record;

                /**
                 * Encodes the specified Record message. Does not implicitly {@link wayleave.name.v1.Record.verify|verify} messages.
                 * @param message Record message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Record message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.Record & wayleave.name.v1.Record.$Shape} Record
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.Record & wayleave.name.v1.Record.$Shape;

                /**
                 * Creates a Record message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Record
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.Record;

                /**
                 * Creates a plain object from a Record message. Also converts values to other types if specified.
                 * @param message Record
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.Record, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Record to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Record
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Record {

                /** Properties of a Record. */
                interface $Properties {

                    /** Record name */
                    name?: string;

                    /** Record type */
                    type?: number;

                    /** Record ttl */
                    ttl?: number;

                    /** Record rdata */
                    rdata?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Record. */
                type $Shape = wayleave.name.v1.Record.$Properties;
            }

            /**
             * Properties of an Answer.
             * @deprecated Use wayleave.name.v1.Answer.$Properties instead.
             */
            interface IAnswer extends wayleave.name.v1.Answer.$Properties {
            }

            /** Represents an Answer. */
            class Answer {

                /**
                 * Constructs a new Answer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.Answer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Answer rcode. */
                rcode: number;

                /** Answer records. */
                records: wayleave.name.v1.Record[];

                /** Answer negativeTtl. */
                negativeTtl: number;

                /** Answer code. */
                code: string;

                /** Answer leftOut. */
                leftOut: number;

                /** Answer resolveUs. */
                resolveUs: number;

                /** Answer publisherTiming. */
                publisherTiming: wayleave.flow.v1.HopTiming;

                /** Answer gatewayTiming. */
                gatewayTiming: wayleave.flow.v1.HopTiming;

                /**
                 * Creates a new Answer instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Answer instance
                 */
                static create(properties: wayleave.name.v1.Answer.$Shape): wayleave.name.v1.Answer & wayleave.name.v1.Answer.$Shape;
                static create(properties?: wayleave.name.v1.Answer.$Properties): wayleave.name.v1.Answer;

                /**
                 * Encodes the specified Answer message. Does not implicitly {@link wayleave.name.v1.Answer.verify|verify} messages.
                 * @param message Answer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Answer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.Answer & wayleave.name.v1.Answer.$Shape} Answer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.Answer & wayleave.name.v1.Answer.$Shape;

                /**
                 * Creates an Answer message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Answer
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.Answer;

                /**
                 * Creates a plain object from an Answer message. Also converts values to other types if specified.
                 * @param message Answer
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.Answer, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Answer to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Answer
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Answer {

                /** Properties of an Answer. */
                interface $Properties {

                    /** Answer rcode */
                    rcode?: number;

                    /** Answer records */
                    records?: wayleave.name.v1.Record.$Properties[];

                    /** Answer negativeTtl */
                    negativeTtl?: number;

                    /** Answer code */
                    code?: string;

                    /** Answer leftOut */
                    leftOut?: number;

                    /** Answer resolveUs */
                    resolveUs?: number;

                    /** Answer publisherTiming */
                    publisherTiming?: wayleave.flow.v1.HopTiming.$Properties;

                    /** Answer gatewayTiming */
                    gatewayTiming?: wayleave.flow.v1.HopTiming.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Answer. */
                type $Shape = wayleave.name.v1.Answer.$Properties;
            }

            /**
             * Properties of a ResolveRequest.
             * @deprecated Use wayleave.name.v1.ResolveRequest.$Properties instead.
             */
            interface IResolveRequest extends wayleave.name.v1.ResolveRequest.$Properties {
            }

            /** Represents a ResolveRequest. */
            class ResolveRequest {

                /**
                 * Constructs a new ResolveRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.ResolveRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ResolveRequest sessionId. */
                sessionId: Uint8Array;

                /** ResolveRequest question. */
                question: wayleave.name.v1.Question;

                /** ResolveRequest traceparent. */
                traceparent: string;

                /**
                 * Creates a new ResolveRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ResolveRequest instance
                 */
                static create(properties: wayleave.name.v1.ResolveRequest.$Shape): wayleave.name.v1.ResolveRequest & wayleave.name.v1.ResolveRequest.$Shape;
                static create(properties?: wayleave.name.v1.ResolveRequest.$Properties): wayleave.name.v1.ResolveRequest;

                /**
                 * Encodes the specified ResolveRequest message. Does not implicitly {@link wayleave.name.v1.ResolveRequest.verify|verify} messages.
                 * @param message ResolveRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.ResolveRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ResolveRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.ResolveRequest & wayleave.name.v1.ResolveRequest.$Shape} ResolveRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.ResolveRequest & wayleave.name.v1.ResolveRequest.$Shape;

                /**
                 * Creates a ResolveRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ResolveRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.ResolveRequest;

                /**
                 * Creates a plain object from a ResolveRequest message. Also converts values to other types if specified.
                 * @param message ResolveRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.ResolveRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ResolveRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ResolveRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ResolveRequest {

                /** Properties of a ResolveRequest. */
                interface $Properties {

                    /** ResolveRequest sessionId */
                    sessionId?: Uint8Array;

                    /** ResolveRequest question */
                    question?: wayleave.name.v1.Question.$Properties;

                    /** ResolveRequest traceparent */
                    traceparent?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ResolveRequest. */
                type $Shape = wayleave.name.v1.ResolveRequest.$Properties;
            }

            /**
             * Properties of a ResolveResponse.
             * @deprecated Use wayleave.name.v1.ResolveResponse.$Properties instead.
             */
            interface IResolveResponse extends wayleave.name.v1.ResolveResponse.$Properties {
            }

            /** Represents a ResolveResponse. */
            class ResolveResponse {

                /**
                 * Constructs a new ResolveResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.ResolveResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ResolveResponse answer. */
                answer: wayleave.name.v1.Answer;

                /** ResolveResponse app. */
                app: string;

                /** ResolveResponse publisher. */
                publisher: string;

                /** ResolveResponse denialId. */
                denialId: string;

                /** ResolveResponse notice. */
                notice: string;

                /** ResolveResponse servedAtOrigin. */
                servedAtOrigin: boolean;

                /** ResolveResponse questionId. */
                questionId: Uint8Array;

                /** ResolveResponse traceKept. */
                traceKept: boolean;

                /** ResolveResponse receivedAtUs. */
                receivedAtUs: number;

                /** ResolveResponse sentAtUs. */
                sentAtUs: number;

                /**
                 * Creates a new ResolveResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ResolveResponse instance
                 */
                static create(properties: wayleave.name.v1.ResolveResponse.$Shape): wayleave.name.v1.ResolveResponse & wayleave.name.v1.ResolveResponse.$Shape;
                static create(properties?: wayleave.name.v1.ResolveResponse.$Properties): wayleave.name.v1.ResolveResponse;

                /**
                 * Encodes the specified ResolveResponse message. Does not implicitly {@link wayleave.name.v1.ResolveResponse.verify|verify} messages.
                 * @param message ResolveResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.ResolveResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ResolveResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.ResolveResponse & wayleave.name.v1.ResolveResponse.$Shape} ResolveResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.ResolveResponse & wayleave.name.v1.ResolveResponse.$Shape;

                /**
                 * Creates a ResolveResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ResolveResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.ResolveResponse;

                /**
                 * Creates a plain object from a ResolveResponse message. Also converts values to other types if specified.
                 * @param message ResolveResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.ResolveResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ResolveResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ResolveResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ResolveResponse {

                /** Properties of a ResolveResponse. */
                interface $Properties {

                    /** ResolveResponse answer */
                    answer?: wayleave.name.v1.Answer.$Properties;

                    /** ResolveResponse app */
                    app?: string;

                    /** ResolveResponse publisher */
                    publisher?: string;

                    /** ResolveResponse denialId */
                    denialId?: string;

                    /** ResolveResponse notice */
                    notice?: string;

                    /** ResolveResponse servedAtOrigin */
                    servedAtOrigin?: boolean;

                    /** ResolveResponse questionId */
                    questionId?: Uint8Array;

                    /** ResolveResponse traceKept */
                    traceKept?: boolean;

                    /** ResolveResponse receivedAtUs */
                    receivedAtUs?: number;

                    /** ResolveResponse sentAtUs */
                    sentAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ResolveResponse. */
                type $Shape = wayleave.name.v1.ResolveResponse.$Properties;
            }

            /**
             * Properties of an AskRequest.
             * @deprecated Use wayleave.name.v1.AskRequest.$Properties instead.
             */
            interface IAskRequest extends wayleave.name.v1.AskRequest.$Properties {
            }

            /** Represents an AskRequest. */
            class AskRequest {

                /**
                 * Constructs a new AskRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.name.v1.AskRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AskRequest permit. */
                permit: wayleave.flow.v1.SignedPermit;

                /** AskRequest question. */
                question: wayleave.name.v1.Question;

                /** AskRequest withinMs. */
                withinMs: number;

                /**
                 * Creates a new AskRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AskRequest instance
                 */
                static create(properties: wayleave.name.v1.AskRequest.$Shape): wayleave.name.v1.AskRequest & wayleave.name.v1.AskRequest.$Shape;
                static create(properties?: wayleave.name.v1.AskRequest.$Properties): wayleave.name.v1.AskRequest;

                /**
                 * Encodes the specified AskRequest message. Does not implicitly {@link wayleave.name.v1.AskRequest.verify|verify} messages.
                 * @param message AskRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.name.v1.AskRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AskRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.name.v1.AskRequest & wayleave.name.v1.AskRequest.$Shape} AskRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.name.v1.AskRequest & wayleave.name.v1.AskRequest.$Shape;

                /**
                 * Creates an AskRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AskRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.name.v1.AskRequest;

                /**
                 * Creates a plain object from an AskRequest message. Also converts values to other types if specified.
                 * @param message AskRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.name.v1.AskRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AskRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AskRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AskRequest {

                /** Properties of an AskRequest. */
                interface $Properties {

                    /** AskRequest permit */
                    permit?: wayleave.flow.v1.SignedPermit.$Properties;

                    /** AskRequest question */
                    question?: wayleave.name.v1.Question.$Properties;

                    /** AskRequest withinMs */
                    withinMs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AskRequest. */
                type $Shape = wayleave.name.v1.AskRequest.$Properties;
            }
        }
    }

    /** Namespace enrol. */
    namespace enrol {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an EnrolRequest.
             * @deprecated Use wayleave.enrol.v1.EnrolRequest.$Properties instead.
             */
            interface IEnrolRequest extends wayleave.enrol.v1.EnrolRequest.$Properties {
            }

            /** Represents an EnrolRequest. */
            class EnrolRequest {

                /**
                 * Constructs a new EnrolRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.enrol.v1.EnrolRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EnrolRequest token. */
                token: string;

                /** EnrolRequest csr. */
                csr: Uint8Array;

                /**
                 * Creates a new EnrolRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EnrolRequest instance
                 */
                static create(properties: wayleave.enrol.v1.EnrolRequest.$Shape): wayleave.enrol.v1.EnrolRequest & wayleave.enrol.v1.EnrolRequest.$Shape;
                static create(properties?: wayleave.enrol.v1.EnrolRequest.$Properties): wayleave.enrol.v1.EnrolRequest;

                /**
                 * Encodes the specified EnrolRequest message. Does not implicitly {@link wayleave.enrol.v1.EnrolRequest.verify|verify} messages.
                 * @param message EnrolRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.enrol.v1.EnrolRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EnrolRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.enrol.v1.EnrolRequest & wayleave.enrol.v1.EnrolRequest.$Shape} EnrolRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.enrol.v1.EnrolRequest & wayleave.enrol.v1.EnrolRequest.$Shape;

                /**
                 * Creates an EnrolRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns EnrolRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.enrol.v1.EnrolRequest;

                /**
                 * Creates a plain object from an EnrolRequest message. Also converts values to other types if specified.
                 * @param message EnrolRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.enrol.v1.EnrolRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this EnrolRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for EnrolRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace EnrolRequest {

                /** Properties of an EnrolRequest. */
                interface $Properties {

                    /** EnrolRequest token */
                    token?: string;

                    /** EnrolRequest csr */
                    csr?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EnrolRequest. */
                type $Shape = wayleave.enrol.v1.EnrolRequest.$Properties;
            }

            /**
             * Properties of an EnrolResponse.
             * @deprecated Use wayleave.enrol.v1.EnrolResponse.$Properties instead.
             */
            interface IEnrolResponse extends wayleave.enrol.v1.EnrolResponse.$Properties {
            }

            /** Represents an EnrolResponse. */
            class EnrolResponse {

                /**
                 * Constructs a new EnrolResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.enrol.v1.EnrolResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EnrolResponse chain. */
                chain: Uint8Array[];

                /** EnrolResponse spiffeId. */
                spiffeId: string;

                /**
                 * Creates a new EnrolResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns EnrolResponse instance
                 */
                static create(properties: wayleave.enrol.v1.EnrolResponse.$Shape): wayleave.enrol.v1.EnrolResponse & wayleave.enrol.v1.EnrolResponse.$Shape;
                static create(properties?: wayleave.enrol.v1.EnrolResponse.$Properties): wayleave.enrol.v1.EnrolResponse;

                /**
                 * Encodes the specified EnrolResponse message. Does not implicitly {@link wayleave.enrol.v1.EnrolResponse.verify|verify} messages.
                 * @param message EnrolResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.enrol.v1.EnrolResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EnrolResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.enrol.v1.EnrolResponse & wayleave.enrol.v1.EnrolResponse.$Shape} EnrolResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.enrol.v1.EnrolResponse & wayleave.enrol.v1.EnrolResponse.$Shape;

                /**
                 * Creates an EnrolResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns EnrolResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.enrol.v1.EnrolResponse;

                /**
                 * Creates a plain object from an EnrolResponse message. Also converts values to other types if specified.
                 * @param message EnrolResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.enrol.v1.EnrolResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this EnrolResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for EnrolResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace EnrolResponse {

                /** Properties of an EnrolResponse. */
                interface $Properties {

                    /** EnrolResponse chain */
                    chain?: Uint8Array[];

                    /** EnrolResponse spiffeId */
                    spiffeId?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EnrolResponse. */
                type $Shape = wayleave.enrol.v1.EnrolResponse.$Properties;
            }

            /**
             * Properties of a RenewRequest.
             * @deprecated Use wayleave.enrol.v1.RenewRequest.$Properties instead.
             */
            interface IRenewRequest extends wayleave.enrol.v1.RenewRequest.$Properties {
            }

            /** Represents a RenewRequest. */
            class RenewRequest {

                /**
                 * Constructs a new RenewRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.enrol.v1.RenewRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RenewRequest csr. */
                csr: Uint8Array;

                /**
                 * Creates a new RenewRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RenewRequest instance
                 */
                static create(properties: wayleave.enrol.v1.RenewRequest.$Shape): wayleave.enrol.v1.RenewRequest & wayleave.enrol.v1.RenewRequest.$Shape;
                static create(properties?: wayleave.enrol.v1.RenewRequest.$Properties): wayleave.enrol.v1.RenewRequest;

                /**
                 * Encodes the specified RenewRequest message. Does not implicitly {@link wayleave.enrol.v1.RenewRequest.verify|verify} messages.
                 * @param message RenewRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.enrol.v1.RenewRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RenewRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.enrol.v1.RenewRequest & wayleave.enrol.v1.RenewRequest.$Shape} RenewRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.enrol.v1.RenewRequest & wayleave.enrol.v1.RenewRequest.$Shape;

                /**
                 * Creates a RenewRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RenewRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.enrol.v1.RenewRequest;

                /**
                 * Creates a plain object from a RenewRequest message. Also converts values to other types if specified.
                 * @param message RenewRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.enrol.v1.RenewRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RenewRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RenewRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RenewRequest {

                /** Properties of a RenewRequest. */
                interface $Properties {

                    /** RenewRequest csr */
                    csr?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RenewRequest. */
                type $Shape = wayleave.enrol.v1.RenewRequest.$Properties;
            }

            /**
             * Properties of a RenewResponse.
             * @deprecated Use wayleave.enrol.v1.RenewResponse.$Properties instead.
             */
            interface IRenewResponse extends wayleave.enrol.v1.RenewResponse.$Properties {
            }

            /** Represents a RenewResponse. */
            class RenewResponse {

                /**
                 * Constructs a new RenewResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.enrol.v1.RenewResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RenewResponse chain. */
                chain: Uint8Array[];

                /**
                 * Creates a new RenewResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns RenewResponse instance
                 */
                static create(properties: wayleave.enrol.v1.RenewResponse.$Shape): wayleave.enrol.v1.RenewResponse & wayleave.enrol.v1.RenewResponse.$Shape;
                static create(properties?: wayleave.enrol.v1.RenewResponse.$Properties): wayleave.enrol.v1.RenewResponse;

                /**
                 * Encodes the specified RenewResponse message. Does not implicitly {@link wayleave.enrol.v1.RenewResponse.verify|verify} messages.
                 * @param message RenewResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.enrol.v1.RenewResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RenewResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.enrol.v1.RenewResponse & wayleave.enrol.v1.RenewResponse.$Shape} RenewResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.enrol.v1.RenewResponse & wayleave.enrol.v1.RenewResponse.$Shape;

                /**
                 * Creates a RenewResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns RenewResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.enrol.v1.RenewResponse;

                /**
                 * Creates a plain object from a RenewResponse message. Also converts values to other types if specified.
                 * @param message RenewResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.enrol.v1.RenewResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this RenewResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for RenewResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace RenewResponse {

                /** Properties of a RenewResponse. */
                interface $Properties {

                    /** RenewResponse chain */
                    chain?: Uint8Array[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RenewResponse. */
                type $Shape = wayleave.enrol.v1.RenewResponse.$Properties;
            }
        }
    }

    /** Namespace relay. */
    namespace relay {
    }

    /** Namespace session. */
    namespace session {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an AgentMessage.
             * @deprecated Use wayleave.session.v1.AgentMessage.$Properties instead.
             */
            interface IAgentMessage extends wayleave.session.v1.AgentMessage.$Properties {
            }

            /** Represents an AgentMessage. */
            class AgentMessage {

                /**
                 * Constructs a new AgentMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.AgentMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AgentMessage hello. */
                hello: (wayleave.session.v1.Hello|null);

                /** AgentMessage posture. */
                posture: (wayleave.session.v1.Posture|null);

                /** AgentMessage srpAck. */
                srpAck: (wayleave.session.v1.SrpAck|null);

                /** AgentMessage ping. */
                ping: (wayleave.session.v1.Ping|null);

                /** AgentMessage pong. */
                pong: (wayleave.session.v1.Pong|null);

                /** AgentMessage kind. */
                kind?: ("hello"|"posture"|"srpAck"|"ping"|"pong");

                /**
                 * Creates a new AgentMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AgentMessage instance
                 */
                static create(properties: wayleave.session.v1.AgentMessage.$Shape): wayleave.session.v1.AgentMessage & wayleave.session.v1.AgentMessage.$Shape;
                static create(properties?: wayleave.session.v1.AgentMessage.$Properties): wayleave.session.v1.AgentMessage;

                /**
                 * Encodes the specified AgentMessage message. Does not implicitly {@link wayleave.session.v1.AgentMessage.verify|verify} messages.
                 * @param message AgentMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.AgentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AgentMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.AgentMessage & wayleave.session.v1.AgentMessage.$Shape} AgentMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.AgentMessage & wayleave.session.v1.AgentMessage.$Shape;

                /**
                 * Creates an AgentMessage message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns AgentMessage
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.AgentMessage;

                /**
                 * Creates a plain object from an AgentMessage message. Also converts values to other types if specified.
                 * @param message AgentMessage
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.AgentMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this AgentMessage to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for AgentMessage
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AgentMessage {

                /** Properties of an AgentMessage. */
                interface $Properties {

                    /** AgentMessage hello */
                    hello?: (wayleave.session.v1.Hello.$Properties|null);

                    /** AgentMessage posture */
                    posture?: (wayleave.session.v1.Posture.$Properties|null);

                    /** AgentMessage srpAck */
                    srpAck?: (wayleave.session.v1.SrpAck.$Properties|null);

                    /** AgentMessage ping */
                    ping?: (wayleave.session.v1.Ping.$Properties|null);

                    /** AgentMessage pong */
                    pong?: (wayleave.session.v1.Pong.$Properties|null);

                    /** AgentMessage kind */
                    kind?: ("hello"|"posture"|"srpAck"|"ping"|"pong");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of an AgentMessage. */
                type $Shape = {
                  hello?: wayleave.session.v1.Hello.$Shape|null;
                  posture?: wayleave.session.v1.Posture.$Shape|null;
                  srpAck?: wayleave.session.v1.SrpAck.$Shape|null;
                  ping?: wayleave.session.v1.Ping.$Shape|null;
                  pong?: wayleave.session.v1.Pong.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; hello?: null; posture?: null; srpAck?: null; ping?: null; pong?: null }|{ kind?: "hello"; hello: wayleave.session.v1.Hello.$Shape; posture?: null; srpAck?: null; ping?: null; pong?: null }|{ kind?: "posture"; hello?: null; posture: wayleave.session.v1.Posture.$Shape; srpAck?: null; ping?: null; pong?: null }|{ kind?: "srpAck"; hello?: null; posture?: null; srpAck: wayleave.session.v1.SrpAck.$Shape; ping?: null; pong?: null }|{ kind?: "ping"; hello?: null; posture?: null; srpAck?: null; ping: wayleave.session.v1.Ping.$Shape; pong?: null }|{ kind?: "pong"; hello?: null; posture?: null; srpAck?: null; ping?: null; pong: wayleave.session.v1.Pong.$Shape })
                );
            }

            /**
             * Properties of a GatewayMessage.
             * @deprecated Use wayleave.session.v1.GatewayMessage.$Properties instead.
             */
            interface IGatewayMessage extends wayleave.session.v1.GatewayMessage.$Properties {
            }

            /** Represents a GatewayMessage. */
            class GatewayMessage {

                /**
                 * Constructs a new GatewayMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.GatewayMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GatewayMessage welcome. */
                welcome: (wayleave.session.v1.Welcome|null);

                /** GatewayMessage srp. */
                srp: (wayleave.session.v1.Srp|null);

                /** GatewayMessage notice. */
                notice: (wayleave.session.v1.Notice|null);

                /** GatewayMessage drain. */
                drain: (wayleave.session.v1.Drain|null);

                /** GatewayMessage reauth. */
                reauth: (wayleave.session.v1.ReauthDemand|null);

                /** GatewayMessage ping. */
                ping: (wayleave.session.v1.Ping|null);

                /** GatewayMessage pong. */
                pong: (wayleave.session.v1.Pong|null);

                /** GatewayMessage refused. */
                refused: (wayleave.session.v1.SessionRefused|null);

                /** GatewayMessage kind. */
                kind?: ("welcome"|"srp"|"notice"|"drain"|"reauth"|"ping"|"pong"|"refused");

                /**
                 * Creates a new GatewayMessage instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns GatewayMessage instance
                 */
                static create(properties: wayleave.session.v1.GatewayMessage.$Shape): wayleave.session.v1.GatewayMessage & wayleave.session.v1.GatewayMessage.$Shape;
                static create(properties?: wayleave.session.v1.GatewayMessage.$Properties): wayleave.session.v1.GatewayMessage;

                /**
                 * Encodes the specified GatewayMessage message. Does not implicitly {@link wayleave.session.v1.GatewayMessage.verify|verify} messages.
                 * @param message GatewayMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.GatewayMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GatewayMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.GatewayMessage & wayleave.session.v1.GatewayMessage.$Shape} GatewayMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.GatewayMessage & wayleave.session.v1.GatewayMessage.$Shape;

                /**
                 * Creates a GatewayMessage message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns GatewayMessage
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.GatewayMessage;

                /**
                 * Creates a plain object from a GatewayMessage message. Also converts values to other types if specified.
                 * @param message GatewayMessage
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.GatewayMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this GatewayMessage to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for GatewayMessage
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace GatewayMessage {

                /** Properties of a GatewayMessage. */
                interface $Properties {

                    /** GatewayMessage welcome */
                    welcome?: (wayleave.session.v1.Welcome.$Properties|null);

                    /** GatewayMessage srp */
                    srp?: (wayleave.session.v1.Srp.$Properties|null);

                    /** GatewayMessage notice */
                    notice?: (wayleave.session.v1.Notice.$Properties|null);

                    /** GatewayMessage drain */
                    drain?: (wayleave.session.v1.Drain.$Properties|null);

                    /** GatewayMessage reauth */
                    reauth?: (wayleave.session.v1.ReauthDemand.$Properties|null);

                    /** GatewayMessage ping */
                    ping?: (wayleave.session.v1.Ping.$Properties|null);

                    /** GatewayMessage pong */
                    pong?: (wayleave.session.v1.Pong.$Properties|null);

                    /** GatewayMessage refused */
                    refused?: (wayleave.session.v1.SessionRefused.$Properties|null);

                    /** GatewayMessage kind */
                    kind?: ("welcome"|"srp"|"notice"|"drain"|"reauth"|"ping"|"pong"|"refused");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a GatewayMessage. */
                type $Shape = {
                  welcome?: wayleave.session.v1.Welcome.$Shape|null;
                  srp?: wayleave.session.v1.Srp.$Shape|null;
                  notice?: wayleave.session.v1.Notice.$Shape|null;
                  drain?: wayleave.session.v1.Drain.$Shape|null;
                  reauth?: wayleave.session.v1.ReauthDemand.$Shape|null;
                  ping?: wayleave.session.v1.Ping.$Shape|null;
                  pong?: wayleave.session.v1.Pong.$Shape|null;
                  refused?: wayleave.session.v1.SessionRefused.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; welcome?: null; srp?: null; notice?: null; drain?: null; reauth?: null; ping?: null; pong?: null; refused?: null }|{ kind?: "welcome"; welcome: wayleave.session.v1.Welcome.$Shape; srp?: null; notice?: null; drain?: null; reauth?: null; ping?: null; pong?: null; refused?: null }|{ kind?: "srp"; welcome?: null; srp: wayleave.session.v1.Srp.$Shape; notice?: null; drain?: null; reauth?: null; ping?: null; pong?: null; refused?: null }|{ kind?: "notice"; welcome?: null; srp?: null; notice: wayleave.session.v1.Notice.$Shape; drain?: null; reauth?: null; ping?: null; pong?: null; refused?: null }|{ kind?: "drain"; welcome?: null; srp?: null; notice?: null; drain: wayleave.session.v1.Drain.$Shape; reauth?: null; ping?: null; pong?: null; refused?: null }|{ kind?: "reauth"; welcome?: null; srp?: null; notice?: null; drain?: null; reauth: wayleave.session.v1.ReauthDemand.$Shape; ping?: null; pong?: null; refused?: null }|{ kind?: "ping"; welcome?: null; srp?: null; notice?: null; drain?: null; reauth?: null; ping: wayleave.session.v1.Ping.$Shape; pong?: null; refused?: null }|{ kind?: "pong"; welcome?: null; srp?: null; notice?: null; drain?: null; reauth?: null; ping?: null; pong: wayleave.session.v1.Pong.$Shape; refused?: null }|{ kind?: "refused"; welcome?: null; srp?: null; notice?: null; drain?: null; reauth?: null; ping?: null; pong?: null; refused: wayleave.session.v1.SessionRefused.$Shape })
                );
            }

            /**
             * Properties of a Hello.
             * @deprecated Use wayleave.session.v1.Hello.$Properties instead.
             */
            interface IHello extends wayleave.session.v1.Hello.$Properties {
            }

            /** Represents a Hello. */
            class Hello {

                /**
                 * Constructs a new Hello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Hello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Hello agentVersion. */
                agentVersion: string;

                /** Hello boot. */
                boot: Uint8Array;

                /** Hello device. */
                device: wayleave.session.v1.DeviceInfo;

                /** Hello posture. */
                posture: wayleave.session.v1.Posture;

                /**
                 * Creates a new Hello instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Hello instance
                 */
                static create(properties: wayleave.session.v1.Hello.$Shape): wayleave.session.v1.Hello & wayleave.session.v1.Hello.$Shape;
                static create(properties?: wayleave.session.v1.Hello.$Properties): wayleave.session.v1.Hello;

                /**
                 * Encodes the specified Hello message. Does not implicitly {@link wayleave.session.v1.Hello.verify|verify} messages.
                 * @param message Hello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Hello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Hello & wayleave.session.v1.Hello.$Shape} Hello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Hello & wayleave.session.v1.Hello.$Shape;

                /**
                 * Creates a Hello message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Hello
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Hello;

                /**
                 * Creates a plain object from a Hello message. Also converts values to other types if specified.
                 * @param message Hello
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Hello to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Hello
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Hello {

                /** Properties of a Hello. */
                interface $Properties {

                    /** Hello agentVersion */
                    agentVersion?: string;

                    /** Hello boot */
                    boot?: Uint8Array;

                    /** Hello device */
                    device?: wayleave.session.v1.DeviceInfo.$Properties;

                    /** Hello posture */
                    posture?: wayleave.session.v1.Posture.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Hello. */
                type $Shape = wayleave.session.v1.Hello.$Properties;
            }

            /**
             * Properties of a DeviceInfo.
             * @deprecated Use wayleave.session.v1.DeviceInfo.$Properties instead.
             */
            interface IDeviceInfo extends wayleave.session.v1.DeviceInfo.$Properties {
            }

            /** Represents a DeviceInfo. */
            class DeviceInfo {

                /**
                 * Constructs a new DeviceInfo.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.DeviceInfo.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeviceInfo hostname. */
                hostname: string;

                /** DeviceInfo os. */
                os: string;

                /** DeviceInfo osVersion. */
                osVersion: string;

                /**
                 * Creates a new DeviceInfo instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns DeviceInfo instance
                 */
                static create(properties: wayleave.session.v1.DeviceInfo.$Shape): wayleave.session.v1.DeviceInfo & wayleave.session.v1.DeviceInfo.$Shape;
                static create(properties?: wayleave.session.v1.DeviceInfo.$Properties): wayleave.session.v1.DeviceInfo;

                /**
                 * Encodes the specified DeviceInfo message. Does not implicitly {@link wayleave.session.v1.DeviceInfo.verify|verify} messages.
                 * @param message DeviceInfo message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.DeviceInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeviceInfo message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.DeviceInfo & wayleave.session.v1.DeviceInfo.$Shape} DeviceInfo
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.DeviceInfo & wayleave.session.v1.DeviceInfo.$Shape;

                /**
                 * Creates a DeviceInfo message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns DeviceInfo
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.DeviceInfo;

                /**
                 * Creates a plain object from a DeviceInfo message. Also converts values to other types if specified.
                 * @param message DeviceInfo
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.DeviceInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this DeviceInfo to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for DeviceInfo
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace DeviceInfo {

                /** Properties of a DeviceInfo. */
                interface $Properties {

                    /** DeviceInfo hostname */
                    hostname?: string;

                    /** DeviceInfo os */
                    os?: string;

                    /** DeviceInfo osVersion */
                    osVersion?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeviceInfo. */
                type $Shape = wayleave.session.v1.DeviceInfo.$Properties;
            }

            /**
             * Properties of a Posture.
             * @deprecated Use wayleave.session.v1.Posture.$Properties instead.
             */
            interface IPosture extends wayleave.session.v1.Posture.$Properties {
            }

            /** Represents a Posture. */
            class Posture {

                /**
                 * Constructs a new Posture.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Posture.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Posture facts. */
                facts: { [k: string]: string };

                /**
                 * Creates a new Posture instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Posture instance
                 */
                static create(properties: wayleave.session.v1.Posture.$Shape): wayleave.session.v1.Posture & wayleave.session.v1.Posture.$Shape;
                static create(properties?: wayleave.session.v1.Posture.$Properties): wayleave.session.v1.Posture;

                /**
                 * Encodes the specified Posture message. Does not implicitly {@link wayleave.session.v1.Posture.verify|verify} messages.
                 * @param message Posture message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Posture.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Posture message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Posture & wayleave.session.v1.Posture.$Shape} Posture
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Posture & wayleave.session.v1.Posture.$Shape;

                /**
                 * Creates a Posture message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Posture
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Posture;

                /**
                 * Creates a plain object from a Posture message. Also converts values to other types if specified.
                 * @param message Posture
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Posture, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Posture to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Posture
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Posture {

                /** Properties of a Posture. */
                interface $Properties {

                    /** Posture facts */
                    facts?: { [k: string]: string };

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Posture. */
                type $Shape = wayleave.session.v1.Posture.$Properties;
            }

            /**
             * Properties of a SrpAck.
             * @deprecated Use wayleave.session.v1.SrpAck.$Properties instead.
             */
            interface ISrpAck extends wayleave.session.v1.SrpAck.$Properties {
            }

            /** Represents a SrpAck. */
            class SrpAck {

                /**
                 * Constructs a new SrpAck.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.SrpAck.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SrpAck version. */
                version: number;

                /** SrpAck hash. */
                hash: Uint8Array;

                /**
                 * Creates a new SrpAck instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SrpAck instance
                 */
                static create(properties: wayleave.session.v1.SrpAck.$Shape): wayleave.session.v1.SrpAck & wayleave.session.v1.SrpAck.$Shape;
                static create(properties?: wayleave.session.v1.SrpAck.$Properties): wayleave.session.v1.SrpAck;

                /**
                 * Encodes the specified SrpAck message. Does not implicitly {@link wayleave.session.v1.SrpAck.verify|verify} messages.
                 * @param message SrpAck message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.SrpAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SrpAck message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.SrpAck & wayleave.session.v1.SrpAck.$Shape} SrpAck
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.SrpAck & wayleave.session.v1.SrpAck.$Shape;

                /**
                 * Creates a SrpAck message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SrpAck
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.SrpAck;

                /**
                 * Creates a plain object from a SrpAck message. Also converts values to other types if specified.
                 * @param message SrpAck
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.SrpAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SrpAck to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SrpAck
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SrpAck {

                /** Properties of a SrpAck. */
                interface $Properties {

                    /** SrpAck version */
                    version?: number;

                    /** SrpAck hash */
                    hash?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SrpAck. */
                type $Shape = wayleave.session.v1.SrpAck.$Properties;
            }

            /**
             * Properties of a Ping.
             * @deprecated Use wayleave.session.v1.Ping.$Properties instead.
             */
            interface IPing extends wayleave.session.v1.Ping.$Properties {
            }

            /** Represents a Ping. */
            class Ping {

                /**
                 * Constructs a new Ping.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Ping.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Ping sequence. */
                sequence: number;

                /** Ping sentAtUs. */
                sentAtUs: number;

                /**
                 * Creates a new Ping instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Ping instance
                 */
                static create(properties: wayleave.session.v1.Ping.$Shape): wayleave.session.v1.Ping & wayleave.session.v1.Ping.$Shape;
                static create(properties?: wayleave.session.v1.Ping.$Properties): wayleave.session.v1.Ping;

                /**
                 * Encodes the specified Ping message. Does not implicitly {@link wayleave.session.v1.Ping.verify|verify} messages.
                 * @param message Ping message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Ping message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Ping & wayleave.session.v1.Ping.$Shape} Ping
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Ping & wayleave.session.v1.Ping.$Shape;

                /**
                 * Creates a Ping message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Ping
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Ping;

                /**
                 * Creates a plain object from a Ping message. Also converts values to other types if specified.
                 * @param message Ping
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Ping, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Ping to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Ping
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Ping {

                /** Properties of a Ping. */
                interface $Properties {

                    /** Ping sequence */
                    sequence?: number;

                    /** Ping sentAtUs */
                    sentAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Ping. */
                type $Shape = wayleave.session.v1.Ping.$Properties;
            }

            /**
             * Properties of a Pong.
             * @deprecated Use wayleave.session.v1.Pong.$Properties instead.
             */
            interface IPong extends wayleave.session.v1.Pong.$Properties {
            }

            /** Represents a Pong. */
            class Pong {

                /**
                 * Constructs a new Pong.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Pong.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Pong sequence. */
                sequence: number;

                /** Pong pingSentAtUs. */
                pingSentAtUs: number;

                /** Pong sentAtUs. */
                sentAtUs: number;

                /**
                 * Creates a new Pong instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Pong instance
                 */
                static create(properties: wayleave.session.v1.Pong.$Shape): wayleave.session.v1.Pong & wayleave.session.v1.Pong.$Shape;
                static create(properties?: wayleave.session.v1.Pong.$Properties): wayleave.session.v1.Pong;

                /**
                 * Encodes the specified Pong message. Does not implicitly {@link wayleave.session.v1.Pong.verify|verify} messages.
                 * @param message Pong message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Pong message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Pong & wayleave.session.v1.Pong.$Shape} Pong
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Pong & wayleave.session.v1.Pong.$Shape;

                /**
                 * Creates a Pong message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Pong
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Pong;

                /**
                 * Creates a plain object from a Pong message. Also converts values to other types if specified.
                 * @param message Pong
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Pong, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Pong to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Pong
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Pong {

                /** Properties of a Pong. */
                interface $Properties {

                    /** Pong sequence */
                    sequence?: number;

                    /** Pong pingSentAtUs */
                    pingSentAtUs?: number;

                    /** Pong sentAtUs */
                    sentAtUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Pong. */
                type $Shape = wayleave.session.v1.Pong.$Properties;
            }

            /**
             * Properties of a Welcome.
             * @deprecated Use wayleave.session.v1.Welcome.$Properties instead.
             */
            interface IWelcome extends wayleave.session.v1.Welcome.$Properties {
            }

            /** Represents a Welcome. */
            class Welcome {

                /**
                 * Constructs a new Welcome.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Welcome.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Welcome sessionId. */
                sessionId: Uint8Array;

                /** Welcome gateway. */
                gateway: string;

                /** Welcome tenant. */
                tenant: string;

                /** Welcome user. */
                user: string;

                /** Welcome device. */
                device: string;

                /** Welcome privateDomains. */
                privateDomains: string[];

                /** Welcome keepsTraces. */
                keepsTraces: boolean;

                /**
                 * Creates a new Welcome instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Welcome instance
                 */
                static create(properties: wayleave.session.v1.Welcome.$Shape): wayleave.session.v1.Welcome & wayleave.session.v1.Welcome.$Shape;
                static create(properties?: wayleave.session.v1.Welcome.$Properties): wayleave.session.v1.Welcome;

                /**
                 * Encodes the specified Welcome message. Does not implicitly {@link wayleave.session.v1.Welcome.verify|verify} messages.
                 * @param message Welcome message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Welcome message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Welcome & wayleave.session.v1.Welcome.$Shape} Welcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Welcome & wayleave.session.v1.Welcome.$Shape;

                /**
                 * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Welcome
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Welcome;

                /**
                 * Creates a plain object from a Welcome message. Also converts values to other types if specified.
                 * @param message Welcome
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Welcome, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Welcome to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Welcome
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Welcome {

                /** Properties of a Welcome. */
                interface $Properties {

                    /** Welcome sessionId */
                    sessionId?: Uint8Array;

                    /** Welcome gateway */
                    gateway?: string;

                    /** Welcome tenant */
                    tenant?: string;

                    /** Welcome user */
                    user?: string;

                    /** Welcome device */
                    device?: string;

                    /** Welcome privateDomains */
                    privateDomains?: string[];

                    /** Welcome keepsTraces */
                    keepsTraces?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Welcome. */
                type $Shape = wayleave.session.v1.Welcome.$Properties;
            }

            /**
             * Properties of a Srp.
             * @deprecated Use wayleave.session.v1.Srp.$Properties instead.
             */
            interface ISrp extends wayleave.session.v1.Srp.$Properties {
            }

            /** Represents a Srp. */
            class Srp {

                /**
                 * Constructs a new Srp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Srp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Srp version. */
                version: number;

                /** Srp hash. */
                hash: Uint8Array;

                /** Srp entries. */
                entries: wayleave.session.v1.SrpEntry[];

                /** Srp privateDomains. */
                privateDomains: string[];

                /**
                 * Creates a new Srp instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Srp instance
                 */
                static create(properties: wayleave.session.v1.Srp.$Shape): wayleave.session.v1.Srp & wayleave.session.v1.Srp.$Shape;
                static create(properties?: wayleave.session.v1.Srp.$Properties): wayleave.session.v1.Srp;

                /**
                 * Encodes the specified Srp message. Does not implicitly {@link wayleave.session.v1.Srp.verify|verify} messages.
                 * @param message Srp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Srp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Srp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Srp & wayleave.session.v1.Srp.$Shape} Srp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Srp & wayleave.session.v1.Srp.$Shape;

                /**
                 * Creates a Srp message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Srp
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Srp;

                /**
                 * Creates a plain object from a Srp message. Also converts values to other types if specified.
                 * @param message Srp
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Srp, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Srp to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Srp
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Srp {

                /** Properties of a Srp. */
                interface $Properties {

                    /** Srp version */
                    version?: number;

                    /** Srp hash */
                    hash?: Uint8Array;

                    /** Srp entries */
                    entries?: wayleave.session.v1.SrpEntry.$Properties[];

                    /** Srp privateDomains */
                    privateDomains?: string[];

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Srp. */
                type $Shape = wayleave.session.v1.Srp.$Properties;
            }

            /**
             * Properties of a SrpEntry.
             * @deprecated Use wayleave.session.v1.SrpEntry.$Properties instead.
             */
            interface ISrpEntry extends wayleave.session.v1.SrpEntry.$Properties {
            }

            /** Represents a SrpEntry. */
            class SrpEntry {

                /**
                 * Constructs a new SrpEntry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.SrpEntry.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SrpEntry app. */
                app: string;

                /** SrpEntry hosts. */
                hosts: string[];

                /** SrpEntry ports. */
                ports: wayleave.session.v1.PortRange[];

                /** SrpEntry action. */
                action: wayleave.session.v1.SrpAction;

                /** SrpEntry usePublisherDns. */
                usePublisherDns: boolean;

                /**
                 * Creates a new SrpEntry instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SrpEntry instance
                 */
                static create(properties: wayleave.session.v1.SrpEntry.$Shape): wayleave.session.v1.SrpEntry & wayleave.session.v1.SrpEntry.$Shape;
                static create(properties?: wayleave.session.v1.SrpEntry.$Properties): wayleave.session.v1.SrpEntry;

                /**
                 * Encodes the specified SrpEntry message. Does not implicitly {@link wayleave.session.v1.SrpEntry.verify|verify} messages.
                 * @param message SrpEntry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.SrpEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SrpEntry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.SrpEntry & wayleave.session.v1.SrpEntry.$Shape} SrpEntry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.SrpEntry & wayleave.session.v1.SrpEntry.$Shape;

                /**
                 * Creates a SrpEntry message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SrpEntry
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.SrpEntry;

                /**
                 * Creates a plain object from a SrpEntry message. Also converts values to other types if specified.
                 * @param message SrpEntry
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.SrpEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SrpEntry to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SrpEntry
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SrpEntry {

                /** Properties of a SrpEntry. */
                interface $Properties {

                    /** SrpEntry app */
                    app?: string;

                    /** SrpEntry hosts */
                    hosts?: string[];

                    /** SrpEntry ports */
                    ports?: wayleave.session.v1.PortRange.$Properties[];

                    /** SrpEntry action */
                    action?: wayleave.session.v1.SrpAction;

                    /** SrpEntry usePublisherDns */
                    usePublisherDns?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SrpEntry. */
                type $Shape = wayleave.session.v1.SrpEntry.$Properties;
            }

            /** SrpAction enum. */
            enum SrpAction {

                /** SRP_ACTION_UNSPECIFIED value */
                SRP_ACTION_UNSPECIFIED = 0,

                /** SRP_ACTION_ALLOW value */
                SRP_ACTION_ALLOW = 1,

                /** SRP_ACTION_REMEDIATE value */
                SRP_ACTION_REMEDIATE = 2
            }

            /**
             * Properties of a PortRange.
             * @deprecated Use wayleave.session.v1.PortRange.$Properties instead.
             */
            interface IPortRange extends wayleave.session.v1.PortRange.$Properties {
            }

            /** Represents a PortRange. */
            class PortRange {

                /**
                 * Constructs a new PortRange.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.PortRange.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PortRange protocol. */
                protocol: string;

                /** PortRange from. */
                from: number;

                /** PortRange to. */
                to: number;

                /**
                 * Creates a new PortRange instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PortRange instance
                 */
                static create(properties: wayleave.session.v1.PortRange.$Shape): wayleave.session.v1.PortRange & wayleave.session.v1.PortRange.$Shape;
                static create(properties?: wayleave.session.v1.PortRange.$Properties): wayleave.session.v1.PortRange;

                /**
                 * Encodes the specified PortRange message. Does not implicitly {@link wayleave.session.v1.PortRange.verify|verify} messages.
                 * @param message PortRange message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.PortRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PortRange message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.PortRange & wayleave.session.v1.PortRange.$Shape} PortRange
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.PortRange & wayleave.session.v1.PortRange.$Shape;

                /**
                 * Creates a PortRange message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns PortRange
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.PortRange;

                /**
                 * Creates a plain object from a PortRange message. Also converts values to other types if specified.
                 * @param message PortRange
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.PortRange, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this PortRange to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for PortRange
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortRange {

                /** Properties of a PortRange. */
                interface $Properties {

                    /** PortRange protocol */
                    protocol?: string;

                    /** PortRange from */
                    from?: number;

                    /** PortRange to */
                    to?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PortRange. */
                type $Shape = wayleave.session.v1.PortRange.$Properties;
            }

            /**
             * Properties of a Notice.
             * @deprecated Use wayleave.session.v1.Notice.$Properties instead.
             */
            interface INotice extends wayleave.session.v1.Notice.$Properties {
            }

            /** Represents a Notice. */
            class Notice {

                /**
                 * Constructs a new Notice.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Notice.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Notice code. */
                code: string;

                /** Notice text. */
                text: string;

                /** Notice denialId. */
                denialId: string;

                /**
                 * Creates a new Notice instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Notice instance
                 */
                static create(properties: wayleave.session.v1.Notice.$Shape): wayleave.session.v1.Notice & wayleave.session.v1.Notice.$Shape;
                static create(properties?: wayleave.session.v1.Notice.$Properties): wayleave.session.v1.Notice;

                /**
                 * Encodes the specified Notice message. Does not implicitly {@link wayleave.session.v1.Notice.verify|verify} messages.
                 * @param message Notice message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Notice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Notice message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Notice & wayleave.session.v1.Notice.$Shape} Notice
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Notice & wayleave.session.v1.Notice.$Shape;

                /**
                 * Creates a Notice message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Notice
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Notice;

                /**
                 * Creates a plain object from a Notice message. Also converts values to other types if specified.
                 * @param message Notice
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Notice, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Notice to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Notice
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Notice {

                /** Properties of a Notice. */
                interface $Properties {

                    /** Notice code */
                    code?: string;

                    /** Notice text */
                    text?: string;

                    /** Notice denialId */
                    denialId?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Notice. */
                type $Shape = wayleave.session.v1.Notice.$Properties;
            }

            /**
             * Properties of a Drain.
             * @deprecated Use wayleave.session.v1.Drain.$Properties instead.
             */
            interface IDrain extends wayleave.session.v1.Drain.$Properties {
            }

            /** Represents a Drain. */
            class Drain {

                /**
                 * Constructs a new Drain.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.Drain.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Drain graceMs. */
                graceMs: number;

                /** Drain over. */
                over: boolean;

                /**
                 * Creates a new Drain instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Drain instance
                 */
                static create(properties: wayleave.session.v1.Drain.$Shape): wayleave.session.v1.Drain & wayleave.session.v1.Drain.$Shape;
                static create(properties?: wayleave.session.v1.Drain.$Properties): wayleave.session.v1.Drain;

                /**
                 * Encodes the specified Drain message. Does not implicitly {@link wayleave.session.v1.Drain.verify|verify} messages.
                 * @param message Drain message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.Drain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Drain message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.Drain & wayleave.session.v1.Drain.$Shape} Drain
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.Drain & wayleave.session.v1.Drain.$Shape;

                /**
                 * Creates a Drain message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Drain
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.Drain;

                /**
                 * Creates a plain object from a Drain message. Also converts values to other types if specified.
                 * @param message Drain
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.Drain, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Drain to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for Drain
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Drain {

                /** Properties of a Drain. */
                interface $Properties {

                    /** Drain graceMs */
                    graceMs?: number;

                    /** Drain over */
                    over?: boolean;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Drain. */
                type $Shape = wayleave.session.v1.Drain.$Properties;
            }

            /**
             * Properties of a ReauthDemand.
             * @deprecated Use wayleave.session.v1.ReauthDemand.$Properties instead.
             */
            interface IReauthDemand extends wayleave.session.v1.ReauthDemand.$Properties {
            }

            /** Represents a ReauthDemand. */
            class ReauthDemand {

                /**
                 * Constructs a new ReauthDemand.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.ReauthDemand.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReauthDemand untilUs. */
                untilUs: number;

                /**
                 * Creates a new ReauthDemand instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReauthDemand instance
                 */
                static create(properties: wayleave.session.v1.ReauthDemand.$Shape): wayleave.session.v1.ReauthDemand & wayleave.session.v1.ReauthDemand.$Shape;
                static create(properties?: wayleave.session.v1.ReauthDemand.$Properties): wayleave.session.v1.ReauthDemand;

                /**
                 * Encodes the specified ReauthDemand message. Does not implicitly {@link wayleave.session.v1.ReauthDemand.verify|verify} messages.
                 * @param message ReauthDemand message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.ReauthDemand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReauthDemand message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.ReauthDemand & wayleave.session.v1.ReauthDemand.$Shape} ReauthDemand
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.ReauthDemand & wayleave.session.v1.ReauthDemand.$Shape;

                /**
                 * Creates a ReauthDemand message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReauthDemand
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.ReauthDemand;

                /**
                 * Creates a plain object from a ReauthDemand message. Also converts values to other types if specified.
                 * @param message ReauthDemand
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.ReauthDemand, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReauthDemand to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReauthDemand
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReauthDemand {

                /** Properties of a ReauthDemand. */
                interface $Properties {

                    /** ReauthDemand untilUs */
                    untilUs?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReauthDemand. */
                type $Shape = wayleave.session.v1.ReauthDemand.$Properties;
            }

            /**
             * Properties of a SessionRefused.
             * @deprecated Use wayleave.session.v1.SessionRefused.$Properties instead.
             */
            interface ISessionRefused extends wayleave.session.v1.SessionRefused.$Properties {
            }

            /** Represents a SessionRefused. */
            class SessionRefused {

                /**
                 * Constructs a new SessionRefused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.session.v1.SessionRefused.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SessionRefused code. */
                code: string;

                /** SessionRefused notice. */
                notice: string;

                /**
                 * Creates a new SessionRefused instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns SessionRefused instance
                 */
                static create(properties: wayleave.session.v1.SessionRefused.$Shape): wayleave.session.v1.SessionRefused & wayleave.session.v1.SessionRefused.$Shape;
                static create(properties?: wayleave.session.v1.SessionRefused.$Properties): wayleave.session.v1.SessionRefused;

                /**
                 * Encodes the specified SessionRefused message. Does not implicitly {@link wayleave.session.v1.SessionRefused.verify|verify} messages.
                 * @param message SessionRefused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.session.v1.SessionRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SessionRefused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.session.v1.SessionRefused & wayleave.session.v1.SessionRefused.$Shape} SessionRefused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.session.v1.SessionRefused & wayleave.session.v1.SessionRefused.$Shape;

                /**
                 * Creates a SessionRefused message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns SessionRefused
                 */
                static fromObject(object: { [k: string]: any }): wayleave.session.v1.SessionRefused;

                /**
                 * Creates a plain object from a SessionRefused message. Also converts values to other types if specified.
                 * @param message SessionRefused
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.session.v1.SessionRefused, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this SessionRefused to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for SessionRefused
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionRefused {

                /** Properties of a SessionRefused. */
                interface $Properties {

                    /** SessionRefused code */
                    code?: string;

                    /** SessionRefused notice */
                    notice?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SessionRefused. */
                type $Shape = wayleave.session.v1.SessionRefused.$Properties;
            }
        }
    }

    /** Namespace telemetry. */
    namespace telemetry {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a ReportRequest.
             * @deprecated Use wayleave.telemetry.v1.ReportRequest.$Properties instead.
             */
            interface IReportRequest extends wayleave.telemetry.v1.ReportRequest.$Properties {
            }

            /** Represents a ReportRequest. */
            class ReportRequest {

                /**
                 * Constructs a new ReportRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.telemetry.v1.ReportRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReportRequest sequence. */
                sequence: number;

                /** ReportRequest boot. */
                boot: Uint8Array;

                /** ReportRequest otlpSpans. */
                otlpSpans: Uint8Array;

                /** ReportRequest networkEvent. */
                networkEvent: Uint8Array;

                /**
                 * Creates a new ReportRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReportRequest instance
                 */
                static create(properties: wayleave.telemetry.v1.ReportRequest.$Shape): wayleave.telemetry.v1.ReportRequest & wayleave.telemetry.v1.ReportRequest.$Shape;
                static create(properties?: wayleave.telemetry.v1.ReportRequest.$Properties): wayleave.telemetry.v1.ReportRequest;

                /**
                 * Encodes the specified ReportRequest message. Does not implicitly {@link wayleave.telemetry.v1.ReportRequest.verify|verify} messages.
                 * @param message ReportRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.telemetry.v1.ReportRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReportRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.telemetry.v1.ReportRequest & wayleave.telemetry.v1.ReportRequest.$Shape} ReportRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.telemetry.v1.ReportRequest & wayleave.telemetry.v1.ReportRequest.$Shape;

                /**
                 * Creates a ReportRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReportRequest
                 */
                static fromObject(object: { [k: string]: any }): wayleave.telemetry.v1.ReportRequest;

                /**
                 * Creates a plain object from a ReportRequest message. Also converts values to other types if specified.
                 * @param message ReportRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.telemetry.v1.ReportRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReportRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReportRequest
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReportRequest {

                /** Properties of a ReportRequest. */
                interface $Properties {

                    /** ReportRequest sequence */
                    sequence?: number;

                    /** ReportRequest boot */
                    boot?: Uint8Array;

                    /** ReportRequest otlpSpans */
                    otlpSpans?: Uint8Array;

                    /** ReportRequest networkEvent */
                    networkEvent?: Uint8Array;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReportRequest. */
                type $Shape = wayleave.telemetry.v1.ReportRequest.$Properties;
            }

            /**
             * Properties of a ReportResponse.
             * @deprecated Use wayleave.telemetry.v1.ReportResponse.$Properties instead.
             */
            interface IReportResponse extends wayleave.telemetry.v1.ReportResponse.$Properties {
            }

            /** Represents a ReportResponse. */
            class ReportResponse {

                /**
                 * Constructs a new ReportResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: wayleave.telemetry.v1.ReportResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReportResponse sequence. */
                sequence: number;

                /** ReportResponse refused. */
                refused: string;

                /**
                 * Creates a new ReportResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ReportResponse instance
                 */
                static create(properties: wayleave.telemetry.v1.ReportResponse.$Shape): wayleave.telemetry.v1.ReportResponse & wayleave.telemetry.v1.ReportResponse.$Shape;
                static create(properties?: wayleave.telemetry.v1.ReportResponse.$Properties): wayleave.telemetry.v1.ReportResponse;

                /**
                 * Encodes the specified ReportResponse message. Does not implicitly {@link wayleave.telemetry.v1.ReportResponse.verify|verify} messages.
                 * @param message ReportResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: wayleave.telemetry.v1.ReportResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReportResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {wayleave.telemetry.v1.ReportResponse & wayleave.telemetry.v1.ReportResponse.$Shape} ReportResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): wayleave.telemetry.v1.ReportResponse & wayleave.telemetry.v1.ReportResponse.$Shape;

                /**
                 * Creates a ReportResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ReportResponse
                 */
                static fromObject(object: { [k: string]: any }): wayleave.telemetry.v1.ReportResponse;

                /**
                 * Creates a plain object from a ReportResponse message. Also converts values to other types if specified.
                 * @param message ReportResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: wayleave.telemetry.v1.ReportResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ReportResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };

                /**
                 * Gets the type url for ReportResponse
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace ReportResponse {

                /** Properties of a ReportResponse. */
                interface $Properties {

                    /** ReportResponse sequence */
                    sequence?: number;

                    /** ReportResponse refused */
                    refused?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReportResponse. */
                type $Shape = wayleave.telemetry.v1.ReportResponse.$Properties;
            }
        }
    }
}
