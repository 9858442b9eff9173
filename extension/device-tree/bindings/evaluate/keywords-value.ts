// SPDX-License-Identifier: Apache-2.0
/** Keywords about single values. */

import { Cell, type Instance, NodeInstance } from '../instance';
import { type Json, matches } from '../schema';
import { equals } from './equal';
import type { KeywordCheck } from './evaluator';

function isOfType(instance: Instance, type: Json): boolean {
  switch (type) {
    case 'object':
      return instance instanceof NodeInstance;
    case 'array':
      return Array.isArray(instance);
    case 'string':
      return typeof instance === 'string';
    case 'boolean':
      return typeof instance === 'boolean';
    case 'integer':
    case 'number':
      return instance instanceof Cell;
    default:
      return false;
  }
}

/** A keyword that compares numbers; other values meet it. */
function numeric(keyword: string, holds: (value: number | bigint, limit: number | bigint) => boolean): KeywordCheck {
  return (evaluator, instance, wanted, schema) => {
    const isNumber = typeof wanted === 'number' || typeof wanted === 'bigint';
    if (!(instance instanceof Cell) || !isNumber || holds(instance.value, wanted)) {
      return true;
    }
    return evaluator.fail(instance, schema, keyword, wanted);
  };
}

/** A keyword about the length of strings. */
function textual(keyword: string, holds: (text: string, wanted: Json) => boolean): KeywordCheck {
  return (evaluator, instance, wanted, schema) =>
    typeof instance !== 'string' || holds(instance, wanted) || evaluator.fail(instance, schema, keyword, wanted);
}

function isMultiple(value: number | bigint, factor: number | bigint): boolean {
  if (typeof factor === 'number' && !Number.isInteger(factor)) {
    return Number.isInteger(Number(value) / factor);
  }
  // As in Python, nothing is a multiple of 0; a binding that asks for it is not met.
  return BigInt(factor) !== 0n && BigInt(value) % BigInt(factor) === 0n;
}

export const VALUES: Readonly<Record<string, KeywordCheck>> = {
  type: (evaluator, instance, wanted, schema) => {
    const types = Array.isArray(wanted) ? wanted : [wanted];
    return types.some((type) => isOfType(instance, type)) || evaluator.fail(instance, schema, 'type', wanted);
  },
  typeSize: (evaluator, instance, wanted, schema) => {
    const bits = instance instanceof Cell ? instance.bits : 32;
    return bits === wanted || evaluator.fail(instance, schema, 'typeSize', wanted);
  },
  const: (evaluator, instance, wanted, schema) =>
    equals(instance, wanted) || evaluator.fail(instance, schema, 'const', wanted),
  enum: (evaluator, instance, wanted, schema) =>
    (Array.isArray(wanted) && wanted.some((each) => equals(instance, each))) ||
    evaluator.fail(instance, schema, 'enum', wanted),
  minimum: numeric('minimum', (value, limit) => value >= limit),
  maximum: numeric('maximum', (value, limit) => value <= limit),
  exclusiveMinimum: numeric('exclusiveMinimum', (value, limit) => value > limit),
  exclusiveMaximum: numeric('exclusiveMaximum', (value, limit) => value < limit),
  multipleOf: numeric('multipleOf', isMultiple),
  pattern: textual('pattern', (text, wanted) => typeof wanted !== 'string' || matches(wanted, text)),
  minLength: textual('minLength', (text, wanted) => typeof wanted !== 'number' || text.length >= wanted),
  maxLength: textual('maxLength', (text, wanted) => typeof wanted !== 'number' || text.length <= wanted),
};
