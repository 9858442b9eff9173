// SPDX-License-Identifier: Apache-2.0
/** Changes to the source that would mend a finding. */

import type { Fix } from '../../diagnostics';
import type { Failure } from '../evaluate';
import { NodeInstance } from '../instance';
import { isInteger, type Json } from '../schema';
import type { KnownType } from '../types';
import type { Locator } from './locate';
import { nearest, type Suggestion } from './suggest';

/** Values of an enumeration that are offered. */
const MOST_OFFERED = 10;

export interface FixContext {
  readonly node: NodeInstance;
  readonly failure: Failure;
  readonly suggestions: readonly Suggestion[];
  readonly locator: Locator;
  /** The type of a property in the failing node. */
  readonly typeOf: (name: string) => KnownType;
  /** What the failing schema says of the properties that it names. */
  readonly known: ReadonlyMap<string, Json>;
}

/** The best first; none when nothing certain can be said. */
export function fixesFor(context: FixContext): readonly Fix[] {
  switch (context.failure.keyword) {
    case 'enum':
    case 'const':
      return otherValues(context);
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return otherNames(context);
    case 'required':
    case 'dependentRequired':
      return missingProperty(context);
    default:
      return [];
  }
}

function otherValues({ node, failure, suggestions, locator }: FixContext): Fix[] {
  const { wanted, instance } = failure;
  const range = locator.string(node, failure.path);
  if (!range || typeof instance !== 'string') {
    return [];
  }
  const allowed = (Array.isArray(wanted) ? wanted : [wanted]).filter((value) => typeof value === 'string');
  const values = new Set([...suggestions.map(({ meant }) => meant), ...allowed]);
  return [...values].slice(0, MOST_OFFERED).map((value) => ({
    title: `Change to ${JSON.stringify(value)}`,
    range,
    newText: JSON.stringify(value),
  }));
}

function otherNames({ suggestions, ...context }: FixContext): Fix[] {
  return renamings(suggestions, context);
}

function renamings(
  suggestions: readonly Suggestion[],
  { node, failure, locator }: Pick<FixContext, 'node' | 'failure' | 'locator'>,
): Fix[] {
  return suggestions.flatMap(({ written, meant }) => {
    const range = locator.propertyName(node, failure.path, written);
    return range ? { title: `Rename '${written}' to '${meant}'`, range, newText: meant } : [];
  });
}

function missingProperty(context: FixContext): Fix[] {
  const { node, failure, locator, typeOf, known } = context;
  const [name] = failure.names;
  const place = locator.endOfProperties(node, failure.path);
  const value = name === undefined ? undefined : skeleton(typeOf(name), known.get(name));
  if (!place || name === undefined || value === undefined) {
    return [];
  }
  const newText = `\n${place.indent}${name}${value};`;
  return [...renamings(misspelt(name, context), context), { title: `Add '${name}'`, range: place.range, newText }];
}

/** A property that the binding does not know, and that is written almost like the missing one. */
function misspelt(name: string, { failure: { instance }, known }: FixContext): Suggestion[] {
  const members = instance instanceof NodeInstance ? [...instance.members.keys()] : [];
  const unknown = members.filter((member) => !known.has(member));
  return nearest(name, unknown).map(({ written, meant }) => ({ written: meant, meant: written }));
}

/** What stands behind the name of a property that is added; undefined when its type is not known. */
function skeleton({ types }: KnownType, description: Json | undefined): string | undefined {
  const constant = onlyValue(description);
  const [type] = types;
  if (type === 'flag') {
    return '';
  }
  if (type?.startsWith('string')) {
    return ` = ${JSON.stringify(typeof constant === 'string' ? constant : '')}`;
  }
  return type === undefined ? undefined : ` = <${isInteger(constant) ? constant : 0}>`;
}

/** The value that a property must have, or the first of those it may have. */
function onlyValue(description: Json | undefined): Json | undefined {
  if (typeof description !== 'object' || description === null) {
    return undefined;
  }
  if (Array.isArray(description)) {
    return onlyValue(description[0]);
  }
  const { const: constant, enum: values, items } = description;
  return constant ?? (Array.isArray(values) ? values[0] : onlyValue(items));
}
