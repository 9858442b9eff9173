// SPDX-License-Identifier: Apache-2.0
/** The properties that a schema speaks of by name, in itself and in what it refers to, with what it says first. */

import { isObject, isSchema, type Json, objectAt, own, type Schema, schemasAt } from '../schema';
import type { Failure } from './failure';
import type { References, Resource } from './resource';

/** Gives the properties that a failing schema speaks of. */
export type NamesOf = (failure: Failure) => Iterable<string>;

/** References within references that are followed. */
const MAXIMUM_DEPTH = 20;

export function namedProperties(schema: Schema, resource: Resource, references: References): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  const seen = new Set<Schema>();
  const visit = (part: Schema, from: Resource, depth: number): void => {
    if (!isObject(part) || seen.has(part) || depth > MAXIMUM_DEPTH) {
      return;
    }
    seen.add(part);
    for (const [name, description] of Object.entries(objectAt(part, 'properties') ?? {})) {
      if (description !== false && !name.startsWith('$')) {
        found.set(name, found.get(name) ?? description);
      }
    }
    const reference = own(part, '$ref');
    if (typeof reference === 'string') {
      const target = references.resolve(reference, from);
      visit(target.schema, target.resource, depth + 1);
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      for (const each of schemasAt(part, keyword)) {
        visit(each, from, depth + 1);
      }
    }
    for (const keyword of ['if', 'then', 'else']) {
      const each = own(part, keyword);
      if (isSchema(each)) {
        visit(each, from, depth + 1);
      }
    }
  };
  visit(schema, resource, 0);
  return found;
}
