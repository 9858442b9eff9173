// SPDX-License-Identifier: Apache-2.0
/**
 * Bindings describe most values as if they were single: `const: 5`, `pattern: ^a`. In a device tree every string is an
 * element of a list and many numbers are cells of a matrix, so descriptions are moved to where the values will be.
 * The rules are those of dt-schema's preparation.
 */

import { isInteger, isObject, type Json, type JsonObject, listAt, own } from '../schema';
import { splitDependencies } from './dependencies';
import { fixItemCounts, removeEmptyItems } from './items';
import type { Place } from './place';

const SCALAR_KEYWORDS = ['const', 'enum', 'pattern', 'minimum', 'maximum', 'multipleOf'];

/** Properties whose names end so are lists of cells (property-units.yaml of dt-schema). */
const LIST_UNITS =
  /-(kBps|bits|percent|bp|db|mhz|sec|ms|us|ns|ps|mm|nanoamp|(micro-)?ohms|micro(amp|watt)(-hours)?|milliwatt|(femto|pico)farads|(milli)?celsius|kelvin|k?pascal)$/;
/** And these are matrices. */
const MATRIX_UNITS = /-(hz|microvolt)$/;

/** Prepares the description of one value, in place. */
export function prepareValue(schema: JsonObject, place: Place): void {
  delete schema.description;
  if (place.inReg) {
    nestReg(schema);
  }
  removeEmptyItems(schema);
  nestUnits(schema, place.property);
  if (describesString(schema)) {
    schema.items = [takeScalarKeywords(schema)];
  }
  fixItemCounts(schema, place);
  splitDependencies(schema);
}

/** Moves the keywords that are about one value into a schema of their own. */
function takeScalarKeywords(schema: JsonObject): JsonObject {
  const taken: JsonObject = {};
  for (const keyword of SCALAR_KEYWORDS) {
    const value = own(schema, keyword);
    if (value !== undefined) {
      taken[keyword] = value;
      delete schema[keyword];
    }
  }
  return taken;
}

function nestReg(schema: JsonObject): void {
  const items = own(schema, 'items');
  const cell = items === undefined ? schema : Array.isArray(items) ? items[0] : items;
  if (isObject(cell) && describesInteger(cell)) {
    schema.items = [{ items: [takeScalarKeywords(cell)] }];
  }
}

function nestUnits(schema: JsonObject, property: string | undefined): void {
  if (property === undefined || Object.hasOwn(schema, '$ref')) {
    return;
  }
  if (LIST_UNITS.test(property) && describesInteger(schema)) {
    schema.items = [takeScalarKeywords(schema)];
  } else if (MATRIX_UNITS.test(property) && !describesMatrix(schema)) {
    nestMatrix(schema);
  }
}

function nestMatrix(schema: JsonObject): void {
  if (['items', 'minItems', 'maxItems'].some((keyword) => Object.hasOwn(schema, keyword))) {
    schema.items = [structuredClone(schema)];
    delete schema.minItems;
    delete schema.maxItems;
  } else if (describesInteger(schema)) {
    schema.items = [{ items: [takeScalarKeywords(schema)] }];
  }
}

function describesMatrix(schema: JsonObject): boolean {
  const items = own(schema, 'items');
  const rows = Array.isArray(items) ? items : [items ?? false];
  return rows.some(
    (row) => isObject(row) && ['items', 'minItems', 'maxItems'].some((keyword) => Object.hasOwn(row, keyword)),
  );
}

/** Whether the value is a number, told by a limit or a value that it must have. */
export function describesInteger(schema: Json | undefined): boolean {
  return firstValues(schema, ['const', 'enum', 'minimum', 'maximum']).some(
    // A Boolean is an integer to the preparation that bindings are written for.
    (value) => isInteger(value) || typeof value === 'boolean',
  );
}

/** Whether the value is a string, told by a pattern or a value that it must have. */
export function describesString(schema: Json | undefined): boolean {
  return firstValues(schema, ['const', 'enum', 'pattern']).some((value) => typeof value === 'string');
}

function firstValues(schema: Json | undefined, keywords: readonly string[]): (Json | undefined)[] {
  if (!isObject(schema)) {
    return [];
  }
  return keywords.map((keyword) => {
    const list = listAt(schema, keyword);
    return list ? list[0] : own(schema, keyword);
  });
}
