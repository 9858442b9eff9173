// SPDX-License-Identifier: Apache-2.0
/** Whether a binding is a JSON schema at all: keywords with values of the right kind. One that is not is left out. */

import { isObject, isSchema, type Json, type JsonObject } from '../schema';

type Shape = (value: Json) => boolean;

const isText: Shape = (value) => typeof value === 'string';
const isCount: Shape = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNumber: Shape = (value) => typeof value === 'number' || typeof value === 'bigint';
const isList: Shape = (value) => Array.isArray(value);
const isFlag: Shape = (value) => typeof value === 'boolean';
const areTexts: Shape = (value) => Array.isArray(value) && value.every(isText);

const VALUES: ReadonlyMap<string, readonly [shape: Shape, wanted: string]> = new Map([
  ['$id', [isText, 'a string']],
  ['$ref', [isText, 'a string']],
  ['type', [(value: Json) => isText(value) || areTexts(value), 'the name of a type, or a list of names']],
  ['enum', [isList, 'a list']],
  ['required', [areTexts, 'a list of property names']],
  ['pattern', [isText, 'a string']],
  ['minItems', [isCount, 'a number from 0 on']],
  ['maxItems', [isCount, 'a number from 0 on']],
  ['minLength', [isCount, 'a number from 0 on']],
  ['maxLength', [isCount, 'a number from 0 on']],
  ['minProperties', [isCount, 'a number from 0 on']],
  ['maxProperties', [isCount, 'a number from 0 on']],
  ['minimum', [isNumber, 'a number']],
  ['maximum', [isNumber, 'a number']],
  ['exclusiveMinimum', [isNumber, 'a number']],
  ['exclusiveMaximum', [isNumber, 'a number']],
  ['multipleOf', [isNumber, 'a number']],
  ['uniqueItems', [isFlag, 'true or false']],
]);

const SCHEMAS = new Set([
  'select',
  'if',
  'then',
  'else',
  'not',
  'additionalProperties',
  'unevaluatedProperties',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'propertyNames',
]);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** What is wrong, with the path to it; undefined when the binding can be used. */
export function shapeFault(binding: JsonObject): string | undefined {
  return faultOf(binding, '');
}

function faultOf(schema: Json, path: string): string | undefined {
  if (!isObject(schema)) {
    return isSchema(schema) ? undefined : `${path || 'the binding'} should be a schema: a map, true or false`;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    const fault = keywordFault(keyword, value, `${path}/${keyword}`);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

function keywordFault(keyword: string, value: Json, path: string): string | undefined {
  const rule = VALUES.get(keyword);
  if (rule) {
    return rule[0](value) ? undefined : `${path} should be ${rule[1]}`;
  }
  if (SCHEMAS.has(keyword) || (keyword === 'items' && !Array.isArray(value))) {
    return faultOf(value, path);
  }
  if (LISTS.has(keyword) || keyword === 'items') {
    return Array.isArray(value) && value.length > 0
      ? first(value.map((each, index) => [`${path}/${index}`, each]))
      : `${path} should be a list of schemas`;
  }
  if (MAPS.has(keyword)) {
    return isObject(value)
      ? first(Object.entries(value).map(([name, each]) => [`${path}/${name}`, each]))
      : `${path} should be a map of schemas`;
  }
  return undefined;
}

function first(parts: readonly (readonly [path: string, schema: Json])[]): string | undefined {
  for (const [path, schema] of parts) {
    const fault = faultOf(schema, path);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}
