// SPDX-License-Identifier: Apache-2.0
/** How many elements a list may have, where the binding leaves it to be understood. */

import { isObject, type Json, type JsonObject, own } from '../schema';
import type { Place } from './place';

/** A list of descriptions that all say nothing only says how many elements there are. */
export function removeEmptyItems(schema: JsonObject): void {
  const items = own(schema, 'items');
  if (isObject(items)) {
    removeEmptyItems(items);
    return;
  }
  if (!Array.isArray(items)) {
    return;
  }
  for (const item of items) {
    if (isObject(item)) {
      delete item.description;
      removeEmptyItems(item);
      if (Object.keys(item).length > 0) {
        return;
      }
    }
  }
  schema.type ??= 'array';
  schema.maxItems ??= items.length;
  schema.minItems ??= items.length;
  delete schema.items;
}

/** A list of items fixes the number of elements; one limit alone is both, except in a branch, which only adds to others. */
export function fixItemCounts(schema: Json | undefined, place: Place): void {
  if (Array.isArray(schema)) {
    for (const each of schema) {
      fixItemCounts(each, place);
    }
  } else if (isObject(schema)) {
    delete schema.description;
    const items = own(schema, 'items');
    if (items !== undefined) {
      schema.type = 'array';
      if (Array.isArray(items)) {
        schema.minItems ??= items.length;
        schema.maxItems ??= items.length;
      }
      fixItemCounts(items, place);
    } else if (!place.inBranch) {
      completeLimits(schema);
    }
  }
}

function completeLimits(schema: JsonObject): void {
  const { minItems, maxItems } = schema;
  if (maxItems !== undefined) {
    schema.minItems ??= maxItems;
  } else if (minItems !== undefined) {
    schema.maxItems = minItems;
  }
}
