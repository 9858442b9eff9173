// SPDX-License-Identifier: Apache-2.0
/** What holds of every schema within a binding. */

import { isAlias, isScalar, type Node } from 'yaml';
import type { Findings } from './findings';
import { ARRAY_KEYWORDS, KEYWORDS, SCALAR_KEYWORDS } from './keywords';
import { elementsOf, type Mapping, mappingOf, mayBeInteger, mayBeString, sameContents, scalarOf } from './yaml-map';

type Rule = (schema: Mapping, findings: Findings) => void;

const PROPERTY_NAME = /^[#$a-zA-Z][a-zA-Z0-9#,+\-._@]{0,63}$/;
/** In longer lists the number may say how many there are, for people. */
const LONGEST_COUNTED = 12;
const REQUIRED_NAME = /^([a-zA-Z#][a-zA-Z0-9#,+\-._@]{0,63}|\$nodename)$/;

/** In the order in which they are told. */
const RULES: readonly Rule[] = [
  mixedKeywords,
  incompleteCondition,
  reference,
  scalarWithList,
  constraints,
  typedConstraints,
  duplicates,
  constantsAsEnum,
  counts,
  required,
  names,
  closedWithoutProperties,
];

/** The rules for lists (dt-schema's items.yaml) hold below the top only. */
const INNER_RULES: readonly Rule[] = [matrices, needlessCounts];

export function checkAnySchema(schema: Mapping, findings: Findings): void {
  for (const rule of RULES) {
    rule(schema, findings);
  }
}

export function checkInnerSchema(schema: Mapping, findings: Findings): void {
  for (const rule of INNER_RULES) {
    rule(schema, findings);
  }
}

function mixedKeywords(schema: Mapping, findings: Findings): void {
  const list = ARRAY_KEYWORDS.find((name) => schema.has(name));
  const scalar = SCALAR_KEYWORDS.find((name) => schema.has(name));
  if (list !== undefined && scalar !== undefined) {
    const message = `'${scalar}' is about one value and '${list}' about a list: put '${scalar}' under 'items'`;
    findings.report('binding-file-mixed', schema.key(scalar), message);
  }
}

function incompleteCondition(schema: Mapping, findings: Findings): void {
  if (schema.has('if') && !schema.has('then')) {
    findings.report('binding-file-condition', schema.key('if'), "'if' needs a 'then' beside it");
  }
  for (const name of ['then', 'else'].filter((each) => schema.has(each) && !schema.has('if'))) {
    findings.report('binding-file-condition', schema.key(name), `'${name}' needs an 'if' beside it`);
  }
}

function reference(schema: Mapping, findings: Findings): void {
  const text = schema.string('$ref');
  if (text !== undefined && (!/^(\/schemas\/|\.\.\/|#(\/|$)|[a-zA-Z0-9]+)/.test(text) || /^https?:/.test(text))) {
    const message = "a reference starts with /schemas/, or is relative to this binding's own path";
    findings.report('binding-file-reference', schema.value('$ref')!, message);
  }
}

function scalarWithList(schema: Mapping, findings: Findings): void {
  if (!/(int[1-8]+|phandle|flag)$/.test(schema.string('$ref') ?? '')) {
    return;
  }
  for (const name of ['maxItems', 'minItems', 'items'].filter((each) => schema.has(each))) {
    const message = `the type is one value (${schema.string('$ref')}), so there are no items to count: leave out '${name}'`;
    findings.report('binding-file-scalar', schema.key(name), message);
  }
}

function constraints(schema: Mapping, findings: Findings): void {
  const constant = schema.value('const');
  if (constant && !mayBeInteger(constant) && !mayBeString(constant)) {
    findings.report('binding-file-const', constant, "'const' should be an integer or a string");
  }
  const place = schema.value('enum');
  if (!place || isAlias(place)) {
    return;
  }
  const values = elementsOf(place);
  if (!values || !(values.every(mayBeInteger) || values.every(mayBeString))) {
    const message = "'enum' should be a list of integers or one of strings";
    findings.report('binding-file-enum', schema.key('enum'), message);
  }
}

function typedConstraints(schema: Mapping, findings: Findings): void {
  const type = schema.string('$ref') ?? '';
  const fits = /u?int(8|16|32|64)$/.test(type) ? mayBeInteger : /string$/.test(type) ? mayBeString : undefined;
  if (!fits) {
    return;
  }
  const constant = schema.value('const');
  for (const place of [...(constant ? [constant] : []), ...(schema.list('enum') ?? [])]) {
    if (isScalar(place) && !fits(place)) {
      const wanted = fits === mayBeInteger ? 'an integer' : 'a string';
      findings.report('binding-file-type', place, `the type is ${type}, so this should be ${wanted}`);
    }
  }
}

function duplicates(schema: Mapping, findings: Findings): void {
  for (const name of ['enum', 'required']) {
    const seen = new Set<unknown>();
    for (const place of schema.list(name) ?? []) {
      const value = scalarOf(place);
      if (value !== undefined && seen.has(value)) {
        findings.report('binding-file-twice', place, `${value} is in '${name}' twice`);
      }
      seen.add(value);
    }
  }
  for (const name of ['allOf', 'anyOf']) {
    const list = schema.list(name) ?? [];
    // Neighbours only: comparing all with all would cost the square of what a file may hold.
    list.forEach((place, at) => {
      if (at > 0 && sameContents(place, list[at - 1]!)) {
        findings.report('binding-file-twice', place, `the same is in '${name}' twice`);
      }
    });
  }
}

function constantsAsEnum(schema: Mapping, findings: Findings): void {
  const alternatives = schema.list('oneOf')?.map(mappingOf);
  const isConstant = (each: Mapping | undefined): boolean => each?.names.length === 1 && each.has('const');
  if (alternatives && alternatives.length > 0 && alternatives.every(isConstant)) {
    findings.report('binding-file-enum', schema.key('oneOf'), "an 'enum' says the same as 'oneOf' with constants");
  }
}

function counts(schema: Mapping, findings: Findings): void {
  for (const name of ['minItems', 'maxItems']) {
    const count = schema.integer(name);
    if (count !== undefined && count < 1n) {
      const message = `'${name}' should be 1 or more: a property that is there has at least one item`;
      findings.report('binding-file-count', schema.value(name)!, message);
    }
  }
}

function required(schema: Mapping, findings: Findings): void {
  const place = schema.value('required');
  if (place && !isAlias(place) && !elementsOf(place)) {
    findings.report('binding-file-required', schema.key('required'), "'required' should be a list of names");
  }
  for (const name of schema.list('required') ?? []) {
    if (!isAlias(name) && !REQUIRED_NAME.test(String(scalarOf(name)))) {
      findings.report('binding-file-required', name, 'this is not the name of a property or node');
    }
  }
}

function names(schema: Mapping, findings: Findings): void {
  const properties = schema.map('properties');
  for (const name of properties?.names ?? []) {
    checkName(name, properties!.key(name), findings, PROPERTY_NAME.test(name) ? undefined : NO_NAME);
  }
  const patterns = schema.map('patternProperties');
  for (const name of patterns?.names ?? []) {
    const isFixed = !/[\^$()*@]/.test(name) || /^\^[a-zA-Z0-9,\-._#@]+\$$/.test(name);
    checkName(name, patterns!.key(name), findings, isFixed ? FIXED : undefined);
  }
}

const NO_NAME = 'this is not the name of a property or node (more than one of them goes into patternProperties)';
const FIXED = "a fixed name belongs into 'properties'; a pattern needs ^ or $";

function checkName(name: string, place: Node, findings: Findings, fault: string | undefined): void {
  if (KEYWORDS.has(name)) {
    findings.report('binding-file-name', place, `'${name}' is a keyword, not a property: is it indented too far?`);
  } else if (fault !== undefined) {
    findings.report('binding-file-name', place, fault);
  }
}

function closedWithoutProperties(schema: Mapping, findings: Findings): void {
  const isFlag = typeof scalarOf(schema.value('additionalProperties')) === 'boolean';
  if (isFlag && !['type', 'properties', 'patternProperties'].some((name) => schema.has(name))) {
    const message =
      "'additionalProperties' sees only 'properties' and 'patternProperties' beside it, and there are none";
    findings.report('binding-file-closed', schema.key('additionalProperties'), message);
  }
}

function matrices(schema: Mapping, findings: Findings): void {
  if (!/(int(8|16|32|64)-matrix|phandle-array)$/.test(schema.string('$ref') ?? '')) {
    return;
  }
  const items = schema.value('items');
  const isSized = (place: Node): boolean => {
    const each = mappingOf(place);
    return !each || ['items', 'minItems', 'maxItems'].some((name) => each.has(name));
  };
  if (items && !(elementsOf(items) ?? [items]).every(isSized)) {
    const message = "each entry is itself a list: its 'items', 'minItems' or 'maxItems' say how many cells it has";
    findings.report('binding-file-matrix', schema.key('items'), message);
  }
}

function needlessCounts(schema: Mapping, findings: Findings): void {
  const items = schema.list('items');
  if (!items || schema.has('additionalItems')) {
    return;
  }
  if (schema.has('maxItems')) {
    const message = "'maxItems' is not needed: the list under 'items' says how many there are";
    findings.report('binding-file-count', schema.key('maxItems'), message);
  }
  const least = schema.integer('minItems');
  if (least !== undefined && least >= items.length && items.length <= LONGEST_COUNTED) {
    const message = `'minItems' is only needed when it is less than the ${items.length} under 'items'`;
    findings.report('binding-file-count', schema.key('minItems'), message);
  }
}
