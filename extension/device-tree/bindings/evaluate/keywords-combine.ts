// SPDX-License-Identifier: Apache-2.0
/** Keywords that combine schemas. */

import type { Instance } from '../instance';
import { isSchema, type JsonObject, own, type Schema, schemasAt } from '../schema';
import type { Evaluator, KeywordCheck } from './evaluator';
import type { Failure } from './failure';
import type { Resource } from './resource';

const allOf: KeywordCheck = (evaluator, instance, _wanted, schema, resource) => {
  let valid = true;
  for (const part of schemasAt(schema, 'allOf')) {
    valid = evaluator.apply(instance, part, resource) && valid;
    if (!valid && !evaluator.isReporting) {
      return false;
    }
  }
  return valid;
};

/** The first alternative that is met, or why none is. Why is found out only if somebody wants to know. */
function firstMet(
  evaluator: Evaluator,
  instance: Instance,
  alternatives: readonly Schema[],
  resource: Resource,
): { readonly index: number } | { readonly causes: Failure[] } {
  const index = alternatives.findIndex((part) => evaluator.isValid(instance, part, resource));
  if (index >= 0 || !evaluator.isReporting) {
    return index >= 0 ? { index } : { causes: [] };
  }
  const causes = evaluator.collect(() => {
    for (const part of alternatives) {
      evaluator.apply(instance, part, resource);
    }
  });
  return { causes };
}

const anyOf: KeywordCheck = (evaluator, instance, wanted, schema, resource) => {
  const met = firstMet(evaluator, instance, schemasAt(schema, 'anyOf'), resource);
  return 'index' in met || evaluator.fail(instance, schema, 'anyOf', wanted, { causes: met.causes });
};

const oneOf: KeywordCheck = (evaluator, instance, wanted, schema, resource) => {
  const alternatives = schemasAt(schema, 'oneOf');
  const met = firstMet(evaluator, instance, alternatives, resource);
  if (!('index' in met)) {
    return evaluator.fail(instance, schema, 'oneOf', wanted, { causes: met.causes });
  }
  const another = alternatives.slice(met.index + 1).some((part) => evaluator.isValid(instance, part, resource));
  return !another || evaluator.fail(instance, schema, 'oneOf', wanted);
};

const condition: KeywordCheck = (evaluator, instance, wanted, schema, resource) => {
  if (!isSchema(wanted)) {
    return true;
  }
  const branch = branchOf(schema, evaluator.isValid(instance, wanted, resource) ? 'then' : 'else');
  return evaluator.apply(instance, branch, resource);
};

function branchOf(schema: JsonObject, keyword: string): Schema {
  const branch = own(schema, keyword);
  return isSchema(branch) ? branch : true;
}

export const COMBINATIONS: Readonly<Record<string, KeywordCheck>> = {
  allOf,
  anyOf,
  oneOf,
  if: condition,
  not: (evaluator, instance, wanted, schema, resource) =>
    !isSchema(wanted) ||
    !evaluator.isValid(instance, wanted, resource) ||
    evaluator.fail(instance, schema, 'not', wanted),
  $ref: (evaluator, instance, wanted, _schema, resource) => {
    if (typeof wanted !== 'string') {
      return true;
    }
    const target = evaluator.references.resolve(wanted, resource);
    return evaluator.applyReferenced(instance, target.schema, target.resource);
  },
};
