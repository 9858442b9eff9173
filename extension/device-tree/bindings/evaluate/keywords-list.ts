// SPDX-License-Identifier: Apache-2.0
/** Keywords about lists. */

import type { Instance } from '../instance';
import { isObject, isSchema, type Json, type JsonObject, listAt, own } from '../schema';
import { areUnique } from './equal';
import { evaluatedItems } from './evaluated-items';
import type { Evaluator, KeywordCheck } from './evaluator';
import type { Resource } from './resource';

/** A keyword about the number of elements. */
function counted(keyword: string, holds: (length: number, wanted: number) => boolean): KeywordCheck {
  return (evaluator, instance, wanted, schema) =>
    !Array.isArray(instance) ||
    typeof wanted !== 'number' ||
    holds(instance.length, wanted) ||
    evaluator.fail(instance, schema, keyword, wanted);
}

/** Applies one schema to all elements from an index on. */
function applyFrom(
  evaluator: Evaluator,
  instance: Instance[],
  start: number,
  schema: Json,
  resource: Resource,
): boolean {
  let valid = true;
  for (let index = start; index < instance.length; index++) {
    if (isSchema(schema) && !evaluator.applyAt(index, instance[index]!, schema, resource)) {
      valid = false;
      if (!evaluator.isReporting) {
        break;
      }
    }
  }
  return valid;
}

const items: KeywordCheck = (evaluator, instance, wanted, _schema, resource) => {
  if (!Array.isArray(instance)) {
    return true;
  }
  if (!Array.isArray(wanted)) {
    return applyFrom(evaluator, instance, 0, wanted, resource);
  }
  let valid = true;
  for (const [index, each] of wanted.slice(0, instance.length).entries()) {
    if (isSchema(each) && !evaluator.applyAt(index, instance[index]!, each, resource)) {
      valid = false;
      if (!evaluator.isReporting) {
        break;
      }
    }
  }
  return valid;
};

const additionalItems: KeywordCheck = (evaluator, instance, wanted, schema, resource) => {
  const listed = listAt(schema, 'items');
  if (!Array.isArray(instance) || !listed) {
    return true;
  }
  if (isObject(wanted)) {
    return applyFrom(evaluator, instance, listed.length, wanted, resource);
  }
  return (
    wanted !== false || instance.length <= listed.length || evaluator.fail(instance, schema, 'additionalItems', wanted)
  );
};

const contains: KeywordCheck = (evaluator, instance, wanted, schema, resource) => {
  if (!Array.isArray(instance) || !isSchema(wanted)) {
    return true;
  }
  const found = instance.filter((each) => evaluator.isValid(each, wanted, resource)).length;
  const least = numberAt(schema, 'minContains') ?? 1;
  const most = numberAt(schema, 'maxContains') ?? instance.length;
  if (found > most) {
    return evaluator.fail(instance, schema, 'maxContains', most);
  }
  if (found >= least) {
    return true;
  }
  return found === 0
    ? evaluator.fail(instance, schema, 'contains', wanted)
    : evaluator.fail(instance, schema, 'minContains', least);
};

function numberAt(schema: JsonObject, keyword: string): number | undefined {
  const value = own(schema, keyword);
  return typeof value === 'number' ? value : undefined;
}

export const LISTS: Readonly<Record<string, KeywordCheck>> = {
  minItems: counted('minItems', (length, wanted) => length >= wanted),
  maxItems: counted('maxItems', (length, wanted) => length <= wanted),
  uniqueItems: (evaluator, instance, wanted, schema) =>
    wanted !== true ||
    !Array.isArray(instance) ||
    areUnique(instance) ||
    evaluator.fail(instance, schema, 'uniqueItems', wanted),
  items,
  additionalItems,
  contains,
  unevaluatedItems: (evaluator, instance, wanted, schema, resource) => {
    if (!Array.isArray(instance)) {
      return true;
    }
    const evaluated = evaluatedItems(evaluator, instance, schema, resource);
    return (
      instance.every((_, index) => evaluated.has(index)) || evaluator.fail(instance, schema, 'unevaluatedItems', wanted)
    );
  },
};
