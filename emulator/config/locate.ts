// SPDX-License-Identifier: Apache-2.0
/** Gives values their place. */

import type { Located } from './config';
import type { Extent } from './node';
import { rangeOf } from './source';
import { definitionOf, useOf } from './token';

/** A value that the configuration states. */
export function locate<T>(value: T, extent: Extent): Located<T> {
  const range = rangeOf(useOf(extent.first, extent.last));
  const definition = definitionOf(extent.first, extent.last);
  return definition === undefined
    ? { value, range, explicit: true }
    : { value, range, definition: rangeOf(definition), explicit: true };
}

/** A value that C fills in. */
export function implied<T>(value: T, enclosing: Extent): Located<T> {
  return { value, range: rangeOf(useOf(enclosing.first, enclosing.last)), explicit: false };
}
