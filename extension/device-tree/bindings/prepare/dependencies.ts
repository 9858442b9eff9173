// SPDX-License-Identifier: Apache-2.0
/** `dependencies` of older drafts is two keywords in draft 2019-09. */

import { type JsonObject, objectAt } from '../schema';

export function splitDependencies(schema: JsonObject): void {
  const dependencies = objectAt(schema, 'dependencies');
  if (!dependencies) {
    return;
  }
  delete schema.dependencies;
  for (const [name, needed] of Object.entries(dependencies)) {
    memberMap(schema, Array.isArray(needed) ? 'dependentRequired' : 'dependentSchemas')[name] = needed;
  }
}

/** The map under a key, made if it is not there. */
export function memberMap(schema: JsonObject, key: string): JsonObject {
  const known = objectAt(schema, key);
  if (known) {
    return known;
  }
  const made: JsonObject = {};
  schema[key] = made;
  return made;
}
