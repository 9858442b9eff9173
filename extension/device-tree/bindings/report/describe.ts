// SPDX-License-Identifier: Apache-2.0
/** What a failure means, in words for the person who writes the device tree. */

import type { Failure } from '../evaluate';
import { Cell, type Instance, type Misfit, NodeInstance } from '../instance';
import { isObject, type Json, own, writeJson } from '../schema';

/** Values that are listed before the rest is left out. */
const MOST_LISTED = 8;
/** Alternatives' reasons that are told. */
const MOST_REASONS = 3;
/** Characters of a value that is quoted. */
const MOST_QUOTED = 60;

export function describeMisfit({ property, bytes, type }: Misfit): string {
  return type === 'flag'
    ? `'${property}' is a flag: it is there or not, and has no value`
    : `the value of '${property}' has ${counted(bytes, 'byte')}, which does not fit its type ${type}`;
}

export function describeFailure(failure: Failure): string {
  const describe = DESCRIPTIONS[failure.keyword];
  return describe ? describe(failure, subject(failure)) : `${subject(failure)} does not meet '${failure.keyword}'`;
}

/** What the failure is about. */
function subject({ path, instance }: Failure): string {
  const name = path.filter((step) => typeof step === 'string').at(-1);
  const index = path.at(-1);
  if (name === undefined) {
    return 'the node';
  }
  if (name === '$nodename') {
    return `the node's name ${quoted(instance)}`;
  }
  return typeof index === 'number' ? `entry ${index + 1} of '${name}'` : `'${name}'`;
}

type Describe = (failure: Failure, subject: string) => string;

const DESCRIPTIONS: Readonly<Record<string, Describe>> = {
  required: ({ names }, about) => `${about} lacks the property '${names[0]}'`,
  dependentRequired: ({ names }) => `'${names[0]}' is missing, and '${names[1]}' needs it`,
  additionalProperties: ({ names }) => `the binding does not know ${list(names)} here`,
  unevaluatedProperties: (failure) => unevaluated(failure),
  false: ({ names }, about) => `${names[0] === undefined ? about : `'${names[0]}'`} must not be here`,
  type: ({ wanted, instance }, about) => `${about} should be ${types(wanted)}, and is ${kindOf(instance)}`,
  typeSize: ({ wanted, instance }, about) =>
    `${about} should be a number of ${text(wanted)} bits, and has ${instance instanceof Cell ? instance.bits : 32}`,
  minItems: ({ wanted, instance }, about) => `${about} has ${size(instance)}, at least ${text(wanted)} are needed`,
  maxItems: ({ wanted, instance }, about) => `${about} has ${size(instance)}, at most ${text(wanted)} are allowed`,
  uniqueItems: (_, about) => `${about} says something twice`,
  additionalItems: ({ instance }, about) => `${about} has ${size(instance)}, which is too many`,
  unevaluatedItems: (_, about) => `${about} has entries that the binding does not know`,
  contains: (_, about) => `${about} lacks an entry that the binding asks for`,
  minContains: (_, about) => `${about} has too few entries of a kind that the binding asks for`,
  maxContains: (_, about) => `${about} has too many entries of one kind`,
  const: ({ wanted, instance }, about) => `${about} should be ${text(wanted)}${insteadOf(instance, about)}`,
  enum: ({ wanted, instance }, about) => `${about} should be ${anyOf(wanted)}${insteadOf(instance, about)}`,
  pattern: ({ wanted, instance }, about) =>
    about.includes(quoted(instance))
      ? `${about} does not match ${text(wanted)}`
      : `${about} is ${quoted(instance)}, which does not match ${text(wanted)}`,
  minimum: ({ wanted, instance }, about) => `${about} is ${quoted(instance)}, at least ${text(wanted)} is allowed`,
  maximum: ({ wanted, instance }, about) => `${about} is ${quoted(instance)}, at most ${text(wanted)} is allowed`,
  exclusiveMinimum: ({ wanted, instance }, about) =>
    `${about} is ${quoted(instance)}, and must be above ${text(wanted)}`,
  exclusiveMaximum: ({ wanted, instance }, about) =>
    `${about} is ${quoted(instance)}, and must be below ${text(wanted)}`,
  multipleOf: ({ wanted, instance }, about) => `${about} is ${quoted(instance)}, and no multiple of ${text(wanted)}`,
  minProperties: ({ wanted }, about) => `${about} has fewer than ${text(wanted)} properties`,
  maxProperties: ({ wanted }, about) => `${about} has more than ${text(wanted)} properties`,
  not: (failure, about) => excluded(failure, about),
  oneOf: (failure, about) => alternatives(failure, about),
  anyOf: (failure, about) => alternatives(failure, about),
};

function unevaluated({ names, obscured }: Failure): string {
  const unknown = names.filter((name) => !obscured.includes(name));
  return unknown.length > 0
    ? `the binding does not know ${list(unknown)} here`
    : `because of the node's other faults the binding does not reach ${list(names)}`;
}

function excluded({ wanted }: Failure, about: string): string {
  const required = isObject(wanted) ? own(wanted, 'required') : undefined;
  return Array.isArray(required)
    ? `${about} must not have ${list(required.map(String))}`
    : `${about} is something that the binding rules out`;
}

function alternatives({ causes }: Failure, about: string): string {
  if (causes.length === 0) {
    return `${about} fits more than one of the binding's alternatives, and exactly one is asked for`;
  }
  const reasons = [...new Set(causes.map(describeFailure))];
  const rest = reasons.length > MOST_REASONS ? '; ...' : '';
  return `${about} fits none of the binding's alternatives: ${reasons.slice(0, MOST_REASONS).join('; or ')}${rest}`;
}

function insteadOf(instance: Instance, about: string): string {
  const value = quoted(instance);
  return about.includes(value) ? '' : `, and is ${value}`;
}

function anyOf(wanted: Json): string {
  const values = (Array.isArray(wanted) ? wanted : [wanted]).map(text);
  const shown = values.slice(0, MOST_LISTED).join(', ');
  return values.length === 1 ? shown : `one of ${shown}${values.length > MOST_LISTED ? ', ...' : ''}`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map((name) => `'${name}'`);
  return `${shown.join(', ')}${names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : ''}`;
}

function text(json: Json): string {
  return clipped(typeof json === 'string' ? `'${json}'` : typeof json === 'object' ? writeJson(json) : String(json));
}

function clipped(shown: string): string {
  return shown.length > MOST_QUOTED ? `${shown.slice(0, MOST_QUOTED)}...` : shown;
}

function quoted(instance: Instance): string {
  return clipped(typeof instance === 'string' ? `'${instance}'` : shownValue(instance));
}

function shownValue(instance: Instance): string {
  if (instance instanceof Cell) {
    return String(instance.value);
  }
  if (Array.isArray(instance)) {
    const cells = instance
      .slice(0, MOST_LISTED)
      .map(shownValue)
      .join(instance.some(Array.isArray) ? '>, <' : ' ');
    return instance.some((each) => typeof each === 'string') ? cells : `<${cells}>`;
  }
  return typeof instance === 'string' ? `'${instance}'` : kindOf(instance);
}

function size(instance: Instance): string {
  return Array.isArray(instance) ? counted(instance.length, 'entry') : 'no entries';
}

function counted(count: number, what: string): string {
  const several = what.endsWith('y') ? `${what.slice(0, -1)}ies` : `${what}s`;
  return `${count} ${count === 1 ? what : several}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a node',
  array: 'a list',
  integer: 'a number',
  number: 'a number',
  string: 'a string',
  boolean: 'a flag without a value',
};

function types(wanted: Json): string {
  const names = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
  const words = names.flatMap((name) => TYPE_WORDS[name] ?? []);
  return names.length > 3 ? 'of a type that some binding gives to this name' : words.join(' or ');
}

function kindOf(instance: Instance): string {
  if (instance instanceof NodeInstance) {
    return 'a node';
  }
  if (instance instanceof Uint8Array) {
    return `${counted(instance.length, 'byte')} that fit no known type`;
  }
  if (Array.isArray(instance)) {
    return instance.some((each) => typeof each === 'string') ? 'a list of strings' : 'a list of numbers';
  }
  return instance instanceof Cell ? 'a number' : typeof instance === 'string' ? 'a string' : 'empty';
}
