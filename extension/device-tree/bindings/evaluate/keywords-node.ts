// SPDX-License-Identifier: Apache-2.0
/** Keywords about nodes: their properties and children. */

import { NodeInstance } from '../instance';
import { isObject, isSchema } from '../schema';
import { evaluatedProperties, nameableProperties } from './evaluated-properties';
import type { KeywordCheck } from './evaluator';

/** A keyword that says nothing about values that are no nodes. */
function forNodes(check: (...args: NodeArguments) => boolean): KeywordCheck {
  return (evaluator, instance, wanted, schema, resource) =>
    !(instance instanceof NodeInstance) || check(evaluator, instance, wanted, schema, resource);
}

type NodeArguments = [
  evaluator: Parameters<KeywordCheck>[0],
  instance: NodeInstance,
  wanted: Parameters<KeywordCheck>[2],
  schema: Parameters<KeywordCheck>[3],
  resource: Parameters<KeywordCheck>[4],
];

const properties = forNodes((evaluator, instance, _wanted, schema, resource) => {
  const { exact } = evaluator.plan(schema);
  const names = exact.size < instance.members.size ? exact : instance.members;
  let valid = true;
  for (const name of names.keys()) {
    const member = instance.get(name);
    const description = exact.get(name);
    if (member === undefined || description === undefined || evaluator.applyAt(name, member, description, resource)) {
      continue;
    }
    valid = false;
    if (!evaluator.isReporting) {
      break;
    }
  }
  return valid;
});

const patternProperties = forNodes((evaluator, instance, _wanted, schema, resource) => {
  const plan = evaluator.plan(schema);
  let valid = true;
  for (const [name, member] of instance.members) {
    for (const description of plan.byPattern(name)) {
      valid = evaluator.applyAt(name, member, description, resource) && valid;
    }
    if (!valid && !evaluator.isReporting) {
      break;
    }
  }
  return valid;
});

const additionalProperties = forNodes((evaluator, instance, wanted, schema, resource) => {
  if (wanted === true) {
    return true;
  }
  const plan = evaluator.plan(schema);
  const names = [...instance.members.keys()].filter((name) => !plan.names(name));
  if (isObject(wanted)) {
    let valid = true;
    for (const name of names) {
      valid = evaluator.applyAt(name, instance.get(name)!, wanted, resource) && valid;
    }
    return valid;
  }
  return names.length === 0 || evaluator.fail(instance, schema, 'additionalProperties', wanted, { names });
});

const unevaluatedProperties = forNodes((evaluator, instance, wanted, schema, resource) => {
  if (wanted === true || !isSchema(wanted)) {
    return true;
  }
  const evaluated = evaluatedProperties(evaluator, instance, schema, resource);
  const names = [...instance.members.keys()].filter(
    (name) => !evaluated.has(name) && !evaluator.isValid(instance.get(name)!, wanted, resource),
  );
  if (names.length === 0 || !evaluator.isReporting) {
    return names.length === 0;
  }
  const nameable = nameableProperties(evaluator, instance, schema, resource);
  const obscured = names.filter((name) => nameable.has(name));
  return evaluator.fail(instance, schema, 'unevaluatedProperties', wanted, { names, obscured });
});

const required = forNodes((evaluator, instance, wanted, schema) => {
  const absent = (Array.isArray(wanted) ? wanted : []).filter(
    (name): name is string => typeof name === 'string' && !instance.members.has(name),
  );
  for (const name of absent) {
    evaluator.fail(instance, schema, 'required', wanted, { names: [name] });
  }
  return absent.length === 0;
});

const dependentRequired = forNodes((evaluator, instance, wanted, schema) => {
  let valid = true;
  for (const [name, needed] of Object.entries(isObject(wanted) ? wanted : {})) {
    if (!instance.members.has(name)) {
      continue;
    }
    for (const other of Array.isArray(needed) ? needed : []) {
      if (typeof other === 'string' && !instance.members.has(other)) {
        valid = evaluator.fail(instance, schema, 'dependentRequired', wanted, { names: [other, name] });
      }
    }
  }
  return valid;
});

const dependentSchemas = forNodes((evaluator, instance, wanted, _schema, resource) => {
  let valid = true;
  for (const [name, description] of Object.entries(isObject(wanted) ? wanted : {})) {
    if (instance.members.has(name) && isSchema(description)) {
      valid = evaluator.apply(instance, description, resource) && valid;
    }
  }
  return valid;
});

const propertyNames = forNodes((evaluator, instance, wanted, _schema, resource) => {
  let valid = true;
  for (const name of instance.members.keys()) {
    if (isSchema(wanted)) {
      valid = evaluator.apply(name, wanted, resource) && valid;
    }
  }
  return valid;
});

/** A keyword about the number of members. */
function sized(keyword: string, holds: (size: number, wanted: number) => boolean): KeywordCheck {
  return forNodes(
    (evaluator, instance, wanted, schema) =>
      typeof wanted !== 'number' ||
      holds(instance.members.size, wanted) ||
      evaluator.fail(instance, schema, keyword, wanted),
  );
}

export const NODES: Readonly<Record<string, KeywordCheck>> = {
  properties,
  patternProperties,
  additionalProperties,
  unevaluatedProperties,
  required,
  dependentRequired,
  dependentSchemas,
  propertyNames,
  minProperties: sized('minProperties', (size, wanted) => size >= wanted),
  maxProperties: sized('maxProperties', (size, wanted) => size <= wanted),
};
