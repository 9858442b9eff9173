// SPDX-License-Identifier: Apache-2.0
/** Which members of a node a schema says something about, for `unevaluatedProperties`. */

import type { NodeInstance } from '../instance';
import { isSchema, type JsonObject, objectAt, own, type Schema } from '../schema';
import { allBranches, type Branches, metBranches } from './evaluated-items';
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
  return new EvaluatedProperties(evaluator, instance, metBranches).collect(schema, resource);
}

/** Members that any part of a schema names, whether or not that part is met. */
export function nameableProperties(
  evaluator: Evaluator,
  instance: NodeInstance,
  schema: Schema,
  resource: Resource,
): Set<string> {
  return new EvaluatedProperties(evaluator, instance, allBranches).collect(schema, resource);
}

class EvaluatedProperties {
  private readonly found = new Set<string>();

  constructor(
    private readonly evaluator: Evaluator,
    private readonly instance: NodeInstance,
    private readonly branches: Branches,
  ) {}

  collect(schema: Schema, resource: Resource): Set<string> {
    this.add(schema, resource);
    return this.found;
  }

  private add(schema: Schema, resource: Resource): void {
    if (typeof schema !== 'boolean') {
      this.evaluator.within(() => this.addParts(schema, resource));
    }
  }

  private addParts(schema: JsonObject, resource: Resource): void {
    const { evaluator, instance } = this;
    const reference = own(schema, '$ref');
    if (typeof reference === 'string') {
      const target = evaluator.references.resolve(reference, resource);
      this.add(target.schema, target.resource);
    }
    this.addNamed(schema);
    for (const keyword of ['additionalProperties', 'unevaluatedProperties']) {
      const rest = own(schema, keyword);
      if (isSchema(rest) && rest !== false) {
        this.addValid(rest, resource);
      }
    }
    for (const [name, part] of Object.entries(objectAt(schema, 'dependentSchemas') ?? {})) {
      if (instance.members.has(name) && isSchema(part)) {
        this.add(part, resource);
      }
    }
    for (const part of this.branches(evaluator, instance, schema, resource)) {
      this.add(part, resource);
    }
  }

  private addNamed(schema: JsonObject): void {
    const plan = this.evaluator.plan(schema);
    for (const name of this.instance.members.keys()) {
      if (plan.names(name)) {
        this.found.add(name);
      }
    }
  }

  private addValid(schema: Schema, resource: Resource): void {
    for (const [name, member] of this.instance.members) {
      if (!this.found.has(name) && this.evaluator.isValid(member, schema, resource)) {
        this.found.add(name);
      }
    }
  }
}
