// SPDX-License-Identifier: Apache-2.0
/** Which compatible strings a binding is selected by. */

import { isObject, type Json, type JsonObject, objectAt, own } from '../schema';

/** Too general to select a binding, unless they are all it has. */
const GENERAL = new Set(['syscon', 'simple-mfd', 'simple-bus']);

/** @param binding prepared @returns nothing for a binding that is selected otherwise */
export function selectingCompatibles(binding: JsonObject): string[] {
  const properties = objectAt(binding, 'properties');
  if (Object.hasOwn(binding, 'select') || !properties) {
    return [];
  }
  const names = namedCompatibles(own(properties, 'compatible'));
  return names.size > 1 ? [...names].filter((name) => !GENERAL.has(name)) : [...names];
}

/** Every string that a description of `compatible` mentions. */
export function namedCompatibles(description: Json | undefined): Set<string> {
  const names = new Set<string>();
  collect(description, names);
  return names;
}

function collect(json: Json | undefined, names: Set<string>): void {
  if (Array.isArray(json)) {
    for (const each of json) {
      collect(each, names);
    }
  } else if (isObject(json)) {
    for (const [key, value] of Object.entries(json)) {
      if (key === 'enum' && Array.isArray(value) && typeof value[0] === 'string') {
        add(value, names);
      } else if (key === 'const' || key === 'pattern') {
        add([value], names);
      } else if (key !== 'enum') {
        collect(value, names);
      }
    }
  }
}

function add(values: readonly Json[], names: Set<string>): void {
  for (const value of values) {
    if (typeof value === 'string') {
      names.add(value);
    }
  }
}
