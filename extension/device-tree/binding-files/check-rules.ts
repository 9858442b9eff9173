// SPDX-License-Identifier: Apache-2.0
/** Goes through a binding and applies the rules to all its parts. */

import type { Node } from 'yaml';
import type { Findings } from './findings';
import { INNER_KEYWORDS, WITH_LIST, WITH_MAP, WITH_SCHEMA } from './keywords';
import { checkAllProperties } from './property-rules';
import { checkAnySchema, checkInnerSchema } from './schema-rules';
import { checkTop, isDeviceBinding } from './top-rules';
import { MAXIMUM_DEPTH, type Mapping, mappingOf } from './yaml-map';

export function checkRules(top: Mapping, findings: Findings): void {
  checkTop(top, findings);
  checkAnySchema(top, findings);
  checkMembers(top, findings, 0);
  if (isDeviceBinding(top)) {
    checkDeviceProperties(top, findings);
  }
}

function checkDeviceProperties(top: Mapping, findings: Findings): void {
  checkAllProperties(top, findings);
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => top.list(name) ?? []);
  const condition = top.map('if');
  for (const part of [...parts.flatMap((each) => mappingOf(each) ?? []), ...(condition ? [condition] : [])]) {
    checkAllProperties(part, findings);
  }
}

function checkSchema(place: Node | undefined, findings: Findings, depth: number): void {
  const schema = mappingOf(place);
  if (!schema || depth > MAXIMUM_DEPTH) {
    return;
  }
  for (const name of schema.names.filter((each) => !INNER_KEYWORDS.has(each))) {
    findings.report('binding-file-keyword', schema.key(name), `'${name}' is no keyword of bindings`);
  }
  checkAnySchema(schema, findings);
  checkInnerSchema(schema, findings);
  checkMembers(schema, findings, depth + 1);
}

function checkMembers(schema: Mapping, findings: Findings, depth: number): void {
  for (const name of WITH_SCHEMA) {
    checkSchema(schema.value(name), findings, depth);
  }
  for (const name of WITH_LIST) {
    for (const each of schema.list(name) ?? []) {
      checkSchema(each, findings, depth);
    }
  }
  for (const name of WITH_MAP) {
    const map = schema.map(name);
    for (const each of map?.names ?? []) {
      checkSchema(map!.value(each), findings, depth);
    }
  }
}
