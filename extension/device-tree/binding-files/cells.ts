// SPDX-License-Identifier: Apache-2.0
/** Whether a property of cells or of strings is described in the way that its kind asks for. */

import type { Node } from 'yaml';
import { elementsOf, type Mapping, mappingOf, mayBeInteger, mayBeString, scalarOf } from './yaml-map';

const BARE = new Set(['maxItems', 'description', 'deprecated']);
const SINGLE = new Set('description deprecated const enum minimum maximum multipleOf default $ref oneOf <<'.split(' '));
const ARRAY = new Set(
  'minItems maxItems oneOf anyOf items additionalItems default description deprecated uniqueItems <<'.split(' '),
);

/** One value: limits for a value, and nothing about items. */
export function isSingleCell(place: Node | undefined): boolean {
  const schema = mappingOf(place);
  if (!schema) {
    return true;
  }
  return (
    schema.names.every((name) => SINGLE.has(name)) &&
    ['const', 'default'].every((name) => !schema.has(name) || mayBeInteger(schema.value(name)!)) &&
    (schema.list('enum') ?? []).every(mayBeInteger) &&
    (schema.list('oneOf') ?? []).every(isSingleCell)
  );
}

/** Several values, with how many there are; or one. */
export function isCellArray(place: Node | undefined): boolean {
  const schema = mappingOf(place);
  if (!schema || isSingleCell(place)) {
    return true;
  }
  if (schema.integer('maxItems') === 1n) {
    return schema.names.every((name) => BARE.has(name));
  }
  return (
    schema.names.every((name) => ARRAY.has(name)) &&
    (schema.integer('minItems') ?? 1n) >= 1n &&
    (schema.integer('maxItems') ?? 2n) >= 2n &&
    (scalarOf(schema.value('additionalItems')) ?? true) === true &&
    ['oneOf', 'anyOf'].every((name) => (schema.list(name) ?? []).every(isCellArray)) &&
    hasCellItems(schema)
  );
}

function hasCellItems(schema: Mapping): boolean {
  const items = schema.list('items');
  if (!items) {
    return isCellArray(schema.value('items'));
  }
  const isNested = items.every((each) => mappingOf(each)?.has('items') ?? true);
  return isNested ? items.length <= 1 && items.every(isCellArray) : items.every(isSingleCell);
}

const STRINGS = new Set(
  `description minItems maxItems items enum const contains default deprecated not pattern oneOf allOf anyOf $ref
  additionalItems <<`.split(/\s+/),
);
const ONE_STRING = new Set('const deprecated description enum not pattern <<'.split(' '));
const TEXT = /^[a-zA-Z0-9,.\-_ #+/]+$/;

/** Strings: a list of what each is, or what all are with how many there are. */
export function isStringArray(place: Node | undefined): boolean {
  const schema = mappingOf(place);
  const hasSize = schema?.has('minItems') && schema.has('maxItems');
  return hasStrings(place) && (hasSize || !schema?.map('items'));
}

function hasStrings(place: Node | undefined): boolean {
  const schema = mappingOf(place);
  if (!schema) {
    return true;
  }
  const items = schema.list('items');
  const constant = schema.value('const');
  return (
    schema.names.every((name) => STRINGS.has(name)) &&
    [...(schema.list('enum') ?? []), ...(constant ? [constant] : [])].every(isText) &&
    ['oneOf', 'allOf', 'anyOf'].every((name) => (schema.list(name) ?? []).every(hasStrings)) &&
    hasStrings(schema.value('contains')) &&
    (items ? items.length > 0 && items.every(isOneString) : hasStrings(schema.value('items')))
  );
}

function isText(place: Node): boolean {
  const value = scalarOf(place);
  return value === undefined ? elementsOf(place) === undefined : mayBeString(place) && TEXT.test(String(value));
}

function isOneString(place: Node): boolean {
  return hasStrings(place) && (mappingOf(place)?.names.every((name) => ONE_STRING.has(name)) ?? true);
}
