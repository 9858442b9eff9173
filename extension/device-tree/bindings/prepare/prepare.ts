// SPDX-License-Identifier: Apache-2.0
/**
 * From a binding as it is written to a schema that decoded device-tree nodes can be checked with. Bindings leave much to
 * be understood; what is understood is what dt-schema's preparation (fixups.py) makes explicit, rule for rule.
 */

import { isObject, type Json, type JsonObject, listAt, objectAt, own } from '../schema';
import { choicesToEnum } from './alternatives';
import { splitDependencies } from './dependencies';
import { allowImplicitProperties } from './implicit-properties';
import { prepareInterrupts } from './interrupts';
import { below, memberOf, type Place, TOP } from './place';
import { prepareValue } from './values';

const SUBSCHEMA = new Set(['select', 'if', 'then', 'else', 'not', 'additionalProperties']);
const SUBSCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const SUBSCHEMA_MAPS = new Set([
  'dependentRequired',
  'dependentSchemas',
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
]);

/** Matrices whose rows differ in length: what bindings say about their elements does not fit how they are decoded. */
const RAGGED = new Set(['fsl,pins', 'qcom,board-id']);

/** @param binding stays as it is */
export function prepareBinding(binding: JsonObject): JsonObject {
  const schema = structuredClone(binding);
  for (const keyword of ['examples', 'maintainers', 'historical']) {
    delete schema[keyword];
  }
  addSelect(schema);
  prepareSubschema(schema, TOP);
  schema.type = 'object';
  return schema;
}

/** A binding that only names its nodes applies to the nodes of that name. */
function addSelect(schema: JsonObject): void {
  const properties = objectAt(schema, 'properties');
  if (Object.hasOwn(schema, 'select') || !properties || Object.hasOwn(properties, 'compatible')) {
    return;
  }
  const name = own(properties, '$nodename');
  if (name !== undefined && name !== true) {
    schema.select = { required: ['$nodename'], properties: { $nodename: structuredClone(name) } };
  }
}

function prepareSubschema(schema: Json | undefined, place: Place): void {
  if (!isObject(schema)) {
    return;
  }
  delete schema.description;
  splitDependencies(schema);
  prepareInterrupts(schema, place);
  allowImplicitProperties(schema);
  if (own(schema, 'additionalProperties') === true) {
    // It would count everything as evaluated.
    delete schema.additionalProperties;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (SUBSCHEMA.has(keyword)) {
      prepareSubschema(value, below(place, keyword));
    } else if (SUBSCHEMA_LISTS.has(keyword)) {
      for (const each of Array.isArray(value) ? value : []) {
        prepareSubschema(each, below(place, keyword));
      }
    } else if (SUBSCHEMA_MAPS.has(keyword) && isObject(value)) {
      prepareMembers(value, keyword, place);
    }
  }
}

function prepareMembers(members: JsonObject, keyword: string, place: Place): void {
  for (const [name, member] of Object.entries(members)) {
    if (RAGGED.has(name) && isObject(member)) {
      const reference = own(member, '$ref');
      delete member.$ref;
      members[name] = reference === undefined ? {} : { $ref: reference };
    } else {
      const inside = memberOf(place, keyword, name);
      walkValue(member, inside);
      prepareSubschema(member, inside);
    }
  }
}

/** Prepares the description of a value and all alternatives it consists of. */
function walkValue(schema: Json | undefined, place: Place): void {
  if (!isObject(schema)) {
    return;
  }
  choicesToEnum(schema);
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    for (const each of listAt(schema, keyword) ?? []) {
      walkValue(each, below(place, keyword));
    }
  }
  walkValue(own(schema, 'then'), below(place, 'then'));
  prepareValue(schema, place);
}
