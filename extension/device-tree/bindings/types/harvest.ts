// SPDX-License-Identifier: Apache-2.0
/**
 * Collects the types of properties from all prepared bindings, by the rules of dt-schema (validator.py): a reference to
 * a type, or what the form of the description gives away.
 */

import { describesString } from '../prepare';
import { compilePattern, isObject, type Json, type JsonObject, listAt, objectAt, own } from '../schema';
import { mergeDimensions, rangeOf } from './dimensions';
import type { Dimensions, PropertyType, TypeTables } from './property-type';

const TYPE_NAME = /(address|flag|u?int(8|16|32|64)(-(array|matrix))?|string(-array)?|phandle(-array)?)/;
const NODE = 'node';
/** Names of nodes under /aliases, and whatever else has no fixed part: it says nothing about a property. */
const ANY_NAME = '^[a-z][a-z0-9\\-]*$';
/** Subschemas within subschemas that are searched. */
const MAXIMUM_DEPTH = 64;

interface Candidate {
  type: string | undefined;
  dimensions?: Dimensions | undefined;
  /** The bindings that gave this type. */
  readonly sources: Set<string>;
  readonly isPattern: boolean;
}

const COMBINERS = ['allOf', 'oneOf', 'anyOf'] as const;

export class TypeHarvest {
  private readonly found = new Map<string, Candidate[]>();
  private depth = 0;
  private id = '';
  private root: JsonObject = {};

  /** Adds what a prepared binding says. Of bindings that contradict each other the first decides. */
  add(id: string, binding: JsonObject): void {
    this.id = id;
    this.root = binding;
    this.visitNode(binding);
  }

  tables(): TypeTables {
    this.resolveNamedTypes();
    const exact: [string, PropertyType[]][] = [];
    const patterns: [string, PropertyType][] = [];
    for (const [name, candidates] of this.found) {
      const [first, ...rest] = candidates.filter((candidate) => candidate.type !== NODE);
      if (!first || name === ANY_NAME) {
        continue;
      }
      if (!first.isPattern) {
        exact.push([name, [first, ...rest].map(plain)]);
      } else if (first.type !== undefined) {
        patterns.push([name, plain(first)]);
      }
    }
    patterns.sort(([one], [other]) => (one < other ? -1 : 1));
    return { exact: Object.fromEntries(exact.filter(isNeeded(patterns))), patterns };
  }

  /** The type of a property that is said to be that of another property. */
  private resolveNamedTypes(): void {
    for (const candidates of this.found.values()) {
      const named = candidates.find(({ type }) => type !== undefined && type !== NODE && !TYPE_NAME.test(type));
      if (named) {
        named.type = this.found.get(named.type!)?.[0]?.type;
      }
    }
  }

  private visitNode(schema: Json | undefined): void {
    if (!isObject(schema) || this.depth > MAXIMUM_DEPTH) {
      return;
    }
    this.depth++;
    this.visitNode(own(schema, 'additionalProperties'));
    for (const combiner of COMBINERS) {
      for (const each of listAt(schema, combiner) ?? []) {
        this.visitNode(each);
      }
    }
    for (const [name, description] of Object.entries(objectAt(schema, 'properties') ?? {})) {
      this.visitProperty(name, description, false);
    }
    for (const [name, description] of Object.entries(objectAt(schema, 'patternProperties') ?? {})) {
      this.visitProperty(name, description, true);
    }
    this.depth--;
  }

  private visitProperty(name: string, description: Json, isPattern: boolean): void {
    if (name.startsWith('$') || this.depth > MAXIMUM_DEPTH) {
      return;
    }
    if (!isObject(description)) {
      if (description === true && !this.found.has(name)) {
        this.found.set(name, [this.candidate(undefined, undefined, isPattern)]);
      }
      return;
    }
    this.depth++;
    this.visitDescription(name, description, isPattern);
    this.depth--;
  }

  private visitDescription(name: string, description: JsonObject, isPattern: boolean): void {
    const reference = own(description, '$ref');
    if (typeof reference === 'string' && reference.startsWith('#/')) {
      if (this.found.get(name)?.some((candidate) => candidate.sources.has(this.id))) {
        return;
      }
      this.visitProperty(name, this.local(reference), isPattern);
    }
    for (const combiner of COMBINERS) {
      for (const each of listAt(description, combiner) ?? []) {
        this.visitProperty(name, each, isPattern);
      }
    }
    const type = typeOf(name, description);
    const candidates = this.candidatesOf(name);
    if (type === undefined) {
      if (candidates.length === 0) {
        candidates.push(this.candidate(undefined, undefined, isPattern));
      }
      return;
    }
    this.merge(candidates, this.candidate(type, dimensionsOf(type, description), isPattern));
    if (hasMembers(description)) {
      this.visitNode(description);
    }
  }

  private candidatesOf(name: string): Candidate[] {
    const known = this.found.get(name);
    if (known) {
      return known;
    }
    const made: Candidate[] = [];
    this.found.set(name, made);
    return made;
  }

  private candidate(type: string | undefined, dimensions: Dimensions | undefined, isPattern: boolean): Candidate {
    return { type, dimensions, sources: new Set([this.id]), isPattern };
  }

  /** Joins a type with those that are known for the name. */
  private merge(known: Candidate[], added: Candidate): void {
    for (const [index, candidate] of known.entries()) {
      if (candidate.type === undefined) {
        known.splice(index, 1);
        break;
      }
      if (absorb(candidate, added)) {
        candidate.sources.add(this.id);
        return;
      }
    }
    known.push(added);
  }

  private local(reference: string): Json {
    let place: Json | undefined = this.root;
    for (const step of reference.split('/').slice(1)) {
      place = isObject(place) ? own(place, step) : Array.isArray(place) ? place[Number(step)] : undefined;
    }
    return place ?? false;
  }
}

function plain({ type, dimensions }: Candidate): PropertyType {
  return dimensions ? { type, dimensions } : { type };
}

function isMatrix(type: string): boolean {
  return type === 'phandle-array' || type.endsWith('-matrix');
}

/** Whether a known type of the name covers an added one, which it then does. */
function absorb(known: Candidate, added: Candidate): boolean {
  const type = known.type!;
  if (added.dimensions && isMatrix(type)) {
    known.dimensions = known.dimensions ? mergeDimensions(known.dimensions, added.dimensions) : added.dimensions;
    return true;
  }
  if (type === added.type) {
    return true;
  }
  if (type.includes('string') && added.type!.includes('string')) {
    if (added.type === 'string-array') {
      known.type = 'string-array';
    }
    return true;
  }
  return false;
}

function hasMembers(description: JsonObject): boolean {
  return ['properties', 'patternProperties', 'additionalProperties'].some((key) => Object.hasOwn(description, key));
}

function typeOf(name: string, description: JsonObject): string | undefined {
  if (description.type === 'object' || hasMembers(description)) {
    return NODE;
  }
  const reference = own(description, '$ref');
  const text = typeof reference === 'string' ? reference : '';
  const named = TYPE_NAME.exec(text)?.[0];
  if (named !== undefined) {
    return named;
  }
  if (description.type === 'boolean') {
    return 'flag';
  }
  if (Object.hasOwn(description, 'items')) {
    return typeOfItems(name, description.items!);
  }
  if (/\.yaml#?$/.test(text)) {
    return NODE;
  }
  const target = text.includes('/properties/') && !text.startsWith('#/') ? text.split('/').at(-1) : undefined;
  return target === name ? undefined : target;
}

function typeOfItems(name: string, items: Json): string | undefined {
  if (describesString(Array.isArray(items) ? items[0] : items)) {
    return 'string-array';
  }
  if (name.endsWith('-microvolt')) {
    return 'int32-matrix';
  }
  // Operating points have frequencies of 64 bits and say so themselves.
  return /(^(?!opp)).*-hz$/.test(name) ? 'uint32-matrix' : undefined;
}

function dimensionsOf(type: string, description: JsonObject): Dimensions | undefined {
  if (!isMatrix(type) || !['items', 'minItems', 'maxItems'].some((key) => Object.hasOwn(description, key))) {
    return undefined;
  }
  const items = own(description, 'items');
  const row = Array.isArray(items) ? items[0] : (items ?? {});
  return [rangeOf(description), items === undefined ? [0, 0] : rangeOf(row)];
}

/** A name without a type of its own is left to the pattern that has one. */
function isNeeded(patterns: TypeTables['patterns']): (entry: [string, PropertyType[]]) => boolean {
  const expressions = patterns.map(([pattern]) => compilePattern(pattern));
  return ([name, [first]]) =>
    first?.type !== undefined || !expressions.some((expression) => expression?.test(name) === true);
}
