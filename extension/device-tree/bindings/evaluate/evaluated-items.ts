// SPDX-License-Identifier: Apache-2.0
/** Which elements of a list a schema says something about, for `unevaluatedItems`. */

import type { Instance } from '../instance';
import { isSchema, type JsonObject, listAt, own, type Schema, schemasAt } from '../schema';
import type { Evaluator } from './evaluator';
import type { Resource } from './resource';

export function evaluatedItems(
  evaluator: Evaluator,
  instance: Instance[],
  schema: Schema,
  resource: Resource,
): Set<number> {
  const found = new Set<number>();
  if (typeof schema === 'boolean') {
    return found;
  }
  const include = (part: Schema, from: Resource): void => {
    for (const index of evaluatedItems(evaluator, instance, part, from)) {
      found.add(index);
    }
  };
  const reference = own(schema, '$ref');
  if (typeof reference === 'string') {
    const resolved = evaluator.references.resolve(reference, resource);
    evaluator.within(() => include(resolved.schema, resolved.resource));
  }
  for (let index = 0; index < listed(schema, instance.length); index++) {
    found.add(index);
  }
  for (const part of metBranches(evaluator, instance, schema, resource)) {
    include(part, resource);
  }
  for (const keyword of ['contains', 'unevaluatedItems']) {
    const each = own(schema, keyword);
    for (const [index, element] of instance.entries()) {
      if (isSchema(each) && evaluator.isValid(element, each, resource)) {
        found.add(index);
      }
    }
  }
  return found;
}

/** How many elements `items` speaks of. */
function listed(schema: JsonObject, length: number): number {
  if (!Object.hasOwn(schema, 'items')) {
    return 0;
  }
  const items = listAt(schema, 'items');
  return items && !Object.hasOwn(schema, 'additionalItems') ? items.length : length;
}

/** Gives those subschemas for the same instance that count. */
export type Branches = (evaluator: Evaluator, instance: Instance, schema: JsonObject, resource: Resource) => Schema[];

/** All subschemas for the same instance, met or not. */
export const allBranches: Branches = (_evaluator, _instance, schema) => [
  ...['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => schemasAt(schema, keyword)),
  ...['if', 'then', 'else'].flatMap((keyword) => own(schema, keyword) ?? []).filter(isSchema),
];

/** Subschemas for the same instance that are met. */
export function metBranches(
  evaluator: Evaluator,
  instance: Instance,
  schema: JsonObject,
  resource: Resource,
): Schema[] {
  const found: Schema[] = [];
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    for (const part of schemasAt(schema, keyword)) {
      if (evaluator.isValid(instance, part, resource)) {
        found.push(part);
      }
    }
  }
  const condition = own(schema, 'if');
  if (isSchema(condition)) {
    const holds = evaluator.isValid(instance, condition, resource);
    const branch = own(schema, holds ? 'then' : 'else');
    found.push(...(holds ? [condition] : []), ...(isSchema(branch) ? [branch] : []));
  }
  return found;
}
