// SPDX-License-Identifier: Apache-2.0
/**
 * Checks values against schemas of draft 2019-09 as bindings use them. An evaluator of our own rather than a library's,
 * because verdicts must be those of python-jsonschema, which dt-schema uses: what counts as evaluated, which keyword a
 * failure is put down to, integers that know their width, and bytes that are of no type at all.
 */

import type { Instance } from '../instance';
import type { Json, JsonObject, Schema } from '../schema';
import type { Failure } from './failure';
import { KEYWORDS } from './keywords';
import { type Plan, planOf } from './plan';
import type { References, Resource } from './resource';

/** A check went on too long or too deep: schemas that refer to themselves without end do that. */
export class EndlessSchemaError extends Error {
  override readonly name = 'EndlessSchemaError';
}

/** Subschemas within each other. Real bindings stay below 40. */
const MAXIMUM_DEPTH = 250;
/** Subschemas that one check of a node may apply. Real nodes need some ten thousand. */
const MAXIMUM_STEPS = 5_000_000;
/** Failures of one check that are told; a list of a million wrong cells needs no million messages. */
const MAXIMUM_FAILURES = 1000;

export class Evaluator {
  private path: (string | number)[] = [];
  /** The binding whose schemas are applied. */
  private binding = '';
  /** Where failures go; undefined while only the verdict is wanted. */
  private failures: Failure[] | undefined;
  private depth = 0;
  private steps = 0;

  constructor(readonly references: References) {}

  /** All failures of an instance. @throws EndlessSchemaError */
  check(instance: Instance, schema: Schema, resource: Resource): Failure[] {
    this.start(resource);
    return this.collect(() => this.apply(instance, schema, resource));
  }

  /** Whether an instance has no failure. @throws EndlessSchemaError */
  meets(instance: Instance, schema: Schema, resource: Resource): boolean {
    this.start(resource);
    return this.isValid(instance, schema, resource);
  }

  private start({ id }: Resource): void {
    this.path = [];
    this.depth = 0;
    this.steps = 0;
    this.binding = id;
  }

  /** Applies a subschema to an instance in the current place. @returns whether it is met */
  apply(instance: Instance, schema: Schema, resource: Resource): boolean {
    if (schema === true) {
      return true;
    }
    if (schema === false) {
      return this.fail(instance, schema, 'false', null);
    }
    this.enter();
    let valid = true;
    for (const { name, check } of this.plan(schema).keywords) {
      if (!check(this, instance, schema[name]!, schema, resource)) {
        valid = false;
        if (!this.failures) {
          break;
        }
      }
    }
    this.depth--;
    return valid;
  }

  plan(schema: JsonObject): Plan {
    return planOf(schema, KEYWORDS);
  }

  /** Applies a subschema to a member or element of the instance in the current place. */
  applyAt(step: string | number, instance: Instance, schema: Schema, resource: Resource): boolean {
    if (schema === true) {
      return true;
    }
    if (schema === false) {
      // A member that may not be there is a fault of what holds it, so the path ends before it.
      return this.fail(instance, schema, 'false', null, { names: [String(step)] });
    }
    this.path.push(step);
    const valid = this.apply(instance, schema, resource);
    this.path.pop();
    return valid;
  }

  /** Applies a schema that may be another binding's. */
  applyReferenced(instance: Instance, schema: Schema, resource: Resource): boolean {
    const outer = this.binding;
    this.binding = resource.id;
    const valid = this.apply(instance, schema, resource);
    this.binding = outer;
    return valid;
  }

  /** Whether an instance meets a schema; nothing is reported. */
  isValid(instance: Instance, schema: Schema, resource: Resource): boolean {
    const outer = this.failures;
    this.failures = undefined;
    const valid = this.apply(instance, schema, resource);
    this.failures = outer;
    return valid;
  }

  /** The failures of a part of the check, which are not reported by themselves. */
  collect(part: () => void): Failure[] {
    const outer = this.failures;
    const failures: Failure[] = [];
    this.failures = failures;
    part();
    this.failures = outer;
    return failures;
  }

  /** Whether somebody wants to know why, and not only whether. */
  get isReporting(): boolean {
    return this.failures !== undefined;
  }

  /** Reports that a keyword is not met. @returns false, for the caller to return */
  fail(
    instance: Instance,
    schema: Schema,
    keyword: string,
    wanted: Json,
    detail: Partial<Pick<Failure, 'causes' | 'names' | 'obscured'>> = {},
  ): false {
    const { causes = [], names = [], obscured = [] } = detail;
    const { binding } = this;
    if (!this.failures || this.failures.length >= MAXIMUM_FAILURES) {
      return false;
    }
    const path = [...this.path];
    this.failures.push({ path, keyword, wanted, instance, schema, binding, causes, names, obscured });
    return false;
  }

  /** Does something with a subschema that may lead back to itself. @throws EndlessSchemaError */
  within(part: () => void): void {
    this.enter();
    part();
    this.depth--;
  }

  private enter(): void {
    this.depth++;
    this.steps++;
    if (this.depth > MAXIMUM_DEPTH || this.steps > MAXIMUM_STEPS) {
      throw new EndlessSchemaError('a binding refers to itself without end');
    }
  }
}

/** Checks one keyword. @returns whether it is met */
export type KeywordCheck = (
  evaluator: Evaluator,
  instance: Instance,
  wanted: Json,
  schema: JsonObject,
  resource: Resource,
) => boolean;
