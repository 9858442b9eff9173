// SPDX-License-Identifier: Apache-2.0
/** Where in a binding's file a failure comes from. */

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Position, SourceRange } from '../../source';
import type { Failure } from '../evaluate';
import type { BindingLibrary } from '../library';
import { isObject, type Json, type Schema } from '../schema';

/**
 * The line of the binding that asks for what is not met, or the nearest one: preparation makes explicit what the file
 * leaves to be understood.
 * @param readText reads the binding's file; gives undefined when that is not possible
 */
export function placeInBinding(
  failure: Failure,
  library: BindingLibrary,
  readText = library.readText,
): SourceRange | undefined {
  const file = library.entry(failure.binding)?.file;
  const root = library.resource(failure.binding)?.root;
  const text = file === undefined ? undefined : readText(file);
  if (file === undefined || root === undefined || text === undefined) {
    return undefined;
  }
  const steps = pathTo(root, failure.schema) ?? [];
  return rangeOf(text, file, [...steps, failure.keyword]);
}

/** The path to a schema within a binding, by identity. */
function pathTo(root: Json, wanted: Schema): string[] | undefined {
  if (root === wanted) {
    return [];
  }
  const members = Array.isArray(root) ? [...root.entries()] : isObject(root) ? Object.entries(root) : [];
  for (const [step, member] of members) {
    const rest = typeof member === 'object' && member !== null ? pathTo(member, wanted) : undefined;
    if (rest) {
      return [String(step), ...rest];
    }
  }
  return undefined;
}

/** Follows a path as far as the file has it; steps that preparation added are passed over. */
function rangeOf(text: string, file: string, steps: readonly string[]): SourceRange {
  const lines = new LineCounter();
  let place: unknown = parseDocument(text, { lineCounter: lines, logLevel: 'silent' }).contents;
  let offsets: readonly [number, number] = [0, 0];
  for (const step of steps) {
    const found = child(place, step);
    if (found) {
      place = found.value;
      offsets = found.offsets;
    }
  }
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(0, line - 1), column: Math.max(0, col - 1) };
  };
  return { file, start: position(offsets[0]), end: position(offsets[1]) };
}

interface Child {
  readonly value: unknown;
  /** Of the key, or of an element. */
  readonly offsets: readonly [number, number];
}

function child(place: unknown, step: string): Child | undefined {
  if (isMap(place)) {
    const pair = place.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair && { value: pair.value, offsets: offsetsOf(pair.key as Node) };
  }
  const element = isSeq(place) ? place.items[Number(step)] : undefined;
  return element === undefined ? undefined : { value: element, offsets: offsetsOf(element as Node) };
}

function offsetsOf({ range }: Node): readonly [number, number] {
  return range ? [range[0], range[1]] : [0, 0];
}
