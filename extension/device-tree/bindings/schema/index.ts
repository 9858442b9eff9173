// SPDX-License-Identifier: Apache-2.0
export {
  countAt,
  isInteger,
  isObject,
  isSchema,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  own,
  type Schema,
  schemasAt,
} from './json';
export { readJson, writeJson } from './json-text';
export { compilePattern, matches } from './pattern';
