// SPDX-License-Identifier: Apache-2.0
/** Dimensions of matrices, as bindings state them. */

import { countAt, isObject, type Json, listAt } from '../schema';
import type { Dimensions, Range } from './property-type';

/** The number of elements that a description of a list allows. */
export function rangeOf(description: Json | undefined): Range {
  if (Array.isArray(description)) {
    return description.length === 1 ? rangeOf(description[0]) : [0, 0];
  }
  if (!isObject(description)) {
    return [1, 0];
  }
  const least = countAt(description, 'minItems');
  const items = listAt(description, 'items');
  return items ? [least ?? items.length, items.length] : [least ?? 1, countAt(description, 'maxItems') ?? 0];
}

/** What two bindings allow together. */
export function mergeDimensions(one: Dimensions, other: Dimensions): Dimensions {
  return [mergeRanges(one[0], other[0]), mergeRanges(one[1], other[1])];
}

function mergeRanges(one: Range, other: Range): Range {
  const most = Math.min(one[1], other[1]) === 0 ? 0 : Math.max(one[1], other[1]);
  return [most === 1 ? 1 : Math.min(one[0], other[0]), most];
}
