// SPDX-License-Identifier: Apache-2.0
/** A choice between constants, each with its description, is an enumeration, and that has the better messages. */

import { isObject, type Json, type JsonObject, listAt, objectAt } from '../schema';

export function choicesToEnum(schema: JsonObject): void {
  const choices = listAt(schema, 'anyOf') ?? listAt(schema, 'oneOf');
  if (!choices) {
    const items = objectAt(schema, 'items');
    if (items) {
      choicesToEnum(items);
    }
    return;
  }
  const constants: Json[] = [];
  for (const choice of choices) {
    if (!isObject(choice) || !Object.hasOwn(choice, 'const') || saysMore(choice)) {
      return;
    }
    constants.push(choice.const!);
  }
  delete schema.anyOf;
  delete schema.oneOf;
  schema.enum = constants;
}

/** A described constant with anything else. One without description may be marked, for example as deprecated. */
function saysMore(choice: JsonObject): boolean {
  return Object.hasOwn(choice, 'description') && Object.keys(choice).length > 2;
}
