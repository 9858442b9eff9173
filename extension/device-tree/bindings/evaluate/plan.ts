// SPDX-License-Identifier: Apache-2.0
/** What a schema asks for, in a form that is quick to apply. Made when a schema is first applied, and kept with it. */

import { compilePattern, isSchema, type JsonObject, objectAt, type Schema } from '../schema';
import type { KeywordCheck } from './evaluator';

/** Names that are kept of one schema. */
const MAXIMUM_KEPT = 10_000;

export class Plan {
  readonly keywords: readonly { readonly name: string; readonly check: KeywordCheck }[];
  /** From `properties`. */
  readonly exact = new Map<string, Schema>();
  private readonly patterns: (readonly [RegExp, Schema])[] = [];
  /** Names recur from node to node, so what patterns say about them is kept. */
  private readonly byName = new Map<string, readonly Schema[]>();

  constructor(schema: JsonObject, checks: ReadonlyMap<string, KeywordCheck>) {
    this.keywords = Object.keys(schema).flatMap((name) => {
      const check = checks.get(name);
      return check ? { name, check } : [];
    });
    for (const [name, description] of Object.entries(objectAt(schema, 'properties') ?? {})) {
      if (isSchema(description)) {
        this.exact.set(name, description);
      }
    }
    for (const [pattern, description] of Object.entries(objectAt(schema, 'patternProperties') ?? {})) {
      const expression = compilePattern(pattern);
      if (expression && isSchema(description)) {
        this.patterns.push([expression, description]);
      }
    }
  }

  /** What `patternProperties` says about a member. */
  byPattern(name: string): readonly Schema[] {
    const known = this.byName.get(name);
    if (known || this.patterns.length === 0) {
      return known ?? [];
    }
    const made = this.patterns.filter(([pattern]) => pattern.test(name)).map(([, description]) => description);
    if (this.byName.size < MAXIMUM_KEPT) {
      this.byName.set(name, made);
    }
    return made;
  }

  /** Whether `properties` or `patternProperties` speaks of a member. */
  names(name: string): boolean {
    return this.exact.has(name) || this.byPattern(name).length > 0;
  }
}

const PLAN = Symbol('plan');

interface Planned extends JsonObject {
  // A field of the schema itself is found several times faster than an entry of a WeakMap, and this is the innermost loop.
  [PLAN]?: Plan;
}

/** @param schema prepared, and not changed any more */
export function planOf(schema: JsonObject, checks: ReadonlyMap<string, KeywordCheck>): Plan {
  const planned: Planned = schema;
  let plan = planned[PLAN];
  if (!plan) {
    plan = new Plan(schema, checks);
    Object.defineProperty(schema, PLAN, { value: plan });
  }
  return plan;
}
