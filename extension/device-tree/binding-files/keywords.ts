// SPDX-License-Identifier: Apache-2.0
/** Which keywords of JSON schema bindings use, and where. The sets are those of dt-schema's meta-schemas. */

/** Keywords that cannot be the name of a property; one that is in its place is there by a wrong indentation. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `$ref additionalItems additionalProperties allOf anyOf const contains default dependencies dependentRequired
  dependentSchemas deprecated description else enum exclusiveMaximum exclusiveMinimum items if minItems minimum maxItems
  maximum multipleOf not oneOf pattern patternProperties properties required then typeSize unevaluatedProperties
  uniqueItems`.split(/\s+/),
);

/** Within a binding; `type` is the name of a property as well. `<<` is YAML's, for taking over another map. */
export const INNER_KEYWORDS: ReadonlySet<string> = new Set([...KEYWORDS, 'type', '<<']);

/** At the top of a binding. */
export const TOP_KEYWORDS: ReadonlySet<string> = new Set(
  `$id $schema title description examples required allOf anyOf oneOf definitions $defs additionalProperties dependencies
  dependentRequired dependentSchemas patternProperties properties not if then else unevaluatedProperties deprecated
  maintainers select $ref`.split(/\s+/),
);

/** For what has `type: object`. */
export const NODE_KEYWORDS: ReadonlySet<string> = new Set(
  `type description dependencies dependentRequired dependentSchemas properties patternProperties additionalProperties
  unevaluatedProperties deprecated required not if else then allOf anyOf oneOf $ref <<`.split(/\s+/),
);

/** They limit one value. */
export const SCALAR_KEYWORDS = 'const enum exclusiveMaximum exclusiveMinimum minimum maximum multipleOf pattern'.split(
  ' ',
);

/** They limit a list. */
export const ARRAY_KEYWORDS = ['contains', 'items', 'maxItems', 'minItems'];

/** What is under them is a schema, a list of schemas, a map of schemas. `items` may be a schema or a list. */
export const WITH_SCHEMA =
  'additionalItems additionalProperties contains else if items not select then unevaluatedProperties'.split(' ');
export const WITH_LIST = ['allOf', 'anyOf', 'oneOf', 'items'];
export const WITH_MAP = ['dependencies', 'dependentSchemas', 'patternProperties', 'properties', '$defs'];
