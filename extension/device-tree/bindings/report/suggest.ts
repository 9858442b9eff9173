// SPDX-License-Identifier: Apache-2.0
/** What was probably meant by a name or a string that a binding does not know. */

import type { Failure, NamesOf } from '../evaluate';
import { NodeInstance } from '../instance';
import type { Json } from '../schema';

export interface Suggestion {
  readonly written: string;
  readonly meant: string;
}

/** @param namesOf the properties that the failing schema speaks of */
export function suggestionsFor(failure: Failure, namesOf: NamesOf): readonly Suggestion[] {
  const { keyword, instance, wanted, names, obscured } = failure;
  if ((keyword === 'enum' || keyword === 'const') && typeof instance === 'string') {
    return nearest(instance, strings(wanted));
  }
  if (keyword !== 'additionalProperties' && keyword !== 'unevaluatedProperties') {
    return [];
  }
  const members = instance instanceof NodeInstance ? instance.members : new Map<string, unknown>();
  const known = [...namesOf(failure)].filter((name) => !members.has(name));
  return names.filter((name) => !obscured.includes(name)).flatMap((name) => nearest(name, known));
}

function strings(wanted: Json): string[] {
  return (Array.isArray(wanted) ? wanted : [wanted]).filter((each) => typeof each === 'string');
}

/** Edits that a slip of the fingers makes: two in a long word, one in a short one. */
function mostEdits(word: string): number {
  return word.length > 4 ? 2 : 1;
}

/** The known word that is closest to what was written, if it is close enough for a slip. */
export function nearest(written: string, known: Iterable<string>): Suggestion[] {
  let best: Suggestion | undefined;
  let least = mostEdits(written) + 1;
  for (const meant of known) {
    const edits = Math.abs(meant.length - written.length) < least ? distance(written, meant) : least;
    if (edits > 0 && edits < least) {
      least = edits;
      best = { written, meant };
    }
  }
  return best ? [best] : [];
}

/** Characters to insert, delete, replace, or to swap with the next. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped =
        one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? before[column - 2]! + 1
          : Number.POSITIVE_INFINITY;
      now.push(Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + same, swapped));
    }
    before = last;
    last = now;
  }
  return last[other.length]!;
}
