// SPDX-License-Identifier: Apache-2.0
/** Bindings speak of `interrupts`; a node may say `interrupts-extended` instead, and name its controller itself. */

import { type JsonObject, listAt, objectAt } from '../schema';
import type { Place } from './place';

const EXTENDED = 'interrupts-extended';

/** One of the two is needed. */
function eitherRequired(): JsonObject[] {
  return [{ required: ['interrupts'] }, { required: [EXTENDED] }];
}

export function prepareInterrupts(schema: JsonObject, place: Place): void {
  const properties = objectAt(schema, 'properties');
  if (properties) {
    allowExtended(properties);
  }
  if (place.keyword !== 'oneOf') {
    requireEither(schema);
  }
  const needed = objectAt(schema, 'dependentRequired');
  if (needed) {
    dependOnEither(schema, needed);
  }
  const schemas = objectAt(schema, 'dependentSchemas');
  if (schemas && Object.hasOwn(schemas, 'interrupts')) {
    schemas[EXTENDED] ??= schemas.interrupts!;
  }
}

function allowExtended(properties: JsonObject): void {
  const hasInterrupts = Object.hasOwn(properties, 'interrupts');
  if (hasInterrupts || Object.hasOwn(properties, 'interrupt-controller')) {
    properties['interrupt-parent'] ??= true;
  }
  if (hasInterrupts) {
    properties[EXTENDED] ??= structuredClone(properties.interrupts!);
  }
}

function requireEither(schema: JsonObject): void {
  const required = listAt(schema, 'required');
  if (!required?.includes('interrupts')) {
    return;
  }
  if (Object.hasOwn(schema, 'oneOf')) {
    const all = listAt(schema, 'allOf') ?? [];
    all.push({ oneOf: eitherRequired() });
    schema.allOf = all;
  } else {
    schema.oneOf = eitherRequired();
  }
  required.splice(required.indexOf('interrupts'), 1);
  if (required.length === 0) {
    delete schema.required;
  }
}

function dependOnEither(schema: JsonObject, needed: JsonObject): void {
  if (Object.hasOwn(needed, 'interrupts')) {
    needed[EXTENDED] ??= needed.interrupts!;
  }
  for (const [property, names] of Object.entries(needed)) {
    if (!Array.isArray(names) || !names.includes('interrupts')) {
      continue;
    }
    // What else depended on schemas is forgotten here, as in the preparation that bindings are written for.
    schema.dependentSchemas = { [property]: { oneOf: eitherRequired() } };
    names.splice(names.indexOf('interrupts'), 1);
    if (names.length === 0) {
      delete needed[property];
      break;
    }
  }
  if (Object.keys(needed).length === 0) {
    delete schema.dependentRequired;
  }
}
