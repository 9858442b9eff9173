// SPDX-License-Identifier: Apache-2.0
/** Which members of a node a schema says something about, for `unevaluatedProperties`. */

import type { NodeInstance } from '../instance';
import { isSchema, objectAt, own, type Schema } from '../schema';
import { branches } from './evaluated-items';
import type { Evaluator } from './evaluator';
import type { Resource } from './resource';

/**
 * Members that count as evaluated. What a referenced schema names counts whether or not the schema is met; what an
 * element of `allOf` names counts only if all of that element is met. That is python-jsonschema's reading: one fault in
 * a referenced schema makes the properties that it names unevaluated.
 */
export function evaluatedProperties(
  evaluator: Evaluator,
  instance: NodeInstance,
  schema: Schema,
  resource: Resource,
): Set<string> {
  const found = new Set<string>();
  addEvaluated(evaluator, instance, schema, resource, found);
  return found;
}

function addEvaluated(
  evaluator: Evaluator,
  instance: NodeInstance,
  schema: Schema,
  resource: Resource,
  found: Set<string>,
): void {
  if (typeof schema === 'boolean') {
    return;
  }
  const reference = own(schema, '$ref');
  if (typeof reference === 'string') {
    const target = evaluator.references.resolve(reference, resource);
    addEvaluated(evaluator, instance, target.schema, target.resource, found);
  }
  const plan = evaluator.plan(schema);
  for (const name of instance.members.keys()) {
    if (plan.names(name)) {
      found.add(name);
    }
  }
  for (const keyword of ['additionalProperties', 'unevaluatedProperties']) {
    const rest = own(schema, keyword);
    if (isSchema(rest) && rest !== false) {
      addValid(evaluator, instance, rest, resource, found);
    }
  }
  for (const [name, part] of Object.entries(objectAt(schema, 'dependentSchemas') ?? {})) {
    if (instance.members.has(name) && isSchema(part)) {
      addEvaluated(evaluator, instance, part, resource, found);
    }
  }
  for (const part of branches(evaluator, instance, schema, resource)) {
    addEvaluated(evaluator, instance, part, resource, found);
  }
}

function addValid(
  evaluator: Evaluator,
  instance: NodeInstance,
  schema: Schema,
  resource: Resource,
  found: Set<string>,
): void {
  for (const [name, member] of instance.members) {
    if (!found.has(name) && evaluator.isValid(member, schema, resource)) {
      found.add(name);
    }
  }
}
